"""Les nombres de la carte « Et si… »: a network kept for each set of sites, and the hypothesis applied to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from callbacks.comparability import within
from callbacks.territoires_places import demand_of, last_day, placed, sites_of
from callbacks.territoires_score import decay_weights
from callbacks.territoires_times import left_in_time, nearest_in_time, pairs_in_time, settled
from callbacks.territory_sums import in_area
from data.engine import Release
from data.site_queries import open_sites
from data.siting_jobs import COVERAGE, Problem, question_key
from figures.hypothesis_marks import ChangeMark
from figures.hypothesis_sentence import hours_text
from filters import REACHES, Filters
from geo.areas import AREAS, FRANCE, Area, departments
from geo.distance import FloatArray, IntArray, geodesic_km
from geo.hypothesis import Hypothesis, SiteKey
from geo.inset import on_map
from geo.pairs import Pairs
from geo.places import FTE, HOURS, Demand, Sites
from geo.scenario import Around, Network, Scenario, access_under, around, effects, network
from geo.travel import TIME
from layouts.hypothesis_answer import FULL_TIME, Change, Outcome
from typography import spaced

# The fields on which the card depends.
FIELDS = (
    "start",
    "end",
    "area",
    "area_level",
    "families",
    "release",
    "reach",
    "measure",
    "site_kind",
    "decay",
    "hypothesis",
)
# Beyond, a kilometre saved counts no more: the farthest that anybody is said to go.
FARTHEST = 60.0
# What a search may take, one new site to `MOST_SESSIONS`.
MOST_SESSIONS = 10
# Farther from every commune, a click on the map is at sea or abroad.
_FAR_CLICK = 20.0
_SECONDS = {"department": 8.5, "region": 55.0}


class _Understood(NamedTuple):
    """Hypothèse comprise: without what it names that is not there, or cannot be measured, as numbers, and in words."""

    hypothesis: Hypothesis
    scenario: Scenario
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]
    untimed: tuple[Change, ...] = ()


def hypothesis_outcome(release: Release, asked: Filters) -> Outcome:
    """Compute the card for `asked` on `release`. Raises data.engine.DatabaseUnavailable."""
    return _outcome(release, _asked(release, asked))


def _asked(release: Release, asked: Filters) -> Filters:
    """What the card depends on, each site under its whole key."""
    filters = settled(within(release, asked.only(FIELDS)))
    return filters.change(hypothesis=named(release, filters)) if filters.hypothesis else filters


def named(release: Release, filters: Filters) -> Hypothesis:
    """L’hypothèse with the operator of each site. Where its address, an old one, does not say it, that of the one site
    open then that has the code; a code that several have, or none, stays as it is."""
    keys: dict[str, list[SiteKey]] = {}
    if any(not site.operator for site in filters.hypothesis.sites):
        for key in open_sites(release, last_day(within(release, filters))).keys:
            keys.setdefault(key.code, []).append(key)

    def whole(site: SiteKey) -> SiteKey:
        found = keys.get(site.code, ())
        return found[0] if not site.operator and len(found) == 1 else site

    return filters.hypothesis.under(whole)


@lru_cache(maxsize=64)
def _outcome(release: Release, filters: Filters) -> Outcome:
    persons, sites, net = _situation(release, filters.change(hypothesis=Hypothesis()))
    understood = _understood(filters, sites, persons)
    after = access_under(net, understood.scenario)
    here = in_area(persons, filters.area)
    whole = effects(persons.people, net.access, after, filters.reach, np.where(here, 0, -1), 1)
    moved = (persons.people > 0) & ((after.cost != net.access.cost) | (after.score != net.access.score))
    touched = np.isin(np.arange(len(departments())), _departments(persons)[moved])
    own = {area.id for area in _own(filters.area)}
    shown = [k for k, area in enumerate(departments()) if touched[k] or area.id in own]
    rank = np.full(len(departments()), -1)
    rank[shown] = np.arange(len(shown))
    return Outcome(
        release=release.id,
        demonstration=release.card.demonstration,
        filters=filters,
        hypothesis=understood.hypothesis,
        changes=understood.changes,
        unknown=understood.unknown,
        untimed=understood.untimed,
        people="actifs" if persons.is_of_actives else "habitants",
        unit=sites.unit,
        whole=whole,
        areas=tuple(departments()[k] for k in shown),
        effects=effects(persons.people, net.access, after, filters.reach, rank[_departments(persons)], len(shown)),
    )


@lru_cache(maxsize=32)
def _situation(release: Release, filters: Filters) -> tuple[Demand, Sites, Network]:
    """Who lives where, the sites counted, and their network, without any hypothesis."""
    persons = demand_of(release, filters)
    everyone = sites_of(release, last_day(filters), filters.site_kind)
    sites = _counted(everyone, filters.families)
    net = _network(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    return persons, sites, net


def siting_question(release: Release, asked: Filters, model: str, most: int) -> str:
    """Clé de la recherche des meilleurs lieux: of what it depends on, and of nothing else."""
    filters = _asked(release, asked)
    kept = Hypothesis(filters.hypothesis.closed, filters.hypothesis.moved)
    return question_key(
        release.id, filters.start, filters.end, filters.area, filters.families, filters.site_kind, kept, model, most,
        filters.reach if model == COVERAGE else FARTHEST,
    )  # fmt: skip


def siting_problem(release: Release, asked: Filters, model: str, most: int) -> Problem:
    """Problème de la recherche: the communes of the territory, under the hypothesis but for its sessions.

    The sessions are left out so that adding those suggested asks the same question again.
    """
    filters = _asked(release, asked)
    persons, sites, net = _situation(release, filters.change(hypothesis=Hypothesis()))
    scenario = _understood(filters, sites, persons).scenario
    km = access_under(net, Scenario(scenario.closed, scenario.moved)).cost
    here = in_area(persons, filters.area)
    return Problem(
        persons.points[here],
        persons.people[here],
        km[here],
        model,
        float(filters.reach) if model == COVERAGE else FARTHEST,
        most,
        _SECONDS[filters.territory.level],
    )


def places_of(release: Release, asked: Filters) -> tuple[list[tuple[str, str]], float]:
    """Communes du territoire, (code, name) in the order of the problem, and the persons who live there."""
    persons = demand_of(release, within(release, asked.only(FIELDS)))
    here = in_area(persons, asked.area)
    named = list(zip(persons.code[here].tolist(), persons.name[here].tolist(), strict=True))
    return named, float(persons.people[here].sum())


def nearest_town(release: Release, asked: Filters, clicked: tuple[float, float]) -> list[tuple[str, str]]:
    """Commune la plus proche d’un point de la carte (lon, lat), overseas in their insets; none 20 km away or more."""
    persons = demand_of(release, within(release, asked))
    rows = np.flatnonzero(in_area(persons, asked.area))
    at = placed(persons)[rows]
    km = geodesic_km(clicked[1], clicked[0], at[:, 1], at[:, 0])
    best = int(np.argmin(km))
    return [(str(persons.code[rows[best]]), str(persons.name[rows[best]]))] if km[best] < _FAR_CLICK else []


def hypothesis_marks(release: Release, asked: Filters) -> list[ChangeMark]:
    """Marques de l’hypothèse, where each site closes and each session or moved site opens, on the map."""
    filters = _asked(release, asked)
    persons, sites, _ = _situation(release, filters.change(hypothesis=Hypothesis()))
    kept = _understood(filters, sites, persons).hypothesis
    site_at, town_at = {key: k for k, key in enumerate(sites.keys)}, _communes(persons)
    closing = [(site, str(Hypothesis(closed=(site,)))) for site in kept.closed]
    moving = [(site, str(Hypothesis(moved=((site, town),)))) for site, town in kept.moved]
    left = [(site_at[site], piece) for site, piece in (*closing, *moving)]
    rows = [k for k, _ in left]
    where = on_map(sites.points[rows], sites.department[rows])
    marks = [
        ChangeMark(float(lon), float(lat), False, str(sites.name[k]), piece)
        for (lon, lat), (k, piece) in zip(where, left, strict=True)
    ]
    towns = [town for _, town in kept.moved] + [town for town, _ in kept.added]
    texts = [str(sites.name[site_at[site]]) for site, _ in kept.moved]
    texts += [f"Permanence, {_name(persons, town)}" for town, _ in kept.added]
    pieces = [piece for _, piece in moving] + [str(Hypothesis(added=(session,))) for session in kept.added]
    for town, text, piece in zip(towns, texts, pieces, strict=True):
        lon, lat = placed(persons)[town_at[town]]
        marks.append(ChangeMark(float(lon), float(lat), True, text, piece))
    return marks


@lru_cache(maxsize=16)
def _counted(sites: Sites, families: tuple[str, ...]) -> Sites:
    """The sites where one can go, of the families chosen."""
    return sites.of(sites.located & np.isin(sites.family, families))


@lru_cache(maxsize=8)
def _around(sites: Sites, persons: Demand) -> Around:
    return around(persons.points, sites.points, max(REACHES))


@lru_cache(maxsize=8)
def _around_in_time(everyone: Sites, families: tuple[str, ...]) -> Around:
    """Entourage of the sites counted, in minutes, among all those of the day."""
    kept = everyone.located & np.isin(everyone.family, families)
    rows = np.flatnonzero(kept)
    rank = np.full(len(everyone) + 1, -1)
    rank[rows] = np.arange(len(rows))
    pairs = pairs_in_time(everyone)
    pairs = pairs.of(kept[pairs.site])
    nearest, cost = nearest_in_time(everyone, kept)
    own = Pairs(pairs.origin, rank[pairs.site], pairs.cost, (pairs.shape[0], len(rows)))
    return Around(own, rank[nearest], cost, partial(left_in_time, everyone, rows))


@lru_cache(maxsize=16)
def _network(
    everyone: Sites, persons: Demand, families: tuple[str, ...], reach: int, decay: str, measure: str
) -> Network:
    sites = _counted(everyone, families)
    known = _around_in_time(everyone, families) if measure == TIME else _around(sites, persons)
    weights = partial(_weights, reach=reach, decay=decay)
    return network(persons.points, persons.people, sites.points, sites.weight, reach, weights, known)


def _weights(cost: FloatArray, reach: int, decay: str) -> FloatArray:
    return decay_weights(cost, reach, decay)


@lru_cache(maxsize=8)
def _departments(persons: Demand) -> IntArray:
    at = {d.id: k for k, d in enumerate(departments())}
    return np.array([at[d] for d in persons.department], dtype=np.int64)


@lru_cache(maxsize=8)
def _communes(persons: Demand) -> dict[str, int]:
    return {code: k for k, code in enumerate(persons.code.tolist())}


def _own(area: str) -> tuple[Area, ...]:
    """Départements du territoire, () for France."""
    of = AREAS[area]
    if of == FRANCE:
        return ()
    return departments(of.code) if of.level == "region" else (of,)


def _name(persons: Demand, commune: str) -> str:
    at = _communes(persons).get(commune)
    return "" if at is None else str(persons.name[at])


def _understood(filters: Filters, sites: Sites, persons: Demand) -> _Understood:
    """Each piece with its site and its commune found, or said unknown; under travel times, what moves or opens is set
    apart, since no time is known to where it goes."""
    hypothesis = filters.hypothesis
    site_at = {key: k for k, key in enumerate(sites.keys)}
    town_at = _communes(persons)
    towns = [*(c for _, c in hypothesis.moved), *(c for c, _ in hypothesis.added)]
    codes = {site.code for site in site_at}
    unknown = [
        f"le lieu « {site.code[:40]} »"
        + (", dont l’opérateur n’est pas dit" if not site.operator and site.code in codes else "")
        for site in hypothesis.sites
        if site not in site_at
    ]
    unknown += [f"la commune « {code} »" for code in dict.fromkeys(towns) if code not in town_at]
    kept = Hypothesis(
        tuple(site for site in hypothesis.closed if site in site_at),
        tuple((site, town) for site, town in hypothesis.moved if site in site_at and town in town_at),
        tuple((site, hours) for site, hours in hypothesis.hours if site in site_at),
        tuple((town, hours) for town, hours in hypothesis.added if town in town_at),
    )
    apart = Hypothesis(moved=kept.moved, added=kept.added) if filters.measure == TIME else Hypothesis()
    if apart:
        kept = Hypothesis(closed=kept.closed, hours=kept.hours)
    weight, per_hour = sites.weight, _session_weight(sites.unit)
    scenario = Scenario(
        tuple(site_at[site] for site in kept.closed),
        tuple((site_at[site], *_point(persons, town_at[town])) for site, town in kept.moved),
        tuple((k, _under_hours(sites, weight, k, hours)) for k, hours in ((site_at[s], h) for s, h in kept.hours)),
        tuple((*_point(persons, town_at[town]), per_hour(hours)) for town, hours in kept.added),
    )

    def told(of: Hypothesis) -> tuple[Change, ...]:
        return _told(of, {site: str(sites.name[site_at[site]]) for site in of.sites}, persons)

    return _Understood(kept, scenario, told(kept), tuple(spaced(text) for text in unknown), told(apart))


def _told(hypothesis: Hypothesis, names: Mapping[SiteKey, str], persons: Demand) -> tuple[Change, ...]:
    """Each change in words; `names`: of its sites."""
    changes = [(Hypothesis(closed=(site,)), f"{names[site]} : fermé") for site in hypothesis.closed]
    changes += [
        (Hypothesis(moved=((site, town),)), f"{names[site]} : déplacé à {_name(persons, town)}")
        for site, town in hypothesis.moved
    ]
    changes += [
        (Hypothesis(hours=((site, hours),)), f"{names[site]} : ouvert {hours_text(hours)}")
        for site, hours in hypothesis.hours
    ]
    changes += [
        (Hypothesis(added=((town, hours),)), f"Permanence à {_name(persons, town)}, {hours_text(hours)}")
        for town, hours in hypothesis.added
    ]
    return tuple(Change(str(piece), spaced(text)) for piece, text in changes)


def _point(persons: Demand, at: int) -> tuple[float, float]:
    return float(persons.points[at, 0]), float(persons.points[at, 1])


def _under_hours(sites: Sites, weight: FloatArray, at: int, hours: float) -> float:
    """Poids d’un lieu sous d’autres horaires: its advisers in proportion of its hours, or its hours; else unchanged."""
    if sites.unit == HOURS:
        return hours
    before = float(sites.hours[at])
    if sites.unit == FTE and math.isfinite(before) and before > 0:
        return float(weight[at]) * hours / before
    return float(weight[at])


def _session_weight(unit: str) -> Callable[[float], float]:
    """Poids d’une permanence by its weekly hours: one adviser who is there, or the hours, or one site."""
    return {FTE: lambda hours: hours / FULL_TIME, HOURS: lambda hours: hours}.get(unit, lambda hours: 1.0)
