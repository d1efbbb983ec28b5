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


@dataclass(frozen=True, eq=False)
class Cube:
    """Cellules d'un cube, sorted by month: one small integer column per dimension, entries and key sums as float64.

    `first`: the first month, since 1970-01; `month`: months since then; `starts`: first row of each, and the end.
    """

    first: int
    starts: np.ndarray
    month: np.ndarray
    dimensions: dict[str, np.ndarray]
    n: np.ndarray
    key: np.ndarray

    def sums(self, months: tuple[int, int], kept: dict[str, tuple[str, ...]], by: tuple[str, ...]) -> np.ndarray:
        """Exact entries and key sums (these modulo 2^32), float64 array (2, size of each dimension of `by`).

        `months`: first and last month included, since 1970-01; `kept`: codes kept per dimension; `by`: dimensions,
        or "month" for one row per month of the range.
        """
        low, high = (min(max(m - self.first, 0), len(self.starts) - 1) for m in (months[0], months[1] + 1))
        rows = slice(self.starts[low], self.starts[max(low, high)])
        chosen = self._chosen(rows, kept)
        shape, index = [], np.zeros(1, dtype=np.int32)
        for name in by:
            column, size = self._column(name, rows, low, high)
            shape.append(size)
            index = index * size + (column if chosen is None else column[chosen])
        size = int(np.prod(shape))
        n, key = (a[rows] if chosen is None else a[rows][chosen] for a in (self.n, self.key))
        return np.array([np.bincount(index, n, size), _key_sums(index, key, size)])[:, :size].reshape(2, *shape)

    def _column(self, name: str, rows: slice, low: int, high: int) -> tuple[np.ndarray, int]:
        if name == "month":
            return self.month[rows] - low, max(high - low, 0)
        return self.dimensions[name][rows], len(DIMENSIONS[name])

    def _chosen(self, rows: slice, kept: dict[str, tuple[str, ...]]) -> np.ndarray | None:
        """Row numbers inside `rows` that hold one of the codes kept in every dimension; None for all of them."""
        mask = None
        for name, codes in kept.items():
            positions = {DIMENSIONS[name].position(code) for code in codes}
            others = set(range(len(DIMENSIONS[name]))) - positions
            if not others:
                continue
            column = self.dimensions[name][rows]
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
    found = release.columns(select(table.c.month, *columns, table.c.n, table.c["key"]).order_by(table.c.month))
    months = found["month"].astype("datetime64[M]").astype(np.int64)
    return Cube(
        first=int(months[0]),
        starts=np.searchsorted(months, np.arange(months[0], months[-1] + 2)),
        month=(months - months[0]).astype(np.int16),
        dimensions={n: found[n].astype(np.int8 if len(DIMENSIONS[n]) < 127 else np.int16) for n in names},
        n=found["n"].astype(np.float64),
        key=found["key"].astype(np.float64),
    )
