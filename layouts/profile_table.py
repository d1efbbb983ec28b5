"""Tableau des profils: shares compared, index on its axis, interval and gap, group by group; and its twin."""

from __future__ import annotations

from collections.abc import Sequence

from figures.profile import ProfileCell
from figures.profile_rows import ProfileRow, ProfileSection, has_room
from figures.ratio_axis import tick_marks, zone
from figures.share_axis import QUARTERS, share_position
from layouts.markup import Markup, join, tag
from layouts.result_table import heads_and_bodies
from typography import NNBSP

_NONE = "—"


def profile_chart(
    sections: Sequence[ProfileSection], equivalence: float, caption: str, areas: int, compared: str
) -> Markup:
    """Graphique: a table whose cells hold the marks; `caption`: what a screen reader hears first.

    `areas`: how many areas stand under each group; the second one is named in its own row. `compared`: those whom the
    entries are compared with.
    """
    low, high = zone(equivalence)
    table = tag(
        "table",
        tag("caption", caption, cls="sr"),
        tag("thead", _head(compared)),
        [_section(section, areas) for section in sections],
        cls="compare profile",
        style=f"--ref:50%;--z0:{low:.1f}%;--z1:{high:.1f}%",
    )
    return _scrolling(table, "Profils, graphique")


def _scrolling(table: Markup, label: str) -> Markup:
    return tag("div", table, cls="profile-frame", tabindex="0", role="region", aria_label=label)


def _head(compared: str) -> Markup:
    ticks = [tag("i", text, style=f"--at:{at:g}%;--half:{len(text) / 2:g}ch") for at, text in tick_marks()]
    return tag(
        "tr",
        tag("th", "Groupe", scope="col"),
        tag(
            "th",
            tag("span", "Parts, en %"),
            tag("span", tag("b", "entrées"), " ", tag("i", compared), cls="keys"),
            share_scale(QUARTERS),
            scope="col",
            cls="ps",
        ),
        tag(
            "th",
            tag("span", "Indice de représentation, échelle logarithmique"),
            tag(
                "span",
                tag("span", "← moins présents", cls="lower"),
                " ",
                tag("span", "plus présents →", cls="higher"),
                cls="sides",
                aria_hidden="true",
            ),
            tag("span", ticks, cls="axis", aria_hidden="true"),
            scope="col",
            cls="iv",
        ),
        tag("th", "Indice", scope="col", cls="n"),
        tag("th", "Intervalle", scope="col", cls="in"),
        tag("th", "Écart, points", scope="col", cls="gap"),
    )


def _section(section: ProfileSection, areas: int) -> Markup:
    unknown = tag("small", section.unknown) if section.unknown else None
    head = tag("tr", tag("th", section.head, " ", unknown, scope="rowgroup", colspan="6"), cls="head")
    return tag("tbody", head, [_row(row, i % areas > 0) for i, row in enumerate(section.rows)])


def _row(row: ProfileRow, follows: bool) -> Markup:
    cell = row.cell
    name = [tag("span", f"{row.label}, ", cls="sr"), cell.area.name] if follows else [row.label]
    notes = [tag("small", text) for text in (row.published, row.note) if text]
    head = tag("th", name, join([" ", *notes]) if notes else None, scope="row")
    parts = [head, _shares(cell)]
    if row.mark is None:
        pill = tag("span", row.pill, cls="pill") if row.pill else row.cell.index_text
        parts.append(tag("td", pill, colspan="4", cls="none"))
        return tag("tr", parts, cls="after" if follows else None)
    mark = " a" if cell.approximate else ""
    style = f"--d:{row.mark.dot:.1f}"
    if row.mark.beyond:
        # An arrow at the end of the axis.
        mark, style = " under" if row.mark.beyond < 0 else " over", ""
    elif row.mark.width:
        style = f"--l:{row.mark.left:.1f};--w:{row.mark.width:.1f};{style}"
    word = tag("span", f"{row.word}, ", cls="sr") if row.word else None
    parts += [
        tag("td", cls=f"iv{mark}", style=style or None),
        tag("td", cell.index_text, cls="n"),
        tag("td", cell.interval_text, cls="in"),
        tag("td", word, cell.gap_text, cls="gap"),
    ]
    # The outcome is a class of the row, from which style sheets colour its interval and draw its glyph.
    return tag("tr", parts, cls=" ".join(filter(None, (cell.outcome, "after" if follows else ""))) or None)


def _shares(cell: ProfileCell) -> Markup:
    """The two dots; where the smaller share has no room at its left, both labels stand at the right of the larger."""
    if not cell.has_share:
        return tag("td", f"{cell.count_text} entrées" if cell.fill == "secret" else _NONE, cls="ps text")
    return share_cell(cell.share, cell.share_text, cell.population_share, cell.population_text)


def share_scale(ticks: Sequence[float]) -> Markup:
    """Graduations over the cells of shares."""
    marks = [tag("i", f"{tick:g}", style=f"--v:{share_position(tick, ticks):g}") for tick in ticks]
    return tag("span", marks, cls="scale", aria_hidden="true")


def share_cell(share: float, text: str, other: float, other_text: str, ticks: Sequence[float] = QUARTERS) -> Markup:
    """Cellule of two shares in %: a disc for the first, a ring for the second, "" where there is none.

    `ticks`: those of the axis that the cell stands on.
    """
    disc = share_position(share, ticks)
    if not other_text:
        return tag("td", tag("b", text), cls="ps", style=f"--a:{disc:.1f};--b:{disc:.1f}")
    ring = share_position(other, ticks)
    style = f"--a:{disc:.1f};--b:{ring:.1f}"
    is_larger = share >= other
    if has_room(min(disc, ring)):
        sides = (None, "l") if is_larger else ("l", None)
        texts = tag("b", text, cls=sides[0]), tag("i", other_text, cls=sides[1])
        return tag("td", *texts, cls="ps", style=style)
    # Both labels on the larger dot, the first in bold.
    both = [tag("span", text), f"{NNBSP}/{NNBSP}{other_text}"]
    first, second = (both, None) if is_larger else (None, both)
    return tag("td", tag("b", first), tag("i", second), cls="ps", style=style)


def profile_table(sections: Sequence[ProfileSection], caption: str, compared: str) -> Markup:
    """Tableau jumeau: every figure of the chart, with counts, sources and states."""
    heads = (
        "Groupe",
        "Territoire",
        "Entrées",
        "Part des entrées, %",
        f"Part des {compared}, %",
        "Indice",
        "Intervalle à 95\u202f%",
        "Écart, points",
        "Représentation",
        "Comparateur",
        "Bilan 2018",
    )
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", f"{s.head}{f' ({s.unknown})' if s.unknown else ''}", scope="rowgroup", colspan="11")),
            [_figures(row) for row in s.rows],
        )
        for s in sections
    ]
    return heads_and_bodies(caption, heads, bodies, range(2, 8))


def _figures(row: ProfileRow) -> Markup:
    cell = row.cell
    numbers = (
        cell.count_text,
        cell.share_text or _NONE,
        cell.population_text or _NONE,
        cell.index_text,
        cell.interval_text or _NONE,
        cell.gap_text,
    )
    said = (row.word or _NONE, row.note or row.pill or "aligné", row.published or _NONE)
    return tag(
        "tr",
        tag("th", row.label, scope="row"),
        tag("td", cell.area.name),
        [tag("td", text, cls="n") for text in numbers],
        [tag("td", text) for text in said],
    )
