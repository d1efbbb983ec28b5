"""Couverture: the nearest site of every commune, and the persons within reach of one, by territory."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from callbacks.territoires_places import demand_of, last_day, sites_of
from callbacks.territoires_times import nearest_in_time
from callbacks.territory_sums import AT, everywhere_means, everywhere_quantiles, in_area, people_of
from data.engine import Release
from filters import Filters
from geo.areas import Area
from geo.distance import FloatArray, IntArray, nearest_site
from geo.places import Demand, Sites
from geo.sea import crosses_sea, land_of
from geo.travel import DISTANCE, TIME
from layouts.territoires_answer import THRESHOLDS


class Coverage(NamedTuple):
    """Couverture by territory of `EVERYWHERE`, of the sites of some families; by commune, the kilometres or minutes to
    its nearest site."""

    cost: FloatArray
    nearest: IntArray
    shares: FloatArray
    median: FloatArray
    farthest: FloatArray


@lru_cache(maxsize=64)
def _nearest(sites: Sites, persons: Demand, family: str, measure: str) -> tuple[IntArray, FloatArray]:
    """The nearest site of one family to each commune, as a row of `sites`."""
    kept = sites.located & (sites.family == family)
    if measure == TIME:
        return nearest_in_time(sites, kept)
    rows = np.flatnonzero(kept)
    index, km = nearest_site(persons.points, sites.points[rows])
    return (rows[index] if len(rows) else index), km


@lru_cache(maxsize=64)
def coverage(sites: Sites, persons: Demand, families: tuple[str, ...], measure: str = DISTANCE) -> Coverage:
    """Couverture of every territory by the sites of `families`."""
    found = [_nearest(sites, persons, family, measure) for family in families]
    every = np.stack([cost for _, cost in found])
    best = every.argmin(axis=0)
    cost = every.min(axis=0)
    nearest = np.stack([index for index, _ in found])[best, np.arange(len(cost))]
    within_reach = [everywhere_means(persons, cost <= limit) for limit in THRESHOLDS]
    median, farthest = everywhere_quantiles(persons, cost, (0.5, 0.9)).T
    return Coverage(cost, nearest, np.stack(within_reach, axis=1), median, farthest)


class Reached(NamedTuple):
    """Population desservie de territoires, in their order: persons, those with a site within reach (NaN: no site is
    open), the day of the sites, and the census of the persons (0: all inhabitants)."""

    people: FloatArray
    covered: FloatArray
    day: date
    vintage: int


def reached(release: Release, filters: Filters, areas: tuple[Area, ...], reach: int) -> Reached:
    """Population desservie, as the page Territoires counts it, with a site of any kind within `reach` km: one of
    THRESHOLDS. Reads the period and the operators of `filters`."""
    day, persons = last_day(filters), demand_of(release, filters)
    sites = sites_of(release, day, "")
    at = [AT[area.id] for area in areas]
    shares = coverage(sites, persons, filters.families).shares[at, THRESHOLDS.index(reach)]
    people = people_of(persons)[at]
    is_open = (np.isin(sites.family, filters.families) & sites.located).any()
    return Reached(people, np.where(is_open, people * shares, np.nan), day, persons.vintage)


@lru_cache(maxsize=8)
def _lands(persons: Demand) -> np.ndarray:
    return land_of(persons.code, np.array([d[1:] for d in persons.department], dtype=object))


@lru_cache(maxsize=16)
def _site_lands(sites: Sites) -> np.ndarray:
    known = np.flatnonzero(sites.department != "")
    lands = np.full(len(sites), "", dtype=object)
    lands[known] = land_of(sites.commune[known], np.array([d[1:] for d in sites.department[known]], dtype=object))
    return lands


def across_the_sea(persons: Demand, sites: Sites, found: Coverage, filters: Filters) -> float:
    """Persons of the territory whose nearest site, within the threshold, is on another land."""
    rows = np.flatnonzero(in_area(persons, filters.area) & (found.nearest >= 0) & (found.cost <= filters.reach))
    crossed = crosses_sea(_lands(persons)[rows], _site_lands(sites)[found.nearest[rows]])
    return float(persons.people[rows][crossed].sum())
