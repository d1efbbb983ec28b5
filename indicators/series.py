"""Séries mensuelles and the breaks that cut them; flows and sums of months; trend of annual points.

A break (rupture de série) is a row of the registry: `date` (its first day), `family` (an operator family's code,
or missing: every family), `bridge_factor` (NaN: none, the two sides are not comparable), `text`, `doubtful_months`
(months "YYYY-MM" separated by spaces, or missing). A break that names a family counts only when that family is
among the `families` selected. A bridge factor lets a line go on; values stay as reported, never rescaled. Only a change
(change.py) applies it: a count before the break, times the factor, compares with one after it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from frames import small_frame
from indicators.frame import extended
from indicators.intervals import FloatArray
from nomenclatures import FAMILY

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
RISING, FALLING = "en hausse", "en baisse"
NO_CLEAR_TREND, NOT_COMPUTABLE = "pas de tendance nette", "non calculable"
TREND_POINTS = 5
# Chi-square with one degree of freedom, p = 0.002.
TREND_CHI_SQUARE = 9.5495
_ROUNDING = 1e-12


def breaks_of(breaks: pd.DataFrame, families: Collection[str]) -> pd.DataFrame:
    """Ruptures des familles choisies: the rows of `breaks` that touch at least one of `families`."""
    touched = [pd.isna(family) or not family or family in families for family in breaks["family"]]
    return breaks[np.array(touched, dtype=bool)]


def check_period(start: str, end: str) -> None:
    """Refuse, by ValueError, a period that is not two months "YYYY-MM" in order."""
    if not (_MONTH.fullmatch(start) and _MONTH.fullmatch(end)) or end < start:
        raise ValueError(f"the period ends ({end}) before it starts ({start}), or is not made of months YYYY-MM")


def breaks_within(start: str, end: str, breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes) -> pd.DataFrame:
    """Ruptures à l’intérieur d’une période: the breaks without a bridge that lie strictly inside it.

    `start`, `end`: months "YYYY-MM", both included. A break on the first day of the period has nothing before it
    and is outside; one on its last day is inside. Returns the rows of `breaks`; a period is broken when
    there is any. Raises ValueError if the period ends before it starts.
    """
    check_period(start, end)
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
    return Cuts(segment, rupture, _doubtful(concerned))


def _doubtful(breaks: pd.DataFrame) -> frozenset[str]:
    return frozenset(month for named in breaks["doubtful_months"].dropna() for month in named.split())


def cut_at_breaks(monthly: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Série mensuelle coupée aux ruptures: a result frame whose `period` is a month "YYYY-MM", and where it is cut.

    Returns the rows of `monthly` in their order, without ranks (the frame holds the areas drawn, not all of them),
    and the columns segment (a line joins the points of one segment only), rupture and doubtful (bool). Raises
    KeyError on a month that `cuts` does not know.
    """
    months = monthly["period"].tolist()
    unranked = np.full(len(months), np.nan)
    return extended(
        monthly,
        rank_low=unranked,
        rank_high=unranked,
        segment=np.array([cuts.segment[month] for month in months], dtype=np.int64),
        rupture=np.array([cuts.rupture[month] for month in months], dtype=object),
        doubtful=np.array([month in cuts.doubtful for month in months], dtype=bool),
    )


@dataclass(frozen=True, slots=True)
class Continuity:
    """Continuité: what the registry says of any two months, for the families it was read for.

    unbridged, bridged: (date "YYYY-MM-DD", factor, text) of the breaks, in order of date, the factor being NaN in the
    former; doubtful: the months that a break names as such.
    """

    unbridged: tuple[tuple[str, float, str], ...]
    bridged: tuple[tuple[str, float, str], ...]
    doubtful: frozenset[str]

    def inside(self, start: str, end: str) -> tuple[tuple[str, float, str], ...]:
        """Ruptures sans raccord strictly inside the months `start` to `end`, both included, as breaks_within has it."""
        return tuple(row for row in self.unbridged if f"{start}-01" < row[0] and row[0][:7] <= end)

    def rupture(self, start: str, end: str) -> str:
        """Texte des ruptures, bridged or not, strictly inside the months `start` to `end`, "" without any."""
        crossed = [row for row in self.unbridged + self.bridged if f"{start}-01" < row[0] and row[0][:7] <= end]
        return " ".join(text for _, _, text in sorted(crossed, key=lambda row: row[0]))

    def factor(self, month: str, end: str) -> float:
        """Raccord: what a count of `month` is multiplied by to compare with one of `end`, a later month."""
        return math.prod(factor for day, factor, _ in self.bridged if month < day[:7] <= end)


