"""Fichiers: the CSV of exactly what a card shows, with what it takes to cite and to re-run it."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from dash import Dash
from flask import Response, abort, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from callbacks.default_periods import default_periods
from callbacks.page import Page
from data.engine import Database, Release, ReleaseCard
from filters import Filters
from geo.areas import AREAS
from layouts.filter_labels import filters_text
from settings import Settings
from typography import NBSP, spaced

# Dialects named by use: delimiter, decimal mark, line end, byte order mark.
_DIALECTS = {"tableur": (";", ",", "\r\n", "\ufeff"), "recherche": (",", ".", "\n", "")}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def register(app: Dash, database: Database, pages: Sequence[Page], settings: Settings) -> None:
    # Each worker counts its own: the secrecy needs a slow pace, not an exact one.
    limiter = Limiter(get_remote_address, app=app.server, storage_uri="memory://", on_breach=_too_many)
    files = {f"{page.ids.page}-{name}": (page, rows) for page in pages for name, rows in page.tables.items()}

    @app.server.get("/fichiers/<name>.csv")
    @limiter.limit(f"{settings.files_per_hour} per hour")
    def card_file(name: str) -> Response:
        if name not in files:
            abort(404)
        page, rows = files[name]
        default_of = default_periods(database, page.default_period)
        query = request.query_string.decode("utf-8", "replace")
        dialect = request.args.get("dialecte", "tableur")
        if dialect not in _DIALECTS:
            return _refusal(f"Le dialecte « {dialect[:40]} » n’existe pas : choisissez « tableur » ou « recherche ».")
        kept = "&".join(part for part in query.split("&") if part and not part.startswith("dialecte="))
        filters, problems = Filters.from_query(kept, default_of)
        if problems:
            return _refusal(
                " ".join(f"{problem.split(NBSP + ':')[0]}." for problem in problems) + " Corrigez l’adresse."
            )
        if filters.release and filters.release not in database.history():
            return _refusal(f"La version « {filters.release} » n’existe plus : retirez « v » de l’adresse.", 410)
        asked = filters.only(page.fields)
        return database.answer(filters.release, lambda release: _file(page, name, rows(release, asked), asked, release))

    def _file(page: Page, name: str, rows: pd.DataFrame, filters: Filters, release: Release) -> Response:
        dialect = request.args.get("dialecte", "tableur")
        table = card_table(rows, filters, release.card, permalink(settings, page.path, filters, release.card))
        return Response(
            write_csv(table, dialect),
            mimetype="text/csv",
            headers={
                "Content-Disposition": f'attachment; filename="cep-{name}-{release.id}-{dialect}.csv"',
                "Cache-Control": "no-cache",
            },
        )


def permalink(settings: Settings, path: str, filters: Filters, card: ReleaseCard) -> str:
    """The address that shows the same view of the same release, its period in full.

    Without a public address it is the one that the browser asked, or none when that is no plain host: anyone may write
    anything there.
    """
    root = settings.public_url or (request.host_url if request.host else "")
    view = replace(filters, release=card.id, projection=False)
    return f"{root.rstrip('/')}{path}?{view.to_query(explicit=('start', 'end'))}"


def card_table(rows: pd.DataFrame, filters: Filters, card: ReleaseCard, address: str) -> pd.DataFrame:
    """The rows of one card, unformatted, with what it takes to place, to re-run and to cite each of them."""
    areas = [AREAS[a] for a in rows["area"]]
    # A card that leaves a filter aside says itself which it followed.
    followed = {} if "filters" in rows else {"filters": filters_text(filters)}
    table = rows.assign(
        area_name=[a.name for a in areas],
        area_code=[a.code for a in areas],
        area_level=[a.level for a in areas],
        **followed,
        data="données de démonstration simulées" if card.demonstration else "données des opérateurs",
        release=card.id,
        permalink=address,
        citation=_citation(card, address),
    )
    first = ["area", "area_code", "area_name", "area_level"]
    return table[[*first, *(c for c in table.columns if c not in first)]]


def write_csv(table: pd.DataFrame, dialect: str) -> Iterator[bytes]:
    """The table in one dialect, line by line."""
    delimiter, decimal, end, mark = _DIALECTS[dialect]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    writer.writerow(table.columns)
    yield (mark + buffer.getvalue()).encode()
    for row in table.itertuples(index=False):
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_cell(value, decimal) for value in row])
        yield buffer.getvalue().encode()


def _cell(value: object, decimal: str) -> str:
    """One cell as text: missing is empty, a number is unrounded, a text never becomes a formula."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0").replace(".", decimal)
    text = str(value)
    whole = " ".join(text.splitlines()).replace("\t", " ")
    return f"'{whole}" if text.startswith(_FORMULA_STARTS) else whole


def _citation(card: ReleaseCard, address: str) -> str:
    nature = " (données de démonstration simulées, calées sur les marges publiées)" if card.demonstration else ""
    return f"Observatoire CEP, version {card.id}{nature}, consulté le {date.today():%d/%m/%Y}, {address}"


def _too_many(limit: RequestLimit) -> Response:
    seconds = max(1, limit.reset_at - int(time.time()))
    refusal = _refusal(f"Trop de fichiers demandés en une heure : réessayez dans {-(-seconds // 60)} min.", 429)
    refusal.headers["Retry-After"] = str(seconds)
    return refusal


def _refusal(message: str, status: int = 400) -> Response:
    return Response(spaced(message) + "\n", status=status, content_type="text/plain; charset=utf-8")
