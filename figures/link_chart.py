"""Nuage du recours et du chômage: one point a region, a least-squares line, names that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from figures.axis import nice_ticks, tick_decimals
from figures.frame import empty_figure
from figures.numbers import number
from figures.theme import Tokens, text_width, tokens
from typography import NBSP, NNBSP

# The narrowest card of each kind of window: on a wider one the points only stand farther apart.
_SIZE = {
    "wide": (1010, 460),
    "medium": (510, 760),
    "small": (510, 760),
    "narrow": (320, 760),
    "hall": (950, 340),
    "stage": (700, 340),
}
_STACKED_IN = ("medium", "small", "narrow")
_LEFT, _BOTTOM, _TOP, _MIDDLE, _STACKED = 48, 44, 48, 60, 96
_LABEL, _DOT = 11.5, 9
# Boxes that stand for a line, which a name would rather not cover.
_STEPS = 60


Box = tuple[float, float, float, float]


class Place(NamedTuple):
    """Place d’un nom beside its point: which side of the name is there, and how far, in px."""

    across: str
    up: str
    right: float
    over: float


_CENTRE = Place("center", "middle", 0, 0)
_NEAR = 8
# In order of preference: beside the point, then farther, at the end of a leader.
_PLACES = (
    Place("left", "middle", 8, 0),
    Place("right", "middle", -8, 0),
    Place("center", "bottom", 0, 7),
    Place("center", "top", 0, -7),
    Place("left", "bottom", 6, 5),
    Place("right", "bottom", -6, 5),
    Place("left", "top", 6, -5),
    Place("right", "top", -6, -5),
    *(
        Place(across, up, right * reach, over * reach)
        for reach in (20, 32, 46, 62)
        for across, up, right, over in (
            ("center", "bottom", 0.0, 1.0),
            ("center", "top", 0.0, -1.0),
            ("left", "bottom", 0.7, 0.7),
            ("right", "bottom", -0.7, 0.7),
            ("left", "top", 0.7, -0.7),
            ("right", "top", -0.7, -0.7),
            ("left", "middle", 1.0, 0.3),
            ("right", "middle", -1.0, -0.3),
        )
    ),
)


class Point(NamedTuple):
    """Point: an area's id, its name and abbreviation, unemployment in %, and the rate drawn."""

    area: str
    name: str
    short: str
    x: float
    y: float


class Cloud(NamedTuple):
    """Nuage: title, points, slope and intercept of its line (NaN: none), and what is written of r and n."""

    title: str
    points: Sequence[Point]
    slope: float
    intercept: float
    said: str


