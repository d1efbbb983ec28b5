"""Whatever stops an import, the release served serves on, and the next import needs no hand."""

import contextlib
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from data.engine import SILENT, Database
from settings import ROOT
from tests.data.imports.conftest import make
from tests.data.imports.files import sample, written
from tests.data.imports.test_production import one

KILLS = 50
# Imports started to land them, some of which end before their strike.
MOST_TRIALS = 4 * KILLS
REAL_KILLS = 4
PUBLISHED = -1
# What Python does to the disk; the killer strikes just before one of these, or at a moment.
_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "fcntl.flock"}
_FOREVER = 60.0
ENVIRONMENT = ("CEP_DATA_DIR", "CEP_DISCLOSURE_SECRET", "DATABASE_URL")


@pytest.fixture(scope="module")
def server():
    """A process that has loaded the application and forks: an import starts in milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["data.__main__", "data.imports.session", "tests.data.test_crash"])
    return context


def run_import(environment, arguments, said, strike, limit):
    """The child: an import that kills itself before its `strike`th event, with files of at most `limit` bytes.

    `strike` PUBLISHED: before the event that follows the switch of the pointer.
    """
    from data.__main__ import main

    os.environ.update(environment)
    sys.stdout = sys.stderr = Path(said).open("w", buffering=1)  # noqa: SIM115
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    events, switched = 0, False

    def hook(event, details):
        nonlocal events, switched
        if event in _EVENTS:
            events += 1
            if events == strike or (switched and strike == PUBLISHED):
                os.kill(os.getpid(), signal.SIGKILL)
            switched = event == "os.rename" and str(details[1]).endswith("releases.json")

    if strike is not None:
        sys.addaudithook(hook)
    code = main(arguments)
    if strike is not None:
        print(events)
    sys.exit(code)


def start(server, desk, path, strike=None, limit=0):
    environment = {name: os.environ[name] for name in ENVIRONMENT}
    said = path.with_suffix(".txt")
    arguments = (environment, ["import", str(path), "--quiet"], str(said), strike, limit)
    process = server.Process(target=run_import, args=arguments)
    process.start()
    return process, said


def finish(process):
    process.join(_FOREVER)
    assert process.exitcode is not None
    return process.exitcode


def serves(desk, expected):
    """The release served, which opens and is one of those expected."""
    with closing(Database(desk.releases)) as database:
        release = database.release()
    assert release.id == desk.current and release.id in expected, (release.id, expected)
    return release.id


def left_behind(desk):
    kept = {"build.lock", "releases.json", *(f"cep-{r}.duckdb" for r in desk.releases.history())}
    return {p.name for p in desk.settings.data_dir.iterdir()} - kept


def prune(desk):
    for path in desk.settings.data_dir.glob("cep-*.duckdb"):
        if path != desk.releases.path(desk.current):
            path.unlink()


def test_killed_at_fifty_points(server, tmp_path, monkeypatch, capsys):
    desk = make(tmp_path, monkeypatch, capsys)
    draw = random.Random(50)
    desk.accept(one(nombre="1"), name="0.csv")
    process, said = start(server, desk, desk.write("compte.csv", written(one(nombre="2"))), strike=0)
    assert finish(process) == 0
    events = int(said.read_text().split()[-1])
    started = time.monotonic()
    assert finish(start(server, desk, desk.write("duree.csv", written(one(nombre="3"))))[0]) == 0
    duration = time.monotonic() - started
    # Half of the strikes at moments, half at events: one event in three among the last, and one right after the switch.
    points = [lambda: (draw.uniform(0, duration), None)] * (KILLS // 2)
    points += [lambda: (None, draw.randint(1, events))] * (KILLS // 3)
    points += [lambda: (None, PUBLISHED)]
    points += [lambda n=n: (None, events - n) for n in range(KILLS - len(points))]
    draw.shuffle(points)
    landed = published = 0
    for number in range(10, 10 + MOST_TRIALS):
        if landed == KILLS:
            break
        prune(desk)
        before = desk.current
        # A strike that the import has outrun kills nobody: it is drawn again.
        moment, strike = points[landed]()
        process, _ = start(server, desk, desk.write(f"{number}.csv", written(one(nombre=str(number)))), strike)
        if moment is not None:
            process.join(moment)
            process.kill()
        struck = finish(process) == -signal.SIGKILL
        landed += struck
        after = serves(desk, {before, desk.current})
        published += struck and after != before
        assert desk.totals("month") == {"2017-03": number} if after != before else struck
        if number % 5 == 0:
            assert desk.accept(one(nombre=str(1000 + number)), name="suivant.csv") != after
            assert not left_behind(desk) - {p.name for p in desk.settings.data_dir.glob("cep-*.duckdb")}
    assert landed == KILLS and 0 < published < KILLS / 2


def test_real_processes_killed(tmp_path, monkeypatch, capsys):
    desk = make(tmp_path, monkeypatch, capsys)
    release = desk.accept(one())
    command = [sys.executable, "-m", "data", "import", desk.write("gros.csv", written(sample(20_000))), "--quiet"]
    draw = random.Random(4)
    for _ in range(REAL_KILLS):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Once it has begun: the lock is taken after the modules are loaded.
        begun = time.monotonic()
        while not list(desk.settings.data_dir.glob("build-*")) and time.monotonic() - begun < _FOREVER:
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.3))
        process.kill()
        process.wait()
        serves(desk, {release})
        assert left_behind(desk)
    assert desk.accept(sample(20_000), name="gros.csv") != release
    assert not left_behind(desk)


def test_a_file_too_large_for_the_disk(server, tmp_path, monkeypatch, capsys):
    """The limit on the size of a file makes DuckDB's own write fail."""
    desk = make(tmp_path, monkeypatch, capsys)
    release = desk.accept(one())
    for limit in (1 << 16, 1 << 20, 3 << 20):
        process, said = start(server, desk, desk.write("plein.csv", written(sample(500))), limit=limit)
        assert finish(process) == 1
        assert "le disque est plein" in said.read_text() and "Traceback" not in said.read_text()
        serves(desk, {release})
        assert not left_behind(desk)
    assert desk.accept(sample(500), name="plein.csv") != release


