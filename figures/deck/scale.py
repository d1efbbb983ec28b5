"""Échelles des graphiques d’une diapositive: the same ends and ticks in both files."""

from __future__ import annotations

import math
from typing import NamedTuple

from figures.axis import nice_ticks
from figures.deck.board import Bars, Lines, Points, known

_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_MONTHS_BETWEEN = (1, 3, 6, 12, 24)
_MONTH_WIDTH = 150
# A doubtful month may stand this far above the others before it leaves the scale, as on the pages.
OVERSHOOT = 1.3


class Scale(NamedTuple):
    """Échelle: its ends and its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @property
    def step(self) -> float:
        return self.ticks[1] - self.ticks[0]


def bar_scale(bars: Bars) -> Scale:
    """Échelle des barres, which start at zero."""
    values = [v for s in bars.series for v in known((*s.values, *s.lower, *s.upper))]
    low, high = min([0.0, *values]), max([0.0, *values, 0.001])
    # Room at both ends for the figures of the bars.
    return Scale(low * (1.3 if low else 1.0), high * 1.06, nice_ticks(low, high))


def line_scale(lines: Lines) -> Scale:
    """Échelle des courbes: from zero, unless that would flatten them; a chart among others always starts there."""
    ordinary = [v for s in lines.series if not s.mark for v in known(s.values)]
    limit = max(ordinary, default=math.inf) * OVERSHOOT
    doubtful = [v for s in lines.series if s.mark for v in known(s.values) if v <= limit]
    values = [*ordinary, *doubtful] or [0.0, 1.0]
    low, high = min(values), max(values)
    return _whole(0.0 if low >= 0 and (lines.title or low < high / 2) else low, high)


def point_scales(points: Points) -> tuple[Scale, Scale]:
    """Échelles des nuages: horizontal, vertical; the ticks of a logarithmic one are the powers of ten."""
    xs = [x for cloud in points.clouds for x in known(cloud.xs)] or [1.0, 10.0]
    ys = [y for cloud in points.clouds for y in known(cloud.ys)] or [0.0, 1.0]
    vertical = _whole(min(ys), max(ys))
    if not points.logarithmic:
        return _whole(min(xs), max(xs)), vertical
    low, high = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    return Scale(10.0**low, 10.0**high, tuple(10.0**power for power in range(low, high + 1))), vertical


def across(scale: Scale, value: float, logarithmic: bool = False) -> float:
    """Place of a value along its scale, from 0 to 1."""
    low, high = scale.low, scale.high
    if logarithmic:
        low, high, value = math.log10(low), math.log10(high), math.log10(value)
    return (value - low) / (high - low)


def _whole(low: float, high: float) -> Scale:
    ticks = nice_ticks(low, high)
    return Scale(ticks[0], ticks[-1], ticks)


def months_between(count: int, width: float) -> int:
    """Mois d’une graduation à l’autre, so that their names have room on an axis of `width` px."""
    most = max(width / _MONTH_WIDTH, 1.0)
    return next((step for step in _MONTHS_BETWEEN if count / step <= most), _MONTHS_BETWEEN[-1])


def short_month(month: str) -> str:
    """Mois d’un axe: "2015-01" → "janv. 2015"."""
    return f"{_SHORT[int(month[5:]) - 1]} {month[:4]}"
