"""Requêtes: every SELECT the application runs. Filters in, frames of disclosed counts out.

A cell is read once per (release, question) with its key sum, added up to areas in numpy, and passes the disclosure
door exactly once, here. Nothing below `_` is for other rooms: those arrays are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import select

from data import schema
from data.cube import cube_with
from data.disclosure import KEY_MODULUS, disclose
from data.engine import Release
from data.schema import TERRITORY, breaks, cube_for, import_log, population
from denominators import Denominator, find
from filters import Filters, Period
from geo.areas import AREAS, FRANCE, Area, departments
from nomenclatures import EMPLOYMENT_STATUS, FAMILY, QUALIFICATION_GROUPS, READINGS, SEX

_LEVELS = {"reg": "region", "dep": "department"}


def denominator_for(filters: Filters) -> Denominator | None:
    """The population that the filters' margin may be divided by, None when no loaded vintage has it."""
    return find(_LEVELS[filters.area_level], filters.reading, filters.margin, int(filters.start[:4]))


def area_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées par territoire: France, then the areas compared, then the territory if it is not among them.

    Columns area, period, group (""), count (after disclosure; NaN when the release covers no month of the period),
    exempt, active (False: no selected operator was active, a structural zero), population (persons; NaN without a
    denominator).
    """
    areas = _areas(filters)
    denominator = denominator_for(filters)
    exact = _by_territory(release, filters, READINGS[filters.reading], filters.sex)
    count, exempt = _disclosed(release, filters, areas, *exact)
    months = _months(filters.start, filters.end)
    covered = bool(months & _window(release))
    people = _populations(release, denominator, filters.sex, filters.qualification) if denominator else {}
    return pd.DataFrame(
        {
            "area": [a.id for a in areas],
            "period": f"{filters.start}/{filters.end}",
            "group": "",
            "count": count if covered else np.nan,
            "exempt": exempt,
            "active": not covered or bool(_active_months(release, filters.families) & months),
            "population": [people.get(a.id, np.nan) for a in areas],
        }
    )


def composition(release: Release, filters: Filters, dimension: str) -> pd.DataFrame:
    """Entrées du territoire et de la France par sexe ("sex") ou par lecture ("reading"), ce filtre-là étant levé.

    Columns area, group, count (after disclosure), one row per area × group, plus group "" for their total.
    """
    if dimension == "sex":
        groups = [(sex, READINGS[filters.reading], sex) for sex in (*SEX.codes, "")]
    else:
        groups = [(reading, READINGS[reading or "ens"], filters.sex) for reading in ("de", "ao", "")]
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    lifted = filters.change(**{dimension: "" if dimension == "sex" else "ens"})
    counts = []
    for group, statuses, sex in groups:
        exact = _by_territory(release, filters, statuses, sex)
        counts.append(_disclosed(release, lifted, areas, *exact, exempt_allowed=group == "")[0])
    return pd.DataFrame(
        {
            "area": [a.id for _ in groups for a in areas],
            "group": [group for group, _, _ in groups for _ in areas],
            "count": np.concatenate(counts),
        }
    )


def monthly_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées mensuelles du territoire et de la France over the release's whole window, the period being ignored.

    Columns area, month ("YYYY-MM"), count (after disclosure), exempt, active, population.
    """
    denominator = denominator_for(filters)
    kept = (
        _slice(filters)
        | {"employment_status": READINGS[filters.reading]}
        | ({"sex": (filters.sex,)} if filters.sex else {})
    )
    n, key = _monthly_cells(release, tuple(kept.items()))
    people = _populations(release, denominator, filters.sex, filters.qualification) if denominator else {}
    active = _active_months(release, filters.families)
    months = sorted(_window(release))
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    members = [_members(a, _excluded(denominator) if a == FRANCE else ()) for a in areas]
    exact, keys = (np.concatenate([cells[:, m].sum(axis=1) for m in members]) for cells in (n, key))
    count, exempt = disclose(exact, keys % KEY_MODULUS, np.zeros(len(exact), dtype=bool), release.noise)
    return pd.DataFrame(
        {
            "area": [a.id for a in areas for _ in months],
            "month": months * len(areas),
            "count": count,
            "exempt": exempt,
            "active": [m in active for m in months] * len(areas),
            "population": [people.get(a.id, np.nan) for a in areas for _ in months],
        }
    )


