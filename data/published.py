"""Comptes publiés: exact sums through the disclosure door, once each. The one module that holds both.

Counts are sums of closed blocks of months and operators, each with its own noise (data/blocks.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from data.blocks import Block, blocks_of, groups_by_month
from data.calendar import months_between, months_of
from data.crossing import Crossing
from data.disclosure import disclose
from data.engine import Release
from data.exact import (
    Groups,
    Profile,
    area_sums,
    crossed_group_sums,
    crossed_sums,
    group_sums,
    month_group_sums,
    monthly_crossed_sums,
    monthly_sums,
    most,
    profile_sums,
)
from data.schema import DIMENSIONS
from filters import Filters
from geo.areas import Area
from nomenclatures import FAMILY, QUALIFICATION_GROUPS, READINGS

# The fields of the filters that a crossing may part, in the order of its axes.
CROSSED = ("families", "reading", "sex", "age", "qualification", "level")


def noise_blocks(release: Release, filters: Filters, events: str = "entries") -> tuple[int, int]:
    """How many noises an area's count and a month's count are sums of, at most: their variance grows as much."""
    of_months = groups_by_month(release, filters.families, months_of(release), events)
    return len(blocks_of(release, filters, events)), most(of_months)


def counts_of_areas(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of areas after the door, and which of them are exact; France leaves out `excluded`."""
    sums = area_sums(release, filters, areas, excluded)
    return _summed(sums, _exempt(release, filters, areas, excluded), release)


def counts_of_months(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]
) -> np.ndarray:
    """Counts of areas × months after the door, one after the other; no month is exempt."""
    sums = monthly_sums(release, filters, areas, excluded).reshape(2, -1, len(areas) * len(months_of(release)))
    return _summed(sums, np.zeros(1, dtype=bool), release)[0]


def _summed(sums: np.ndarray, exempt: np.ndarray, release: Release) -> tuple[np.ndarray, np.ndarray]:
    """The door, block by block: (published counts, exempt flags) from exact (2, blocks, …) entries and key sums."""
    count, exact = disclose(sums[0], sums[1], np.broadcast_to(exempt, sums[0].shape), release.noise)
    return count.sum(axis=0), np.asarray(exact.all(axis=0))


def counts_of_profiles(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], profiles: Sequence[Profile]
) -> np.ndarray:
    """Counts of areas × profiles; the last profile is the whole, which alone may be exact."""
    sums = profile_sums(release, filters, areas, excluded, profiles)
    of_total = np.arange(len(profiles)) == len(profiles) - 1
    return _summed(sums, of_total & _exempt(release, filters, areas, excluded)[..., None], release)[0]


def counts_of_groups(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], dimension: str
) -> np.ndarray:
    """Counts of areas × categories of a dimension; none is exact. Raises LookupError for a crossing not offered."""
    return _summed(group_sums(release, filters, areas, excluded, dimension), np.zeros(1, dtype=bool), release)[0]


