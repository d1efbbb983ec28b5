"""Comparaison des territoires: the ordered rows and the words of the compare-areas table and of its picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from figures.cells import SECRET, UNDECIDED_MARK, Cell, Cells
from figures.numbers import number, span
from figures.wording import name_key
from indicators.catalogue import Indicator

# A glyph is never alone: its word always stands beside it.
GLYPHS = {"higher": "▲", "similar": "▬", "lower": "▼", "undecided": UNDECIDED_MARK, "benchmark": "◆", "": ""}
WORDS = {
    "higher": "plus élevé",
    "similar": "proche",
    "lower": "plus bas",
    "undecided": "indécis",
    "benchmark": "référence",
    "": "",
}
NOTES = {
    "ok": "",
    "approximate": "approché",
    "secret": "secret statistique",
    "no_data": "pas de données",
    "no_denominator": "dénominateur indisponible",
    "break": "rupture de série",
    "too_few": "trop peu d’entrées",
}
# A count from 0 to 4 under secrecy: a true zero and a small count are not told apart.
FEW = "0 à 4"
NO_RANK = "—"


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """Ligne du tableau: one area, every text ready to print ("" where there is nothing to say)."""

    area: str
    name: str
    rank: str
    value: str
    interval: str
    margin: str
    count: str
    outcome: str
    glyph: str
    word: str
    note: str
    fill: str


def comparison_rows(cells: Cells, indicator: Indicator) -> tuple[ComparisonRow, ...]:
    """Lignes ordonnées: France first, then the areas compared from high to low, those without a value last, by name."""
    by_name = sorted(cells.compared, key=lambda cell: name_key(cell.area))
    measured = sorted((cell for cell in by_name if cell.is_measured), key=lambda cell: -cell.value)
    missing = [cell for cell in by_name if not cell.is_measured]
    first = [] if cells.france is None else [cells.france]
    return tuple(_row(cell, indicator.decimals) for cell in (*first, *measured, *missing))


def _row(cell: Cell, decimals: int) -> ComparisonRow:
    return ComparisonRow(
        area=cell.area.id,
        name=cell.area.name,
        rank=NO_RANK if math.isnan(cell.rank_low) else span(cell.rank_low, cell.rank_high),
        value=cell.figure(decimals),
        interval=cell.interval(decimals),
        margin=cell.margin(decimals),
        count=count_text(cell),
        outcome=cell.outcome,
        glyph=GLYPHS[cell.outcome],
        word=WORDS[cell.outcome],
        note=NOTES[cell.cell_status],
        fill=cell.fill,
    )


def count_text(cell: Cell) -> str:
    """Effectif: "222 411", "0 à 4" under secrecy, "n.d." when none is known."""
    if not math.isnan(cell.numerator):
        return number(cell.numerator)
    return FEW if cell.fill == SECRET else "n.d."