class _Frame(NamedTuple):
    """Cadre d’un nuage: its axes' ticks and its size in px."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    width: float
    height: float

    def at(self, point: Point) -> tuple[float, float]:
        """Px from the lower left corner."""
        return (
            (point.x - self.x[0]) / (self.x[-1] - self.x[0]) * self.width,
            (point.y - self.y[0]) / (self.y[-1] - self.y[0]) * self.height,
        )


def link_chart(
    clouds: Sequence[Cloud], unit: str, selected: str, theme: str = "light", viewport: str = "wide"
) -> dict[str, Any]:
    """Nuages, side by side on one horizontal scale (one above the other in a narrow window), a Plotly figure as a dict.

    The axes start near the lowest point: a cloud shows a link, not amounts.
    """
    colours = tokens(theme)
    width, height = _SIZE[viewport]
    stacked, parting = viewport in _STACKED_IN, "<br>" if viewport in ("narrow", "stage") else "  "
    figure = empty_figure(colours, {"l": _LEFT, "r": 16, "t": _TOP, "b": _BOTTOM}, height)
    inner = (width - _LEFT - 16, height - _TOP - _BOTTOM)
    xs = [p.x for cloud in clouds for p in cloud.points]
    x_ticks = nice_ticks(min(xs), max(xs)) if xs else (0.0, 1.0)
    for place, cloud in enumerate(clouds):
        gap = _STACKED / inner[1] if stacked else _MIDDLE / inner[0]
        share = (1 - gap * (len(clouds) - 1)) / len(clouds)
        first = place * (share + gap)
        along = (round(first, 4), round(first + share, 4))
        across, up = ((0.0, 1.0), (round(1 - along[1], 4), round(1 - along[0], 4))) if stacked else (along, (0.0, 1.0))
        ys = [p.y for p in cloud.points]
        frame = _Frame(
            x_ticks,
            nice_ticks(min(ys), max(ys)) if ys else (0.0, 1.0),
            inner[0] * (across[1] - across[0]),
            inner[1] * (up[1] - up[0]),
        )
        _draw(figure, cloud, place + 1, unit, selected, frame, across, up, parting, colours)
    return figure


def _draw(
    figure: dict[str, Any],
    cloud: Cloud,
    place: int,
    unit: str,
    selected: str,
    frame: _Frame,
    across: tuple[float, float],
    up: tuple[float, float],
    between: str,
    colours: Tokens,
) -> None:
    name = "" if place == 1 else str(place)
    axes = {"xaxis": f"x{name}", "yaxis": f"y{name}"}
    layout = figure["layout"]
    refs = {"xref": axes["xaxis"], "yref": axes["yaxis"]}
    ends = _clipped(cloud)
    if ends:
        line = {"color": colours.similar, "width": 1.6, "dash": "6px,4px"}
        layout["shapes"].append({"type": "line", "layer": "below", "line": line} | refs | ends)
    if cloud.points:
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [round(p.x, 2) for p in cloud.points],
                "y": [round(p.y, 2) for p in cloud.points],
                "text": [p.name for p in cloud.points],
                "customdata": [[p.area] for p in cloud.points],
                "marker": {
                    "size": [_DOT + 3 if p.area == selected else _DOT for p in cloud.points],
                    "color": [colours.accent if p.area == selected else colours.similar for p in cloud.points],
                    "line": {"width": 1, "color": colours.card},
                },
                "cliponaxis": False,
                "hovertemplate": (
                    f"<b>%{{text}}</b><br>chômage{NBSP}: %{{x:.1f}}{NNBSP}%<br>%{{y:.1f}} {unit}<extra></extra>"
                ),
                **axes,
            }
        )
    layout["annotations"] += [
        {
            "text": f"<b>{point.short}</b>" if point.area == selected else point.short,
            "x": point.x,
            "y": point.y,
            "xanchor": at.across,
            "yanchor": at.up,
            "borderpad": 0,
            "font": {"size": _LABEL, "color": colours.text if point.area == selected else colours.muted},
        }
        | _joined(at, colours)
        | refs
        for point, at in placed_labels(cloud.points, frame, selected, ends)
    ]
    layout["annotations"].append(
        {
            "text": f"<b>{cloud.title}</b>{between}<span style='color:{colours.muted}'>{cloud.said}</span>",
            "xref": f"{axes['xaxis']} domain",
            "yref": f"{axes['yaxis']} domain",
            "x": 0,
            "y": 1,
            "yshift": 10,
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": 13},
        }
    )
    layout[f"xaxis{name}"] = _axis(frame.x, across, f"y{name}", "%", colours) | {
        "title": {"text": "Taux de chômage (BIT)", "font": {"size": 12, "color": colours.muted}, "standoff": 4},
        "showgrid": False,
        "showline": True,
        "linecolor": colours.control,
    }
    layout[f"yaxis{name}"] = _axis(frame.y, up, f"x{name}", "‰", colours) | {"gridcolor": colours.grid}


def _joined(at: Place, colours: Tokens) -> dict[str, Any]:
    """A name beside its point, or at the end of a leader that leads to it."""
    if max(abs(at.right), abs(at.over)) <= _NEAR:
        return {"xshift": at.right, "yshift": at.over, "showarrow": False}
    leader = {"arrowhead": 0, "arrowwidth": 0.8, "arrowcolor": colours.similar, "standoff": _DOT / 2 + 1}
    return {"showarrow": True, "ax": round(at.right, 1), "ay": -round(at.over, 1)} | leader


def _clipped(cloud: Cloud) -> dict[str, float]:
    """Ends of the line over the points' own range, beyond which it says nothing; empty without a line."""
    if math.isnan(cloud.slope):
        return {}
    low, high = min(p.x for p in cloud.points), max(p.x for p in cloud.points)
    heights = [cloud.intercept + cloud.slope * x for x in (low, high)]
    return {"x0": round(low, 3), "x1": round(high, 3), "y0": round(heights[0], 3), "y1": round(heights[1], 3)}


