"""Séries mensuelles and the breaks that cut them; trend of annual points.

A break (rupture de série) is a row of the registry: `date` (its first day), `family` (an operator family's code,
or missing: every family), `bridge_factor` (NaN: none, the two sides are not comparable), `text`, `doubtful_months`
(months "YYYY-MM" separated by spaces, or missing). A break that names a family counts only when that family is
among the `families` selected. A bridge factor lets a line go on; values stay as reported, never rescaled.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from frames import small_frame
from indicators.intervals import FloatArray
from nomenclatures import FAMILY

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
RISING, FALLING = "en hausse", "en baisse"
NO_CLEAR_TREND, NOT_COMPUTABLE = "pas de tendance nette", "non calculable"
TREND_POINTS = 5
# Chi-square with one degree of freedom, p = 0.002.
_TREND_CHI_SQUARE = 9.5495
_ROUNDING = 1e-12


def breaks_of(breaks: pd.DataFrame, families: Collection[str]) -> pd.DataFrame:
    """Ruptures des familles choisies: the rows of `breaks` that touch at least one of `families`."""
    touched = [pd.isna(family) or not family or family in families for family in breaks["family"]]
    return breaks[np.array(touched, dtype=bool)]


def breaks_within(start: str, end: str, breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes) -> pd.DataFrame:
    """Ruptures à l’intérieur d’une période: the breaks without a bridge that lie strictly inside it.

    `start`, `end`: months "YYYY-MM", both included. A break on the first day of the period has nothing before it
    and is outside; one on its last day is inside. Returns the rows of `breaks`; a period is broken when
    there is any. Raises ValueError if the period ends before it starts.
    """
    if not (_MONTH.fullmatch(start) and _MONTH.fullmatch(end)) or end < start:
        raise ValueError(f"the period ends ({end}) before it starts ({start}), or is not made of months YYYY-MM")
    unbridged = breaks_of(breaks, families)
    inside = [
        pd.isna(factor) and f"{start}-01" < str(day)[:10] and str(day)[:7] <= end
        for day, factor in zip(unbridged["date"], unbridged["bridge_factor"], strict=True)
    ]
    return unbridged[np.array(inside, dtype=bool)]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Coupures of a list of months: what `cut_at_breaks` writes beside each.

    `segment`: 0, then one more from each month where a break without a bridge falls; `rupture`: the text of the
    breaks, bridged or not, that fall in the month, or since the month before it in the list; `doubtful`: the months
    that a break names as such.
    """

    segment: dict[str, int]
    rupture: dict[str, str]
    doubtful: frozenset[str]


def cuts_between(months: Collection[str], breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes) -> Cuts:
    """Coupures of `months` ("YYYY-MM") by the breaks that touch `families`. Raises ValueError on another text."""
    shown = sorted(set(months))
    if not all(isinstance(month, str) and _MONTH.fullmatch(month) for month in shown):
        raise ValueError("a period is not a month YYYY-MM")
    concerned = breaks_of(breaks, families)
    rupture, cut = dict.fromkeys(shown, ""), dict.fromkeys(shown, 0)
    for day, text, factor in zip(concerned["date"], concerned["text"], concerned["bridge_factor"], strict=True):
        # A break in a month without data is carried by the first month shown after it.
        at = bisect_left(shown, str(day)[:7])
        if at == len(shown) or str(day)[:7] < shown[0]:
            continue
        month = shown[at]
        rupture[month] = f"{rupture[month]} {text}".strip()
        if pd.isna(factor) and at > 0:
            cut[month] = 1
    segment = dict(zip(shown, accumulate(cut.values()), strict=True))
    named = [month for months_named in concerned["doubtful_months"].dropna() for month in months_named.split()]
    return Cuts(segment, rupture, frozenset(named))


def cut_at_breaks(monthly: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Série mensuelle coupée aux ruptures: a result frame whose `period` is a month "YYYY-MM", and where it is cut.

    Returns the rows of `monthly` in their order, without ranks (the frame holds the areas drawn, not all of them),
    and the columns segment (a line joins the points of one segment only), rupture and doubtful (bool). Raises
    KeyError on a month that `cuts` does not know.
    """
    months = monthly["period"].tolist()
    unranked = np.full(len(months), np.nan)
    return small_frame(
        {name: column.to_numpy() for name, column in monthly.items()}
        | {
            "rank_low": unranked,
            "rank_high": unranked,
            "segment": np.array([cuts.segment[month] for month in months], dtype=np.int64),
            "rupture": np.array([cuts.rupture[month] for month in months], dtype=object),
            "doubtful": np.array([month in cuts.doubtful for month in months], dtype=bool),
        }
    )


def annual_points(series: pd.DataFrame, area: str, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Points annuels comparables: (values, variances) of the whole calendar years of `area` after the last break.

    `series`: as cut_at_breaks returns it. A year counts when its twelve months are known, not doubtful, and in the
    last segment; its value is the sum of the months', its variance the sum of theirs, read from their intervals.
    """
    z = float(ndtri((1 + confidence) / 2))
    columns = (series[name].tolist() for name in ("area", "doubtful", "period", "value", "lower", "upper", "segment"))
    months = [
        month
        for of_area, doubtful, *month in zip(*columns, strict=True)
        if of_area == area and not doubtful and not np.isnan(month[1])
    ]
    last = max((segment for *_, segment in months), default=0)
    years: dict[str, list[tuple[float, float]]] = {}
    for period, value, lower, upper, segment in months:
        if segment == last:
            years.setdefault(period[:4], []).append((value, ((upper - lower) / (2 * z)) ** 2))
    whole = [np.sum(points, axis=0) for _, points in sorted(years.items()) if len(points) == 12]
    values, variances = np.array(whole, dtype=np.float64).reshape(-1, 2).T
    return values, variances


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
    # A flat line is computed as a slope of a few rounding errors, of either sign: it has no sign.
    rounding = _ROUNDING * np.ptp(points)
    stable = all(other * np.sign(slope) > rounding for other in left_out)
    if not stable or slope**2 / slope_variance <= _TREND_CHI_SQUARE:
        return NO_CLEAR_TREND
    return RISING if slope > 0 else FALLING


def _slope(years: FloatArray, points: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """Weighted least squares slope and its variance."""
    centred = years - np.average(years, weights=weights)
    information = float((weights * centred**2).sum())
    return float((weights * centred * (points - points[0])).sum()) / information, 1 / information
