"""Searches of the best sites: the same for every worker, bounded, stopped when nobody waits, never lost in silence."""

import fcntl
import json
import os
import resource
import subprocess
import time
from contextlib import contextmanager

import numpy as np
import pytest

from data import siting_jobs, siting_run
from data.siting_jobs import (
    BUSY,
    COVERAGE,
    DONE,
    FAILED,
    MEDIAN,
    RUNNING,
    SHORT,
    STOPPED,
    Problem,
    Search,
    SitingJobs,
    Step,
    question_key,
    read_found,
)
from geo.distance import geodesic_km
from tests.geo import oracle

ONE, OTHER = "0123456789abcdef", "fedcba9876543210"
KEY, HARD = question_key("a"), question_key("b")


def problem(size, model=MEDIAN, most=3, seconds=10.0):
    random = np.random.default_rng(1)
    points = np.stack([44 + 2 * random.random(size), 1 + 2 * random.random(size)], axis=1)
    return Problem(points, random.integers(1, 5000, size) * 1.0, np.full(size, np.inf), model, 60.0, most, seconds)


def ended(jobs, key, visitor=ONE, seconds=20):
    end = time.monotonic() + seconds
    while (found := jobs.ask(key, visitor)).state == RUNNING and time.monotonic() < end:
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A small search, to its end, in its own process; its folder and what was found."""
    folder = tmp_path_factory.mktemp("searches")
    jobs = SitingJobs(folder)
    assert jobs.ask(KEY, ONE) is None
    assert jobs.start(KEY, problem(30), ONE).state in (RUNNING, DONE)
    return folder, ended(jobs, KEY)


@pytest.mark.parametrize("model", [COVERAGE, MEDIAN])
def test_a_search_finds_the_best_of_every_choice(tmp_path, model):
    asked = problem(12, model)
    siting_run.search(tmp_path, asked, time.monotonic() + 20)
    steps, state = read_found(tmp_path)
    assert (state, len(steps)) == (DONE, 3)
    cost = np.array([[float(geodesic_km(*a, *b)) for b in asked.points] for a in asked.points])
    within = cost <= asked.limit
    gains = asked.people[:, None] * np.where(within, 1.0 if model == COVERAGE else asked.limit - cost, 0)
    for count, step in enumerate(steps, 1):
        assert len(step.sites) == count
        assert step.optimal
        assert step.gain == pytest.approx(oracle.best_gain(gains.tolist(), count), rel=1e-9)


def test_a_search_stops_where_one_more_site_gains_nothing(tmp_path):
    alone = problem(3, COVERAGE)
    asked = Problem(alone.points[:1], alone.people[:1], alone.km[:1], COVERAGE, 20.0, 5, 1.0)
    siting_run.search(tmp_path, asked, time.monotonic() + 1)
    steps, state = read_found(tmp_path)
    assert (state, len(steps), steps[0].gain) == (DONE, 1, alone.people[0])


def test_out_of_time_every_number_has_a_choice_that_stands(tmp_path, monkeypatch):
    asked = problem(120, most=4)
    siting_run.search(tmp_path, asked, time.monotonic())
    steps, state = read_found(tmp_path)
    assert state == DONE and [len(step.sites) for step in steps] == [1, 2, 3, 4]
    assert all(step.bound >= step.gain for step in steps) and not steps[-1].optimal
    siting_run.search(tmp_path, asked, time.monotonic() + 30)
    proven, _ = read_found(tmp_path)
    assert all(step.optimal and step.settled for step in proven)
    assert all(a.gain <= b.gain <= a.bound * (1 + 1e-9) for a, b in zip(steps, proven, strict=True))
    # The end comes while a proof is under way: what has been found stands, for whoever waits.
    monkeypatch.setattr(os, "_exit", lambda code: None)
    for awaited, known in ((True, DONE), (False, STOPPED)):
        siting_jobs.write_found(tmp_path, (steps[0]._replace(settled=False),), RUNNING)
        monkeypatch.setattr(siting_run, "is_awaited", lambda _, awaited=awaited: awaited)
        siting_run._watch(tmp_path, time.monotonic())
        assert read_found(tmp_path) == ((steps[0]._replace(settled=False),), known)
    # Before each number has its choice, it says so, and another search may start.
    siting_run._CHOSEN.clear()
    siting_jobs.write_found(tmp_path, steps[:1], RUNNING)
    monkeypatch.setattr(siting_run, "is_awaited", lambda _: True)
    siting_run._watch(tmp_path, time.monotonic())
    assert read_found(tmp_path) == (steps[:1], SHORT)


def test_another_worker_finds_the_same_and_starts_nothing(done):
    folder, found = done
    assert found.state == DONE
    assert [len(step.sites) for step in found.steps] == [1, 2, 3]
    assert all(step.optimal for step in found.steps)
    other, before = SitingJobs(folder), (folder / KEY / "found.json").stat().st_mtime_ns
    assert other.start(KEY, problem(30), OTHER) == found
    assert (folder / KEY / "found.json").stat().st_mtime_ns == before


def test_a_search_stops_when_the_last_who_waits_leaves_and_may_start_again(tmp_path, monkeypatch):
    children, popen = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: children.append(popen(*a, **k)) or children[-1])
    jobs, other = SitingJobs(tmp_path), SitingJobs(tmp_path)
    hard = problem(3000, most=10, seconds=60)
    assert jobs.start(HARD, hard, ONE) == Search(RUNNING, ())
    assert other.start(HARD, hard, OTHER).state == RUNNING
    jobs.leave(HARD, ONE)
    time.sleep(1)
    assert other.ask(HARD, OTHER).state == RUNNING
    other.leave(HARD, OTHER)
    deadline = time.monotonic() + 10
    while _held(tmp_path / HARD / "lock") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert jobs.ask(HARD, "").state == STOPPED
    assert jobs.start(HARD, hard, ONE).state == RUNNING
    os.kill(children[-1].pid, 9)
    assert [child.wait() for child in children] == [0, -9]
    assert jobs.ask(HARD, ONE).state == STOPPED


def test_only_so_many_searches_run_at_once(tmp_path):
    with locked(tmp_path / "place-0.lock"), locked(tmp_path / "place-1.lock"):
        assert SitingJobs(tmp_path).start(KEY, problem(3), ONE) == Search(BUSY, ())
        assert SitingJobs(tmp_path).ask(KEY, ONE) is None


def test_an_address_has_one_search_at_once_and_leaves_no_trace(tmp_path, monkeypatch):
    children, popen = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: children.append(popen(*a, **k)) or children[-1])
    jobs, hard = SitingJobs(tmp_path), problem(3000, most=10, seconds=60)
    assert jobs.start(HARD, hard, ONE, "192.0.2.1").state == RUNNING
    assert SitingJobs(tmp_path).start(KEY, problem(3), ONE, "192.0.2.1") == Search(BUSY, ())
    assert jobs.start(question_key("c"), hard, OTHER, "192.0.2.2").state == RUNNING
    for child in children:
        child.kill()
        child.wait()
    assert jobs.start(KEY, problem(3), ONE, "192.0.2.1").state == RUNNING
    children[-1].wait()
    assert jobs.start(KEY, problem(3), ONE, "192.0.2.3").state == DONE
    jobs.start(question_key("d"), problem(3), ONE, "192.0.2.4")
    children[-1].wait()
    assert len(list(tmp_path.glob("address-*"))) == 1


def test_a_search_that_breaks_says_so(tmp_path, monkeypatch):
    folder = tmp_path / KEY
    folder.mkdir()
    broken = problem(3)
    broken.people[0] = np.nan
    siting_jobs._write_problem(folder, broken)
    monkeypatch.setattr(os, "nice", lambda _: None)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(siting_run, "_watch", lambda *_: None)
    with pytest.raises(ValueError, match="population"):
        siting_run.main(folder, time.monotonic() + 1)
    assert SitingJobs(tmp_path).ask(KEY, ONE) == Search(FAILED, ())
    (folder / "found.json").write_text("{")
    assert read_found(folder) == ((), FAILED)


def test_who_waits_is_bounded_and_a_key_is_a_key(tmp_path):
    jobs = SitingJobs(tmp_path)
    folder = tmp_path / KEY
    folder.mkdir()
    siting_jobs._write_problem(folder, problem(3))
    (folder / "found.json").write_text(json.dumps({"steps": [[[2], 4.0, 5.0]], "state": RUNNING}))
    assert not siting_jobs.is_awaited(folder)
    for visitor in ("", "../../x", "0123456789ABCDEF", *(f"{n:016x}" for n in range(40))):
        assert jobs.ask(KEY, visitor) == Search(STOPPED, (Step((2,), 4.0, 5.0),))
    assert len(list((folder / "waiting").iterdir())) == 20
    assert siting_jobs.is_awaited(folder)
    for mark in (folder / "waiting").iterdir():
        os.utime(mark, (1, 1))
    assert not siting_jobs.is_awaited(folder)
    # Those who left without a word leave their places.
    jobs.ask(KEY, "f" * 16)
    assert [mark.name for mark in (folder / "waiting").iterdir()] == ["f" * 16]
    assert siting_jobs.is_awaited(folder)
    assert not Step((2,), 4.0, 5.0).optimal
    with pytest.raises(ValueError, match="not a key"):
        jobs.ask("../etc", ONE)


def test_old_searches_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(siting_jobs, "_KEPT", 2)
    for age, name in enumerate(("a", "b", "c")):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (100 - age, 100 - age))
    SitingJobs(tmp_path)._prune(tmp_path / "new")
    assert [f.name for f in tmp_path.iterdir()] == ["a"]


def test_the_same_question_has_one_key():
    assert question_key("R76", 20) == question_key("R76", 20) != question_key("R76", 2, 0)


@contextmanager
def locked(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _held(path):
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
