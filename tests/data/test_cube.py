"""The in-memory cube sums exactly what SQL sums, whatever the size of the keys."""

import numpy as np
import pytest
from sqlalchemy import func, select

from data import cube
from data.cube import CELL, _key_sums, cube_with
from data.disclosure import KEY_MODULUS
from data.schema import DIMENSIONS, cube_for


def test_sums_are_those_of_sql(release):
    kept = {"age": ("a15", "nr"), "family": ("ml", "apec"), "level": ("3",)}
    table = cube_for({*CELL, *kept})
    columns = (table.c.month, *(table.c[n] for n in CELL))
    statement = select(*columns, func.sum(table.c.n), func.sum(table.c["key"])).group_by(*columns)
    for name, codes in kept.items():
        statement = statement.where(table.c[name].in_(codes))
    n, key = cube_with(release, {*CELL, *kept}).sums(kept)
    assert n.shape == (43, *(len(DIMENSIONS[name]) for name in CELL))
    rows = release.rows(statement)
    assert rows
    for month, *codes, entries, keys in rows:
        positions = [DIMENSIONS[name].position(code) for name, code in zip(CELL, codes, strict=True)]
        place = ((month.year - 2015) * 12 + month.month - 1, *positions)
        assert (n[place], key[place] % KEY_MODULUS) == (int(entries), int(keys) % KEY_MODULUS)
    assert n.sum() == sum(int(row[-2]) for row in rows)


@pytest.mark.parametrize("by", ["age", "qualification", "csp"])
def test_groups_of_cells_add_up(release, by):
    """Parted by a dimension, cells are those of the dimension kept one code at a time, and sum to the whole."""
    crossed = {*CELL, by} - ({"sex"} if by == "csp" else set())
    of = cube_with(release, crossed)
    parted = of.sums({}, by)
    assert (parted.sum(axis=-1) % KEY_MODULUS == of.sums({}) % KEY_MODULUS).all()
    for position, code in enumerate(DIMENSIONS[by].codes):
        assert (parted[..., position] % KEY_MODULUS == of.sums({by: (code,)}) % KEY_MODULUS).all()


def test_the_two_cubes_agree(release):
    flow, profile = cube_with(release, set(CELL)), cube_with(release, {*CELL, "age"})
    assert flow is not profile
    assert (flow.sums({}) % KEY_MODULUS == profile.sums({}) % KEY_MODULUS).all()


@pytest.mark.parametrize("exact", [2**21, 10])
def test_key_sums_are_exact_modulo(monkeypatch, exact):
    monkeypatch.setattr(cube, "_EXACT_CELLS", exact)
    generator = np.random.default_rng(3)
    key, index = generator.integers(0, KEY_MODULUS, 50_000), generator.integers(0, 3, 50_000)
    sums = _key_sums(index, key.astype(np.float64), 3)
    expected = [sum(int(k) for k in key[index == i]) % KEY_MODULUS for i in range(3)]
    assert [int(s) % KEY_MODULUS for s in sums] == expected
