"""Entonnoir dessiné: each area by the size of its denominator, and the limits that chance and dispersion allow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from figures.axis import nice_ticks, tick_decimals
from figures.cells import VALUE, Cell, Cells
from figures.numbers import NNBSP, number, with_unit
from figures.placement import Mark, place
from figures.theme import FONT_FAMILY, Tokens, text_width, tokens
from indicators.catalogue import Indicator
from indicators.funnel import ratio_limits, worth
from indicators.intervals import FloatArray

# Few points, joined by splines.
_CURVE_POINTS = 13
_MARGINS = {"l": 40, "r": 4, "t": 8, "b": 46}
# At the right of a plot that has room, for the name and the value of France.
_FRANCE_WIDTH = 96
_NAME_SIZE = 12
_HALF = 5
GLYPHS = {"above": "triangle-up", "below": "triangle-down", "inside": "circle", "": "circle"}


class Spread(NamedTuple):
    """Dispersion of a funnel: entries per unit of the rate and active, phi, variance of the noise of one count."""

    scale: float
    phi: float
    noise: float


def limits(people: FloatArray, centre: float, spread: Spread, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Limites of the rate, overdispersed, for denominators of any size, as indicators.funnel.rate_funnel gives them."""
    expected = centre * people * spread.scale
    size = expected**2 / (expected + spread.noise)
    lower, upper = ratio_limits(worth(size, spread.phi), confidence)
    return lower * centre, upper * centre


def funnel_chart(
    cells: Cells,
    positions: Mapping[str, str],
    indicator: Indicator,
    spread: Spread,
    selected: str,
    second: str,
    unit: str,
    theme: str = "light",
    width: int = 600,
    height: int = 380,
) -> dict[str, Any]:
    """Entonnoir, a Plotly figure as a dict, laid out for a box of `width` × `height` px.

    `positions`: area → its place at 99.8 %; `unit`: what the axis counts ("actifs de 15 à 64 ans"). Without a
    benchmark or areas that have a value the figure is empty. `customdata[0]` of a clicked point is the area's id.
    """
    colours = tokens(theme)
    areas = [cell for cell in cells.compared if cell.fill == VALUE and cell.denominator > 0]
    france = cells.france
    if not areas or france is None or france.fill != VALUE:
        return {"data": [], "layout": {"paper_bgcolor": "rgba(0,0,0,0)", "xaxis": _NO_AXIS, "yaxis": _NO_AXIS}}
    sizes = np.array([cell.denominator for cell in areas])
    low, high = math.log10(sizes.min()) - 0.12, math.log10(sizes.max()) + 0.12
    grid = np.logspace(low, high, _CURVE_POINTS)
    bounds = {level: limits(grid, france.value, spread, level) for level in (0.95, 0.998)}
    ticks = _ticks(areas, france.value, bounds[0.998])
    plot = _Plot(low, high, ticks[0], ticks[-1], width, height)
    order = sorted(areas, key=lambda cell: _first(cell, positions, selected, second))
    return {
        "data": [
            *_curves(grid, bounds, colours),
            _points(areas, positions, indicator, colours),
            _rings(areas, selected, second, colours),
            _names(order, positions, selected, second, plot, france.value, colours),
        ],
        "layout": {
            "font": {"family": FONT_FAMILY, "size": _NAME_SIZE, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": _MARGINS | {"r": plot.right},
            "showlegend": False,
            "dragmode": False,
            "separators": f",{NNBSP}",
            "hoverlabel": {
                "align": "left",
                "bgcolor": colours.card,
                "bordercolor": colours.control,
                "font": {"size": 12.5, "color": colours.text},
            },
            "xaxis": _size_axis(low, high, unit, colours, width),
            "yaxis": {
                "range": [ticks[0], ticks[-1]],
                "tickvals": list(ticks),
                "ticktext": [
                    number(tick, tick_decimals(ticks)) + (f"{NNBSP}{indicator.unit}" if tick == ticks[-1] else "")
                    for tick in ticks
                ],
                "tickfont": {"size": 12, "color": colours.muted},
                "gridcolor": colours.grid,
                "zeroline": False,
                "fixedrange": True,
            },
            "shapes": [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": round(france.value, 4),
                    "y1": round(france.value, 4),
                    "layer": "below",
                    "line": {"width": 1.2, "color": colours.text},
                }
            ],
            "annotations": _notes(bounds, grid, france, indicator, plot, colours),
        },
    }


