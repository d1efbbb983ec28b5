"""Sommes exactes: entries and key sums of areas, before the disclosure door. For data/published.py alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data.calendar import month_at, months_of, ordinal
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
    PUBLIC_EMPLOYMENT_SERVICE,
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
    slices = tuple(_slice(filters, families) for families in family_blocks(filters.families))
    kept = _blocks(release, slices, period_blocks(filters)) @ np.transpose([_kept(*profile) for profile in profiles])
    return _whole(_membership(areas, excluded) @ kept)


def monthly_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums by month of the window, all the filters applied, int64 array (2, blocks, areas, months)."""
    profile = _kept(*_profile(filters))
    slices = (_cells(release, _slice(filters, families)) for families in family_blocks(filters.families))
    months = np.stack([cells.astype(np.float64) @ profile for cells in slices], axis=1)
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
    cells, profile = _grouped(release, filters, dimension)
    rows = [_rows(release, first, last) for first, last in period_blocks(filters)]
    over_period = (of[:, months].sum(axis=1, dtype=np.float64) for of in cells for months in rows)
    blocks = np.stack([np.einsum("ktpg,p->ktg", of, profile) for of in over_period], axis=1)
    return _whole(_membership(areas, excluded) @ blocks)


def month_group_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], dimension: str
) -> np.ndarray:
    """As group_sums, by month of the window: int64 array (2, blocks, areas, months, groups)."""
    profiles = _profiles(filters, dimension)
    if profiles:
        kept = np.transpose([_kept(*profile) for profile in profiles])
        slices = (_cells(release, _slice(filters, families)) for families in family_blocks(filters.families))
        months = np.stack([cells.astype(np.float64) @ kept for cells in slices], axis=1)
    else:
        cells, profile = _grouped(release, filters, dimension)
        chosen = np.flatnonzero(profile)
        months = np.stack([of[:, :, :, chosen].sum(axis=3, dtype=np.uint64) for of in cells], axis=1)
    return _whole(np.einsum("at,kbmtg->kbamg", _membership(areas, excluded), months.astype(np.float64), optimize=True))


def _profiles(filters: Filters, dimension: str) -> list[Profile]:
    """The profiles that are the groups of a dimension, [] for a dimension that profiles do not part."""
    statuses, sex = _profile(filters)
    if dimension == "sex":
        return [(statuses, code) for code in SEX.codes]
    if dimension == "employment_status":
        return [((code,) if code in statuses else (), sex) for code in EMPLOYMENT_STATUS.codes]
    return []


def _grouped(release: Release, filters: Filters, dimension: str) -> tuple[list[np.ndarray], np.ndarray]:
    """Cells of each slice by category, and which of their profiles the filters keep."""
    statuses, sex = _profile(filters)
    slices = [_slice(filters, families) for families in family_blocks(filters.families)]
    # By age the sexes are asked apart right after.
    crossed = bool(sex) or dimension == "age"
    cells = [_grouped_cells(release, kept, dimension, crossed) for kept in slices]
    profile = _kept(statuses, sex)
    return cells, profile if cells[0].shape[3] == len(profile) else _kept_statuses(statuses)


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
    return _crossed(_over_areas(release, of, period_blocks(filters), areas, excluded), filters.families, readings)


def monthly_crossed_sums(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], events: str
) -> np.ndarray:
    """Events and key sums by month of the window, int64 array (2, blocks, areas, months): reading and operators."""
    months = tuple((month, month) for month in months_of(release))
    cells = _over_areas(release, Crossing(events), months, areas, excluded)
    sums = _crossed(cells, filters.families, [READINGS[filters.reading]])
    # One block of operators after the other, each of all the months.
    return sums.reshape(2, -1, len(months), len(areas)).swapaxes(2, 3)


def _crossed(cells: np.ndarray, families: tuple[str, ...], readings: Sequence[tuple[str, ...]]) -> np.ndarray:
    """Sums of cells (2, periods, areas, statuses, families, groups): (2, blocks, areas, readings, groups)."""
    kept = np.array([_kept_statuses(statuses) for statuses in readings])
    blocks = []
    for group in family_blocks(families):
        chosen = np.array([family in group for family in FAMILY.codes], dtype=np.float64)
        of_families = np.tensordot(cells, chosen, axes=(4, 0))
        blocks.append(np.tensordot(of_families, kept, axes=(3, 1)).swapaxes(3, 4))
    return _whole(np.concatenate(blocks, axis=1))


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


def period_blocks(filters: Filters) -> tuple[tuple[str, str], ...]:
    """The closed periods that a period is made of: whole calendar years, and the months that are left.

    Noise is drawn once for each closed block. Were it drawn for each of the 946 ranges of months that a visitor can
    ask, their differences would average it away.
    """
    blocks: list[tuple[str, str]] = []
    month = ordinal(filters.start)
    while month <= (last := ordinal(filters.end)):
        length = 12 if month % 12 == 0 and month + 11 <= last else 1
        blocks.append((month_at(month), month_at(month + length - 1)))
        month += length
    return tuple(blocks)


def family_blocks(families: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The closed groups of operators: all, all but the public employment service, one family; other unions are sums."""
    without_service = tuple(f for f in FAMILY.codes if f != PUBLIC_EMPLOYMENT_SERVICE)
    if families in (FAMILY.codes, without_service):
        return (families,)
    return tuple((family,) for family in families)


@lru_cache(maxsize=12)
def _blocks(release: Release, slices: tuple[Kept, ...], periods: tuple[tuple[str, str], ...]) -> np.ndarray:
    """Cells of each closed block of operators and period, float64 array (2, blocks, territories, profiles).

    Kept for the sums that one page makes of them, at most ten.
    """
    rows = [_rows(release, first, last) for first, last in periods]
    cells = [_cells(release, kept)[:, months].sum(axis=1, dtype=np.float64) for kept in slices for months in rows]
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
