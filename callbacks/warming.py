"""Mise en route: what the first visitor of a worker would wait for, read in its background as it starts."""

from __future__ import annotations

import importlib
import threading

from callbacks.acces import ACCES
from callbacks.acces_numbers import acces_numbers
from data.engine import Database, DatabaseUnavailable, NoRelease
from filters import Filters


def start(database: Database) -> threading.Thread:
    """Warm this process, which serves meanwhile. After the fork only: it opens the database."""
    thread = threading.Thread(target=warm, args=(database,), name="warming", daemon=True)
    thread.start()
    return thread


def warm(database: Database) -> None:
    """Open the release, and ask it what its first page and its files ask: they find its cubes in memory."""
    try:
        release = database.release()
        first, _ = Filters.from_query("", lambda _: ACCES.default_period(release))
        acces_numbers(release, first)
        acces_numbers(release, first.change(age="a15"))
        importlib.import_module("scipy.spatial")  # the distances of Territoires, kept out of the start
    except (NoRelease, DatabaseUnavailable):
        return  # The first request says it, to whoever waits.
