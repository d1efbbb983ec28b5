"""Séries mensuelles and the breaks that cut them; trend of annual points.

A break (rupture de série) is a row of the registry: `date` (its first day), `family` (an operator family's code,
or missing: every family), `bridge_factor` (NaN: none, the two sides are not comparable), `text`, `doubtful_months`
(months "YYYY-MM" separated by spaces, or missing). A break that names a family counts only when that family is
among the `families` selected. A bridge factor lets a line go on; values stay as reported, never rescaled.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.intervals import FloatArray
from nomenclatures import FAMILY

DateArray = NDArray[np.datetime64]

RISING, FALLING = "en hausse", "en baisse"
NO_CLEAR_TREND, NOT_COMPUTABLE = "pas de tendance nette", "non calculable"
TREND_POINTS = 5
# Chi-square with one degree of freedom, p = 0.002.
_TREND_CHI_SQUARE = 9.5495


def _months(values: ArrayLike) -> DateArray:
    """Months as datetime64[M], from texts "YYYY-MM". Raises ValueError when one is missing."""
    array = np.array([str(value) for value in np.asarray(values).tolist()], dtype="datetime64[M]")
    if np.isnat(array).any():
        raise ValueError("a month is missing")
    return array.astype("datetime64[M]")


def breaks_of(breaks: pd.DataFrame, families: Collection[str]) -> pd.DataFrame:
    """Ruptures des familles choisies: the rows of `breaks` that touch at least one of `families`."""
    touched = [pd.isna(family) or not family or family in families for family in breaks["family"]]
    return breaks[np.array(touched, dtype=bool)]


def _days(breaks: pd.DataFrame) -> DateArray:
    return np.asarray(pd.to_datetime(breaks["date"]), dtype="datetime64[D]")


def breaks_within(start: str, end: str, breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes) -> pd.DataFrame:
    """Ruptures à l’intérieur d’une période: the breaks without a bridge that lie strictly inside it.

    `start`, `end`: months "YYYY-MM", both included. A break on the first day of the period has nothing before it
    and is outside; one on its last day is inside. Returns the rows of `breaks`; a period is broken when
    there is any. Raises ValueError if the period ends before it starts.
    """
    first, last = _months([start, end])
    if last < first:
        raise ValueError(f"the period ends ({end}) before it starts ({start})")
    unbridged = breaks_of(breaks, families)
    unbridged = unbridged[unbridged["bridge_factor"].isna()]
    date = _days(unbridged)
    return unbridged[(date > first.astype("datetime64[D]")) & (date.astype("datetime64[M]") <= last)]


def cut_at_breaks(
    monthly: pd.DataFrame, breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes
) -> pd.DataFrame:
    """Série mensuelle coupée aux ruptures: a result frame whose `period` is a month "YYYY-MM", and where it is cut.

    Returns the rows of `monthly` in their order, without ranks (the frame holds the areas drawn, not all of them),
    and three columns more. `segment`: 0, then one more from each month where a break without a bridge falls (a line
    joins the points of one segment only); `rupture`: the text of the breaks, bridged or not, that fall in the
    month, or since the month shown before it; `doubtful`: bool, the months that a break of the selected families
    names. Raises ValueError on a missing month.
    """
    months = _months(monthly["period"])
    shown, row = np.unique(months, return_inverse=True)
    rupture = np.full(shown.size, "", dtype=object)
    cut = np.zeros(shown.size, dtype=np.intp)
    concerned = breaks_of(breaks, families)
    falls, bridged = _days(concerned).astype("datetime64[M]"), concerned["bridge_factor"].notna()
    for month, text, has_bridge in zip(falls, concerned["text"], bridged, strict=True):
        # A break in a month without data is carried by the first month shown after it.
        at = int(np.searchsorted(shown, month))
        if at == shown.size or month < shown[0]:
            continue
        rupture[at] = f"{rupture[at]} {text}" if rupture[at] else text
        if not has_bridge and at > 0:
            cut[at] = 1
    doubtful = [month for named in concerned["doubtful_months"].dropna() for month in named.split()]
    return monthly.assign(
        rank_low=np.nan,
        rank_high=np.nan,
        segment=cut.cumsum()[row],
        rupture=rupture[row],
        doubtful=np.isin(months, _months(doubtful)),
    )


def trend_label(values: ArrayLike, variances: ArrayLike) -> str:
    """Tendance of annual points in time order, one per year: RISING, FALLING, NO_CLEAR_TREND or NOT_COMPUTABLE.

    Uses the last five comparable points; a point with NaN is not comparable but its year counts on the time axis.
    The slope is fitted with weights 1/variance; it is a trend when slope² / var(slope) > 9.5495 (p = 0.002) and
    the slope keeps its sign when any one of the five points is left out. Fewer than five: NOT_COMPUTABLE.
    `variances` are in the square of the values' unit. Raises ValueError if one is not positive.
    """
    points, variance = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if (variance <= 0).any():
        raise ValueError("variances must be positive")
    comparable = np.flatnonzero(np.isfinite(points) & np.isfinite(variance))[-TREND_POINTS:]
    if comparable.size < TREND_POINTS:
        return NOT_COMPUTABLE
    years, points, weights = comparable.astype(np.float64), points[comparable], 1 / variance[comparable]
    slope, slope_variance = _slope(years, points, weights)
    left_out = [_slope(*(np.delete(a, i) for a in (years, points, weights)))[0] for i in range(TREND_POINTS)]
    stable = all(np.sign(other) == np.sign(slope) for other in left_out)
    if not stable or slope**2 / slope_variance <= _TREND_CHI_SQUARE:
        return NO_CLEAR_TREND
    return RISING if slope > 0 else FALLING


def _slope(years: FloatArray, points: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """Weighted least squares slope and its variance."""
    centred = years - np.average(years, weights=weights)
    information = float((weights * centred**2).sum())
    return float((weights * centred * points).sum()) / information, 1 / information
