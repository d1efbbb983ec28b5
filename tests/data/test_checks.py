"""A release whose cubes no longer hold its rows is refused."""

import shutil

import duckdb
import pytest

from data.checks import check_release
from data.releases import FileReleases
from data.schema import EVENTS


@pytest.fixture(scope="module")
def copy(duckdb_settings, tmp_path_factory):
    path = tmp_path_factory.mktemp("checked") / "copy.duckdb"
    releases = FileReleases(duckdb_settings.data_dir)
    shutil.copy(releases.path(releases.history()[0]), path)
    releases.close()
    with duckdb.connect(str(path)) as connection:
        yield connection


def test_a_sound_release_has_no_problem(copy):
    assert check_release(lambda query: copy.execute(query).fetchall()) == []


@pytest.mark.parametrize(("events", "cube"), [(e, c.name) for e, cubes in EVENTS.items() for c in cubes])
@pytest.mark.parametrize("change", ["n = n + 1", '"key" = "key" + 1'])
def test_a_cube_that_lost_an_event_or_a_key_is_named(copy, events, cube, change):
    copy.execute("BEGIN")
    first = "service = 0 AND" if cube == "cube_exit_service" else ""
    copy.execute(f"UPDATE {cube} SET {change} WHERE {first} rowid = (SELECT min(rowid) FROM {cube} WHERE {first} true)")
    problems = check_release(lambda query: copy.execute(query).fetchall())
    copy.execute("ROLLBACK")
    assert len(problems) == 1 and problems[0].startswith(f"le cube {cube} ne totalise pas les")


@pytest.mark.parametrize("events", EVENTS)
def test_rows_of_a_month_that_the_log_does_not_have_are_refused(copy, events):
    """The blocks of the noise follow the log: a row outside it would be counted under one phrasing and not another."""
    copy.execute("BEGIN")
    last = f"(SELECT max(month) FROM slices WHERE table_name = '{events}')"
    copy.execute(f"DELETE FROM slices WHERE table_name = '{events}' AND month = {last}")
    problems = check_release(lambda query: copy.execute(query).fetchall())
    copy.execute("ROLLBACK")
    assert len(problems) == 1 and "le journal n’a pas" in problems[0]
