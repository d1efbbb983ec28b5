"""make bench: every measure on the full demonstration release, in one run.

`python -m bench attack` adds the attacks of the statistical secrecy, which take some minutes and rewrite their table.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench import attack, crowd, exports, interactions, opening, views
from bench.table import Row, show
from data.engine import Database, open_releases
from settings import Settings


def main() -> None:
    settings = Settings.from_environment()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cœurs, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        seconds = _build(Path(folder))
        show("Version de démonstration, 5 791 059 entrées", ("s",), [Row("python -m data demo", [seconds], "≤ 60")])
        settings = replace(settings, data_dir=Path(folder), database_url="")
        opening.run(settings)
        crowd.run(settings)
        exports.run(settings)
        release = Database(open_releases(settings)).release()
        views.run(settings, release)
        interactions.run(settings, release)
    if "attack" in sys.argv[1:]:
        attack.run()


def _build(folder: Path) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "CEP_DATA_DIR": str(folder), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "data", "demo", "--quiet"], env=environment, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
