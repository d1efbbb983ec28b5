"""Carte des territoires: a choropleth on the shipped contours, every figure printed on it.

The layer of areas holds seven traces in one fixed order, present even when empty, so that a style sheet can reach
each by its place (`g.trace:nth-child(n)` of `.choroplethlayer`):

1. coast: a thick grey edge that shows only outside, under the others
2. values, one colour per class
3. no data: plain ground under a hatch      4. secret: under dots      5. structural zero: plain
6. halo of the selected area                7. outline of the selected area
8. outline of the marked areas, where there are any

Then two text traces, in `.scatterlayer`: 1. figures, 2. names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from figures.cells import NO_DATA, SECRET, VALUE, ZERO, Cell, Cells
from figures.classes import FILL_LABELS, Classes, label_decimals
from figures.comparison import NOTES
from figures.map_labels import SIZES, Bounds, Size, around, label_traces
from figures.numbers import percent
from figures.theme import Tokens, tokens
from geo.areas import regions
from indicators.catalogue import Indicator
from typography import NBSP, NNBSP

COAST, VALUES, HATCH, DOTS, PLAIN, HALO, OUTLINE = range(1, 8)
TRANSPARENT = "rgba(0,0,0,0)"
# A location that no contour has: it keeps an empty trace in its place.
_NOWHERE = "-"
_NO_MARKS: Mapping[str, str] = {}
# The browser has the names with the contours.
NAME = "<b>%{properties.nom}</b><br>"
# Room left of the insets for their names, or for an abbreviation and a figure on one line, then around the frame,
# in degrees.
_INSET_NAMES, _INSET_ABBREVIATIONS = 2.5, 3.2
# The conic projection of the official French maps (Lambert-93), in which the insets were placed.
_PROJECTION = {"type": "conic conformal", "parallels": [44, 49], "rotation": {"lon": 3}}


def area_map(
    cells: Cells,
    classes: Classes,
    indicator: Indicator,
    selected: str,
    geojson_url: str,
    theme: str = "light",
    bounds: Bounds | None = None,
    size: str = "screen",
    told: bool = False,
    hover: str = "",
    marks: Mapping[str, str] = _NO_MARKS,
) -> dict[str, Any]:
    """Carte choroplèthe of the areas compared, a Plotly figure as a dict.

    `selected`: id of the area outlined, any other id outlines nothing; `geojson_url`: where the browser finds the
    contours, features known by their Insee code, with their name in the property `nom`; `bounds`: of the region whose
    departments are drawn, None for the whole country; `size`: "screen", "narrow" (a phone: abbreviations), "slide",
    "stage" (a projector) or "hall" (one of 16:9). `customdata[0]` of a clicked point is the area's id;
    assets/map-hover.js makes it of `meta` and the code, and adds the area's value, interval, count and gap, which the
    page has in the comparison; `told`: the figure has the id and the value itself, for a page without that comparison;
    `hover`: what the label says under the name, where the page has other texts. `marks`: by area that is to be seen
    first, what is written after its figure.
    """
    colours, format_ = tokens(theme), SIZES[size]
    # From high to low, as the comparison: neighbours in the lists then have one colour, and compress to nothing.
    areas = sorted(cells.compared, key=lambda cell: -cell.value if cell.fill == VALUE else math.inf)
    frame = national_frame(bool(format_.name)) if bounds is None else bounds
    decimals = label_decimals(indicator, cells) if bounds is None else indicator.decimals
    outlined = [cell.area.code for cell in areas if cell.area.id == selected]
    marked = [cell.area for cell in areas if cell.area.id in marks]
    edge = format_.edge
    traces = [
        contours([cell.area.code for cell in areas], colours.card, colours.map_edge, 2.2 * edge),
        _values(areas, classes, indicator, told, hover, colours, edge),
        *(
            _fill([cell for cell in areas if cell.fill == kind], kind, ground, colours, edge)
            for kind, ground in ((NO_DATA, colours.hatch_ground), (SECRET, colours.card), (ZERO, colours.card))
        ),
        contours(outlined, TRANSPARENT, colours.card, 4.5 * edge),
        contours(outlined, TRANSPARENT, colours.selection, 2 * edge),
        *([contours([area.code for area in marked], TRANSPARENT, colours.text, 2 * edge)] if marked else []),
    ]
    for trace in traces:
        trace["geojson"] = geojson_url
    return {
        "data": [
            *traces,
            *label_traces(areas, classes, decimals, selected, frame, bounds is not None, format_, colours, marks),
        ],
        "layout": map_layout(frame, format_, colours),
    }


def map_layout(frame: Bounds, format_: Size, colours: Tokens) -> dict[str, Any]:
    """Cadre d’une carte: the projection of the contours around `frame`, no legend and no drag."""
    west, south, east, north = around(frame)
    return {
        "font": {"size": format_.figure, "color": colours.text},
        "paper_bgcolor": TRANSPARENT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "align": "left",
            "bgcolor": colours.card,
            "bordercolor": colours.control,
            "font": {"size": max(12.5, format_.name), "color": colours.text},
        },
        "geo": {
            "visible": False,
            "bgcolor": TRANSPARENT,
            "projection": _PROJECTION,
            "center": {"lon": round((frame[0] + frame[2]) / 2, 3), "lat": round((frame[1] + frame[3]) / 2, 3)},
            "lonaxis": {"range": [round(west, 3), round(east, 3)]},
            "lataxis": {"range": [round(south, 3), round(north, 3)]},
        },
    }


def national_frame(with_names: bool) -> Bounds:
    """Cadre national: the bounds of all regions, insets included, and room for the insets' labels."""
    west, south, east, north = zip(*(area.bounds for area in regions()), strict=True)
    return min(west) - (_INSET_NAMES if with_names else _INSET_ABBREVIATIONS), min(south), max(east), max(north)


