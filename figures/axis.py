"""Axe des valeurs: round, evenly spaced ticks, at most six."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from figures.theme import Tokens
from typography import NNBSP

MOST_TICKS = 6
_QUARTERS = {"tickvals": [0, 25, 50, 75, 100], "ticktext": ["0", "25", "50", "75", f"100{NNBSP}%"]}


def percent_axis(colours: Tokens, low: float = 0, high: float = 100) -> dict[str, Any]:
    """Axe de pourcentages: quarters from 0 to 100 %, the unit on the last one, as Plotly draws it."""
    return {
        "range": [low, high],
        **_QUARTERS,
        "gridcolor": colours.grid,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": colours.muted},
    }


def nice_ticks(low: float, high: float, most: int = MOST_TICKS) -> tuple[float, ...]:
    """Graduations: multiples of 1, 2 or 5 × 10ⁿ that cover [low, high], at least two and at most `most`.

    Raises ValueError if a bound is not finite, if low > high, or if `most` < 3 (two may not cover an interval
    around zero).
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high or most < 3:
        raise ValueError(f"no ticks for {low}..{high} in at most {most}")
    if low == high:
        high = low + (abs(low) or 1.0)
    magnitude = 10.0 ** math.floor(math.log10((high - low) / (most - 1)))
    candidates = (_multiples(low, high, factor * magnitude) for factor in (1, 2, 5, 10, 20, 50))
    return next(ticks for ticks in candidates if len(ticks) <= most)


def _multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    # The tolerance keeps a bound that is a multiple of the step from calling for one more tick.
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, max(last, first + 1) + 1))


def tick_decimals(ticks: tuple[float, ...]) -> int:
    """Nombre de décimales that tells the ticks apart: 0 for 0, 20, 40; 1 for 0, 0.5, 1."""
    step = min(b - a for a, b in pairwise(ticks))
    return max(0, -math.floor(math.log10(step) + 1e-9))
