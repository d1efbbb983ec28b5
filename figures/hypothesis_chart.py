"""Graphique avant → après: the share of each department within the threshold, before and under the hypothesis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.frame import empty_figure
from figures.numbers import percent
from figures.theme import text_width, tokens
from typography import NNBSP

_ROW, _TOP, _BOTTOM, _RIGHT, _NAME = 24, 8, 22, 118, 12.5


class BeforeAfter(NamedTuple):
    """Ligne: a name, shares in % before and after, NaN where nobody lives."""

    name: str
    before: float
    after: float


def before_after_chart(rows: Sequence[BeforeAfter], theme: str = "light", width: int = 752) -> dict[str, Any]:
    """Points reliés, a ring before and a disc after: a Plotly figure as a dict."""
    colours = tokens(theme)
    known = [row for row in rows if math.isfinite(row.before) and math.isfinite(row.after)]
    left = min(max((round(text_width(row.name, _NAME)) for row in known), default=0) + 14, round(0.4 * width))
    figure = empty_figure(
        colours, {"l": left, "r": _RIGHT, "t": _TOP, "b": _BOTTOM}, _TOP + _BOTTOM + _ROW * len(known)
    )
    layout = figure["layout"]
    layout["xaxis"] = {
        "range": [-2, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0", "25", "50", "75", f"100{NNBSP}%"],
        "gridcolor": colours.grid,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": colours.muted},
    }
    layout["yaxis"] = {"range": [len(known) - 0.5, -0.5], "visible": False, "fixedrange": True}
    at = list(range(len(known)))
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        # One path through all rows: None lifts the pen.
        "x": [x for row in known for x in (round(row.before, 1), round(row.after, 1), None)],
        "y": [y for k in at for y in (k, k, None)],
        "line": {"color": colours.control, "width": 1.4},
        "hoverinfo": "skip",
    }
    ring = {"size": 11, "color": colours.card, "line": {"width": 1.6, "color": colours.text}}
    disc = {"size": 9, "color": colours.accent, "line": {"width": 1, "color": colours.text}}
    for name, marker in (("before", ring), ("after", disc)):
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [round(getattr(row, name), 1) for row in known],
                "y": at,
                "marker": marker,
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )
    figure["data"].insert(0, line)
    layout["annotations"] = [
        {
            "xref": "paper",
            "x": x,
            "y": k,
            "text": text,
            "xanchor": "left" if x == 0 else "right",
            "xshift": -left if x == 0 else _RIGHT,
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": _NAME, "color": colours.text},
            "borderpad": 0,
        }
        for k, row in enumerate(known)
        for x, text in ((0, row.name), (1, f"{percent(row.before, 1)} → {percent(row.after, 1)}"))
    ]
    return figure
