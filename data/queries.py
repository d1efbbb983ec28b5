"""Requêtes: every SELECT the application runs. Filters in, frames of disclosed counts out.

A cell is read once per (release, question) with its key sum, added up to areas in numpy, and passes the disclosure
door exactly once, here. Nothing below `_` is for other rooms: those arrays are exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Integer, Select, SmallInteger, case, func, select, type_coerce

from data import schema
from data.disclosure import KEY_MODULUS, disclose
from data.engine import Release
from data.schema import TERRITORY, breaks, cube_for, import_log, population
from denominators import Denominator, find
from filters import Filters
from geo.areas import AREAS, FRANCE, Area, departments
from nomenclatures import EMPLOYMENT_STATUS, FAMILY, QUALIFICATION_GROUPS, READINGS, SEX

_LEVELS = {"reg": "region", "dep": "department"}
_SEX_GROUPS = tuple((c.code, (c.code,)) for c in SEX)
_READING_GROUPS = tuple((r, READINGS[r]) for r in ("de", "ao"))


@dataclass(frozen=True)
class _Cells:
    """Exact cells: positions (int), entries and key sums, arrays of one length."""

    territory: np.ndarray
    status: np.ndarray
    sex: np.ndarray
    n: np.ndarray
    key: np.ndarray

    def by_territory(self, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Entries and key sums of each territory, int64 arrays of len(TERRITORY)."""
        # float64 sums are exact here: fewer than 2^20 cells of keys below 2^32.
        size = len(TERRITORY)
        n = np.bincount(self.territory[mask], weights=self.n[mask], minlength=size)
        key = np.bincount(self.territory[mask], weights=self.key[mask], minlength=size)
        return n.astype(np.int64), key.astype(np.int64)


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
    cells = _cells_of(release, filters)
    mask = _in(cells.status, EMPLOYMENT_STATUS, READINGS[filters.reading])
    if filters.sex:
        mask &= cells.sex == SEX.position(filters.sex)
    count, exempt = _disclosed(release, filters, areas, *cells.by_territory(mask))
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
    cells = _cells_of(release, filters)
    mask = np.ones(len(cells.n), dtype=bool)
    if dimension == "sex":
        mask &= _in(cells.status, EMPLOYMENT_STATUS, READINGS[filters.reading])
        groups = [(code, cells.sex == SEX.position(code)) for code, _ in _SEX_GROUPS]
    else:
        if filters.sex:
            mask &= cells.sex == SEX.position(filters.sex)
        groups = [(code, _in(cells.status, EMPLOYMENT_STATUS, statuses)) for code, statuses in _READING_GROUPS]
    groups.append(("", np.ones(len(cells.n), dtype=bool)))
    areas = tuple(dict.fromkeys((filters.territory, FRANCE)))
    lifted = filters.change(**{dimension: "" if dimension == "sex" else "ens"})
    parts = []
    for code, chosen in groups:
        count, _ = _disclosed(release, lifted, areas, *cells.by_territory(mask & chosen), exempt_allowed=code == "")
        parts.append(pd.DataFrame({"area": [a.id for a in areas], "group": code, "count": count}))
    return pd.concat(parts, ignore_index=True)


