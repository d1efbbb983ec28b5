"""Cube en mémoire: the two filter cubes of a release as compact columns, and their sums over any filters.

A page needs two sums. Asked of DuckDB over the same cubes they cost 10 ms each, most of it planning and fetching;
over these columns (24 MB a process, read once per release) they cost 1 to 4 ms (bench/interactions.py prints both).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sqlalchemy import SmallInteger, Table, select, type_coerce

from data.engine import Release
from data.schema import DIMENSIONS, cube_for

# Sums of fewer than 2^21 cells of keys below 2^32 stay below 2^53: float64 sums are exact.
_EXACT_CELLS = 2**21
_HALF = 2**16


# The dimensions of every cell that is read; the others only restrict.
CELL = ("territory", "employment_status", "sex")


@dataclass(frozen=True, eq=False)
class Cube:
    """Cellules d'un cube: where each falls among the cells that are read, its other dimensions, its two sums.

    `place`: int32 position in the shape (months of the release, then CELL); `dimensions`: small integer columns;
    `n`, `key`: entries and key sums as float64.
    """

    shape: tuple[int, ...]
    place: np.ndarray
    dimensions: dict[str, np.ndarray]
    n: np.ndarray
    key: np.ndarray

    def sums(self, kept: dict[str, tuple[str, ...]]) -> np.ndarray:
        """Exact entries and key sums (these modulo 2^32), float64 array (2, months, sizes of CELL).

        `kept`: codes kept per dimension.
        """
        chosen = self._chosen(kept)
        place, n, key = (a if chosen is None else a[chosen] for a in (self.place, self.n, self.key))
        size = int(np.prod(self.shape))
        return np.array([np.bincount(place, n, size), _key_sums(place, key, size)]).reshape(2, *self.shape)

    def _chosen(self, kept: dict[str, tuple[str, ...]]) -> np.ndarray | None:
        """Row numbers that hold one of the codes kept in every dimension; None for all of them."""
        mask = None
        for name, codes in kept.items():
            positions = {DIMENSIONS[name].position(code) for code in codes}
            others = set(range(len(DIMENSIONS[name]))) - positions
            if not others:
                continue
            column = self.dimensions[name]
            # One comparison per code is five times faster than a lookup per row: take the shorter list.
            here = ~_any_of(column, others) if len(others) < len(positions) else _any_of(column, positions)
            mask = here if mask is None else mask & here
        return None if mask is None else np.flatnonzero(mask)


def _any_of(column: np.ndarray, positions: set[int]) -> np.ndarray:
    found = np.zeros(len(column), dtype=bool)
    for position in positions:
        found |= column == position
    return found


def _key_sums(index: np.ndarray, key: np.ndarray, size: int) -> np.ndarray:
    """Sums of keys, exact modulo 2^32 whatever their number."""
    if len(key) < _EXACT_CELLS:
        return np.bincount(index, key, size)
    high, low = (np.bincount(index, part, size) for part in np.divmod(key, _HALF))
    return (high % _HALF) * _HALF + low


def cube_with(release: Release, dimensions: set[str]) -> Cube:
    """The smallest cube of `release` that carries `dimensions`. Raises DatabaseUnavailable."""
    return _load(release, cube_for(dimensions))


@lru_cache(maxsize=8)
def _load(release: Release, table: Table) -> Cube:
    names = [n for n in table.columns.keys() if n in DIMENSIONS]  # noqa: SIM118
    columns = [type_coerce(table.c[n], SmallInteger).label(n) for n in names]
    found = release.columns(select(table.c.month, *columns, table.c.n, table.c["key"]))
    months = found["month"].astype("datetime64[M]").astype(np.int64)
    first = np.datetime64(release.card.first_month, "M").astype(np.int64)
    last = np.datetime64(release.card.last_month, "M").astype(np.int64)
    place, shape = months - first, (int(last - first) + 1, *(len(DIMENSIONS[n]) for n in CELL))
    for name in CELL:
        place = place * len(DIMENSIONS[name]) + found[name]
    return Cube(
        shape=shape,
        place=place.astype(np.int32),
        dimensions={n: found[n].astype(np.int8) for n in names if n not in CELL},
        n=found["n"].astype(np.float64),
        key=found["key"].astype(np.float64),
    )
