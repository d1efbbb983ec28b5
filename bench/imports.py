"""Import: a CSV of the demonstration's entries, checked, keyed, rolled up and published, beside DuckDB's own reading.

`python -m bench.imports` runs it alone; with `--large`, also on ten times the rows (some minutes, 8 GB of disk).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import duckdb

from bench.table import Row, show
from data.engine import open_releases
from data.schema import DIMENSIONS, TERRITORY
from settings import ROOT, Settings

_CODES = (
    *("operator", "level", "sex", "age", "employment_status", "csp", "qualification"),
    *("disability", "employer_size", "sector", "reason"),
)
_ENTRIES = 5_791_059


def run(settings: Settings, large: bool = False) -> None:
    """Print seconds, ratio and memory for a tenth of the rows and for all of them; for ten times with `large`."""
    release = open_releases(settings).history()[0]
    rows = []
    # What reads the file by DuckDB alone is a process of its own: the peak of memory of a command counts that of the
    # process that launched it.
    aside = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    with aside, tempfile.TemporaryDirectory(dir=settings.data_dir) as name:
        folder = Path(name)
        for share in (0.1, 1, 10) if large else (0.1, 1):
            path = folder / "entries.csv"
            count = aside.submit(_write, settings.data_dir / f"cep-{release}.duckdb", path, share).result()
            repeats = 3 if share <= 1 else 1
            read = [aside.submit(_read, path, folder / "yardstick.duckdb").result() for _ in range(repeats)]
            measures = [_import(path, folder / "releases") for _ in range(repeats)]
            yardstick, read_processor = (statistics.median(column) for column in zip(*read, strict=True))
            seconds, processor, _ = (statistics.median(column) for column in zip(*measures, strict=True))
            memory = max(m for *_, m in measures)
            name = f"{count:,} lignes, {path.stat().st_size / 1e6:.0f} Mo".replace(",", " ")
            measured = [seconds, yardstick, seconds / yardstick, processor, read_processor, memory]
            rows.append(Row(name, measured, "≤ 3 × DuckDB ; ≤ 2 048 MB"))
    # Processor time beside elapsed time: it says the cost even where the machine does something else.
    heads = ("s", "DuckDB seul, s", "rapport", "processeur, s", "DuckDB, proc., s", "mémoire, MB")
    show("Import d’un CSV d’entrées", heads, rows)


def _write(release: Path, path: Path, share: float) -> int:
    """Write `share` of the release's entries as an operator would send them; returns how many rows."""
    place = [c[1:] if c[0] in "DR" else "" for c in TERRITORY.codes]
    level = ["D" if c[0] == "D" else "R" if c[0] == "R" else "" for c in TERRITORY.codes]
    columns = [
        "strftime(month, '%Y-%m') AS mois",
        f"CASE WHEN {level}[territory + 1] = 'D' THEN {place}[territory + 1] ELSE '' END AS departement",
        f"CASE WHEN {level}[territory + 1] = 'R' THEN {place}[territory + 1] ELSE '' END AS region",
        *(f"{list(DIMENSIONS[n].codes)}[{n} + 1] AS {n}" for n in _CODES),
    ]
    source = "entries" if share <= 1 else f"entries, range({int(share)})"
    limit = f" LIMIT {int(_ENTRIES * share)}" if share < 1 else ""
    with duckdb.connect(str(release), read_only=True) as connection:
        connection.execute(f"COPY (SELECT {', '.join(columns)} FROM {source}{limit}) TO '{path}' (DELIMITER ';')")
        return int(_ENTRIES * share)


def _read(path: Path, target: Path) -> tuple[float, float]:
    """Seconds, elapsed and of processor, for DuckDB to read the CSV into a table of a fresh file."""
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute("SET threads = 2")
        start, processor = time.perf_counter(), time.process_time()
        connection.execute(f"CREATE TABLE entries AS SELECT * FROM read_csv('{path}')")
        seconds = time.perf_counter() - start, time.process_time() - processor
    target.unlink()
    return seconds


def _import(path: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds, elapsed and of processor, and peak memory (MB) of the whole command, into an empty folder."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    own = {"CEP_DATA_DIR": str(folder), "DATABASE_URL": "", "CEP_DISCLOSURE_SECRET": "secret-of-the-bench"}
    environment = {**os.environ, **own}
    start = time.perf_counter()
    command = [sys.executable, "-m", "data", "import", str(path), "--quiet"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("the import failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    run(Settings.from_environment(), large="--large" in sys.argv)
