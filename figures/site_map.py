"""Carte des lieux: territories in classes, and over them the sites that are open, one by one or counted.

The first seven traces are those of figures/area_map.py, in its order, so that one style sheet serves both maps; after
them the ground around, then the names, the sites alone by family, and the marks that count.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.area_map import NAME, TRANSPARENT, contours, map_layout, national_frame
from figures.map_labels import SIZES, Bounds, is_inset, px_per_degree
from figures.numbers import number
from figures.placement import Mark, place
from figures.site_marks import SiteMark
from figures.theme import BIVARIATE, Tokens, tokens
from geo.areas import Area, departments, region_of
from nomenclatures import FAMILY

# Shape of a site alone, by family: never told by its colour.
SYMBOLS = {"pe": "circle", "ml": "triangle-up", "ce": "diamond", "apec": "square", "reg": "cross"}
PLAIN, HIDDEN = -2, -3
_WEST_OF_INSET = 4
_WIDE = 540
_LARGE = 4.0
# A degree of longitude for one of latitude, at the middle of the map; the widest and the highest card, for a height of
# one.
_SQUEEZE, _WIDEST, _HIGHEST = 0.69, 2.0, 0.8
# Half of a mark, in px, from which its count is printed in full size.
_ROOMY = 10.0
# Grounds of BIVARIATE on which a text is white: those of contrast below 4.5 with a dark one.
_DEEP = frozenset({"#94694A", "#433A43"})
_DARK_TEXT, _LIGHT_TEXT = "#18222D", "#FFFFFF"


class Shade(NamedTuple):
    """Teinte d’un territoire: its class among the colours given, and what the mouse reads.

    -1: without a class; HIDDEN: its access is secret; PLAIN: without colour, its communes having theirs.
    """

    area: Area
    place: int
    text: str


class Surface(NamedTuple):
    """Surface des communes: `west`, `north` of its edge, `across`, `up` of one cell, in degrees of the map; `rows` from
    the north: a letter a cell, its class among the colours given, "." for none."""

    west: float
    north: float
    across: float
    up: float
    rows: tuple[str, ...]


def bivariate_colours() -> tuple[str, ...]:
    """Neuf teintes: the class of access (0 strong to 2 weak) × 3 + that of coverage."""
    return tuple(colour for row in BIVARIATE for colour in row)


def third_colours(theme: str) -> tuple[str, ...]:
    """Trois teintes d’un score, from the strongest third to the weakest: a step of the sequential ramp each."""
    ramp = tokens(theme).sequential
    return ramp[5], ramp[3], ramp[1]


def site_map(
    shades: Sequence[Shade],
    colours_of: Sequence[str],
    marks: Sequence[SiteMark],
    selected: str,
    geojson_url: str,
    theme: str = "light",
    bounds: Bounds | None = None,
    size: str = "screen",
    surface: Surface | None = None,
    hover: str = "",
) -> dict[str, Any]:
    """Carte, a Plotly figure as a dict.

    `surface`: the communes, which assets/surface.js draws under the contours of the PLAIN areas; `selected`: id of the
    area outlined; `bounds`: of the region or department shown, None for the whole country; `customdata[0]` of what is
    clicked is the id of an area, or "" where [2] says what else the click does (assets/sites.js); `hover`: what the
    label says under the name of an area, or of a mark, that has no text: assets/map-hover.js takes it from the table.
    """
    colours, format_ = tokens(theme), SIZES[size]
    frame = national_frame(bool(format_.name)) if bounds is None else bounds
    # Around an inset stands nothing that is near it.
    is_land = bounds is not None and not is_inset(shades[0].area)
    outlined = [shade.area.code for shade in shades if shade.area.id == selected]
    codes = [shade.area.code for shade in shades]
    around = [d.code for d in departments() if d.code not in codes and _is_near(d, frame)] if is_land else []
    is_plain = surface is not None
    traces = [
        # Above the surface, nothing but edges.
        contours(codes, TRANSPARENT if is_plain else colours.card, colours.map_edge, 1.2 if is_plain else 2.2),
        _classes([shade for shade in shades if shade.place >= 0], colours_of, colours.card, hover),
        _classes([shade for shade in shades if shade.place == -1], (colours.hatch_ground,), colours.map_edge),
        _classes([shade for shade in shades if shade.place == HIDDEN], (colours.card,), colours.map_edge),
        _classes([shade for shade in shades if shade.place == PLAIN], (TRANSPARENT,), colours.map_edge, hover),
        contours(outlined, TRANSPARENT, colours.card, 4.5),
        contours(outlined, TRANSPARENT, colours.selection, 2),
        contours(around, colours.ground, colours.hairline, 0.8),
    ]
    for trace in traces:
        trace["geojson"] = geojson_url
    # A hundredth of a degree is a pixel or two on a map that holds four.
    steps = 2 if frame[2] - frame[0] > _LARGE else 3
    named = _names(shades, colours_of, marks, frame, bounds is not None, size, colours, steps)
    alone = [
        _alone(family, [m for m in marks if m.sites == 1 and m.family == family], colours, steps)
        for family in FAMILY.codes
    ]
    groups = _groups([m for m in marks if m.sites > 1 or not m.family], colours, hover, steps)
    layout = map_layout(frame, format_, colours)
    if surface is not None:
        layout["meta"] = {"surface": _sent(surface, colours_of)}
    return {"data": [*traces, named, *alone, groups], "layout": layout}


def _sent(surface: Surface, colours_of: Sequence[str]) -> dict[str, Any]:
    steps = {name: round(getattr(surface, name), 5) for name in ("west", "north", "across", "up")}
    return {**steps, "rows": "|".join(surface.rows), "colours": list(colours_of)}


def _classes(shades: Sequence[Shade], steps: Sequence[str], edge: str, hover: str = "") -> dict[str, Any]:
    trace = contours([shade.area.code for shade in shades], steps[0], edge, 1)
    if not shades:
        return trace
    del trace["hoverinfo"]
    last = max(len(steps) - 1, 1)
    return trace | {
        "z": [max(shade.place, 0) for shade in shades],
        "zmax": last,
        "colorscale": [[round(i / last, 4), steps[min(i, len(steps) - 1)]] for i in range(last + 1)],
        **_told(shades, trace["locations"]),
        "hovertemplate": f"{NAME}{hover or '%{customdata[1]}'}<extra></extra>",
    }


def _told(shades: Sequence[Shade], codes: list[str]) -> dict[str, Any]:
    """What names an area to a click, and its text. Codes alone are the list of locations over again, which compresses
    to nothing: assets/map-hover.js makes the id of `meta` and the code."""
    if any(shade.text for shade in shades):
        return {"customdata": [[shade.area.id, *([shade.text] if shade.text else ())] for shade in shades]}
    return {"customdata": list(codes), "meta": shades[0].area.id[0]}


def _is_near(area: Area, frame: Bounds) -> bool:
    """Whether a department of the mainland is in the frame, or in what a card of other proportions shows around it."""
    west, south, east, north = area.bounds
    across, up = (frame[2] - frame[0]) * _SQUEEZE, frame[3] - frame[1]
    beside = (max(_WIDEST * up - across, 0) / 2 + up / 5) / _SQUEEZE
    above = max(across / _HIGHEST - up, 0) / 2 + across / 5
    is_beside = frame[0] - beside <= east and west <= frame[2] + beside
    return not is_inset(area) and is_beside and frame[1] - above <= north and south <= frame[3] + above


def _names(
    shades: Sequence[Shade],
    colours_of: Sequence[str],
    marks: Sequence[SiteMark],
    frame: Bounds,
    is_close: bool,
    size: str,
    colours: Tokens,
    steps: int,
) -> dict[str, Any]:
    """Names beside the marks: of the areas of a close map that have room, and of the insets of the country."""
    format_ = SIZES[size]
    text_size = format_.name or format_.figure
    across, up = px_per_degree(frame, format_)

    def px(lon: float, lat: float) -> tuple[float, float]:
        return lon * across, lat * up

    # A country of that width has no room for the names of its insets.
    is_whole = bool(format_.name) and (is_close or format_.width >= _WIDE)
    texts = [(_short(s.area, is_whole), s) for s in shades if is_close or is_inset(s.area)]
    wanted = [Mark(*px(*s.area.label), name, half=1, gaps=(0, 8, 16)) for name, s in texts]
    taken = [(x - m.half, y - m.half, x + m.half, y + m.half) for m in marks for x, y in [px(m.lon, m.lat)]]
    edge = (frame[0] * across, frame[1] * up, frame[2] * across, frame[3] * up)
    rows = []
    if is_close:
        spots = place(wanted, edge, text_size, taken)
        rows = [
            (*m.anchor(spot), spot.side, name, s)
            for m, spot, (name, s) in zip(wanted, spots, texts, strict=True)
            if spot.side
        ]
    else:
        # Outside: left of the inset and of its mark, where nothing is drawn.
        marked = {m.area: m.lon * across - m.half for m in marks}
        west = [
            (min(s.area.bounds[0] * across, marked.get(s.area.id, math.inf)) - _WEST_OF_INSET, s.area.label[1] * up)
            for _, s in texts
        ]
        rows = [(x, y, "middle left", name, s) for (x, y), (name, s) in zip(west, texts, strict=True)]
    tints = [_tint(s, colours_of, colours) if is_close else (colours.muted, colours.card) for *_, s in rows]
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [round(x / across, steps) for x, *_ in rows],
        "lat": [round(y / up, steps) for _, y, *_ in rows],
        "text": [name for *_, name, _ in rows],
        "textposition": [side for _, _, side, *_ in rows],
        "textfont": {
            "size": text_size,
            "weight": 600,
            "color": [colour for colour, _ in tints],
            "shadow": [",".join([f"0 0 3px {ground}"] * 4) for _, ground in tints],
        },
        "hoverinfo": "skip",
    }


def _short(area: Area, is_whole: bool) -> str:
    if is_whole:
        return area.name
    return area.code if area.level == "department" and not is_inset(area) else region_of(area).abbreviation


def _tint(shade: Shade, colours_of: Sequence[str], colours: Tokens) -> tuple[str, str]:
    """Colour of a name on its area, and the ground that haloes it."""
    if shade.place < 0:
        return colours.text, colours.hatch_ground if shade.place == -1 else colours.card
    ground = colours_of[shade.place]
    return ink_on(ground), ground


def ink_on(ground: str) -> str:
    """Encre that is read on a ground: white or dark."""
    return _LIGHT_TEXT if ground in _DEEP or _is_deep(ground) else _DARK_TEXT


def _is_deep(colour: str) -> bool:
    """Whether white reads better than dark on a ground: relative luminance below 0.18."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) < 0.18


