"""Lieux et personnes d’une question: the sites open on its day, the communes that they serve, what lies between."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

import numpy as np

from callbacks.comparability import within
from callbacks.territoires_times import settled
from data import queries
from data.engine import Release
from data.site_queries import demand, open_sites
from filters import REACHES, Filters
from geo.areas import AREAS, FRANCE, Area, departments, regions
from geo.distance import FloatArray
from geo.inset import on_map
from geo.pairs import Pairs, pairs_within
from geo.places import Demand, Sites


def answerable(release: Release, asked: Filters) -> Filters:
    """What the release and the installation can answer; a region is shown by its departments, and a department among
    those of its region."""
    filters = settled(within(release, asked))
    return filters.change(area_level="dep") if filters.area != FRANCE.id else filters


def level_of(filters: Filters) -> tuple[Area, ...]:
    """Every territory of the level of the map, among which thirds are made."""
    return departments() if filters.area_level == "dep" else regions()


def last_day(filters: Filters) -> date:
    """Date des lieux: the last day of the period."""
    year, month = int(filters.end[:4]), int(filters.end[5:])
    return date(year, month, calendar.monthrange(year, month)[1])


def demand_of(release: Release, filters: Filters) -> Demand:
    """Demande of the period: the actives of the census that divides its entries, where its communes are loaded."""
    found = queries.denominator_for(filters.only(("start", "end")).change(area_level="dep"))
    return demand(release, found.vintage if found else 0)


@lru_cache(maxsize=16)
def _of_kind(sites: Sites, kind: str) -> Sites:
    return sites.of(sites.kind == kind) if kind else sites


def sites_of(release: Release, day: date, kind: str) -> Sites:
    """Lieux ouverts de cette nature, "" for all; the same value for the same sites."""
    return _of_kind(open_sites(release, day), kind)


def in_territory(sites: Sites, area: str) -> np.ndarray:
    """Masque des lieux d’un territoire, those that nobody can go to in none."""
    located = sites.located
    if area == FRANCE.id:
        return located
    of = AREAS[area]
    ids = [of.id] if of.level == "department" else [d.id for d in departments(of.code)]
    return np.asarray(located & np.isin(sites.department, ids))


@lru_cache(maxsize=8)
def placed(persons: Demand) -> FloatArray:
    """Where each commune stands on the map, lon and lat."""
    return on_map(persons.points, persons.department)


def town_names(release: Release, asked: Filters) -> dict[str, str]:
    """Noms des communes, by code. Do not write into it."""
    return _town_names(demand_of(release, within(release, asked.question)))


@lru_cache(maxsize=8)
def _town_names(persons: Demand) -> dict[str, str]:
    return dict(zip(persons.code.tolist(), persons.name.tolist(), strict=True))


@lru_cache(maxsize=8)
def near_pairs(sites: Sites, persons: Demand) -> Pairs:
    """Every pair within the widest threshold, in kilometres; the sites that nobody can go to are in none."""
    points = np.where(sites.located[:, None], sites.points, np.nan)
    return pairs_within(persons.points, points, max(REACHES))
