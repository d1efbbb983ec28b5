"""Requêtes des profils: the groups of a dimension among the entries, each beside its comparator among the actives.

Counts come from data/published.py, where each passed the disclosure door exactly once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import select

from data.calendar import months_of, presence, presence_by_month
from data.demo.margins import published_margins
from data.engine import Release
from data.population import load_national_ages
from data.published import counts_of_areas, counts_of_groups, counts_of_month_groups, counts_of_months
from data.schema import DIMENSIONS, population
from denominators import NATIONAL_AGES, PARTITIONS, Comparator, comparators
from filters import Filters
from frames import small_frame
from geo.areas import FRANCE, Area, regions
from nomenclatures import UNKNOWN

# The partitions of each dimension, in the order shown; the unknown are counted with the last one.
PROFILE: dict[str, tuple[str, ...]] = {
    "sex": ("sex",),
    "age": ("age",),
    "qualification": ("qualification_group", "qualification"),
    "csp": ("csp",),
    "employment_status": ("reading", "employment_status"),
    "disability": ("disability",),
}
# Those of which the share of women is known.
WOMEN_PARTITIONS = ("age", "employment_status")
_LAST = tuple(names[-1] for names in PROFILE.values())
# Partitions whose groups a filter restricts to, rather than categories: a count is then that of the page Accès.
_FILTERED = {"qualification_group": "qualification", "reading": "reading"}


class Aligned(NamedTuple):
    """Comparateur lu: the comparator (None: none has rows) and, by area, its own vintage and its groups' persons."""

    comparator: Comparator | None
    areas: Mapping[str, tuple[int, Mapping[str, float]]]


def group_counts(release: Release, filters: Filters, dimension: str) -> pd.DataFrame:
    """Entrées par modalité d’une dimension: `partition_counts` of each of its partitions, one after the other.

    Raises KeyError for an unknown dimension.
    """
    areas = _areas(filters)
    return _stacked([_counts(release, filters, name, areas) for name in partitions(dimension, filters.reading)])


def partition_counts(release: Release, filters: Filters, partition: str) -> pd.DataFrame:
    """Entrées par modalité: France, the areas compared, then the territory if it is not among them, group by group.

    Columns area, period, group, partition, count (after disclosure; NaN when the release has no data), exempt, active
    (False: a structural zero), compared (False: the territory of another level, or an area whose comparator is not of
    France's vintage), total and total_exempt (all the entries under the filters, those of unknown category included),
    population and population_total (persons, or published shares; NaN where the comparator does not have the area),
    status (aligned, approximate or none) and source ("lfs 2016", "" without comparator). The unknown are a group of the
    last partition of each dimension.
    """
    return small_frame(_counts(release, filters, partition, _areas(filters)))


def profile_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées par modalité de chaque dimension: `group_counts` of each, one after the other."""
    areas = _areas(filters)
    names = [name for dimension in PROFILE for name in partitions(dimension, filters.reading)]
    return _stacked([_counts(release, filters, name, areas) for name in names])


def women_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées de femmes by age and by status, France and the territory.

    As partition_counts, `total` being the entries of the group, of both sexes.
    """
    areas = tuple(dict.fromkeys((FRANCE, filters.territory)))
    found = []
    for partition in WOMEN_PARTITIONS:
        women, everyone = (_counts(release, asked, partition, areas) for asked in (filters.change(sex="F"), filters))
        found.append(women | {"total": everyone["count"], "total_exempt": everyone["exempt"]})
    return _stacked(found)


def _areas(filters: Filters) -> tuple[Area, ...]:
    return tuple(dict.fromkeys((FRANCE, *filters.scope, filters.territory)))


