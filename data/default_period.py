"""Période par défaut: what a release shows when the address names no period."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from data.calendar import activity, months_between, months_of
from data.engine import Release
from filters import Period


@lru_cache(maxsize=8)
def default_period(release: Release) -> Period:
    """Période par défaut of the release, from what the operators sent. Raises data.engine.DatabaseUnavailable."""
    return choose(months_of(release), activity(release))


@lru_cache(maxsize=8)
def whole_window(release: Release) -> Period:
    """Fenêtre entière of the release: what a page whose numbers may span a break opens on."""
    months = months_of(release)
    return Period(months[0], months[-1])


def choose(months: Sequence[str], sent: Mapping[str, Collection[str]]) -> Period:
    """The last calendar year among `months` ("YYYY-MM", consecutive) in which every family present sent each month.

    `sent`: family → months sent. Failing such a year, the last whole one; failing that, the last twelve months.
    """
    years = [Period(f"{year}-01", f"{year}-12") for year in sorted({month[:4] for month in months}, reverse=True)]
    whole = [year for year in years if months[0] <= year.start and year.end <= months[-1]]
    full = [year for year in whole if _is_full(months_between(year.start, year.end), sent)]
    return next(iter((*full, *whole)), Period(months[-12:][0], months[-1]))


def _is_full(year: frozenset[str], sent: Mapping[str, Collection[str]]) -> bool:
    present = [year.intersection(months) for months in sent.values() if not year.isdisjoint(months)]
    return bool(present) and all(months == year for months in present)
