"""Requêtes: what the application asks of a release. Filters in, frames of disclosed counts out.

Counts come from data/published.py, where each passed the disclosure door exactly once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import select

from data import schema
from data.calendar import (
    activity,
    missing_months,
    months_between,
    months_of,
    outside_months,
    presence,
    presence_by_month,
)
from data.engine import Release
from data.published import count_outside, counts_of_areas, counts_of_months, counts_of_profiles
from data.schema import breaks, population
from denominators import Denominator, find
from filters import Filters, Period
from frames import small_frame
from geo.areas import FRANCE, Area, departments, region_of, regions
from nomenclatures import READINGS, SEX

_LEVELS = {"reg": "region", "dep": "department"}


def denominator_for(filters: Filters) -> Denominator | None:
    """The population that the filters' margin may be divided by, None when no loaded vintage has it."""
    return find(_LEVELS[filters.area_level], filters.reading, filters.margin, int(filters.start[:4]))


def area_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées par territoire: France, then the areas compared, then the territory if it is not among them.

    Columns area, period, group (""), count (after disclosure; NaN when the release covers no month of the period, or
    when the operators sent none of those expected), exempt, active (False: no operator was expected, a structural
    zero), compared (False: the territory of another level, shown beside the areas compared and never ranked among
    them), and, with a denominator, population (persons; NaN where it has none), without one, total (entries of all
    profiles under the other filters).
    """
    areas = tuple(dict.fromkeys((FRANCE, *filters.scope, filters.territory)))
    excluded = _excluded(filters)
    count, exempt = counts_of_areas(release, filters, areas, excluded)
    known, active = presence(release, filters.families, filters.start, filters.end)
    return _counts(
        [a.id for a in areas],
        [f"{filters.start}/{filters.end}"] * len(areas),
        count=count if known else np.full(len(areas), np.nan),
        exempt=exempt,
        active=np.full(len(areas), active),
        compared=np.arange(len(areas)) <= len(filters.scope),
        **_denominator_column(
            release, filters, areas, lambda other: counts_of_areas(release, other, areas, excluded)[0]
        ),
    )


def monthly_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées mensuelles du territoire et de la France over the release's whole window, the period being ignored.

    Columns as in area_counts but for `compared`, period being a month "YYYY-MM".
    """
    months = months_of(release)
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    known, active = presence_by_month(release, filters.families)
    excluded = _excluded(filters)
    return _counts(
        [a.id for a in areas for _ in months],
        list(months) * len(areas),
        count=np.where(np.tile(known, len(areas)), counts_of_months(release, filters, areas, excluded), np.nan),
        exempt=np.zeros(len(areas) * len(months), dtype=bool),
        active=np.tile(active, len(areas)),
        **_denominator_column(
            release, filters, areas, lambda other: counts_of_months(release, other, areas, excluded), repeat=len(months)
        ),
    )


def composition(release: Release, filters: Filters, dimension: str) -> dict[tuple[str, str], float]:
    """Entrées du territoire et de la France par sexe ("sex") ou par lecture ("reading"), ce filtre-là étant levé.

    (Area, group) → count after disclosure, the group "" being their total.
    """
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    if dimension == "sex":
        lifted = filters.change(sex="")
        groups = {sex: (READINGS[filters.reading], sex) for sex in (*SEX.codes, "")}
    else:
        lifted = filters.change(reading="ens")
        groups = {reading: (READINGS[reading or "ens"], filters.sex) for reading in ("de", "ao", "")}
    count = counts_of_profiles(release, lifted, areas, _excluded(filters), list(groups.values()))
    return {
        (area.id, group): float(of_group)
        for area, of_area in zip(areas, count, strict=True)
        for group, of_group in zip(groups, of_area, strict=True)
    }


def unlocated(release: Release, filters: Filters) -> int:
    """Entrées non localisées at the level of the areas compared, after disclosure.

    Among regions: the entries of no region; among all departments: those of no department; among the departments
    of a region: those known to be of the region and of none of them.
    """
    if filters.area_level == "reg":
        whole, parts = FRANCE, regions()
    elif filters.area == FRANCE.id:
        whole, parts = FRANCE, departments()
    else:
        whole = region_of(filters.territory)
        parts = departments(whole.code)
    return count_outside(release, filters, whole, parts)


