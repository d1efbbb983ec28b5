"""Entonnoir dessiné: each area by the size of its denominator, and the limits that chance and dispersion allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from figures.axis import nice_ticks, tick_decimals
from figures.cells import VALUE, Cell, Cells
from figures.numbers import number, with_unit
from figures.placement import LEADS, Box, Mark, place
from figures.theme import Tokens, text_width, tokens
from indicators.catalogue import Indicator
from indicators.funnel import ratio_limits, worth
from indicators.intervals import FloatArray
from typography import NNBSP

# Few points, joined by splines.
_CURVE_POINTS = 9
_MARGINS = {"l": 40, "r": 4, "t": 8, "b": 46}
_TICK_SIZE = 12
# Of a second line of the name of the sizes.
_LINE = 15
# At the right of a plot that has room, for the name and the value of France.
_FRANCE_WIDTH = 96
_NAME_SIZE = 12
_MARK = {"above": 11, "below": 11}
_INSIDE_MARK, _RING = 8, 20
# Half of what a mark covers, of its size: a triangle and a diamond are wider than their size.
_HALF = {"triangle": 0.6, "circle": 0.5, "diamond": 0.68}
_FEW = 40
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
    benchmark or areas that have a value the figure is empty. `customdata[0]` of a clicked point is the area's id,
    which assets/map-hover.js adds with its name: the points are those of every area of the level, in order of ids.
    """
    colours = tokens(theme)
    areas = [cell for cell in cells.compared if _is_placed(cell)]
    france = cells.france
    if not areas or france is None or france.fill != VALUE:
        return {"data": [], "layout": {"paper_bgcolor": "rgba(0,0,0,0)", "xaxis": _NO_AXIS, "yaxis": _NO_AXIS}}
    sizes = np.array([cell.denominator for cell in areas])
    low, high = math.log10(sizes.min()) - 0.12, math.log10(sizes.max()) + 0.12
    grid = np.logspace(low, high, _CURVE_POINTS)
    bounds = {level: limits(grid, france.value, spread, level) for level in (0.95, 0.998)}
    ticks = _ticks(areas, france.value, bounds[0.998])
    labels = [number(tick, tick_decimals(ticks)) for tick in ticks]
    labels[-1] += f"{NNBSP}{indicator.unit}"
    title = f"{unit}, échelle logarithmique"
    plot = _Plot(low, high, ticks[0], ticks[-1], width, height, max(_MARGINS["l"], _room(labels)), title)
    levels = _levels(bounds, grid, plot, areas)
    name = _benchmark(france, indicator, plot, areas)
    order = sorted(areas, key=lambda cell: _first(cell, positions, selected, second))
    return {
        "data": [
            *_curves(grid, bounds, colours),
            _level(grid, france, colours),
            _points(cells.compared, positions, indicator, colours),
            *_rings(areas, selected, second, colours),
            *_names(
                order,
                positions,
                (selected, second),
                plot,
                _taken(levels, name, plot),
                _drawn_curves(grid, bounds, france, plot),
                colours,
            ),
        ],
        "layout": {
            "font": {"size": _NAME_SIZE, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": _MARGINS | {"l": plot.left, "r": plot.right, "b": plot.under},
            "showlegend": False,
            "dragmode": False,
            "separators": f",{NNBSP}",
            "hoverlabel": {
                "align": "left",
                "bgcolor": colours.card,
                "bordercolor": colours.control,
                "font": {"size": 12.5, "color": colours.text},
            },
            "xaxis": _size_axis(low, high, colours, width),
            "yaxis": {
                "range": [ticks[0], ticks[-1]],
                "tickvals": list(ticks),
                "ticktext": labels,
                "tickfont": {"size": _TICK_SIZE, "color": colours.muted},
                "gridcolor": colours.grid,
                "zeroline": False,
                "fixedrange": True,
            },
            "annotations": [*_notes(levels, name, france, colours), _size_title(plot, colours)],
        },
    }


_NO_AXIS = {"visible": False}


def _is_placed(cell: Cell) -> bool:
    return cell.fill == VALUE and cell.denominator > 0


class _Plot(NamedTuple):
    """The box of the plot: its axes, log10 of the denominators across, and its px."""

    low: float
    high: float
    bottom: float
    top: float
    width: int
    height: int
    left: int
    title: str

    @property
    def is_folded(self) -> bool:
        """Whether the name of the sizes is too long for one line."""
        return text_width(self.title, _TICK_SIZE) > self.width

    @property
    def under(self) -> int:
        """Marge du bas, in px."""
        return _MARGINS["b"] + (_LINE if self.is_folded else 0)

    @property
    def right(self) -> int:
        """Marge de droite, in px: that of France's name, where the plot has room for it."""
        return _FRANCE_WIDTH if self.width >= 400 else _MARGINS["r"]

    @property
    def box(self) -> tuple[float, float, float, float]:
        inner = self.width - self.left - self.right, self.height - _MARGINS["t"] - self.under
        return 0.0, 0.0, float(inner[0]), float(inner[1])

    def px(self, people: float, value: float) -> tuple[float, float]:
        across = (math.log10(people) - self.low) / (self.high - self.low)
        up = (value - self.bottom) / (self.top - self.bottom)
        return across * self.box[2], up * self.box[3]

    def data(self, x: float, y: float) -> tuple[float, float]:
        """The denominator and the rate of a place in px."""
        people = 10 ** (self.low + x / self.box[2] * (self.high - self.low))
        return _rounded(people), _rounded(self.bottom + y / self.box[3] * (self.top - self.bottom))


def _level(grid: FloatArray, france: Cell, colours: Tokens) -> dict[str, Any]:
    """The rate of France: a trace, which the ground between the limits does not cover as it would a shape."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [_rounded(size, 3) for size in (grid[0], grid[-1])],
        "y": [round(france.value, 4)] * 2,
        "line": {"width": 1.2, "color": colours.text},
        "hoverinfo": "skip",
    }


def _room(labels: Sequence[str]) -> int:
    """Marge de gauche that the graduations need, in px."""
    return math.ceil(max(text_width(label, _TICK_SIZE) for label in labels))


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
    x = [_rounded(size, 3) for size in grid.tolist()]
    curves = []
    for level, dash in ((0.998, "solid"), (0.95, "dash")):
        for side, limit in enumerate(bounds[level]):
            curves.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": x,
                    "y": [_rounded(value, 3) for value in limit.tolist()],
                    "line": {"width": 1, "color": colours.control, "dash": dash, "shape": "spline"},
                    "hoverinfo": "skip",
                }
                | ({"fill": "tonexty", "fillcolor": colours.zone} if level > 0.99 and side else {})
            )
    return curves


def _drawn_curves(
    grid: FloatArray, bounds: Mapping[float, tuple[FloatArray, FloatArray]], france: Cell, plot: _Plot
) -> list[list[float]]:
    """Heights of the limits and of the rate of France, in px; the grid has even steps across the plot."""
    limits = [*(limit for both in bounds.values() for limit in both), np.full(_CURVE_POINTS, france.value)]
    return [[plot.px(size, value)[1] for size, value in zip(grid, limit, strict=True)] for limit in limits]


def _points(
    compared: Sequence[Cell], positions: Mapping[str, str], indicator: Indicator, colours: Tokens
) -> dict[str, Any]:
    """A point for every area, one without a value having no place."""
    hues = {"above": colours.higher, "below": colours.lower}
    areas = sorted(compared, key=lambda cell: cell.area.id)
    places = [positions.get(cell.area.id, "") for cell in areas]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_rounded(cell.denominator, 3) if _is_placed(cell) else None for cell in areas],
        "y": [round(cell.value, indicator.decimals) if _is_placed(cell) else None for cell in areas],
        "marker": {
            "symbol": _one_or_each([GLYPHS[place] for place in places]),
            "color": _one_or_each([hues.get(place, colours.similar) for place in places]),
            "size": _one_or_each([_MARK.get(place, _INSIDE_MARK) for place in places]),
            "opacity": 1,
        },
        "customdata": [],
        "meta": areas[0].area.id[0],
        "hovertemplate": (
            f"<b>%{{customdata[1]}}</b><br>%{{y:.{indicator.decimals}f}}{NNBSP}{indicator.unit}<extra></extra>"
        ),
        "cliponaxis": False,
    }


def _rounded(value: float, digits: int = 4) -> float:
    """To some significant digits: four are finer than a pixel of rates, three than one of sizes and of limits."""
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() else rounded


def _one_or_each(values: list[Any]) -> Any:
    """One value where all are the same."""
    return values[0] if len(set(values)) == 1 else values


def _rings(areas: list[Cell], selected: str, second: str, colours: Tokens) -> list[dict[str, Any]]:
    ringed = [cell for cell in areas if cell.area.id in (selected, second)]
    if not ringed:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [cell.denominator for cell in ringed],
            "y": [round(cell.value, 4) for cell in ringed],
            "marker": {
                "symbol": ["circle-open" if cell.area.id == selected else "diamond-open" for cell in ringed],
                "size": _RING,
                "color": colours.text,
                "line": {"width": 1.6},
            },
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    ]


def _names(
    order: list[Cell],
    positions: Mapping[str, str],
    chosen: tuple[str, str],
    plot: _Plot,
    taken: list[Box],
    curves: list[list[float]],
    colours: Tokens,
) -> list[dict[str, Any]]:
    """The names that have room, and lines to those that stand apart; of a hundred departments, those that matter alone.

    The territories chosen and those outside the limits matter: their names go as far as they must.
    """
    marks = [
        Mark(
            *plot.px(cell.denominator, cell.value),
            cell.area.name,
            cell.area.id in chosen,
            _half(cell.area.id, positions, chosen),
            _gaps(cell.area.id, positions, chosen, len(order)),
        )
        for cell in order
    ]
    placed = zip(order, marks, place(marks, plot.box, _NAME_SIZE, taken, curves), strict=True)
    named = [(cell, mark, spot) for cell, mark, spot in placed if spot.side]
    starts = [plot.data(*mark.anchor(spot)) for _, mark, spot in named]
    ids = [cell.area.id for cell, *_ in named]
    led = [
        ((_rounded(cell.denominator), _rounded(cell.value)), start)
        for (cell, _, spot), start in zip(named, starts, strict=True)
        if spot.is_led
    ]
    return [
        *([_leads(led, colours)] if led else []),
        {
            "type": "scatter",
            "mode": "text",
            "x": [x for x, _ in starts],
            "y": [y for _, y in starts],
            "text": [f"<b>{mark.name}</b>" if mark.bold else mark.name for _, mark, _ in named],
            "textposition": [spot.side for *_, spot in named],
            "textfont": {
                "size": _NAME_SIZE,
                "color": _one_or_each([colours.text if id in chosen else colours.muted for id in ids] or [""]),
            },
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]


def _half(area: str, positions: Mapping[str, str], chosen: tuple[str, str]) -> float:
    """Half the size of the mark of an area, its ring included."""
    if area in chosen:
        return _RING * _HALF["circle" if area == chosen[0] else "diamond"]
    where = positions.get(area, "")
    return _MARK.get(where, _INSIDE_MARK) * _HALF["triangle" if where in _MARK else "circle"]


def _gaps(area: str, positions: Mapping[str, str], chosen: tuple[str, str], areas: int) -> tuple[float, ...]:
    if area in chosen or positions.get(area) in _MARK:
        return LEADS
    return LEADS if areas <= _FEW else ()


def _leads(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]], colours: Tokens) -> dict[str, Any]:
    """Traits from a point to the name that stands apart from it."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for start, end in lines for x in (start[0], end[0], None)],
        "y": [y for start, end in lines for y in (start[1], end[1], None)],
        "line": {"width": 1, "color": colours.control},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


class _Benchmark(NamedTuple):
    """Name and rate of France, at an end of its line: in the margin, or inside, over or under it (`box`, in px)."""

    text: str
    xanchor: str
    yanchor: str
    box: Box | None


def _benchmark(france: Cell, indicator: Indicator, plot: _Plot, areas: Sequence[Cell]) -> _Benchmark:
    """Where the rate of France is written: in the margin where there is one, else where it covers fewest areas."""
    text = f"France {with_unit(france.value, indicator.unit, indicator.decimals)}"
    if plot.right == _FRANCE_WIDTH:
        return _Benchmark(text, "left", "middle", None)
    width, height = text_width(text, _NAME_SIZE, bold=True), _NAME_SIZE * 1.4
    line = plot.px(10**plot.low, france.value)[1]
    points = [plot.px(cell.denominator, cell.value) for cell in areas]
    found = []
    for xanchor, left in (("right", plot.box[2] - width), ("left", 0.0)):
        for yanchor, low in (("bottom", line), ("top", line - height)):
            box = left, low, left + width, low + height
            covered = sum(box[0] - 6 < x < box[2] + 6 and box[1] - 6 < y < box[3] + 6 for x, y in points)
            found.append((covered, _Benchmark(text, xanchor, yanchor, box)))
    return min(found, key=lambda item: item[0])[1]


def _taken(levels: Sequence[dict[str, Any]], name: _Benchmark, plot: _Plot) -> list[Box]:
    """What the notes cover: the levels of the limits, and where there is no margin for it, the rate of France."""
    boxes = []
    for note in levels:
        x, y = plot.px(10 ** note["x"], note["y"])
        boxes.append((x, y - _NOTE_SIZE * 1.3, x + text_width(note["text"], _NOTE_SIZE), y))
    return [*boxes, name.box] if name.box else boxes


def _size_axis(low: float, high: float, colours: Tokens, width: int) -> dict[str, Any]:
    steps = (1, 3) if high - low > 0.9 or width < 500 else (1, 2, 5)
    places = [step * 10**power for power in range(2, 9) for step in steps]
    ticks = [place for place in places if low <= math.log10(place) <= high]
    return {
        "type": "log",
        "range": [round(low, 4), round(high, 4)],
        "tickvals": ticks,
        "ticktext": [_people(tick) for tick in ticks],
        "tickfont": {"size": 12, "color": colours.muted},
        "showgrid": False,
        "zeroline": False,
        "linecolor": colours.control,
        "showline": True,
        "ticks": "outside",
        "tickcolor": colours.control,
        "ticklen": 4,
        "fixedrange": True,
    }


def _size_title(plot: _Plot, colours: Tokens) -> dict[str, Any]:
    """Titre de l’axe, a note: Plotly misplaces its own title on a page that is zoomed to be printed."""
    return _NOTE | {
        "xref": "paper",
        "x": 0.5,
        "xanchor": "center",
        "yref": "paper",
        "y": 0,
        "yanchor": "top",
        "yshift": -24,
        "text": plot.title.replace(", ", ",<br>") if plot.is_folded else plot.title,
        "font": {"size": _TICK_SIZE, "color": colours.muted},
    }


def _people(count: float) -> str:
    if count < 1_000_000:
        return number(count)
    millions = count / 1_000_000
    return f"{number(millions)} million{'s' if millions >= 2 else ''}"


def _notes(levels: Sequence[dict[str, Any]], name: _Benchmark, france: Cell, colours: Tokens) -> list[dict[str, Any]]:
    return [
        *(note | {"font": {"size": _NOTE_SIZE, "color": colours.muted}} for note in levels),
        _NOTE
        | {
            "xref": "paper",
            "x": 0 if name.box and name.xanchor == "left" else 1,
            "xanchor": name.xanchor,
            "y": round(france.value, 4),
            "yanchor": name.yanchor,
            "xshift": 0 if name.box else 4,
            "text": f"<b>{name.text}</b>",
            "font": {"size": _NAME_SIZE, "color": colours.text},
        },
    ]


_NOTE = {"showarrow": False, "borderpad": 0}
_NOTE_SIZE = 11.5


def _levels(
    bounds: Mapping[float, tuple[FloatArray, FloatArray]], grid: FloatArray, plot: _Plot, areas: Sequence[Cell]
) -> list[dict[str, Any]]:
    """The level of each lower limit, under its curve, where the plot has it and fewest areas are."""
    points = [plot.px(cell.denominator, cell.value) for cell in areas]
    lowest = [lower for lower, _ in bounds.values()]

    def unfit(at: int) -> tuple[int, int, int]:
        """How many levels are out of the plot, how many areas are under one, how far from the usual place."""
        corners = [plot.px(grid[at], float(lower[at])) for lower in lowest]
        covered = sum(x - 8 < a < x + 40 and y - 24 < b < y + 8 for x, y in corners for a, b in points)
        return sum(lower[at] <= plot.bottom for lower in lowest), covered, abs(at - _CURVE_POINTS // 4)

    at = min(range(1, _CURVE_POINTS // 2), key=unfit)
    return [
        _NOTE
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