def monthly_counts(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées mensuelles du territoire et de la France over the release's whole window, the period being ignored.

    Columns area, month ("YYYY-MM"), count (after disclosure), exempt, active, population.
    """
    denominator = denominator_for(filters)
    rows = _monthly_cells(
        release,
        filters.families,
        READINGS[filters.reading],
        filters.sex,
        filters.age,
        _qualifications(filters.qualification),
        filters.level,
        filters.territory,
        denominator.excluded_areas if denominator else (),
    )
    people = _populations(release, denominator, filters.sex, filters.qualification) if denominator else {}
    active = _active_months(release, filters.families)
    months = sorted(_window(release))
    parts = []
    for area, column in ((filters.territory, 0), (FRANCE, 2)):
        exact = np.array([rows.get(m, (0, 0, 0, 0))[column : column + 2] for m in months], dtype=np.int64)
        count, exempt = disclose(exact[:, 0], exact[:, 1], np.zeros(len(exact), dtype=bool), release.noise)
        parts.append(
            pd.DataFrame(
                {
                    "area": area.id,
                    "month": months,
                    "count": count,
                    "exempt": exempt,
                    "active": [m in active for m in months],
                    "population": people.get(area.id, np.nan),
                }
            )
        )
        if filters.area == FRANCE.id:
            break
    return pd.concat(parts, ignore_index=True)


def unlocated(release: Release, filters: Filters) -> int:
    """Entrées non localisées at the level of the areas compared, after disclosure; they count for France only."""
    cells = _cells_of(release, filters)
    mask = _in(cells.status, EMPLOYMENT_STATUS, READINGS[filters.reading])
    if filters.sex:
        mask &= cells.sex == SEX.position(filters.sex)
    n, key = cells.by_territory(mask)
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
    excluded = denominator.excluded_areas if denominator else ()
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


def _in(positions: np.ndarray, nomenclature: object, codes: Sequence[str]) -> np.ndarray:
    wanted = np.zeros(len(nomenclature), dtype=bool)  # type: ignore[arg-type]
    wanted[[nomenclature.position(c) for c in codes]] = True  # type: ignore[attr-defined]
    return wanted[positions]


def _qualifications(qualification: str) -> tuple[str, ...]:
    return QUALIFICATION_GROUPS.get(qualification, (qualification,) if qualification else ())


def _cells_of(release: Release, filters: Filters) -> _Cells:
    return _cells(
        release,
        filters.start,
        filters.end,
        filters.families,
        filters.age,
        _qualifications(filters.qualification),
        filters.level,
    )


@lru_cache(maxsize=512)
def _cells(
    release: Release,
    start: str,
    end: str,
    families: tuple[str, ...],
    age: str,
    qualifications: tuple[str, ...],
    level: str,
) -> _Cells:
    """Exact cells territory × employment status × sex of one slice: the only SELECT behind map, table and KPI."""
    restricted = {"family": families, "age": (age,) * bool(age), "qualification": qualifications}
    statement, cube = _restricted_select(
        {"territory", "employment_status", "sex"}, {**restricted, "level": (level,) * bool(level)}
    )
    columns = [cube.c.territory, cube.c.employment_status, cube.c.sex]
    statement = (
        statement.add_columns(
            *(type_coerce(c, SmallInteger) for c in columns),
            type_coerce(func.sum(cube.c.n), Integer),
            func.sum(cube.c["key"]),
        )
        .where(cube.c.month.between(_day(start), _day(end)))
        .group_by(*columns)
    )
    rows = release.rows(statement)
    table = np.array([tuple(map(int, r)) for r in rows], dtype=np.int64).reshape(len(rows), 5)
    return _Cells(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4] % KEY_MODULUS)


@lru_cache(maxsize=512)
def _monthly_cells(
    release: Release,
    families: tuple[str, ...],
    statuses: tuple[str, ...],
    sex: str,
    age: str,
    qualifications: tuple[str, ...],
    level: str,
    territory: Area,
    excluded: tuple[str, ...],
) -> dict[str, tuple[int, int, int, int]]:
    """Month → exact (entries, key) of the territory and (entries, key) of France without the `excluded` areas."""
    restricted = {
        "family": families,
        "employment_status": statuses if len(statuses) < len(EMPLOYMENT_STATUS) else (),
        "sex": (sex,) * bool(sex),
        "age": (age,) * bool(age),
        "qualification": qualifications,
        "level": (level,) * bool(level),
    }
    statement, cube = _restricted_select({"territory"}, restricted)
    place = type_coerce(cube.c.territory, SmallInteger)
    left_out = [TERRITORY.position(a) for a in excluded if territory.level == "france" or a != territory.id]
    inside = [] if territory.level == "france" else _members(territory).tolist()
    part = case((place.in_(inside), 1), (place.in_(left_out), 2), else_=0).label("part")
    rows = release.rows(
        statement.add_columns(cube.c.month, part, func.sum(cube.c.n), func.sum(cube.c["key"])).group_by(
            cube.c.month, part
        )
    )
    cells: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    counted_in_france = territory.id not in excluded
    for month, which, n, key in rows:
        if which == 1:
            cells[_month(month)][0] += int(n)
            cells[_month(month)][1] += int(key)
        if which == 0 or (which == 1 and counted_in_france):
            cells[_month(month)][2] += int(n)
            cells[_month(month)][3] += int(key)
    if territory.level == "france":
        return {m: (n, key % KEY_MODULUS, n, key % KEY_MODULUS) for m, (_, _, n, key) in cells.items()}
    return {m: (a, b % KEY_MODULUS, c, d % KEY_MODULUS) for m, (a, b, c, d) in cells.items()}


def _restricted_select(needed: set[str], restricted: dict[str, tuple[str, ...]]) -> tuple[Select[tuple[()]], object]:
    """A SELECT without columns on the smallest cube, with one IN per restricted dimension (all families: none)."""
    if restricted["family"] == FAMILY.codes:
        restricted = {**restricted, "family": ()}
    kept = {name: codes for name, codes in restricted.items() if codes}
    cube = cube_for(needed | set(kept))
    statement = select().select_from(cube)
    for name, codes in kept.items():
        statement = statement.where(cube.c[name].in_(codes))
    return statement, cube


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


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


assert all(area in AREAS for area in TERRITORY.codes)
