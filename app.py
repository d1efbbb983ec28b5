"""Observatoire CEP: composes the rooms into the application. `server` is what the Procfile serves."""

from __future__ import annotations

from dash import Dash
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks import (
    address,
    api,
    deck_files,
    donnees,
    errors,
    files,
    headers,
    health,
    hypothesis,
    pace,
    page,
    place_search,
    preview,
    returned,
    seance,
    shell,
    whole_tables,
)
from callbacks.catalogue import published_tables
from callbacks.pages import FILTERED, Pages
from data import employment_zones, travel_times
from data.engine import Database, open_releases
from layouts.document import Application, document
from layouts.shell import TITLE
from settings import Settings

_EARLY = "theme.js"
# The traces that the figures draw; Dash would fetch all of plotly.js, three times heavier, after everything else.
_PLOTLY = "plotly/plotly.min.js"


def create_app(settings: Settings) -> Dash:
    """The application for `settings`. Opens no database, no file of data and no network: the first request does."""
    scripts = [url for url in headers.asset_urls("*.js") if not url.startswith(f"/assets/{_EARLY}")]
    app = Application(
        __name__,
        server=Flask("observatoire_cep", static_folder=None),
        title=TITLE,
        update_title=None,
        index_string=document(headers.asset_url(_EARLY)),
        include_assets_files=False,
        external_scripts=[*scripts, headers.asset_url(_PLOTLY)],
        external_stylesheets=headers.asset_urls("*.css"),
        suppress_callback_exceptions=True,
        compress=False,
        add_log_handler=False,
        enable_mcp=False,
    )
    if settings.proxies:
        # Only the visitor's address is believed: a scheme or a host that a proxy forgot to write would be anyone's.
        proxied = ProxyFix(app.server.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)
        app.server.wsgi_app = proxied
    employment_zones.choose(settings.employment_zones)
    travel_times.choose(settings.travel_times)
    database = Database(open_releases(settings))
    app.server.extensions["database"] = database
    tables = published_tables(FILTERED)
    pages = Pages(database, tables, settings)
    app.layout = pages.shell
    shell.register(app)
    address.register(app, pages.render, pages.defaults_of)
    for filtered in FILTERED:
        page.register(app, database, filtered)
    limit, searches = pace.register(app, settings)
    whole_tables.register(app, database, FILTERED)
    files.register(app, database, tables, limit, settings)
    preview.register(app, database, tables, limit, settings)
    returned.register(app, database, tables, limit, settings)
    api.register(app, database, tables, limit, settings)
    hypothesis.register(app, database, searches, settings)
    place_search.register(app, database)
    seance.register(app, database, FILTERED, tables, limit)
    deck_files.register(app, database, FILTERED, limit, settings)
    donnees.register(app)
    health.register(app, database, settings)
    errors.register(app)
    headers.register(app)
    return app


app = create_app(Settings.from_environment())
server = app.server
