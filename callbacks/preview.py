"""Aperçu d’un téléchargement: how many rows, how heavy, and the first of them, before anything is downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from dash import Dash
from flask import Response

from callbacks.asked import DIMENSIONS, STEP, TABLE, Asked, asked_parts, asked_tables
from callbacks.catalogue import PublishedTable
from callbacks.citation import about, about_part, about_several, site_root
from callbacks.files import SEVERAL, table_content
from callbacks.pace import Limit, charge, files_of
from callbacks.refusal import API, Refused
from data.engine import Database, Release
from data.files.batch import Batch, text_rows
from data.files.formats import DIALECTS, csv_bytes
from filters import KEYS
from indicators.columns import INTEGER, NUMBER
from layouts.downloads import FORMATS_OF_SEVERAL, Preview, TablePreview, file_links, preview_markup
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
            several = asked_tables(tables, database)

            def answer(release: Release) -> Response:
                # As many rows as a table would show alone, for as many files.
                charge([_ROWS] * len(several), settings)
                shown = [_table(asked, release, settings, alone=len(several) == 1) for asked in several]
                if len(several) > 1:
                    links = file_links(SEVERAL, "&".join(asked_parts(())), FORMATS_OF_SEVERAL)
                else:
                    links = file_links(several[0].table.name, "&".join(asked_parts((TABLE,))))
                pace = (sum(files_of(table.count) for table in shown), settings.files_per_hour)
                cited = about_several(several, release, settings) if len(several) > 1 else ()
                return Response(preview_markup(Preview(shown, links, pace, cited)), mimetype="text/html")

            return database.answer(several[0].question.filters.release, answer)
        except Refused as error:
            return Response(refused_markup(str(error)), status=error.status, mimetype="text/html")


def _table(asked: Asked, release: Release, settings: Settings, alone: bool) -> TablePreview:
    table, question = asked
    content = table_content(table, release, question, settings, 0, _SAMPLES * _SAMPLE_ROWS)
    batches = [*content.batches]
    is_number = [column.kind in (NUMBER, INTEGER) for column in table.columns(release)]
    rows = islice((row for batch in batches for row in text_rows(batch, _ROWS)), _ROWS)
    return TablePreview(
        table.title,
        content.count,
        _size(asked, release, settings, content.count, batches),
        [*table.heads(release, "tableur").values()],
        is_number,
        [[_shown(*cell) for cell in zip(row, is_number, strict=True)] for row in rows],
        about(asked, release, settings) if alone else about_part(asked, release, settings),
        _programs(asked, release, settings),
    )


def _size(asked: Asked, release: Release, settings: Settings, count: int, batches: Sequence[Batch]) -> float:
    """Bytes of the CSV: counted, or, of more rows than `batches` hold, as rows from one end to the other let expect."""
    heads = asked.table.heads(release, "tableur")
    head, *rest = csv_bytes(batches, heads, "tableur")
    if count <= _SAMPLES * _SAMPLE_ROWS:
        return len(head) + sum(map(len, rest))
    sizes = []
    for place in range(0, count, count // _SAMPLES):
        stop = min(place + _SAMPLE_ROWS, count)
        part = table_content(asked.table, release, asked.question, settings, place, stop)
        _, *rest = csv_bytes(part.batches, heads, "tableur")
        sizes.append(sum(map(len, rest)) / (stop - place))
    return len(head) + count * sum(sizes) / len(sizes)


def _programs(asked: Asked, release: Release, settings: Settings) -> list[tuple[str, str]]:
    """The same rows asked by programs, of this release whatever comes after it."""
    table = asked.table
    left_out = (TABLE, KEYS["release"], *(() if table.is_crossing else (STEP, DIMENSIONS)))
    query = "&".join(["format=csv", *asked_parts(left_out), f"{KEYS['release']}={release.id}"])
    asked_for = f"{site_root(settings)}{API}/data/{table.name}?{query}"
    codes = [c.name for c in table.columns(release) if c.name in _CODES]
    python = ", ".join(f'"{name}": str' for name in codes)
    r = ", ".join(f'{name} = "character"' for name in codes)
    return [
        ("pandas", f'import pandas as pd\n\npd.read_csv("{asked_for}", dtype={{{python}}})'),
        ("R", f'read.csv("{asked_for}", encoding = "UTF-8", colClasses = c({r}))'),
        ("Adresse, en JSON", asked_for.replace("format=csv&", "")),
    ]


def _shown(cell: str, is_number: bool) -> str:
    """A cell as the dialect of the spreadsheet writes it, its text cut."""
    if is_number:
        return cell.replace(".", DIALECTS["tableur"][1])
    return cell if len(cell) <= 60 else cell[:59] + "…"
