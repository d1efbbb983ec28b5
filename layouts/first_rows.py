"""Premières lignes: of a table of a hundred areas, the rows that travel first, and the foot that offers the others.

A hundred rows are half of what an interaction may weigh. The button of the foot has the whole table written in the
place of the short one (assets/first-rows.js, callbacks/whole_tables.py).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from figures.cells import Cell
from figures.numbers import plural
from figures.wording import level_noun, listed
from filters import Filters
from geo.areas import AREAS, FRANCE, Area, region_of
from layouts.markup import EMPTY, Markup, join, tag
from typography import spaced

Row = TypeVar("Row")
# A table of so many rows is written whole.
MOST_WHOLE = 30
FIRST = 24


class AreaRow(NamedTuple, Generic[Row]):
    """Ligne d’un territoire: `value`, by which the first and the last are known, NaN without one."""

    area: Area
    value: float
    row: Row

    @classmethod
    def of(cls, cell: Cell, row: Row) -> AreaRow[Row]:
        """The row of a cell, by its value where it is measured."""
        return cls(cell.area, cell.value if cell.is_measured else math.nan, row)


def first_rows(
    rows: Sequence[AreaRow[Row]], filters: Filters, measure: str, is_whole: bool = False
) -> tuple[list[Row], Markup]:
    """The rows to write, in their order, and what the foot of the table says of them, EMPTY where all are there.

    France keeps its row and is not counted. `measure`: title of what the values measure: "Taux d’accès"; `is_whole`:
    whether every row was asked for. The foot bears a sum of every row, so that one that is left out does not change
    unseen.
    """
    values = {row.area: row.value for row in rows if row.area != FRANCE}
    if is_whole or len(values) <= MOST_WHOLE:
        return [row.row for row in rows], EMPTY
    second = AREAS.get(filters.second)
    first = first_areas(values, filters.territory, second)
    kept = {FRANCE, *first}
    seal = zlib.crc32(repr([row.row for row in rows]).encode())
    noun = f"{level_noun(next(iter(values)).level)}s"
    button = tag(
        "button",
        f"Afficher les {len(values)} {noun}",
        type="button",
        cls="control small no-print",
        data_rows=f"{seal:08x}",
    )
    said = tag("span", _said(first, values, filters.territory, second, measure[:1].lower() + measure[1:]))
    return [row.row for row in rows if row.area in kept], tag("div", join([said, button]), cls="first-rows")


def first_areas(
    values: dict[Area, float], territory: Area, second: Area | None = None, most: int = FIRST
) -> tuple[Area, ...]:
    """Territoires shown first, at most `most`: the one chosen, the second one, those of its region, then by turns the
    highest and the lowest of those that have a value."""
    named = [area for area in (territory, second) if area in values]
    beside = list(dict.fromkeys([*named, *_near(values, territory)]))
    ranked = sorted((a for a in values if math.isfinite(values[a]) and a not in beside), key=lambda a: -values[a])
    ends = chain.from_iterable(zip(ranked, reversed(ranked), strict=True))
    return tuple(dict.fromkeys([*beside, *ends]))[:most]


def _near(values: dict[Area, float], territory: Area) -> list[Area]:
    """The areas of the territory's region."""
    return [] if territory == FRANCE else [area for area in values if region_of(area) == region_of(territory)]


def _said(first: Sequence[Area], values: dict[Area, float], territory: Area, second: Area | None, measure: str) -> str:
    """What the rows shown are: "24 départements sur 101 : ceux de l’Occitanie, puis les premiers et les derniers…"."""
    noun = level_noun(next(iter(values)).level)
    if not first:
        return f"Les {len(values)} {noun}s sont sans {measure}."
    near = _near(values, territory)
    apart = [second] if second in values and second not in near else []
    groups = [f"ceux {region_of(territory).of}" if len(near) > 1 else near[0].definite] if near else []
    groups += [area.definite for area in apart if area]
    others = [area for area in first if area not in near and area not in apart]
    is_every_value = all(area in first for area, value in values.items() if math.isfinite(value))
    if not is_every_value:
        ends = f"les premiers et les derniers par leur {measure}"
    elif groups:
        ends = plural(len(others), "le seul autre qui ait une valeur", "les autres qui ont une valeur")
    else:
        ends = plural(len(others), "le seul qui ait une valeur", "ceux qui ont une valeur")
    who = ", puis ".join([*([listed(groups)] if groups else []), *([ends] if others else [])])
    rest = f" ; les autres sont sans {measure}" if groups and not others else ""
    return spaced(f"{len(first)} {plural(len(first), noun)} sur {len(values)} : {who}{rest}.")
