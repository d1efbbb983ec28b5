"""Cadre d’une figure à panneaux: what every one of them has before anything is drawn in it."""

from __future__ import annotations

from typing import Any

from figures.theme import Tokens
from typography import NNBSP


def empty_figure(colours: Tokens, margin: dict[str, int], height: int) -> dict[str, Any]:
    """Figure vide: fonts, grounds, French separators, no legend and no drag, as a Plotly dict to fill."""
    return {
        "data": [],
        "layout": {
            "font": {"size": 12, "color": colours.text},
            "separators": f",{NNBSP}",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": margin,
            "height": height,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": colours.card, "bordercolor": colours.control, "font": {"color": colours.text}},
            "shapes": [],
            "annotations": [],
        },
    }
