"""Nuage du recours et du chômage: one point a region, a least-squares line, names that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.axis import nice_ticks, tick_decimals
from figures.frame import empty_figure
from figures.numbers import NBSP, NNBSP, number
from figures.theme import Tokens, text_width, tokens

_SIZE = {"wide": (1300, 380), "medium": (900, 380), "narrow": (350, 640)}
_LEFT, _BOTTOM, _TOP, _MIDDLE, _STACKED = 48, 44, 48, 60, 96
_LABEL, _DOT = 11.5, 9
# Where a name may stand beside its point, in order of preference: anchors and shifts in px.
_PLACES = (
    ("left", "middle", 8, 0),
    ("right", "middle", -8, 0),
    ("center", "bottom", 0, 7),
    ("center", "top", 0, -7),
    ("left", "bottom", 6, 5),
    ("right", "bottom", -6, 5),
    ("left", "top", 6, -5),
    ("right", "top", -6, -5),
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
    """Nuages, side by side on one horizontal scale (one above the other on a phone), a Plotly figure as a dict."""
    colours = tokens(theme)
    width, height = _SIZE[viewport]
    stacked = viewport == "narrow"
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
            nice_ticks(0, max(ys)) if ys else (0.0, 1.0),
            inner[0] * (across[1] - across[0]),
            inner[1] * (up[1] - up[0]),
        )
        _draw(figure, cloud, place + 1, unit, selected, frame, across, up, "<br>" if stacked else "  ", colours)
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
    if not math.isnan(cloud.slope):
        ends = _clipped(cloud, frame)
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
            "xanchor": place_[0],
            "yanchor": place_[1],
            "xshift": place_[2],
            "yshift": place_[3],
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": _LABEL, "color": colours.text if point.area == selected else colours.muted},
        }
        | refs
        for point, place_ in placed_labels(cloud.points, frame, selected)
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


def _clipped(cloud: Cloud, frame: _Frame) -> dict[str, float]:
    """Ends of the line over the points' own range: it says nothing beyond them."""
    low, high = min(p.x for p in cloud.points), max(p.x for p in cloud.points)
    heights = [cloud.intercept + cloud.slope * x for x in (low, high)]
    return {"x0": round(low, 3), "x1": round(high, 3), "y0": round(heights[0], 3), "y1": round(heights[1], 3)}


def placed_labels(
    points: Sequence[Point], frame: _Frame, selected: str
) -> list[tuple[Point, tuple[str, str, int, int]]]:
    """Noms à leur place: none over a point or another name, the selected area's first; one without room is left out."""
    dots = [_box(*frame.at(p), _DOT + 2, _DOT + 2, ("center", "middle", 0, 0)) for p in points]
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for point in sorted(points, key=lambda p: (p.area != selected, -p.y)):
        # Abbreviations are capitals, wider than the mean letter.
        width = 1.3 * text_width(point.short, _LABEL, bold=point.area == selected)
        own = _box(*frame.at(point), _DOT + 2, _DOT + 2, ("center", "middle", 0, 0))
        for place in _PLACES:
            box = _box(*frame.at(point), width, _LABEL * 1.1, place)
            inside = box[0] >= 0 and box[2] <= frame.width + 12 and box[3] <= frame.height + 8
            if inside and not any(_overlap(box, other) for other in (*taken, *(d for d in dots if d != own))):
                taken.append(box)
                found.append((point, place))
                break
    return found


def _box(
    x: float, y: float, width: float, height: float, place: tuple[str, str, int, int]
) -> tuple[float, float, float, float]:
    across, up, right, over = place
    left = x + right - {"left": 0.0, "center": width / 2, "right": width}[across]
    low = y + over - {"bottom": 0.0, "middle": height / 2, "top": height}[up]
    return left, low, left + width, low + height


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
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
