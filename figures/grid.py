"""Grille: a table of figures with their bars, as rows for HTML and as the figure of a picture file."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from figures.theme import text_width, tokens

_ROW, _HEAD, _NAMES = 26, 40, 0.34
_SIZE, _HEAD_SIZE = 12.5, 11.5
# Width of the plot in a picture file, to cut the texts that have no room.
_WIDTH = 752


class GridCell(NamedTuple):
    """Case: its text, the length of its bar (0 to 1, NaN: none), why it has no number, a patch of the filters, and
    whether it is the one chosen."""

    text: str
    bar: float = math.nan
    note: str = ""
    patch: str = ""
    on: bool = False


class GridRow(NamedTuple):
    """Ligne: its name, its cells; `pinned`: the reference of the others; `patch`: what its name sets; `on`: chosen."""

    name: str
    cells: tuple[GridCell, ...]
    pinned: bool = False
    patch: str = ""
    on: bool = False


class Grid(NamedTuple):
    """Grille: caption, head of the names, heads of the columns, rows; `words`: places of the columns of words;
    `stacked`: on a phone the cells of a row stand under its name, each with its head."""

    caption: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    words: tuple[int, ...] = ()
    stacked: bool = True


def grid_figure(grid: Grid, theme: str = "light") -> dict[str, Any]:
    """Figure d’une grille, as a Plotly dict without traces: its texts are annotations, its bars are shapes."""
    colours = tokens(theme)
    height = _HEAD + _ROW * len(grid.rows)
    width = (1 - _NAMES) / max(len(grid.heads), 1)
    columns = [_NAMES + width * place for place in range(len(grid.heads))]
    texts = [_text(grid.corner, 0, _HEAD / 2, height, colours.muted, _HEAD_SIZE, "left", _NAMES)]
    texts += [
        _text(head, left + width, _HEAD / 2, height, colours.muted, _HEAD_SIZE, "right", width)
        for left, head in zip(columns, grid.heads, strict=True)
    ]
    shapes = [_rule(_HEAD, height, colours.control)]
    for place, row in enumerate(grid.rows):
        top = _HEAD + _ROW * place
        if row.pinned or row.on:
            shapes.append(_box(0, 1, top, top + _ROW, height, colours.zone if row.pinned else colours.accent_ground))
        name = f"<b>{row.name}</b>" if row.pinned or row.on else row.name
        texts.append(_text(name, 0, top + _ROW / 2, height, colours.text, _SIZE, "left", _NAMES))
        for left, cell in zip(columns, row.cells, strict=True):
            if not math.isnan(cell.bar):
                reach = left + width * 0.12 + width * 0.88 * min(max(cell.bar, 0.0), 1.0)
                shapes.append(_box(left + width * 0.12, reach, top + _ROW - 6, top + _ROW - 3, height, colours.accent))
            colour = colours.muted if cell.note else colours.text
            texts.append(_text(cell.text, left + width, top + _ROW / 2 - 2, height, colour, _SIZE, "right", width))
        shapes.append(_rule(top + _ROW, height, colours.grid))
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1]}
    return {
        "data": [],
        "layout": {
            "font": {"size": _SIZE, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "height": height,
            "xaxis": hidden,
            "yaxis": hidden,
            "shapes": shapes,
            "annotations": texts,
        },
    }


def _text(
    text: str, x: float, y: float, height: float, colour: str, size: float, anchor: str, room: float
) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": round(x, 4),
        "y": round(1 - y / height, 4),
        "xanchor": anchor,
        "yanchor": "middle",
        "align": anchor,
        "text": _cut(text, room * _WIDTH, size),
        "font": {"size": size, "color": colour},
        "showarrow": False,
        "borderpad": 0,
    }


def _cut(text: str, room: float, size: float) -> str:
    """The text, on two lines at a space when one is too narrow."""
    if text_width(text, size) <= room or " " not in text:
        return text
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}<br>{text[middle + 1 :]}"


def _box(x0: float, x1: float, top: float, bottom: float, height: float, colour: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "paper",
        "yref": "paper",
        "x0": round(x0, 4),
        "x1": round(x1, 4),
        "y0": round(1 - bottom / height, 4),
        "y1": round(1 - top / height, 4),
        "fillcolor": colour,
        "line": {"width": 0},
        "layer": "below",
    }


def _rule(y: float, height: float, colour: str) -> dict[str, Any]:
    at = round(1 - y / height, 4)
    line = {"width": 1, "color": colour}
    return {"type": "line", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line}
