"""Évolution: one period against another, and never across a break without a bridge.

The only place where a change is computed. Status of a change, first that holds: "not_comparable" (the periods
overlap, differ in length, or are not the same months of the year), "break" (a break without a bridge lies between
the first month of the earlier period and the last of the later one), "doubtful" (either holds a month that the registry
doubts), "no_data" (a month is unknown), "too_few" (fewer than 10 events in either), "ok".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from frames import small_frame
from indicators.frame import FEWEST_EVENTS, TOO_FEW
from indicators.intervals import non_negative, z_score
from indicators.series import Continuity, length_of, months_between

# Two months "YYYY-MM", both included.
Span = tuple[str, str]
YEAR = 12


class Change(NamedTuple):
    """Évolution in %, its bounds, why there is none where `status` is not "ok", and the breaks that it spans."""

    value: float
    lower: float
    upper: float
    status: str
    rupture: str


def comparability(earlier: Span, later: Span, continuity: Continuity) -> str:
    """Ce qui interdit de comparer two periods: "not_comparable", "break" or "doubtful"; "" when nothing does.

    Comparable are the same months of two years, and periods of as many whole years. Breaks in the months between the
    two count: what they separate is no longer the same service. Raises ValueError on a text that is not a period.
    """
    length = length_of(*earlier)
    seasonal = earlier[0][5:] == later[0][5:] or length % YEAR == 0
    if length_of(*later) != length or earlier[1] >= later[0] or not seasonal:
        return "not_comparable"
    if continuity.inside(earlier[0], later[1]):
        return "break"
    doubted = continuity.doubtful.intersection(months_between(*earlier) + months_between(*later))
    return "doubtful" if doubted else ""


def change(
    monthly: Mapping[str, float],
    earlier: Span,
    later: Span,
    continuity: Continuity,
    confidence: float = 0.95,
    noise_variance: float = 0.0,
) -> Change:
    """Évolution entre deux périodes: 100 (B / A - 1), in %, A and B being the sums of their months of `monthly`.

    `monthly`: month → count after disclosure (NaN or absent: unknown), each with a noise of `noise_variance`. A month
    before a bridged break counts times its factor. Bounds: those of the ratio of two Poisson counts, B / A exp(± z
    sqrt(Var A / A² + Var B / B²)), Var = Σ factor² (count + noise variance). No value nor bounds unless the
    status is "ok". Raises ValueError as comparability, on a negative count or variance, or an impossible confidence.
    Source: Rothman, Greenland and Lash, Modern Epidemiology, 3rd ed., 2008, chapter 14 (ratio of two rates).
    """
    z, noise = z_score(confidence), float(non_negative(noise_variance, "noise_variance"))
    refused = comparability(earlier, later, continuity)
    rupture = continuity.rupture(min(earlier[0], later[0]), max(earlier[1], later[1]))
    if refused:
        return Change(np.nan, np.nan, np.nan, refused, rupture)
    sums, spread = [], 0.0
    for period in (earlier, later):
        months = months_between(*period)
        counts = non_negative([monthly.get(month, np.nan) for month in months], "monthly")
        factors = np.array([continuity.factor(month, later[1]) for month in months])
        if np.isnan(counts).any():
            return Change(np.nan, np.nan, np.nan, "no_data", rupture)
        if counts.sum() < FEWEST_EVENTS:
            return Change(np.nan, np.nan, np.nan, TOO_FEW, rupture)
        sums.append(float((factors * counts).sum()))
        spread += float((factors**2 * (counts + noise)).sum()) / sums[-1] ** 2
    ratio, reach = sums[1] / sums[0], math.exp(z * math.sqrt(spread))
    return Change(100 * (ratio - 1), 100 * (ratio / reach - 1), 100 * (ratio * reach - 1), "ok", rupture)


def year_on_year(
    monthly: Mapping[str, float],
    continuity: Continuity,
    months: int = 1,
    confidence: float = 0.95,
    noise_variance: float = 0.0,
) -> pd.DataFrame:
    """Évolution sur un an of each month of `monthly`, or of the `months` months that end there, as `change` gives it.

    One row per month whose year-before lies in the window too, with the columns period (the last month), value, lower
    and upper (in %), status and rupture. Raises ValueError unless months is 1 to 12, and as change does.
    """
    if not 1 <= months <= YEAR:
        raise ValueError(f"months must be 1 to {YEAR}, got {months}")
    window = months_between(min(monthly), max(monthly)) if monthly else ()
    ends = range(YEAR + months - 1, len(window))
    changes = [
        change(
            monthly,
            (window[end - YEAR - months + 1], window[end - YEAR]),
            (window[end - months + 1], window[end]),
            continuity,
            confidence,
            noise_variance,
        )
        for end in ends
    ]
    value, lower, upper = np.array([found[:3] for found in changes], dtype=np.float64).reshape(-1, 3).T
    return small_frame(
        {
            "period": np.array([window[end] for end in ends], dtype=object),
            "value": value,
            "lower": lower,
            "upper": upper,
            "status": np.array([found.status for found in changes], dtype=object),
            "rupture": np.array([found.rupture for found in changes], dtype=object),
        }
    )