def actives_by_sex(release: Release, filters: Filters) -> dict[str, float]:
    """Actifs du territoire par sexe, persons, from the one source that has both; {} when none has."""
    level = "department" if filters.territory.level == "department" else "region"
    denominator = find(level, filters.reading, ("sex",), int(filters.start[:4]))
    if denominator is None:
        return {}
    found = {sex.code: _populations(release, denominator, sex.code, "").get(filters.area) for sex in SEX.known}
    return {sex: people for sex, people in found.items() if people} if all(found.values()) else {}


def unlocated(release: Release, filters: Filters) -> int:
    """Entrées non localisées at the level of the areas compared, after disclosure; they count for France only."""
    n, key = _by_territory(release, filters, READINGS[filters.reading], filters.sex)
    codes = np.array(TERRITORY.codes)
    lost = codes == FRANCE.id
    if filters.area_level == "dep":
        in_scope = np.char.startswith(codes, "R")
        if filters.area != FRANCE.id:
            region = f"R{filters.territory.region or filters.territory.code}"
            lost, in_scope = np.zeros_like(lost), codes == region
        lost = lost | in_scope
    no_exemption = np.zeros(1, dtype=bool)
    count, _ = disclose(np.array([n[lost].sum()]), np.array([key[lost].sum()]), no_exemption, release.noise)
    return int(count[0])


def constant_families(release: Release, families: tuple[str, ...]) -> tuple[str, ...]:
    """Familles présentes sur toute la fenêtre of the release, among `families` (périmètre constant)."""
    window = _window(release)
    return tuple(f for f in families if _activity(release)[f] >= window)


def covered_months(release: Release) -> tuple[str, ...]:
    """Mois couverts by the release, "YYYY-MM", in order."""
    return tuple(sorted(_window(release)))


def all_active(release: Release, families: tuple[str, ...], period: Period) -> bool:
    """Whether every family of `families` reported in every month of `period`."""
    months = _months(period.start, period.end)
    return all(_activity(release)[f] >= months for f in families)


@lru_cache(maxsize=8)
def series_breaks(release: Release) -> pd.DataFrame:
    """Registre des ruptures: the columns of schema.breaks, sorted by date. Shared: do not write into it."""
    rows = release.rows(select(breaks).order_by(breaks.c.date, breaks.c.kind))
    return pd.DataFrame(rows, columns=breaks.columns.keys())


@lru_cache(maxsize=8)
def release_assumptions(release: Release) -> tuple[tuple[str, str], ...]:
    """Hypothèses of simulated data: (subject, text)."""
    return tuple((r.subject, r.text) for r in release.rows(select(schema.assumptions)))


@lru_cache(maxsize=8)
def release_log(release: Release) -> pd.DataFrame:
    """Journal des chargements: the columns of schema.import_log. Shared: do not write into it."""
    return pd.DataFrame(release.rows(select(import_log)), columns=import_log.columns.keys())


def _areas(filters: Filters) -> tuple[Area, ...]:
    return tuple(dict.fromkeys((FRANCE, *filters.scope, filters.territory)))


@lru_cache(maxsize=512)
def _members(area: Area, excluded: tuple[str, ...] = ()) -> np.ndarray:
    """Positions in TERRITORY of the cells that make `area`, without the `excluded` areas."""
    if area.level == "france":
        ids = [code for code in TERRITORY.codes if code not in excluded]
    elif area.level == "region":
        ids = [area.id, *(d.id for d in departments(area.code))]
    else:
        ids = [area.id]
    return np.array([TERRITORY.position(i) for i in ids])


