"""The in-memory cube sums exactly what SQL sums, whatever the size of the keys."""

import numpy as np
import pytest
from sqlalchemy import func, select

from data import cube
from data.cube import _key_sums, cube_with
from data.disclosure import KEY_MODULUS
from data.schema import DIMENSIONS, cube_for

ALL = (540, 582)  # 2015-01 to 2018-07, months since 1970-01


def test_sums_are_those_of_sql(release):
    kept = {"age": ("a15", "nr"), "family": ("ml", "apec"), "sex": ("F",)}
    table = cube_for({"territory", *kept})
    statement = select(table.c.territory, func.sum(table.c.n), func.sum(table.c["key"])).group_by(table.c.territory)
    for name, codes in kept.items():
        statement = statement.where(table.c[name].in_(codes))
    n, key = cube_with(release, {"territory", *kept}).sums(ALL, kept, ("territory",))
    territory = DIMENSIONS["territory"]
    expected = {row[0]: (int(row[1]), int(row[2]) % KEY_MODULUS) for row in release.rows(statement)}
    for code in territory.codes:
        found = int(n[territory.position(code)]), int(key[territory.position(code)]) % KEY_MODULUS
        assert found == expected.get(code, (0, 0)), code


def test_months_outside_the_release_are_empty(release):
    whole = cube_with(release, {"territory"})
    assert whole.sums((600, 620), {}, ("territory",)).sum() == 0
    assert whole.sums((0, 530), {}, ("territory",)).sum() == 0
    by_month = whole.sums(ALL, {}, ("month",))
    assert by_month.shape == (2, 43)
    assert by_month[0].sum() == whole.sums((0, 2000), {}, ("territory",))[0].sum()


@pytest.mark.parametrize("exact", [2**21, 10])
def test_key_sums_are_exact_modulo(monkeypatch, exact):
    monkeypatch.setattr(cube, "_EXACT_CELLS", exact)
    generator = np.random.default_rng(3)
    key, index = generator.integers(0, KEY_MODULUS, 50_000), generator.integers(0, 3, 50_000)
    sums = _key_sums(index, key.astype(np.float64), 3)
    expected = [sum(int(k) for k in key[index == i]) % KEY_MODULUS for i in range(3)]
    assert [int(s) % KEY_MODULUS for s in sums] == expected
