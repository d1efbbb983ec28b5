"""Pages de texte: a summary that stays, sections of a readable width, tables that scroll in their own frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dash import html

from layouts.markup import EMPTY, Markup, icon, join, slot, tag
from typography import spaced


class Section(NamedTuple):
    """Section: its anchor, its title and its content; `part`: what the summary says before it and those after it."""

    anchor: str
    title: str
    content: Markup
    part: str = ""


def text_page(title: str, name: str, sections: Sequence[Section], head: Markup = EMPTY, cls: str = "") -> html.Div:
    """Page de texte. `name`: id of its slots; `head`: what stands under the title, across the whole width."""
    contents = tag(
        "ol",
        [
            tag("li", tag("span", s.part, cls="part") if s.part else None, tag("a", s.title, href=f"#{s.anchor}"))
            for s in sections
        ],
    )
    body = [
        tag("section", tag("h2", s.title, id=f"titre-{s.anchor}"), s.content, id=s.anchor, cls="prose-section")
        for s in sections
    ]
    return html.Div(
        [
            html.H1(title, className="page-title"),
            slot(f"{name}-head", head, "prose-head") if head else None,
            slot(f"{name}-contents", tag("nav", contents, aria_label="Sommaire"), "contents no-print"),
            slot(name, join(body), "prose"),
        ],
        className=f"method {cls}".strip(),
    )


def paragraph(*parts: object) -> Markup:
    return tag("p", [french(p) for p in parts])


def french(text: object) -> object:
    """French spaces for a text written with ordinary ones; markup is left alone."""
    return spaced(text) if isinstance(text, str) and not isinstance(text, Markup) else text


def fold(title: str, content: object) -> Markup:
    """Repli: what is read on request, under its title."""
    return tag("details", tag("summary", icon("chevron"), title), content, cls="fold")


def prose_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], cls: str = "") -> Markup:
    """Tableau with its caption, heads of columns and, first in each row, the head of the row."""
    head = tag("tr", [tag("th", h, scope="col") for h in heads])
    body = [
        tag("tr", tag("th", french(row[0]), scope="row"), [tag("td", french(cell)) for cell in row[1:]]) for row in rows
    ]
    table = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body), cls=f"result {cls}".strip())
    return scrolling(table, caption)


def scrolling(table: Markup, caption: str) -> Markup:
    """Cadre défilant: a region that the keyboard can reach and scroll, named by the caption of its table."""
    return tag("div", table, cls="scroll", tabindex="0", role="region", aria_label=caption)
