"""Les nombres de la page Accès: one question to the data room, one answer for the screen, the files and the tests."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from callbacks.comparability import answered, breaks_of_families, is_broken, within
from data import published, queries
from data.engine import Release
from denominators import describe_change, explain
from figures.classes import Classes, classes_for
from filters import Filters
from indicators.access import access_rate
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRY_SHARE
from indicators.frame import RESULT_COLUMNS
from indicators.funnel import rate_funnel
from indicators.series import (
    NOT_COMPUTABLE,
    TREND_POINTS,
    Cuts,
    annual_points,
    cut_at_breaks,
    cuts_between,
    trend_label,
)
from indicators.share import entry_share
from layouts.acces_answer import Acces

_NO_SERIES = pd.DataFrame(columns=[*RESULT_COLUMNS, "segment", "rupture", "doubtful"])


def acces_numbers(release: Release, asked: Filters) -> Acces:
    """Compute the page for `asked` on `release`, whatever the views. Raises data.engine.DatabaseUnavailable.

    The period is cut to the months that the release covers (`clipped`); outside them there is no data.
    """
    return _numbers(release, asked.question)


def classes_of(numbers: Acces) -> Classes:
    """Classes of the map and of its file, around France."""
    return classes_for(numbers.france.value, numbers.filters.equivalence / 100)


@lru_cache(maxsize=128)
def _numbers(release: Release, asked: Filters) -> Acces:
    filters = within(release, asked)
    denominator = queries.denominator_for(filters)
    years = filters.period.years
    indicator = (ACCESS_RATE if years else ACCESS_RATE_MONTHLY) if denominator else ENTRY_SHARE
    variance = release.noise.variance()
    counts = _in_field(queries.area_counts(release, filters))
    noises, _ = published.noise_blocks(release, filters)
    options: dict[str, Any] = {"equivalence": filters.equivalence / 100, "noise_variance": variance * noises}
    if denominator:
        options |= {"periods": years or filters.period.months, "broken": is_broken(release, filters)}
    result = entry_share(counts, **options) if denominator is None else rate_funnel(counts, **options)
    series_filters = _series_filters(release, filters)
    series = _series(release, series_filters, variance)
    return Acces(
        **answered(release, filters, asked),
        indicator=indicator,
        series_indicator=ACCESS_RATE_MONTHLY if denominator else ENTRY_SHARE,
        denominator=denominator,
        no_denominator=explain(_level(filters), filters.reading, filters.margin, int(filters.start[:4])),
        source_change=describe_change(queries.denominator_for(filters.without_profile()), denominator),
        result=result[list(RESULT_COLUMNS)],
        series=series,
        series_families=series_filters.families,
        breaks=breaks_of_families(release, series_filters.families),
        by_sex=queries.composition(release, filters, "sex"),
        by_reading=queries.composition(release, filters, "reading"),
        actives_by_sex=queries.actives_by_sex(release, filters),
        trend=_trend(series, filters.area),
        **_dispersion(result),
        unlocated=queries.unlocated(release, filters),
    )


def _in_field(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts, unknown where no operator chosen was in the field yet: their zero says nothing of the service."""
    active = counts["active"].to_numpy(dtype=bool)
    if active.all():
        return counts
    count = counts["count"].to_numpy(dtype=float)
    return counts.assign(count=np.where(active | (count > 0), count, np.nan), active=True)


def _dispersion(result: pd.DataFrame) -> dict[str, Any]:
    """phi and the minimum detectable gaps, which the funnel of the page Comparer shows of the same rates."""
    if "phi" not in result:
        return {"phi": math.nan, "detectable": {}}
    phi, gaps = result["phi"].dropna().tolist(), (result["detectable"] * 100).tolist()
    known = {area: gap for area, gap in zip(result["area"].tolist(), gaps, strict=True) if gap == gap}
    return {"phi": phi[0] if phi else math.nan, "detectable": known}


@lru_cache(maxsize=64)
def _cuts(release: Release, families: tuple[str, ...]) -> Cuts:
    return cuts_between(queries.covered_months(release), queries.series_breaks(release), families)


def _series_filters(release: Release, filters: Filters) -> Filters:
    if filters.perimeter != "constant":
        return filters
    return replace(filters, families=queries.constant_families(release, filters.families))


def _trend(series: pd.DataFrame, area: str) -> str:
    if len(set(series["period"].tolist())) < 12 * TREND_POINTS:
        return NOT_COMPUTABLE
    values, variances = annual_points(series, area)
    known = variances > 0
    return trend_label(values[known], variances[known])


def _level(filters: Filters) -> str:
    return "region" if filters.area_level == "reg" else "department"


def _series(release: Release, filters: Filters, variance: float) -> pd.DataFrame:
    if not filters.families:
        return _NO_SERIES
    counts = _in_field(queries.monthly_counts(release, filters))
    _, noises = published.noise_blocks(release, filters)
    options: dict[str, Any] = {"equivalence": filters.equivalence / 100, "noise_variance": variance * noises}
    monthly = (access_rate if "population" in counts else entry_share)(counts, **options)
    return cut_at_breaks(monthly, _cuts(release, filters.families))
