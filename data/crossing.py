"""Croisement: what is counted, and how the count is parted."""

from __future__ import annotations

from typing import NamedTuple

Kept = tuple[tuple[str, tuple[str, ...]], ...]


class Crossing(NamedTuple):
    """Croisement: "entries" or "exits", the dimensions that part them, and the codes kept of some others."""

    events: str
    by: tuple[str, ...] = ()
    kept: Kept = ()
