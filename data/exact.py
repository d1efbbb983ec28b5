"""Sommes exactes: entries and key sums of areas, before the disclosure door. For data/published.py alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from data.blocks import blocks_of, groups_by_month
from data.calendar import months_of, ordinal
from data.crossing import Crossing, Kept
from data.cube import CELL, cube_with, month_cells
from data.disclosure import KEY_MODULUS
from data.engine import Release
from data.schema import DIMENSIONS, TERRITORY
from filters import Filters
from geo.areas import Area, departments
from nomenclatures import (
    EMPLOYMENT_STATUS,
    FAMILY,
    QUALIFICATION_GROUPS,
    READINGS,
    SEX,
)

# Dimension -> its groups, each by the codes that it holds.
Groups = tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
# Employment statuses, and a sex or "" for any.
Profile = tuple[tuple[str, ...], str]


def area_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums, all the filters applied, int64 array (2, blocks, areas)."""
    return profile_sums(release, filters, areas, excluded, [_profile(filters)])[..., 0]


def profile_sums(
    release: Release,
    filters: Filters,
    areas: tuple[Area, ...],
    excluded: tuple[str, ...],
    profiles: Sequence[Profile],
) -> np.ndarray:
    """Entries and key sums, int64 array (2, blocks, areas, profiles): `profiles` take the place of the filters' own."""
    blocks = tuple((_slice(filters, b.families), b.start, b.end) for b in blocks_of(release, filters))
    kept = _blocks(release, blocks) @ np.transpose([_kept(*profile) for profile in profiles])
    return _whole(_membership(areas, excluded) @ kept)


