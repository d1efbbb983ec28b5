"""Cube en mémoire: the cubes of a release as compact columns, and their sums over any filters.

A page needs two sums. Asked of DuckDB over the same cubes they cost 10 ms each, most of it planning and fetching;
over these columns (24 MB a process, read once per release) they cost 1 to 4 ms (bench/interactions.py prints both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sqlalchemy import SmallInteger, Table, select, type_coerce

from data.engine import Release
from data.schema import DIMENSIONS, cube_for

# Sums of fewer than 2^21 cells of keys below 2^32 stay below 2^53: float64 sums are exact.
_EXACT_CELLS = 2**21
_HALF = 2**16


# The dimensions of every cell that is read, where the cube has them; the others restrict, or part the cells in groups.
CELL = ("territory", "employment_status", "sex")
_PROFILE = {*CELL, "family", "age", "qualification", "level"}
# Rows lie in this order, so that a profile is a few runs of them.
_SORTED = ("age", "qualification")


@dataclass(frozen=True, eq=False)
class Cube:
    """Cellules d'un cube: where each falls among the cells that are read, its other dimensions, its two sums.

    `place`: int32 position in the shape (months of the release, then those of CELL that it has); `starts`: first row of
    each combination of the dimensions `sorted_by`, or of each month where there are none, and the end; `dimensions`:
    all but those of CELL, small integers; `n`, `key`: events and key sums as float64.
    """

    shape: tuple[int, ...]
    sorted_by: tuple[str, ...]
    starts: np.ndarray
    place: np.ndarray
    dimensions: dict[str, np.ndarray]
    n: np.ndarray
    key: np.ndarray

    def sums(self, kept: dict[str, tuple[str, ...]], by: str = "") -> np.ndarray:
        """Exact entries and key sums (these modulo 2^32), float64 array (2, months, sizes of CELL).

        `kept`: codes kept per dimension; `by`: a dimension, not of CELL, that parts each cell on one more, last axis.
        """
        runs = self._runs(kept)
        chosen = self._mask(kept, runs)
        place, n, key = (_joined(column, runs, chosen) for column in (self.place, self.n, self.key))
        shape = self.shape
        if by:
            place = place * len(DIMENSIONS[by]) + _joined(self.dimensions[by], runs, chosen)
            shape = (*shape, len(DIMENSIONS[by]))
        size = int(np.prod(shape))
        return np.array([np.bincount(place, n, size), _key_sums(place, key, size)]).reshape(2, *shape)

    def over(self, months: slice, by: tuple[str, ...] = ()) -> np.ndarray:
        """Exact events and key sums (these modulo 2^32) of the months, float64 array (2, sizes of CELL, those of `by`).

        Of a cube whose rows lie by month: a period is then one run of them, whatever parts its cells.
        """
        if self.sorted_by:
            raise ValueError("the rows of this cube do not lie by month")
        rows = slice(self.starts[months.start], self.starts[months.stop])
        shape = (*self.shape[1:], *(len(DIMENSIONS[name]) for name in by))
        place = self.place[rows] % int(np.prod(self.shape[1:]))
        for name in by:
            place = place * len(DIMENSIONS[name]) + self.dimensions[name][rows]
        size = int(np.prod(shape))
        sums = [np.bincount(place, self.n[rows], size), _key_sums(place, self.key[rows], size)]
        return np.array(sums).reshape(2, *shape)

    def _mask(self, kept: dict[str, tuple[str, ...]], runs: list[slice]) -> np.ndarray | None:
        """Which rows of the runs hold one of the codes kept in every other dimension; None for all."""
        mask = None
        for name in kept.keys() - set(self.sorted_by):
            positions = {DIMENSIONS[name].position(code) for code in kept[name]}
            here = _any_of(_joined(self.dimensions[name], runs), positions)
            mask = here if mask is None else mask & here
        return mask

    def _runs(self, kept: dict[str, tuple[str, ...]]) -> list[slice]:
        """Runs of rows, few and long, that hold the codes kept in the dimensions that the rows are sorted by."""
        if not self.sorted_by:
            return [slice(0, len(self.n))]
        wanted = np.ones([len(DIMENSIONS[name]) for name in self.sorted_by], dtype=bool)
        for axis, name in enumerate(self.sorted_by):
            if name in kept:
                left_out = [i for i, code in enumerate(DIMENSIONS[name].codes) if code not in kept[name]]
                wanted[(slice(None),) * axis + (left_out,)] = False
        return [slice(self.starts[group], self.starts[group + 1]) for group in np.flatnonzero(wanted)]


def _joined(column: np.ndarray, runs: list[slice], chosen: np.ndarray | None = None) -> np.ndarray:
    rows = column[runs[0]] if len(runs) == 1 else np.concatenate([column[run] for run in runs])
    return rows if chosen is None else rows[chosen]


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


def cube_with(release: Release, dimensions: set[str], events: str = "entries") -> Cube:
    """The smallest cube of `events` of `release` that carries `dimensions`. Raises DatabaseUnavailable."""
    return _load(release, cube_for(dimensions, events))


@lru_cache(maxsize=16)
def _load(release: Release, table: Table) -> Cube:
    names = [n for n in table.columns.keys() if n in DIMENSIONS]  # noqa: SIM118
    columns = [type_coerce(table.c[n], SmallInteger).label(n) for n in names]
    window = (release.card.first_month, release.card.last_month)
    # The window is that of the entries: an exit may fall out of it.
    statement = select(table.c.month, *columns, table.c.n, table.c["key"]).where(table.c.month.between(*window))
    found = release.columns(statement)
    first, last = (np.datetime64(day, "M").astype(np.int32) for day in window)
    months = found.pop("month").astype("datetime64[M]").astype(np.int32) - first
    cell, sorted_by = (tuple(n for n in chosen if n in names) for chosen in (CELL, _SORTED))
    shape = (int(last - first) + 1, *(len(DIMENSIONS[n]) for n in cell))
    group, groups = (np.zeros_like(months), 1) if sorted_by else (months, shape[0])
    for name in sorted_by:
        group, groups = group * len(DIMENSIONS[name]) + found[name], groups * len(DIMENSIONS[name])
    place = months
    for name in cell:
        place = place * len(DIMENSIONS[name]) + found.pop(name)
    # Sorted here: the database would hold the rows once more, and take longer.
    order = np.argsort(group, kind="stable")
    return Cube(
        shape=shape,
        sorted_by=sorted_by,
        starts=np.concatenate(([0], np.cumsum(np.bincount(group, minlength=groups)))),
        place=place.astype(np.int32)[order],
        dimensions={n: found.pop(n).astype(np.int8)[order] for n in names if n not in cell},
        n=found.pop("n").astype(np.float64)[order],
        key=found.pop("key").astype(np.float64)[order],
    )


def month_cells(release: Release, month: int, kept: dict[str, tuple[str, ...]], parted: Sequence[str]) -> np.ndarray:
    """Entries and key sums of one month of the window, zeros too, float64 array (2, territories, sizes of `parted`).

    `kept`: codes kept per dimension; `parted`: the dimensions of the profile that part the cells.
    """
    cube = cube_with(release, _PROFILE)
    order, starts = _by_month(release)
    rows = order[starts[month] : starts[month + 1]]
    places = np.unravel_index(cube.place[rows], cube.shape)[1:]
    columns = dict(zip(CELL, places, strict=True)) | {name: of[rows] for name, of in cube.dimensions.items()}
    mask = np.ones(len(rows), dtype=bool)
    for name, codes in kept.items():
        if len(codes) < len(DIMENSIONS[name]):
            mask &= _any_of(columns[name], {DIMENSIONS[name].position(code) for code in codes})
    names = ("territory", *parted)
    shape = tuple(len(DIMENSIONS[name]) for name in names)
    place = np.ravel_multi_index([columns[name][mask] for name in names], shape)
    size = int(np.prod(shape))
    rows = rows[mask]
    return np.array([np.bincount(place, of[rows], size) for of in (cube.n, cube.key)]).reshape(2, *shape)


@lru_cache(maxsize=2)
def _by_month(release: Release) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the profile cube in order of months, and the first of each month."""
    cube = cube_with(release, _PROFILE)
    month = cube.place // int(np.prod(cube.shape[1:]))
    order = np.argsort(month, kind="stable").astype(np.int32)
    return order, np.searchsorted(month[order], np.arange(cube.shape[0] + 1))
