"""Entonnoir: how far from the benchmark chance alone takes an area of a given size.

Arrays (or scalars) in, arrays out; `rate_funnel` alone takes and returns a frame. Everywhere here NaN in gives NaN
out, and a negative or infinite number or a confidence outside (0, 1) raises ValueError; the limits of a size of 0 are
NaN. Counts more dispersed than chance explains are worth fewer: give the limits the size that `worth` makes of theirs.
Source: Spiegelhalter, Statistics in Medicine 24, 2005, p. 1185-1202.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtriv

from indicators.access import access_rate
from indicators.compare import cells_of, is_compared, minimum_detectable_gap
from indicators.frame import extended, read_cells
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


def dispersion(z: ArrayLike, trim: float = 0.1) -> float:
    """Dispersion phi of areas' z-scores: the mean of z² once z is winsorised, without unit; about 1 under chance alone.

    Winsorised: brought back to its quantiles `trim` and 1 - `trim`, which keeps the areas that stand out from widening
    the limits they are judged by. Missing scores are left out; NaN with fewer than two. Raises ValueError unless
    0 <= trim < 0.5. Source: Spiegelhalter, Quality and Safety in Health Care 14, 2005, p. 347-351.
    """
    if not 0 <= trim < 0.5:
        raise ValueError(f"trim must be in [0, 0.5), got {trim}")
    score = np.asarray(z, dtype=np.float64)
    score = score[~np.isnan(score)]
    if score.size < 2:
        return np.nan
    return float(np.mean(np.clip(score, *np.quantile(score, [trim, 1 - trim])) ** 2))


def between_variance(phi: float, variances: ArrayLike) -> float:
    """Variance entre territoires tau²: what the areas' own levels vary by once chance is set aside.

    max(0, (n phi - (n - 1)) / (Σ w - Σ w²/Σ w)), w = 1/v, `variances` being those of chance, v, whose unit tau² has
    (those not positive are left out), and phi the areas' `dispersion`. NaN with fewer than two areas or where phi is.
    Source: Spiegelhalter, Quality and Safety in Health Care 14, 2005, p. 347-351 (estimator of DerSimonian and Laird).
    """
    variance = non_negative(variances, "variances")
    weight = 1 / variance[variance > 0]
    if weight.size < 2:
        return np.nan
    surplus = weight.size * phi - (weight.size - 1)
    return float(np.maximum(0.0, surplus / (weight.sum() - (weight**2).sum() / weight.sum())))


def overdispersion(observed: ArrayLike, expected: ArrayLike, method: str, trim: float = 0.1) -> tuple[float, float]:
    """Surdispersion `(phi, tau²)` of areas' counts around their expected counts, without unit.

    phi is the `dispersion` of z = (O - E)/sqrt(E): about 1 or less when chance explains the gaps; only a phi above 1
    widens limits. `method`: "multiplicative" gives tau² = 0; "additive" gives the variance of the areas' own
    ratios, between_variance of 1/E. Areas without a count or with nothing expected are left out; NaN for both with
    fewer than two areas. One-dimensional arrays. Raises ValueError on another method, or unless 0 <= trim < 0.5.
    Source: Spiegelhalter, Quality and Safety in Health Care 14, 2005, p. 347-351, and Statistics in Medicine 24.
    """
    if method not in ("multiplicative", "additive"):
        raise ValueError(f"method must be multiplicative or additive, got {method!r}")
    events, mean = np.broadcast_arrays(non_negative(observed, "observed"), non_negative(expected, "expected"))
    known = ~np.isnan(events) & (mean > 0)
    events, mean = events[known], mean[known]
    phi = dispersion((events - mean) / np.sqrt(mean), trim)
    if np.isnan(phi):
        return np.nan, np.nan
    return phi, between_variance(phi, 1 / mean) if method == "additive" else 0.0


def worth(expected: ArrayLike, phi: float, between: float = 0.0) -> FloatArray:
    """Nombre attendu équivalent: the expected count whose limits under chance alone are the overdispersed limits.

    expected / phi where phi > 1 (limits sqrt(phi) times wider), then 1 / (1/x + `between`), `between` being tau² (0
    when the method is multiplicative; with the additive method leave phi at 1). NaN phi or tau²: none is known, and
    chance alone is left.
    """
    size = non_negative(expected, "expected") / np.fmax(phi, 1.0)
    return np.asarray(size / (1 + size * np.fmax(between, 0.0)))


def position(value: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> NDArray[np.object_]:
    """Place dans l’entonnoir: "above", "below", "inside" (limits included), or "" where something is missing."""
    figure, low, high = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (value, lower, upper)))
    codes = np.full(figure.shape, "inside", dtype=object)
    codes[figure > high] = "above"
    codes[figure < low] = "below"
    codes[np.isnan(figure) | np.isnan(low) | np.isnan(high)] = ""
    return codes


def rate_funnel(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    per: float = 1000.0,
    noise_variance: float = 0.0,
    periods: float = 1.0,
    broken: bool = False,
    method: str = "multiplicative",
) -> pd.DataFrame:
    """Entonnoir des taux d’accès: access_rate, and how far chance and ordinary dispersion take an area of that size.

    Arguments of access_rate, and the `method` of overdispersion. An area expects E entries at the benchmark's rate; a
    noise of variance v makes them worth E² / (E + v). phi and tau² are those of the areas compared in the period
    and group; limits are ratio_limits of what E is then worth, times the benchmark's rate.

    Returns the result frame of access_rate and the columns expected (entries), phi (of the period and group; NaN under
    two areas), tau2, limit_lower_95, limit_upper_95, limit_lower_998, limit_upper_998 (in the unit of the value),
    position_95 and position_998 (see `position`), and detectable, the minimum detectable gap relative to the
    benchmark. All missing for the benchmark, for rows not `compared` and for rows without a value. Raises ValueError as
    access_rate and overdispersion do.
    """
    result = access_rate(counts, benchmark, confidence, equivalence, per, noise_variance, periods, broken)
    value, centre, people = (np.asarray(result[name], dtype=float) for name in ("value", "benchmark", "denominator"))
    judged = (result["cell_status"] == "ok").to_numpy() & is_compared(counts, benchmark)
    noise = read_cells(counts, noise_variance).noise
    expected = np.where(judged, centre * people * (periods / per), np.nan)
    expected = np.where(expected > 0, expected, np.nan)
    size = expected**2 / (expected + noise)
    ratio = value / np.where(centre > 0, centre, np.nan)

    phi, between, equivalent = (np.full(len(result), np.nan) for _ in range(3))
    cell = cells_of(counts)
    for one in np.unique(cell):
        of_cell = cell == one
        phi[of_cell], between[of_cell] = overdispersion((ratio * size)[of_cell], size[of_cell], method)
        spread = phi[of_cell][0] if method == "multiplicative" else 1.0
        equivalent[of_cell] = worth(size[of_cell], spread, between[of_cell][0])
    limits: dict[str, Any] = {}
    for name, level in (("95", 0.95), ("998", 0.998)):
        lower, upper = (limit * centre for limit in ratio_limits(equivalent, level))
        limits |= {f"limit_lower_{name}": lower, f"limit_upper_{name}": upper}
        limits[f"position_{name}"] = position(value, lower, upper)
    known = ~np.isnan(equivalent)
    return extended(
        result,
        expected=expected,
        phi=np.where(known, phi, np.nan),
        tau2=np.where(known, between, np.nan),
        **limits,
        detectable=minimum_detectable_gap(equivalent),
    )
