"""Adresse: from the address of the browser to the page, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dash import Dash, Input, Output, State
from dash.development.base_component import Component

from callbacks.answered import SHELL_PARTS, shell_parts
from data.engine import Release
from filters import DefaultOf, Filters
from layouts import ids
from layouts.shell import SEANCE, problems


class Shown(NamedTuple):
    """Page rendue: the release that it was made from, if any, and French sentences about what its address asked."""

    page: Component
    release: Release | None
    problems: tuple[str, ...] = ()


# Path and filters -> the page.
Render = Callable[[str, Filters], Shown]
# Path -> the default periods of its page.
DefaultsOf = Callable[[str], DefaultOf]


def register(app: Dash, render: Render, defaults_of: DefaultsOf) -> None:
    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.PROBLEMS, "children"),
        *(Output(*part) for part in SHELL_PARTS),
        Input(ids.URL, "pathname"),
        State(ids.URL, "search"),
    )
    def show_page(path: str | None, search: str | None) -> list[Any]:
        page, warnings, release = update_page(path, search, render, defaults_of)
        return [page, warnings, *shell_parts(release).values()]


def update_page(
    path: object, search: object, render: Render, defaults_of: DefaultsOf
) -> tuple[Component, list[Component], Release | None]:
    """The page of an address, the warnings about it, and the release that it was made from."""
    asked = path if isinstance(path, str) and path else "/"
    filters, wrong = Filters.from_query(search if isinstance(search, str) else "", defaults_of(asked))
    if asked == SEANCE:
        # Its address holds a deck, which its own reader judges.
        filters, wrong = filters.initial, ()
    shown = render(asked, filters)
    return shown.page, problems((*wrong, *shown.problems)), shown.release
