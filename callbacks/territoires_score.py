"""Score d’accès: of every commune, by territory, and how it is spread among the persons."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from callbacks.territoires_coverage import coverage
from callbacks.territoires_places import answerable, demand_of, last_day, level_of, near_pairs, placed, sites_of
from callbacks.territoires_times import pairs_in_time
from callbacks.territory_sums import AT, everywhere_means, in_area
from data.engine import Release
from figures.site_map import Surface
from filters import REACHES, Filters
from geo.areas import AREAS, FRANCE, regions
from geo.catchment import access_score
from geo.coverage import thirds
from geo.decay import gaussian_weights, step_weights
from geo.distance import FloatArray, IntArray
from geo.inequality import WORST, gini, lorenz_curve, population_quantiles, share_in_worst
from geo.places import Demand, Sites
from geo.raster import Raster, letters, raster
from geo.travel import DISTANCE, TIME
from layouts.territoires_answer import Score, Scored, Sensitivity, Town, Towns

# Weights of the bands of a third of the threshold each: those of Luo and Qi (2009) for 10, 20 and 30 minutes.
_BAND_WEIGHTS = (1.0, 0.68, 0.22)
_PER = 10_000
# Communes of the worst-served tenth that the page names.
_WORST_SHOWN = 8


class Spread(NamedTuple):
    """Répartition d’un score parmi les personnes: by commune, then by territory of `EVERYWHERE`.

    `cut`: what the worst-served tenth of France do not exceed, `thirds`: the same of its thirds.
    """

    score: FloatArray
    mean: FloatArray
    worst: FloatArray
    gini: float
    cut: float
    thirds: tuple[float, float]


def territoires_score(release: Release, asked: Filters) -> Score:
    """Compute the access score of the page, which only its view asks for. Raises data.engine.DatabaseUnavailable."""
    return _score(release, asked.question)


@lru_cache(maxsize=128)
def _score(release: Release, asked: Filters) -> Score:
    filters = answerable(release, asked)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    level = level_of(filters)
    classes, cuts = thirds(spread.mean[[AT[area.id] for area in level]])
    third = {area.id: int(of_area) for area, of_area in zip(level, classes, strict=True)}
    areas = dict.fromkeys((FRANCE, *level, filters.territory))
    return Score(
        {a.id: Scored(float(spread.mean[AT[a.id]]), float(spread.worst[AT[a.id]]), third.get(a.id, -1)) for a in areas},
        cuts,
        (_gini_of(persons, spread, filters.area), spread.gini),
        (_held(persons, spread, filters.area), _held(persons, spread, FRANCE.id)),
        _sensitivity(everyone, persons, filters),
        everyone.of(np.isin(everyone.family, filters.families)).unit,
        *_worst_towns(
            persons, spread, coverage(everyone, persons, filters.families, filters.measure).cost, filters.area
        ),
    )


@lru_cache(maxsize=32)
def territoires_towns(release: Release, asked: Filters, is_worst: bool = False) -> Towns:
    """Accès de chaque commune du territoire; none for France, whose communes are asked territory by territory.

    `is_worst`: those of France's worst-served tenth alone, of France too, where most persons live first.
    """
    filters = answerable(release, asked.question)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    found = coverage(everyone, persons, filters.families, filters.measure)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    if is_worst:
        rows = _worst_served(persons, spread, filters.area)
    elif filters.area == FRANCE.id:
        rows = np.zeros(0, dtype=np.int64)
    else:
        rows = np.flatnonzero(in_area(persons, filters.area))
    # One name more, which the row -1 of a commune without a site reads.
    names = np.append(everyone.name, "")
    return Towns(
        persons.code[rows],
        persons.name[rows],
        persons.department[rows],
        np.where(persons.unknown, np.nan, persons.people)[rows],
        found.cost[rows],
        names[found.nearest[rows]],
        spread.score[rows],
        _commune_thirds(spread)[rows],
    )


@lru_cache(maxsize=32)
def territoires_surface(release: Release, asked: Filters) -> Surface:
    """Score d’accès de chaque commune as a surface of the map, each in its third of the persons of France."""
    filters = answerable(release, asked.question)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    cells = _raster(persons, filters.area)
    thirds_of = np.where(persons.unknown, -1, _commune_thirds(spread))
    return Surface(cells.west, cells.north, cells.across, cells.up, tuple(letters(cells, thirds_of)))


@lru_cache(maxsize=64)
def score_of(
    sites: Sites, persons: Demand, families: tuple[str, ...], reach: int, decay: str, measure: str = DISTANCE
) -> Spread:
    """Score d’accès of every commune by the sites of `families`, for 10 000 persons, and how it is spread."""
    kept = np.isin(sites.family, families)
    pairs = pairs_in_time(sites) if measure == TIME else near_pairs(sites, persons)
    pairs = pairs.of((pairs.cost <= reach) & kept[pairs.site])
    # The unit must be that of the sites counted: of the others, nothing is asked.
    weight = np.zeros(len(sites))
    weight[kept] = sites.of(kept).weight
    score = access_score(persons.people, weight, pairs, decay_weights(pairs.cost, reach, decay)) * _PER
    # In line once: what follows sorts nothing again.
    line = np.argsort(score, kind="stable")
    people, ranked = persons.people[line], score[line]
    cut, low, high = population_quantiles(people, ranked, (WORST, 1 / 3, 2 / 3))
    return Spread(
        score,
        everywhere_means(persons, score),
        everywhere_means(persons, score <= cut),
        gini(people, ranked),
        cut,
        (low, high),
    )


def decay_weights(cost: FloatArray, reach: int, decay: str) -> FloatArray:
    """Décroissance: "paliers" by thirds of the threshold, "gauss", or "aucune" (everyone within it counts as much)."""
    if decay == "gauss":
        return gaussian_weights(cost, reach)
    if decay == "aucune":
        return step_weights(cost, [(reach, 1.0)])
    return step_weights(cost, [(reach * (k + 1) / 3, weight) for k, weight in enumerate(_BAND_WEIGHTS)])


@lru_cache(maxsize=128)
def _raster(persons: Demand, area: str) -> Raster:
    west, south, east, north = zip(
        *(a.bounds for a in (regions() if area == FRANCE.id else (AREAS[area],))), strict=True
    )
    return raster(placed(persons), in_area(persons, area), (min(west), min(south), max(east), max(north)))


def _worst_served(persons: Demand, spread: Spread, area: str) -> np.ndarray:
    """Rows of the communes of France's worst-served tenth, those of the area, where most persons live first."""
    rows = np.flatnonzero(in_area(persons, area) & (persons.people > 0) & (spread.score <= spread.cut))
    return rows[np.argsort(-persons.people[rows], kind="stable")]


