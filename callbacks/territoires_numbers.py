"""Les nombres de la page Territoires: the distances of every commune once a set of sites, then sums by territory."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from callbacks.acces_numbers import acces_numbers
from callbacks.comparability import answered, within
from callbacks.territoires_times import (
    nearest_in_time,
    pairs_in_time,
    refused_rows,
    settled,
    timed_pairs,
    timed_sites,
)
from data import queries
from data.employment_zones import employment_zones
from data.engine import Release
from data.site_queries import demand, open_sites, set_aside
from figures.cells import Cell
from figures.site_map import Surface
from filters import REACHES, Filters
from geo.areas import AREAS, FRANCE, Area, departments, regions
from geo.astray import Astray, astray
from geo.catchment import access_score
from geo.coverage import group_means, group_quantiles, group_sums, thirds
from geo.decay import gaussian_weights, step_weights
from geo.distance import FloatArray, IntArray, nearest_site
from geo.inequality import WORST, gini, lorenz_curve, population_quantiles, share_in_worst
from geo.inset import on_map
from geo.pairs import Pairs, pairs_within
from geo.places import Demand, Sites
from geo.raster import Raster, letters, raster
from geo.sea import crosses_sea, land_of
from geo.travel import DISTANCE, TIME
from indicators.catalogue import ACCESS_RATE, Indicator
from layouts.territoires_answer import (
    THRESHOLDS,
    Misplaced,
    Place,
    Score,
    Scored,
    Sensitivity,
    Served,
    Territoires,
    Town,
    Towns,
    Untimed,
    Zone,
)
from nomenclatures import FAMILY

# Every territory once: France, the regions, then the departments.
_EVERYWHERE: tuple[Area, ...] = (FRANCE, *regions(), *departments())
_AT = {area.id: k for k, area in enumerate(_EVERYWHERE)}
# Weights of the bands of a third of the threshold each: those of Luo and Qi (2009) for 10, 20 and 30 minutes.
_BAND_WEIGHTS = (1.0, 0.68, 0.22)
_PER = 10_000
# Communes of the worst-served tenth that the page names.
_WORST_SHOWN = 8


class Spread(NamedTuple):
    """Répartition d’un score parmi les personnes: by commune, then by territory of `_EVERYWHERE`.

    `cut`: what the worst-served tenth of France do not exceed, `thirds`: the same of its thirds.
    """

    score: FloatArray
    mean: FloatArray
    worst: FloatArray
    gini: float
    cut: float
    thirds: tuple[float, float]


class _Coverage(NamedTuple):
    """Couverture by territory of `_EVERYWHERE`, of the sites of some families; by commune, the kilometres or minutes to
    its nearest site."""

    cost: FloatArray
    nearest: IntArray
    shares: FloatArray
    median: FloatArray
    farthest: FloatArray


def territoires_numbers(release: Release, asked: Filters) -> Territoires:
    """Compute the page for `asked` on `release`, whatever the views. Raises data.engine.DatabaseUnavailable."""
    return _numbers(release, asked.question)


def territoires_score(release: Release, asked: Filters) -> Score:
    """Compute the access score of the page, which only its view asks for. Raises data.engine.DatabaseUnavailable."""
    return _score(release, asked.question)


@lru_cache(maxsize=128)
def _numbers(release: Release, asked: Filters) -> Territoires:
    filters = _asked(release, asked)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    of_families = np.isin(everyone.family, filters.families)
    shown = everyone.of(of_families & everyone.located)
    found = coverage(everyone, persons, filters.families, filters.measure)
    access, indicator, reason = _access(release, filters)
    places, cuts = _places(filters, persons, shown, found, access)
    return Territoires(
        **answered(release, filters, asked),
        day=last_day(filters),
        vintage=persons.vintage,
        unknown=int(_unknown(persons)[_AT[filters.area]]),
        places=tuple(places[area.id] for area in filters.scope),
        here=places[filters.area],
        france=places[FRANCE.id],
        served=_served(everyone, persons, filters),
        sites=shown,
        remote=int((of_families & ~everyone.located).sum()),
        completeness=shown.completeness,
        coverage_cuts=cuts[0],
        access_cuts=cuts[1],
        parted=sum(places[area.id].coverage_third >= 0 for area in _level(filters)),
        access_indicator=indicator,
        access_reason=reason,
        sea=_across_the_sea(persons, everyone, found, filters),
        misplaced=_misplaced(everyone, persons, filters),
        set_aside=set_aside(release),
        untimed=_untimed(everyone, persons, found.cost, filters) if filters.measure == TIME else None,
        lacks_times=filters.measure != asked.measure,
    )


@lru_cache(maxsize=128)
def _score(release: Release, asked: Filters) -> Score:
    filters = _asked(release, asked)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    level = _level(filters)
    classes, cuts = thirds(spread.mean[[_AT[area.id] for area in level]])
    third = {area.id: int(of_area) for area, of_area in zip(level, classes, strict=True)}
    areas = dict.fromkeys((FRANCE, *level, filters.territory))
    return Score(
        {
            a.id: Scored(float(spread.mean[_AT[a.id]]), float(spread.worst[_AT[a.id]]), third.get(a.id, -1))
            for a in areas
        },
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
    filters = _asked(release, asked.question)
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
    filters = _asked(release, asked.question)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    cells = _raster(persons, filters.area)
    thirds_of = np.where(persons.unknown, -1, _commune_thirds(spread))
    return Surface(cells.west, cells.north, cells.across, cells.up, tuple(letters(cells, thirds_of)))


@lru_cache(maxsize=32)
def territoires_zones(release: Release, asked: Filters) -> tuple[Zone, ...]:
    """Couverture des zones d’emploi of the territory, the least served first; none unless their composition is loaded.

    A zone is whole, even where it goes on outside the territory: its persons work beyond the limit.
    """
    zones = employment_zones()
    if zones is None:
        return ()
    filters = _asked(release, asked.question)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    found = coverage(everyone, persons, filters.families, filters.measure)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    of, size, people = zones.of_commune, len(zones.code), persons.people
    here, beyond = in_area(persons, filters.area), found.cost > filters.reach
    shares = np.stack([group_means(people, found.cost <= limit, of, size) for limit in THRESHOLDS], axis=1)
    median = group_quantiles(people, found.cost, of, size, (0.5,))[:, 0]
    at = {code: int(zone) for code, zone in zip(persons.code.tolist(), of.tolist(), strict=True)}
    open_ = everyone.of(everyone.located & np.isin(everyone.family, filters.families))
    sites = np.bincount([k for k in (at.get(code, -1) for code in open_.commune) if k >= 0], minlength=size)
    inside, outside = (np.bincount(of[mask & (of >= 0)], minlength=size) > 0 for mask in (here, ~here))
    total, communes_beyond, people_beyond = (
        group_sums(values, of, size) for values in (people, beyond & (people > 0), people * beyond)
    )
    score = group_means(people, spread.score, of, size)
    rows = [
        Zone(
            str(zones.code[k]),
            str(zones.name[k]),
            int(sites[k]),
            float(total[k]),
            tuple(float(share) for share in shares[k]),
            float(median[k]),
            int(communes_beyond[k]),
            float(people_beyond[k]),
            float(score[k]),
            bool(outside[k]),
        )
        for k in np.flatnonzero(inside)
    ]
    column = THRESHOLDS.index(filters.reach)
    return tuple(sorted(rows, key=lambda zone: (np.isnan(zone.shares[column]), zone.shares[column], zone.code)))


@lru_cache(maxsize=128)
def _raster(persons: Demand, area: str) -> Raster:
    west, south, east, north = zip(
        *(a.bounds for a in (regions() if area == FRANCE.id else (AREAS[area],))), strict=True
    )
    return raster(placed(persons), in_area(persons, area), (min(west), min(south), max(east), max(north)))


@lru_cache(maxsize=8)
def placed(persons: Demand) -> FloatArray:
    """Where each commune stands on the map, lon and lat."""
    return on_map(persons.points, persons.department)


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


def town_names(release: Release, asked: Filters) -> dict[str, str]:
    """Noms des communes, by code. Do not write into it."""
    return _town_names(demand_of(release, within(release, asked.question)))


@lru_cache(maxsize=8)
def _town_names(persons: Demand) -> dict[str, str]:
    return dict(zip(persons.code.tolist(), persons.name.tolist(), strict=True))


def _asked(release: Release, asked: Filters) -> Filters:
    """What the release and the installation can answer; a region is shown by its departments, and a department among
    those of its region."""
    filters = settled(within(release, asked))
    return filters.change(area_level="dep") if filters.area != FRANCE.id else filters


def _level(filters: Filters) -> tuple[Area, ...]:
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
def coverage(sites: Sites, persons: Demand, families: tuple[str, ...], measure: str = DISTANCE) -> _Coverage:
    """Couverture of every territory by the sites of `families`."""
    found = [_nearest(sites, persons, family, measure) for family in families]
    every = np.stack([cost for _, cost in found])
    best = every.argmin(axis=0)
    cost = every.min(axis=0)
    nearest = np.stack([index for index, _ in found])[best, np.arange(len(cost))]
    within_reach = [everywhere_means(persons, cost <= limit) for limit in THRESHOLDS]
    median, farthest = _everywhere_quantiles(persons, cost, (0.5, 0.9)).T
    return _Coverage(cost, nearest, np.stack(within_reach, axis=1), median, farthest)


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
    at = [_AT[area.id] for area in areas]
    shares = coverage(sites, persons, filters.families).shares[at, THRESHOLDS.index(reach)]
    people = _people(persons)[at]
    is_open = (np.isin(sites.family, filters.families) & sites.located).any()
    return Reached(people, np.where(is_open, people * shares, np.nan), day, persons.vintage)


@lru_cache(maxsize=8)
def _pairs(sites: Sites, persons: Demand) -> Pairs:
    """Every pair within the widest threshold, in kilometres; the sites that nobody can go to are in none."""
    points = np.where(sites.located[:, None], sites.points, np.nan)
    return pairs_within(persons.points, points, max(REACHES))


@lru_cache(maxsize=64)
def score_of(
    sites: Sites, persons: Demand, families: tuple[str, ...], reach: int, decay: str, measure: str = DISTANCE
) -> Spread:
    """Score d’accès of every commune by the sites of `families`, for 10 000 persons, and how it is spread."""
    kept = np.isin(sites.family, families)
    pairs = pairs_in_time(sites) if measure == TIME else _pairs(sites, persons)
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


@lru_cache(maxsize=8)
def _groups(persons: Demand) -> tuple[IntArray, IntArray]:
    """Number of each commune's department, and of its region, in their lists."""
    at = {d.id: k for k, d in enumerate(departments())}
    region_at = {r.code: k for k, r in enumerate(regions())}
    of_region = np.array([region_at[d.region] for d in departments()])
    department = np.array([at[d] for d in persons.department], dtype=np.int64)
    return department, of_region[department]


