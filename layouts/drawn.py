"""Carte dessinée: a card of a page with its answer, as markup that stands without Dash, for a slide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dash import dcc
from dash.development.base_component import Component

from layouts.ids import CardIds
from layouts.markup import EMPTY, HTML, Markup, join, tag

Parts = Mapping[tuple[str, str], Any]
_TABLE = re.compile(r"/fichiers/([a-z0-9-]+)\.")
_KEPT = ("role", "tabIndex")
TABLE_VIEW = "tableau"


class DrawnCard(NamedTuple):
    """Carte dessinée: its body, the ids of its charts, which are empty there, the table of its files, if any, and the
    key of the view that shows a table in the place of a chart, if any."""

    body: Markup
    graphs: tuple[str, ...]
    table: str
    view: str


def draw(page: Component, card: CardIds, parts: Parts, beside: str = "") -> DrawnCard | None:
    """The body of `card` on `page` under the answer `parts`: no tool, no pane that its view hides.

    `beside`: the hidden pane that is kept, hidden. None where the page does not show the card.
    """
    section = next((one for one in _shown(page) if getattr(one, "id", None) == card.card), None)
    body = next((one for one in _shown(section) if _classes(one) == ["card-body"]), None)
    if section is None or body is None:
        return None
    graphs = tuple(str(one.id) for one in _shown(body, beside) if isinstance(one, dcc.Graph))
    of_files = f"{card.card}-files"
    files = next((one for one in _shown(section) if str(getattr(one, "id", "")).startswith(of_files)), None)
    table = _TABLE.search(str(getattr(files, HTML, "")))
    view = next((str(getattr(one, "data-view-of")) for one in _shown(body) if _has_table(one)), "")
    return DrawnCard(_markup(body, parts, beside), graphs, table[1] if table else "", view)


def leads(page: Component, card: CardIds) -> bool:
    """Whether the card is the first that the page shows, of which its sentence speaks."""
    sections = [one for one in _shown(page) if "card" in _classes(one)]
    return bool(sections) and getattr(sections[0], "id", None) == card.card


def _shown(of: object, beside: str = "") -> Iterator[Component]:
    if isinstance(of, (list, tuple)):
        for one in of:
            yield from _shown(one, beside)
    elif isinstance(of, Component) and not _is_hidden(of, beside):
        yield of
        yield from _shown(getattr(of, "children", None), beside)


def _has_table(of: Component) -> bool:
    """Whether it holds the panes of a view, one of which is a table that it does not show."""
    shown = getattr(of, "data-view", TABLE_VIEW)
    return shown != TABLE_VIEW and any(getattr(pane, "data-pane", "") == TABLE_VIEW for pane in _all(of))


def _all(of: object) -> Iterator[Component]:
    if isinstance(of, (list, tuple)):
        for one in of:
            yield from _all(one)
    elif isinstance(of, Component):
        yield of
        yield from _all(getattr(of, "children", None))


def _is_hidden(of: Component, beside: str) -> bool:
    return "hidden" in _classes(of) and (not beside or getattr(of, "data-pane", None) != beside)


def _classes(of: object) -> list[str]:
    return str(getattr(of, "className", None) or "").split()


def _markup(of: object, parts: Parts, beside: str) -> Markup:
    if isinstance(of, (list, tuple)):
        return join([_markup(one, parts, beside) for one in of])
    if not isinstance(of, Component):
        return join([] if of is None else [of])
    if isinstance(of, dcc.Store) or "no-print" in _classes(of) or _is_hidden(of, beside):
        return EMPTY
    if isinstance(of, dcc.Graph):
        return tag("div", id=str(of.id), cls=_joined(of), data_figure=str(of.id))
    own = str(getattr(of, "id", ""))
    if hasattr(of, HTML) or (own, HTML) in parts:
        content: object = Markup(parts.get((own, HTML), getattr(of, HTML, "")))
    else:
        content = _markup(parts.get((own, "children"), getattr(of, "children", None)), parts, beside)
    return tag(of._type.lower(), content, **_attributes(of))


def _attributes(of: Component) -> dict[str, str]:
    kept = {
        name: str(getattr(of, name))
        for name in (*_KEPT, *(n for n in of.to_plotly_json()["props"] if n.startswith(("data-", "aria-"))))
        if name != HTML and getattr(of, name, None) is not None
    }
    named = {"id": str(of.id)} if getattr(of, "id", None) else {}
    return {**named, **({"cls": _joined(of)} if _joined(of) else {}), **kept}


def _joined(of: Component) -> str:
    """Its classes, but the one by which assets/markup.js fills a slot: it is filled."""
    return " ".join(name for name in _classes(of) if name != "markup")
