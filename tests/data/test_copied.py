"""Columns read in bulk are the rows read one by one, on both engines."""

from contextlib import closing

import numpy as np
import pytest
from sqlalchemy import SmallInteger, column, literal_column, null, select, type_coerce

from data.copied import copied_columns
from data.engine import Database, DatabaseUnavailable, open_releases
from data.schema import CUBES, releases


@pytest.mark.parametrize("cube", [CUBES[0], CUBES[-1]], ids=lambda cube: cube.name)
def test_columns_are_those_of_the_rows(release, cube):
    names = [c.name for c in cube.columns if c.name not in {"month", "n", "key"}]
    asked = [cube.c.month, *(type_coerce(cube.c[n], SmallInteger).label(n) for n in names), cube.c.n, cube.c["key"]]
    statement = select(*asked).where(cube.c.n > 1).order_by(*asked)
    found, rows = release.columns(statement), release.rows(statement)
    assert list(found) == ["month", *names, "n", "key"] and len(rows) > 1_000
    for position, values in enumerate(found.values()):
        assert values.dtype != object and len(values) == len(rows)
        assert [v.item() if position else v.astype("datetime64[D]").item() for v in values] == [
            r[position] for r in rows
        ]


def test_no_row_gives_empty_columns(release):
    cube = CUBES[0]
    found = release.columns(select(cube.c.month, cube.c.n).where(cube.c.n < 0))
    assert [len(values) for values in found.values()] == [0, 0]


def test_what_fails_is_said_in_french(release):
    with pytest.raises(DatabaseUnavailable, match="ne répond pas"):
        release.columns(select(literal_column("1", SmallInteger)).select_from(CUBES[0]).where(column("absent") == 1))


def test_a_missing_value_is_refused(postgres_settings):
    with (
        closing(Database(open_releases(postgres_settings))) as database,
        database.release().engine.connect() as connection,
    ):
        missing = select(type_coerce(null(), SmallInteger).label("x"), releases.c.first_month)
        with pytest.raises(ValueError, match="missing value: x"):
            copied_columns(connection, missing)
        whole = copied_columns(connection, select(releases.c.first_month))
        assert np.array_equal(whole["first_month"], np.array(["2015-01-01"], "M8[D]"))