def _worst_towns(persons: Demand, spread: Spread, cost: FloatArray, area: str) -> tuple[tuple[Town, ...], int]:
    rows = _worst_served(persons, spread, area)
    first = rows[:_WORST_SHOWN]
    towns = [
        Town(
            str(persons.name[k]),
            str(persons.department[k]),
            float(persons.people[k]),
            float(cost[k]),
            float(spread.score[k]),
        )
        for k in first
    ]
    return tuple(towns), len(rows)


def _commune_thirds(spread: Spread) -> IntArray:
    """Tiers de chaque commune, of the persons of France: 0 best served, 2 worst."""
    return np.asarray(2 - np.searchsorted(spread.thirds, spread.score, side="left"))


def _gini_of(persons: Demand, spread: Spread, area: str) -> float:
    if area == FRANCE.id:
        return spread.gini
    here = in_area(persons, area)
    return gini(persons.people[here], spread.score[here])


def _held(persons: Demand, spread: Spread, area: str) -> tuple[float, ...]:
    """Courbe de Lorenz at each tenth of the persons, () where nobody has access."""
    here = in_area(persons, area)
    people, held = lorenz_curve(persons.people[here], spread.score[here])
    return tuple(float(v) for v in np.interp(np.linspace(0, 1, 11), people, held)) if len(people) else ()


def _sensitivity(sites: Sites, persons: Demand, filters: Filters) -> tuple[Sensitivity, ...]:
    """The score under each threshold, the decay being the same."""
    here = in_area(persons, filters.area)
    rows = []
    for reach in REACHES:
        spread = score_of(sites, persons, filters.families, reach, filters.decay, filters.measure)
        worst = share_in_worst(persons.people[here], spread.score[here], spread.cut)
        rows.append(Sensitivity(reach, _gini_of(persons, spread, filters.area), worst))
    return tuple(rows)
