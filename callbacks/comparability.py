"""Comparabilité: which months of a period the release covers, which breaks it crosses, what can be asked instead."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd

from data import queries
from data.engine import Release
from figures.breaks import doubtful_reasons
from filters import Filters
from indicators.series import breaks_of, breaks_within
from layouts.absences import absences


def within(release: Release, filters: Filters) -> Filters:
    """`filters` with the part of the period that the release covers; unchanged when it covers none of it."""
    first, last = f"{release.card.first_month:%Y-%m}", f"{release.card.last_month:%Y-%m}"
    if filters.end < first or filters.start > last:
        return filters
    return replace(filters, start=max(filters.start, first), end=min(filters.end, last))


def is_broken(release: Release, filters: Filters) -> bool:
    """Whether the period mixes two perimeters: a break crosses it, or a family sent a part of it only."""
    if not _crossed(release, filters.start, filters.end, filters.families).empty:
        return True
    return bool(absences(filters.families, filters.period, *queries.absent_months(release, filters.families)).partly)


def answered(release: Release, filters: Filters, asked: Filters) -> dict[str, Any]:
    """The fields of layouts.answer.Answer, for the filters `asked` and what `within` made of them."""
    missing, outside = queries.absent_months(release, filters.families)
    return {
        "release": release.id,
        "demonstration": release.card.demonstration,
        "filters": filters,
        "crossed_breaks": _crossed(release, filters.start, filters.end, filters.families),
        "comparable": _comparable(release, filters),
        "missing_months": missing,
        "outside_months": outside,
        "doubts": _doubts(release, filters),
        "clipped": filters.period != asked.period,
    }


@lru_cache(maxsize=64)
def breaks_of_families(release: Release, families: tuple[str, ...]) -> pd.DataFrame:
    """Rows of the registry that touch `families`. Shared: do not write into it."""
    return breaks_of(queries.series_breaks(release), families)


@lru_cache(maxsize=256)
def _crossed(release: Release, start: str, end: str, families: tuple[str, ...]) -> pd.DataFrame:
    return breaks_within(start, end, queries.series_breaks(release), families)


def _comparable(release: Release, filters: Filters) -> tuple[tuple[str, str], ...]:
    """The years, cut to the months covered, that no break of the operators chosen crosses."""
    years = range(release.card.first_month.year, release.card.last_month.year + 1)
    asked = (within(release, replace(filters, start=f"{y}-01", end=f"{y}-12")) for y in years)
    return tuple((f.start, f.end) for f in asked if not is_broken(release, f))


def _doubts(release: Release, filters: Filters) -> tuple[str, ...]:
    reasons = _reasons(release, filters.families)
    return tuple(text for month, text in reasons.items() if filters.start <= month <= filters.end)


@lru_cache(maxsize=64)
def _reasons(release: Release, families: tuple[str, ...]) -> dict[str, str]:
    return doubtful_reasons(breaks_of_families(release, families))
