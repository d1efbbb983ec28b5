"""Releases: immutable, named by content, switched at once, and never lost."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.__main__ import main
from data.build import publish
from data.engine import Database, DatabaseUnavailable, NoRelease, open_releases
from data.inputs import demonstration_inputs
from data.queries import area_counts
from data.releases import ReleaseError
from filters import Filters
from settings import Settings
from tests.conftest import silent


@pytest.fixture(scope="module")
def small():
    """Two sets of inputs that differ."""
    return demonstration_inputs(3_000, silent), demonstration_inputs(3_001, silent)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, demo_on_empty=False)


def build(inputs, settings):
    return publish(inputs.fill, settings, silent)


@pytest.fixture
def fresh_pointer(monkeypatch):
    monkeypatch.setattr("data.engine._POINTER_SECONDS", -1.0)
    monkeypatch.setattr("data.engine._RETRY_SECONDS", -1.0)


def test_the_same_content_has_the_same_name(small, settings, tmp_path):
    first = build(small[0], settings)
    shuffled = small[0].entries.take(list(range(small[0].entries.num_rows))[::-1])
    assert build(replace(small[0], entries=shuffled), replace(settings, data_dir=tmp_path / "other")) == first
    assert build(small[1], settings) != first
    assert build(small[0], settings) == first
    assert open_releases(settings).history()[0] == first
    assert len(open_releases(settings).history()) == 2


def test_another_secret_gives_other_noise_and_another_name(small, settings, tmp_path):
    other = replace(settings, data_dir=tmp_path / "other", secret="autre")
    assert build(small[0], settings) != build(small[0], other)
    counts = [area_counts(Database(open_releases(s)).release(), Filters(sex="F"))["count"] for s in (settings, other)]
    assert (counts[0] != counts[1]).any()


def test_a_running_database_picks_up_a_new_release(small, settings, fresh_pointer):
    database = Database(open_releases(settings))
    with pytest.raises(NoRelease):
        database.release()
    first = build(small[0], settings)
    assert database.release().id == first
    assert area_counts(database.release(), Filters()).shape[0] == 19
    second = build(small[1], settings)
    assert database.release().id == second
    assert database.release(first).id == first
    assert database.release("inconnue").id == second


def test_rollback_and_its_limit(small, settings):
    first, second = build(small[0], settings), build(small[1], settings)
    releases = open_releases(settings)
    assert releases.history() == (second, first)
    assert releases.rollback() == first
    assert releases.history()[0] == first
    with pytest.raises(ReleaseError, match="Aucune version antérieure"):
        releases.rollback()


@pytest.mark.parametrize("damage", ["truncate", "garbage", "delete"])
def test_a_damaged_release_leaves_the_previous_one_serving(small, settings, fresh_pointer, damage):
    first, second = build(small[0], settings), build(small[1], settings)
    path = open_releases(settings).path(second)
    if damage == "truncate":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "garbage":
        path.write_bytes(b"\x00" * 100_000)
    else:
        path.unlink()
    database = Database(open_releases(settings))
    assert database.release().id == first
    assert database.release(second).id == first


def test_all_releases_damaged_is_said(small, settings, fresh_pointer):
    path = open_releases(settings).path(build(small[0], settings))
    path.write_bytes(b"rien")
    with pytest.raises(DatabaseUnavailable, match="Aucune version"):
        Database(open_releases(settings)).release()


@pytest.mark.parametrize("content", ["", "{", '{"current": 3}', '{"current": "x", "history": ["x"]}', None])
def test_a_lost_pointer_does_not_lose_the_releases(small, settings, content):
    release = build(small[0], settings)
    pointer = settings.data_dir / "releases.json"
    if content is None:
        pointer.unlink()
    else:
        pointer.write_text(content)
    assert open_releases(settings).history() == (release,)


def test_only_one_build_at_a_time(small, settings):
    with open_releases(settings).lock(), pytest.raises(ReleaseError, match="déjà en cours"):
        build(small[0], settings)
    assert not list(settings.data_dir.glob("build-*"))


def test_a_failed_build_leaves_nothing_and_changes_nothing(small, settings):
    first = build(small[0], settings)
    empty = replace(small[1], entries=small[1].entries.slice(0, 0))
    with pytest.raises(ReleaseError):
        build(empty, settings)
    assert open_releases(settings).history() == (first,)
    assert not list(settings.data_dir.glob("build-*"))


def test_leftovers_of_a_killed_build_are_removed(small, settings):
    settings.data_dir.mkdir(exist_ok=True)
    (settings.data_dir / "build-99999.duckdb").write_bytes(b"half")
    build(small[0], settings)
    assert not list(settings.data_dir.glob("build-*"))


def test_person_rows_need_a_secret_of_their_own(small, settings):
    imported = replace(small[0], kind="import")
    with pytest.raises(ReleaseError, match="CEP_DISCLOSURE_SECRET"):
        build(imported, settings)
    assert build(imported, replace(settings, secret="une phrase que personne ne connaît"))


def test_postgres_releases_switch_and_roll_back(small, postgres_url, tmp_path, postgres_settings):
    settings = replace(postgres_settings, data_dir=tmp_path)
    releases = open_releases(settings)
    before = releases.history()
    first, second = build(small[0], settings), build(small[1], settings)
    assert releases.history() == (second, first, *before)
    assert build(small[0], settings) == first
    assert releases.history()[0] == first
    assert releases.rollback() == second
    assert releases.rollback() == before[0]
    assert releases.history() == before
    with releases.lock(), pytest.raises(ReleaseError, match="déjà en cours"):
        build(small[0], settings)
    releases.close()


def test_an_unreachable_server_is_said_in_french(tmp_path):
    settings = Settings(data_dir=tmp_path, database_url="postgresql://cep@127.0.0.1:1/absente?connect_timeout=2")
    with (
        closing(Database(open_releases(settings))) as database,
        pytest.raises(DatabaseUnavailable, match="ne répond pas"),
    ):
        database.release()


def test_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path))
    assert main(["status"]) == 1
    assert "Aucune version" in capsys.readouterr().err
    assert main(["demo", "--entries", "2000", "--quiet"]) == 0
    assert "2000 entrées simulées" in capsys.readouterr().out
    assert main(["demo", "--if-none"]) == 0
    assert main(["status"]) == 0
    assert "démonstration" in capsys.readouterr().out
    assert main(["check"]) == 0
    release = json.loads(Path(tmp_path, "releases.json").read_text())["current"]
    Path(tmp_path, f"cep-{release}.duckdb").write_bytes(b"x")
    assert main(["check"]) == 1
    assert main(["rollback"]) == 1