def _disclosed(
    release: Release,
    filters: Filters,
    areas: Sequence[Area],
    n: np.ndarray,
    key: np.ndarray,
    exempt_allowed: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of `areas` after the door; `n` and `key` are exact, by territory."""
    denominator = denominator_for(filters)
    excluded = _excluded(denominator)
    members = [_members(a, excluded if a.level == "france" else ()) for a in areas]
    count = np.array([n[m].sum() for m in members])
    keys = np.array([key[m].sum() for m in members])
    total = exempt_allowed and _is_exempt_question(filters)
    one_family = len(filters.families) == 1
    exempt = [
        total and ((a.level == "france" and not excluded) or (a.level == "region" and not one_family)) for a in areas
    ]
    return disclose(count, keys % KEY_MODULUS, np.array(exempt), release.noise)


def _is_exempt_question(filters: Filters) -> bool:
    """One calendar year, nobody left out but by whole families: all of them, or exactly one."""
    return (
        filters.period.years == 1
        and filters.reading == "ens"
        and not filters.margin
        and not filters.level
        and len(filters.families) in {1, len(FAMILY)}
    )


def _excluded(denominator: Denominator | None) -> tuple[str, ...]:
    return denominator.excluded_areas if denominator else ()


def _qualifications(qualification: str) -> tuple[str, ...]:
    return QUALIFICATION_GROUPS.get(qualification, (qualification,) if qualification else ())


def _slice(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The codes that the filters keep, per dimension they restrict, but for sex and employment status."""
    kept = {
        "family": filters.families,
        "age": (filters.age,) * bool(filters.age),
        "qualification": _qualifications(filters.qualification),
        "level": (filters.level,) * bool(filters.level),
    }
    return {name: codes for name, codes in kept.items() if codes}


def _by_territory(
    release: Release, filters: Filters, statuses: Sequence[str], sex: str
) -> tuple[np.ndarray, np.ndarray]:
    """Exact entries and key sums of each territory, int64 arrays of len(TERRITORY)."""
    n, key = _cells(release, filters.start, filters.end, tuple(_slice(filters).items()))
    wanted = [EMPLOYMENT_STATUS.position(s) for s in statuses]
    sexes = [SEX.position(sex)] if sex else range(len(SEX))
    return tuple(cells[:, wanted][:, :, sexes].sum(axis=(1, 2)) for cells in (n, key))  # type: ignore[return-value]


@lru_cache(maxsize=512)
def _cells(release: Release, start: str, end: str, kept: tuple[tuple[str, tuple[str, ...]], ...]) -> np.ndarray:
    """Exact cells (entries or key sum, territory, employment status, sex) of one slice: map, table and key figures."""
    by = ("territory", "employment_status", "sex")
    cube = cube_with(release, {*by, *dict(kept)})
    return cube.sums((_ordinal(start), _ordinal(end)), dict(kept), by)


@lru_cache(maxsize=512)
def _monthly_cells(release: Release, kept: tuple[tuple[str, tuple[str, ...]], ...]) -> np.ndarray:
    """Exact cells (entries or key sum, month of the release's window, territory) of one slice: the series."""
    cube = cube_with(release, {"territory", *dict(kept)})
    window = sorted(_window(release))
    return cube.sums((_ordinal(window[0]), _ordinal(window[-1])), dict(kept), ("month", "territory"))


@lru_cache(maxsize=256)
def _populations(release: Release, denominator: Denominator, sex: str, qualification: str) -> dict[str, float]:
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


@lru_cache(maxsize=8)
def _activity(release: Release) -> dict[str, frozenset[str]]:
    """Family → months in which it reported at least one entry, in the whole country."""
    cube = cube_for({"family"})
    rows = release.rows(select(cube.c.family, cube.c.month).distinct())
    return {f: frozenset(_month(m) for code, m in rows if code == f) for f in FAMILY.codes}


def _active_months(release: Release, families: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_activity(release)[f] for f in families))


def _window(release: Release) -> frozenset[str]:
    return _months(_month(release.card.first_month), _month(release.card.last_month))


def _months(start: str, end: str) -> frozenset[str]:
    first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (start, end))
    return frozenset(f"{i // 12}-{i % 12 + 1:02d}" for i in range(first, last + 1))


def _ordinal(month: str) -> int:
    """Months since 1970-01."""
    return (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


assert all(area in AREAS for area in TERRITORY.codes)
