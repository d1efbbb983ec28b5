"""Planche: what a slide of a file shows, before it is drawn: its texts, then its panels of numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from figures.cells import VALUE

Numbers = tuple[float, ...]


class Series(NamedTuple):
    """Série: its name, a number by category (NaN: none), its bounds or (), its colour, those of its points or ().

    `mark`: whether it is drawn as marks that nothing joins.
    """

    name: str
    values: Numbers
    colour: str
    lower: Numbers = ()
    upper: Numbers = ()
    colours: tuple[str, ...] = ()
    mark: bool = False


class Bars(NamedTuple):
    """Barres horizontales, from top to bottom, with intervals where a series has some; `notes`: why some have none."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    strong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Lines(NamedTuple):
    """Courbes over months "YYYY-MM"; `notes`: what is said of the places where they are cut, and of what leaves the
    scale; `breaks`: these places, month and number; `title`: of one chart among others.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    notes: tuple[str, ...] = ()
    breaks: tuple[tuple[str, int], ...] = ()
    title: str = ""


class Cloud(NamedTuple):
    """Nuage: its name, the names and the coordinates of its points.

    `line`: whether they are joined, without marks; `keyed`: whether such a line is named in the key.
    """

    name: str
    names: tuple[str, ...]
    xs: Numbers
    ys: Numbers
    colour: str
    line: bool = False
    keyed: bool = False


class Points(NamedTuple):
    """Nuages de points; `logarithmic`: whether the horizontal axis is; `named`: the points whose name is written."""

    clouds: tuple[Cloud, ...]
    x_title: str
    y_title: str
    decimals: int
    logarithmic: bool = False
    named: tuple[str, ...] = ()
    title: str = ""


class Patch(NamedTuple):
    """Territoire colorié: its name, its rings in the unit square (y down), its ground, the figure printed at `at`.

    `fill`: what its ground stands for (figures/cells.py); `outside`: whether its figure stands at its left.
    """

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    ground: str
    text: str
    ink: str
    at: tuple[float, float]
    chosen: bool = False
    fill: str = VALUE
    outside: bool = False


class Entry(NamedTuple):
    """Entrée d’une légende: its ground, "" for none, its text, what the ground stands for."""

    ground: str
    text: str
    fill: str = VALUE


class Crossed(NamedTuple):
    """Légende croisée: rows of grounds from the top, what grows upwards, what grows to the right, what the last of the
    first row is."""

    grounds: tuple[tuple[str, ...], ...]
    upwards: str
    rightwards: str
    corner: str


class Map(NamedTuple):
    """Carte: patches, width over height, legend, what it measures; `notes`: what the legend does not say.

    `crossed`: the legend of a map of two measures.
    """

    patches: tuple[Patch, ...]
    ratio: float
    legend: tuple[Entry, ...]
    title: str
    notes: tuple[str, ...] = ()
    crossed: Crossed | None = None


class Table(NamedTuple):
    """Tableau: heads, rows of texts, the rows in bold, a note under it; the first column holds names.

    `tints`: cells whose ground is a class: row, column, class of the diverging ramp.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()
    note: str = ""
    tints: tuple[tuple[int, int, int], ...] = ()


class Words(NamedTuple):
    """Propos: what there is to say where nothing can be drawn."""

    text: str


Panel = Bars | Lines | Points | Map | Table | Words


class Board(NamedTuple):
    """Planche; `context`: where it comes from, in a line; `alternative`: what its panels say, for who sees none;
    `notice`: what is to be known before its numbers are read; `source`: as the slide shows it, `vintages`: in full.

    `label`: that of simulated data, "" for others; `sentence`: what the speaker says.
    """

    context: str
    title: str
    sentence: str
    measure: str
    notice: str
    panels: tuple[Panel, ...]
    alternative: str
    source: str
    vintages: str
    permalink: str
    release: str
    label: str

    @property
    def notes(self) -> str:
        """Commentaires: the sentence, then what it takes to cite and to open again."""
        parts = (
            self.sentence,
            self.measure,
            self.notice,
            self.vintages,
            f"Permalien\u00a0: {self.permalink}",
            f"Version des données\u00a0: {self.release}",
            self.label,
        )
        return "\n".join(part for part in parts if part)


def known(values: Numbers) -> list[float]:
    """Nombres connus."""
    return [value for value in values if math.isfinite(value)]
