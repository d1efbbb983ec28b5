"""Inégalités d’accès among persons, each counted once wherever he or she lives.

`population`: persons by origin; `values`: what each of them has there, a distance or an access score. Persons missing,
infinite or negative raise ValueError, as do arrays of different lengths. NaN where nobody lives.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.catchment import finite
from geo.distance import FloatArray

WORST = 0.1


def population_quantile(population: ArrayLike, values: ArrayLike, share: float) -> float:
    """Quantile pondéré par la population: the least value that at least `share` of the persons do not exceed.

    No interpolation: it is a value that somebody has. A value NaN (unreachable) is above all others, as an infinite
    one is, so a median distance may be infinite. Raises ValueError unless 0 < share <= 1.
    """
    return population_quantiles(population, values, (share,))[0]


def population_quantiles(population: ArrayLike, values: ArrayLike, shares: Sequence[float]) -> list[float]:
    """Les quantiles of several shares, as `population_quantile`."""
    if not all(0 < share <= 1 for share in shares):
        raise ValueError(f"shares must lie in (0, 1], got {list(shares)}")
    people, value = _sorted(population, values)
    if not people.size:
        return [np.nan] * len(shares)
    cumulated = np.cumsum(people)
    # Sums of floats miss a round share by a few roundings; no person is that small.
    wanted = np.array(shares) * cumulated[-1] * (1 - 1e-12)
    found: list[float] = value[np.searchsorted(cumulated, wanted)].tolist()
    return found


def median_distance(population: ArrayLike, distance: ArrayLike) -> float:
    """Distance médiane des personnes to the nearest site: half do not exceed it; infinite if half reach none."""
    return population_quantile(population, distance, 0.5)


def lorenz_curve(population: ArrayLike, values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Courbe de Lorenz: (share of the persons, share of the access that they hold), worst served first, from 0 to 1.

    Both empty where nobody lives or nobody has access. Raises ValueError unless values are known and not negative.
    """
    people, value = _sorted(population, finite(values, "values"))
    held = people * value
    if not held.sum() > 0:
        return np.zeros(0), np.zeros(0)
    return _cumulated(people), _cumulated(held)


def gini(population: ArrayLike, values: ArrayLike) -> float:
    """Indice de Gini des personnes, from 0 (all have the same) towards 1: Σ_i Σ_k p_i p_k |x_i - x_k| / (2 P² mean).

    Equals one less twice the area under the Lorenz curve. NaN where nobody lives or nobody has access.
    """
    persons, held = lorenz_curve(population, values)
    if not persons.size:
        return np.nan
    return float(1 - np.sum(np.diff(persons) * (held[1:] + held[:-1])))


def worst_decile(population: ArrayLike, scores: ArrayLike) -> float:
    """Seuil du décile le moins bien servi: the score that the worst-served tenth of the persons do not exceed."""
    return population_quantile(population, finite(scores, "scores"), WORST)


def share_in_worst(population: ArrayLike, scores: ArrayLike, cut: float) -> float:
    """Part de la population parmi les moins bien servis, a fraction: that of the persons whose score is at most `cut`.

    With the cut of `worst_decile` over France, a tenth in France (more when many share the score of the cut, no access
    at all for example), and in each area how far the worst-served tenth is concentrated there. Raises ValueError
    unless the scores are known and not negative.
    """
    people, score = _sorted(population, finite(scores, "scores"))
    return float(people[score <= cut].sum() / people.sum()) if people.size else np.nan


def _sorted(population: ArrayLike, values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Persons and values in rising order of values, NaN as infinite, without the places where nobody lives."""
    people, value = finite(population, "population"), np.asarray(values, dtype=np.float64)
    if people.shape != value.shape or people.ndim != 1:
        raise ValueError(f"population and values must be columns of one length, got {people.shape}, {value.shape}")
    people, value = people[people > 0], np.where(np.isnan(value), np.inf, value)[people > 0]
    order = np.argsort(value, kind="stable")
    return people[order], value[order]


def _cumulated(parts: FloatArray) -> FloatArray:
    total = np.concatenate([[0.0], np.cumsum(parts)])
    return np.asarray(total / total[-1])
