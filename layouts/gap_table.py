"""Tableau de dissemblance: areas from the most to the least unlike their actives, each with its bar from zero."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from figures.cells import VALUE, Cell, Cells
from figures.comparison import ComparisonRow, comparison_rows
from filters import Filters
from geo.areas import FRANCE
from indicators.catalogue import Indicator
from layouts.compare_table import folded_rows, go
from layouts.first_rows import AreaRow, first_rows
from layouts.markup import Markup, tag


def gap_table(
    cells: Cells, indicator: Indicator, filters: Filters, caption: str, folded: str, is_whole: bool = False
) -> Markup:
    """Tableau: bars share one scale, from zero to the largest value; the first rows unless `is_whole`.

    `folded`: as compare_table.
    """
    shown = [cell for cell in (cells.france, *cells.compared) if cell is not None]
    largest = max((cell.value for cell in shown if cell.fill == VALUE), default=1.0)
    by_area = {cell.area.id: cell for cell in shown}
    shown_rows: Sequence[ComparisonRow] = comparison_rows(cells, indicator)
    note = ""
    if not any(cell.fill == VALUE for cell in cells.compared):
        shown_rows, note = folded_rows(shown_rows, filters.area, folded)
    rows = [
        AreaRow.of(by_area[row.area], _row(row, by_area[row.area], largest, row.area == filters.area))
        for row in shown_rows
    ]
    first, foot = first_rows(rows, filters, indicator.short_title, is_whole)
    heads = (
        tag("th", "Territoire", scope="col"),
        tag("th", f"{indicator.short_title}, {indicator.unit}", scope="col"),
        tag("th", "Valeur", scope="col", cls="n v"),
    )
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", heads)),
        tag("tbody", first, data_roving=True),
        tag("tfoot", tag("tr", tag("td", foot or note, colspan="3"))) if foot or note else None,
        cls="compare gaps",
    )


def _row(row: ComparisonRow, cell: Cell, largest: float, chosen: bool) -> Markup:
    """Ligne, written as those of compare_table: without optional end tags nor quotes."""
    kind = " ".join(name for name, holds in (("pinned", row.area == FRANCE.id), ("on", chosen)) if holds)
    opening = f'<tr class="{kind}">' if kind else "<tr>"
    if cell.fill == VALUE:
        end = f'<td class=bar style=--w:{cell.value / largest * 100:.0f}%><td class="n v">{cell.figure(1)}'
    else:
        end = f'<td class=note>{escape(row.note)}<td class="n v">—'
    return Markup(f"{opening}<th scope=row>{go(row.area, row.name, chosen)}{end}")
