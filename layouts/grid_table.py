"""Tableau à barres: a grid of figures as a real table, the bar of each figure drawn under it."""

from __future__ import annotations

import math

from figures.grid import Grid, GridCell, GridRow
from layouts.controls import setter
from layouts.markup import Markup, tag


def grid_table(grid: Grid) -> Markup:
    """Tableau: figures.grid gives its texts; a name or a cell with a patch is a button that sets filters.

    Where several columns have bars they are of one width: a bar compares with those of the other columns. Roles are
    written: a row that a phone stacks is no longer one to the browser.
    """
    heads = [tag("th", grid.corner, scope="col", role="columnheader")]
    heads += [
        tag("th", head, scope="col", role="columnheader", cls=None if place in grid.words else "n")
        for place, head in enumerate(grid.heads)
    ]
    drawn = {place for row in grid.rows for place, cell in enumerate(row.cells) if not math.isnan(cell.bar)}
    table = tag(
        "table",
        tag("caption", grid.caption, cls="sr"),
        tag("thead", tag("tr", heads, role="row"), role="rowgroup"),
        tag("tbody", [_row(row, grid) for row in grid.rows], role="rowgroup"),
        cls=" ".join(["bars", *(["even"] if len(drawn) > 1 else []), *(["stack"] if grid.stacked else [])]),
        role="table",
    )
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=grid.caption)


def _row(row: GridRow, grid: Grid) -> Markup:
    name = setter(row.patch, row.name, "go", aria_current="true" if row.on else None) if row.patch else row.name
    kinds = [kind for kind, holds in (("pinned", row.pinned), ("on", row.on)) if holds]
    heads = grid.heads if grid.stacked else ("",) * len(grid.heads)
    cells = [
        _cell(cell, place in grid.words, head) for place, (cell, head) in enumerate(zip(row.cells, heads, strict=True))
    ]
    return tag("tr", tag("th", name, scope="row", role="rowheader"), cells, role="row", cls=" ".join(kinds) or None)


def _cell(cell: GridCell, is_words: bool, head: str) -> Markup:
    text: object = (
        setter(cell.patch, cell.text, "go", aria_current="true" if cell.on else None) if cell.patch else cell.text
    )
    if cell.note:
        text = tag("span", text, title=cell.note)
    drawn = not math.isnan(cell.bar)
    kinds = {"n": not is_words, "bar": drawn, "note": bool(cell.note), "chosen": cell.on}
    style = f"--w:{min(max(cell.bar, 0.0), 1.0):.3f}" if drawn else None
    named = " ".join(kind for kind, holds in kinds.items() if holds) or None
    return tag("td", text, role="cell", cls=named, style=style, data_head=head or None)
