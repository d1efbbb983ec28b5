"""Standardisation et décomposition: what is left of a gap once the make-up of the populations is set aside.

Arrays whose last axis holds the groups of one partition (sex, status…); the other axes broadcast, so that one call
answers for every area. A scalar is one group. Everywhere here NaN in gives NaN out, and these raise ValueError: no
group, groups that differ in number, a negative or infinite number, a confidence outside (0, 1). The counts may be
perturbed: the variance of that noise is added by the caller (intervals.with_noise).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from indicators.frame import FEWEST_EVENTS
from indicators.intervals import FloatArray, byar_interval, non_negative, poisson_interval


def grouped(**arrays: ArrayLike) -> tuple[FloatArray, ...]:
    """Groupes: the arrays, given by name, as floats broadcast together.

    Raises ValueError if their last axes are empty or differ in length, or on a negative or infinite number.
    """
    checked = [np.atleast_1d(non_negative(values, name)) for name, values in arrays.items()]
    sizes = {array.shape[-1] for array in checked}
    if len(sizes) > 1 or 0 in sizes:
        raise ValueError(f"{', '.join(arrays)} must have the same groups, at least one, on their last axis")
    return tuple(np.broadcast_arrays(*checked))


def shares(values: FloatArray) -> FloatArray:
    """Parts: each group's share of the sum over the last axis, as a fraction; NaN where the sum is 0."""
    total = values.sum(axis=-1, keepdims=True)
    return np.asarray(values / np.where(total == 0, np.nan, total))


def direct_rate(
    counts: ArrayLike,
    populations: ArrayLike,
    standard_population: ArrayLike,
    per: float = 1000,
    confidence: float = 0.95,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Taux standardisé direct `(value, lower, upper)`, in events per `per` people: rates weighted as the standard.

    Σ w_g O_g/n_g / Σ w_g, w being `standard_population` (any scale). With V = Σ (w_g/Σw)² O_g/n_g² and O = Σ O_g, the
    bounds are value + sqrt(V/O) (Byar's bound of O - O), the lower one not below 0. A group of weight 0 is left out
    of everything. NaN with fewer than 10 events in all, where a group of the standard has no population, and where
    the weights sum to 0. With one group: the crude rate and its Byar bounds. Raises ValueError if per is not
    positive and finite.
    Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10, 1991, p. 457-462; for the ten events,
    Public Health England, PHEindicatormethods, calculate_dsr.
    """
    if not 0 < per < np.inf:
        raise ValueError(f"per must be positive and finite, got {per}")
    events, people, standard = grouped(counts=counts, populations=populations, standard_population=standard_population)
    weight = shares(standard)
    left_out = weight == 0
    events = np.where(left_out, 0.0, events)
    # What one event adds to the rate.
    step = np.where(left_out, 0.0, weight / np.where(people == 0, np.nan, people))

    total = events.sum(axis=-1)
    total = np.where(total < FEWEST_EVENTS, np.nan, total)
    lower, upper = byar_interval(total, confidence)
    value = np.where(np.isnan(total), np.nan, (step * events).sum(axis=-1))
    stretch = np.sqrt((step**2 * events).sum(axis=-1) / total)
    return (
        np.asarray(per * value),
        np.asarray(per * np.maximum(value + stretch * (lower - total), 0)),
        np.asarray(per * (value + stretch * (upper - total))),
    )


def expected_count(populations: ArrayLike, reference_counts: ArrayLike, reference_populations: ArrayLike) -> FloatArray:
    """Nombre attendu E = Σ n_g O*_g/N*_g, in events: what the populations would give at the reference's rates.

    A group without population expects nothing, whatever its rate; NaN where a group has one and the reference none.
    Source: Breslow and Day, Statistical Methods in Cancer Research II, IARC 1987, p. 65.
    """
    people, reference_events, reference_people = grouped(
        populations=populations, reference_counts=reference_counts, reference_populations=reference_populations
    )
    rate = reference_events / np.where(reference_people == 0, np.nan, reference_people)
    return np.asarray(np.where(people == 0, 0.0, people * rate).sum(axis=-1))


def indirect_ratio(
    counts: ArrayLike,
    populations: ArrayLike,
    reference_counts: ArrayLike,
    reference_populations: ArrayLike,
    confidence: float = 0.95,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Ratio standardisé indirect `(value, lower, upper)`, without unit: O/E, 1 when recourse is the reference's.

    O = Σ O_g; E as in expected_count, taken as fixed; bounds: Byar's of O, exact below 10 events, divided by E. The
    ratios of two areas compare each with the reference, not one with the other. NaN where E is 0; 0 where O alone is.
    Source: Breslow and Day, Statistical Methods in Cancer Research II, IARC 1987, p. 65-69.
    """
    events, people, reference_events, reference_people = grouped(
        counts=counts,
        populations=populations,
        reference_counts=reference_counts,
        reference_populations=reference_populations,
    )
    expected = expected_count(people, reference_events, reference_people)
    expected = np.where(expected == 0, np.nan, expected)
    total = events.sum(axis=-1)
    lower, upper = poisson_interval(total, confidence)
    return np.asarray(total / expected), np.asarray(lower / expected), np.asarray(upper / expected)


def kitagawa(
    composition_a: ArrayLike, rates_a: ArrayLike, composition_b: ArrayLike, rates_b: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Écart expliqué `(gap, composition part, rate part, per group)`, in the unit of the rates.

    R_a - R_b = Σ (c_a - c_b)(r_a + r_b)/2 + Σ (r_a - r_b)(c_a + c_b)/2: who lives there, then how they use the
    service. The compositions are shares or populations: each is divided by its sum. `per group` has one more axis, in
    front: its two rows are the terms of the first and of the second sum, one a group, and everything in it sums to
    the gap. With one group all the gap is in the rates. NaN where a composition sums to 0 or a rate is missing, even
    that of an empty group.
    Source: Kitagawa, Journal of the American Statistical Association 50, 1955.
    """
    people_a, rate_a, people_b, rate_b = grouped(
        composition_a=composition_a, rates_a=rates_a, composition_b=composition_b, rates_b=rates_b
    )
    share_a, share_b = shares(people_a), shares(people_b)
    per_group = np.stack([(share_a - share_b) * (rate_a + rate_b) / 2, (rate_a - rate_b) * (share_a + share_b) / 2])
    composition, rate = per_group.sum(axis=-1)
    return np.asarray(composition + rate), np.asarray(composition), np.asarray(rate), per_group
