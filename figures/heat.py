"""Carte de chaleur: areas in rows, groups in columns, and the one scale of their indices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from figures.cells import NO_DATA, SECRET, VALUE, ZERO
from figures.classes import FILL_LABELS, MIDDLE, Classes, classes_for
from figures.numbers import number
from figures.profile import ProfileCell, Profiles, group_label, partition_of
from figures.wording import alphabetical
from geo.areas import FRANCE, Area
from indicators.catalogue import REPRESENTATION_INDEX

# The same for every question: two pictures compare.
CLASSES = Classes((0.5, 0.67, 0.9, 1.1, 1.5, 2.0), 1.0, 0.1)
_FILLS = {SECRET: FILL_LABELS[SECRET], ZERO: FILL_LABELS[ZERO]}
# Why a cell has no value: an index without comparator, a share without entries.
_MISSING = {True: "Pas de données (n.d.)", False: "Pas de comparateur (n.d.)"}
_FIGURES = {NO_DATA: "n.d.", SECRET: "s", ZERO: "0"}


class HeatCell(NamedTuple):
    """Case: its text, its class 0..6 (−1 without value), its fill."""

    text: str
    class_index: int
    fill: str


class HeatRow(NamedTuple):
    area: Area
    cells: tuple[HeatCell, ...]


def heat_rows(
    profiles: Profiles, areas: Sequence[Area], groups: Sequence[str], zone: float | None = None
) -> tuple[HeatRow, ...]:
    """Lignes: France first, then metropolitan areas by name, then overseas ones.

    `zone`: the equivalence around the shares of France, for shares in the place of indices.
    """
    cell = _index_cell
    if zone is not None:
        of_france = {group: profiles.group(FRANCE, group) for group in groups}
        classes = {g: classes_for(c.share if c else math.nan, zone) for g, c in of_france.items()}
        cell = partial(_share_cell, classes=classes)
    ordered = [*(area for area in areas if area == FRANCE), *alphabetical(area for area in areas if area != FRANCE)]
    return tuple(HeatRow(area, tuple(cell(profiles.group(area, g), g) for g in groups)) for area in ordered)


def _index_cell(cell: ProfileCell | None, _group: str) -> HeatCell:
    if cell is None or cell.fill != VALUE:
        fill = NO_DATA if cell is None else cell.fill
        return HeatCell(_FIGURES[fill], -1, fill)
    return HeatCell(number(cell.value, 2), int(CLASSES.index([cell.value])[0]), VALUE)


def _share_cell(cell: ProfileCell | None, group: str, classes: dict[str, Classes]) -> HeatCell:
    """Part of a group among the entries, of the class of its ratio to that of France."""
    if cell is None or not cell.has_share:
        fill = SECRET if cell is not None and cell.fill == SECRET else NO_DATA
        return HeatCell(_FIGURES[fill], -1, fill)
    known = classes[group].bounds
    return HeatCell(cell.share_text, int(classes[group].index([cell.share])[0]) if known else MIDDLE, VALUE)


def heat_heads(profiles: Profiles, groups: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Têtes de colonne: label of each group, and whether all its indices are approximate."""
    statuses = {
        g: {c.cell_status for (_, _, of), c in profiles.cells.items() if of == g and c.has_index} for g in groups
    }
    return tuple((group_label(partition_of(g), g), statuses[g] == {"approximate"}) for g in groups)


def scale_labels(zone: float | None = None) -> tuple[str, ...]:
    """Libellés of the classes, low to high: of indices, or of the ratio of a share to that of France."""
    classes = CLASSES if zone is None else classes_for(1.0, zone)
    return classes.labels(REPRESENTATION_INDEX)


def heat_counts(
    rows: Sequence[HeatRow], shares: bool = False
) -> tuple[tuple[int, ...], tuple[tuple[str, str, int], ...]]:
    """Effectifs: cells in each class, low to high, then (fill, label, cells) of each fill that is not a value."""
    cells = [cell for row in rows for cell in row.cells]
    per_class = Counter(cell.class_index for cell in cells if cell.fill == VALUE)
    fills = Counter(cell.fill for cell in cells)
    labels = {NO_DATA: _MISSING[shares], **_FILLS}
    return tuple(per_class[i] for i in range(CLASSES.count)), tuple((f, label, fills[f]) for f, label in labels.items())
