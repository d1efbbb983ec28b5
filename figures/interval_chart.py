"""Graphique des intervalles: the compare-areas table drawn, for the picture file."""

from __future__ import annotations

from typing import Any

from figures.bars import BarGeometry, bar_geometry
from figures.cells import Cells
from figures.comparison import GLYPHS, ComparisonRow, comparison_rows
from figures.theme import Tokens, tokens
from geo.areas import FRANCE
from indicators.catalogue import Indicator
from typography import NNBSP

_DOT_SIZE, _DIAMOND_SIZE = 6, 10
_ROW_HEIGHT = 22
# Columns of the picture, in shares of its width: rank ends at, name starts at, value ends at, bars, glyph, word.
_RANK, _NAME, _FIGURE, _BARS, _GLYPH, _WORD = 0.07, 0.085, 0.45, (0.48, 0.82), 0.855, 0.87


def interval_chart(
    cells: Cells, indicator: Indicator, selected: str, equivalence: float = 0.05, theme: str = "light"
) -> dict[str, Any]:
    """Graphique des intervalles, a Plotly figure as a dict whose layout has the height that its rows need."""
    colours = tokens(theme)
    rows = comparison_rows(cells, indicator)
    geometry = bar_geometry(cells, equivalence)
    height = {row.area: len(rows) - 1 - i for i, row in enumerate(rows)}
    columns = [
        _column(rows, _RANK, [row.rank for row in rows], "middle left", colours.muted),
        _column(rows, _NAME, [_bold(row.name, row, selected) for row in rows], "middle right", colours.text),
        _column(rows, _FIGURE, [_bold(row.value, row, selected) for row in rows], "middle left", colours.text),
        _column(rows, _GLYPH, [GLYPHS[row.outcome] for row in rows], "middle center", [_hue(r, colours) for r in rows]),
        _column(rows, _WORD, [_bold(row.word, row, selected) for row in rows], "middle right", colours.text),
        _column(rows, _BARS[0], [row.note for row in rows], "middle right", colours.muted),
    ]
    marks = []
    for outcome in ("higher", "similar", "lower", "undecided", "", "benchmark"):
        drawn = [row for row in rows if row.outcome == outcome and row.area in geometry.bars]
        wide = [row for row in drawn if geometry.bars[row.area].width and outcome != "benchmark"]
        dots = [row for row in drawn if row not in wide]
        marks += [_marks(group, geometry, height, colours) for group in (dots, wide) if group]
    return {
        "data": [*columns, *marks],
        "layout": {
            "height": _ROW_HEIGHT * (len(rows) + 2),
            "font": {"size": 13, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "dragmode": False,
            "xaxis": {"domain": list(_BARS), "range": [0, 100], "visible": False, "fixedrange": True},
            "xaxis2": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"range": [-0.5, len(rows) + 1.3], "visible": False, "fixedrange": True},
            "shapes": _shapes(rows, geometry, height, selected, colours),
            "annotations": _heads(len(rows), geometry, indicator, colours),
        },
    }


def _bold(text: str, row: ComparisonRow, selected: str) -> str:
    return f"<b>{text}</b>" if text and row.area in (selected, FRANCE.id) else text


def _hue(row: ComparisonRow, colours: Tokens) -> str:
    hues = {"higher": colours.higher, "lower": colours.lower, "benchmark": colours.text}
    return hues.get(row.outcome, colours.similar)


def _column(
    rows: tuple[ComparisonRow, ...], at: float, texts: list[str], position: str, colour: str | list[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "xaxis": "x2",
        "x": [at] * len(rows),
        "y": list(range(len(rows) - 1, -1, -1)),
        "text": texts,
        "textposition": position,
        "textfont": {"color": colour},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _marks(rows: list[ComparisonRow], geometry: BarGeometry, height: dict[str, int], colours: Tokens) -> dict[str, Any]:
    """Dots of rows of one outcome, hence of one colour, with their intervals when these are wider than the dot."""
    bars = [geometry.bars[row.area] for row in rows]
    is_benchmark = rows[0].outcome == "benchmark"
    colour = _hue(rows[0], colours)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [bar.dot for bar in bars],
        "y": [height[row.area] for row in rows],
        "marker": {
            "size": _DIAMOND_SIZE if is_benchmark else _DOT_SIZE,
            "color": colour,
            "symbol": "diamond" if is_benchmark else "circle",
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(bar.left + bar.width - bar.dot, 2) for bar in bars],
            "arrayminus": [round(bar.dot - bar.left, 2) for bar in bars],
            "thickness": 1.6,
            "width": 4.5,
            "color": colour,
            "visible": bool(bars[0].width) and not is_benchmark,
        },
        "hoverinfo": "skip",
    }


def _shapes(
    rows: tuple[ComparisonRow, ...], geometry: BarGeometry, height: dict[str, int], selected: str, colours: Tokens
) -> list[dict[str, Any]]:
    """Row grounds and rules, then the zone, then the benchmark's line."""
    grounds = {FRANCE.id: colours.zone, selected: colours.accent_ground} | {FRANCE.id: colours.zone}
    full = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    shapes: list[dict[str, Any]] = []
    for area, y in height.items():
        if area in grounds:
            shapes.append(
                full | {"type": "rect", "y0": y - 0.5, "y1": y + 0.5, "fillcolor": grounds[area], "line": {"width": 0}}
            )
        shapes.append(
            full | {"type": "line", "y0": y - 0.5, "y1": y - 0.5, "line": {"width": 1, "color": colours.grid}}
        )
    top = len(rows) - 0.5
    shapes.append(full | {"type": "line", "y0": top, "y1": top, "line": {"width": 1, "color": colours.control}})
    # Rows without a value stand last and carry a note where the bars would be.
    span = {"y0": sum(area not in geometry.bars for area in height) - 0.5, "y1": top, "layer": "below"}
    if geometry.zone is not None:
        left, width = geometry.zone
        zone = {"type": "rect", "x0": left, "x1": left + width, "fillcolor": colours.zone, "line": {"width": 0}}
        shapes.append(span | zone)
    if geometry.benchmark is not None:
        line = {"type": "line", "x0": geometry.benchmark, "x1": geometry.benchmark}
        shapes.append(span | line | {"line": {"width": 1.2, "color": colours.text}})
    return shapes


def _heads(count: int, geometry: BarGeometry, indicator: Indicator, colours: Tokens) -> list[dict[str, Any]]:
    font = {"size": 12, "color": colours.muted}
    common = {"y": count - 0.45, "yref": "y", "yanchor": "bottom", "showarrow": False, "font": font, "borderpad": 0}
    heads = [
        (_RANK, "Rang", "right"),
        (_NAME, "Territoire", "left"),
        (_FIGURE, f"{indicator.short_title}, {indicator.unit}", "right"),
        (_WORD, "Écart à la France", "left"),
    ]
    titles = [common | {"x": x, "xref": "x2", "text": text, "xanchor": anchor} for x, text, anchor in heads]
    last = len(geometry.ticks) - 1
    ticks = [
        common | {"x": at, "xref": "x", "text": f"{label}{NNBSP}{indicator.unit}" if i == last else label}
        for i, (at, label) in enumerate(geometry.ticks)
    ]
    return titles + ticks
