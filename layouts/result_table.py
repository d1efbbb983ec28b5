"""Tableaux jumeaux: the same numbers as a chart, as real tables with caption, scopes and every bound."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import pandas as pd

from figures.cells import Cells
from figures.comparison import comparison_rows
from figures.numbers import month_label, number
from filters import Filters
from geo.areas import AREAS, FRANCE
from indicators.catalogue import Indicator
from layouts.controls import setter
from layouts.first_rows import AreaRow, first_rows
from layouts.markup import EMPTY, Markup, join, tag
from typography import spaced

_NONE = "—"
# Columns that fit a phone. A longer row is folded there: one line per column, under its head.
_FEW_COLUMNS = 4


def result_table(
    cells: Cells,
    indicator: Indicator,
    filters: Filters,
    caption: str,
    numerator: str,
    denominator: str,
    is_whole: bool = False,
) -> Markup:
    """Tableau d’un résultat, one row per area, in the order of the comparison; the first ones unless `is_whole`.

    `numerator`, `denominator`: heads of the two counts, such as "Entrées" and "Actifs".
    """
    found = {cell.area.id: cell for cell in (cells.france, *cells.compared) if cell}
    unit = f"{indicator.short_title}, {indicator.unit}"
    heads = (
        "Territoire",
        numerator,
        denominator,
        unit,
        "Intervalle à 95\u202f%",
        "Rang",
        "Écart à la France",
        "Statut",
    )
    rows = []
    for row in comparison_rows(cells, indicator):
        cell, chosen = found[row.area], row.area == filters.area
        name = setter(f"t={row.area}", row.name, "go", aria_current="true" if chosen else None)
        texts = (row.count, _count(cell.denominator), row.value, row.interval or _NONE, row.rank)
        columns = [tag("td", text, cls="n") for text in texts] + [
            tag("td", row.word or _NONE),
            tag("td", row.note or "mesuré"),
        ]
        markup = tag("tr", tag("th", name, scope="row"), columns, cls="on" if chosen else None)
        rows.append(AreaRow.of(cell, markup))
    shown, foot = first_rows(rows, filters, indicator.short_title, is_whole)
    return twin_table(caption, heads, shown, numeric=range(1, 6), foot=foot)


def series_table(series: pd.DataFrame, indicator: Indicator, selected: str, caption: str) -> Markup:
    """Tableau d’une série mensuelle: one row per month, the selected area and France, each with its bounds.

    `series`: a result frame with `rupture` (text or "") and `doubtful`. Bounds that no month has take no column.
    """
    bounded = bool(series["lower"].notna().any())
    areas = [selected, FRANCE.id] if selected != FRANCE.id else [FRANCE.id]
    heads = ["Mois"]
    for area in areas:
        heads += [f"{AREAS[area].name}, {indicator.unit}", *(["Intervalle à 95\u202f%"] if bounded else [])]
    cells: dict[str, dict[str, Markup]] = {}
    notes: dict[str, list[str]] = {}
    for row in series[series["area"].isin(areas)].itertuples():
        cells.setdefault(row.period, {})[row.area] = join(
            [
                tag("td", _value(row.value, row.cell_status, indicator), cls="n"),
                tag("td", _bounds(row.lower, row.upper, indicator), cls="n") if bounded else EMPTY,
            ]
        )
        found = [row.rupture or "", "Mois douteux." if row.doubtful else ""]
        notes.setdefault(row.period, []).extend(n for n in found if n and n not in notes.get(row.period, []))
    empty = join([tag("td", _NONE, cls="n")] * (2 if bounded else 1))
    rows = [
        tag(
            "tr",
            tag("th", month_label(month), scope="row"),
            [of_month.get(area, empty) for area in areas],
            tag("td", spaced(" ".join(notes[month]))),
        )
        for month, of_month in sorted(cells.items())
    ]
    return twin_table(caption, [*heads, "Rupture ou réserve"], rows, numeric=range(1, len(heads)))


def twin_table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Markup],
    numeric: Collection[int],
    is_matrix: bool = False,
    foot: Markup = EMPTY,
) -> Markup:
    """Tableau qui défile: `heads` of the columns, those at the places `numeric` being of numbers.

    `is_matrix`: its columns are compared, and never folded; `foot`: what is said under its rows. The names of a hundred
    areas are one stop of the keyboard, in which arrows move.
    """
    body = tag("tbody", list(rows), data_roving=True)
    return heads_and_bodies(caption, heads, [body], numeric, is_matrix or len(heads) <= _FEW_COLUMNS, foot)


def heads_and_bodies(
    caption: str,
    heads: Sequence[str],
    bodies: Sequence[Markup],
    numeric: Collection[int],
    is_whole: bool = False,
    foot: Markup = EMPTY,
) -> Markup:
    """Tableau of several bodies; unless `is_whole`, a phone folds its rows (assets/tables.css)."""
    titles = [tag("th", head, scope="col", cls="n" if i in numeric else None) for i, head in enumerate(heads)]
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", titles)),
        *bodies,
        tag("tfoot", tag("tr", tag("td", foot, colspan=len(heads)))) if foot else None,
        cls="result" if is_whole else "result folds",
        style=None if is_whole else _named(heads),
    )
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=caption)


def _named(heads: Sequence[str]) -> str:
    """Heads of the columns as CSS strings, which the lines of a folded row begin with."""
    quoted = (head.replace("\\", "\\\\").replace('"', '\\"') for head in heads[1:])
    return ";".join(f'--h{at}:"{head}"' for at, head in enumerate(quoted, start=1))


def _count(value: float) -> str:
    return number(value) if math.isfinite(value) else _NONE


def _value(value: float, status: str, indicator: Indicator) -> str:
    if math.isfinite(value):
        return number(value, indicator.decimals)
    return "s" if status == "secret" else "n.d."


def _bounds(lower: float, upper: float, indicator: Indicator) -> str:
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return _NONE
    return f"{number(lower, indicator.decimals)} à {number(upper, indicator.decimals)}"
