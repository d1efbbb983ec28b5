"""Coque: what the browser alone knows (theme, width) and what a change of page moves."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts import ids


def register(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("shell", "browser"),
        Output(ids.THEME, "data"),
        Output(ids.VIEWPORT, "data"),
        Input(ids.URL, "pathname"),
        State(ids.THEME, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("shell", "arrive"), Input(ids.PAGE, "children"), State(ids.URL, "pathname")
    )
