"""Entonnoir: how far from the benchmark chance alone takes an area of a given size.

Arrays (or scalars) in, `(lower, upper)` arrays out. Everywhere here NaN in gives NaN out, and a negative or
infinite number or a confidence outside (0, 1) raises ValueError; the limits of a size of 0 are NaN. Counts more
dispersed than chance explains are worth fewer: give the limits a size divided by phi (where phi > 1), which widens
them sqrt(phi) times, or, for ratios, 1 / (1/expected + tau²).
Source: Spiegelhalter, Statistics in Medicine 24, 2005, p. 1185-1202.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtriv

from indicators.intervals import FloatArray, non_negative, z_score


def proportion_limits(total: ArrayLike, benchmark: ArrayLike, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Limites de l’entonnoir d’une proportion, as fractions: p0 ± z sqrt(p0 (1 - p0) / total), kept in [0, 1].

    `total`: size of the denominator; `benchmark`: p0, a fraction, at which both limits meet when it is 0 or 1.
    Raises ValueError if it exceeds 1.
    """
    size, centre = non_negative(total, "total"), non_negative(benchmark, "benchmark")
    if (centre > 1).any():
        raise ValueError("benchmark must be a fraction")
    half = z_score(confidence) * np.sqrt(centre * (1 - centre) / np.where(size == 0, np.nan, size))
    return np.asarray(np.maximum(centre - half, 0)), np.asarray(np.minimum(centre + half, 1))


def ratio_limits(expected: ArrayLike, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Limites de l’entonnoir d’un rapport observé / attendu, without unit: Poisson limits of the count / `expected`.

    With a = 1 - confidence, the limits are the counts, not rounded, at which the exact interval of the count begins
    to hold `expected`: a whole count lies outside them exactly when it lies outside the Poisson quantiles a/2 and
    1 - a/2 of mean `expected`, but they narrow steadily around 1, where quantiles in whole events climb by steps.
    The lower limit is 0 when even no event at all would not be rare. Times the benchmark's rate, limits of a rate.
    Source: Public Health England, PHEindicatormethods, calculate_funnel_limits (exact limits of a ratio).
    """
    mean = non_negative(expected, "expected")
    z_score(confidence)
    tail = (1 - confidence) / 2
    mean = np.where(mean == 0, np.nan, mean)
    # P(X >= k | mean) is the chi-square probability of 2 mean on 2 k degrees of freedom, for any real k.
    least = chdtriv(1 - tail, 2 * mean) / 2 - 1
    most = chdtriv(tail, 2 * mean) / 2
    return np.asarray(np.maximum(least, 0) / mean), np.asarray(most / mean)


def overdispersion(observed: ArrayLike, expected: ArrayLike, method: str, trim: float = 0.1) -> tuple[float, float]:
    """Surdispersion `(phi, tau²)` of areas' counts around their expected counts, without unit.

    phi = mean of z², z = (O - E)/sqrt(E) being winsorised: brought back to its quantiles `trim` and 1 - `trim`. About
    1 or less when chance explains the gaps; only a phi above 1 widens limits. `method`: "multiplicative" gives
    tau² = 0; "additive" gives the variance of the areas' own ratios,
    max(0, (n phi - (n - 1)) / (Σ E - Σ E²/Σ E)). Areas without a count or with nothing expected are left out; NaN
    for both with fewer than two areas. One-dimensional arrays. Raises ValueError on another method, or unless
    0 <= trim < 0.5.
    Source: Spiegelhalter, Quality and Safety in Health Care 14, 2005, p. 347-351, and Statistics in Medicine 24.
    """
    if method not in ("multiplicative", "additive"):
        raise ValueError(f"method must be multiplicative or additive, got {method!r}")
    if not 0 <= trim < 0.5:
        raise ValueError(f"trim must be in [0, 0.5), got {trim}")
    events, mean = np.broadcast_arrays(non_negative(observed, "observed"), non_negative(expected, "expected"))
    known = ~np.isnan(events) & (mean > 0)
    events, mean = events[known], mean[known]
    if mean.size < 2:
        return np.nan, np.nan
    z = (events - mean) / np.sqrt(mean)
    phi = float(np.mean(np.clip(z, *np.quantile(z, [trim, 1 - trim])) ** 2))
    if method == "multiplicative":
        return phi, 0.0
    surplus = mean.size * phi - (mean.size - 1)
    return phi, max(0.0, surplus / float(mean.sum() - (mean**2).sum() / mean.sum()))
