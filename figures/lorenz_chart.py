"""Courbe de Lorenz: what share of the access score the worst-served persons hold, in one territory and in France."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.axis import percent_axis
from figures.frame import empty_figure
from figures.theme import tokens
from typography import NNBSP

_HEIGHT = 236


class Curve(NamedTuple):
    """Courbe: name, and the share of the score held at each tenth of the persons, worst served first, from 0 to 1."""

    name: str
    held: Sequence[float]


def lorenz_chart(curves: Sequence[Curve], theme: str = "light") -> dict[str, Any]:
    """Courbes, the first one in front, beside the diagonal of equal access: a Plotly figure as a dict."""
    colours = tokens(theme)
    figure = empty_figure(colours, {"l": 44, "r": 110, "t": 10, "b": 40}, _HEIGHT)
    axis = percent_axis(colours)
    title = {"font": {"size": 12, "color": colours.muted}, "standoff": 6}
    figure["layout"]["xaxis"] = axis | {"title": title | {"text": "part des personnes"}}
    figure["layout"]["yaxis"] = axis
    figure["data"].append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 100],
            "y": [0, 100],
            "line": {"color": colours.control, "width": 1.2, "dash": "4px,3px"},
            "hoverinfo": "skip",
        }
    )
    styles = ((colours.accent, 2.4), (colours.similar, 1.8))
    for place, curve in reversed(list(enumerate(curves))):
        colour, width = styles[place]
        tenths = [100 * k / (len(curve.held) - 1) for k in range(len(curve.held))]
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": tenths,
                "y": [round(100 * held, 2) for held in curve.held],
                "line": {"color": colour, "width": width},
                "hovertemplate": f"{curve.name}<br>%{{y}}{NNBSP}% du score pour %{{x}}{NNBSP}%<extra></extra>",
            }
        )
        # Named on the curve, where it is far enough from the others.
        at = (6, 8)[place]
        figure["layout"]["annotations"].append(
            {
                "x": tenths[at],
                "y": round(100 * curve.held[at], 2),
                "text": curve.name,
                "xanchor": "left",
                "yanchor": "top",
                "xshift": 6,
                "showarrow": False,
                "font": {"size": 12, "color": colour, "weight": 600},
            }
        )
    return figure
