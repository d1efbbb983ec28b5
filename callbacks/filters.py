"""Filtres: address -> page, and query -> what the filter bar says.

The form of the filters is the state; assets/filters.js turns each change into a query string, writes it to the
address and to the store `ids.QUERY`, from which every number of the page is computed.
"""

from __future__ import annotations

from collections.abc import Callable

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component

from filters import Filters
from layouts import ids
from layouts.filter_labels import bar_state
from layouts.shell import problems

# Path and filters -> the page, and French sentences to add to the problems of the address.
Render = Callable[[str, Filters], tuple[Component, tuple[str, ...]]]


def register(app: Dash, render: Render) -> None:
    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.PROBLEMS, "children"),
        Input(ids.URL, "pathname"),
        State(ids.URL, "search"),
    )
    def show_page(path: str | None, search: str | None) -> tuple[Component, list[Component]]:
        return update_page(path, search, render)

    @app.callback(Output(ids.BAR_STATE, "data"), Input(ids.QUERY, "data"), prevent_initial_call=True)
    def update_bar(query: str | None) -> dict[str, str]:
        return bar_state(read(query))

    app.clientside_callback(
        ClientsideFunction("filters", "label"), Input(ids.BAR_STATE, "data"), prevent_initial_call=True
    )
    app.clientside_callback(
        ClientsideFunction("filters", "click"), Input(ids.MAP_GRAPH, "clickData"), prevent_initial_call=True
    )


def read(query: object) -> Filters:
    """The filters of the store `ids.QUERY`; what the browser wrote wrongly is at its default."""
    return Filters.from_query(query if isinstance(query, str) else "")[0]


def update_page(path: object, search: object, render: Render) -> tuple[Component, list[Component]]:
    """The page of an address and the warnings about it."""
    filters, wrong = Filters.from_query(search if isinstance(search, str) else "")
    page, also = render(path if isinstance(path, str) and path else "/", filters)
    return page, problems((*wrong, *also))
