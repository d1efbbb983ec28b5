"""Marques de l’hypothèse sur la carte des lieux: a cross where a site closes, a ring where one opens."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from figures.theme import Tokens


class ChangeMark(NamedTuple):
    """Marque: where on the map, whether a site opens there (or closes), its name, the piece that a click takes back."""

    lon: float
    lat: float
    opens: bool
    text: str
    piece: str


def change_traces(marks: Sequence[ChangeMark], colours: Tokens) -> list[dict[str, Any]]:
    """Two traces to lay over the map of sites; shape and not colour alone tells them apart."""
    return [
        _trace([m for m in marks if not m.opens], "x", colours.lower, 13, colours.card, "fermé ou parti"),
        _trace([m for m in marks if m.opens], "star", colours.higher, 17, colours.card, "ouvert"),
    ]


def _trace(marks: Sequence[ChangeMark], symbol: str, colour: str, size: int, edge: str, word: str) -> dict[str, Any]:
    # Plotly reads tags in its texts, and a name is an operator's.
    texts = [escape(mark.text, quote=False) for mark in marks]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [round(mark.lon, 3) for mark in marks],
        "lat": [round(mark.lat, 3) for mark in marks],
        "text": texts,
        # As the marks of the sites: nobody's area, then what a click does.
        "customdata": [["", text, mark.piece] for text, mark in zip(texts, marks, strict=True)],
        "hovertemplate": f"%{{text}}<br>{word}<extra></extra>",
        "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"width": 1.6, "color": edge}},
    }