def counts_of_crossed_groups(
    release: Release, filters: Filters, areas: tuple[Area, ...], crossed: Mapping[str, tuple[Any, ...]]
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of areas × the values of each field of CROSSED, and which are exact: arrays (areas, one axis a field).

    `crossed`: field of the filters → its values, each a value that the field may have. The period of `filters` is one
    closed block: a month or a calendar year, else ValueError. Each count is that of the filters with those values.
    """
    asked = [blocks_of(release, filters.change(families=families)) for families in crossed["families"]]
    if any(len({(b.start, b.end) for b in blocks}) != 1 for blocks in asked):
        raise ValueError(f"{filters.start} to {filters.end} is neither a month nor a calendar year")
    groups: dict[str, tuple[tuple[str, ...], ...]] = {
        "family": tuple(block.families for blocks in asked for block in blocks),
        "employment_status": tuple(READINGS[value] for value in crossed["reading"]),
        **{name: tuple(_codes(name, value) for value in crossed[name]) for name in CROSSED[2:]},
    }
    kept: Groups = tuple(groups.items())
    sums = crossed_group_sums(release, filters.start, filters.end, areas, kept)
    exempt = np.zeros(sums.shape[1:], dtype=bool)
    totals = {**{name: "" for name in CROSSED[2:]}, "reading": "ens"}
    if all(total in crossed[name] for name, total in totals.items()):
        place = np.ravel_multi_index([crossed[name].index(totals[name]) for name in CROSSED[1:]], exempt.shape[2:])
        flat = exempt.reshape(*exempt.shape[:2], -1)
        flat[:, :, place] = _exempt_blocks(release, [b for blocks in asked for b in blocks], areas, ()).T
    count, exact = disclose(sums[0], sums[1], exempt, release.noise)
    first = np.cumsum([0, *(len(blocks) for blocks in asked)])[:-1]
    return np.add.reduceat(count, first, axis=1), np.logical_and.reduceat(exact, first, axis=1)


def _codes(field: str, value: str) -> tuple[str, ...]:
    """The codes of a dimension that a value of the field of that name keeps."""
    known: tuple[str, ...] = DIMENSIONS[field].codes
    return QUALIFICATION_GROUPS.get(value, (value,)) if value else known


def counts_of_crossings(
    release: Release,
    filters: Filters,
    areas: tuple[Area, ...],
    excluded: tuple[str, ...],
    of: Crossing,
    readings: Sequence[tuple[str, ...]],
) -> np.ndarray:
    """Counts of areas × readings × groups, of the filters' period and operators; none is exact.

    Raises LookupError for a crossing not offered.
    """
    return _summed(crossed_sums(release, filters, areas, excluded, of, readings), np.zeros(1, dtype=bool), release)[0]


def monthly_counts_of(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], events: str
) -> np.ndarray:
    """Counts of areas × months of the window, "entries" or "exits", of the filters' reading and operators."""
    sums = monthly_crossed_sums(release, filters, areas, excluded, events)
    return _summed(sums, np.zeros(1, dtype=bool), release)[0]


def counts_of_strata(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], strata: Sequence[Filters]
) -> np.ndarray:
    """Counts of areas × strata, parts of the entries of `filters` that do not overlap; last, the entries of none.

    None is exact.
    """
    parts = np.stack([area_sums(release, part, areas, excluded) for part in strata], axis=-1)
    rest = area_sums(release, filters, areas, excluded) - parts.sum(axis=-1)
    return _summed(np.concatenate([parts, rest[..., None]], axis=-1), np.zeros(1, dtype=bool), release)[0]


def counts_of_month_groups(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], dimension: str
) -> np.ndarray:
    """Counts of areas × months × categories of a dimension; none is exact. Raises LookupError as above."""
    return _summed(month_group_sums(release, filters, areas, excluded, dimension), np.zeros(1, dtype=bool), release)[0]


def count_outside(release: Release, filters: Filters, whole: Area, parts: tuple[Area, ...]) -> int:
    """Entries of the whole that are in none of its parts."""
    sums = area_sums(release, filters, (whole, *parts), ())
    lost = sums[:, :, :1] - sums[:, :, 1:].sum(axis=2, keepdims=True)
    return int(_summed(lost, np.zeros(1, dtype=bool), release)[0][0])


def _exempt(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Which blocks of which areas may leave exact, bool array (blocks, areas): only those of everybody."""
    whole = filters.reading == "ens" and not filters.margin and not filters.level
    return _exempt_blocks(release, blocks_of(release, filters), areas, excluded) & whole


def _exempt_blocks(
    release: Release, blocks: Sequence[Block], areas: tuple[Area, ...], excluded: tuple[str, ...]
) -> np.ndarray:
    """Which belong to the closed list of exact cells: France × year, France × family × year, region × year.

    A year that the release covers in part is not a year. Nothing is exact where the rows are persons: exact totals
    subtract, from their parts or from those of a corrected release, into the few that a correction adds.
    """
    covered = frozenset(months_of(release))
    listed = np.zeros((len(blocks), len(areas)), dtype=bool)
    for row, (start, end, families) in zip(listed, blocks, strict=True):
        everyone = families == FAMILY.codes
        year = start != end and months_between(start, end) <= covered
        if release.card.demonstration and year and (everyone or len(families) == 1):
            row[:] = [(a.level == "france" and not excluded) or (a.level == "region" and everyone) for a in areas]
    return listed
