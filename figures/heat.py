"""Carte de chaleur: areas in rows, groups in columns, and the one scale of their indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from figures.cells import NO_DATA, SECRET, VALUE, ZERO
from figures.classes import FILL_LABELS, Classes
from figures.numbers import number
from figures.profile import ProfileCell, Profiles, group_label, partition_of
from geo.areas import FRANCE, Area

# The same for every question: two pictures compare.
CLASSES = Classes((0.5, 0.67, 0.9, 1.1, 1.5, 2.0), 1.0, 0.1)
_FILLS = {NO_DATA: "Pas de comparateur (n.d.)", SECRET: FILL_LABELS[SECRET], ZERO: FILL_LABELS[ZERO]}
_FIGURES = {NO_DATA: "n.d.", SECRET: "s", ZERO: "0"}


class HeatCell(NamedTuple):
    """Case: its text, its class 0..6 (−1 without value), its fill."""

    text: str
    class_index: int
    fill: str


class HeatRow(NamedTuple):
    area: Area
    cells: tuple[HeatCell, ...]


def heat_rows(profiles: Profiles, areas: Sequence[Area], groups: Sequence[str]) -> tuple[HeatRow, ...]:
    """Lignes: France first, then metropolitan areas by name, then overseas ones."""
    ordered = sorted(areas, key=lambda a: (a != FRANCE, a.region < "10", a.name.replace("Î", "I").replace("É", "E")))
    return tuple(HeatRow(area, tuple(_cell(profiles.group(area, g)) for g in groups)) for area in ordered)


def _cell(cell: ProfileCell | None) -> HeatCell:
    if cell is None or cell.fill != VALUE:
        fill = NO_DATA if cell is None else cell.fill
        return HeatCell(_FIGURES[fill], -1, fill)
    return HeatCell(number(cell.value, 2), int(CLASSES.index([cell.value])[0]), VALUE)


def heat_heads(profiles: Profiles, groups: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Têtes de colonne: label of each group, and whether all its indices are approximate."""
    statuses = {
        g: {c.cell_status for (_, _, of), c in profiles.cells.items() if of == g and c.has_index} for g in groups
    }
    return tuple((group_label(partition_of(g), g), statuses[g] == {"approximate"}) for g in groups)


def heat_counts(rows: Sequence[HeatRow]) -> tuple[tuple[int, ...], tuple[tuple[str, str, int], ...]]:
    """Effectifs: cells in each class, low to high, then (fill, label, cells) of each fill that is not a value."""
    cells = [cell for row in rows for cell in row.cells]
    per_class = Counter(cell.class_index for cell in cells if cell.fill == VALUE)
    fills = Counter(cell.fill for cell in cells)
    return tuple(per_class[i] for i in range(CLASSES.count)), tuple((f, label, fills[f]) for f, label in _FILLS.items())
