"""Axe des parts: where a share in % stands on an axis, and the ticks of one that is cut to what it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from figures.axis import nice_ticks

QUARTERS = (0.0, 25.0, 50.0, 75.0, 100.0)
# Shares that are closer than this look alike: no axis is cut to less, in points.
_SHORTEST = 10.0


def share_ticks(shares: Iterable[float]) -> tuple[float, ...]:
    """Graduations d’un axe coupé that covers `shares`, in %; quarters where none is known."""
    known = [share for share in shares if math.isfinite(share)]
    if not known:
        return QUARTERS
    margin = max(0.0, (_SHORTEST - (max(known) - min(known))) / 2)
    low = max(0.0, min(min(known) - margin, 100.0 - _SHORTEST))
    return nice_ticks(low, min(100.0, max(max(known) + margin, low + _SHORTEST)), 5)


def share_position(share: float, ticks: Sequence[float] = QUARTERS) -> float:
    """Place of a share, in % of the axis from its first tick to its last."""
    return (share - ticks[0]) / (ticks[-1] - ticks[0]) * 100