def everywhere_means(persons: Demand, values: np.ndarray) -> FloatArray:
    """Moyenne des personnes de chaque territoire de `_EVERYWHERE`."""
    people = persons.people
    department, region = _groups(persons)
    whole = np.zeros_like(region)
    parts = ((whole, 1), (region, len(regions())), (department, len(departments())))
    return np.concatenate([group_means(people, values, groups, size) for groups, size in parts])


def _everywhere_sums(persons: Demand, values: np.ndarray) -> FloatArray:
    department, region = _groups(persons)
    parts = ((np.zeros_like(region), 1), (region, len(regions())), (department, len(departments())))
    return np.concatenate([group_sums(values, groups, size) for groups, size in parts])


def _everywhere_quantiles(persons: Demand, values: FloatArray, shares: tuple[float, ...]) -> FloatArray:
    department, region = _groups(persons)
    parts = ((np.zeros_like(region), 1), (region, len(regions())), (department, len(departments())))
    line = np.argsort(values, kind="stable")
    people, ranked = persons.people[line], values[line]
    return np.concatenate([group_quantiles(people, ranked, groups[line], size, shares) for groups, size in parts])


@lru_cache(maxsize=8)
def _unknown(persons: Demand) -> FloatArray:
    return _everywhere_sums(persons, persons.unknown)


