"""Barres d’intervalle: where each interval stands on the axis that the rows of a comparison share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figures.axis import nice_ticks, tick_decimals
from figures.cells import VALUE, Cells
from figures.numbers import number
from indicators.intervals import FloatArray

_MOST_TICKS = 5
# Room left at both ends of the axis, as a share of its span.
_MARGIN = 0.04


@dataclass(frozen=True, slots=True)
class Bar:
    """Intervalle dessiné, in % of the axis; width 0 where the interval is narrower than the dot (the dot alone)."""

    left: float
    width: float
    dot: float


@dataclass(frozen=True, slots=True)
class BarGeometry:
    """Géométrie des intervalles: positions in % of one axis shared by all rows, which need not start at zero.

    bars: by area id, only areas with a value; ticks: (position, label); benchmark: position, None if unknown;
    zone: (left, width) of the equivalence zone, None if unknown.
    """

    bars: dict[str, Bar]
    ticks: tuple[tuple[float, str], ...]
    benchmark: float | None
    zone: tuple[float, float] | None


def bar_geometry(cells: Cells, equivalence: float = 0.05, dot: float = 4.0) -> BarGeometry:
    """Géométrie des barres d’intervalle of France and the areas compared; `dot`: its diameter in % of the axis."""
    has_benchmark = cells.france is not None and cells.france.fill == VALUE
    drawn = [cell for cell in (cells.france, *cells.compared) if cell is not None and cell.fill == VALUE]
    if not drawn:
        return BarGeometry({}, (), None, None)
    value, lower, upper = np.array([(cell.value, cell.lower, cell.upper) for cell in drawn]).T
    edges = value[:1] * [1 - equivalence, 1, 1 + equivalence] if has_benchmark else np.empty(0)
    low, high = np.concatenate([lower, edges]).min(), np.concatenate([upper, edges]).max()
    margin = (high - low or abs(high)) * _MARGIN
    low, high = float(low - margin), float(high + margin)

    def position(x: FloatArray) -> FloatArray:
        return np.asarray(np.round((x - low) / (high - low) * 100, 2))

    left, width = position(lower), np.round(position(upper) - position(lower), 2)
    bars = {
        cell.area.id: Bar(at, wide if wide > dot else 0.0, centre)
        for cell, at, wide, centre in zip(drawn, left.tolist(), width.tolist(), position(value).tolist(), strict=True)
    }
    ticks = nice_ticks(low, high, _MOST_TICKS)
    inside = [tick for tick in ticks if low <= tick <= high]
    labels = [number(tick, tick_decimals(ticks)) for tick in inside]
    labelled = tuple(zip(position(np.array(inside)).tolist(), labels, strict=True))
    if not has_benchmark:
        return BarGeometry(bars, labelled, None, None)
    floor, centre, ceiling = position(edges).tolist()
    return BarGeometry(bars, labelled, centre, (floor, round(ceiling - floor, 2)))
