"""Page à filtres: what every page that answers filters has in common, from its address to its pictures and files.

A page is one value: its layout, the parts that an answer replaces, the answer, the picture and the file of each card.
`register` gives it its callbacks: one answer for one change of filters.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update, set_props
from dash.development.base_component import Component

from callbacks.answered import SHELL_PARTS, Part
from callbacks.default_periods import PeriodOf, default_periods
from data.default_period import default_period
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from figures.export import HEIGHT, WIDTH
from filters import DefaultOf, Filters
from layouts import ids
from layouts.card import BLANK
from layouts.filter_bar import FilterOptions
from layouts.filter_labels import bar_state
from layouts.ids import CardIds, PageIds
from layouts.markup import HTML, Markup, tag
from layouts.states import error_state

# Of the place that holds every answer: the question it was made for, as Asked.by writes it.
HELD = "data-held"
# Before the workers fork: all of them know the answers of one another.
_STARTED = secrets.token_hex(4)
VIEWPORTS = ("wide", "medium", "small", "narrow")
# Of a map beside its legend, by viewport.
MAP_SIZES = {
    **dict.fromkeys(("wide", "small"), "screen"),
    **{name: name for name in ("medium", "narrow")},
    **dict.fromkeys(("hall", "stage"), "slide"),
}


class Look(NamedTuple):
    """Ce que le navigateur dit de lui: theme ("light", "dark") and width ("wide", "medium", "small", "narrow").

    A slide of a séance is drawn in a "hall" (16:9) or on a "stage" (4:3): 950 or 700 px wide and 350 high.
    """

    theme: str
    viewport: str

    @property
    def is_slide(self) -> bool:
        """Whether it is that of a room, which nobody reads from near."""
        return self.viewport in ("hall", "stage")


class Asked(NamedTuple):
    """Question: the query string and the look that an answer was made for.

    The browser keeps with an answer the text of `by`, and gives it back with its next question: parts that are the
    same in both answers do not travel again. Code that started at another time may have made them otherwise.
    """

    query: str
    look: Look

    def by(self, release: Release) -> str:
        return " ".join((_STARTED, release.id, *self.look, self.query))

    @classmethod
    def held(cls, text: object, release: Release) -> Asked | None:
        """What the browser says it holds, if this code made it from `release`."""
        found = text.split(" ", 4) if isinstance(text, str) else []
        if len(found) != 5 or found[:2] != [_STARTED, release.id]:
            return None
        return cls(found[4], _look(*found[2:4]))


@dataclass(frozen=True)
class Page:
    """Page à filtres.

    `fields`: the fields of `Filters` that it reads, the others being at their default; `parts`: every (id, property)
    that an answer may replace, the `info` of a card when its panel is opened; `answer` gives some of them, with those
    of the shell; `graphs`: the charts on which a
    click chooses an area and goes down to its departments, `picked`: those on which it only chooses it; `picture`: the
    figure of a card with its frame; `tables`: by name of file, the rows that a card shows, `shown`: the choices of view
    under which its card is on the page, where there are some, `offered`: whether it is there at all, where that depends
    on the installation; `default_period`: what the page opens on when its address names no period; `settled`: what the
    installation makes of the filters, which the bar says; `whole`: by slot of a table of which only the first rows
    travel, the table of every row (callbacks/whole_tables.py).
    """

    path: str
    ids: PageIds
    fields: Collection[str]
    layout: Callable[[Filters, FilterOptions, bool], Component]
    parts: tuple[Part, ...]
    answer: Callable[[Release, Filters, Look], dict[Part, Any]]
    cards: tuple[CardIds, ...]
    picture: Callable[[CardIds, Release, Filters, str], dict[str, Any]]
    tables: Mapping[str, Callable[[Release, Filters], pd.DataFrame]]
    graphs: tuple[str, ...] = ()
    default_period: PeriodOf = default_period
    shown: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    picked: tuple[str, ...] = ()
    offered: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    settled: Callable[[Filters], Filters] = lambda filters: filters
    whole: Mapping[str, Callable[[Release, Filters], Markup]] = field(default_factory=dict)

    def read(self, query: object, default_of: DefaultOf) -> Filters:
        """The filters of a query string; what the browser wrote wrongly is at its default."""
        asked = Filters.from_query(query if isinstance(query, str) else "", default_of)[0]
        return asked.only(self.fields)

    @property
    def infos(self) -> dict[Part, CardIds]:
        """What the panel of a card says of its populations, which is asked for when it is opened."""
        return {(card.info, HTML): card for card in self.cards if (card.info, HTML) in self.parts}

    @property
    def outputs(self) -> tuple[Part, ...]:
        shown = (part for part in self.parts if part not in self.infos)
        return ((self.ids.answer, "data-release"), (self.ids.answer, HELD), (self.ids.bar, "data"), *shown)

    def whole_answer(self, release: Release, filters: Filters, look: Look) -> dict[Part, Any]:
        """Every part of an answer, the bar among them."""
        return self.answer(release, filters, look) | _bar(self, filters)


def register(app: Dash, database: Database, page: Page) -> None:
    default_of = default_periods(database, page.default_period)

    @app.callback(
        [Output(*part) for part in page.outputs],
        Input(page.ids.query, "data"),
        Input(ids.THEME, "data"),
        Input(ids.VIEWPORT, "data"),
        State(page.ids.answer, "data-release"),
        State(page.ids.answer, HELD),
    )
    def update_page(query: object, theme: object, viewport: object, shown: object, held: object) -> list[Any]:
        asked = Asked(query if isinstance(query, str) else "", _look(theme, viewport))
        filters = page.read(asked.query, default_of)

        def answer(release: Release) -> dict[Part, Any]:
            parts = page.whole_answer(release, filters, asked.look)
            before = Asked.held(held, release)
            known = page.whole_answer(release, page.read(before.query, default_of), before.look) if before else {}
            changed = {part: value for part, value in parts.items() if part not in known or known[part] != value}
            return {**changed, (page.ids.answer, HELD): asked.by(release)}

        try:
            parts = database.answer(filters.release, answer)
        except (DatabaseUnavailable, NoRelease) as error:
            parts = _unavailable(page, str(error)) | _bar(page, filters)
        # Outputs would be twice those of the page callback (callbacks/address.py), and are there before any input is.
        for name, of in SHELL_PARTS:
            if (name, of) in parts and shown != parts.get((page.ids.answer, "data-release"), shown):
                set_props(name, {of: parts[name, of]})
        return [parts.get(part, no_update) for part in page.outputs]

    app.clientside_callback(
        ClientsideFunction("filters", "label"), Input(page.ids.bar, "data"), prevent_initial_call=True
    )
    for graph in page.graphs:
        app.clientside_callback(
            ClientsideFunction("filters", "click"), Input(graph, "clickData"), prevent_initial_call=True
        )
    for graph in page.picked:
        app.clientside_callback(
            ClientsideFunction("filters", "pick"), Input(graph, "clickData"), prevent_initial_call=True
        )
    for card in page.cards:
        _register_picture(app, database, page, card)
    for part, card in page.infos.items():
        _register_info(app, database, page, part, card)


def _bar(page: Page, filters: Filters) -> dict[Part, Any]:
    return {(page.ids.bar, "data"): bar_state(page.settled(filters))}


def _look(theme: object, viewport: object) -> Look:
    """What the browser says of itself, or the default of whatever it says wrongly."""
    known = isinstance(viewport, str) and viewport in VIEWPORTS
    return Look("dark" if theme == "dark" else "light", str(viewport) if known else "wide")


def _register_picture(app: Dash, database: Database, page: Page, card: ids.CardIds) -> None:
    """Draw the picture file of a card whenever one of its two buttons is pressed."""
    default_of = default_periods(database, page.default_period)

    @app.callback(
        Output(card.picture, "data"),
        Input(card.png, "n_clicks"),
        Input(card.svg, "n_clicks"),
        State(page.ids.query, "data"),
        State(ids.THEME, "data"),
        prevent_initial_call=True,
    )
    def update_picture(png: int | None, svg: int | None, query: object, theme: object) -> Any:
        if not (png or svg):
            return no_update
        filters = page.read(query, default_of)

        def answer(release: Release) -> dict[str, Any]:
            figure = page.picture(card, release, filters, _look(theme, "wide").theme)
            return {
                "figure": figure,
                "width": WIDTH,
                "height": figure["layout"].get("height", HEIGHT),
                "format": "png" if ctx.triggered_id == card.png else "svg",
                "name": f"cep-{page.ids.page}-{card.card}-{release.id}",
            }

        return database.answer(filters.release, answer)

    app.clientside_callback(
        ClientsideFunction("download", "picture"), Input(card.picture, "data"), prevent_initial_call=True
    )


def _register_info(app: Dash, database: Database, page: Page, part: Part, card: ids.CardIds) -> None:
    """Say what a card rests on whenever its panel is opened: a tenth of an answer that few would read."""
    default_of = default_periods(database, page.default_period)

    @app.callback(
        Output(*part),
        Input(card.about, "n_clicks"),
        State(page.ids.query, "data"),
        State(ids.THEME, "data"),
        State(ids.VIEWPORT, "data"),
        prevent_initial_call=True,
    )
    def update_info(opened: int | None, query: object, theme: object, viewport: object) -> Any:
        if not opened:
            return no_update
        filters, look = page.read(query, default_of), _look(theme, viewport)
        try:
            return database.answer(filters.release, lambda release: page.answer(release, filters, look).get(part, ""))
        except (DatabaseUnavailable, NoRelease) as error:
            return tag("p", str(error))


def _unavailable(page: Page, message: str) -> dict[Part, Any]:
    """The page when no release answers: what happened, what to do, and nothing left that looks like a result.

    The name of the last release that answered stays.
    """
    advice = "Vos filtres sont gardés dans l’adresse de la page\u00a0: rechargez-la dans un instant."
    empty: dict[str, Any] = {HTML: Markup(""), "children": "", "figure": BLANK}
    parts = {part: empty[part[1]] for part in page.parts if part[0] != page.ids.stage}
    return {**parts, (page.ids.notice, HTML): error_state(message, advice), (page.ids.answer, HELD): ""}
