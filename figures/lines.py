"""Lignes d’une série: the monthly points of an area, and the traces that draw them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from figures.numbers import month_label, with_unit
from figures.theme import Tokens
from geo.areas import AREAS, FRANCE
from indicators.catalogue import Indicator
from typography import NBSP, NNBSP


class Point(NamedTuple):
    """Point mensuel: month "YYYY-MM", value (NaN: none), segment's number, whether it is doubtful, status, outcome."""

    month: str
    value: float
    segment: int
    doubtful: bool
    cell_status: str
    outcome: str

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.value)

    @property
    def is_on_line(self) -> bool:
        """A doubtful point is drawn apart, joined to nothing."""
        return self.is_known and not self.doubtful

    @property
    def middle(self) -> str:
        """Milieu du mois, where the point stands: "2017-03-15"."""
        return f"{self.month}-15"


Points = dict[str, list[Point]]


@dataclass(frozen=True)
class Line:
    """Ligne d’un territoire: its name, at least one point in time order, and how it is drawn."""

    name: str
    points: list[Point]
    colour: str
    width: float

    @cached_property
    def drawn(self) -> list[Point]:
        return [point for point in self.points if point.is_on_line]

    @property
    def last(self) -> Point | None:
        return self.drawn[-1] if self.drawn else None

    @cached_property
    def doubtful(self) -> list[Point]:
        return [point for point in self.points if point.doubtful and point.is_known]

    @property
    def isolated(self) -> list[Point]:
        """Points that nothing joins: a line of one point would not be seen."""
        pairs = [(a, b) for a, b in pairwise(self.points) if a.is_on_line and b.is_on_line and a.segment == b.segment]
        joined = {point.month for pair in pairs for point in pair}
        return [point for point in self.drawn if point.month not in joined]


def read_points(series: pd.DataFrame) -> Points:
    """Points de chaque territoire, in time order, from area, period and the columns that a point names."""
    points: Points = {}
    columns = [series[name].tolist() for name in ("area", "period", *Point._fields[1:])]
    for area, *values in zip(*columns, strict=True):
        points.setdefault(area, []).append(Point(*values))
    return {area: sorted(of_area) for area, of_area in points.items()}


def shown_months(points: Points) -> list[str]:
    """Mois of all the points, in order."""
    return sorted({point.month for of_area in points.values() for point in of_area})


def area_lines(points: Points, selected: str, colours: Tokens, narrow: bool) -> list[Line]:
    """Lignes of France then of the selected area, drawn over it; an area without points has none."""
    return [
        Line(
            AREAS[area].abbreviation if narrow and area != FRANCE.id else AREAS[area].name,
            points[area],
            colours.accent if area == selected else colours.similar,
            2.4 if area == selected else 1.8,
        )
        for area in dict.fromkeys((FRANCE.id, selected))
        if area in points
    ]


def line_traces(line: Line, indicator: Indicator, top: float, colours: Tokens) -> list[dict[str, Any]]:
    """Tracés: the line, then its filled marks (last point, points that nothing joins), then the doubtful ones.

    `top`: the end of the axis, where a doubtful point that stands above it is drawn as a triangle. The graph's locale
    names the months (layouts/card.py).
    """
    path: list[tuple[str | None, float | None]] = []
    for point, following in pairwise([*line.points, line.points[-1]]):
        path.append((point.middle, _drawn(point.value, indicator.decimals) if point.is_on_line else None))
        if point.segment != following.segment:
            path.append((None, None))
    x, y = zip(*path, strict=True)
    filled = list(dict.fromkeys([*line.isolated, *line.drawn[-1:]]))
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": line.name,
            "x": list(x),
            "y": list(y),
            "line": {"color": line.colour, "width": line.width, "simplify": False},
            "hovertemplate": (
                f"<b>%{{fullData.name}}</b><br>%{{x|%B %Y}}{NBSP}: %{{y:.{indicator.decimals}f}}"
                f"{NNBSP}{indicator.unit}<extra></extra>"
            ),
        }
    ]
    if filled:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [point.middle for point in filled],
                "y": [_drawn(point.value, indicator.decimals) for point in filled],
                "marker": {"size": 7, "color": line.colour},
                "cliponaxis": False,
                "hoverinfo": "skip",
            }
        )
    if line.doubtful:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": line.name,
                "x": [point.middle for point in line.doubtful],
                "y": [_drawn(min(point.value, top), indicator.decimals) for point in line.doubtful],
                "text": [_hover_text(point, indicator) for point in line.doubtful],
                "marker": {
                    "size": 8,
                    "symbol": ["triangle-up" if point.value > top else "circle" for point in line.doubtful],
                    "color": colours.card,
                    "line": {"width": 2, "color": line.colour},
                },
                "cliponaxis": False,
                "hovertemplate": "<b>%{fullData.name}</b><br>%{text}, mois douteux<extra></extra>",
            }
        )
    return traces


def _drawn(value: float, decimals: int) -> float:
    """Valeur tracée: one decimal more than printed, unless rounding it again would not give the figure printed."""
    fine = f"{value:.{decimals + 1}f}"
    return float(f"{value:.{decimals}f}" if fine.endswith("5") else fine)


def _hover_text(point: Point, indicator: Indicator) -> str:
    return f"{month_label(point.month)}{NBSP}: {with_unit(point.value, indicator.unit, indicator.decimals)}"
