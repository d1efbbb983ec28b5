"""Recherches de lieux: the best new sites, each search in a process of its own, found by any worker by its question.

A search is a folder named by a hash of its question: the problem, then what the process has found so far, replaced as a
whole at each step. Locks are held by the process itself, inherited from the worker that started it: when it ends,
however it ends, they are free. A visitor who waits leaves a mark that each question refreshes; a search that nobody
waits for stops.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from geo.distance import FloatArray
from settings import ROOT

COVERAGE, MEDIAN = "couverture", "distance"
# Whoever has not asked for so long has left; a mark of a visitor is a file, so there are only so many.
WAIT_SECONDS, _MOST_WAITING = 12.0, 20
# At once over all workers: a search takes a processor whole.
_AT_ONCE, _KEPT = 2, 200
_ADDRESS = "address-"
_VISITOR = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(r"[0-9a-f]{32}")
# SHORT: out of time before each number had a choice.
RUNNING, DONE, SHORT, STOPPED, BUSY, FAILED = "running", "done", "short", "stopped", "busy", "failed"
PROBLEM, FOUND, LOCK, WAITING, STARTING = "problem.npz", "found.json", "lock", "waiting", "start.lock"


@dataclass(frozen=True, eq=False)
class Problem:
    """Problème: where `people` live, how far their nearest site is, infinite without any; every place is a candidate.

    `model`: COVERAGE (persons brought within `limit` kilometres) or MEDIAN (kilometres saved, up to `limit`); `most`:
    sites to place; `seconds` for the whole search.
    """

    points: FloatArray
    people: FloatArray
    km: FloatArray
    model: str
    limit: float
    most: int
    seconds: float


class Step(NamedTuple):
    """Étape: the best choice of as many sites, the most useful first, as rows of the problem.

    `gain`, `bound`: persons brought within the threshold, or persons × kilometres, and what no choice exceeds;
    `settled`: whether its proof has ended, found or not.
    """

    sites: tuple[int, ...]
    gain: float
    bound: float
    settled: bool = True

    @property
    def optimal(self) -> bool:
        return self.bound <= self.gain * (1 + 1e-9)


class Search(NamedTuple):
    """Recherche: its state, what it has found, for one site, for two, and so on."""

    state: str
    steps: tuple[Step, ...]


def question_key(*question: object) -> str:
    """Clé d’une question: the same for the same one, whoever asks."""
    return hashlib.sha256(json.dumps([str(part) for part in question]).encode()).hexdigest()[:32]


class SitingJobs:
    """Recherches of one folder, which the workers of a server share. Creates nothing before the first search."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, key: str, visitor: str) -> Search | None:
        """What the search `key` has found, None when there is none; the visitor is waiting for it."""
        folder = self._of(key)
        if not (folder / PROBLEM).exists():
            return None
        try:
            self._wait(folder, visitor)
            running = _is_held(folder / LOCK)
        except (FileNotFoundError, FileExistsError):
            # Another worker, which makes room, drops it meanwhile.
            return None
        steps, state = read_found(folder)
        if state == RUNNING and not running:
            # The process may have ended between the two looks.
            steps, state = read_found(folder)
            state = STOPPED if state == RUNNING else state
        return Search(state, steps)

    def start(self, key: str, problem: Problem, visitor: str, address: str = "") -> Search:
        """Start the search `key` unless it runs or is done; BUSY when as many as can be are running, one an address."""
        found = self.ask(key, visitor)
        if found is not None and found.state in (RUNNING, DONE):
            return found
        folder = self._of(key)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One worker at a time, so that none drops the folder that another fills.
        with _held(self._folder / STARTING, waits=True):
            folder.mkdir(exist_ok=True, mode=0o700)
            self._forget_addresses()
            with _held(folder / LOCK) as own, _held(self._folder / f"{_ADDRESS}{question_key(address)}") as alone:
                # Held for a moment by whoever looks, or by a process that has just begun: BUSY is asked again.
                for place in range(_AT_ONCE):
                    with _held(self._folder / f"place-{place}.lock") as slot:
                        if own is not None and alone is not None and slot is not None:
                            self._prune(folder)
                            _write_problem(folder, problem)
                            write_found(folder, (), RUNNING)
                            self._wait(folder, visitor)
                            _launch(folder, problem.seconds, (own, alone, slot))
                            return Search(RUNNING, ())
        return Search(BUSY, ())

    def leave(self, key: str, visitor: str) -> None:
        """The visitor does not wait any more: the search stops, unless another one waits for it."""
        if _VISITOR.fullmatch(visitor):
            (self._of(key) / WAITING / visitor).unlink(missing_ok=True)

    def _of(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        return self._folder / key

    def _wait(self, folder: Path, visitor: str) -> None:
        if not _VISITOR.fullmatch(visitor):
            return
        marks = folder / WAITING
        marks.mkdir(exist_ok=True, mode=0o700)
        waiting, gone = _marks(folder)
        # Of those who left without a word, nothing stays: the next who wait have their place.
        for mark in gone:
            mark.unlink(missing_ok=True)
        if marks / visitor in waiting or len(waiting) < _MOST_WAITING:
            (marks / visitor).touch(mode=0o600)

    def _forget_addresses(self) -> None:
        """Those of which no search is running leave nothing behind."""
        for lock in self._folder.glob(f"{_ADDRESS}*"):
            if not _is_held(lock):
                lock.unlink(missing_ok=True)

    def _prune(self, kept: Path) -> None:
        """Only so many searches are kept, the last ones asked."""
        folders = [f for f in self._folder.iterdir() if f.is_dir() and f != kept]
        for old in sorted(folders, key=lambda f: f.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
            if not _is_held(old / LOCK):
                shutil.rmtree(old, ignore_errors=True)


def _launch(folder: Path, seconds: float, locks: tuple[int, ...]) -> None:
    alone = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    with (folder / "journal.txt").open("wb") as log:
        child = subprocess.Popen(  # noqa: S603  (fixed arguments, no shell)
            # The clock of the system: what the process takes to start is counted too.
            [sys.executable, "-m", "data.siting_run", str(folder.resolve()), f"{time.monotonic() + seconds:.3f}"],
            cwd=ROOT,
            env={**os.environ, **alone},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=locks,
            start_new_session=True,
        )
    # Waited for, or it would stay in the table of processes.
    threading.Thread(target=child.wait, daemon=True).start()


def is_awaited(folder: Path) -> bool:
    """Whether somebody has asked for this search of late."""
    return bool(_marks(folder)[0])


def _marks(folder: Path) -> tuple[list[Path], list[Path]]:
    """Marks of those who have asked for this search of late, and of those who have not."""
    limit = time.time() - WAIT_SECONDS
    waiting: list[Path] = []
    gone: list[Path] = []
    for mark in (folder / WAITING).glob("*"):
        # Whoever leaves takes theirs away.
        with suppress(FileNotFoundError):
            (waiting if mark.stat().st_mtime > limit else gone).append(mark)
    return waiting, gone


def read_found(folder: Path) -> tuple[tuple[Step, ...], str]:
    """What the process has written: its steps and its state; FAILED when it has written nothing that can be read."""
    try:
        written = json.loads((folder / FOUND).read_text(encoding="utf-8"))
        steps = tuple(
            Step(tuple(sites), float(gain), float(bound), *of) for sites, gain, bound, *of in written["steps"]
        )
        return steps, str(written["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return (), FAILED


def write_found(folder: Path, steps: tuple[Step, ...], state: str) -> None:
    """Replace what was written, as a whole."""
    new = folder / f"{FOUND}.{os.getpid()}.tmp"
    new.write_text(json.dumps({"steps": steps, "state": state}), encoding="utf-8")
    new.replace(folder / FOUND)


def read_problem(folder: Path) -> Problem:
    with np.load(folder / PROBLEM) as held:
        words = json.loads(str(held["words"]))
        return Problem(held["points"], held["people"], held["km"], **words)


def _write_problem(folder: Path, problem: Problem) -> None:
    words = {name: getattr(problem, name) for name in ("model", "limit", "most", "seconds")}
    new = folder / f"{os.getpid()}.tmp.npz"
    np.savez(new, points=problem.points, people=problem.people, km=problem.km, words=np.array(json.dumps(words)))
    new.replace(folder / PROBLEM)


@contextmanager
def _held(path: Path, waits: bool = False) -> Iterator[int | None]:
    """The descriptor of a file locked for us alone, None when another process holds it, unless `waits` for it; ours is
    closed at the end, and the lock lives on in the process that inherited it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    with _held(path) as descriptor:
        return descriptor is None
