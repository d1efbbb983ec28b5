"""Territoires semblables dessinés: names and reasons, for the picture file."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from figures.theme import tokens

_ROW = 62
_CHARACTERS = 105


def similar_chart(reasons: Sequence[tuple[str, str]], theme: str = "light") -> dict[str, Any]:
    """Liste of (name, why), a Plotly figure as a dict whose layout has the height that its rows need."""
    colours = tokens(theme)
    texts = [f"<b>{name}</b><br>{'<br>'.join(textwrap.wrap(why, _CHARACTERS))}" for name, why in reasons]
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": [],
        "layout": {
            "height": _ROW * max(len(texts), 1),
            "font": {"size": 13, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": hidden,
            "yaxis": hidden | {"range": [0, max(len(texts), 1)]},
            "annotations": [
                {
                    "xref": "paper",
                    "x": 0,
                    "y": len(texts) - at,
                    "xanchor": "left",
                    "yanchor": "top",
                    "align": "left",
                    "text": text,
                    "showarrow": False,
                }
                for at, text in enumerate(texts)
            ],
        },
    }