def placed_labels(
    points: Sequence[Point], frame: _Frame, selected: str, line: Mapping[str, float] | None = None
) -> list[tuple[Point, Place]]:
    """Noms à leur place: none over a point or another name, nor over the line or under a leader where there is
    room elsewhere, the selected area's first; one without room is left out. `line`: its ends x0, x1, y0, y1."""
    dots = [_box(*frame.at(p), _DOT + 2, _DOT + 2, _CENTRE) for p in points]
    crossed = _along(frame, line) if line else []
    taken: list[Box] = []
    found = []
    for point in sorted(points, key=lambda p: (p.area != selected, -p.y)):
        # Abbreviations are capitals, wider than the mean letter.
        width = 1.3 * text_width(point.short, _LABEL, bold=point.area == selected)
        own = _box(*frame.at(point), _DOT + 2, _DOT + 2, _CENTRE)
        others = [dot for dot in dots if dot != own]
        best: tuple[int, Place, list[Box]] | None = None
        for place in _PLACES:
            box = _box(*frame.at(point), width, _LABEL * 1.1, place)
            inside = box[0] >= 0 and box[2] <= frame.width + 12 and box[1] >= 0 and box[3] <= frame.height + 8
            if not inside or any(_overlap(box, other) for other in (*taken, *others)):
                continue
            leader = _leader(frame, point, place)
            faults = 2 * any(_overlap(step, other) for step in leader for other in taken)
            faults += any(_overlap(box, step) for step in crossed)
            if best is None or faults < best[0]:
                best = (faults, place, [box, *leader])
            if not faults:
                break
        if best:
            taken += best[2]
            found.append((point, best[1]))
    return found


def _leader(frame: _Frame, point: Point, place: Place) -> list[Box]:
    """Boîtes along the leader of a name, none where it stands beside its point."""
    if max(abs(place.right), abs(place.over)) <= _NEAR:
        return []
    x, y = frame.at(point)
    return [_box(x + place.right * s, y + place.over * s, 2, 2, _CENTRE) for s in (0.4, 0.55, 0.7, 0.85)]


def _along(frame: _Frame, line: Mapping[str, float]) -> list[Box]:
    """Boîtes along a line, in px."""
    low, high = (frame.at(Point("", "", "", line[f"x{end}"], line[f"y{end}"])) for end in (0, 1))
    shares = [step / _STEPS for step in range(_STEPS + 1)]
    return [_box(low[0] + (high[0] - low[0]) * s, low[1] + (high[1] - low[1]) * s, 3, 3, _CENTRE) for s in shares]


def _box(x: float, y: float, width: float, height: float, place: Place) -> Box:
    left = x + place.right - {"left": 0.0, "center": width / 2, "right": width}[place.across]
    low = y + place.over - {"bottom": 0.0, "middle": height / 2, "top": height}[place.up]
    return left, low, left + width, low + height


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _axis(
    ticks: tuple[float, ...], domain: tuple[float, float], anchor: str, unit: str, colours: Tokens
) -> dict[str, Any]:
    texts = [number(tick, tick_decimals(ticks)) for tick in ticks]
    return {
        "domain": list(domain),
        "anchor": anchor,
        "range": [ticks[0], ticks[-1]],
        "tickvals": list(ticks),
        "ticktext": [*texts[:-1], f"{texts[-1]}{NNBSP}{unit}"],
        "tickfont": {"color": colours.muted, "size": 11.5},
        "zeroline": False,
        "fixedrange": True,
    }
