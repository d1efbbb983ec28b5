"""Tableau de dissemblance: areas from the most to the least unlike their actives, each with its bar from zero."""

from __future__ import annotations

from figures.cells import VALUE, Cell, Cells
from figures.comparison import comparison_rows
from indicators.catalogue import Indicator
from layouts.controls import setter
from layouts.markup import Markup, tag


def gap_table(cells: Cells, indicator: Indicator, selected: str, caption: str) -> Markup:
    """Tableau: bars share one scale, from zero to the largest value."""
    shown = [cell for cell in (cells.france, *cells.compared) if cell is not None]
    largest = max((cell.value for cell in shown if cell.fill == VALUE), default=1.0)
    by_area = {cell.area.id: cell for cell in shown}
    rows = []
    for row in comparison_rows(cells, indicator):
        chosen = row.area == selected
        name = setter(f"t={row.area}", row.name, "go", aria_current="true" if chosen else None)
        kinds = [kind for kind, holds in (("pinned", row.area == "FR"), ("on", chosen)) if holds]
        cell = by_area[row.area]
        rows.append(
            tag("tr", tag("th", name, scope="row"), *_bar(cell, largest, row.note), cls=" ".join(kinds) or None)
        )
    heads = (
        tag("th", "Territoire", scope="col"),
        tag("th", f"{indicator.short_title}, {indicator.unit}", scope="col"),
        tag("th", "Valeur", scope="col", cls="n v"),
    )
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", heads)),
        tag("tbody", rows, data_roving=True),
        cls="compare gaps",
    )


def _bar(cell: Cell, largest: float, note: str) -> tuple[Markup, Markup]:
    if cell.fill != VALUE:
        return tag("td", note, cls="note"), tag("td", "—", cls="n v")
    width = f"--w:{cell.value / largest * 100:.0f}%"
    return tag("td", cls="bar", style=width), tag("td", cell.figure(1), cls="n v")
