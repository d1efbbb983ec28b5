"""Tableaux entiers: every row of a table whose first ones alone travel with the answer of its page, when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update

from callbacks.default_periods import default_periods
from callbacks.page import Page
from data.engine import Database
from layouts import ids


def register(app: Dash, database: Database, pages: Sequence[Page]) -> None:
    """One callback for every page.

    It gives the table with the question that it answers, and not to the slot itself: where the page has asked another
    one meanwhile, assets/first-rows.js leaves it. A server that fails says so as it does to any question (errors.py).
    """
    by_path = {page.path: (page, default_periods(database, page.default_period)) for page in pages}

    @app.callback(Output(ids.ROWS_GIVEN, "data"), Input(ids.ROWS_ASKED, "data"), prevent_initial_call=True)
    def update_table(asked: object) -> Any:
        path, slot, query = _read(asked)
        if path not in by_path or slot not in by_path[path][0].whole:
            return no_update
        page, default_of = by_path[path]
        filters = page.read(query, default_of)
        table = database.answer(filters.release, lambda release: page.whole[slot](release, filters))
        return {"path": path, "slot": slot, "query": query, "table": table}

    app.clientside_callback(
        ClientsideFunction("rows", "show"), Input(ids.ROWS_GIVEN, "data"), prevent_initial_call=True
    )


def _read(asked: object) -> tuple[str, str, str]:
    """Path, slot and query of what a browser wrote, "" for whatever it wrote wrongly."""
    given = asked if isinstance(asked, dict) else {}
    path, slot, query = (value if isinstance(value := given.get(key), str) else "" for key in ("path", "slot", "query"))
    return path, slot, query
