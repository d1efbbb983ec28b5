"""Planche: what a slide of a file shows, before it is drawn: its texts, then one or two panels of numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

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
    """Barres horizontales, from top to bottom, with intervals where a series has some."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    strong: tuple[str, ...] = ()


class Lines(NamedTuple):
    """Courbes over months "YYYY-MM"; `notes`: what is said of the places where they are cut."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    notes: tuple[str, ...] = ()


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


class Patch(NamedTuple):
    """Territoire colorié: its name, its rings in the unit square (y down), its ground, the figure printed at `at`."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    ground: str
    text: str
    ink: str
    at: tuple[float, float]
    chosen: bool = False


class Crossed(NamedTuple):
    """Légende croisée: rows of grounds from the top, what grows upwards, what grows to the right, what the last of the
    first row is."""

    grounds: tuple[tuple[str, ...], ...]
    upwards: str
    rightwards: str
    corner: str


class Map(NamedTuple):
    """Carte: patches, width over height, legend as (ground, text), what it measures; `crossed`: where it has two."""

    patches: tuple[Patch, ...]
    ratio: float
    legend: tuple[tuple[str, str], ...]
    title: str
    crossed: Crossed | None = None


class Table(NamedTuple):
    """Tableau: heads, rows of texts, the rows in bold, a note under it; the first column holds names."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()
    note: str = ""


Panel = Bars | Lines | Points | Map | Table


class Board(NamedTuple):
    """Planche; `context`: where it comes from, in a line; `alternative`: what its panels say, for who sees none.

    `label`: that of simulated data, "" for others; `sentence`: what the speaker says.
    """

    context: str
    title: str
    sentence: str
    measure: str
    panels: tuple[Panel, ...]
    alternative: str
    source: str
    permalink: str
    release: str
    label: str

    @property
    def notes(self) -> str:
        """Commentaires: the sentence, then what it takes to cite and to open again."""
        parts = (
            self.sentence,
            self.measure,
            self.source,
            f"Permalien\u00a0: {self.permalink}",
            f"Version des données\u00a0: {self.release}",
            self.label,
        )
        return "\n".join(part for part in parts if part)


def known(values: Numbers) -> list[float]:
    """Nombres connus."""
    return [value for value in values if math.isfinite(value)]
