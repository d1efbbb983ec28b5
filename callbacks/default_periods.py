"""Périodes par défaut: what an address that names no period asks of each release."""

from __future__ import annotations

from data.default_period import default_period
from data.engine import Database, DatabaseUnavailable, NoRelease
from filters import DefaultOf, Filters, Period


def default_periods(database: Database) -> DefaultOf:
    """Release asked → the default period of the one that serves."""

    def default_of(release: str) -> Period:
        try:
            return default_period(database.release(release))
        except (DatabaseUnavailable, NoRelease):
            # The page will say so; its filters need some period meanwhile.
            return Filters().default

    return default_of
