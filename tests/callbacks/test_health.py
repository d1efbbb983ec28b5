"""State of the service: an empty disk, a release that is spoiled, a database that does not answer."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import duckdb
import pytest

from app import create_app
from data.build import publish
from data.inputs import demonstration_inputs
from data.releases import FileReleases
from settings import Settings
from tests.callbacks.visitor import Visitor, client_of
from tests.conftest import silent

PAGES = ["/", "/methode", "/fichiers/acces-territoires.csv", "/_dash-layout"]
LEAKS = ("Traceback", "sqlalchemy", "duckdb", "psycopg", "/tmp")
OUTAGE = re.compile("ne répond pas|ne peut être lue")
BLOCK = 262_144  # bytes of a block of a DuckDB file, after three headers of 4 kB
HEADERS = 3 * 4096


class Build:
    """A build of the demonstration that never starts: it keeps the command, and runs until told how it ended."""

    started: ClassVar[list] = []
    ended: ClassVar[int | None] = None

    def __init__(self, command, **options):
        self.started.append((command, options))

    def poll(self):
        return self.ended


@pytest.fixture
def builds(monkeypatch):
    monkeypatch.setattr(Build, "started", [])
    monkeypatch.setattr(Build, "ended", None)
    monkeypatch.setattr("callbacks.health.subprocess.Popen", Build)
    return Build


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No patience: the list of releases is read again at each request."""
    monkeypatch.setattr("data.engine._POINTER_SECONDS", -1.0)


