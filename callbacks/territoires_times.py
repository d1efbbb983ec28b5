"""Temps de trajet de la page Territoires: those of the file of the installation, for the sites of a day."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from data.travel_times import travel_times
from filters import REACHES, Filters
from geo.distance import FloatArray, IntArray
from geo.pairs import Pairs
from geo.places import BoolArray, Sites
from geo.travel import DISTANCE, TravelTimes


def settled(filters: Filters) -> Filters:
    """`filters` under the measure that the installation has: distances where no times are loaded."""
    asks_times = filters.measure != DISTANCE
    return filters.change(measure=DISTANCE) if asks_times and travel_times() is None else filters


def nearest_in_time(sites: Sites, kept: BoolArray) -> tuple[IntArray, FloatArray]:
    """Lieu le plus proche of each commune among those kept: (row of `sites`, minutes), -1 and infinite without any."""
    return _times().nearest(_among(sites, kept), len(sites))


@lru_cache(maxsize=8)
def pairs_in_time(sites: Sites) -> Pairs:
    """Every pair within the widest threshold, in minutes; the sites that nobody can go to are in none."""
    return _times().within(_among(sites, sites.located), len(sites), max(REACHES))


@lru_cache(maxsize=8)
def timed_pairs(sites: Sites, near: Pairs) -> BoolArray:
    """Which of the pairs `near`, communes and rows of `sites`, have a time in the file."""
    return _times().holds(_rows(sites), near)


def timed_sites(sites: Sites) -> BoolArray:
    """Which sites have a time to some commune."""
    found = np.zeros(len(sites), dtype=np.bool_)
    rows = _rows(sites)
    found[rows[(rows >= 0) & _times().used]] = True
    return found


def left_in_time(sites: Sites, rows: IntArray, gone: BoolArray, communes: IntArray) -> FloatArray:
    """Minutes of some communes to the nearest of the sites at `rows` that is not `gone`, a mask of these rows."""
    stays = np.zeros(len(sites), dtype=np.bool_)
    stays[rows[~gone]] = True
    return _times().nearest_of(_among(sites, stays), communes)


def refused_rows() -> int:
    """Lignes du fichier that could not be used."""
    return sum(_times().refused.values())


def _times() -> TravelTimes:
    found = travel_times()
    if found is None:
        raise LookupError("no travel times are loaded")
    return found


@lru_cache(maxsize=16)
def _rows(sites: Sites) -> IntArray:
    return _times().numbers(sites)


def _among(sites: Sites, kept: BoolArray) -> IntArray:
    """The row of each key of the file, -1 where it is not kept. A code must be alone among all the sites of the day."""
    rows = _rows(sites)
    return np.where(np.append(kept, False)[rows], rows, -1)
