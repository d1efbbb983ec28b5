"""Filtres: address -> page, and query -> what the filter bar says.

The form of the filters is the state; assets/filters.js turns each change into a query string, writes it to the
address and to the store `ids.QUERY`, from which every number of the page is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component

from callbacks.answered import SHELL_PARTS, shell_parts
from data.default_period import default_period
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from filters import DefaultOf, Filters, Period
from layouts import ids
from layouts.filter_labels import bar_state
from layouts.shell import problems


class Shown(NamedTuple):
    """Page rendue: the release that it was made from, if any, and French sentences about what its address asked."""

    page: Component
    release: Release | None
    problems: tuple[str, ...] = ()


# Path and filters -> the page.
Render = Callable[[str, Filters], Shown]


def register(app: Dash, database: Database, render: Render) -> None:
    default_of = default_periods(database)

    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.PROBLEMS, "children"),
        *(Output(*part) for part in SHELL_PARTS),
        Input(ids.URL, "pathname"),
        State(ids.URL, "search"),
    )
    def show_page(path: str | None, search: str | None) -> list[Any]:
        page, warnings, release = update_page(path, search, render, default_of)
        return [page, warnings, *shell_parts(release).values()]

    @app.callback(Output(ids.BAR_STATE, "data"), Input(ids.QUERY, "data"), prevent_initial_call=True)
    def update_bar(query: str | None) -> dict[str, str]:
        return bar_state(read(query, default_of))

    app.clientside_callback(
        ClientsideFunction("filters", "label"), Input(ids.BAR_STATE, "data"), prevent_initial_call=True
    )
    app.clientside_callback(
        ClientsideFunction("filters", "click"), Input(ids.MAP_GRAPH, "clickData"), prevent_initial_call=True
    )


def default_periods(database: Database) -> DefaultOf:
    """Release asked → the default period of the one that serves."""

    def default_of(release: str) -> Period:
        try:
            return default_period(database.release(release))
        except (DatabaseUnavailable, NoRelease):
            # The page will say so; its filters need some period meanwhile.
            return Filters().default

    return default_of


def read(query: object, default_of: DefaultOf) -> Filters:
    """The filters of the store `ids.QUERY`; what the browser wrote wrongly is at its default."""
    return Filters.from_query(query if isinstance(query, str) else "", default_of)[0]


def update_page(
    path: object, search: object, render: Render, default_of: DefaultOf
) -> tuple[Component, list[Component], Release | None]:
    """The page of an address, the warnings about it, and the release that it was made from."""
    filters, wrong = Filters.from_query(search if isinstance(search, str) else "", default_of)
    shown = render(path if isinstance(path, str) and path else "/", filters)
    return shown.page, problems((*wrong, *shown.problems)), shown.release
