"""Exports: a million rows of crossed entries over HTTP, beside DuckDB's own COPY of the same rows, in one run.

`python -m bench.exports` runs it on the releases of CEP_DATA_DIR.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import duckdb

from bench.server import Server, serving
from bench.table import Row, show
from settings import Settings

QUERY = "du=2015-01&au=2018-07&niv=dep&dim=ope-lec-sexe-age&dialecte=recherche"
# A sheet of a workbook has 1,048,576 rows at most.
_SHEET = QUERY.replace("-age", "")
_REPEATS = 5
_TYPES = "{'area_code': 'VARCHAR', 'sex': 'VARCHAR', 'level': 'VARCHAR', 'release': 'VARCHAR', 'period': 'VARCHAR'}"


def run(settings: Settings) -> None:
    """Print seconds to the first byte and to the last, growth of memory, DuckDB's time for the same rows."""
    environment = {"CEP_DATA_DIR": str(settings.data_dir), "CEP_FILES_PER_HOUR": "100000"}
    with serving("app:server", environment, workers=1) as server, tempfile.TemporaryDirectory() as name:
        cold = _download(server, "csv", Path(name) / "cold.csv")[0]
    with serving("app:server", environment, workers=1) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _download(server, "csv", folder / "warm.csv", "dialecte=recherche")
        before = _memory(server)
        peak, stop = [before], threading.Event()
        watcher = threading.Thread(target=_watch, args=(server, peak, stop))
        watcher.start()
        path = folder / "entries.csv"
        connection = None
        measures, copies = [], []
        for _ in range(_REPEATS):
            measures.append(_download(server, "csv", path))
            if connection is None:
                connection = duckdb.connect(config={"threads": 2})
                connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', types = {_TYPES})")
            copies.append(_copy(connection, folder / "copy.csv", "CSV, HEADER"))
        grown = max(peak) - before
        parquet = [_download(server, "parquet", folder / "entries.parquet") for _ in range(3)]
        processor = _processor(server)
        workbook = _download(server, "xlsx", folder / "entries.xlsx", _SHEET)[1]
        processor = _processor(server) - processor
        stop.set()
        watcher.join()
        (rows,) = connection.execute("SELECT count(*) FROM t").fetchone() or (0,)
        seconds, copy = statistics.median(m[1] for m in measures), statistics.median(copies)
        table = [
            Row("CSV, premier octet, s", [statistics.median(m[0] for m in measures), ""], "≤ 0.3"),
            Row("le même, serveur à peine démarré, s", [cold, ""], "≤ 0.3"),
            Row("CSV, fichier entier, s", [seconds, copy], "≤ 2 × COPY"),
            Row("rapport", [seconds / copy, ""], "≤ 2"),
            Row("mémoire gagnée, MB", [grown, ""], "≤ 100"),
            Row("Parquet, s", [statistics.median(m[1] for m in parquet), _copy(connection, folder / "c", "PARQUET")]),
            Row(f"XLSX de {_rows_of(server):,} lignes, s".replace(",", " "), [workbook, ""]),
            Row("le même, processeur du serveur, s", [processor, ""]),
            Row("travail après un abandon, s", [_cancelled(server), ""], "≤ 1"),
        ]
        size = path.stat().st_size / 1e6
        show(f"Export de {rows:,} lignes, {size:.0f} Mo".replace(",", " "), ("ici", "DuckDB COPY"), table)


def _address(server: Server, kind: str, query: str = QUERY) -> str:
    return f"http://127.0.0.1:{server.port}/fichiers/entrees-croisees.{kind}?{query}"


def _rows_of(server: Server) -> int:
    """How many rows the workbook has."""
    address = f"http://127.0.0.1:{server.port}/api/v1/data/entrees-croisees?{_SHEET}&limite=1"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return int(json.load(answer)["count"])


def _download(server: Server, kind: str, path: Path, query: str = QUERY) -> tuple[float, float]:
    """Seconds to the first byte, and to the last."""
    start = time.perf_counter()
    with urllib.request.urlopen(_address(server, kind, query), timeout=300) as answer, path.open("wb") as file:
        file.write(answer.read(1))
        first = time.perf_counter() - start
        while chunk := answer.read(1 << 20):
            file.write(chunk)
    return first, time.perf_counter() - start


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, kind: str) -> float:
    start = time.perf_counter()
    connection.execute(f"COPY t TO '{path}' (FORMAT {kind})")
    return time.perf_counter() - start


def _memory(server: Server) -> float:
    return max(server.workers_rss())


def _watch(server: Server, peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(0.05):
        peak.append(_memory(server))


def _cancelled(server: Server) -> float:
    """Processor seconds that the server still spends in the two seconds after a visitor left."""
    answer = urllib.request.urlopen(_address(server, "csv"), timeout=60)
    answer.read(1000)
    answer.close()
    before = _processor(server)
    time.sleep(2)
    return _processor(server) - before


def _processor(server: Server) -> float:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process)], capture_output=True, text=True, check=True
    )
    ticks = 0
    for pid in listing.stdout.split():
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


if __name__ == "__main__":
    run(Settings.from_environment())
