"""Fichiers: exactly what a card shows, in every format, with what it takes to cite and to re-run it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dash import Dash
from flask import Response, request

from callbacks.asked import OWN, Asked, asked_question, asked_tables
from callbacks.catalogue import Content, PublishedTable, Question
from callbacks.citation import about, about_part, about_several, cited, site_root
from callbacks.pace import Limit, charge
from callbacks.packages import Packed, package, package_of_several
from callbacks.refusal import Refused, refusal
from data.engine import Database, Release
from data.files.formats import DIALECTS, csv_bytes, parquet_bytes
from data.files.workbook import TooManyRows, workbook_bytes
from settings import Settings

# The ZIP of several tables.
SEVERAL = "tableaux"
_TYPES = {
    "csv": "text/csv",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
# Above, bytes go as they are: compressing them on their way would take longer than sending them.
_COMPRESSED_ROWS = 5_000


def register(
    app: Dash, database: Database, tables: Mapping[str, PublishedTable], limit: Limit, settings: Settings
) -> None:
    @app.server.get("/fichiers/<name>.<any(csv, zip, xlsx, parquet):kind>")
    @limit
    def table_file(name: str, kind: str) -> Response:
        try:
            if name not in tables:
                raise Refused("Ce fichier n’existe pas : repartez de la page Données.", 404)
            table = tables[name]
            dialect = _asked_dialect()
            question = asked_question(table, database, OWN)

            def answer(release: Release) -> Response:
                content = table_content(table, release, question, settings)
                charge([content.count], settings)
                sent = _sent(Asked(table, question), kind, dialect, content, release, settings)
                response = _attached(sent, kind, file_name(table.name, release, dialect, kind))
                if kind == "csv" and content.count > _COMPRESSED_ROWS:
                    response.headers["Content-Encoding"] = "identity"
                return response

            return database.answer(question.filters.release, answer)
        except (Refused, TooManyRows) as error:
            return refusal(str(error), getattr(error, "status", 400), request.path)

    @app.server.get(f"/fichiers/{SEVERAL}.zip")
    @limit
    def several_tables() -> Response:
        try:
            dialect = _asked_dialect()
            several = asked_tables(tables, database, OWN)

            def answer(release: Release) -> Response:
                contents = [table_content(asked.table, release, asked.question, settings) for asked in several]
                charge([content.count for content in contents], settings)
                packed = [
                    Packed(
                        asked.table.name,
                        asked.table.columns(release),
                        asked.table.heads(release, dialect),
                        content.batches,
                        about_part(asked, release, settings),
                    )
                    for asked, content in zip(several, contents, strict=True)
                ]
                sent = package_of_several(packed, dialect, about_several(several, release, settings))
                return _attached(sent, "zip", file_name(SEVERAL, release, dialect, "zip"))

            return database.answer(several[0].question.filters.release, answer)
        except Refused as error:
            return refusal(str(error), error.status, request.path)


def table_content(
    table: PublishedTable,
    release: Release,
    question: Question,
    settings: Settings,
    start: int = 0,
    stop: int | None = None,
) -> Content:
    """The rows of a table for a question, with what cites them."""
    cite = partial(cited, release.card, settings)
    return table.content(release, question, site_root(settings), cite, start, stop)


def file_name(name: str, release: Release, dialect: str, kind: str) -> str:
    named = dialect if kind in ("csv", "zip") else ""
    return "-".join(part for part in ("cep", name, release.id, named) if part) + f".{kind}"


def _asked_dialect() -> str:
    dialect = request.args.get("dialecte", "tableur")
    if dialect not in DIALECTS:
        raise Refused(f"Le dialecte « {dialect[:40]} » n’existe pas : choisissez « tableur » ou « recherche ».")
    return dialect


def _attached(sent: Iterator[bytes], kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(sent, mimetype=_TYPES[kind], headers=headers)


def _sent(
    asked: Asked, kind: str, dialect: str, content: Content, release: Release, settings: Settings
) -> Iterator[bytes]:
    table = asked.table
    heads = table.heads(release, dialect)
    # Read before the answer starts: nothing that streams may need the request.
    facts = about(asked, release, settings)
    packed = Packed(table.name, table.columns(release), heads, content.batches, facts)
    writers: dict[str, Callable[[], Iterator[bytes]]] = {
        "csv": lambda: csv_bytes(content.batches, heads, dialect),
        "parquet": lambda: parquet_bytes(content.batches, dict(facts)),
        "xlsx": lambda: workbook_bytes(content.batches, heads, facts, content.count),
        "zip": lambda: package(packed, dialect),
    }
    return writers[kind]()