_NO_AXIS = {"visible": False}


class _Plot(NamedTuple):
    """The box of the plot: its axes, log10 of the denominators across, and its px."""

    low: float
    high: float
    bottom: float
    top: float
    width: int
    height: int

    @property
    def right(self) -> int:
        """Marge de droite, in px: that of France's name, where the plot has room for it."""
        return _FRANCE_WIDTH if self.width >= 400 else _MARGINS["r"]

    @property
    def box(self) -> tuple[float, float, float, float]:
        inner = self.width - _MARGINS["l"] - self.right, self.height - _MARGINS["t"] - _MARGINS["b"]
        return 0.0, 0.0, float(inner[0]), float(inner[1])

    def px(self, people: float, value: float) -> tuple[float, float]:
        across = (math.log10(people) - self.low) / (self.high - self.low)
        up = (value - self.bottom) / (self.top - self.bottom)
        return across * self.box[2], up * self.box[3]

    def data(self, x: float, y: float) -> tuple[float, float]:
        """The denominator and the rate of a place in px."""
        people = 10 ** (self.low + x / self.box[2] * (self.high - self.low))
        return _rounded(people), _rounded(self.bottom + y / self.box[3] * (self.top - self.bottom))


def _ticks(areas: list[Cell], centre: float, bounds: tuple[FloatArray, FloatArray]) -> tuple[float, ...]:
    """Graduations that hold every area; the funnel may leave the plot on the side of the small ones."""
    lower, upper = (float(limit[_CURVE_POINTS // 3]) for limit in bounds)
    reach = max(*(abs(cell.value - centre) for cell in areas), upper - centre, centre - lower) * 1.15
    return nice_ticks(max(centre - reach, 0.0), centre + reach)


def _first(cell: Cell, positions: Mapping[str, str], selected: str, second: str) -> tuple[int, float]:
    """Who is named first: the territories chosen, then those outside the limits, then the largest."""
    area = cell.area.id
    if area in (selected, second):
        return 0 if area == selected else 1, 0.0
    return 3 if positions.get(area) in ("", "inside", None) else 2, -cell.denominator


def _curves(
    grid: FloatArray, bounds: Mapping[float, tuple[FloatArray, FloatArray]], colours: Tokens
) -> list[dict[str, Any]]:
    """The limits at 99.8 %, filled between and solid, then those at 95 %, dashed."""
    x = [_rounded(size) for size in grid.tolist()]
    curves = []
    for level, dash in ((0.998, "solid"), (0.95, "dash")):
        for side, limit in enumerate(bounds[level]):
            curves.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": x,
                    "y": [_rounded(value) for value in limit.tolist()],
                    "line": {"width": 1, "color": colours.control, "dash": dash, "shape": "spline"},
                    "hoverinfo": "skip",
                }
                | ({"fill": "tonexty", "fillcolor": colours.zone} if level > 0.99 and side else {})
            )
    return curves


def _points(areas: list[Cell], positions: Mapping[str, str], indicator: Indicator, colours: Tokens) -> dict[str, Any]:
    hues = {"above": colours.higher, "below": colours.lower}
    places = [positions.get(cell.area.id, "") for cell in areas]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_rounded(cell.denominator) for cell in areas],
        "y": [_rounded(cell.value) for cell in areas],
        "marker": {
            "symbol": _one_or_each([GLYPHS[place] for place in places]),
            "color": _one_or_each([hues.get(place, colours.similar) for place in places]),
            "size": _one_or_each([11 if place in hues else 8 for place in places]),
            "opacity": 1,
        },
        "customdata": [[cell.area.id] for cell in areas],
        "text": [cell.area.name for cell in areas],
        "hovertemplate": f"<b>%{{text}}</b><br>%{{y:.{indicator.decimals}f}}{NNBSP}{indicator.unit}<extra></extra>",
        "cliponaxis": False,
    }


def _rounded(value: float) -> float:
    """To four significant digits, finer than a pixel."""
    return float(f"{value:.4g}")


def _one_or_each(values: list[Any]) -> Any:
    """One value where all are the same."""
    return values[0] if len(set(values)) == 1 else values


