"""Intervalles de confiance of counts and of proportions: arrays (or scalars) in, `(lower, upper)` arrays out.

The counts are full administrative counts: an interval describes the variability of the process that produced
them, not a sampling error. Everywhere here NaN in gives NaN out, and these raise ValueError: a negative or
infinite count, total or variance; a count above its total; a confidence outside (0, 1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

FloatArray = NDArray[np.float64]
EXACT_BELOW = 10


def z_score(confidence: float) -> float:
    """Quantile de la loi normale, two-sided: 1.959964 at 95 %, 3.090232 at 99.8 %."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie strictly between 0 and 1, got {confidence}")
    return float(-ndtri((1 - confidence) / 2))


def non_negative(values: ArrayLike, name: str) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if ((array < 0) | np.isinf(array)).any():
        raise ValueError(f"{name} must be finite and not negative")
    return array


def byar_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Intervalle de Byar of a Poisson count, in events.

    lower = O (1 - 1/(9 O) - z/(3 sqrt O))^3, 0 when the bracket is negative or O = 0;
    upper = (O+1) (1 - 1/(9 (O+1)) + z/(3 sqrt(O+1)))^3.
    Source: Breslow and Day, Statistical Methods in Cancer Research II, IARC 1987, p. 69.
    """
    events = non_negative(count, "count")
    z = z_score(confidence)
    positive = np.where(events == 0, 1.0, events)
    bracket = np.maximum(1 - 1 / (9 * positive) - z / (3 * np.sqrt(positive)), 0)
    after = events + 1
    upper = after * (1 - 1 / (9 * after) + z / (3 * np.sqrt(after))) ** 3
    return np.asarray(events * bracket**3), np.asarray(upper)


def exact_poisson_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Intervalle exact (Garwood) of a Poisson count, in events.

    With a = 1 - confidence: lower = chi2(a/2; 2 O)/2, 0 when O = 0; upper = chi2(1 - a/2; 2 O + 2)/2. Half a
    chi-square quantile on 2 k degrees of freedom is the gamma quantile of shape k, which is what is computed.
    Source: Garwood, Biometrika 28, 1936.
    """
    events = non_negative(count, "count")
    z_score(confidence)
    tail = (1 - confidence) / 2
    lower = np.where(events == 0, 0.0, gammaincinv(np.where(events == 0, 1.0, events), tail))
    return lower, np.asarray(gammaincinv(events + 1, 1 - tail))


def poisson_interval(
    count: ArrayLike, confidence: float = 0.95, exact_below: float = EXACT_BELOW
) -> tuple[FloatArray, FloatArray]:
    """Intervalle d’un nombre d’événements, in events: Byar, and exact where the count is below `exact_below`."""
    events = non_negative(count, "count")
    lower, upper = byar_interval(events, confidence)
    few = events < exact_below
    if few.any():
        exact_lower, exact_upper = exact_poisson_interval(events[few], confidence)
        lower[few], upper[few] = exact_lower, exact_upper
    return lower, upper


def wilson_interval(count: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Intervalle de Wilson of the proportion count / total, as a fraction in [0, 1]; NaN where total is 0.

    Centre (p + z²/2n) / (1 + z²/n), half-width z sqrt(p (1-p)/n + z²/4n²) / (1 + z²/n); the lower bound is
    exactly 0 when count = 0, the upper exactly 1 when count = total. `count` and `total` broadcast.
    Source: Wilson, Journal of the American Statistical Association 22, 1927.
    """
    x, n = np.broadcast_arrays(non_negative(count, "count"), non_negative(total, "total"))
    if (x > n).any():
        raise ValueError("count must not exceed total")
    z = z_score(confidence)
    n = np.where(n == 0, np.nan, n)
    p = x / n
    shrink = 1 + z**2 / n
    centre = (p + z**2 / (2 * n)) / shrink
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / shrink
    return np.asarray(np.clip(centre - half, 0, p)), np.asarray(np.clip(centre + half, p, 1))


def with_noise(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, variance: ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Intervalle élargi par la perturbation: adds to an interval the variance of an independent noise.

    Each distance d from the value to a bound becomes sqrt(d² + z² variance), `variance` being in the square of
    the value's unit: (d/z)² is the variance that the bound stands for, so the two variances are added. For a
    large count O the distance tends to z sqrt(O + variance), that of d sqrt((O + variance)/O); unlike the latter
    it exists at O = 0. The bounds are not clipped. Source: "square and add", Zou and Donner, Statistics in
    Medicine 27, 2008.
    """
    centre = np.asarray(value, dtype=np.float64)
    added = z_score(confidence) ** 2 * non_negative(variance, "variance")
    below = np.sqrt((centre - np.asarray(lower, dtype=np.float64)) ** 2 + added)
    above = np.sqrt((np.asarray(upper, dtype=np.float64) - centre) ** 2 + added)
    return np.asarray(centre - below), np.asarray(centre + above)
