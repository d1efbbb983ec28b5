"""Profil territorial dessiné: one indicator a row, each on its own scale centred on France (spine chart)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from figures.cells import VALUE, Cell, Cells
from figures.comparison import GLYPHS, WORDS
from figures.shapes import boxes, rules, segments
from figures.theme import Tokens, text_width, tokens
from geo.areas import Area
from indicators.catalogue import Indicator

ROW, ROW_NARROW = 30, 50
HEAD, HEAD_NARROW = 52, 76
# How far the furthest area of a row stands from the middle, in shares of the half-axis.
_REACH = 96.0
# Of more areas than that, those of the middle half are its band alone.
_MANY = 40
# In shares of the width: name starts at, figures of the territory and of France end at, plot, glyph, word, second.
_WIDE = (0.0, 0.262, 0.312, (0.37, 0.775), 0.815, 0.826, 1.0)
_MEDIUM = (0.0, 0.325, 0.385, (0.45, 0.755), 0.81, 0.824, 1.0)
_NARROW_BELOW, _MEDIUM_BELOW = 600, 1100
Columns = tuple[float, float, float, tuple[float, float], float, float, float]


class SpineRow(NamedTuple):
    """Ligne: an indicator's name, its unit and decimals, and the cells of every area."""

    label: str
    indicator: Indicator
    cells: Cells

    @property
    def centre(self) -> float | None:
        """Value of France, None where it has none."""
        france = self.cells.france
        return france.value if france is not None and france.fill == VALUE else None

    def figure(self, cell: Cell | None) -> str:
        if cell is None or cell.fill != VALUE:
            return cell.figure(self.indicator.decimals) if cell else "n.d."
        unit = f"\u202f{self.indicator.unit}" if self.indicator.unit else ""
        return cell.figure(self.indicator.decimals) + unit


class Spread(NamedTuple):
    """Étendue of a row, in positions from -100 to 100 around France: of each area, full range, then middle half.

    Positions are whole: a unit is half a dot.
    """

    positions: dict[str, int]
    low: int
    high: int
    quarter: int
    three_quarters: int

    @property
    def apart(self) -> dict[str, int]:
        """Positions of the areas that have a dot of their own."""
        if len(self.positions) <= _MANY:
            return self.positions
        return {a: place for a, place in self.positions.items() if not self.quarter < place < self.three_quarters}


def spread(row: SpineRow) -> Spread | None:
    """Étendue of the areas compared; None where France or every area has no value."""
    centre = row.centre
    known = [cell for cell in (*row.cells.compared, *row.cells.others) if cell.fill == VALUE]
    compared = [cell.value for cell in row.cells.compared if cell.fill == VALUE]
    if centre is None or not compared:
        return None
    reach = max(abs(cell.value - centre) for cell in known) or 1.0
    positions = {cell.area.id: round((cell.value - centre) / reach * _REACH) for cell in known}
    placed = np.array([(value - centre) / reach * _REACH for value in compared])
    return Spread(positions, *(round(place) for place in np.quantile(placed, [0, 1, 0.25, 0.75]).tolist()))


def portrait_chart(
    rows: Sequence[SpineRow],
    area: Area | None,
    second: Area | None,
    others: str,
    theme: str = "light",
    width: int = 1290,
) -> dict[str, Any]:
    """Profil, a Plotly figure as a dict whose layout has the height that its rows need, for a box of `width` px.

    `area`, `second`: the territories marked by a disc and a hollow diamond, if any; `others`: "autres régions".
    """
    colours = tokens(theme)
    narrow = width < _NARROW_BELOW
    columns = _MEDIUM if width < _MEDIUM_BELOW else _WIDE
    height = (ROW_NARROW if narrow else ROW) * len(rows) + (HEAD_NARROW if narrow else HEAD)
    places = list(range(len(rows) - 1, -1, -1))
    spreads = [spread(row) for row in rows]
    if any(found and len(found.positions) > _MANY for found in spreads):
        others = f"{others} hors de la moitié centrale"
    size = 12.5 if narrow else 13
    texts = (
        _narrow_texts(rows, places, spreads, area, size, colours)
        if narrow
        else _wide_texts(rows, places, spreads, area, second, columns, width, size, colours)
    )
    head = (HEAD_NARROW if narrow else HEAD) / (ROW_NARROW if narrow else ROW)
    # On a phone the names stand above the strips.
    strip = -0.18 if narrow else 0
    return {
        "data": [
            _dots(spreads, places, strip, {a.id for a in (area, second) if a}, colours),
            *_chosen(spreads, places, strip, area, second, colours),
            *texts,
            *_legend(len(rows) - 0.5 + head, area, second, others, width, colours),
        ],
        "layout": {
            "height": height,
            "font": {"size": size, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 2, "t": 0, "b": 0},
            "showlegend": False,
            "dragmode": False,
            "xaxis": {
                "domain": [0.13, 0.87] if narrow else list(columns[3]),
                "range": [-100, 100],
                "visible": False,
                "fixedrange": True,
            },
            "xaxis2": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"range": [-0.5, len(rows) - 0.5 + head], "visible": False, "fixedrange": True},
            "shapes": _strips(spreads, places, strip, narrow, colours),
        },
    }