def _alone(family: str, marks: Sequence[SiteMark], colours: Tokens, steps: int) -> dict[str, Any]:
    trace = _points(marks, steps)
    trace["marker"] = {
        "symbol": SYMBOLS[family],
        "size": 9.5 if SYMBOLS[family] != "triangle-up" else 11,
        "color": colours.text,
        "line": {"width": 1.2, "color": colours.card},
    }
    return trace


def _groups(marks: Sequence[SiteMark], colours: Tokens, hover: str, steps: int) -> dict[str, Any]:
    # The largest first: a small mark stands above the one that it touches.
    trace = _points(marks, steps) | {"mode": "markers+text", "textposition": "middle center"}
    trace["text"] = [number(mark.sites) for mark in marks]
    if hover and marks and not marks[0].text:
        trace |= {
            "customdata": [[mark.area] for mark in marks],
            "hovertemplate": f"<b>%{{customdata[1]}}</b><br>{hover}<extra></extra>",
        }
    elif marks and marks[0].rows:
        # Of sites: those of several departments are told by their names alone.
        trace["hovertemplate"] = "%{text} lieux ouverts<br>%{customdata[1]}<extra></extra>"
    sizes = [12 if mark.half >= _ROOMY else 11 for mark in marks]
    trace["textfont"] = {"size": sizes, "weight": 650, "color": colours.text}
    trace["marker"] = {
        "size": [round(2 * mark.half) for mark in marks],
        "color": colours.card,
        # Sizes of their own make Plotly draw bubbles, which it would see through.
        "opacity": 1,
        "line": {"width": 1.6, "color": colours.text},
    }
    return trace


def _points(marks: Sequence[SiteMark], steps: int) -> dict[str, Any]:
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [round(mark.lon, steps) for mark in marks],
        "lat": [round(mark.lat, steps) for mark in marks],
        "customdata": [["", mark.text, mark.act] if mark.act else [mark.area, mark.text] for mark in marks],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }
