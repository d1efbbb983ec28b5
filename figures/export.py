"""Image exportée: a figure with its title, subtitle, legend, source and label drawn in, for a PNG or SVG file."""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.theme import CHARACTER_WIDTH, FONT_FAMILY, Tokens, tokens

# Laid out at half the size of the file, then drawn at SCALE: 1600 × 1000 px with the same sizes of text as on screen.
WIDTH, HEIGHT, SCALE = 800, 500, 2
_SIDE, _LEGEND_WIDTH = 24, 170
_LINE = 1.35
_TITLE, _SUBTITLE, _SOURCE = 17, 12.5, 11
_SWATCH = 14


def with_frame(
    figure: dict[str, Any],
    title: str,
    subtitle: str,
    source: str,
    label: str,
    theme: str = "light",
    legend: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Copie encadrée of a figure, 800 × 500 px (higher if its own layout asks for it), to be drawn at scale 2.

    `source`: source and date, at the foot; `label`: the demonstration label, "" when the data are not simulated;
    `legend`: (colour, text) from top to bottom, drawn at right; `notes`: small lines above the source. The figure
    given is left as it was.
    """
    colours = tokens(theme)
    framed = copy.deepcopy(figure)
    layout = framed["layout"]
    margin = layout.get("margin", {})
    titles = _wrapped(title, _TITLE, WIDTH - 2 * _SIDE)
    subtitles = _wrapped(subtitle, _SUBTITLE, WIDTH - 2 * _SIDE)
    sources = _wrapped(source, _SOURCE, WIDTH - 2 * _SIDE)
    noted = [line for note in notes for line in _wrapped(note, _SOURCE, WIDTH - 2 * _SIDE)]
    notes_height = _LINE * _SOURCE * len(noted)
    label_height = 30 if label else 0
    head = 20 + label_height + _LINE * (_TITLE * len(titles) + _SUBTITLE * len(subtitles)) + 12
    foot = 14 + notes_height + _LINE * _SOURCE * len(sources) + 10
    right = _SIDE + (_LEGEND_WIDTH if legend else 0)
    top, bottom = head + margin.get("t", 0), foot + margin.get("b", 0)
    height = max(HEIGHT, round(layout.get("height", 0) + head + foot))
    layout.update(
        width=WIDTH,
        height=height,
        autosize=False,
        paper_bgcolor=colours.card,
        margin={
            "l": _SIDE + margin.get("l", 0),
            "r": right + margin.get("r", 0),
            "t": round(top),
            "b": round(bottom),
        },
    )
    at = _Page(layout["margin"]["l"], layout["margin"]["t"])
    first = 20 + label_height
    texts = [
        at.text(titles, _SIDE, first, _TITLE, colours.text, bold=True),
        at.text(subtitles, _SIDE, first + _LINE * _TITLE * len(titles) + 4, _SUBTITLE, colours.muted),
        at.text(sources, _SIDE, height - foot + 14 + notes_height, _SOURCE, colours.muted),
    ]
    if noted:
        texts.append(at.text(noted, _SIDE, height - foot + 14, _SOURCE, colours.text))
    if label:
        texts.append(at.banner(label, colours))
    swatches, names = at.legend(legend, WIDTH - _SIDE - _LEGEND_WIDTH + 10, head + 8, colours)
    layout["annotations"] = [*layout.get("annotations", []), *texts, *names]
    layout["shapes"] = [*layout.get("shapes", []), *swatches]
    layout.setdefault("font", {"family": FONT_FAMILY, "color": colours.text})
    return framed


def _wrapped(text: str, size: float, width: float) -> list[str]:
    return textwrap.wrap(text, int(width / (size * CHARACTER_WIDTH)))


class _Page(NamedTuple):
    """The page around the plot, whose corner is at (left, top) px: Plotly counts from it, we count from the page's."""

    left: float
    top: float

    def text(
        self, lines: list[str], x: float, y: float, size: float, colour: str, bold: bool = False
    ) -> dict[str, Any]:
        text = "<br>".join(lines)
        return {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "top",
            "xshift": round(x - self.left, 1),
            "yshift": round(self.top - y, 1),
            "align": "left",
            "text": f"<b>{text}</b>" if bold else text,
            "font": {"size": size, "color": colour},
            "showarrow": False,
            "borderpad": 0,
        }

    def banner(self, label: str, colours: Tokens) -> dict[str, Any]:
        text = self.text([label], _SIDE, 14, 11.5, colours.banner_text, bold=True)
        return text | {"bgcolor": colours.banner, "bordercolor": colours.banner_edge, "borderpad": 4}

    def legend(
        self, entries: Sequence[tuple[str, str]], x: float, y: float, colours: Tokens
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        swatches, names = [], []
        for i, (colour, text) in enumerate(entries):
            top = y + i * 1.5 * _SWATCH
            left = x - self.left
            swatches.append(
                {
                    "type": "rect",
                    "xref": "paper",
                    "yref": "paper",
                    "xsizemode": "pixel",
                    "ysizemode": "pixel",
                    "xanchor": 0,
                    "yanchor": 1,
                    "x0": round(left, 1),
                    "x1": round(left + _SWATCH, 1),
                    "y0": round(self.top - top, 1),
                    "y1": round(self.top - top - _SWATCH, 1),
                    "fillcolor": colour,
                    "line": {"width": 1, "color": colours.map_edge},
                }
            )
            names.append(self.text([text], x + 1.6 * _SWATCH, top, 12, colours.text))
        return swatches, names