def _strips(
    spreads: list[Spread | None], places: list[int], strip: float, narrow: bool, colours: Tokens
) -> list[dict[str, Any]]:
    """Rules between rows, full range and middle half, then the line of France."""
    half = 0.14 if narrow else 0.22
    drawn = [(found, y + strip) for found, y in zip(spreads, places, strict=True) if found]
    ranges = [(found.low, y - half, found.high, y + half) for found, y in drawn]
    middles = [(found.quarter, y - half, found.three_quarters, y + half) for found, y in drawn]
    grounds = [boxes(ranges, colours.zone), boxes(middles, colours.sequential[1])] if drawn else []
    top = len(places) - 0.5
    lines = [rules([y - 0.5 for y in places], colours.grid), rules([top], colours.control)]
    # On a phone the line of France would cross the names: it stays within the strips.
    reach = [(y + strip - 0.22, y + strip + 0.22) for y in places] if narrow else [(-0.5, top)]
    return [*lines, *grounds, segments([(0, low, 0, high) for low, high in reach], colours.text, 1.2)]


def _dots(
    spreads: list[Spread | None], places: list[int], strip: float, chosen: set[str], colours: Tokens
) -> dict[str, Any]:
    x: list[int] = []
    y: list[float] = []
    for found, at in zip(spreads, places, strict=True):
        # Dots of one place are one dot.
        kept = {place for area, place in found.apart.items() if area not in chosen} if found else set()
        x += sorted(kept)
        y += [at + strip] * len(kept)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"size": 5, "color": colours.map_edge, "opacity": 1},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _chosen(
    spreads: list[Spread | None],
    places: list[int],
    strip: float,
    area: Area | None,
    second: Area | None,
    colours: Tokens,
) -> list[dict[str, Any]]:
    """The second territory under the first, which is never hidden."""
    marks = []
    for one, marker in ((second, _diamond(colours)), (area, _disc(colours))):
        if one is None:
            continue
        at = [
            (f.positions[one.id], y + strip)
            for f, y in zip(spreads, places, strict=True)
            if f and one.id in f.positions
        ]
        marks.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [x for x, _ in at],
                "y": [y for _, y in at],
                "marker": marker,
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )
    return marks


def _disc(colours: Tokens) -> dict[str, Any]:
    return {"symbol": "circle", "size": 12, "color": colours.accent, "line": {"width": 1, "color": colours.card}}


def _diamond(colours: Tokens) -> dict[str, Any]:
    return {"symbol": "diamond", "size": 12, "color": colours.card, "line": {"width": 1.6, "color": colours.text}}