@lru_cache(maxsize=8)
def _people(persons: Demand) -> FloatArray:
    return _everywhere_sums(persons, persons.people)


def in_area(persons: Demand, area: str) -> np.ndarray:
    """Masque: the communes of a territory."""
    department, region = _groups(persons)
    of = AREAS[area]
    if of == FRANCE:
        return np.ones(len(department), dtype=bool)
    groups, everyone = (region, regions()) if of.level == "region" else (department, departments())
    return np.asarray(groups == everyone.index(of))


def _access(release: Release, filters: Filters) -> tuple[dict[str, Cell], Indicator, str]:
    """Access rate of every territory of the level, as the page Accès publishes it; without one, why."""
    asked = filters.only(("start", "end", "families", "area_level", "release"))
    found = acces_numbers(release, asked)
    cells = {cell.area.id: cell for cell in (found.cells.france, *found.cells.compared) if cell}
    reason = ""
    if not any(cell.is_measured for cell in cells.values()):
        reason = "rupture" if any(cell.cell_status == "break" for cell in cells.values()) else "dénominateur"
    elif found.is_share:
        reason = "dénominateur"
    # Shares of all entries say nothing of access.
    return ({} if reason else cells), found.indicator if not found.is_share else ACCESS_RATE, reason


def _places(
    filters: Filters, persons: Demand, sites: Sites, found: _Coverage, access: dict[str, Cell]
) -> tuple[dict[str, Place], tuple[tuple[float, float], tuple[float, float]]]:
    """Every territory of the level, each axis parted in thirds of that level; France and the territory, in none."""
    level = _level(filters)
    areas = tuple(dict.fromkeys((*level, FRANCE, filters.territory)))
    at = [_AT[area.id] for area in areas]
    shares = found.shares[at, THRESHOLDS.index(filters.reach)]
    cells = [access.get(area.id) for area in areas]
    rates = np.array([cell.value if cell is not None and cell.is_measured else np.nan for cell in cells])
    # Without a site, all are as far: nothing is weaker than the rest.
    parted = shares if len(sites) else np.full(len(areas), np.nan)
    of_coverage, of_access = (thirds(values[: len(level)]) for values in (parted, rates))
    counted, communes, people = _counts(sites, persons, found.cost, filters.reach)
    places = {
        area.id: Place(
            area,
            int(counted[at[k]]),
            float(_people(persons)[at[k]]),
            float(shares[k]),
            tuple(float(share) for share in found.shares[at[k]]),
            float(found.median[at[k]]),
            int(communes[at[k]]),
            float(people[at[k]]),
            cells[k],
            int(of_coverage[0][k]) if k < len(level) else -1,
            int(of_access[0][k]) if k < len(level) else -1,
        )
        for k, area in enumerate(areas)
    }
    return places, (of_coverage[1], of_access[1])


