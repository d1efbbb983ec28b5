"""Fixtures: a small demonstration release, made by the production build, on DuckDB and on PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import is_hypothesis_test

from data.build import publish
from data.engine import Database, open_releases
from data.inputs import demonstration_inputs
from settings import Settings

ENTRIES = 60_000
TESTS = Path(__file__).parent
# The tests of the rooms that pyproject.toml names under coverage, whose examples must reach every branch.
COVERING = [TESTS / name for name in ("test_filters.py", "geo", "indicators", "figures", "data/test_disclosure.py")]


def pytest_collection_modifyitems(items):
    """Marks what `make test` traces. What Hypothesis draws reaches a branch one day and misses it the next, and a
    trace would more than double its time: it is run untraced, with all other tests."""
    for item in items:
        if not is_hypothesis_test(item.obj) and any(item.path.is_relative_to(place) for place in COVERING):
            item.add_marker("covering")


def silent(label, fraction):
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def inputs():
    return demonstration_inputs(ENTRIES, silent)


@pytest.fixture(scope="session")
def duckdb_settings(tmp_path_factory, inputs):
    settings = Settings(data_dir=tmp_path_factory.mktemp("releases"), demo_on_empty=False)
    publish(inputs.fill, settings, silent)
    return settings


@pytest.fixture(scope="session")
def postgres_cluster():
    """A throw-away PostgreSQL cluster on a socket: a function that makes a database of its own and returns its URL.

    A machine without PostgreSQL fails, it does not skip.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL est introuvable : installez le paquet postgresql (15 ou plus).")
    programs = found[-1].parent
    # Not in pytest's folder: another session of pytest would close it to the user of the cluster.
    folder = Path(tempfile.mkdtemp(prefix="cep-postgres-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    prefix = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    data = folder / "data"
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c timezone=Europe/Paris"
    subprocess.run(
        [*prefix, programs / "initdb", "-D", data, "-U", "cep", "-A", "trust", "-E", "UTF8"],
        check=True,
        capture_output=True,
    )
    start = [*prefix, programs / "pg_ctl", "-D", data, "-o", options, "-w", "-l", folder / "log", "start"]
    subprocess.run(start, check=True, capture_output=True)
    numbers = count()

    def fresh():
        name = f"cep{next(numbers)}"
        with psycopg.connect(f"postgresql://cep@/postgres?host={folder}", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://cep@/{name}?host={folder}"

    yield fresh
    subprocess.run(
        [*prefix, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, capture_output=True
    )
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_cluster):
    return postgres_cluster()


@pytest.fixture(scope="session")
def postgres_settings(tmp_path_factory, inputs, postgres_cluster):
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("postgres-build"), database_url=postgres_cluster(), demo_on_empty=False
    )
    publish(inputs.fill, settings, silent)
    return settings


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def database(request):
    """The same release on each engine: every query test runs on both."""
    database = Database(open_releases(request.getfixturevalue(f"{request.param}_settings")))
    yield database
    database.close()


@pytest.fixture
def release(database):
    return database.release()


@pytest.fixture
def empty_settings(tmp_path):
    return replace(Settings(), data_dir=tmp_path / "empty", demo_on_empty=False)
