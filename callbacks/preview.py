"""Aperçu d’un téléchargement: how many rows, how heavy, and the first of them, before anything is downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import Dash
from flask import Response, request

from callbacks.asked import asked_question
from callbacks.catalogue import PublishedTable, Question
from callbacks.files import about, head, site_root, table_content
from callbacks.pace import Limit, files_of
from callbacks.refusal import API, Refused
from data.engine import Database, Release
from data.files.batch import text_rows
from data.files.formats import DIALECTS, csv_bytes
from indicators.columns import INTEGER, NUMBER, Column
from layouts.downloads import Preview, preview_links, preview_markup
from layouts.returned import refused_markup
from settings import Settings

_ROWS = 8
# Texts that a program would take for numbers, and R the T of everyone for TRUE.
_CODES = ("period", "area_code", "group", "family", "reading", "sex", "age", "qualification", "level")
# Of a long table, so many rows at so many places say what the others weigh.
_SAMPLES, _SAMPLE_ROWS = 6, 512


def register(
    app: Dash, database: Database, tables: Mapping[str, PublishedTable], limit: Limit, settings: Settings
) -> None:
    @app.server.get("/fichiers/apercu")
    @limit
    def preview() -> Response:
        try:
            name = request.args.get("table", "")
            if name not in tables:
                raise Refused("Ce tableau n’existe pas : choisissez-en un dans la liste.", 404)
            table = tables[name]
            # The form has the fields of every table: those that this one does not read are left out, not refused.
            question = asked_question(table, database, ("table",) if table.is_crossing else ("table", "dim", "pas"))
            kept = "&".join(p for p in request.query_string.decode("utf-8", "replace").split("&") if p[:6] != "table=")
            kept = kept if table.is_crossing else _without(kept)

            def answer(release: Release) -> Response:
                content = table_content(table, release, question, settings, 0, _ROWS)
                rows = [row for batch in content.batches for row in text_rows(batch)]
                size = _size(table, release, question, settings, content.count)
                columns = table.columns(release)
                is_number = [c.kind in (NUMBER, INTEGER) for c in columns]
                return Response(
                    preview_markup(
                        Preview(
                            table.title,
                            content.count,
                            size,
                            [head(c, "tableur") for c in columns],
                            is_number,
                            [[_shown(*cell) for cell in zip(row, is_number, strict=True)] for row in rows],
                            preview_links(kept, name),
                            (files_of(content.count), settings.files_per_hour),
                            about(table, release, question, settings),
                            _programs(f"{site_root(settings)}{API}/data/{name}", kept, release.id, columns),
                        )
                    ),
                    mimetype="text/html",
                )

            return database.answer(question.filters.release, answer)
        except Refused as error:
            return Response(refused_markup(str(error)), status=error.status, mimetype="text/html")


def _size(table: PublishedTable, release: Release, question: Question, settings: Settings, count: int) -> float:
    """Bytes of the CSV: counted, or, of a long table, as rows from one end of it to the other let expect."""
    places = range(0, count, max(1, count // _SAMPLES)) if count > _SAMPLES * _SAMPLE_ROWS else (0,)
    length = _SAMPLE_ROWS if len(places) > 1 else count
    heads = {c.name: head(c, "tableur") for c in table.columns(release)}
    sizes = []
    for place in places:
        stop = min(place + length, count)
        part = table_content(table, release, question, settings, place, stop)
        if stop > place:
            first, *rest = csv_bytes(part.batches, heads, "tableur")
            sizes.append(sum(map(len, rest)) / (stop - place))
    return count * sum(sizes) / len(sizes) + len(first) if sizes else 0.0


def _programs(address: str, query: str, release: str, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """The same rows asked by programs, of this release whatever comes after it."""
    kept = [part for part in query.split("&") if part and not part.startswith("v=")]
    asked = f"{address}?{'&'.join(['format=csv', *kept, f'v={release}'])}"
    codes = [c.name for c in columns if c.name in _CODES]
    python = ", ".join(f'"{name}": str' for name in codes)
    r = ", ".join(f'{name} = "character"' for name in codes)
    return [
        ("pandas", f'import pandas as pd\n\npd.read_csv("{asked}", dtype={{{python}}})'),
        ("R", f'read.csv("{asked}", encoding = "UTF-8", colClasses = c({r}))'),
        ("Adresse, en JSON", asked.replace("format=csv&", "")),
    ]


def _shown(cell: str, is_number: bool) -> str:
    """A cell as the dialect of the spreadsheet writes it, its text cut."""
    if is_number:
        return cell.replace(".", DIALECTS["tableur"][1])
    return cell if len(cell) <= 60 else cell[:59] + "…"


def _without(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and part.split("=")[0] not in ("dim", "pas"))
