"""Cellules d’un résultat: a result frame read once as plain rows, each with its territory and its fill.

Drawing and wording go through the rows several times: on a few dozen, plain tuples are ten times faster than a frame.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from figures.numbers import number
from geo.areas import AREAS, FRANCE, Area
from typography import NBSP

# What stands for a cell: its value, or one of the three fills that are not values.
VALUE, NO_DATA, SECRET, ZERO = "value", "no_data", "secret", "zero"
# Beside the figure of an area whose gap with France is undecided: its colour tells the value, not an outcome.
UNDECIDED_MARK = "◇"
_COLUMNS = (
    "area",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "confidence",
    "statistic",
    "benchmark",
    "outcome",
    "rank_low",
    "rank_high",
    "cell_status",
)


class Cell(NamedTuple):
    """Cellule: one row of a result frame, missing numbers being NaN."""

    area: Area
    numerator: float
    denominator: float
    value: float
    lower: float
    upper: float
    confidence: float
    statistic: str
    benchmark: float
    outcome: str
    rank_low: float
    rank_high: float
    cell_status: str

    @property
    def fill(self) -> str:
        """Remplissage: "value", "zero" (structural), "secret", or "no_data" (also no denominator and break)."""
        if self.cell_status in ("ok", "approximate"):
            return VALUE if self.value else ZERO
        return SECRET if self.cell_status == "secret" else NO_DATA

    @property
    def is_measured(self) -> bool:
        return self.fill in (VALUE, ZERO)

    def figure(self, decimals: int) -> str:
        """Chiffre imprimé: the value, "n.d.", "s" (secret) or "0"."""
        return (
            number(self.value, decimals) if self.fill == VALUE else {NO_DATA: "n.d.", SECRET: "s", ZERO: "0"}[self.fill]
        )

    def marked(self, decimals: int) -> str:
        """Chiffre d’une carte ou d’une tuile: the figure, and "◇" after it where the gap with France is undecided."""
        return self.figure(decimals) + (UNDECIDED_MARK if self.outcome == "undecided" else "")

    def interval(self, decimals: int) -> str:
        """Intervalle: "84,6 à 85,4", "" without bounds."""
        return "" if math.isnan(self.lower) else f"{number(self.lower, decimals)} à {number(self.upper, decimals)}"

    def margin(self, decimals: int) -> str:
        """Marge of two figures at most from one on, "± 0,4" or "± 15", else the interval as printed.

        It is given where it gives both bounds to one unit of its last figure.
        """
        half = (self.upper - self.lower) / 2
        kept = 0 if half >= 10 else min(decimals, 1) if half >= 1 else decimals
        is_centred = abs(self.lower + self.upper - 2 * self.value) < 10**-kept
        if not is_centred or not round(half, kept):
            return self.interval(decimals)
        return f"±{NBSP}{number(half, kept)}"


class Cells(NamedTuple):
    """Cellules d’un résultat: France's (None if absent), and those of the areas compared, in the frame's order.

    The areas compared are of the finest level present. Of a region shown above its departments the row is in `others`.
    """

    france: Cell | None
    compared: tuple[Cell, ...]
    others: tuple[Cell, ...]

    @property
    def level(self) -> str:
        """Niveau des territoires comparés, "region" when there is none."""
        return self.compared[0].area.level if self.compared else "region"

    def of(self, area: Area) -> Cell | None:
        """Cellule d’un territoire, None if the result has no row for it."""
        everyone = (self.france, *self.compared, *self.others)
        return next((cell for cell in everyone if cell is not None and cell.area == area), None)


def rows_of(result: pd.DataFrame) -> list[Cell]:
    """Cellules of a result frame, in its order. KeyError on an unknown area."""
    columns = [result[name].tolist() for name in _COLUMNS]
    return [Cell(AREAS[area], *values) for area, *values in zip(*columns, strict=True)]


def read(result: pd.DataFrame) -> Cells:
    """Cellules of a result frame of one period and one group, one row per area. KeyError on an unknown area."""
    rows = rows_of(result)
    areas = [cell for cell in rows if cell.area != FRANCE]
    finest = "department" if any(cell.area.level == "department" for cell in areas) else "region"
    return Cells(
        next((cell for cell in rows if cell.area == FRANCE), None),
        tuple(cell for cell in areas if cell.area.level == finest),
        tuple(cell for cell in areas if cell.area.level != finest),
    )
