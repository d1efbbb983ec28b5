"""Recherche de lieux, in a process that data/siting_jobs.py starts: `python -m data.siting_run FOLDER END`.

END: when it must have ended, by the clock `time.monotonic` that processes share.
"""

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
    SHORT,
    STOPPED,
    Problem,
    Step,
    is_awaited,
    read_found,
    read_problem,
    write_found,
)
from geo.pairs import pairs_within
from geo.siting import best_sites, coverage_gains, distance_gains, gain_curve

# Either thread may write the last word.
_WORD = threading.Lock()
# Whether each number of sites has its choice.
_CHOSEN = threading.Event()
# Between two looks at who waits; what the system allows beyond the end to a process that could not end itself.
_LOOK, _GRACE = 0.3, 15.0


def main(folder: Path, end: float) -> int:
    # Pages come first; the system itself ends a search that forgets its time.
    os.nice(10)
    limit = int(max(end - time.monotonic(), 0) + _GRACE) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    threading.Thread(target=_watch, args=(folder, end), daemon=True).start()
    try:
        search(folder, read_problem(folder), end)
    except Exception:
        with _WORD:
            write_found(folder, read_found(folder)[0], FAILED)
        raise
    return 0


def search(folder: Path, problem: Problem, end: float) -> None:
    """A good choice of one site, of two…, then the best of each with its proof; each written once it is found.

    The time is shared among the proofs left.
    """
    _CHOSEN.clear()
    pairs = pairs_within(problem.points, problem.points, problem.limit)
    of = coverage_gains if problem.model == COVERAGE else distance_gains
    gains = of(problem.people, problem.km, pairs, problem.limit)
    steps: tuple[Step, ...] = ()
    for count, found in enumerate(gain_curve(pairs, gains, problem.most, seconds=0), 1):
        if len(found.sites) < count:
            # No more of them gain anything.
            break
        steps = (*steps, Step(found.sites, found.gain, found.bound, found.optimal))
        with _WORD:
            write_found(folder, steps, RUNNING)
    _CHOSEN.set()
    for rank, step in enumerate(steps):
        if step.settled:
            continue
        share = max(end - time.monotonic(), 0.0) / (len(steps) - rank)
        found = best_sites(pairs, gains, rank + 1, share, step.sites)
        better = Step(found.sites, found.gain, min(found.bound, max(step.bound, found.gain)))
        steps = (*steps[:rank], better, *steps[rank + 1 :])
        with _WORD:
            write_found(folder, steps, RUNNING)
    with _WORD:
        write_found(folder, steps, DONE)


def _watch(folder: Path, end: float) -> None:
    """Ends the process, whatever it is in, once nobody waits or its time is past: what it has found then stands."""
    while (awaited := is_awaited(folder)) and time.monotonic() < end:
        time.sleep(_LOOK)
    with _WORD:
        steps, state = read_found(folder)
        if state == RUNNING:
            stands = DONE if _CHOSEN.is_set() else SHORT
            write_found(folder, steps, stands if awaited and steps else STOPPED)
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
