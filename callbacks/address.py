"""Adresse: from the address of the browser to the page, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from dash import Dash, Input, Output, State
from dash.development.base_component import Component

from callbacks.answered import SHELL_PARTS, shell_parts
from callbacks.asked import DIMENSIONS, STEP, TABLE
from data.engine import Release
from filters import DefaultOf, Filters
from layouts import ids
from layouts.shell import DATA, SEANCE, problems


class Shown(NamedTuple):
    """Page rendue: the release that it was made from, if any, and French sentences about what its address asked."""

    page: Component
    release: Release | None
    problems: tuple[str, ...] = ()


# Path, filters, and what else its address says -> the page.
Render = Callable[[str, Filters, Mapping[str, Sequence[str]]], Shown]
# Keys that only one page reads.
_OWN_KEYS = {DATA: (TABLE, DIMENSIONS, STEP)}
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
    query, own = _parted(search if isinstance(search, str) else "", _OWN_KEYS.get(asked, ()))
    filters, wrong = Filters.from_query(query, defaults_of(asked))
    if asked == SEANCE:
        # Its address holds a deck, which its own reader judges.
        filters, wrong = filters.initial, ()
    shown = render(asked, filters, own)
    return shown.page, problems((*wrong, *shown.problems)), shown.release


def _parted(search: str, keys: Collection[str]) -> tuple[str, dict[str, list[str]]]:
    """The query string without `keys`, and their values."""
    kept, own = [], dict[str, list[str]]()
    for part in search.removeprefix("?").split("&"):
        key, _, value = part.partition("=")
        if key in keys:
            own.setdefault(key, []).append(value)
        else:
            kept.append(part)
    return "&".join(kept), own
