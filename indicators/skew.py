"""Représentation et inégalités: who uses the service, against who is there to use it.

Arrays (or scalars) in, arrays out; where groups are compared together, they are on the last axis. The populations
are taken as fixed: intervals carry the variability of the counts alone, and the noise of perturbed counts is added
by the caller (intervals.with_noise). Everywhere here NaN in gives NaN out, and a negative or infinite number or a
confidence outside (0, 1) raises ValueError.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.intervals import FloatArray, non_negative, wilson_interval, z_score
from indicators.standardise import grouped, shares

FEWEST_GROUPS = 5


def representation_index(
    count: ArrayLike,
    count_total: ArrayLike,
    population: ArrayLike,
    population_total: ArrayLike,
    confidence: float = 0.95,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Indice de représentation `(index, lower, upper)`, without unit: (x_g/x) / (p_g/p), 1 when shares are equal.

    Bounds: Wilson's of x_g/x, divided by p_g/p. An index above 1 says that the group is more frequent among the
    entries than in the population. NaN where the total of the entries or the group's population is 0; a group
    without entry has index and lower bound 0. Raises ValueError if a part exceeds its total: a perturbed count that
    passes its perturbed total is brought back to it first.
    Source: Wilson, Journal of the American Statistical Association 22, 1927, for the interval.
    """
    entries, all_entries, people, everyone = np.broadcast_arrays(
        non_negative(count, "count"),
        non_negative(count_total, "count_total"),
        non_negative(population, "population"),
        non_negative(population_total, "population_total"),
    )
    if (people > everyone).any():
        raise ValueError("population must not exceed population_total")
    lower, upper = wilson_interval(entries, all_entries, confidence)
    inverse = everyone / np.where(people == 0, np.nan, people)
    share = entries / np.where(all_entries == 0, np.nan, all_entries)
    return np.asarray(share * inverse), np.asarray(lower * inverse), np.asarray(upper * inverse)


def relative_recourse(
    count_a: ArrayLike, population_a: ArrayLike, count_b: ArrayLike, population_b: ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Recours relatif `(ratio, lower, upper)` of the group a to the group b, without unit: (x_a/p_a) / (x_b/p_b).

    Bounds: ratio × exp(± z sqrt(1/x_a + 1/x_b)), both counts Poisson. Exchanging the groups inverts all three. NaN
    where a population or x_b is 0; where x_a alone is 0 the ratio is 0 and has no bounds (NaN).
    Source: Rothman, Greenland and Lash, Modern Epidemiology, 3rd ed., 2008, chapter 14 (ratio of two rates).
    """
    events_a, people_a, events_b, people_b = np.broadcast_arrays(
        non_negative(count_a, "count_a"),
        non_negative(population_a, "population_a"),
        non_negative(count_b, "count_b"),
        non_negative(population_b, "population_b"),
    )
    z = z_score(confidence)
    some_a, some_b = np.where(events_a == 0, np.nan, events_a), np.where(events_b == 0, np.nan, events_b)
    rate_a = events_a / np.where(people_a == 0, np.nan, people_a)
    ratio = rate_a * np.where(people_b == 0, np.nan, people_b) / some_b
    spread = np.exp(z * np.sqrt(1 / some_a + 1 / some_b))
    return np.asarray(ratio), np.asarray(ratio / spread), np.asarray(ratio * spread)


def dissimilarity(counts: ArrayLike, populations: ArrayLike) -> FloatArray:
    """Indice de dissemblance D = ½ Σ |x_g/X - p_g/P| over the last axis, a fraction in [0, 1].

    The share of the entries that would have to change group for their make-up to be the population's. 0 with one
    group, NaN where a total is 0. Raises ValueError without a group or if the groups differ in number.
    Source: Duncan and Duncan, American Sociological Review 20, 1955.
    """
    entries, people = grouped(counts=counts, populations=populations)
    return np.asarray(np.abs(shares(entries) - shares(people)).sum(axis=-1) / 2)


class SlopeIndex(NamedTuple):
    """Indices de pente: absolute (SII, in the unit of the values), relative (RII, without unit), and their bounds."""

    sii: FloatArray
    rii: FloatArray
    sii_lower: FloatArray
    sii_upper: FloatArray
    rii_lower: FloatArray
    rii_upper: FloatArray


def slope_index(
    values: ArrayLike,
    populations: ArrayLike,
    standard_errors: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    confidence: float = 0.95,
) -> SlopeIndex:
    """Indice absolu et indice relatif d’inégalité de pente (SII, RII) of groups given in their order.

    The values are fitted by a straight line on the relative rank of the groups (the middle of each one's stretch of the
    cumulated population, 0 to 1), weighted by population. SII = line at 1 - line at 0, positive when the values rise
    in the order given; RII = line at 1 / line at 0, NaN where the line at 0 is not positive.

    Intervals come from the `standard_errors` of the values or else from their bounds `lower` and `upper` at the same
    confidence ((upper - lower) / 2z), and are NaN without either. The SII is linear in the values, so its bounds are
    SII ± z sqrt(Σ k² se²); those of the RII are Fieller's, NaN where the line at 0 is not distinguished from 0: both
    are what the simulation of independent normal values tends to. All NaN where only one group is populated.
    Raises ValueError with fewer than five groups, groups that differ in number, one bound without the other, or upper
    below lower.
    Source: Mackenbach and Kunst, Social Science & Medicine 44, 1997; Public Health England, PHEindicatormethods,
    phe_sii; Fieller, Journal of the Royal Statistical Society B 16, 1954.
    """
    z = z_score(confidence)
    if (lower is None) != (upper is None):
        raise ValueError("lower and upper go together")
    if standard_errors is None and lower is not None and upper is not None:
        standard_errors = (non_negative(upper, "upper") - non_negative(lower, "lower")) / (2 * z)
    elif standard_errors is None:
        standard_errors = np.full(np.shape(values), np.nan)
    value, people, error = grouped(values=values, populations=populations, standard_errors=standard_errors)
    if value.shape[-1] < FEWEST_GROUPS:
        raise ValueError(f"a slope index needs {FEWEST_GROUPS} ordered groups, got {value.shape[-1]}")

    share = shares(people)
    from_middle = np.cumsum(share, axis=-1) - share / 2 - 0.5
    spread = (share * from_middle**2).sum(axis=-1, keepdims=True)
    slope = share * from_middle / np.where(spread == 0, np.nan, spread)
    # The mean rank is 1/2, so the line's two ends lie half a slope from the mean of the values.
    bottom, top = share - slope / 2, share + slope / 2
    sii, low_end, high_end = ((weight * value).sum(axis=-1) for weight in (slope, bottom, top))
    low_end = np.where(low_end > 0, low_end, np.nan)

    half = z * np.sqrt(((slope * error) ** 2).sum(axis=-1))
    # Fieller: the ratios r at which high_end - r low_end is z standard errors away from 0.
    low_square, high_square, product = (
        ends - z**2 * (weights * error**2).sum(axis=-1)
        for ends, weights in ((low_end**2, bottom**2), (high_end**2, top**2), (low_end * high_end, bottom * top))
    )
    low_square = np.where(low_square > 0, low_square, np.nan)
    root = np.sqrt(np.maximum(product**2 - low_square * high_square, 0))
    figures = (
        sii,
        high_end / low_end,
        sii - half,
        sii + half,
        (product - root) / low_square,
        (product + root) / low_square,
    )
    return SlopeIndex(*(np.asarray(figure) for figure in figures))
