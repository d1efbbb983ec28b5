"""Étiquettes de la carte: the figure of each area and the names that have room, as two text traces."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from figures.cells import NO_DATA, UNDECIDED_MARK, VALUE, Cell
from figures.classes import Classes
from figures.theme import Tokens, text_width
from geo.areas import Area, region_of
from typography import NBSP

Bounds = tuple[float, float, float, float]
# What a label can count on of the box around its point, contours being what they are: a figure, then a name.
_INNER_FIGURE, _INNER_NAME = 0.85, 0.55
_OUTSIDE_GAP = 5
# Least px between two labels side by side: two figures must not read as one.
_BETWEEN = 3
_MARK_EXCESS = 0.15
_CORSICA = "94"
_BLANK_LINE = "\u00a0"
_CENTRAL_MERIDIAN = 3.0
# Around what a map frames, in degrees.
_MARGIN = 0.15
_NO_MARKS: Mapping[str, str] = {}


class Size(NamedTuple):
    """Format: the px that the map is expected to have, and the sizes of its texts."""

    width: int
    height: int
    figure: float
    name: float
    edge: float


SIZES = {
    "screen": Size(560, 430, 13, 12, 1.0),
    "medium": Size(440, 340, 13, 12, 1.0),
    "narrow": Size(330, 255, 12.5, 0, 1.0),
    "picture": Size(580, 330, 13, 12, 1.0),
    "slide": Size(560, 340, 13, 12.5, 1.0),
    "beside": Size(400, 330, 13, 12.5, 1.0),
    "over": Size(500, 290, 13, 12.5, 1.0),
    "stage": Size(480, 440, 25, 25, 2.0),
    "hall": Size(720, 560, 25, 25, 2.0),
}


class _Label(NamedTuple):
    lon: float
    lat: float
    figure: str
    name: str
    position: str
    colour: str
    name_colour: str
    ground: str
    extent: float

    def moved(self, steps: int) -> _Label:
        """The label at the nearest place of a grid of so many steps a degree."""
        return self._replace(lon=round(self.lon * steps) / steps, lat=round(self.lat * steps) / steps)

    def box(self, size: Size, px_per_degree: float) -> Bounds:
        """Boîte of the label, in px from the central meridian and the equator."""
        lines = [self.name, self.figure] if self.name else [self.figure]
        width = max(_width(line, size.figure) for text in lines for line in text.split("<br>"))
        height = sum(1 + text.count("<br>") for text in lines) * size.figure
        x = (self.lon - _CENTRAL_MERIDIAN) * px_per_degree * math.cos(math.radians(self.lat))
        y = self.lat * px_per_degree
        west = x - width * (1.0 if self.position == "middle left" else 0.5)
        return west, y - height / 2, west + width + _BETWEEN, y + height / 2


def label_traces(
    cells: Sequence[Cell],
    classes: Classes,
    decimals: int,
    selected: str,
    frame: Bounds,
    is_close: bool,
    size: Size,
    colours: Tokens,
    marks: Mapping[str, str] = _NO_MARKS,
) -> list[dict[str, Any]]:
    """Two scattergeo traces: the figures, then the names (which a narrow screen may hide).

    `cells`: the areas drawn; `frame`: the bounds of the map; `is_close`: one region's departments, all
    named where there is room. Insets and Corsica are labelled on their left, outside. Without names, insets have
    their abbreviation before the figure, and close departments their code. A label that would overlap that of the
    selected area or of a larger one is left out. `marks`: by area, written after its figure.
    """
    scale = px_per_degree(frame, size)
    on_class, grounds = classes.figure_colours(colours), classes.colours(colours)
    labels = []
    for cell, index in zip(cells, classes.index([cell.value for cell in cells]).tolist(), strict=True):
        plain = colours.hatch_ground if cell.fill == NO_DATA else colours.card
        inner = (on_class[index], grounds[index]) if cell.fill == VALUE else (colours.text, plain)
        is_named = is_close or cell.area.id == selected
        # Without names an inset has its abbreviation and no room for a mark: its outline tells it.
        mark = marks.get(cell.area.id, "") if size.name or is_close or not is_inset(cell.area) else ""
        figure = cell.marked(decimals) + mark
        labels.append(_label(cell.area, figure, is_named, is_close, scale, size, inner, colours))
    chosen = next((place for place, cell in enumerate(cells) if cell.area.id == selected), None)
    # On the map of the country a tenth of a degree is four pixels: a label is within two of its place.
    labels = [label.moved(1000 if is_close else 10) for label in labels]
    written = [label for label in _apart(labels, chosen, size, scale[1]) if label.figure]
    return [_figures(written, size), _names(written, size)]


def _apart(labels: list[_Label], chosen: int | None, size: Size, px_per_degree: float) -> list[_Label]:
    """The labels, those emptied that overlap the one at `chosen` or that of an area of larger extent."""
    order = sorted(range(len(labels)), key=lambda place: (place != chosen, -labels[place].extent))
    kept: list[Bounds] = []
    result = list(labels)
    for place in order:
        box = labels[place].box(size, px_per_degree)
        if any(_overlap(box, other) for other in kept):
            result[place] = labels[place]._replace(figure="", name="")
        elif labels[place].figure:
            kept.append(box)
    return result


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def around(frame: Bounds) -> Bounds:
    """The frame and its margin. Of Paris, a fifth of a degree high, a fixed one would be most of the map."""
    west, south, east, north = frame
    margin = min(_MARGIN, max(east - west, north - south) / 6)
    return west - margin, south - margin, east + margin, north + margin


def px_per_degree(frame: Bounds, size: Size) -> tuple[float, float]:
    """Px per degree of longitude and of latitude, in the middle of the frame; the map has a margin around it."""
    lon_min, lat_min, lon_max, lat_max = around(frame)
    shrink = math.cos(math.radians((lat_min + lat_max) / 2))
    vertical = min(size.width / ((lon_max - lon_min) * shrink), size.height / (lat_max - lat_min))
    return vertical * shrink, vertical


def _label(
    area: Area,
    figure: str,
    is_named: bool,
    is_close: bool,
    scale: tuple[float, float],
    size: Size,
    inner: tuple[str, str],
    colours: Tokens,
) -> _Label:
    """`inner`: the colours of a text on the area and of the ground it stands on, which haloes it."""
    lon_min, lat_min, lon_max, lat_max = area.bounds
    if not is_close and (is_inset(area) or area.region == _CORSICA):
        name = area.name if is_inset(area) and size.name else ""
        if is_inset(area) and not size.name:
            figure = f"{region_of(area).abbreviation} {figure}"
        west = lon_min - _OUTSIDE_GAP / scale[0]
        outside = (colours.text, colours.muted, colours.card)
        return _Label(west, area.label[1], figure, name, "middle left", *outside, extent=math.inf)
    lon, lat = area.label
    width = 2 * min(lon - lon_min, lon_max - lon) * scale[0]
    height = 2 * min(lat - lat_min, lat_max - lat) * scale[1]
    coded = [f"{area.code}<br>{figure}", f"{area.code}{NBSP}: {figure}"] if is_close and not size.name else []
    inside = (width * _INNER_FIGURE, height * _INNER_FIGURE)
    figure = next((text for text in (*coded, figure) if _fits(text, *inside, size.figure)), "")
    room = (width * _INNER_NAME, height * _INNER_FIGURE - size.figure * 1.25)
    name = _fitted(area.name, *room, size.name) if is_named and figure else ""
    extent = (lon_max - lon_min) * (lat_max - lat_min)
    return _Label(lon, lat, figure, name, "middle center", inner[0], inner[0], inner[1], extent)


def _width(line: str, size: float) -> float:
    """The mark comes from the font that has it, where it is wider than a figure."""
    return text_width(line, size) + _MARK_EXCESS * size * line.count(UNDECIDED_MARK)


def _fits(text: str, width: float, height: float, size: float) -> bool:
    lines = text.split("<br>")
    return max(_width(line, size) for line in lines) <= width and len(lines) * size <= height


def is_inset(area: Area) -> bool:
    """Encart: an overseas area, drawn beside the mainland (Insee numbers their regions below 10)."""
    return int(area.region) < 10


def _fitted(name: str, width: float, height: float, size: float) -> str:
    """The name on one line, else on two cut at a hyphen or a space, else nothing."""
    if not size:
        return ""
    cuts = [i + 1 for i, character in enumerate(name[:-1]) if character in "- "]
    wrapped = [(name, "")] + [(name[:cut].rstrip(), name[cut:]) for cut in cuts]
    fitting = [
        (max(text_width(first, size), text_width(second, size)), bool(second), first, second)
        for first, second in wrapped
    ]
    for widest, is_two, first, second in sorted(fitting, key=lambda candidate: (candidate[1], candidate[0])):
        if widest <= width and size * 1.25 * (1 + is_two) <= height:
            return f"{first}<br>{second}" if second else first
    return ""


def _figures(labels: list[_Label], size: Size) -> dict[str, Any]:
    """Figures stand on the last line of a label, under as many blank lines as their name has."""
    texts = [f"{_BLANK_LINE}<br>" * _lines(label.name) + label.figure for label in labels]
    return _text_trace(labels, texts, [label.colour for label in labels], size.figure, 650)


def _names(labels: list[_Label], size: Size) -> dict[str, Any]:
    named = [label for label in labels if label.name]
    texts = [f"{label.name}<br>{_BLANK_LINE}" for label in named]
    return _text_trace(named, texts, [label.name_colour for label in named], size.name or size.figure, 500)


def _lines(name: str) -> int:
    return 1 + name.count("<br>") if name else 0


def _text_trace(labels: list[_Label], texts: list[str], colours: list[str], size: float, weight: int) -> dict[str, Any]:
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [label.lon for label in labels],
        "lat": [label.lat for label in labels],
        "text": texts,
        "textposition": [label.position for label in labels],
        "textfont": {"size": size, "weight": weight, "color": colours, "shadow": [_halo(label) for label in labels]},
        "hoverinfo": "skip",
    }


def _halo(label: _Label) -> str:
    return ",".join([f"0 0 3px {label.ground}"] * 4)
