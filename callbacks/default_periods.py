"""Périodes par défaut: what an address that names no period asks of each release."""

from __future__ import annotations

from collections.abc import Callable

from data.default_period import default_period
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from filters import DefaultOf, Filters, Period

PeriodOf = Callable[[Release], Period]


def default_periods(database: Database, period_of: PeriodOf = default_period) -> DefaultOf:
    """Release asked → the default period of the one that serves, as the page gives it."""

    def default_of(release: str) -> Period:
        try:
            return period_of(database.release(release))
        except (DatabaseUnavailable, NoRelease):
            # The page will say so; its filters need some period meanwhile.
            return Filters().default

    return default_of
