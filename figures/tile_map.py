"""Carte en tuiles (parité): every region one equal tile, overseas included, as rows for HTML and as a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from figures.cells import NO_DATA, SECRET, VALUE, Cells
from figures.classes import FILL_LABELS, Classes, label_decimals
from figures.comparison import NOTES, WORDS
from figures.numbers import with_unit
from figures.theme import Tokens, tokens
from indicators.catalogue import Indicator
from typography import NBSP

# Half a tile's side, and the pitch of hatch and dots, in units of the grid.
_HALF, _PITCH = 0.47, 0.094
_NO_MARKS: Mapping[str, str] = {}
_NAME_SIZE, _FIGURE_SIZE = 12, 16


@dataclass(frozen=True, slots=True)
class Tile:
    """Tuile: one region at (column, row) from the top left; `class_index` 0..6, −1 where `fill` is not "value".

    text: the figure printed on it, marked where its gap is undecided; spoken: name, value and mark in full, for a
    screen reader.
    """

    area: str
    abbreviation: str
    name: str
    column: int
    row: int
    text: str
    spoken: str
    class_index: int
    fill: str
    marked: bool = False


def tiles(cells: Cells, classes: Classes, indicator: Indicator, marks: Mapping[str, str] = _NO_MARKS) -> list[Tile]:
    """Tuiles of the areas compared that have a place in the grid, by row then column (departments have none).

    `marks`: by area outside its limits, written after its figure.
    """
    placed = []
    areas, decimals = cells.compared, label_decimals(indicator, cells)
    for cell, index in zip(areas, classes.index([cell.value for cell in areas]).tolist(), strict=True):
        if cell.area.tile is None:
            continue
        is_value = cell.fill == VALUE
        said = with_unit(cell.value, indicator.unit, indicator.decimals) if is_value else ""
        if cell.outcome == "undecided":
            said += f", écart à la France {WORDS[cell.outcome]}"
        if cell.area.id in marks:
            said += ", hors limites"
        placed.append(
            Tile(
                area=cell.area.id,
                abbreviation=cell.area.abbreviation,
                name=cell.area.name,
                column=cell.area.tile[0],
                row=cell.area.tile[1],
                text=cell.marked(decimals) + marks.get(cell.area.id, ""),
                marked=cell.area.id in marks,
                spoken=f"{cell.area.name}{NBSP}: {said or NOTES[cell.cell_status] or FILL_LABELS[cell.fill].lower()}",
                class_index=index if is_value else -1,
                fill=cell.fill,
            )
        )
    return sorted(placed, key=lambda tile: (tile.row, tile.column))


def tile_figure(
    cells: Cells, classes: Classes, indicator: Indicator, selected: str, theme: str = "light"
) -> dict[str, Any]:
    """Carte en tuiles, a Plotly figure as a dict: shapes and annotations, for the picture file."""
    colours = tokens(theme)
    placed = tiles(cells, classes, indicator)
    columns, rows = max((t.column for t in placed), default=0), max((t.row for t in placed), default=0)
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": [_dots([t for t in placed if t.fill == SECRET], colours)],
        "layout": {
            "font": {"color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "dragmode": False,
            "xaxis": hidden | {"range": [-0.6, columns + 0.6]},
            "yaxis": hidden | {"range": [rows + 0.6, -0.6], "scaleanchor": "x"},
            "shapes": [shape for t in placed for shape in _ground(t, classes, selected, colours)],
            "annotations": [_caption(t, classes, colours) for t in placed],
        },
    }


def _ground(tile: Tile, classes: Classes, selected: str, colours: Tokens) -> list[dict[str, Any]]:
    """The square of one tile, and its hatch where there is no data."""
    plain = {NO_DATA: colours.hatch_ground, VALUE: classes.colours(colours)[tile.class_index]}
    is_selected = tile.area == selected
    square = {
        "type": "rect",
        "x0": tile.column - _HALF,
        "x1": tile.column + _HALF,
        "y0": tile.row - _HALF,
        "y1": tile.row + _HALF,
        "layer": "below",
        "fillcolor": plain.get(tile.fill, colours.card),
        "line": {
            "width": 3 if is_selected else 1,
            "color": colours.selection if is_selected else colours.map_edge,
        },
    }
    if tile.fill != NO_DATA:
        return [square]
    line = {"width": 1, "color": colours.hatch}
    return [square, {"type": "path", "path": _hatch(tile.column, tile.row), "layer": "below", "line": line}]


def _hatch(column: int, row: int) -> str:
    """Lines at 45° clipped to the square of a tile, as one SVG path in the axes' units."""
    side = 2 * _HALF
    left, top = column - _HALF, row - _HALF
    segments = []
    for offset in np.arange(_PITCH, 2 * side - _PITCH / 2, _PITCH * 1.5):
        inner, outer = max(offset - side, 0.0), min(offset, side)
        segments.append(f"M{left + inner:.3f},{top + outer:.3f}L{left + outer:.3f},{top + inner:.3f}")
    return "".join(segments)


def _dots(secret: list[Tile], colours: Tokens) -> dict[str, Any]:
    """The dots of the tiles under secrecy; an empty trace keeps the axes when there is none."""
    steps = np.arange(-_HALF + _PITCH, _HALF, _PITCH)
    grid = [(round(float(x), 3), round(float(y), 3)) for x in steps for y in steps]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(t.column + x, 3) for t in secret for x, _ in grid],
        "y": [round(t.row + y, 3) for t in secret for _, y in grid],
        "marker": {"size": 2.4, "color": colours.hatch},
        "hoverinfo": "skip",
    }


def _caption(tile: Tile, classes: Classes, colours: Tokens) -> dict[str, Any]:
    is_value = tile.fill == VALUE
    caption = {
        "x": tile.column,
        "y": tile.row,
        "text": f"{tile.abbreviation}<br><span style='font-size:{_FIGURE_SIZE}px'><b>{tile.text}</b></span>",
        "showarrow": False,
        "font": {
            "size": _NAME_SIZE,
            "color": classes.figure_colours(colours)[tile.class_index] if is_value else colours.text,
        },
    }
    return caption if is_value else caption | {"bgcolor": colours.card, "borderpad": 2}