def contours(codes: list[str], ground: str, edge: str, width: float) -> dict[str, Any]:
    """Contours of one ground and one edge, without hover; an empty trace where there is no code."""
    return {
        "type": "choropleth",
        "locations": codes or [_NOWHERE],
        "z": [0] * (len(codes) or 1),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, ground], [1, ground]],
        "showscale": False,
        "marker": {"line": {"width": width, "color": edge}},
        "hoverinfo": "skip",
    }


def _values(
    areas: list[Cell], classes: Classes, indicator: Indicator, told: bool, hover: str, colours: Tokens, edge: float
) -> dict[str, Any]:
    """The areas that have a value; `told`, `hover`: as area_map takes them."""
    cells = [cell for cell in areas if cell.fill == VALUE]
    steps = classes.colours(colours)
    last = max(len(steps) - 1, 1)
    trace = contours([cell.area.code for cell in cells], steps[0], colours.card, edge)
    if not cells:
        return trace
    level, unit = _confidence(cells[0].confidence * 100), f"{NNBSP}{indicator.unit}" if indicator.unit else ""
    more = (
        f"<br>intervalle à {level}{NBSP}: %{{customdata[2]}}"
        f"<br>%{{customdata[3]}} entrées<br>écart à la France{NBSP}: %{{customdata[4]}}"
    )
    texts = [[cell.area.id, cell.figure(indicator.decimals)] for cell in cells]
    del trace["hoverinfo"]
    return trace | {
        "z": classes.index([cell.value for cell in cells]).tolist(),
        "zmax": last,
        "colorscale": [[round(i / last, 4), steps[min(i, len(steps) - 1)]] for i in range(last + 1)],
        # Codes alone are the list of locations over again, which compresses to nothing.
        "customdata": texts if told else list(trace["locations"]),
        "meta": cells[0].area.id[0],
        "hovertemplate": f"{NAME}{hover or f'%{{customdata[1]}}{unit}' + ('' if told else more)}<extra></extra>",
    }


def _confidence(level: float) -> str:
    """Gives "95 %", and "99,8 %"."""
    return percent(level, 0 if abs(level - round(level)) < 1e-6 else 1)


def _fill(cells: list[Cell], kind: str, ground: str, colours: Tokens, edge: float) -> dict[str, Any]:
    trace = contours([cell.area.code for cell in cells], ground, colours.map_edge, 0.8 * edge)
    if not cells:
        return trace
    del trace["hoverinfo"]
    return trace | {
        "customdata": [[cell.area.id, NOTES[cell.cell_status] or FILL_LABELS[kind].lower()] for cell in cells],
        "hovertemplate": f"{NAME}%{{customdata[1]}}<extra></extra>",
    }