def actives_by_sex(release: Release, filters: Filters) -> dict[str, float]:
    """Actifs du territoire par sexe, persons of the filters' other margins, from one source; {} when none has them."""
    level = "department" if filters.territory.level == "department" else "region"
    margin = tuple(dict.fromkeys(("sex", *filters.margin)))
    denominator = find(level, filters.reading, margin, int(filters.start[:4]))
    if denominator is None:
        return {}
    found = {
        sex.code: populations(release, denominator, sex.code, filters.qualification).get(filters.area)
        for sex in SEX.known
    }
    return {sex: people for sex, people in found.items() if people} if all(found.values()) else {}


def constant_families(release: Release, families: tuple[str, ...]) -> tuple[str, ...]:
    """Familles présentes sur toute la fenêtre of the release, among `families` (périmètre constant)."""
    return tuple(f for f in families if activity(release)[f].issuperset(months_of(release)))


def covered_months(release: Release) -> tuple[str, ...]:
    """Mois couverts by the release, "YYYY-MM", in order."""
    return months_of(release)


def absent_months(
    release: Release, families: tuple[str, ...]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Mois absents of `families`, by family that has some: those expected and not sent, those outside the field.

    The window of the release alone counts: outside it nothing is said of any family.
    """
    missing, outside = (
        {f: months[f] for f in families if months[f]} for months in (missing_months(release), outside_months(release))
    )
    return missing, outside


def all_active(release: Release, families: tuple[str, ...], period: Period) -> bool:
    """Whether every family of `families` reported in every month of `period`."""
    months = months_between(period.start, period.end)
    return all(activity(release)[f] >= months for f in families)


@lru_cache(maxsize=8)
def series_breaks(release: Release) -> pd.DataFrame:
    """Registre des ruptures: the columns of schema.breaks, sorted by date. Shared: do not write into it."""
    rows = release.rows(select(breaks).order_by(breaks.c.date, breaks.c.kind))
    return pd.DataFrame(rows, columns=breaks.columns.keys())


@lru_cache(maxsize=8)
def release_assumptions(release: Release) -> tuple[tuple[str, str], ...]:
    """Hypothèses of simulated data: (subject, text)."""
    return tuple((r.subject, r.text) for r in release.rows(select(schema.assumptions)))


def _counts(areas: list[str], periods: list[str], **columns: np.ndarray) -> pd.DataFrame:
    """Frame of counts, all of the group ""."""
    texts = {"area": areas, "period": periods, "group": [""] * len(areas)}
    return small_frame({name: np.array(text, dtype=object) for name, text in texts.items()} | columns)


def _denominator_column(
    release: Release,
    filters: Filters,
    areas: tuple[Area, ...],
    count_of: Callable[[Filters], np.ndarray],
    repeat: int = 1,
) -> dict[str, np.ndarray]:
    """The column that the counts are divided by: `population`, or `total` where no denominator exists."""
    denominator = denominator_for(filters)
    if denominator is None:
        return {"total": count_of(filters.without_profile())}
    people = populations(release, denominator, filters.sex, filters.qualification)
    return {"population": np.repeat([people.get(a.id, np.nan) for a in areas], repeat)}


def _excluded(filters: Filters) -> tuple[str, ...]:
    denominator = denominator_for(filters)
    return denominator.excluded_areas if denominator else ()


@lru_cache(maxsize=256)
def populations(release: Release, denominator: Denominator, sex: str, qualification: str) -> dict[str, float]:
    """Area id → persons of one margin, for every area that the vintage has."""
    p = population.c
    statement = select(p.area, p.population).where(
        p.source == denominator.source,
        p.vintage == denominator.vintage,
        p.age == denominator.age,
        p.activity == denominator.activity,
        p.sex == (sex or "T"),
        p.qualification == (qualification or "T"),
        p.csp == "T",
        p.population.is_not(None),
    )
    return {area: float(people) for area, people in release.rows(statement)}
