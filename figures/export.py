"""Image exportée: a figure with its title, subtitle, legend, source and label drawn in, for a PNG or SVG file."""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.cells import NO_DATA, SECRET, UNDECIDED_MARK
from figures.classes import Classes, Counts
from figures.numbers import number
from figures.theme import CHARACTER_WIDTH, FONT_FAMILY, Tokens, tokens
from indicators.catalogue import Indicator

# Laid out at half the size of the file, then drawn at SCALE: 1600 × 1000 px with the same sizes of text as on screen.
WIDTH, HEIGHT, SCALE = 800, 500, 2
_SIDE, _LEGEND_WIDTH = 24, 170
_LINE = 1.35
_TITLE, _SUBTITLE, _SOURCE = 17, 12.5, 11
_LEGEND = 12
_SWATCH = 14


class Swatch(NamedTuple):
    """Case de légende: its ground, its text, and what is drawn over the ground: "" (nothing), no_data or secret.

    Without a ground the text stands alone.
    """

    colour: str
    text: str
    fill: str = ""


def map_swatches(classes: Classes, counts: Counts, indicator: Indicator, colours: Tokens) -> list[Swatch]:
    """Légende de la carte: classes from high to low, fills that are not values, mark of undecided gaps, if any."""
    ramp = zip(classes.colours(colours), classes.labels(indicator), counts.per_class, strict=True)
    shown = [Swatch(colour, f"{text} ({number(count)})") for colour, text, count in ramp if classes.bounds or count]
    grounds = {NO_DATA: colours.hatch_ground}
    fills = [
        Swatch(grounds.get(fill, colours.card), f"{label} ({number(count)})", fill)
        for fill, label, count in counts.fills
        if count
    ]
    undecided = Swatch("", f"{UNDECIDED_MARK} écart indécis ({number(counts.undecided)})")
    return [*reversed(shown), *fills, *([undecided] if counts.undecided else [])]


def with_frame(
    figure: dict[str, Any],
    title: str,
    subtitle: str,
    source: str,
    label: str,
    theme: str = "light",
    legend: Sequence[Swatch] = (),
    legend_title: str = "",
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Copie encadrée of a figure, 800 × 500 px (higher if its own layout asks for it), to be drawn at scale 2.

    `source`: source and date, at the foot; `label`: the demonstration label, "" when the data are not simulated;
    `legend`: from top to bottom, drawn at right under `legend_title`; `notes`: small lines above the source. The figure
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
    left = WIDTH - _SIDE - _LEGEND_WIDTH + 10
    heading = _wrapped(legend_title, _LEGEND, _LEGEND_WIDTH - 10)
    if heading:
        texts.append(at.text(heading, left, head + 8, _LEGEND, colours.text, bold=True))
    swatches, names = at.legend(legend, left, head + 8 + (_LINE * _LEGEND * len(heading) + 6) * bool(heading), colours)
    layout["annotations"] = [*layout.get("annotations", []), *texts, *names]
    layout["shapes"] = [*layout.get("shapes", []), *swatches]
    layout["font"] = {"color": colours.text} | layout.get("font", {}) | {"family": FONT_FAMILY}
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
        self, entries: Sequence[Swatch], x: float, y: float, colours: Tokens
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        swatches, names = [], []
        left, top = x - self.left, y
        for colour, text, fill in entries:
            rows = _wrapped(text, _LEGEND, _LEGEND_WIDTH - 10 - 1.6 * _SWATCH)
            place = {
                "xref": "paper",
                "yref": "paper",
                "xsizemode": "pixel",
                "ysizemode": "pixel",
                "xanchor": 0,
                "yanchor": 1,
            }
            corner = (round(left, 1), round(self.top - top - _SWATCH, 1))
            box = {"x0": corner[0], "x1": corner[0] + _SWATCH, "y0": corner[1] + _SWATCH, "y1": corner[1]}
            edge = {"line": {"width": 1, "color": colours.map_edge}}
            if colour:
                swatches.append(place | box | edge | {"type": "rect", "fillcolor": colour})
            if fill in _OVER:
                over = {"type": "path", "path": _over(fill, *corner)}
                swatches.append(place | over | {"line": {"width": _OVER[fill], "color": colours.hatch}})
            names.append(self.text(rows, x + 1.6 * _SWATCH, top, _LEGEND, colours.text))
            top += max(1.5 * _SWATCH, _LINE * _LEGEND * len(rows) + 4)
        return swatches, names


# Width of the lines drawn over a swatch.
_OVER = {NO_DATA: 1.0, SECRET: 2.4}


def _over(fill: str, x: float, y: float) -> str:
    """Hatch or dots of a swatch whose lowest corner is (x, y), as one SVG path in pixels."""
    if fill == NO_DATA:
        lines: list[tuple[tuple[float, float], tuple[float, float]]] = [
            ((0, 9), (5, 14)),
            ((0, 4), (10, 14)),
            ((1, 0), (14, 13)),
            ((6, 0), (14, 8)),
            ((11, 0), (14, 3)),
        ]
    else:
        # A line no longer than it is wide is a dot.
        lines = [((a - 1.2, b), (a + 1.2, b)) for a in (3, 9) for b in (3, 9)]
    return "".join(f"M{x + a:g},{y + b:g}L{x + c:g},{y + d:g}" for (a, b), (c, d) in lines)
