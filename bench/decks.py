"""Decks: ten slides as PPTX and as PDF over HTTP, territories never seen, then seen; `python -m bench.decks`."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request

from bench.server import Server, serving
from bench.table import Row, show
from settings import Settings

_CARDS = (
    ("/", "map"),
    ("/", "compare"),
    ("/", "series"),
    ("/profils", "profils-groupes"),
    ("/profils", "profils-chaleur"),
    ("/recours", "recours-flows"),
    ("/recours", "recours-reasons"),
    ("/recours", "recours-unemployment"),
    ("/comparer", "comparer-explained"),
    ("/comparer", "comparer-funnel"),
)


def run(settings: Settings) -> None:
    """Print seconds to the whole file, and its size."""
    environment = {"CEP_DATA_DIR": str(settings.data_dir), "CEP_FILES_PER_HOUR": "100000"}
    rows = []
    with serving("app:server", environment, workers=1) as server:
        for kind, area in (("pptx", "R76"), ("pdf", "R53")):
            first, size = _seconds(server, kind, area)
            again, _ = _seconds(server, kind, area)
            rows.append(Row(f"{kind.upper()}, {size / 1000:.0f} ko, s", [first, again], "≤ 15"))
    show("Séance de dix diapositives", ("jamais vues", "déjà vues"), rows)


def _seconds(server: Server, kind: str, area: str) -> tuple[float, int]:
    slides = [{"link": f"{path}?t={area}", "card": card} for path, card in _CARDS]
    body = urllib.parse.urlencode({"d": json.dumps({"slides": slides})}).encode()
    start = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/seance.{kind}", body, timeout=120) as answer:
        content = answer.read()
    return time.perf_counter() - start, len(content)


if __name__ == "__main__":
    run(Settings.from_environment())
