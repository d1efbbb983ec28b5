"""Fichier revenu: verified against its fingerprint, its release and the method, and what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, request

from callbacks.catalogue import PublishedTable, Question
from callbacks.default_periods import default_periods
from callbacks.files import table_content
from callbacks.pace import Limit
from data.engine import Database, Release
from data.files.batch import text_rows
from data.files.returned import MOST_BYTES, NotOurs, ReturnedFile, read_returned
from filters import Filters
from indicators.columns import COLUMNS, INTEGER, NUMBER
from layouts.returned import Change, ReturnedFacts, refused_markup, returned_markup
from settings import Settings

_KEY = ("area", "period", "group")
# What says how a number was made.
_METHOD = ("method", "definition", "vintage", "denominator_definition", "unit", "indicator", "statistic", "confidence")
# What a change is looked for in, the first that differs being named: a number that only places a row among others, or
# that a whole file shares, is none.
_PLACED = ("confidence", "benchmark", "rank_low", "rank_high")
_FIRST = ("value", "numerator", "denominator", "lower", "upper", "cell_status")
_MEASURES = tuple(
    dict.fromkeys((*_FIRST, *(c.name for c in COLUMNS.values() if c.kind == NUMBER and c.name not in _PLACED)))
)
_LABELS = {c.label: c.name for c in COLUMNS.values()}
_NUMBERS = frozenset(c.name for c in COLUMNS.values() if c.kind in (NUMBER, INTEGER))


def register(
    app: Dash, database: Database, tables: Mapping[str, PublishedTable], limit: Limit, settings: Settings
) -> None:
    @app.server.post("/fichiers/retour")
    @limit
    def returned_file() -> Response:
        # The form's own frame is a few hundred bytes.
        request.max_content_length = MOST_BYTES + 10_000
        try:
            sent = request.files.get("fichier")
            if sent is None:
                raise NotOurs("Aucun fichier reçu : choisissez-en un.")
            with closing(sent):
                content = sent.read()
            file = read_returned(content, _LABELS, _NUMBERS)
            markup = returned_markup(_facts(file, database, tables, settings))
        except NotOurs as error:
            return Response(refused_markup(str(error)), status=400, mimetype="text/html")
        return Response(markup, mimetype="text/html")


def _facts(
    file: ReturnedFile, database: Database, tables: Mapping[str, PublishedTable], settings: Settings
) -> ReturnedFacts:
    place = file.place
    if place["table"] not in tables or tables[place["table"]].is_crossing:
        raise NotOurs("Le tableau de ce fichier n’existe plus : l’Observatoire ne peut pas le relire.")
    table = tables[place["table"]]
    default_of = default_periods(database, table.default_period)
    filters, problems = Filters.from_query(urlsplit(place["permalink"]).query, default_of)
    if problems or filters.release != place["release"]:
        raise NotOurs("Le permalien de ce fichier ne se lit plus : sa vue ne peut pas être rouverte.")
    filters = filters.only(table.fields)
    kept = filters.release in database.history()
    today = replace(filters, release="")
    explicit = ("start", "end")
    now = database.answer("", lambda release: _rows(table, release, today, settings))
    current = database.release()
    then = _keyed(file.rows)
    reread = _keyed(_rows(table, database.release(filters.release), filters, settings)) if kept else {}
    changes = tuple(_changes(then, _keyed(now)))
    return ReturnedFacts(
        title=table.title,
        release=filters.release,
        current=current.id,
        kept=kept,
        intact=file.is_intact,
        same=kept and not any(_changes(then, reread)),
        method=_method(then) == _method(_keyed(now)),
        rows=len(file.rows),
        changes=changes,
        view=f"{table.path}?{table.view_of(filters).to_query(explicit)}" if kept else "",
        today=f"{table.path}?{table.view_of(today).to_query(explicit)}",
    )


def _rows(table: PublishedTable, release: Release, filters: Filters, settings: Settings) -> list[dict[str, str]]:
    content = table_content(table, release, Question(filters), settings)
    return [dict(zip(batch, cells, strict=True)) for batch in content.batches for cells in text_rows(batch)]


def _keyed(rows: object) -> dict[tuple[str, ...], Mapping[str, str]]:
    """Rows by area, period and group, and by their order among those that share them."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:  # type: ignore[attr-defined]
        key = tuple(row.get(name, "") for name in _KEY)
        seen[key] += 1
        found[(*key, str(seen[key]))] = row
    return found


def _method(rows: Mapping[tuple[str, ...], Mapping[str, str]]) -> set[tuple[str, ...]]:
    """The ways in which the numbers were made; whether a count is small decides between two of one way."""
    return {
        tuple(row.get(name, "").replace("exact", "byar") if name == "method" else row.get(name, "") for name in _METHOD)
        for row in rows.values()
        if row.get("method")
    }


def _changes(
    then: Mapping[tuple[str, ...], Mapping[str, str]], now: Mapping[tuple[str, ...], Mapping[str, str]]
) -> list[Change]:
    """The rows whose numbers or status differ, in the order of the file, then the new ones."""
    found = []
    for key in dict.fromkeys((*then, *now)):
        before, after = then.get(key, {}), now.get(key, {})
        names = [n for n in _MEASURES if before.get(n) != after.get(n)]
        if names:
            row = before or after
            name = names[0]
            found.append(
                Change(
                    row.get("area_name", ""),
                    row.get("period", ""),
                    COLUMNS[name].label,
                    before.get(name, "") or before.get("cell_status", ""),
                    after.get(name, "") or after.get("cell_status", ""),
                )
            )
    return found
