"""Recherche de lieux, in a process that data/siting_jobs.py starts: `python -m data.siting_run FOLDER SECONDS`."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from pathlib import Path

from data.siting_jobs import (
    COVERAGE,
    DONE,
    FAILED,
    RUNNING,
    STOPPED,
    Problem,
    Step,
    is_awaited,
    read_found,
    read_problem,
    write_found,
)
from geo.pairs import pairs_within
from geo.siting import best_sites, coverage_gains, distance_gains

# Either thread may write the last word.
_WORD = threading.Lock()
# Between two looks at who waits; beyond its seconds, what a search may take before it is ended from outside.
_LOOK, _GRACE = 0.3, 15.0


def main(folder: Path, seconds: float) -> int:
    # Pages come first; the system itself ends a search that forgets its time.
    os.nice(10)
    limit = int(seconds + _GRACE) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    threading.Thread(target=_watch, args=(folder, time.monotonic() + seconds + _GRACE), daemon=True).start()
    try:
        search(folder, read_problem(folder))
    except Exception:
        with _WORD:
            write_found(folder, read_found(folder)[0], FAILED)
        raise
    return 0


def search(folder: Path, problem: Problem) -> None:
    """The best choice of one site, of two…, each written once it is found; the time is shared among those left."""
    end = time.monotonic() + problem.seconds
    pairs = pairs_within(problem.points, problem.points, problem.limit)
    of = coverage_gains if problem.model == COVERAGE else distance_gains
    gains = of(problem.people, problem.km, pairs, problem.limit)
    steps: tuple[Step, ...] = ()
    for count in range(1, problem.most + 1):
        share = max(end - time.monotonic(), 0.0) / (problem.most - count + 1)
        found = best_sites(pairs, gains, count, share)
        if len(found.sites) < count:
            # No more of them gain anything.
            break
        steps = (*steps, Step(found.sites, found.gain, found.bound))
        with _WORD:
            write_found(folder, steps, RUNNING)
    with _WORD:
        write_found(folder, steps, DONE)


def _watch(folder: Path, end: float) -> None:
    """Ends the process, whatever it is in, once nobody waits or its time is long past."""
    while is_awaited(folder) and time.monotonic() < end:
        time.sleep(_LOOK)
    with _WORD:
        steps, state = read_found(folder)
        if state == RUNNING:
            write_found(folder, steps, STOPPED)
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
