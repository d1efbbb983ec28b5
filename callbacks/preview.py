"""Aperçu d’un téléchargement: how many rows, how heavy, and the first of them, before anything is downloaded."""

from __future__ import annotations

from collections.abc import Mapping

from dash import Dash
from flask import Response, request

from callbacks.asked import asked_question
from callbacks.catalogue import PublishedTable
from callbacks.files import head, table_content
from callbacks.pace import Limit, files_of
from callbacks.refusal import Refused
from data.engine import Database, Release
from data.files.batch import text_rows
from layouts.downloads import Preview, preview_links, preview_markup
from layouts.returned import refused_markup
from settings import Settings

_ROWS = 8


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

            def answer(release: Release) -> Response:
                content = table_content(table, release, question, settings, 0, _ROWS)
                rows = [row for batch in content.batches for row in text_rows(batch)]
                weight = sum(len(cell.encode()) + 3 for row in rows for cell in row)
                return Response(
                    preview_markup(
                        Preview(
                            table.title,
                            content.count,
                            weight / max(1, len(rows)) * content.count,
                            [head(c, "tableur") for c in table.columns(release)],
                            [[_short(cell) for cell in row] for row in rows],
                            preview_links(kept if table.is_crossing else _without(kept), name),
                            (files_of(content.count), settings.files_per_hour),
                        )
                    ),
                    mimetype="text/html",
                )

            return database.answer(question.filters.release, answer)
        except Refused as error:
            return Response(refused_markup(str(error)), status=error.status, mimetype="text/html")


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else cell[:59] + "…"


def _without(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and part.split("=")[0] not in ("dim", "pas"))
