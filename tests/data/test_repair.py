"""A release that is damaged is mended by publishing it again, and a server that misbehaves is noticed."""

from contextlib import closing
from dataclasses import replace

import duckdb
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from data import engine as engine_module
from data.build import publish
from data.engine import Database, open_releases
from data.inputs import demonstration_inputs
from data.releases import CARRIED, ReleaseError
from settings import Settings
from tests.conftest import silent


@pytest.fixture(scope="module")
def small():
    return demonstration_inputs(3_000, silent)


@pytest.fixture
def server(postgres_url, tmp_path):
    return Settings(data_dir=tmp_path, database_url=postgres_url, demo_on_empty=False)


def build(inputs, settings):
    return publish(inputs.fill, settings, silent)


def served(settings):
    with closing(Database(open_releases(settings))) as database:
        return database.release().id


def cut(path):
    path.write_bytes(path.read_bytes()[:5000])


def falsify(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM cube_sector WHERE n > 0")


@pytest.mark.parametrize("damage", [cut, falsify, lambda path: path.write_bytes(b"")])
def test_a_damaged_file_is_replaced_by_the_same_release(small, tmp_path, damage):
    settings = Settings(data_dir=tmp_path, demo_on_empty=False)
    release = build(small, settings)
    path = open_releases(settings).path(release)
    sound = path.stat().st_ino
    assert build(small, settings) == release and path.stat().st_ino == sound
    damage(path)
    assert build(small, settings) == release
    assert served(settings) == release
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT sum(n) FROM cube_sector").fetchone() == (3_000,)


@pytest.mark.parametrize(
    "damage", ["DROP TABLE {s}.noise", "DELETE FROM {s}.cube_sector WHERE n > 0", "DROP SCHEMA {s} CASCADE"]
)
def test_a_damaged_schema_is_replaced_by_the_same_release(small, server, damage):
    release = build(small, server)
    with closing(open_releases(server)) as releases:
        with releases._engine.begin() as connection:
            connection.execute(text(damage.format(s=f"cep_{release}")))
        assert build(small, server) == release
        assert releases.history() == (release,)
        with releases._engine.connect() as connection:
            assert connection.scalar(text(f"SELECT sum(n) FROM cep_{release}.cube_sector")) == 3_000
    assert served(server) == release


def test_only_a_database_without_releases_has_none(server):
    with closing(open_releases(server)) as releases:
        assert releases.history() == ()
        with releases._engine.begin() as connection:
            connection.execute(text("CREATE TABLE public.cep_pointer (other integer)"))
        with pytest.raises(ProgrammingError):
            releases.history()


def test_the_lock_leaves_no_transaction_open(server):
    with closing(open_releases(server)) as releases, releases.lock(), releases._engine.connect() as connection:
        states = connection.scalars(
            text("SELECT a.state FROM pg_stat_activity a JOIN pg_locks l USING (pid) WHERE l.locktype = 'advisory'")
        ).all()
    assert states == ["idle"]


def test_a_build_whose_lock_was_lost_publishes_nothing(small, server):
    first = build(small, server)

    def interrupted(connection):
        with closing(open_releases(server)) as other, other._engine.connect() as killer:
            killer.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        return replace(small, title="autre").fill(connection)

    with pytest.raises(ReleaseError, match="recommencez"):
        publish(interrupted, server, silent)
    with closing(open_releases(server)) as releases:
        assert releases.history() == (first,)
    assert build(replace(small, title="autre"), server) != first


def test_a_release_of_a_server_is_carried_in_a_file(small, server, tmp_path):
    release = build(small, server)
    with closing(open_releases(server)) as releases, duckdb.connect() as connection:
        releases.attach(connection, release, tmp_path)
        ((path,),) = connection.execute(
            f"SELECT path FROM duckdb_databases() WHERE database_name = '{CARRIED}'"
        ).fetchall()
        assert path and path.startswith(str(tmp_path))
        assert connection.execute(f"SELECT sum(n) FROM {CARRIED}.entries").fetchone() == (3_000,)


def test_opening_a_release_of_a_server_fetches_no_cube(postgres_settings, monkeypatch):
    fetched = []
    monkeypatch.setattr(
        "sqlalchemy.engine.CursorResult.fetchall",
        lambda result: fetched.append(rows := list(result)) or rows,
    )
    monkeypatch.setattr(engine_module, "copied_columns", lambda *asked: pytest.fail("a table was fetched"))
    served(postgres_settings)
    assert max(len(rows) for rows in fetched) < 1_000


@pytest.mark.parametrize("error", [ValueError, IndexError, OSError])
def test_a_release_that_does_not_open_leaves_no_connection(duckdb_settings, monkeypatch, error):
    def failing(release, engine):
        opened.append(engine)
        raise error

    opened = []
    monkeypatch.setattr(engine_module, "_read", failing)
    disposed = []
    monkeypatch.setattr("sqlalchemy.Engine.dispose", lambda engine, close=True: disposed.append(engine))
    database = Database(open_releases(duckdb_settings))
    with pytest.raises(engine_module.DatabaseUnavailable):
        database.release()
    assert opened and disposed == opened
