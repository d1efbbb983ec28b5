"""Lieux et demande: the sites of a release open on a day, and the persons of each commune.

Sites are published one by one: they are places, not persons, and pass no disclosure door. The values are made once a
release: whoever asks again gets the same ones, and can keep under them what it computed.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import func, select

from data.contract.places import communes
from data.engine import Release
from data.schema import import_log, population, sites
from geo.places import Demand, Sites
from nomenclatures import OPERATORS

_OPERATOR = {o.code: o for o in OPERATORS}
_FRANCE, _NOT_DATED = "FR", date.min


@lru_cache(maxsize=64)
def open_sites(release: Release, day: date) -> Sites:
    """Lieux ouverts on a day: opened on it or before, or since when nobody knows, and not closed yet.

    A site closes the day of its `closed`. The sites of an operator that is not in the field on that day are none.
    """
    rows = _rows(release)
    kept = bytes(_is_open(row, day) for row in rows)
    return _sites(release, kept)


@lru_cache(maxsize=8)
def set_aside(release: Release) -> int:
    """Lignes de lieux écartées at the import of the files that the release holds: their reports list them."""
    log = import_log.c
    return int(release.rows(select(func.sum(log.quarantined)).where(log.table_name == sites.name))[0][0] or 0)


@lru_cache(maxsize=8)
def demand(release: Release, vintage: int) -> Demand:
    """Demande by commune: the actives of the census `vintage`, else of the last one whose communes are loaded, else
    all inhabitants."""
    p = population.c
    of_communes = (p.level == "commune", p.source == "rp", p.activity == "all", p.population.is_not(None))
    totals = (p.sex == "T", p.qualification == "T", p.csp == "T")
    loaded = [v for (v,) in release.rows(select(p.vintage).where(*of_communes, *totals).distinct())]
    places = communes()
    people = places["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    found = vintage if vintage in loaded else max(loaded, default=0)
    if found:
        statement = select(p.area, func.max(p.population)).where(*of_communes, *totals, p.vintage == found)
        actives = {area: float(persons) for area, persons in release.rows(statement.group_by(p.area))}
        people = np.array([actives.get(f"C{code}", np.nan) for code in places.index])
    return Demand(
        code=places.index.to_numpy(dtype=object),
        name=places["name"].to_numpy(dtype=object),
        department=places["department"].to_numpy(dtype=object),
        points=places[["lat", "lon"]].to_numpy(dtype=np.float64),
        people=np.nan_to_num(people),
        unknown=np.isnan(people),
        vintage=found,
    )


@lru_cache(maxsize=8)
def _rows(release: Release) -> tuple[Any, ...]:
    return tuple(release.rows(select(sites).order_by(sites.c.operator, sites.c.site)))


def _is_open(row: Any, day: date) -> bool:
    operator = _OPERATOR[row.operator]
    in_the_field = operator.opened <= day and (operator.closed is None or day <= operator.closed)
    return in_the_field and (row.opened or _NOT_DATED) <= day and (row.closed is None or day < row.closed)


@lru_cache(maxsize=8)
def _sites(release: Release, kept: bytes) -> Sites:
    """The sites at the places of `kept` that hold 1: of two days with the same sites, one value."""
    rows = [row for row, is_open in zip(_rows(release), kept, strict=True) if is_open]

    def texts(name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=object)

    def numbers(name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=np.float64)

    departments = ["" if row.territory == _FRANCE or row.territory.startswith("R") else row.territory for row in rows]
    return Sites(
        operator=texts("operator"),
        code=texts("site"),
        name=texts("name"),
        family=np.array([_OPERATOR[row.operator].family for row in rows], dtype=object),
        kind=texts("site_kind"),
        commune=texts("commune"),
        department=np.array(departments, dtype=object),
        points=np.stack([numbers("lat"), numbers("lon")], axis=1).reshape(-1, 2),
        fte=numbers("advisers_fte"),
        hours=numbers("weekly_hours"),
        dated=np.array([row.opened is not None for row in rows], dtype=bool),
        accessibility=np.array([row.accessible in ("o", "n") for row in rows], dtype=bool),
    )
