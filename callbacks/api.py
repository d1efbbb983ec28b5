"""API: the published tables as JSON, CSV and Parquet, with the filters and the secrecy of the pages."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dash import Dash
from flask import Response, request

from callbacks.asked import DIMENSIONS, STEP, asked_question
from callbacks.catalogue import Content, PublishedTable, Question
from callbacks.citation import citation, nature, permalink, site_root
from callbacks.files import file_name, table_content
from callbacks.openapi import FORMATS, LARGEST_PAGE, PAGE, document
from callbacks.pace import Limit, charge
from callbacks.refusal import API, Refused, refusal
from data.engine import Database, Release
from data.files.formats import DIALECTS, csv_bytes, json_rows, parquet_bytes
from filters import KEYS
from geo.areas import AREAS
from indicators.catalogue import CATALOGUE
from indicators.columns import COLUMNS
from nomenclatures import AGE, CSP, DISABILITY, EMPLOYMENT_STATUS, FAMILY, LEVEL, QUALIFICATION, READING, SEX
from settings import Settings

_NOMENCLATURES = (FAMILY, READING, SEX, AGE, QUALIFICATION, LEVEL, EMPLOYMENT_STATUS, CSP, DISABILITY)
_OWN = ("format", "dialecte", "debut", "limite")
View = Callable[..., Response]


def register(
    app: Dash, database: Database, tables: Mapping[str, PublishedTable], limit: Limit, settings: Settings
) -> None:
    server = app.server

    def route(path: str, view: View) -> None:
        @functools.wraps(view)
        def answered(**arguments: str) -> Response:
            try:
                return view(**arguments)
            except Refused as error:
                return refusal(str(error), error.status, request.path)

        server.add_url_rule(f"{API}{path}", f"api{path}", limit(answered), methods=["GET"])

    def listed(name: str, items: Callable[[Release], list[dict[str, Any]]]) -> None:
        def view() -> Response:
            _no_key()
            return _json({name: items(database.release())})

        view.__name__ = f"api_{name}"
        route(f"/{name}", view)

    def described() -> dict[str, Any]:
        return document(tables, database.release(), site_root(settings))

    def index() -> Response:
        _no_key()
        names = ("catalogue", "indicators", "territories", "releases", "dictionary", "openapi.json")
        links = {name: f"{site_root(settings)}{API}/{name}" for name in names}
        return _json({"title": "Observatoire CEP", "release": database.release().id, "links": links})

    def openapi() -> Response:
        _no_key()
        return _json(described())

    def data(table: str) -> Response:
        if table not in tables:
            raise Refused(f"Le tableau « {table[:40]} » n’existe pas : voyez {API}/catalogue.", 404)
        return _data(tables[table], database, settings)

    route("/", index)
    route("/openapi.json", openapi)
    listed("catalogue", lambda release: [described_table(table, release) for table in tables.values()])
    listed("indicators", lambda release: [_indicator(i) for i in CATALOGUE.values()])
    listed("territories", lambda release: _territories())
    listed("releases", lambda release: _releases(database))
    listed("dictionary", lambda release: _dictionary())
    route("/data/<table>", data)


def described_table(table: PublishedTable, release: Release) -> dict[str, Any]:
    """One table of the catalogue."""
    return {
        "table": table.name,
        "title": table.title,
        "page": table.path,
        "columns": [c._asdict() for c in table.columns(release)],
        "indicators": [i.code for i in table.indicators(release)],
        "filters": [KEYS[name] for name in table.fields],
        "dimensions": [STEP, DIMENSIONS] if table.is_crossing else [],
        "formats": [*FORMATS],
    }


def _data(table: PublishedTable, database: Database, settings: Settings) -> Response:
    kind = _choice("format", "json", tuple(FORMATS))
    dialect = _choice("dialecte", "recherche", tuple(DIALECTS))
    start = _whole("debut", 0, 0, 10**9)
    length = _whole("limite", PAGE if kind == "json" else 0, 1, LARGEST_PAGE)
    question = asked_question(table, database, _OWN)
    stop = start + length if length else None

    def answer(release: Release) -> Response:
        tag = "\x1f".join((release.id, request.full_path, site_root(settings), f"{date.today()}"))
        etag = hashlib.sha256(tag.encode()).hexdigest()[:32]
        if etag in request.if_none_match:
            response = Response(status=304)
            response.set_etag(etag)
            return response
        content = table_content(table, release, question, settings, start, stop)
        charge([(content.count if stop is None else min(stop, content.count)) - start], settings)
        if kind == "json":
            response = _json(_envelope(table, release, question, settings, content, start))
        else:
            parts = (
                csv_bytes(content.batches, table.heads(release, dialect), dialect)
                if kind == "csv"
                else parquet_bytes(content.batches, {"release": release.id, "table": table.name})
            )
            name = file_name(table.name, release, dialect, kind)
            response = Response(parts, mimetype=FORMATS[kind])
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return database.answer(question.filters.release, answer)


def _envelope(
    table: PublishedTable, release: Release, question: Question, settings: Settings, content: Content, start: int
) -> dict[str, Any]:
    address = permalink(settings, table.path, table.view_of(question.filters), release.card)
    rows = list(json_rows(content.batches))
    last = start + len(rows)
    kept = [p for p in request.query_string.decode("utf-8", "replace").split("&") if p and not p.startswith("debut=")]
    following = f"{site_root(settings)}{request.path}?{'&'.join([*kept, f'debut={last}'])}"
    return {
        "table": table.name,
        "title": table.title,
        "release": release.id,
        "data": nature(release.card),
        "count": content.count,
        "start": start,
        "next": following if rows and last < content.count else None,
        "permalink": address,
        "citation": citation(release.card, address),
        "rows": rows,
    }


def _json(body: Mapping[str, Any]) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False, allow_nan=False) + "\n", mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _no_key() -> None:
    if request.args:
        raise Refused(f"Le paramètre « {next(iter(request.args))[:40]} » n’existe pas ici : retirez-le.")


def _choice(key: str, default: str, known: tuple[str, ...]) -> str:
    asked = request.args.get(key, default)
    if asked not in known or len(request.args.getlist(key)) > 1:
        raise Refused(f"« {asked[:40]} » n’est pas une valeur de « {key} » : choisissez {' ou '.join(known)}.")
    return asked


def _whole(key: str, default: int, least: int, most: int) -> int:
    asked = request.args.get(key)
    if asked is None:
        return default
    if not (asked.isascii() and asked.isdigit() and len(asked) < 11 and least <= int(asked) <= most):
        raise Refused(f"« {asked[:40]} » n’est pas une valeur de « {key} » : un nombre entier de {least} à {most}.")
    return int(asked)


def _indicator(indicator: Any) -> dict[str, Any]:
    names = ("code", "title", "unit", "per", "polarity", "decimals", "definition", "formula", "source_note")
    return {name: getattr(indicator, name) for name in names}


def _territories() -> list[dict[str, Any]]:
    return [
        {"area": a.id, "code": a.code, "name": a.name, "level": a.level, "region": f"R{a.region}" if a.region else None}
        for a in AREAS.values()
    ]


def _releases(database: Database) -> list[dict[str, Any]]:
    found = dict.fromkeys(database.release(version) for version in database.history())
    return [
        {
            "release": r.id,
            "created": f"{r.card.created:%Y-%m-%dT%H:%M:%SZ}",
            "title": r.card.title,
            "data": nature(r.card),
            "first_month": f"{r.card.first_month:%Y-%m}",
            "last_month": f"{r.card.last_month:%Y-%m}",
        }
        for r in found
    ]


def _dictionary() -> list[dict[str, Any]]:
    columns = [c._asdict() | {"codes": {}} for c in COLUMNS.values()]
    codes = [
        {"name": n.name, "label": n.title, "kind": "code", "description": "", "codes": {c.code: c.label for c in n}}
        for n in _NOMENCLATURES
    ]
    return [*columns, *codes]
