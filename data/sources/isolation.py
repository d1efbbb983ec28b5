"""Processus isolé: runs a package that may hang, cache or log as it likes, away from this process and its folders.

The child gets its request as JSON on its standard input and speaks one JSON event a line: `{"step": text}`, then
`{"done": value}` or `{"error": French text}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from data.sources.fetching import Deadline, FetchError
from settings import ROOT

Step = Callable[[str], None]


def run(
    module: str, request: Mapping[str, Any], folder: Path, deadline: Deadline, step: Step, **environment: str
) -> Any:
    """Lancer `python -m module` dans `folder`, killed at the deadline; the value it is done with. Raises FetchError.

    Home, cache and configuration folders are `folder`: nothing of the user's is read or written, and a cached answer
    of an earlier run is never served.
    """
    own = {name: str(folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    late = threading.Event()
    with (folder / "journal.txt").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  (fixed arguments, no shell)
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            env={**os.environ, **own, "PYTHONPATH": str(ROOT), **environment},
            text=True,
            encoding="utf-8",
        )

    def kill() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(max(deadline.remaining(), 0.0), kill)
    timer.start()
    try:
        event = _listen(process, request, step)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    if late.is_set():
        raise deadline.exceeded()
    if "done" not in event:
        raise FetchError(event.get("error", f"Le module {module} s’est arrêté sans répondre. Relancez la commande."))
    return event["done"]


def _listen(process: subprocess.Popen[str], request: Mapping[str, Any], step: Step) -> dict[str, Any]:
    assert process.stdin and process.stdout
    with process, process.stdin as ask:
        try:
            ask.write(json.dumps(request))
            ask.close()
        except OSError:
            return {}
        event: dict[str, Any] = {}
        for line in process.stdout:
            event = json.loads(line)
            if "step" in event:
                step(event["step"])
    return event


def serve(work: Callable[[dict[str, Any], Step], Any]) -> None:
    """Côté enfant: do `work(request, step)` and say how it ended. What the package prints goes to the log."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as channel:
        os.dup2(2, 1)

        def say(**event: Any) -> None:
            print(json.dumps(event), file=channel, flush=True)

        try:
            say(done=work(json.load(sys.stdin), lambda text: say(step=text)))
        except FetchError as error:
            say(error=str(error))
        except Exception as error:
            say(error=f"La réponse n’a pas la forme attendue ({type(error).__name__} : {error}).")
