"""A release of another schema: a demonstration is built anew, imported data are never replaced in silence."""

import shutil
from contextlib import closing

import duckdb
import pytest

from data.__main__ import main
from data.build import publish
from data.engine import Database, DatabaseUnavailable, NoRelease, open_releases
from data.inputs import demonstration_inputs
from data.releases import FileReleases, OtherSchema, ReleaseError
from data.schema import SCHEMA_VERSION
from settings import Settings
from tests.conftest import silent

OLD = "0ld0ld0ld0ld"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return folder, publish(demonstration_inputs(2_000, silent).fill, Settings(data_dir=folder), silent)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CEP_DEMO_ENTRIES", "2000")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "data").mkdir()
    return Settings.from_environment()


def age(small, settings, kind, release=OLD, version=SCHEMA_VERSION - 1):
    """Publish a copy of the small release as a program of another schema would have left it."""
    copy = settings.data_dir / "build-1.duckdb"
    shutil.copy(FileReleases(small[0]).path(small[1]), copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE releases SET schema_version = ?, kind = ?", [version, kind])
        # What this program reads of a release of its own is not there.
        connection.execute("ALTER TABLE cube_flow RENAME TO flow")
    FileReleases(settings.data_dir).publish(copy, release)


def opened(settings):
    with closing(Database(open_releases(settings))) as database:
        return database.release().id


def test_a_demonstration_of_another_schema_is_built_anew(small, settings, capsys):
    age(small, settings, "demonstration")
    age(small, settings, "demonstration", "newer", SCHEMA_VERSION + 1)
    with pytest.raises(NoRelease, match=f"newer .démonstration. suit le schéma {SCHEMA_VERSION + 1}"):
        opened(settings)
    assert main(["demo", "--if-none", "--quiet"]) == 0
    assert "publiée" in capsys.readouterr().out
    assert opened(settings) == small[1]
    assert main(["demo", "--if-none", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check"]) == 0


def test_imported_data_of_another_schema_are_said_and_kept(small, settings, capsys):
    age(small, settings, "demonstration", "demo")
    age(small, settings, "import")
    with pytest.raises(DatabaseUnavailable) as said:
        opened(settings)
    for words in (
        f"La version {OLD} (données importées) suit le schéma {SCHEMA_VERSION - 1}",
        f"ce programme lit le schéma {SCHEMA_VERSION}",
        "python -m data export",
        "python -m data import",
    ):
        assert words in str(said.value)
    assert "démonstration) suit" not in str(said.value)
    for command in (
        ["demo", "--if-none", "--quiet"],
        ["status"],
        ["check"],
        ["export", str(settings.data_dir / "out")],
    ):
        assert main(command) == 1
        error = capsys.readouterr().err
        assert f"suit le schéma {SCHEMA_VERSION - 1}" in error and "Traceback" not in error
    assert FileReleases(settings.data_dir).history() == (OLD, "demo")
    assert main(["demo", "--quiet"]) == 0, "asked for in so many words"
    assert opened(settings) == small[1]
    assert FileReleases(settings.data_dir).path(OLD).is_file()
    capsys.readouterr()
    assert main(["check"]) == 1
    assert OLD in capsys.readouterr().out


def test_a_damaged_release_is_not_one_of_another_schema(small, settings):
    age(small, settings, "demonstration")
    damaged = FileReleases(settings.data_dir).path("damaged")
    damaged.write_bytes(b"rien")
    (settings.data_dir / "releases.json").unlink()
    with pytest.raises(DatabaseUnavailable, match="Aucune version"):
        opened(settings)
    assert main(["demo", "--if-none", "--quiet"]) == 1


def test_a_release_of_another_schema_is_neither_carried_nor_made_current(small, settings):
    age(small, settings, "import")
    shutil.copy(FileReleases(small[0]).path(small[1]), settings.data_dir / "build-2.duckdb")
    releases = FileReleases(settings.data_dir)
    releases.publish(settings.data_dir / "build-2.duckdb", small[1])
    with duckdb.connect() as connection, pytest.raises(OtherSchema):
        releases.attach(connection, OLD, settings.data_dir)
    for attempt in (releases.rollback, lambda: releases.adopt(OLD)):
        with pytest.raises(ReleaseError, match="suit le schéma"):
            attempt()
    assert releases.history() == (small[1], OLD)


def test_postgres_releases_of_another_schema(postgres_settings, monkeypatch):
    monkeypatch.setattr("data.schema.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with closing(Database(open_releases(postgres_settings))) as database:
        with pytest.raises(NoRelease, match=f"suit le schéma {SCHEMA_VERSION} "):
            database.release()
        releases = open_releases(postgres_settings)
        with duckdb.connect() as connection, pytest.raises(OtherSchema):
            releases.attach(connection, database.history()[0], postgres_settings.data_dir)
        releases.close()
