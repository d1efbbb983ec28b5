"""Carte de chaleur: a real table, a figure in every cell, the same classes as its legend."""

from __future__ import annotations

from collections.abc import Sequence

from figures.cells import VALUE
from figures.heat import CLASSES, HeatCell, HeatRow, heat_counts
from figures.numbers import number
from indicators.catalogue import REPRESENTATION_INDEX
from layouts.controls import setter
from layouts.markup import Markup, join, tag


def heat_table(rows: Sequence[HeatRow], heads: Sequence[tuple[str, bool]], selected: str, caption: str) -> Markup:
    """Tableau: `heads`: label of each group and whether it is approximate; `selected`: an area id."""
    titles = [
        tag("th", label, tag("small", " approché") if approximate else None, scope="col")
        for label, approximate in heads
    ]
    table = tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", tag("th", "Territoire", scope="col"), titles)),
        tag("tbody", [_row(row, selected) for row in rows], data_roving=True),
        cls="heat",
    )
    return tag("div", table, cls="heat-frame", tabindex="0", role="region", aria_label="Carte de chaleur")


def heat_legend(rows: Sequence[HeatRow]) -> Markup:
    """Légende: the pinned classes, then the fills that are not values, with how many cells are of each."""
    per_class, fills = heat_counts(rows)
    ramp = zip(CLASSES.labels(REPRESENTATION_INDEX), per_class, strict=True)
    items = [(f"k{i}", label, count) for i, (label, count) in enumerate(ramp)]
    items += [(f"f-{fill}", label, count) for fill, label, count in fills]
    return tag(
        "ul",
        [
            tag("li", tag("span", cls=f"swatch {swatch}", aria_hidden="true"), label, tag("small", number(count)))
            for swatch, label, count in items
        ],
        cls="heat-legend",
    )


def _row(row: HeatRow, selected: str) -> Markup:
    chosen = row.area.id == selected
    name = setter(f"t={row.area.id}", row.area.name, "go", aria_current="true" if chosen else None)
    kinds = [kind for kind, holds in (("pinned", row.area.level == "france"), ("on", chosen)) if holds]
    return tag(
        "tr", tag("th", name, scope="row"), join([_cell(cell) for cell in row.cells]), cls=" ".join(kinds) or None
    )


def _cell(cell: HeatCell) -> Markup:
    if cell.fill == VALUE:
        return tag("td", cell.text, cls=f"k{cell.class_index}")
    return tag("td", tag("span", cell.text), cls=f"f-{cell.fill}")