def _rings(areas: list[Cell], selected: str, second: str, colours: Tokens) -> dict[str, Any]:
    ringed = [cell for cell in areas if cell.area.id in (selected, second)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [cell.denominator for cell in ringed],
        "y": [round(cell.value, 4) for cell in ringed],
        "marker": {
            "symbol": ["circle-open" if cell.area.id == selected else "diamond-open" for cell in ringed],
            "size": 20,
            "color": colours.text,
            "line": {"width": 1.6},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _names(
    order: list[Cell],
    positions: Mapping[str, str],
    selected: str,
    second: str,
    plot: _Plot,
    centre: float,
    colours: Tokens,
) -> dict[str, Any]:
    """The names that have room; of a hundred departments, those chosen or outside the limits alone."""
    chosen = (selected, second)
    marks = [
        Mark(
            *plot.px(cell.denominator, cell.value),
            cell.area.name,
            cell.area.id in chosen,
            10 if cell.area.id in chosen else _HALF,
        )
        for cell in order
    ]
    line = plot.px(10**plot.low, centre)[1]
    france = text_width("France 100,0 ‰", _NAME_SIZE, bold=True)
    inside = (plot.box[2] - france, line, plot.box[2], line + _NAME_SIZE * 1.3)
    taken = [inside] if plot.right < _FRANCE_WIDTH else []
    sides = place(marks, plot.box, _NAME_SIZE, taken)
    many = len(order) > 40
    named = [
        (cell, side, *plot.data(*mark.anchor(side)))
        for cell, mark, side in zip(order, marks, sides, strict=True)
        if side and (not many or cell.area.id in chosen or positions.get(cell.area.id) in ("above", "below"))
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for *_, x, _ in named],
        "y": [y for *_, y in named],
        "text": [f"<b>{c.area.name}</b>" if c.area.id in chosen else c.area.name for c, *_ in named],
        "textposition": [side for _, side, *_ in named],
        "textfont": {
            "size": _NAME_SIZE,
            "color": _one_or_each([colours.text if c.area.id in chosen else colours.muted for c, *_ in named] or [""]),
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _size_axis(low: float, high: float, unit: str, colours: Tokens, width: int) -> dict[str, Any]:
    steps = (1, 3) if high - low > 0.9 or width < 500 else (1, 2, 5)
    places = [step * 10**power for power in range(2, 9) for step in steps]
    ticks = [place for place in places if low <= math.log10(place) <= high]
    return {
        "type": "log",
        "range": [round(low, 4), round(high, 4)],
        "tickvals": ticks,
        "ticktext": [_people(tick) for tick in ticks],
        "tickfont": {"size": 12, "color": colours.muted},
        "title": {
            "text": f"{unit}, échelle logarithmique",
            "font": {"size": 12, "color": colours.muted},
            "standoff": 6,
        },
        "showgrid": False,
        "zeroline": False,
        "linecolor": colours.control,
        "showline": True,
        "ticks": "outside",
        "tickcolor": colours.control,
        "ticklen": 4,
        "fixedrange": True,
    }


def _people(count: float) -> str:
    if count < 1_000_000:
        return number(count)
    millions = count / 1_000_000
    return f"{number(millions)} million{'s' if millions >= 2 else ''}"


def _notes(
    bounds: Mapping[float, tuple[FloatArray, FloatArray]],
    grid: FloatArray,
    france: Cell,
    indicator: Indicator,
    plot: _Plot,
    colours: Tokens,
) -> list[dict[str, Any]]:
    common = {"showarrow": False, "font": {"size": 11.5, "color": colours.muted}, "borderpad": 0}
    at = _CURVE_POINTS // 4
    notes = [
        common
        | {
            "x": round(math.log10(grid[at]), 4),
            "y": round(float(lower[at]), 3),
            "text": text,
            "yanchor": "top",
            "xanchor": "left",
        }
        for text, (lower, _) in ((f"95{NNBSP}%", bounds[0.95]), (f"99,8{NNBSP}%", bounds[0.998]))
        if lower[at] > plot.bottom
    ]
    value = with_unit(france.value, indicator.unit, indicator.decimals)
    notes.append(
        common
        | {
            "xref": "paper",
            "x": 1,
            "xanchor": "left" if plot.right == _FRANCE_WIDTH else "right",
            "y": round(france.value, 4),
            "yanchor": "middle" if plot.right == _FRANCE_WIDTH else "bottom",
            "xshift": 4 if plot.right == _FRANCE_WIDTH else 0,
            "text": f"<b>France {value}</b>",
            "font": {"size": _NAME_SIZE, "color": colours.text},
        }
    )
    return notes
