"""Fichiers: exactly what a card shows, in every format, with what it takes to cite and to re-run it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd
from dash import Dash
from flask import Response, request

from callbacks.asked import asked_question
from callbacks.catalogue import AREA_COLUMNS, Content, PublishedTable, Question
from callbacks.pace import Limit, charge
from callbacks.refusal import Refused, refusal
from data.contract.publication import dictionary_file
from data.engine import Database, Release, ReleaseCard
from data.files.formats import DIALECTS, csv_bytes, parquet_bytes
from data.files.package import csvw, zip_bytes
from data.files.workbook import TooManyRows, workbook_bytes
from filters import KEYS, Filters
from geo.areas import AREAS
from indicators.columns import Column
from layouts.filter_labels import filters_text
from settings import Settings

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
            dialect = request.args.get("dialecte", "tableur")
            if dialect not in DIALECTS:
                raise Refused(f"Le dialecte « {dialect[:40]} » n’existe pas : choisissez « tableur » ou « recherche ».")
            question = asked_question(table, database, ("dialecte",))

            def answer(release: Release) -> Response:
                content = table_content(table, release, question, settings)
                charge(content.count, settings)
                sent = _sent(table, kind, dialect, content, release, question, settings)
                headers = {
                    "Content-Disposition": f'attachment; filename="{file_name(table, release, dialect, kind)}"',
                    "Cache-Control": "no-cache",
                }
                if kind == "csv" and content.count > _COMPRESSED_ROWS:
                    headers["Content-Encoding"] = "identity"
                return Response(sent, mimetype=_TYPES[kind], headers=headers)

            return database.answer(question.filters.release, answer)
        except (Refused, TooManyRows) as error:
            return refusal(str(error), getattr(error, "status", 400), request.path)


def site_root(settings: Settings) -> str:
    """The address of the site, or "" when the host asked is no plain one: anyone may write anything there."""
    return (settings.public_url or (request.host_url if request.host else "")).rstrip("/")


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


def file_name(table: PublishedTable, release: Release, dialect: str, kind: str) -> str:
    named = dialect if kind in ("csv", "zip") else ""
    return "-".join(part for part in ("cep", table.name, release.id, named) if part) + f".{kind}"


def permalink(settings: Settings, path: str, filters: Filters, card: ReleaseCard) -> str:
    """The address that shows the same view of the same release, its period in full."""
    return address_of(site_root(settings), path, filters, card)


def address_of(root: str, path: str, filters: Filters, card: ReleaseCard) -> str:
    """Permalien under `root`, the address of the site."""
    view = replace(filters, release=card.id, projection=False)
    return f"{root}{path}?{view.to_query(explicit=('start', 'end'))}"


def cited(card: ReleaseCard, settings: Settings, rows: pd.DataFrame, filters: Filters, path: str) -> pd.DataFrame:
    return card_table(rows, filters, card, permalink(settings, path, filters, card))


def card_table(rows: pd.DataFrame, filters: Filters, card: ReleaseCard, address: str) -> pd.DataFrame:
    """The rows of one card, unformatted, with what it takes to place, to re-run and to cite each of them."""
    # A card that leaves a filter aside says itself which it followed.
    followed = rows["filters"] if "filters" in rows else filters_text(filters)
    table = rows.drop(columns="filters", errors="ignore").assign(
        filters=followed,
        data=nature(card),
        release=card.id,
        permalink=address,
        citation=citation(card, address),
    )
    if "area" not in rows:
        return table
    areas = [AREAS[a] for a in rows["area"]]
    table = table.assign(
        area_name=[a.name for a in areas], area_code=[a.code for a in areas], area_level=[a.level for a in areas]
    )
    return table[[*AREA_COLUMNS, *(c for c in table.columns if c not in AREA_COLUMNS)]]


def nature(card: ReleaseCard) -> str:
    return "données de démonstration simulées" if card.demonstration else "données des opérateurs"


def citation(card: ReleaseCard, address: str) -> str:
    simulated = " (données de démonstration simulées, calées sur les marges publiées)" if card.demonstration else ""
    return f"Observatoire CEP, version {card.id}{simulated}, consulté le {date.today():%d/%m/%Y}, {address}"


def about(table: PublishedTable, release: Release, question: Question, settings: Settings) -> list[tuple[str, str]]:
    """Lisez-moi: title, definitions, filters, release, citation, permalink, as (term, text)."""
    address = permalink(settings, table.path, table.view_of(question.filters), release.card)
    crossed = ", ".join(KEYS[name] for name in question.dimensions)
    return [
        ("Titre", table.title),
        ("Tableau", table.name),
        *table.definitions(release),
        ("Filtres", filters_text(question.filters) or "aucun"),
        *([("Dimensions croisées", crossed or "aucune")] if table.is_crossing else []),
        ("Version", release.id),
        ("Nature", nature(release.card)),
        (
            "Secret statistique",
            "Effectifs perturbés de quelques unités ; une cellule au statut « secret » compte de 0 à 4 entrées.",
        ),
        ("Permalien", address),
        ("Citation", citation(release.card, address)),
    ]


def _sent(
    table: PublishedTable,
    kind: str,
    dialect: str,
    content: Content,
    release: Release,
    question: Question,
    settings: Settings,
) -> Iterator[bytes]:
    columns = table.columns(release)
    heads = {c.name: head(c, dialect) for c in columns}
    # Read before the answer starts: nothing that streams may need the request.
    facts = about(table, release, question, settings)
    writers: dict[str, Callable[[], Iterator[bytes]]] = {
        "csv": lambda: csv_bytes(content.batches, heads, dialect),
        "parquet": lambda: parquet_bytes(content.batches, dict(facts)),
        "xlsx": lambda: workbook_bytes(content.batches, heads, facts, content.count),
        "zip": lambda: _package(table, dialect, content, columns, facts),
    }
    return writers[kind]()


def head(column: Column, dialect: str) -> str:
    """The head of a column: French for a spreadsheet, its stable name for a program."""
    return column.label if dialect == "tableur" else column.name


def _package(
    table: PublishedTable,
    dialect: str,
    content: Content,
    columns: tuple[Column, ...],
    facts: list[tuple[str, str]],
) -> Iterator[bytes]:
    name = f"{table.name}.csv"
    described = [
        {"name": c.name, "head": head(c, dialect), "kind": c.kind, "description": c.description} for c in columns
    ]
    terms = dict(facts)
    metadata = csvw(
        name,
        dialect,
        described,
        {
            "dc:title": terms["Titre"],
            "dc:source": terms["Permalien"],
            "dc:bibliographicCitation": terms["Citation"],
            "dc:identifier": terms["Version"],
        },
    )
    readme = "\r\n".join(f"{term}\u00a0: {text}" for term, text in facts) + "\r\n"
    dictionary = [
        ("colonne", "en_tete", "type", "description"),
        *((c.name, c.label, c.kind, c.description) for c in columns),
    ]
    lines = "".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in dictionary)
    return zip_bytes(
        [
            (name, csv_bytes(content.batches, {c.name: head(c, dialect) for c in columns}, dialect)),
            (f"{name}-metadata.json", [json.dumps(metadata, ensure_ascii=False, indent=2).encode()]),
            ("lisez-moi.txt", [b"\xef\xbb\xbf" + readme.encode()]),
            ("dictionnaire.csv", [b"\xef\xbb\xbf" + lines.encode()]),
            ("dictionnaire-transmission.csv", [dictionary_file().encode()]),
        ]
    )