def _text(
    axis: str, items: Sequence[tuple[float, float, str]], position: str, size: float, colour: str | list[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "xaxis": axis,
        "x": [x for x, _, _ in items],
        "y": [y for _, y, _ in items],
        "text": [text for _, _, text in items],
        "textposition": position,
        "textfont": {"size": size, "color": colour},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _extremes(row: SpineRow) -> tuple[str, str]:
    values = [cell for cell in row.cells.compared if cell.fill == VALUE]
    low, high = (extreme(values, key=lambda cell: cell.value) for extreme in (min, max))
    return low.figure(row.indicator.decimals), high.figure(row.indicator.decimals)


def _hue(cell: Cell | None, colours: Tokens) -> str:
    hues = {"higher": colours.higher, "lower": colours.lower}
    return hues.get(cell.outcome if cell else "", colours.similar)


def _wide_texts(
    rows: Sequence[SpineRow],
    places: list[int],
    spreads: list[Spread | None],
    area: Area | None,
    second: Area | None,
    columns: Columns,
    width: int,
    size: float,
    colours: Tokens,
) -> list[dict[str, Any]]:
    name, here, france, _, glyph, word, last = columns
    cells = [row.cells.of(area) if area else None for row in rows]
    each = list(zip(rows, places, strict=True))
    ends = [(y, found, _extremes(row)) for (row, y), found in zip(each, spreads, strict=True) if found]
    top = len(rows) - 0.05
    marked = [one.id for one in (area, second) if one]

    def beside(found: Spread, end: int) -> str:
        """Room for the mark at an end: that of a territory chosen is larger than a dot."""
        return "    " if any(abs(found.positions.get(one, 999) - end) <= 2 for one in marked) else "  "

    heads = [(name, top, "Indicateur")]
    ends_at = [(france, top, "France")]
    texts = [
        _text("x2", [(name, y, row.label) for row, y in each], "middle right", size, colours.text),
        _text("x2", [(france, y, row.figure(row.cells.france)) for row, y in each], "middle left", size, colours.muted),
        _text("x", [(f.low, y, low + beside(f, f.low)) for y, f, (low, _) in ends], "middle left", 12, colours.muted),
        _text(
            "x", [(f.high, y, beside(f, f.high) + high) for y, f, (_, high) in ends], "middle right", 12, colours.muted
        ),
        _text("x", [(0, top, "<b>France</b>")], "middle center", 12, colours.text),
    ]
    if area:
        found_cells = [(row, cell, y) for (row, y), cell in zip(each, cells, strict=True)]
        texts += [
            _text(
                "x2",
                [(here, y, f"<b>{row.figure(cell)}</b>") for row, cell, y in found_cells],
                "middle left",
                size,
                colours.text,
            ),
            _text(
                "x2",
                [(glyph, y, GLYPHS[cell.outcome] if cell else "") for _, cell, y in found_cells],
                "middle center",
                size,
                [_hue(cell, colours) for _, cell, _ in found_cells],
            ),
            _text(
                "x2",
                [(word, y, WORDS[cell.outcome] if cell else "") for _, cell, y in found_cells],
                "middle right",
                size,
                colours.text,
            ),
        ]
        heads.append((word, top, "Écart à la France"))
        ends_at.append((here, top, f"<b>{_fitted(area.name)}</b>"))
    if second:
        other = [(last, y, row.figure(row.cells.of(second))) for row, y in each]
        texts.append(_text("x2", other, "middle left", size, colours.muted))
        # After the head of the outcomes, where a name has room.
        room = (last - word) * width - text_width("Écart à la France", 12) - 12
        short = f"dép. {second.abbreviation}" if second.level == "department" else second.abbreviation
        ends_at.append((last, top, second.name if text_width(second.name, 12) <= room else short))
    texts.append(_text("x2", ends_at, "middle left", 12, colours.muted))
    texts.append(_text("x2", heads, "middle right", 12, colours.muted))
    return texts


def _fitted(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15].rstrip()}…"


def _narrow_texts(
    rows: Sequence[SpineRow],
    places: list[int],
    spreads: list[Spread | None],
    area: Area | None,
    size: float,
    colours: Tokens,
) -> list[dict[str, Any]]:
    """Name and figure on one line, the strip with its two extremes under it."""
    each = list(zip(rows, places, strict=True))
    ends = [(y, found, _extremes(row)) for (row, y), found in zip(each, spreads, strict=True) if found]
    figures = [row.cells.of(area) if area else row.cells.france for row in rows]
    shown = [
        (1.0, y + 0.22, f"<b>{row.figure(cell)}</b> {GLYPHS[cell.outcome] if cell else ''}")
        for (row, y), cell in zip(each, figures, strict=True)
    ]
    return [
        _text("x2", [(0, y + 0.22, row.label) for row, y in each], "middle right", size, colours.text),
        _text("x2", shown, "middle left", size, colours.text),
        _text("x2", [(0, y - 0.18, low) for y, _, (low, _) in ends], "middle right", 11.5, colours.muted),
        _text("x2", [(1, y - 0.18, high) for y, _, (_, high) in ends], "middle left", 11.5, colours.muted),
    ]


def _legend(
    top: float, area: Area | None, second: Area | None, others: str, width: int, colours: Tokens
) -> list[dict[str, Any]]:
    """Légende in the head of the figure: one line, or two on a phone."""
    entries: list[tuple[dict[str, Any], str]] = []
    if area:
        entries.append((_disc(colours), area.name))
    if second:
        entries.append((_diamond(colours), second.name))
    entries.append(({"symbol": "circle", "size": 5, "color": colours.map_edge}, others))
    half = {"symbol": "square", "size": 13, "color": colours.sequential[1]}
    entries.append((half, "moitié centrale"))
    narrow = width < _NARROW_BELOW
    x, line = 12.0, 0
    marks = []
    for marker, name in entries:
        needed = 26 + text_width(name, 12)
        if narrow and x + needed > width:
            x, line = 12.0, line + 1
        place = {"x": [round(x / width, 4)], "y": [top - (0.2 + 0.42 * line if narrow else 0.45)]}
        marks.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "xaxis": "x2",
                **place,
                "marker": marker,
                "text": [f" {name}"],
                "textposition": "middle right",
                "textfont": {"size": 12, "color": colours.text},
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )
        x += needed + 10
    return marks
