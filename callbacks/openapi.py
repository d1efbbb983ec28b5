"""Document OpenAPI: the API described from the catalogue of tables and the keys of the address alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from callbacks.catalogue import PublishedTable
from callbacks.pace import ROWS_OF_A_FILE
from callbacks.refusal import API
from data.crossed_groups import STEPS
from data.engine import Release
from data.files.formats import DIALECTS
from data.published import CROSSED
from figures.numbers import number
from filters import (
    AREA_LEVELS,
    AXES,
    DECAYS,
    EQUIVALENCE_ZONES,
    GAP_DIMENSIONS,
    GROUP_PAIRS,
    HEAT_VIEWS,
    KEYS,
    MEASURES,
    PERIMETERS,
    PROFILE_SIDES,
    REACHES,
    SIGNAL_CODES,
    SITE_KINDS,
)
from geo.areas import AREAS, FRANCE
from geo.hypothesis import MOST_LETTERS
from layouts.methode import KEY_HELP
from layouts.shell import PAGES
from nomenclatures import AGE, FAMILY, LEVEL, QUALIFICATION, QUALIFICATION_GROUPS, READING, SEX
from typography import spaced

FORMATS = {"json": "application/json", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
PAGE, LARGEST_PAGE = 1_000, 10_000
_LISTS, CROSSED_GROUPS = "Listes", "Groupes croisés"
_FAMILIES = "|".join(FAMILY.codes)
_MONTH = {"type": "string", "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"}


def _one_of(values: Iterable[Any]) -> dict[str, Any]:
    return {"type": "string", "enum": [str(value) for value in values]}


_SCHEMAS: dict[str, dict[str, Any]] = {
    "start": _MONTH,
    "end": _MONTH,
    "area_level": _one_of(AREA_LEVELS),
    "area": _one_of(AREAS),
    "reading": _one_of(READING.codes),
    "families": {"type": "string", "pattern": f"^({_FAMILIES})(-({_FAMILIES}))*$"},
    "sex": _one_of(c.code for c in SEX.known),
    "age": _one_of(c.code for c in AGE.known),
    "qualification": _one_of([*(c.code for c in QUALIFICATION.known), *QUALIFICATION_GROUPS]),
    "level": _one_of(LEVEL.codes),
    "equivalence": _one_of(EQUIVALENCE_ZONES),
    "perimeter": _one_of(PERIMETERS),
    "release": {"type": "string", "pattern": "^[0-9a-z-]{1,40}$"},
    "benchmark": _one_of(AREAS),
    "second": _one_of(["", *(area for area in AREAS if area != FRANCE.id)]),
    "axis": _one_of(AXES),
    "profile_side": _one_of(PROFILE_SIDES),
    "group_pair": _one_of(GROUP_PAIRS),
    "gap_dimension": _one_of(GAP_DIMENSIONS),
    "heat_view": _one_of(HEAT_VIEWS),
    "signal": _one_of(["", *SIGNAL_CODES]),
    "signal_family": _one_of(["", *FAMILY.codes]),
    "reach": _one_of(REACHES),
    "measure": _one_of(MEASURES),
    "site_kind": _one_of(SITE_KINDS),
    "decay": _one_of(DECAYS),
    "hypothesis": {"type": "string", "maxLength": MOST_LETTERS},
}
_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}


def document(tables: Mapping[str, PublishedTable], release: Release, root: str) -> dict[str, Any]:
    """Le document, OpenAPI 3.1, of the tables of a release served at `root`."""
    pages = dict(PAGES)
    tags = {name: CROSSED_GROUPS if table.is_crossing else pages[table.path] for name, table in tables.items()}
    lists = {
        "catalogue": "Catalogue des tableaux : titre, colonnes, indicateurs, clés de filtre, formats",
        "indicators": "Indicateurs : unité, définition, formule",
        "territories": "Territoires : identifiant, code Insee, nom, niveau, région",
        "releases": "Versions des données, la courante d’abord",
        "dictionary": "Dictionnaire : colonnes des fichiers et codes des nomenclatures",
    }
    paths = {"/": _index_path()} | {f"/{name}": _list_path(name, text) for name, text in lists.items()}
    paths |= {f"/data/{name}": _data_path(table, tags[name], release) for name, table in tables.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Observatoire CEP",
            "version": "1",
            "description": spaced(
                "Mêmes nombres, mêmes filtres et même secret statistique que les pages. Les effectifs sont perturbés ;"
                " au statut « secret », une cellule compte de 0 à 4 entrées. Les demandes sont limitées par adresse ;"
                f" {number(ROWS_OF_A_FILE)} lignes comptent pour une."
            ),
        },
        "servers": [{"url": f"{root}{API}"}],
        "tags": [{"name": name} for name in dict.fromkeys((_LISTS, *tags.values()))],
        "paths": paths,
        "components": {
            "schemas": {
                "Probleme": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        **{name: {"type": "string"} for name in ("type", "title", "detail", "instance")},
                        "status": {"type": "integer"},
                    },
                }
            }
        },
    }


def _index_path() -> dict[str, Any]:
    names = ("title", "release")
    properties = {**{name: {"type": "string"} for name in names}, "links": {"type": "object"}}
    return _list("index", "Version courante, et adresses des listes", properties)


def _list_path(name: str, text: str) -> dict[str, Any]:
    return _list(name, text, {name: _TEXTS})


def _list(name: str, text: str, properties: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "required": [*properties], "properties": properties}
    responses = _responses(_content({"json": body}))
    return {"get": {"operationId": name, "tags": [_LISTS], "summary": spaced(text), "responses": responses}}


def _data_path(table: PublishedTable, tag: str, release: Release) -> dict[str, Any]:
    columns = table.columns(release)
    row = {
        "type": "object",
        "properties": {
            c.name: {"type": [c.kind, "null"], "title": c.label, "description": spaced(c.description)} for c in columns
        },
    }
    names = {"table", "title", "release", "data", "count", "start", "permalink", "citation", "rows"}
    body = {
        "type": "object",
        "required": sorted(names),
        "properties": {
            **{name: {"type": "string"} for name in sorted(names - {"rows", "count", "start"})},
            "count": {"type": "integer"},
            "start": {"type": "integer"},
            "next": {"type": ["string", "null"]},
            "rows": {"type": "array", "items": row},
        },
    }
    own = [
        _parameter("format", "format de la réponse ; sans lui, json", _one_of(FORMATS)),
        _parameter("dialecte", "dialecte du CSV ; sans lui, recherche", _one_of(DIALECTS)),
        _parameter("debut", "première ligne, comptée de 0", {"type": "integer", "minimum": 0, "maximum": 10**9}),
        _parameter(
            "limite",
            f"nombre de lignes ; en JSON, {PAGE} sans lui",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
        ),
    ]
    if table.is_crossing:
        keys = "|".join(KEYS[name] for name in CROSSED)
        pattern = {"type": "string", "pattern": f"^({keys})(-({keys}))*$"}
        own.append(_parameter("dim", "dimensions croisées, séparées par un tiret", pattern))
        own.append(_parameter("pas", "une ligne par mois ou par année entière ; sans lui, mois", _one_of(STEPS)))
    parameters = [_parameter(KEYS[n], KEY_HELP[n], _SCHEMAS[n]) for n in table.fields]
    return {
        "get": {
            "operationId": table.name,
            "tags": [tag],
            "summary": table.title,
            "parameters": [*parameters, *own],
            "responses": _responses(_content({"json": body, "csv": {"type": "string"}, "parquet": {}})),
        }
    }


def _content(bodies: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {FORMATS[name]: {"schema": schema} for name, schema in bodies.items()}


def _parameter(key: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": key, "in": "query", "required": False, "description": spaced(text), "schema": schema}


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleme"}}}
    refused = {
        "400": "Demande mal formée",
        "410": "Version disparue",
        "429": "Trop de demandes",
        "503": "Service momentanément indisponible",
    }
    return {
        "200": {"description": "Réponse, avec son ETag", "content": content},
        "304": {"description": "Inchangé depuis l’ETag envoyé"},
        **{code: {"description": text, "content": problem} for code, text in refused.items()},
    }