def monthly_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums by month of the window, all the filters applied, int64 array (2, blocks, areas, months)."""
    profile = _kept(*_profile(filters))
    months = _by_group(release, filters, lambda kept: _cells(release, kept).astype(np.float64) @ profile)
    return _whole(_membership(areas, excluded) @ months.swapaxes(2, 3))


def group_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], dimension: str
) -> np.ndarray:
    """Entries and key sums by category of a dimension, all the filters applied, int64 array (2, blocks, areas, groups).

    Raises LookupError where no cube crosses the dimension with the filters.
    """
    profiles = _profiles(filters, dimension)
    if profiles:
        return profile_sums(release, filters, areas, excluded, profiles)
    cells_of = _grouped(release, filters, dimension)
    over_period = (
        cells_of(_slice(filters, b.families))[:, _rows(release, b.start, b.end)].sum(axis=1, dtype=np.float64)
        for b in blocks_of(release, filters)
    )
    blocks = np.stack(
        [np.einsum("ktpg,p->ktg", of, _kept_profiles(filters, of.shape[2])) for of in over_period], axis=1
    )
    return _whole(_membership(areas, excluded) @ blocks)


def month_group_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], dimension: str
) -> np.ndarray:
    """As group_sums, by month of the window: int64 array (2, blocks, areas, months, groups)."""
    profiles = _profiles(filters, dimension)
    if profiles:
        of_profiles = np.transpose([_kept(*profile) for profile in profiles])
        months = _by_group(release, filters, lambda kept: _cells(release, kept).astype(np.float64) @ of_profiles)
    else:
        cells_of = _grouped(release, filters, dimension)

        def of_statuses(kept: Kept) -> np.ndarray:
            cells = cells_of(kept)
            sums: np.ndarray = cells[:, :, :, _kept_profiles(filters, cells.shape[3]) > 0].sum(axis=3, dtype=np.uint64)
            return sums

        months = _by_group(release, filters, of_statuses)
    return _whole(np.einsum("at,kbmtg->kbamg", _membership(areas, excluded), months.astype(np.float64), optimize=True))


def _profiles(filters: Filters, dimension: str) -> list[Profile]:
    """The profiles that are the groups of a dimension, [] for a dimension that profiles do not part."""
    statuses, sex = _profile(filters)
    if dimension == "sex":
        return [(statuses, code) for code in SEX.codes]
    if dimension == "employment_status":
        return [((code,) if code in statuses else (), sex) for code in EMPLOYMENT_STATUS.codes]
    return []


def _by_group(release: Release, filters: Filters, cells_of: Callable[[Kept], np.ndarray]) -> np.ndarray:
    """Cells by month, array (2, blocks, months, …): block i of a month is the i-th closed group of it, else empty.

    `cells_of`: cells of a slice, (2, months, …).
    """
    of_months = groups_by_month(release, filters.families, months_of(release))
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for month, groups in enumerate(of_months):
        for place, group in enumerate(groups):
            places.setdefault(group, []).append((place, month))
    cells = {group: cells_of(_slice(filters, group)) for group in places or [filters.families]}
    one = next(iter(cells.values()))
    blocks = np.zeros((len(one), most(of_months), *one.shape[1:]), dtype=one.dtype)
    for group, found in places.items():
        at, months = np.transpose(found)
        blocks[:, at, months] = cells[group][:, months]
    return blocks


def _grouped(release: Release, filters: Filters, dimension: str) -> Callable[[Kept], np.ndarray]:
    """What gives the cells of a slice by category."""
    # By age the sexes are asked apart right after.
    crossed = bool(filters.sex) or dimension == "age"
    return lambda kept: _grouped_cells(release, kept, dimension, crossed)


def _kept_profiles(filters: Filters, size: int) -> np.ndarray:
    """1 where the filters keep a profile, else 0; of `size` profiles, by sex or not."""
    statuses, sex = _profile(filters)
    profile = _kept(statuses, sex)
    return profile if size == len(profile) else _kept_statuses(statuses)


def crossed_sums(
    release: Release,
    filters: Filters,
    areas: tuple[Area, ...],
    excluded: tuple[str, ...],
    of: Crossing,
    readings: Sequence[tuple[str, ...]],
) -> np.ndarray:
    """Events and key sums, int64 array (2, blocks, areas, readings, groups): period and operators of the filters alone.

    `readings`: the employment statuses of each. A group is a combination of the categories of the dimensions crossed,
    the last one running fastest. Raises LookupError where no cube has them.
    """
    blocks = blocks_of(release, filters, of.events)
    periods = tuple(dict.fromkeys((b.start, b.end) for b in blocks))
    cells = _over_areas(release, of, periods, areas, excluded)
    places = [periods.index((b.start, b.end)) for b in blocks]
    return _crossed(cells, places, [b.families for b in blocks], readings)


def monthly_crossed_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], events: str
) -> np.ndarray:
    """Events and key sums by month of the window, int64 array (2, blocks, areas, months): reading and operators."""
    months = months_of(release)
    cells = _over_areas(release, Crossing(events), tuple((month, month) for month in months), areas, excluded)
    of_months = groups_by_month(release, filters.families, months, events)
    # Block i of a month is the i-th closed group of it, else empty.
    padded = [[*groups, *[()] * (most(of_months) - len(groups))] for groups in of_months]
    places = [place for place in range(len(months)) for _ in padded[place]]
    sums = _crossed(cells, places, [group for groups in padded for group in groups], [READINGS[filters.reading]])
    return sums.reshape(2, len(months), -1, len(areas)).transpose(0, 2, 3, 1)


def most(of_months: Sequence[Sequence[object]]) -> int:
    """The largest number of closed groups in one month, at least 1."""
    return max(1, *map(len, of_months))


def _crossed(
    cells: np.ndarray, places: Sequence[int], groups: Sequence[tuple[str, ...]], readings: Sequence[tuple[str, ...]]
) -> np.ndarray:
    """Sums of cells (2, periods, areas, statuses, families, groups): (2, blocks, areas, readings, groups).

    A block is a period, by its place, and a group of operators.
    """
    kept = np.array([_kept_statuses(statuses) for statuses in readings])
    chosen = np.array([[family in group for family in FAMILY.codes] for group in groups], dtype=np.float64)
    of_readings = np.tensordot(cells, kept, axes=(3, 1))[:, list(places)]
    return _whole(np.einsum("kbafgr,bf->kbarg", of_readings, chosen, optimize=True))


@lru_cache(maxsize=1)
def crossed_group_cells(release: Release, start: str, end: str, kept: Groups) -> np.ndarray:
    """Entries and key sums of a period, int64 array (2, territories, one axis a dimension of `kept`).

    `kept`: for each of the dimensions of the profile, the codes that make each of its groups.
    """
    only = {name: groups[0] for name, groups in kept if len(groups) == 1}
    parted = [(name, groups) for name, groups in kept if len(groups) > 1]
    months = _rows(release, start, end)
    total = np.zeros((2, len(TERRITORY), *(len(groups) for _, groups in kept)), dtype=np.int64)
    for month in range(months.start, months.stop):
        cells = month_cells(release, month, only, [name for name, _ in parted])
        for axis, (dimension, groups) in enumerate(parted, 2):
            places = [[DIMENSIONS[dimension].position(code) for code in group] for group in groups]
            # Sums of slices, not a product of matrices: these are small, and its threads would wait for a processor.
            cells = np.stack([cells.take(place, axis).sum(axis) for place in places], axis)
        total += cells.astype(np.int64).reshape(total.shape)
    total[1] %= KEY_MODULUS
    return total


def crossed_group_sums(release: Release, start: str, end: str, areas: tuple[Area, ...], kept: Groups) -> np.ndarray:
    """Entries and key sums of a period by area and group, int64 array (2, areas, one axis a dimension of `kept`)."""
    cells = crossed_group_cells(release, start, end, kept)
    rows = [np.flatnonzero(of_area) for of_area in _membership(areas, ())]
    sums = np.stack([cells[:, places].sum(axis=1) for places in rows], axis=1)
    sums[1] %= KEY_MODULUS
    return sums


@lru_cache(maxsize=12)
def _blocks(release: Release, blocks: tuple[tuple[Kept, str, str], ...]) -> np.ndarray:
    """Cells of each closed block, its slice and period, float64 array (2, blocks, territories, profiles).

    Kept for the sums that one page makes of them, at most ten.
    """
    cells = [_cells(release, kept)[:, _rows(release, *period)].sum(1, dtype=np.float64) for kept, *period in blocks]
    return np.stack(cells, axis=1)


def _profile(filters: Filters) -> Profile:
    return READINGS[filters.reading], filters.sex


@lru_cache(maxsize=64)
def _kept(statuses: tuple[str, ...], sex: str) -> np.ndarray:
    """1 where a profile has one of the statuses and the sex ("": any), else 0: float64 array (profiles)."""
    sexes = np.array([sex in ("", code) for code in SEX.codes], dtype=np.float64)
    return np.outer(_kept_statuses(statuses), sexes).ravel()


def _kept_statuses(statuses: tuple[str, ...]) -> np.ndarray:
    return np.array([status in statuses for status in EMPLOYMENT_STATUS.codes], dtype=np.float64)


def _whole(sums: np.ndarray) -> np.ndarray:
    whole = sums.astype(np.int64)
    whole[1] %= KEY_MODULUS
    return whole


def _slice(filters: Filters, families: tuple[str, ...]) -> Kept:
    """The codes kept per dimension that the filters restrict, but for sex and employment status."""
    grouped = QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,))
    kept: Sequence[tuple[str, tuple[str, ...]]] = (
        ("family", families if len(families) < len(FAMILY) else ()),
        ("age", (filters.age,) if filters.age else ()),
        ("qualification", grouped if filters.qualification else ()),
        ("level", (filters.level,) if filters.level else ()),
    )
    return tuple((name, codes) for name, codes in kept if codes)


@lru_cache(maxsize=32)
def _cells(release: Release, kept: Kept) -> np.ndarray:
    """Cells of one slice, uint32 array (entries or key sum, month, territory, profile), 0.9 MB.

    A profile is an employment status and a sex. Every map, table, key figure and series of the slice is a sum of them,
    whatever the period, reading or sex.
    """
    sums = cube_with(release, {*CELL, *dict(kept)}).sums(dict(kept))
    # From 64 to 32 bits, a whole number is taken modulo 2^32: no division.
    return sums.astype(np.uint64).astype(np.uint32).reshape(*sums.shape[:3], -1)


@lru_cache(maxsize=32)
def _grouped_cells(release: Release, kept: Kept, dimension: str, crossed: bool) -> np.ndarray:
    """Cells of one slice by category, uint32 array (entries or key sum, month, territory, profile, group), ≤ 3 MB.

    A profile is an employment status and a sex, or a status alone: that is `crossed`, whether the sex is asked. A page
    of profiles reads four dimensions of each of seven slices.
    """
    wanted = {"territory", "employment_status", dimension, *dict(kept), *(("sex",) if crossed else ())}
    sums = cube_with(release, wanted).sums(dict(kept), dimension)
    if sums.ndim == 6 and not crossed:
        sums = sums.sum(axis=4)
    return sums.astype(np.uint64).astype(np.uint32).reshape(*sums.shape[:3], -1, sums.shape[-1])


@lru_cache(maxsize=64)
def _over_areas(
    release: Release,
    of: Crossing,
    periods: tuple[tuple[str, str], ...],
    areas: tuple[Area, ...],
    excluded: tuple[str, ...],
) -> np.ndarray:
    """Cells of areas, float64 array (2, periods, areas, statuses, families, groups): every union of operators and every
    reading is a sum of them."""
    member = _membership(areas, excluded)
    rows = np.flatnonzero(member.any(axis=0))
    cells = _over_periods(release, of, periods)[:, :, rows].astype(np.float64)
    return np.moveaxis(np.tensordot(member[:, rows], cells, axes=(1, 2)), 0, 2)


@lru_cache(maxsize=64)
def _over_periods(release: Release, of: Crossing, periods: tuple[tuple[str, str], ...]) -> np.ndarray:
    """Cells of each period, uint32 array (2, periods, territories, statuses, families, groups), 0.3 MB for a year."""
    cells = np.stack([_over(release, of, _rows(release, *period)) for period in periods], axis=1)
    # From 64 to 32 bits, a whole number is taken modulo 2^32.
    return cells.astype(np.uint64).astype(np.uint32)


def _over(release: Release, of: Crossing, months: slice) -> np.ndarray:
    """Cells of some months, float64 array (2, territories, statuses, families, groups), 0.6 MB at most."""
    by = ("family", *of.by, *dict(of.kept))
    cells = cube_with(release, {"territory", "employment_status", *by}, of.events).over(months, by)
    if cells.ndim > 3 + len(by):
        cells = cells.sum(axis=3)  # The sex, in the cubes that have it.
    for name, codes in reversed(of.kept):
        cells = cells[..., [DIMENSIONS[name].position(code) for code in codes]].sum(axis=-1)
    return cells.reshape(*cells.shape[:4], -1)


def _rows(release: Release, first: str, last: str) -> slice:
    """Rows of the months from `first` to `last` that the release covers."""
    start, count = ordinal(months_of(release)[0]), len(months_of(release))
    low, high = (min(max(ordinal(m) - start + after, 0), count) for m, after in ((first, 0), (last, 1)))
    return slice(low, max(low, high))


@lru_cache(maxsize=512)
def _membership(areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """1 where a territory belongs to an area, float64 array (areas, territories); France leaves out `excluded`."""
    rows = np.zeros((len(areas), len(TERRITORY)))
    for row, area in zip(rows, areas, strict=True):
        if area.level == "france":
            row[[TERRITORY.position(code) for code in TERRITORY.codes if code not in excluded]] = 1
        else:
            row[TERRITORY.position(area.id)] = 1
            if area.level == "region":
                row[[TERRITORY.position(d.id) for d in departments(area.code)]] = 1
    return rows