def continuity_of(breaks: pd.DataFrame, families: Collection[str] = FAMILY.codes) -> Continuity:
    """Lit le registre once, for `families`. Raises ValueError on a bridge factor that is not positive and finite."""
    concerned = breaks_of(breaks, families)
    columns = (concerned[name].tolist() for name in ("date", "bridge_factor", "text"))
    rows = sorted((str(day)[:10], float(factor), str(text)) for day, factor, text in zip(*columns, strict=True))
    if not all(math.isnan(factor) or 0 < factor < math.inf for _, factor, _ in rows):
        raise ValueError("a bridge factor must be positive and finite")
    return Continuity(
        tuple(row for row in rows if math.isnan(row[1])),
        tuple(row for row in rows if not math.isnan(row[1])),
        _doubtful(concerned),
    )


def months_between(start: str, end: str) -> tuple[str, ...]:
    """Mois "YYYY-MM" de `start` à `end`, both included. Raises ValueError as breaks_within does."""
    length, first = length_of(start, end), month_number(start)
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first, first + length))


def length_of(start: str, end: str) -> int:
    """Durée of a period in months, both included. Raises ValueError as breaks_within does."""
    check_period(start, end)
    return month_number(end) - month_number(start) + 1


def month_number(month: str) -> int:
    """Rang d’un mois "YYYY-MM": consecutive months have consecutive numbers."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def present_throughout(sent: Mapping[str, Collection[str]], start: str, end: str) -> tuple[str, ...]:
    """Périmètre constant: the operators (or families) that sent every month of `start` to `end`, in their order.

    `sent`: operator → the months that it sent. Read the registry for these only: the breaks of the others are no longer
    inside. Raises ValueError as months_between does.
    """
    window = set(months_between(start, end))
    return tuple(operator for operator, months in sent.items() if window <= set(months))


def flows(monthly: Mapping[str, float], continuity: Continuity, since: str = "break") -> pd.DataFrame:
    """Flux mensuels, cumulés et glissants, in entries, one row per month from the first to the last of `monthly`.

    `monthly`: month → count after disclosure; one missing or NaN is unknown. Columns: period; count; cumulative, the
    sum since the first month, which begins anew at each break without a bridge ("break"), each January also ("year"),
    or never ("start"); moving_12, the sum of the twelve months that end there, NaN where a break without a bridge lies
    inside them or where one of them is doubtful; segment, rupture and doubtful, as cut_at_breaks has them;
    cumulative_doubtful, whether `cumulative` holds a doubtful month. An unknown month makes unknown every sum that
    holds it. Counts are added as reported, without bridge factors; a sum carries as many noises as it has months.
    Raises ValueError on another `since`, or as months_between does.
    """
    if since not in ("break", "year", "start"):
        raise ValueError(f"since must be break, year or start, got {since!r}")
    months = months_between(min(monthly), max(monthly)) if monthly else ()
    counts = [float(monthly.get(month, np.nan)) for month in months]
    doubtful = [month in continuity.doubtful for month in months]
    cumulative: list[float] = []
    holds_doubt: list[bool] = []
    segments: list[int] = []
    ruptures: list[str] = []
    for at, (month, count) in enumerate(zip(months, counts, strict=True)):
        here = [row for row in continuity.unbridged if row[0][:7] == month]
        segments.append((segments[-1] if segments else 0) + bool(here and at))
        bridged = [row for row in continuity.bridged if row[0][:7] == month]
        ruptures.append(" ".join(text for _, _, text in sorted(here + bridged, key=lambda row: row[0])))
        anew = at == 0 or (since != "start" and segments[-1] != segments[-2]) or (since == "year" and month[5:] == "01")
        cumulative.append(count if anew else cumulative[-1] + count)
        holds_doubt.append(doubtful[at] or (not anew and holds_doubt[-1]))
    moving = [
        math.fsum(counts[at - 11 : at + 1])
        if at >= 11 and not any(doubtful[at - 11 : at + 1]) and not continuity.inside(months[at - 11], month)
        else np.nan
        for at, month in enumerate(months)
    ]
    return small_frame(
        {
            "period": np.array(months, dtype=object),
            "count": np.array(counts, dtype=np.float64),
            "cumulative": np.array(cumulative, dtype=np.float64),
            "moving_12": np.array(moving, dtype=np.float64),
            "segment": np.array(segments, dtype=np.int64),
            "rupture": np.array(ruptures, dtype=object),
            "doubtful": np.array(doubtful, dtype=bool),
            "cumulative_doubtful": np.array(holds_doubt, dtype=bool),
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
    if not stable or slope**2 / slope_variance <= TREND_CHI_SQUARE:
        return NO_CLEAR_TREND
    return RISING if slope > 0 else FALLING


def _slope(years: FloatArray, points: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """Weighted least squares slope and its variance."""
    centred = years - np.average(years, weights=weights)
    information = float((weights * centred**2).sum())
    return float((weights * centred * (points - points[0])).sum()) / information, 1 / information
