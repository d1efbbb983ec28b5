"""Carte de chaleur: a real table, a figure in every cell, the same classes as its legend."""

from __future__ import annotations

from collections.abc import Sequence

from figures.cells import VALUE
from figures.heat import HeatCell, HeatRow, heat_counts, scale_labels
from figures.numbers import number
from geo.areas import FRANCE
from layouts.compare_table import go
from layouts.controls import setter
from layouts.markup import EMPTY, Markup, join, tag
from typography import NBSP

_NO_INDEX = (
    "Aucun groupe n’a d’indice pour cette sélection. Les parts de chaque groupe parmi les entrées se lisent dans les "
    "vues «\u00a0Parts\u00a0»."
)


def heat_table(
    rows: Sequence[HeatRow],
    heads: Sequence[tuple[str, bool]],
    selected: str,
    caption: str,
    foot: Markup = EMPTY,
    has_entries: bool = True,
) -> Markup:
    """Tableau: `heads`: label of each group and whether it is approximate; `selected`: an area id; `foot`: what is said
    under rows that are the first ones.

    Without a group, what there is to see instead: the shares, unless no entry is known either (`has_entries`).
    """
    if not heads and not has_entries:
        return tag("p", "Aucun groupe n’a d’indice ni de part pour cette sélection.", cls="hint")
    if not heads:
        return join([tag("p", _NO_INDEX, cls="hint"), setter("ch=sexe", "Parts par sexe", "control small no-print")])
    titles = [
        tag("th", label, tag("small", " approché") if approximate else None, scope="col")
        for label, approximate in heads
    ]
    table = tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", tag("th", "Territoire", scope="col"), titles)),
        tag("tbody", [_row(row, selected) for row in rows], data_roving=True),
        tag("tfoot", tag("tr", tag("td", foot, colspan=len(heads) + 1))) if foot else None,
        cls="heat",
    )
    return tag("div", table, cls="heat-frame", tabindex="0", role="region", aria_label="Carte de chaleur")


def heat_legend(rows: Sequence[HeatRow], zone: float | None = None) -> Markup:
    """Légende: the pinned classes, then the fills that are not values, with how many cells are of each.

    `zone`: as figures.heat.heat_rows. Nothing where there is no cell.
    """
    if not any(row.cells for row in rows):
        return EMPTY
    per_class, fills = heat_counts(rows, zone is not None)
    ramp = zip(scale_labels(zone), per_class, strict=True)
    items = [(f"k{i}", label, count) for i, (label, count) in enumerate(ramp)]
    items += [(f"f-{fill}", label, count) for fill, label, count in fills]
    return tag(
        "ul",
        tag("li", ("Indice" if zone is None else "Part ÷ part de la France") + f"{NBSP}:", cls="head"),
        [
            tag("li", tag("span", cls=f"swatch {swatch}", aria_hidden="true"), label, tag("small", number(count)))
            for swatch, label, count in items
        ],
        cls="heat-legend",
    )


def _row(row: HeatRow, selected: str) -> Markup:
    """Ligne, written as those of compare_table: without optional end tags nor quotes."""
    chosen = row.area.id == selected
    kind = " ".join(name for name, holds in (("pinned", row.area == FRANCE), ("on", chosen)) if holds)
    opening = f'<tr class="{kind}">' if kind else "<tr>"
    cells = "".join(_cell(cell) for cell in row.cells)
    return Markup(f"{opening}<th scope=row>{go(row.area.id, row.area.name, chosen)}{cells}")


def _cell(cell: HeatCell) -> str:
    if cell.fill == VALUE:
        return f"<td class=k{cell.class_index}>{cell.text}"
    return f"<td class=f-{cell.fill}><span>{cell.text}</span>"
