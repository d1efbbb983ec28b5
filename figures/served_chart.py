"""Graphique de la couverture: one line a group of operators, or a territory, and a dot for each threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.axis import percent_axis
from figures.frame import empty_figure
from figures.numbers import number
from figures.theme import text_width, tokens
from typography import NNBSP

_ROW, _TOP, _BOTTOM, _RIGHT = 28, 34, 20, 64
_NAME, _FIGURE, _DOT = 12.5, 11.5, 10
# Two figures nearer than this, in px, would touch.
_CLOSE = 22
# Under this width the key of the dots begins at the left edge.
_NARROW = 400


class ServedRow(NamedTuple):
    """Ligne: name, shares within the thresholds in %, NaN unknown, the median as written, bold or not."""

    name: str
    shares: tuple[float, ...]
    median: str
    bold: bool = False


def served_colours(theme: str) -> tuple[str, ...]:
    """Teintes des seuils, the nearest one the strongest."""
    ramp = tokens(theme).sequential
    return ramp[6], ramp[4], ramp[2]


def served_chart(
    rows: Sequence[ServedRow], thresholds: Sequence[int], theme: str = "light", width: int = 500, unit: str = "km"
) -> dict[str, Any]:
    """Points reliés, from 0 to 100 %, the median as written at right: a Plotly figure as a dict."""
    colours = tokens(theme)
    left = min(max((round(text_width(row.name, _NAME, row.bold)) for row in rows), default=0) + 12, round(0.42 * width))
    figure = empty_figure(colours, {"l": left, "r": _RIGHT, "t": _TOP, "b": _BOTTOM}, _TOP + _BOTTOM + _ROW * len(rows))
    layout = figure["layout"]
    layout["xaxis"] = percent_axis(colours, -2, 102)
    layout["yaxis"] = {"range": [len(rows) - 0.5, -0.62], "visible": False, "fixedrange": True}
    close = 104 * _CLOSE / max(width - left - _RIGHT, 1)
    known = [k for k, row in enumerate(rows) if all(map(math.isfinite, row.shares))]
    # One path through all rows: None lifts the pen.
    ends = [(min(rows[k].shares), max(rows[k].shares), k) for k in known]
    figure["data"].append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for low, high, _ in ends for x in (round(low, 1), round(high, 1), None)],
            "y": [y for *_, k in ends for y in (k, k, None)],
            "line": {"color": colours.control, "width": 1.4},
            "hoverinfo": "skip",
        }
    )
    for place, (threshold, colour) in enumerate(zip(thresholds, served_colours(theme), strict=True)):
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [round(rows[k].shares[place], 1) for k in known],
                "y": known,
                "text": [_figure(rows[k].shares, place, close) for k in known],
                "textposition": "top center",
                "textfont": {"size": _FIGURE, "weight": 600, "color": colours.text},
                "marker": {"size": _DOT, "color": colour, "line": {"width": 1.2, "color": colours.text}},
                "hovertemplate": f"%{{x}}{NNBSP}% à {threshold} {unit} ou moins<extra></extra>",
                "cliponaxis": False,
            }
        )
    layout["annotations"] = [
        _text(x, k, text, anchor, colours.text, row.bold and not place)
        for k, row in enumerate(rows)
        for place, (x, text, anchor) in enumerate(((0, row.name, "left"), (1, row.median, "right")))
    ]
    for annotation in layout["annotations"]:
        annotation["xshift"] = -left if annotation["x"] == 0 else _RIGHT
    layout["annotations"] += [
        _text(0, -0.62, f"<span style='color:{colour}'>●</span> {at} {unit}", "left", colours.muted, False)
        | {"xshift": 58 * place - (left if width < _NARROW else 0), "yanchor": "bottom", "yshift": 10}
        for place, (at, colour) in enumerate(zip(thresholds, served_colours(theme), strict=True))
    ]
    layout["annotations"].append(
        _text(1, -0.62, "médiane", "right", colours.muted, False)
        | {"xshift": _RIGHT, "yanchor": "bottom", "yshift": 10}
    )
    return figure


def _figure(shares: Sequence[float], place: int, close: float) -> str:
    """Chiffre of a dot, "" where that of the next threshold stands too near to be read."""
    nearer = place + 1 < len(shares) and shares[place + 1] - shares[place] < close
    return "" if nearer else number(shares[place])


def _text(x: float, y: float, text: str, anchor: str, colour: str, bold: bool) -> dict[str, Any]:
    return {
        "xref": "paper",
        "x": x,
        "y": y,
        "text": f"<b>{text}</b>" if bold else text,
        "xanchor": anchor,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": _NAME, "color": colour},
        "borderpad": 0,
    }
