"""Matrice de complétude, drawn: operators × months as a real table, each state a sign and a word."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from figures.numbers import month_label, number
from layouts.markup import Markup, tag
from layouts.prose import scrolling
from nomenclatures import OPERATOR

# State → its sign, its word in a cell, its line in the legend.
_STATES = {
    "received": ("✓", "transmis", "transmis"),
    "missing": ("✕", "manquant", "attendu, non transmis"),
    "not_active": ("·", "hors période", "l’opérateur n’existe pas encore, ou plus"),
}


def completeness_table(matrix: pd.DataFrame, caption: str) -> Markup:
    """Tableau de complétude: one row an operator, one column a month, the years above; scrolls in its own frame.

    `matrix`: states ("received", "missing", "not_active") by operator (index) and first day of month (columns).
    """
    months = list(matrix.columns)
    years = [(year, len(list(of_year))) for year, of_year in groupby(months, key=lambda m: m.year)]
    starts = {m for i, m in enumerate(months) if i and m.year != months[i - 1].year}
    head = tag(
        "thead",
        tag(
            "tr",
            tag("th", "Opérateur", scope="col", rowspan=2),
            [tag("th", str(year), scope="colgroup", colspan=count, cls="year") for year, count in years],
        ),
        tag("tr", [_month_head(m.isoformat(), m in starts) for m in months]),
    )
    groups = [tag("colgroup"), *(tag("colgroup", span=count) for _, count in years)]
    body = [
        tag("tr", _operator_head(code, row), [_cell(state, m in starts) for m, state in zip(months, row, strict=True)])
        for code, row in zip(matrix.index, matrix.to_numpy(), strict=True)
    ]
    table = tag("table", tag("caption", caption), groups, head, tag("tbody", body), cls="result months")
    return scrolling(table, caption)


def completeness_legend() -> Markup:
    """Légende de la matrice: the three states, sign and words."""
    items = [
        tag("li", tag("span", sign, cls=f"state-sign {state}", aria_hidden="true"), words)
        for state, (sign, _, words) in _STATES.items()
    ]
    return tag("ul", items, cls="legend-line")


def expected_and_received(matrix: pd.DataFrame) -> tuple[int, int]:
    """Mois attendus, mois transmis of all operators together."""
    received = int((matrix == "received").to_numpy().sum())
    return received + int((matrix == "missing").to_numpy().sum()), received


def _operator_head(code: str, row: object) -> Markup:
    states = list(row)  # type: ignore[call-overload]
    received = states.count("received")
    of = number(received + states.count("missing"))
    return tag("th", OPERATOR[code].label, tag("small", f"{number(received)} mois sur {of}"), scope="row")


def _month_head(day: str, starts_year: bool) -> Markup:
    name = month_label(day)
    return tag(
        "th",
        tag("span", name[0].upper(), aria_hidden="true"),
        tag("span", name, cls="sr"),
        scope="col",
        cls="start" if starts_year else None,
    )


def _cell(state: str, starts_year: bool) -> Markup:
    sign, word, _ = _STATES[state]
    return tag(
        "td",
        tag("span", sign, aria_hidden="true"),
        tag("span", word, cls="sr"),
        cls=f"{state} start" if starts_year else str(state),
    )
