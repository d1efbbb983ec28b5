"""Meilleurs lieux à ouvrir: which candidates serve best, given the sites already there.

Two classical questions on one model: maximal coverage (persons brought within a threshold: Church and ReVelle, Papers
of the Regional Science Association 32, 1974) and p-median (kilometres saved: Hakimi, Operations Research 12, 1964). In
both, a choice is worth the sum over origins of the greatest gain that any chosen candidate brings to it.

HiGHS proves the optimum. Alone it does not within a minute on 4,000 communes without a site, so what cannot be in a
better choice is taken out first: a greedy choice improved by exchanges is the value to beat, and a Lagrangian bound
rules candidates out (Beasley, European Journal of Operational Research 65, 1993).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.catchment import finite
from geo.distance import FloatArray, IntArray
from geo.pairs import Pairs, marked

# Gains within a billionth of each other are one.
_ROUNDING = 1e-9
# Of the subgradient: rounds at most, rounds without progress before the step is halved, memory of past directions, and
# candidates left for one to open at which the solver takes over.
_ROUNDS, _PATIENCE, _MEMORY, _FEW = 2000, 30, 0.7, 8
# Share of the time for the bound, and levels of gain beyond which the solver would not end, nor stop when told to.
_FIRST, _SOLVABLE = 0.75, 150_000
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Siting:
    """Choix de lieux: candidate indices, the most useful first; its gain, and the bound that no choice exceeds."""

    sites: tuple[int, ...]
    gain: float
    bound: float

    @property
    def optimal(self) -> bool:
        """Optimum démontré: no other choice of as many sites gains more."""
        return self.bound <= self.gain * (1 + _ROUNDING)


def coverage_gains(population: ArrayLike, distance: ArrayLike, candidates: Pairs, threshold: float) -> FloatArray:
    """Personnes rapprochées, by pair of `candidates`: those within `threshold` of it who are not of a site already.

    `distance`: of each origin to its nearest site; NaN or infinite, none. `candidates` must hold the pairs up to the
    threshold.
    """
    people, to_site = _origins(population, distance, candidates)
    return np.where((candidates.cost <= threshold) & ~(to_site <= threshold)[candidates.origin], people, 0.0)


def distance_gains(population: ArrayLike, distance: ArrayLike, candidates: Pairs, reach: float) -> FloatArray:
    """Personnes × kilomètres épargnés, by pair of `candidates`: persons times how much nearer it is than now.

    Whoever is farther than `reach` from any site counts as being at `reach`, or else, where there is no site yet, the
    most remote would decide alone. `candidates` must hold the pairs up to it.
    """
    people, to_site = _origins(population, distance, candidates)
    now = np.fmin(to_site, reach)[candidates.origin]
    return np.asarray(people * np.maximum(now - candidates.cost, 0))


def gain_curve(candidates: Pairs, gains: ArrayLike, most: int, seconds: float = SECONDS) -> Iterator[Siting]:
    """Courbe de gain: the best choice of 1, 2, … `most` sites, each within `seconds`; to be stopped at will in between.

    The choices are not nested: the best two need not hold the best one.
    """
    return (best_sites(candidates, gains, count, seconds) for count in range(1, most + 1))


def best_sites(
    candidates: Pairs, gains: ArrayLike, count: int, seconds: float = SECONDS, known: Sequence[int] = ()
) -> Siting:
    """Meilleur choix d’au plus `count` candidats for `gains`, one a pair; fewer when no more of them gain anything.

    Of equal choices always the same one, unless time ran out: after about `seconds`, the best known with its bound.
    `known`: what this found before in less time, from which it goes on. Raises ValueError if count is below 1.
    """
    end = time.monotonic() + seconds
    if count < 1:
        raise ValueError(f"count must be 1 or more, got {count}")
    gain = finite(gains, "gains")
    if gain.shape != candidates.cost.shape:
        raise ValueError(f"{gain.size} gains do not fit {candidates.cost.size} pairs")
    useful = gain > 0
    numbers, site = np.unique(candidates.site[useful], return_inverse=True)
    problem = _Problem(candidates.origin[useful], site, gain[useful], candidates.shape[0], len(numbers))
    chosen = np.searchsorted(numbers, known).tolist() if known else problem.exchanged(problem.greedy(count))
    chosen, bound = problem.proven(chosen, count, end)
    ranked = problem.ranked(chosen)
    return Siting(tuple(int(numbers[s]) for s in ranked), problem.value(chosen), max(bound, problem.value(chosen)))


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Gains of candidates 0 to `sites` - 1: the sum over origins of the greatest gain chosen is to be maximal."""

    origin: IntArray
    site: IntArray
    gain: FloatArray
    origins: int
    sites: int

    def best(self, chosen: list[int]) -> FloatArray:
        """Greatest gain that the chosen candidates bring, by origin."""
        held = np.zeros(self.origins)
        kept = marked(chosen, self.sites)[self.site]
        np.maximum.at(held, self.origin[kept], self.gain[kept])
        return held

    def value(self, chosen: list[int]) -> float:
        return float(self.best(chosen).sum())

    def surplus(self, held: FloatArray) -> FloatArray:
        """What each candidate would add, by site, to what each origin holds."""
        added = np.maximum(self.gain - held[self.origin], 0)
        return np.bincount(self.site, added, minlength=self.sites).astype(np.float64)

    def greedy(self, count: int, among: list[int] | None = None) -> list[int]:
        """Candidates one by one, each the one that adds most; stops when nothing is added."""
        allowed = np.ones(self.sites, bool) if among is None else marked(among, self.sites)
        chosen: list[int] = []
        while len(chosen) < count:
            added = np.where(allowed, self.surplus(self.best(chosen)), 0.0)
            if not added.any():
                break
            chosen.append(int(np.argmax(added)))
        return chosen

    def ranked(self, chosen: list[int]) -> list[int]:
        return self.greedy(len(chosen), chosen)

    def exchanged(self, chosen: list[int]) -> list[int]:
        """The choice after every exchange of one candidate for another that gains (Teitz and Bart, 1968)."""
        value, position, unchanged = self.value(chosen), 0, 0
        while unchanged < len(chosen):
            rest = chosen[:position] + chosen[position + 1 :]
            held = self.best(rest)
            added = self.surplus(held)
            other = int(np.argmax(added))
            reached = float(held.sum() + added[other])
            unchanged += 1
            if reached > value * (1 + _ROUNDING):
                chosen, value, unchanged = [*rest[:position], other, *rest[position:]], reached, 0
            position = (position + 1) % len(chosen)
        return chosen

    def proven(self, chosen: list[int], count: int, end: float) -> tuple[list[int], float]:
        """The best choice, and the bound that no choice exceeds: its own value when the proof is complete in time."""
        if len(chosen) < count:
            # Nothing adds to it: it holds the greatest gain of every origin.
            return chosen, self.value(chosen)
        now = time.monotonic()
        kept, bound = self._not_ruled_out(chosen, count, now + _FIRST * (end - now))
        value = self.value(chosen)
        if bound <= value * (1 + _ROUNDING):
            return chosen, value
        if time.monotonic() >= end:
            # The solver reads its problem before it reads its clock.
            return chosen, bound
        solved, bound_of_rest = self._solved(np.union1d(np.flatnonzero(kept), chosen), count, end)
        if solved and self.value(solved) > value * (1 + _ROUNDING):
            chosen = solved
        return chosen, min(bound, max(bound_of_rest, value))

    def _not_ruled_out(self, chosen: list[int], count: int, end: float) -> tuple[NDArray[np.bool_], float]:
        """Candidates that a better choice may hold, and the least bound found, by a subgradient on prices of origins.

        At any prices, Σ prices + the `count` greatest surpluses over them is a bound; with one candidate forced in,
        the bound of choices that hold it.
        """
        value = self.value(chosen)
        kept = np.ones(self.sites, bool)
        part, left = self, self.sites
        prices, least, step, still = self.best(chosen), np.inf, 1.0, 0
        direction = np.zeros(self.origins)
        for _ in range(_ROUNDS):
            surplus = np.where(kept, part.surplus(prices), 0.0)
            top = np.argpartition(-surplus, count - 1)[:count]
            bound = float(prices.sum() + surplus[top].sum())
            still = 0 if bound < least * (1 - 1e-6) else still + 1
            least = min(least, bound)
            kept &= bound - surplus[top].min() + surplus > value * (1 + _ROUNDING)
            if least <= value * (1 + _ROUNDING) or kept.sum() <= _FEW * count or time.monotonic() > end:
                break
            if still == _PATIENCE:
                step, still = step / 2, 0
            if kept.sum() < 0.9 * left:
                part, left = part.among(kept), kept.sum()
            in_top = marked(top, self.sites)[part.site] & (part.gain > prices[part.origin])
            slope = 1.0 - np.bincount(part.origin[in_top], minlength=self.origins)
            slope[(prices == 0) & (slope > 0)] = 0
            direction = _MEMORY * direction + slope
            norm = float((direction**2).sum())
            if norm == 0 or step < 1e-3:
                break
            prices = np.maximum(prices - step * (bound - value) / norm * direction, 0)
        return kept, least

    def among(self, kept: NDArray[np.bool_]) -> _Problem:
        rows = kept[self.site]
        return _Problem(self.origin[rows], self.site[rows], self.gain[rows], self.origins, self.sites)

    def _solved(self, kept: IntArray, count: int, end: float) -> tuple[list[int], float]:
        """Best choice among `kept` by HiGHS, empty when none was found in time, and the bound of those choices.

        One variable a candidate, and one a level of gain of each origin, which counts its step over the level below
        if some candidate of that level or above is chosen.
        """
        part = self.among(marked(kept, self.sites))
        order = np.lexsort((-part.gain, part.origin))
        origin, gain = part.origin[order], part.gain[order]
        first = np.diff(origin, prepend=-1) != 0
        opens = first | (np.diff(gain, prepend=np.inf) != 0)
        level = np.cumsum(opens) - 1
        height, starts = gain[opens], first[opens]
        # The step down to the next level of the same origin, or to nothing.
        step = height - np.append(np.where(starts[1:], 0.0, height[1:]), 0.0)
        levels, sites = len(height), len(kept)
        if levels > _SOLVABLE:
            return [], np.inf
        column = np.searchsorted(kept, part.site[order])
        below = np.flatnonzero(~starts)
        rows = np.concatenate([np.arange(levels), below, level])
        columns = np.concatenate([sites + np.arange(levels), sites + below - 1, column])
        signs = np.concatenate([np.ones(levels), -np.ones(len(below) + len(column))])
        matrix = sparse.csr_array((signs, (rows, columns)), shape=(levels, sites + levels))
        number = np.concatenate([np.ones(sites), np.zeros(levels)])
        done = milp(
            np.concatenate([np.zeros(sites), -step]),
            integrality=number,
            bounds=Bounds(0, 1),
            constraints=[LinearConstraint(matrix, -np.inf, 0), LinearConstraint(number[None], -np.inf, count)],
            options={"time_limit": max(end - time.monotonic(), 0.0), "mip_rel_gap": 0.0},
        )
        bound = np.inf if done.mip_dual_bound is None else -float(done.mip_dual_bound)
        return ([] if done.x is None else kept[done.x[:sites] > 0.5].tolist()), bound


def _origins(population: ArrayLike, distance: ArrayLike, candidates: Pairs) -> tuple[FloatArray, FloatArray]:
    """Persons by pair, and distance to the nearest site by origin, checked."""
    people, to_site = finite(population, "population"), np.asarray(distance, dtype=np.float64)
    if not people.shape == to_site.shape == candidates.shape[:1]:
        raise ValueError(
            f"population {people.shape} and distance {to_site.shape} do not fit {candidates.shape[0]} origins"
        )
    return people[candidates.origin], to_site