def _stacked(parts: Sequence[Mapping[str, np.ndarray]]) -> pd.DataFrame:
    return small_frame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _counts(release: Release, filters: Filters, partition: str, areas: tuple[Area, ...]) -> dict[str, np.ndarray]:
    """Columns of partition_counts for `areas`, France being the first."""
    aligned = comparator_for(release, filters, partition)
    comparator = aligned.comparator
    excluded = comparator.excluded if comparator else ()
    groups = PARTITIONS[partition]
    if partition in _LAST:
        groups = (*groups, UNKNOWN)
    count, exempt = _group_counts(release, filters, areas, excluded, partition, groups)
    total, total_exempt = counts_of_areas(release, filters, areas, excluded)
    known, active = presence(release, filters.families, filters.start, filters.end)
    persons, totals, vintages = _columns(aligned, areas, groups)
    inside = {FRANCE, *filters.scope}
    scope = np.array([area in inside for area in areas])
    has = ~np.isnan(persons)
    each, size = len(groups), count.size
    source = np.array([f"{comparator.source} {v}" if comparator and v else "" for v in vintages], dtype=object)
    return {
        "area": np.repeat(np.array([a.id for a in areas], dtype=object), each),
        "period": np.full(size, f"{filters.start}/{filters.end}", dtype=object),
        "group": np.tile(np.array(groups, dtype=object), len(areas)),
        "partition": np.full(size, partition, dtype=object),
        "count": count.reshape(-1) if known else np.full(size, np.nan),
        "exempt": exempt.reshape(-1),
        "active": np.full(size, active),
        "compared": np.repeat(scope & ((vintages == vintages[0]) | (vintages == 0)), each),
        "total": np.repeat(total if known else np.full(len(areas), np.nan), each),
        "total_exempt": np.repeat(total_exempt, each),
        "population": persons.reshape(-1),
        "population_total": totals.reshape(-1),
        "status": np.where(has, comparator.status if comparator else "", "none").astype(object).reshape(-1),
        "source": np.where(has, source[:, None], "").astype(object).reshape(-1),
    }


def partitions(dimension: str, reading: str) -> tuple[str, ...]:
    """Partitions of a dimension that a reading parts: one of job seekers alone is not parted by reading."""
    return tuple(name for name in PROFILE[dimension] if name != "reading" or reading == "ens")


def comparator_for(release: Release, filters: Filters, partition: str) -> Aligned:
    """Comparateur d’une partition under the filters: the first, in order, that has rows at the level compared.

    Failing that, the first that has any: France may then be compared where its regions are not. A comparator has an
    area when it has all its groups there.
    """
    found = comparators(partition, filters.reading, int(filters.start[:4]), int(filters.end[:4]))
    read = [Aligned(c, _persons(release, c)) for c in found]
    here = (a for a in read if any(area.id in a.areas for area in filters.scope))
    anywhere = (a for a in read if a.areas)
    return next(here, None) or next(anywhere, None) or Aligned(None, MappingProxyType({}))


def month_group_counts(release: Release, filters: Filters, partition: str) -> pd.DataFrame:
    """Entrées mensuelles par modalité d’une partition, the territory and France, over the release's whole window.

    Columns as in group_counts, without compared, exempt and total; only groups that have a comparator.
    """
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    months = months_of(release)
    aligned = comparator_for(release, filters, partition)
    groups = PARTITIONS[partition]
    excluded = aligned.comparator.excluded if aligned.comparator else ()
    count = _month_counts(release, filters, areas, excluded, partition)
    known, active = presence_by_month(release, filters.families)
    rows = len(areas) * len(months)
    persons, totals, _ = _columns(aligned, areas, groups)
    return small_frame(
        {
            "area": np.repeat(np.array([a.id for a in areas], dtype=object), len(months) * len(groups)),
            "period": np.tile(np.repeat(np.array(months, dtype=object), len(groups)), len(areas)),
            "group": np.tile(np.array(groups, dtype=object), rows),
            "count": np.where(np.repeat(np.tile(known, len(areas)), len(groups)), count.reshape(-1), np.nan),
            "active": np.repeat(np.tile(active, len(areas)), len(groups)),
            "population": np.repeat(persons, len(months), axis=0).reshape(-1),
            "population_total": np.repeat(totals, len(months), axis=0).reshape(-1),
        }
    )


@lru_cache(maxsize=1)
def published_profile() -> Mapping[tuple[str, str], tuple[float, str]]:
    """Profil publié of the entries of the report of 2018: (dimension, group) → (share in %, source)."""
    return MappingProxyType(
        {
            (m.dimension, m.code): (m.value, m.source)
            for m in published_margins()
            if m.table == "entries" and m.dimension in PROFILE and not m.floor and m.unit == "%"
        }
    )


