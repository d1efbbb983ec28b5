"""Hypothèse: what closing, moving, reinforcing or opening sites would change for those who live around.

The score of a site's users depends on the site and on them alone, so only the pairs of the sites that change are summed
again. Nobody else's distance or score moves, not even by a rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.catchment import access_score, finite, supply_ratio
from geo.distance import ROUNDING_KM, FloatArray, IntArray, arc_km, degrees, nearest_site, points_in_space
from geo.inequality import median_distance
from geo.pairs import Pairs, marked, pairs_of, pairs_within

Decay = Callable[[FloatArray], FloatArray]
# From which sites are gone and some origins, what separates each of these from the nearest site left.
Left = Callable[[NDArray[np.bool_], IntArray], FloatArray]
# Scores within a billionth of each other are one.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Scenario:
    """Hypothèse, by number of site: `closed`; `moved`, (site, lat, lon); `supplied`, (site, weight); and the sites
    `added`, (lat, lon, weight). What is said of a site that is closed as well is without effect.
    """

    closed: tuple[int, ...] = ()
    moved: tuple[tuple[int, float, float], ...] = ()
    supplied: tuple[tuple[int, float], ...] = ()
    added: tuple[tuple[float, float, float], ...] = ()


class Access(NamedTuple):
    """Accès de chaque origine: kilometres to its nearest site, or minutes, infinite without any; access score."""

    cost: FloatArray
    score: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Réseau tel qu’il est: who lives where, the sites and their weights, and what follows, once for every scenario.

    A score sums the pairs no farther than `reach`, weighted by `decay`, a function of kilometres. With `left`, of a
    table of times, all are minutes, and nothing is known of a place where no site is yet.
    """

    origins: FloatArray
    population: FloatArray
    sites: FloatArray
    supply: FloatArray
    reach: float
    decay: Decay
    pairs: Pairs
    weights: FloatArray
    ratio: FloatArray
    nearest: IntArray
    access: Access
    left: Left | None = None


class Around(NamedTuple):
    """Ce que les lieux ont autour d’eux, whatever they weigh: the pairs up to some distance, the nearest site of each
    origin and how far it is. Found once for every threshold and decay. `left`: of a table of times, in minutes."""

    pairs: Pairs
    nearest: IntArray
    cost: FloatArray
    left: Left | None = None


def around(origins: ArrayLike, sites: ArrayLike, farthest: float) -> Around:
    """Entourage of lat, lon: pairs no farther than `farthest` kilometres. Raises ValueError as `pairs_within` does."""
    starts, ends = degrees(origins, "origins"), degrees(sites, "sites")
    return Around(pairs_within(starts, ends, farthest), *nearest_site(starts, ends))


def network(
    origins: ArrayLike,
    population: ArrayLike,
    sites: ArrayLike,
    supply: ArrayLike,
    reach: float,
    decay: Decay,
    known: Around | None = None,
) -> Network:
    """Réseau, from the lat, lon and persons of origins, and the lat, lon and weight of sites.

    A site without coordinates (NaN) serves nobody. `known`: what is around, up to `reach` at least, when it has been
    found before. Raises ValueError as `pairs_within` and `access_score` do.
    """
    starts, ends = degrees(origins, "origins"), degrees(sites, "sites")
    people, offered = finite(population, "population"), finite(supply, "supply")
    found = around(starts, ends, reach) if known is None else known
    pairs = found.pairs.within(reach)
    weights = decay(pairs.cost)
    ratio = supply_ratio(people, offered, pairs, weights)
    access = Access(found.cost, access_score(people, offered, pairs, weights))
    return Network(
        starts, people, ends, offered, reach, decay, pairs, weights, ratio, found.nearest, access, found.left
    )


def altered(sites: ArrayLike, supply: ArrayLike, scenario: Scenario) -> tuple[FloatArray, FloatArray]:
    """Lieux et poids sous l’hypothèse: a closed site keeps its number and loses its place, those added follow.

    Raises ValueError on a site that does not exist or is named twice in one list.
    """
    places, weights = degrees(sites, "sites").copy(), finite(supply, "supply").copy()
    named = (scenario.closed, [site for site, *_ in scenario.moved], [site for site, _ in scenario.supplied])
    for numbers in named:
        if len(set(numbers)) < len(numbers) or not all(0 <= number < len(places) for number in numbers):
            raise ValueError(f"sites must be different and in [0, {len(places)}), got {list(numbers)}")
    for site, lat, lon in scenario.moved:
        places[site] = lat, lon
    for site, weight in scenario.supplied:
        weights[site] = weight
    places[list(scenario.closed)] = np.nan
    new = np.array(scenario.added, dtype=np.float64).reshape(-1, 3)
    return degrees(np.vstack([places, new[:, :2]]), "sites"), finite(np.append(weights, new[:, 2]), "supply")


def access_under(net: Network, scenario: Scenario) -> Access:
    """Accès sous l’hypothèse, of every origin: as `network` on the altered sites would find, from what they touch.

    Raises ValueError if a site moves or is added under a table of times, which has none to where it goes.
    """
    if net.left is not None and (scenario.moved or scenario.added):
        raise ValueError("a table of times has none to a place where no site is")
    sites, supply = altered(net.sites, net.supply, scenario)
    shape = len(net.origins), len(sites)
    gone = marked([*scenario.closed, *(site for site, *_ in scenario.moved)], len(sites))
    # Those that stand where nobody stood; a closed one stands nowhere.
    placed = [site for site, *_ in scenario.moved] + list(range(len(net.sites), len(sites)))
    new = np.array([site for site in placed if not np.isnan(sites[site]).any()], dtype=np.int64)
    apart = _km(net.origins, sites[new])
    origin, column = np.nonzero(apart <= net.reach)
    opened = pairs_of(origin, new[column], apart[origin, column], shape)
    opened_weights = net.decay(opened.cost)
    changed = gone | marked([site for site, _ in scenario.supplied], len(sites))
    touched = np.zeros(len(net.origins), dtype=np.bool_)
    touched[net.pairs.origin[changed[net.pairs.site]]] = True
    touched[opened.origin] = True
    return Access(
        _nearest_under(net, sites, gone, apart),
        _score_under(net, supply, opened, opened_weights, changed, gone, touched),
    )


