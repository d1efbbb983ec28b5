"""Imported data are neither replaced by a demonstration nor left with the tables of an older program."""

import pytest

from data import build
from tests.data.imports.files import sample
from tests.data.imports.test_meaning import CENSUS, SITE
from tests.data.imports.test_production import one

BREAK = "2017-06-01,definition,france,,Une rupture,Explication.,Source,,\n"


@pytest.fixture
def more_breaks(tmp_path, monkeypatch):
    path = tmp_path / "breaks.csv"
    path.write_text(build._BREAKS.read_text(encoding="utf-8") + BREAK, encoding="utf-8")
    monkeypatch.setattr(build, "_BREAKS", path)


def held(desk):
    tables = ("entries", "exits", "sites", "slices", "import_log", "assumptions", "population")
    return {table: desk.query(f"SELECT * FROM {table} ORDER BY ALL") for table in tables}


def test_a_demonstration_does_not_replace_imported_data(desk):
    imported = desk.accept(sample())
    demo = ("demo", "--entries", "2000", "--quiet")
    assert desk.run(*demo) == 1
    for words in (imported, "python -m data rebuild", "--replace", "python -m data rollback"):
        assert words in desk.err
    assert desk.releases.history() == (imported,)
    assert desk.run(*demo, "--replace") == 0, desk.err
    assert desk.current != imported
    assert desk.run(*demo) == 0, "a demonstration replaces a demonstration"
    assert desk.run("rollback") == 0
    assert desk.current == imported


def test_rebuild_keeps_what_was_imported_and_takes_the_new_breaks(desk, more_breaks, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(build, "_BREAKS", build.Path(build.__file__).with_name("breaks.csv"))
        desk.accept(sample())
        desk.accept(SITE, name="lieux.csv")
        first = desk.accept(CENSUS, name="actifs.csv")
    kept = held(desk)
    assert desk.run("rebuild", "--quiet") == 0, desk.err
    assert desk.out.strip() == f"Version {desk.current} publiée." and desk.current != first
    assert held(desk) == kept
    assert desk.query("SELECT kind FROM releases") == [("import",)]
    assert desk.query("SELECT count(*) FROM breaks WHERE title = 'Une rupture'") == [(1,)]
    again = desk.current
    assert desk.run("rebuild", "--quiet") == 0 and desk.current == again


def test_rebuild_of_a_demonstration_is_one(demonstration, more_breaks):
    first, kept = demonstration.current, held(demonstration)
    assert demonstration.run("rebuild", "--quiet") == 0, demonstration.err
    assert demonstration.current != first
    assert demonstration.query("SELECT kind FROM releases") == [("demonstration",)]
    assert demonstration.query("SELECT count(*) FROM sites")[0][0] == len(kept["sites"])
    assert held(demonstration)["import_log"] == kept["import_log"]


def test_rebuild_of_nothing_says_so(desk):
    assert desk.run("rebuild", "--quiet") == 1
    assert "Aucune version n’est servie" in desk.err
    assert desk.accept(one())