def _group_counts(
    release: Release,
    filters: Filters,
    areas: tuple[Area, ...],
    excluded: tuple[str, ...],
    partition: str,
    groups: tuple[str, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of areas × groups after the door, and which are exact."""
    if partition in _FILTERED:
        asked = [filters.change(**{_FILTERED[partition]: group}) for group in groups]
        counts, exempt = zip(*(counts_of_areas(release, one, areas, excluded) for one in asked), strict=True)
        return np.stack(counts, axis=1), np.stack(exempt, axis=1)
    found = counts_of_groups(release, filters, areas, excluded, partition)
    at = [DIMENSIONS[partition].position(group) for group in groups]
    return found[:, at], np.zeros((len(areas), len(groups)), dtype=bool)


def _month_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...], partition: str
) -> np.ndarray:
    """Counts of areas × months × groups after the door."""
    groups = PARTITIONS[partition]
    if partition in _FILTERED:
        asked = [filters.change(**{_FILTERED[partition]: group}) for group in groups]
        counts = [counts_of_months(release, one, areas, excluded).reshape(len(areas), -1) for one in asked]
        return np.stack(counts, axis=2)
    found = counts_of_month_groups(release, filters, areas, excluded, partition)
    return found[:, :, [DIMENSIONS[partition].position(group) for group in groups]]


def _columns(
    aligned: Aligned, areas: tuple[Area, ...], groups: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Persons, their totals (float64 arrays (areas, groups), NaN without comparator), and the vintage of each area."""
    persons = np.full((len(areas), len(groups)), np.nan)
    totals = np.full_like(persons, np.nan)
    vintages = np.zeros(len(areas), dtype=np.int64)
    for row, area in enumerate(areas):
        if area.id not in aligned.areas:
            continue
        vintages[row], of_group = aligned.areas[area.id]
        total = of_group.get("", sum(of_group.values()))
        for column, group in enumerate(groups):
            if group in of_group:
                persons[row, column], totals[row, column] = of_group[group], total
    return persons, totals, vintages


@lru_cache(maxsize=64)
def _persons(release: Release, comparator: Comparator) -> Mapping[str, tuple[int, Mapping[str, float]]]:
    """Area id → (vintage, group → persons), for every area of which the first vintage that has it has all the groups.

    The published shares by age have one group, and their total under "".
    """
    if comparator.source == NATIONAL_AGES:
        return MappingProxyType({FRANCE.id: (comparator.vintages[0], _national_ages(comparator))})
    found: dict[str, tuple[int, Mapping[str, float]]] = {}
    for vintage in comparator.vintages:
        rows: dict[str, dict[str, float]] = {}
        groups = {value: group for group, value in comparator.values}
        for area, value, people in _rows(release, comparator, vintage, groups):
            rows.setdefault(area, {})[groups[value]] = float(people)
        whole = {area: people for area, people in rows.items() if len(people) == len(groups)}
        if comparator.summed:
            whole.pop(FRANCE.id, None)
            if vintage == comparator.vintages[0] and whole:
                of_regions = [whole[r.id] for r in regions() if r.id in whole]
                whole[FRANCE.id] = {g: sum(people[g] for people in of_regions) for g in groups.values()}
        found = {area: (vintage, people) for area, people in whole.items()} | found
    return MappingProxyType(found)


def _national_ages(comparator: Comparator) -> Mapping[str, float]:
    ages = load_national_ages()
    shares = dict(zip(ages["age"], ages["share"].astype(float), strict=True))
    return {group: shares[value] for group, value in comparator.values} | {"": sum(shares.values())}


def _rows(
    release: Release, comparator: Comparator, vintage: int, values: Iterable[str]
) -> Iterable[tuple[str, str, float]]:
    """(area, value, persons) of the vintage, every other column being at its total."""
    p = population.c
    own = p[comparator.column]
    fixed = {
        "sex": "T",
        "age": comparator.age,
        "qualification": "T",
        "csp": "T",
        "activity": comparator.activity,
    }
    kept = [p[name] == value for name, value in fixed.items() if name != comparator.column]
    statement = select(p.area, own, p.population).where(
        p.source == comparator.source,
        p.vintage == vintage,
        own.in_(sorted(values)),
        p.population.is_not(None),
        *kept,
    )
    return release.rows(statement)
