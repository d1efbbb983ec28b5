"""Tableau à barres: a grid of figures as a real table, the bar of each figure drawn under it."""

from __future__ import annotations

import math

from figures.grid import Grid, GridCell, GridRow
from layouts.controls import setter
from layouts.markup import Markup, tag


def grid_table(grid: Grid) -> Markup:
    """Tableau: figures.grid gives its texts; a name or a cell with a patch is a button that sets filters.

    Where several columns have bars they are of one width: a bar compares with those of the other columns.
    """
    heads = [tag("th", grid.corner, scope="col")]
    heads += [
        tag("th", head, scope="col", cls=None if place in grid.words else "n") for place, head in enumerate(grid.heads)
    ]
    drawn = {place for row in grid.rows for place, cell in enumerate(row.cells) if not math.isnan(cell.bar)}
    table = tag(
        "table",
        tag("caption", grid.caption, cls="sr"),
        tag("thead", tag("tr", heads)),
        tag("tbody", [_row(row, grid.words) for row in grid.rows]),
        cls="bars even" if len(drawn) > 1 else "bars",
    )
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=grid.caption)


def _row(row: GridRow, words: tuple[int, ...]) -> Markup:
    name = setter(row.patch, row.name, "go", aria_current="true" if row.on else None) if row.patch else row.name
    kinds = [kind for kind, holds in (("pinned", row.pinned), ("on", row.on)) if holds]
    cells = [_cell(cell, place in words) for place, cell in enumerate(row.cells)]
    return tag("tr", tag("th", name, scope="row"), cells, cls=" ".join(kinds) or None)


def _cell(cell: GridCell, is_words: bool) -> Markup:
    text: object = (
        setter(cell.patch, cell.text, "go", aria_current="true" if cell.on else None) if cell.patch else cell.text
    )
    if cell.note:
        text = tag("span", text, title=cell.note)
    drawn = not math.isnan(cell.bar)
    kinds = {"n": not is_words, "bar": drawn, "note": bool(cell.note), "chosen": cell.on}
    style = f"--w:{min(max(cell.bar, 0.0), 1.0):.3f}" if drawn else None
    return tag("td", text, cls=" ".join(kind for kind, holds in kinds.items() if holds) or None, style=style)
