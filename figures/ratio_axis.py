"""Axe des rapports: where a ratio stands on a log₂ axis from 0,125 to 8 around 1, the same for every territory."""

from __future__ import annotations

import math
from typing import NamedTuple

from figures.numbers import number

LOW, HIGH = 0.125, 8.0
TICKS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_SPAN = math.log2(HIGH / LOW)


class Mark(NamedTuple):
    """Marque: dot, left end and width of the interval, in % of the axis; width 0 where it is narrower than the dot.

    `beyond`: -1 or 1 where the ratio is under or over the axis, else 0: an arrow at that end, and the printed value
    says how far.
    """

    dot: float
    left: float
    width: float
    beyond: int


def position(ratio: float) -> float:
    """Position in % of the axis, kept inside it. Raises ValueError unless the ratio is positive and finite."""
    if not (math.isfinite(ratio) and ratio > 0):
        raise ValueError(f"a ratio on a log axis must be positive and finite, got {ratio}")
    return min(max(math.log2(ratio / LOW) / _SPAN * 100, 0.0), 100.0)


def mark(value: float, lower: float, upper: float, dot: float = 2.2) -> Mark:
    """Marque d’un rapport and of its interval; `dot`: diameter of the dot in % of the axis. A lower bound of 0 is at
    the end of the axis."""
    left = position(lower) if lower > 0 else 0.0
    width = position(upper) - left
    return Mark(position(value), left, width if width > dot else 0.0, int(value > HIGH) - int(value < LOW))


def zone(equivalence: float) -> tuple[float, float]:
    """Bande d’équivalence 1 ± equivalence: its two ends in % of the axis."""
    return position(1 - equivalence), position(1 + equivalence)


def tick_marks() -> tuple[tuple[float, str], ...]:
    """Graduations: (position in %, label), "0,125" to "8"."""
    decimals = {tick: 0 if tick >= 1 else {0.5: 1, 0.25: 2, 0.125: 3}[tick] for tick in TICKS}
    return tuple((round(position(tick), 2), number(tick, decimals[tick])) for tick in TICKS)
