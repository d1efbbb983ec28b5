"""Séance: the ten slides of a territory frozen and put in files over HTTP, the first time and again.

`python -m bench.seance` runs it on the releases of CEP_DATA_DIR.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.parse
import urllib.request

from bench.server import Server, serving
from bench.table import Row, show
from deck.default import default_deck
from deck.link import link_of
from geo.areas import AREAS, regions
from settings import Settings

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}


def run(settings: Settings) -> None:
    """Print milliseconds and bytes of a default deck: each region once, then once more; then its files."""
    environment = {"CEP_DATA_DIR": str(settings.data_dir), "CEP_FILES_PER_HOUR": "100000"}
    with serving("app:server", environment, workers=1) as server:
        _freeze(server, "FR")
        areas = [area.id for area in regions()]
        first, again = [_freeze(server, area) for area in areas], [_freeze(server, area) for area in areas]
    rows = [
        Row(name, [statistics.median(t for t, _ in found), max(t for t, _ in found), found[0][1]], budget)
        for name, found, budget in (("dix diapositives, jamais vues", first, "≤ 1000"), ("les mêmes", again, "≤ 300"))
    ]
    with serving("app:server", environment, workers=1) as server:
        for kind, area in (("pptx", "R76"), ("pdf", "R53")):
            unseen, size = _file(server, kind, area)
            rows.append(Row(f"fichier {kind.upper()}, jamais vues", [unseen, unseen, size], "≤ 15000"))
            seen = [_file(server, kind, area)[0] for _ in range(5)]
            rows.append(Row("le même", [statistics.median(seen), max(seen), size], "≤ 15000"))
    show("Séance, ms", ("p50", "max", "octets"), rows)


def _freeze(server: Server, area: str) -> tuple[float, int]:
    return _post(server, "/seance/contenu", json.dumps({"area": area}).encode(), _JSON)


def _file(server: Server, kind: str, area: str) -> tuple[float, int]:
    body = urllib.parse.urlencode({"d": link_of(default_deck(AREAS[area]))}).encode()
    return _post(server, f"/seance.{kind}", body, _FORM)


def _post(server: Server, path: str, body: bytes, headers: dict[str, str]) -> tuple[float, int]:
    """Milliseconds to the whole answer, and its bytes."""
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", body, headers)
    start = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=120) as response:
        size = len(response.read())
    return (time.perf_counter() - start) * 1000, size


if __name__ == "__main__":
    run(Settings.from_environment())