def test_a_full_disk(tmp_path, monkeypatch, capsys):
    """On a real file system with 200 kB left, where the machine lets one be mounted."""
    folder = tmp_path / "disque"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine does not let a test mount a file system; the limit on files is tested above")
    try:
        desk = make(folder, monkeypatch, capsys)
        desk.folder = tmp_path
        release = desk.accept(one())
        with contextlib.suppress(OSError), (folder / "lest").open("wb", buffering=0) as ballast:
            while ballast.write(bytes(4096)):
                pass
        os.truncate(folder / "lest", (folder / "lest").stat().st_size - 200_000)
        assert "le disque est plein" in desk.refuse(sample(300))
        serves(desk, {release})
        assert not left_behind(desk)
        (folder / "lest").unlink()
        assert desk.accept(sample(300)) != release
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_two_imports_at_once(server, tmp_path, monkeypatch, capsys):
    desk = make(tmp_path, monkeypatch, capsys)
    desk.accept(one())
    paths = [desk.write(f"{o}.csv", written(sample(3_000, operateur=o))) for o in ("missions_locales", "cap_emploi")]
    started = [start(server, desk, path) for path in paths]
    codes = [finish(process) for process, _ in started]
    assert 0 in codes and set(codes) <= {0, 1}
    for code, (_, said) in zip(codes, started, strict=True):
        assert code == 0 or "déjà en cours" in said.read_text()
    for path in paths:
        assert desk.run("import", path, "--quiet") == 0
    assert {operator for operator, _ in desk.totals("operator", "month")} == {"apec", "missions_locales", "cap_emploi"}


def test_the_server_restarts_during_the_load(tmp_path, monkeypatch, capsys, postgres_url):
    desk = make(tmp_path, monkeypatch, capsys, postgres_url)
    desk.accept(one())
    made = tempfile.TemporaryDirectory

    def cut(*arguments, **more):
        """Every session ends as the load begins, as in a restart."""
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        return made(*arguments, **more)

    rows = sample(200, seed=21)
    with monkeypatch.context() as during:
        during.setattr("data.postgres.tempfile.TemporaryDirectory", cut)
        assert SILENT.replace("\u202f", " ") in desk.refuse(rows)
    release = desk.accept(rows)
    with closing(Database(desk.releases)) as database:
        assert database.release().id == release
    for _ in range(2):
        if len(desk.releases.history()) > 1:
            desk.run("rollback")
    desk.releases.close()
