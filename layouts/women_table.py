"""Tableau de la part des femmes: each age and status, the territory beside France."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from figures.numbers import number
from layouts.markup import Markup, tag
from layouts.profile_table import share_cell, share_scale


class WomenRow(NamedTuple):
    """Ligne: head of its section, group, women's share and bounds of the territory, share in France (NaN: not known),
    and what stands in place of a share ("" for none)."""

    section: str
    label: str
    share: float
    lower: float
    upper: float
    france: float
    note: str


def women_table(rows: Sequence[WomenRow], ticks: Sequence[float], caption: str) -> Markup:
    """Tableau: a disc for the territory, a ring for France, on the axis of `ticks`, the interval in figures."""
    sections = dict.fromkeys(row.section for row in rows)
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", section, scope="rowgroup", colspan="3"), cls="head"),
            [_row(row, ticks) for row in rows if row.section == section],
        )
        for section in sections
    ]
    heads = (
        tag("th", "Groupe", scope="col"),
        tag("th", "Part des femmes, %", share_scale(ticks), scope="col", cls="ps"),
        tag("th", "Intervalle", scope="col", cls="in"),
    )
    return tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", tag("tr", heads)),
        bodies,
        cls="compare profile women",
    )


def _row(row: WomenRow, ticks: Sequence[float]) -> Markup:
    head = tag("th", row.label, scope="row")
    if math.isnan(row.share):
        return tag("tr", head, tag("td", row.note, cls="note", colspan="2"))
    other = "" if math.isnan(row.france) else number(row.france, 1)
    bounds = f"{number(row.lower, 1)} – {number(row.upper, 1)}"
    shares = share_cell(row.share, number(row.share, 1), row.france, other, ticks)
    return tag("tr", head, shares, tag("td", bounds, cls="in"))
