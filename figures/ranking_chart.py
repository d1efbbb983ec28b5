"""Classement standardisé dessiné: crude rate, arrow, standardised rate, so that what moves is seen to move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from figures.axis import nice_ticks, tick_decimals
from figures.cells import VALUE, Cell, Cells
from figures.comparison import GLYPHS, WORDS
from figures.numbers import number, span
from figures.shapes import boxes, rules, segments
from figures.theme import Tokens, tokens
from indicators.catalogue import Indicator
from typography import NNBSP

MOST_ROWS = 18
# Widths, in px, under which the columns stand closer, and under which the last ones have no room.
_MEDIUM_BELOW, _NARROW_BELOW = 520, 400
# Columns in shares of the width: rank ends at, name starts at, standardised rate ends at, plot, glyph, word.
_WIDE = (0.07, 0.09, 0.46, (0.49, 0.78), 0.815, 0.835)
_MEDIUM = (0.1, 0.115, 0.61, (0.64, 0.765), 0.8, 0.825)
_NARROW = (0.115, 0.135, 0.7, (0.73, 0.94), 1.02, 1.04)


class RankRow(NamedTuple):
    """Ligne: a territory, its standardised cell, its crude rate, and its ranks by each (NaN where it has none)."""

    cell: Cell
    crude: float
    crude_rank: float
    rank: float

    @property
    def climbs(self) -> float:
        """Places gained when the make-up of the population is set aside; negative when lost."""
        return self.crude_rank - self.rank


def rank_rows(cells: Cells, crude: Mapping[str, float]) -> tuple[RankRow, ...]:
    """Lignes of the areas that have both rates, from the highest standardised rate; `crude`: area → rate."""
    known = [c for c in cells.compared if c.fill == VALUE and not math.isnan(crude.get(c.area.id, math.nan))]
    by_value = sorted(known, key=lambda cell: -cell.value)
    by_crude = {c.area.id: at for at, c in enumerate(sorted(known, key=lambda c: -crude[c.area.id]), start=1)}
    return tuple(
        RankRow(cell, crude[cell.area.id], by_crude[cell.area.id], at) for at, cell in enumerate(by_value, start=1)
    )


def shown_rows(rows: tuple[RankRow, ...], selected: str, most: int = MOST_ROWS) -> tuple[RankRow, ...]:
    """Lignes dessinées: all of them if they are few, else those that move most and the territory chosen, in order."""
    if len(rows) <= most:
        return rows
    movers = sorted(rows, key=lambda row: (row.cell.area.id != selected, -abs(row.climbs)))[:most]
    return tuple(row for row in rows if row in movers)


def ranking_chart(
    cells: Cells,
    crude: Mapping[str, float],
    indicator: Indicator,
    selected: str,
    equivalence: float = 0.05,
    theme: str = "light",
    width: int = 752,
) -> dict[str, Any]:
    """Classement, a Plotly figure as a dict for a box of `width` px; `crude`: area → rate before standardisation."""
    colours, decimals = tokens(theme), indicator.decimals
    rows = shown_rows(rank_rows(cells, crude), selected)
    narrow, medium = width < _NARROW_BELOW, _NARROW_BELOW <= width < _MEDIUM_BELOW
    rank, name, figure, bars, glyph, word = _NARROW if narrow else _MEDIUM if medium else _WIDE
    places = list(range(len(rows) - 1, -1, -1))
    france = cells.france.value if cells.france is not None and cells.france.fill == VALUE else math.nan
    levels = [level for row in rows for level in (row.cell.value, row.crude)]
    ticks = nice_ticks(min(levels), max(levels), 3 if narrow or medium else 4) if rows else (0.0, 1.0)
    size = 12 if narrow or medium else 13
    columns: list[tuple[float, list[str], str, str | list[str]]] = [
        (rank, [_ranks(row) for row in rows], "middle left", colours.muted),
        (name, [_bold(row.cell.area.name, row, selected) for row in rows], "middle right", colours.text),
        (figure, [_bold(number(row.cell.value, decimals), row, selected) for row in rows], "middle left", colours.text),
        (glyph, [GLYPHS[row.cell.outcome] for row in rows], "middle center", [_hue(row, colours) for row in rows]),
        (word, [_word(row) for row in rows], "middle right", colours.text),
    ]
    return {
        "data": [*(_column(places, *column, size) for column in columns), *_moves(rows, places, colours)],
        "layout": {
            "font": {"size": size, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 34 if medium else 26, "b": 0},
            "showlegend": False,
            "dragmode": False,
            "xaxis": {
                "domain": list(bars),
                "range": [ticks[0], ticks[-1]],
                "side": "top",
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
            "xaxis2": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"range": [-0.6, max(len(rows), 1) - 0.4], "visible": False, "fixedrange": True},
            "shapes": _shapes(rows, places, france, equivalence, selected, colours),
            "annotations": [
                {
                    "xref": "x2",
                    "x": at,
                    "xanchor": anchor,
                    "yref": "paper",
                    "y": 1,
                    "yanchor": "bottom",
                    "text": text,
                    "showarrow": False,
                    "font": {"size": 12, "color": colours.muted},
                }
                for at, text, anchor in _heads(narrow, medium, rank, name, figure, word)
            ],
        },
    }


def _heads(
    narrow: bool, medium: bool, rank: float, name: float, figure: float, word: float
) -> list[tuple[float, str, str]]:
    gap = "Écart à<br>la France" if medium else "Écart à la France"
    heads = [(rank, "Rang", "right"), (name, "Territoire", "left"), (figure, "Standardisé", "right")]
    return heads if narrow else [*heads, (word, gap, "left")]


def _ranks(row: RankRow) -> str:
    return span(row.cell.rank_low, row.cell.rank_high)


def _bold(text: str, row: RankRow, selected: str) -> str:
    return f"<b>{text}</b>" if row.cell.area.id == selected else text


def _word(row: RankRow) -> str:
    return WORDS[row.cell.outcome]


def _hue(row: RankRow, colours: Tokens) -> str:
    return {"higher": colours.higher, "lower": colours.lower}.get(row.cell.outcome, colours.similar)


def _column(
    places: list[int], at: float, texts: list[str], position: str, colour: str | list[str], size: float
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "xaxis": "x2",
        "x": [at] * len(texts),
        "y": places,
        "text": texts,
        "textposition": position,
        "textfont": {"size": size, "color": colour},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _moves(rows: tuple[RankRow, ...], places: list[int], colours: Tokens) -> list[dict[str, Any]]:
    """The paths from crude to standardised, the hollow points they leave, and the heads of their arrows."""
    path_x: list[float | None] = []
    path_y: list[int | None] = []
    for row, y in zip(rows, places, strict=True):
        path_x += [round(row.crude, 3), round(row.cell.value, 3), None]
        path_y += [y, y, None]
    heads = ["triangle-right" if row.cell.value >= row.crude else "triangle-left" for row in rows]
    hues = [_hue(row, colours) for row in rows]
    common = {"type": "scatter", "y": places, "hoverinfo": "skip", "cliponaxis": False}
    return [
        common | {"mode": "lines", "x": path_x, "y": path_y, "line": {"width": 1.4, "color": colours.control}},
        common
        | {
            "mode": "markers",
            "x": [round(row.crude, 3) for row in rows],
            "marker": {"symbol": "circle-open", "size": 7, "color": colours.control, "line": {"width": 1.4}},
        },
        common
        | {
            "mode": "markers",
            "x": [round(row.cell.value, 3) for row in rows],
            "marker": {"symbol": heads, "size": 10, "color": hues},
        },
    ]


def _shapes(
    rows: tuple[RankRow, ...], places: list[int], france: float, equivalence: float, selected: str, colours: Tokens
) -> list[dict[str, Any]]:
    full = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "layer": "below", "fillcolor": colours.accent_ground}
    shapes: list[dict[str, Any]] = [
        full | {"y0": y - 0.5, "y1": y + 0.5, "line": {"width": 0}}
        for row, y in zip(rows, places, strict=True)
        if row.cell.area.id == selected
    ]
    shapes.append(rules([y - 0.5 for y in places], colours.grid))
    if not math.isnan(france):
        top = len(rows) - 0.4
        shapes.append(boxes([(france * (1 - equivalence), -0.6, france * (1 + equivalence), top)], colours.zone))
        shapes.append(segments([(france, -0.6, france, top)], colours.text, 1.2))
    return shapes