def _counts(sites: Sites, persons: Demand, cost: FloatArray, reach: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sites, communes beyond the threshold and their persons, by territory of `_EVERYWHERE`."""
    counted = np.zeros(len(_EVERYWHERE))
    for department, number in zip(*np.unique(sites.department.astype(str), return_counts=True), strict=True):
        counted[0] += number
        if department:
            counted[_AT[department]] += number
            counted[_AT[f"R{AREAS[department].region}"]] += number
    beyond = cost > reach
    communes = _everywhere_sums(persons, beyond & (persons.people > 0))
    return counted, communes, _everywhere_sums(persons, persons.people * beyond)


def _served(sites: Sites, persons: Demand, filters: Filters) -> tuple[Served, ...]:
    """The territory, by all the families chosen, then by each, in the nomenclature's order."""
    at = _AT[filters.area]
    column = THRESHOLDS.index(filters.reach)
    here = in_area(persons, filters.area)
    people = persons.people * here
    rows = []
    of_area = _in_territory(sites, filters.area)
    groups = [("", filters.families), *((f, (f,)) for f in FAMILY.codes if f in filters.families)]
    for name, families in groups if len(filters.families) > 1 else groups[1:]:
        found = coverage(sites, persons, families, filters.measure)
        beyond = found.cost > THRESHOLDS[column]
        rows.append(
            Served(
                name,
                int((np.isin(sites.family, families) & of_area).sum()),
                tuple(float(share) for share in found.shares[at]),
                float(found.median[at]),
                float(found.farthest[at]),
                int((beyond & (people > 0)).sum()),
                float(people[beyond].sum()),
            )
        )
    return tuple(rows)


def _in_territory(sites: Sites, area: str) -> np.ndarray:
    located = sites.located
    if area == FRANCE.id:
        return located
    of = AREAS[area]
    ids = [of.id] if of.level == "department" else [d.id for d in departments(of.code)]
    return np.asarray(located & np.isin(sites.department, ids))


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


@lru_cache(maxsize=8)
def _lands(persons: Demand) -> np.ndarray:
    return land_of(persons.code, np.array([d[1:] for d in persons.department], dtype=object))


@lru_cache(maxsize=16)
def _site_lands(sites: Sites) -> np.ndarray:
    known = np.flatnonzero(sites.department != "")
    lands = np.full(len(sites), "", dtype=object)
    lands[known] = land_of(sites.commune[known], np.array([d[1:] for d in sites.department[known]], dtype=object))
    return lands


@lru_cache(maxsize=16)
def _astray(sites: Sites, persons: Demand) -> tuple[Astray, ...]:
    return astray(sites, persons)


def _misplaced(sites: Sites, persons: Demand, filters: Filters) -> tuple[Misplaced, ...]:
    of_area, keys = _in_territory(sites, filters.area), sites.keys
    return tuple(
        Misplaced(keys[site], str(sites.name[site]), AREAS[sites.department[site]], AREAS[department], km)
        for site, department, km in _astray(sites, persons)
        if of_area[site] and sites.family[site] in filters.families
    )


def _untimed(sites: Sites, persons: Demand, cost: FloatArray, filters: Filters) -> Untimed:
    """What the file of times leaves out of the territory, and of the sites counted."""
    here, near = in_area(persons, filters.area), _pairs(sites, persons)
    of_families = np.isin(sites.family, filters.families)
    counted = here[near.origin] & of_families[near.site]
    without = here & np.isinf(cost) & (persons.people > 0)
    shown = _in_territory(sites, filters.area) & of_families
    return Untimed(
        int(counted.sum()),
        int((counted & ~timed_pairs(sites, near)).sum()),
        int(without.sum()),
        float(persons.people[without].sum()),
        int((shown & ~timed_sites(sites)).sum()),
        refused_rows(),
    )


def _across_the_sea(persons: Demand, sites: Sites, found: _Coverage, filters: Filters) -> float:
    """Persons of the territory whose nearest site, within the threshold, is on another land."""
    rows = np.flatnonzero(in_area(persons, filters.area) & (found.nearest >= 0) & (found.cost <= filters.reach))
    crossed = crosses_sea(_lands(persons)[rows], _site_lands(sites)[found.nearest[rows]])
    return float(persons.people[rows][crossed].sum())