@pytest.fixture
def waiting_settings(tmp_path):
    return Settings(data_dir=tmp_path / "empty", demo_on_empty=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of a small release, to publish before another."""
    folder = tmp_path_factory.mktemp("small")
    release = publish(demonstration_inputs(3_000, silent).fill, Settings(data_dir=folder), silent)
    return folder, release


def app_of(settings):
    return client_of(create_app(settings))


def waits(response, title):
    """The page that a visitor sees while there is nothing to show; returns its text."""
    text = response.get_data(as_text=True)
    assert response.status_code == 503
    assert response.mimetype == "text/html"
    assert '<html lang="fr">' in text and f"<h1>{title}</h1>" in text
    assert int(response.headers["Retry-After"]) > 0
    assert f'http-equiv="refresh" content="{response.headers["Retry-After"]}"' in text
    assert "<script" not in text
    assert not any(leak in text for leak in LEAKS)
    return text


def test_a_service_with_a_release_is_well(client, current):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.get_json() == {"status": "ok", "release": current.id}


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_disk_says_how_to_publish(empty_settings, builds, path):
    text = waits(app_of(empty_settings).get(path), "Aucune donnée publiée")
    assert "python -m data demo" in text
    assert builds.started == []


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_disk_builds_the_demonstration_once(waiting_settings, builds, path):
    client = app_of(waiting_settings)
    waits(client.get(path), "Préparation des données")
    waits(client.get("/"), "Préparation des données")
    (command, options), *others = builds.started
    assert not others
    assert command[0] == sys.executable
    assert command[1:4] == ["-m", "data", "demo"] and "--if-none" in command
    assert Path(options["cwd"], "data", "__main__.py").exists()
    assert options["env"]["CEP_DATA_DIR"] == str(waiting_settings.data_dir)


def test_a_build_that_failed_is_said_and_not_repeated(waiting_settings, builds):
    client = app_of(waiting_settings)
    client.get("/")
    builds.ended = 1
    text = waits(client.get("/"), "Aucune donnée publiée")
    assert "échoué" in text and "python -m data demo" in text
    assert len(builds.started) == 1


def test_a_build_of_another_worker_is_waited_for(waiting_settings, builds):
    waiting_settings.data_dir.mkdir()
    progress = {"label": "Cubes", "fraction": 0.5}
    (waiting_settings.data_dir / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
    assert 'value="0.50"' in waits(app_of(waiting_settings).get("/"), "Préparation des données")
    assert builds.started == []


def test_the_wait_is_answered_to_the_machine_too(waiting_settings, builds):
    """A host restarts what is not healthy: a service that prepares its data is alive."""
    response = app_of(waiting_settings).get("/healthz")
    assert response.status_code == 200
    assert response.get_json() == {"status": "preparing"}
    assert builds.started == []


def test_the_preparing_page_shows_how_far_it_is(waiting_settings, builds):
    client = app_of(waiting_settings)
    assert 'value="0.00"' in waits(client.get("/"), "Préparation des données")
    waiting_settings.data_dir.mkdir()
    progress = waiting_settings.data_dir / "progress.json"
    progress.write_text(json.dumps({"label": "Cubes <b>", "fraction": 0.75}), encoding="utf-8")
    text = waits(client.get("/"), "Préparation des données")
    assert 'value="0.75"' in text and "Cubes &lt;b&gt;" in text
    for spoiled in (
        "",
        "{",
        "[]",
        '{"label": 3}',
        '{"label": "x", "fraction": null}',
        '{"label": "x", "fraction": "y"}',
    ):
        progress.write_text(spoiled, encoding="utf-8")
        assert 'value="0.00"' in waits(client.get("/"), "Préparation des données")


def test_assets_and_bundles_are_served_while_waiting(waiting_settings, builds):
    client = app_of(waiting_settings)
    assert client.get("/assets/theme.css").status_code == 200
    assert builds.started == []


def test_the_application_appears_when_the_release_does(waiting_settings, builds, small):
    client = app_of(waiting_settings)
    waits(client.get("/"), "Préparation des données")
    shutil.copytree(small[0], waiting_settings.data_dir)
    assert client.get("/").status_code == 200
    assert client.get("/healthz").get_json() == {"status": "ok", "release": small[1]}


def test_the_command_builds_where_the_application_looks(tmp_path):
    """The build started on an empty disk reads the same environment as the application."""
    environment = {"CEP_DATA_DIR": str(tmp_path), "CEP_DEMO_ENTRIES": "2000", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "data", "demo", "--if-none", "--quiet"]
    subprocess.run(command, cwd=Path(__file__).parents[2], env=environment, check=True, capture_output=True)
    assert app_of(Settings(data_dir=tmp_path, demo_on_empty=False)).get("/").status_code == 200


def spoil_head(path):
    with path.open("r+b") as file:
        file.write(bytes(HEADERS))


def spoil_tail(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def spoil_nothing_left(path):
    path.write_bytes(b"")


def spoil_cubes(path):
    """Only the blocks of the cubes: the file opens, and the first question fails."""
    with duckdb.connect(str(path), read_only=True) as connection:
        blocks = {
            table: {
                row[0]
                for row in connection.execute(f"SELECT block_id FROM pragma_storage_info('{table}')").fetchall()
                if row[0] is not None and row[0] >= 0
            }
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        }
    cubes = set().union(*(b for table, b in blocks.items() if table.startswith("cube_")))
    others = set().union(*(b for table, b in blocks.items() if table in ("releases", "noise")))
    assert cubes - others
    with path.open("r+b") as file:
        for block in cubes - others:
            file.seek(HEADERS + block * BLOCK)
            file.write(bytes(BLOCK))


SPOILS = [spoil_head, spoil_tail, spoil_nothing_left, spoil_cubes]


def folder_of(tmp_path, duckdb_settings, spoil, before=None):
    """A folder whose current release is a spoiled copy of the small release; `before`: one published earlier."""
    folder = tmp_path / "spoiled"
    if before:
        shutil.copytree(before, folder)
    else:
        folder.mkdir()
    releases = FileReleases(folder)
    [release] = FileReleases(duckdb_settings.data_dir).history()
    copy = folder / "build-1.duckdb"
    shutil.copy(FileReleases(duckdb_settings.data_dir).path(release), copy)
    releases.publish(copy, release)
    spoil(releases.path(release))
    return Settings(data_dir=folder, demo_on_empty=True), release


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_spoiled_release_gives_way_to_the_one_before(tmp_path, duckdb_settings, small, builds, forgetful, spoil):
    folder, before = small
    settings, release = folder_of(tmp_path, duckdb_settings, spoil, folder)
    client = app_of(settings)
    response = client.get("/fichiers/acces-territoires.csv?dialecte=recherche")
    assert response.status_code == 200
    assert before in response.headers["Content-Disposition"]
    assert client.get("/").status_code == 200
    assert client.get("/healthz").get_json()["release"] == before
    visitor = Visitor(client)
    assert "Occitanie" in visitor.look("t=R76")["acces-sentence"]["data-html"]
    page, warnings = visitor.open("/", f"?v={release}")
    assert "map-graph" in page and "n’existe plus" in warnings
    assert builds.started == []


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_spoiled_release_alone_is_an_outage(tmp_path, duckdb_settings, builds, forgetful, spoil):
    """Never rebuilt by itself: the spoiled file may be all that is left of real data."""
    settings, _ = folder_of(tmp_path, duckdb_settings, spoil)
    client = app_of(settings)
    for path in ("/fichiers/acces-territoires.csv", "/healthz"):
        response = client.get(path)
        text = response.get_data(as_text=True)
        assert response.status_code == 503, text
        assert not any(leak in text for leak in LEAKS)
    assert builds.started == []


def test_an_outage_is_said_on_the_page(tmp_path, duckdb_settings, builds, forgetful):
    settings, _ = folder_of(tmp_path, duckdb_settings, spoil_head)
    text = waits(app_of(settings).get("/"), "Service momentanément indisponible")
    assert "prévenez l’administrateur" in text


@pytest.fixture
def forgetful():
    """Answers of another test on the same release must not hide that its file is spoiled."""
    _forget()
    yield
    _forget()


def _forget():
    from callbacks import acces, acces_numbers
    from data import cube, exact, queries

    for module in (acces, acces_numbers, cube, exact, queries):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def test_a_lost_pointer_loses_nothing(tmp_path, duckdb_settings, small, builds):
    folder = tmp_path / "folder"
    shutil.copytree(small[0], folder)
    (folder / "releases.json").write_text("{", encoding="utf-8")
    assert app_of(Settings(data_dir=folder)).get("/healthz").get_json() == {"status": "ok", "release": small[1]}


def test_a_release_deleted_under_a_running_service(tmp_path, small, builds):
    folder = tmp_path / "folder"
    shutil.copytree(small[0], folder)
    client = app_of(Settings(data_dir=folder, demo_on_empty=False))
    assert client.get("/").status_code == 200
    FileReleases(folder).path(small[1]).unlink()
    waits(client.get("/"), "Aucune donnée publiée")
    assert client.get("/healthz").get_json() == {"status": "preparing"}


@pytest.mark.parametrize("path", ["/", "/methode", "/healthz", "/fichiers/acces-territoires.csv"])
def test_a_database_that_never_answered(empty_settings, builds, path):
    settings = replace(empty_settings, database_url="postgresql://cep@127.0.0.1:1/cep", demo_on_empty=True)
    response = app_of(settings).get(path)
    assert response.status_code == 503
    assert "base de données ne répond pas" in (response.get_json() or {}).get("detail", response.get_data(as_text=True))
    assert not any(leak in response.get_data(as_text=True) for leak in LEAKS)
    assert builds.started == []


@pytest.fixture
def outage(postgres_url):
    """A database server that refuses everyone, until the test ends."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as administrator:

        def begin():
            administrator.execute("ALTER ROLE cep NOLOGIN")
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )

        def end():
            administrator.execute("ALTER ROLE cep LOGIN")

        yield begin, end
        end()


def test_a_database_that_stops_answering(postgres_settings, outage, forgetful, monkeypatch, request):
    """What was read still answers; what was not says so with 503; all answers come back with the database."""
    monkeypatch.setattr("data.engine._RETRY_SECONDS", -1.0)
    begin, end = outage
    client = app_of(postgres_settings)
    request.addfinalizer(client.application.extensions["database"].close)
    visitor = Visitor(client)
    assert "Occitanie" in visitor.look("t=R76")["acces-sentence"]["data-html"]
    begin()
    assert "Occitanie" in visitor.look("t=R76")["acces-sentence"]["data-html"]
    _forget()
    response = client.get("/fichiers/acces-territoires.csv?t=R24")
    assert response.status_code == 503
    assert OUTAGE.search(response.get_data(as_text=True))
    assert not any(leak in response.get_data(as_text=True) for leak in LEAKS)
    assert OUTAGE.search(visitor.send("acces-answer.", "t=R24", "light", "wide").get_data(as_text=True))
    end()
    assert client.get("/fichiers/acces-territoires.csv?t=R24").status_code == 200
    assert "Centre-Val de Loire" in visitor.look("t=R24")["acces-sentence"]["data-html"]
    assert client.get("/healthz").status_code == 200