def _score_under(
    net: Network,
    supply: FloatArray,
    opened: Pairs,
    opened_weights: FloatArray,
    changed: NDArray[np.bool_],
    gone: NDArray[np.bool_],
    touched: NDArray[np.bool_],
) -> FloatArray:
    """The scores of the origins touched are summed again, site by site in their order; the others stay."""
    size = len(supply)
    ratio = np.append(net.ratio, np.zeros(size - len(net.sites)))
    again = changed[net.pairs.site] & ~gone[net.pairs.site]
    site = np.concatenate([net.pairs.site[again], opened.site])
    weight = np.concatenate([net.weights[again], opened_weights])
    origin = np.concatenate([net.pairs.origin[again], opened.origin])
    served = np.bincount(site, weight * net.population[origin], minlength=size)
    ratio[changed] = 0
    np.divide(supply, served, out=ratio, where=served > 0)
    kept = touched[net.pairs.origin] & ~gone[net.pairs.site]
    origin = np.concatenate([net.pairs.origin[kept], opened.origin])
    site = np.concatenate([net.pairs.site[kept], opened.site])
    weight = np.concatenate([net.weights[kept], opened_weights])
    order = np.argsort(origin * size + site, kind="stable")
    received = np.bincount(origin[order], (weight * ratio[site])[order], minlength=len(touched))
    return np.where(touched, received, net.access.score)


def _nearest_under(net: Network, sites: FloatArray, gone: NDArray[np.bool_], apart: FloatArray) -> FloatArray:
    """Whoever loses the nearest site looks for another among the old ones; then the new ones are tried."""
    cost = net.access.cost.copy()
    bereft = np.flatnonzero(np.isin(net.nearest, np.flatnonzero(gone)))
    if bereft.size and net.left is not None:
        cost[bereft] = net.left(gone, bereft)
    elif bereft.size:
        stayed = np.where(gone[: len(net.sites), None], np.nan, sites[: len(net.sites)])
        cost[bereft] = nearest_site(net.origins[bereft], stayed)[1]
    return np.asarray(np.fmin(cost, apart.min(axis=1, initial=np.inf, where=~np.isnan(apart))))


class Effects(NamedTuple):
    """Effets de l’hypothèse, by group of origins, in persons but for the medians (kilometres or minutes) and the mean
    scores.

    losing, gaining: who was within the threshold and is not any more, and the contrary; farther, nearer: from the
    nearest site, by more than a millimetre, or a millionth of a minute; less, more: whose score falls, and rises.
    """

    population: FloatArray
    covered_before: FloatArray
    covered_after: FloatArray
    median_before: FloatArray
    median_after: FloatArray
    score_before: FloatArray
    score_after: FloatArray
    losing: FloatArray
    gaining: FloatArray
    farther: FloatArray
    nearer: FloatArray
    less: FloatArray
    more: FloatArray


def effects(
    population: ArrayLike, before: Access, after: Access, threshold: float, group: ArrayLike, groups: int
) -> Effects:
    """Avant, après, par groupe: `group` numbers the origins from 0 to `groups` - 1, or -1 for those left out.

    Medians and mean scores are NaN where nobody lives.
    """
    people, of = finite(population, "population"), np.asarray(group, dtype=np.int64)
    if not people.shape == of.shape == before.cost.shape == after.cost.shape:
        raise ValueError("population, group and both accesses must be columns of one length")
    if (of >= groups).any():
        raise ValueError(f"a group is outside [0, {groups})")
    inside = of >= 0

    def persons(mask: NDArray[np.bool_] | FloatArray) -> FloatArray:
        return np.bincount(of[inside], (people * mask)[inside], minlength=groups).astype(np.float64)

    def mean(score: FloatArray) -> FloatArray:
        return np.asarray(np.divide(persons(score), total, out=np.full(groups, np.nan), where=total > 0))

    def median(cost: FloatArray) -> FloatArray:
        order = np.argsort(of, kind="stable")
        rows = np.split(order, np.searchsorted(of[order], np.arange(groups + 1)))[1:-1]
        return np.array([median_distance(people[row], cost[row]) for row in rows], dtype=np.float64)

    total = persons(np.ones(len(people)))
    was, is_ = before.cost <= threshold, after.cost <= threshold
    margin = _SAME * np.maximum(before.score, after.score)
    # Without any site, both are infinite: neither farther nor nearer.
    with np.errstate(invalid="ignore"):
        step = np.where(before.cost == after.cost, 0.0, after.cost - before.cost)
    return Effects(
        total,
        persons(was),
        persons(is_),
        median(before.cost),
        median(after.cost),
        mean(before.score),
        mean(after.score),
        persons(was & ~is_),
        persons(~was & is_),
        persons(step > ROUNDING_KM),
        persons(step < -ROUNDING_KM),
        persons(after.score < before.score - margin),
        persons(after.score > before.score + margin),
    )


def _km(origins: FloatArray, sites: FloatArray) -> FloatArray:
    """Kilometres, by origin and site: of a few sites, so without a tree."""
    from_, to = points_in_space(*origins.T), points_in_space(*sites.T)
    columns = [arc_km(from_, point) for point in to]
    return np.stack(columns, axis=1) if columns else np.zeros((len(origins), 0))
