"""Séance: the ten slides of a territory frozen over HTTP, the first time and again.

`python -m bench.seance` runs it on the releases of CEP_DATA_DIR.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.request

from bench.server import Server, serving
from bench.table import Row, show
from geo.areas import regions
from settings import Settings


def run(settings: Settings) -> None:
    """Print milliseconds and bytes of a default deck: each region once, then once more."""
    environment = {"CEP_DATA_DIR": str(settings.data_dir), "CEP_FILES_PER_HOUR": "100000"}
    with serving("app:server", environment, workers=1) as server:
        _freeze(server, "FR")
        areas = [area.id for area in regions()]
        first, again = [_freeze(server, area) for area in areas], [_freeze(server, area) for area in areas]
    rows = [
        Row(name, [statistics.median(t for t, _ in found), max(t for t, _ in found), found[0][1]], budget)
        for name, found, budget in (("dix diapositives, jamais vues", first, "≤ 1000"), ("les mêmes", again, "≤ 300"))
    ]
    show("Séance, ms", ("p50", "max", "octets gzip"), rows)


def _freeze(server: Server, area: str) -> tuple[float, int]:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/seance/contenu",
        json.dumps({"area": area}).encode(),
        {"Content-Type": "application/json", "Accept-Encoding": "gzip"},
    )
    start = time.perf_counter()
    with urllib.request.urlopen(asked) as response:
        size = len(response.read())
    return (time.perf_counter() - start) * 1000, size


if __name__ == "__main__":
    run(Settings.from_environment())
