"""Publication du contrat: the dictionary, the templates and the Table Schema that operators read before they send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from data.contract.field import FIRST_DAY, MAXIMUM_LENGTH, REFUSED, Field, Kind, Table, accepted
from data.contract.rules import RULES
from data.contract.tables import TABLES
from nomenclatures import AGE, SERVICE, UNKNOWN, Nomenclature

COLUMNS = (
    "column",
    "header",
    "title",
    "type",
    "required",
    "values",
    "accepted",
    "blank",
    "example",
    "description",
    "aliases",
)
# Heads of the dictionary as a file.
_FILE_HEADS = (
    "fichier",
    "colonne",
    "nom_interne",
    "intitule",
    "type",
    "presence",
    "valeurs",
    "cellule_vide",
    "exemple",
    "description",
    "autres_en_tetes",
)
_TYPES = {
    Kind.CODE: "code",
    Kind.AGE: "âge en années ou classe",
    Kind.COMMUNE: "code commune Insee",
    Kind.DEPARTMENT: "code département Insee",
    Kind.REGION: "code région Insee",
    Kind.TERRITORY: "code de territoire",
    Kind.SERVICES: "codes séparés par |",
    Kind.TEXT: "texte",
    Kind.POSTAL_CODE: "code postal",
    Kind.MONTH: "mois AAAA-MM",
    Kind.DATE: "date AAAA-MM-JJ",
    Kind.INTEGER: "nombre entier",
    Kind.NUMBER: "nombre",
}
_SCHEMA_TYPES = {Kind.MONTH: "yearmonth", Kind.DATE: "date", Kind.INTEGER: "integer", Kind.NUMBER: "number"}
_COMMUNE = "[0-9][0-9AB][0-9]{3}"
_DEPARTMENT = "(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-46])"
_PATTERNS = {
    Kind.COMMUNE: _COMMUNE,
    Kind.DEPARTMENT: _DEPARTMENT,
    Kind.REGION: "[0-9]{2}",
    Kind.TERRITORY: f"(FR|R[0-9]{{2}}|D?{_DEPARTMENT}|{_COMMUNE})",
    Kind.POSTAL_CODE: "[0-9]{5}",
    Kind.AGE: f"(1[5-9]|[2-9][0-9]|{'|'.join(AGE.codes)})",
    Kind.SERVICES: f"({'|'.join(SERVICE.codes)})([|]({'|'.join(SERVICE.codes)}))*",
}


def dictionary(table: Table) -> pd.DataFrame:
    """Dictionnaire d’une table: one row per column of the file, in the order of the template.

    Columns COLUMNS, texts in French; `values`: the (code, label) pairs of a closed list, () otherwise; `aliases`: a
    tuple of heads; `blank`: what an empty cell stands for.
    """
    rows = [
        (
            field.name,
            field.header,
            field.title,
            _TYPES[field.kind],
            _presence(table, field),
            tuple((category.code, category.label) for category in _values(field)),
            accepted(field) if (field.minimum, field.maximum) != (None, None) else "",
            _blank(field),
            field.example,
            field.description,
            field.aliases,
        )
        for field in table.fields
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def dictionary_file() -> str:
    """Dictionnaire de toutes les tables, as a French spreadsheet reads it."""
    rows = [
        (
            table.name,
            row.header,
            row.column,
            row.title,
            row.type,
            row.required,
            " | ".join(f"{code} = {label}" for code, label in row.values) or row.accepted,
            row.blank,
            row.example,
            row.description,
            ", ".join(row.aliases),
        )
        for table in TABLES.values()
        for row in dictionary(table).itertuples(index=False, name="Row")
    ]
    return _csv([_FILE_HEADS, *rows], ";")


def template(table: Table, separator: str = ";") -> str:
    """Modèle d’une table: its heads and invented lines that the import accepts.

    The first line fills the columns; the second, where rows are persons, only what must be filled. With ";" the file
    is a French spreadsheet's (byte order mark, CRLF, decimal comma), with "," everybody else's.
    """
    # One column may stand for several others: the template fills the several.
    several = {f.name for f in table.fields if f.kind is not Kind.TERRITORY or f.required}
    least = {f.name for f in table.fields if f.required or f.blank is REFUSED} | set(table.one_of[:1])
    filled = [several, least] if table.personal else [several]
    lines = [[f.example if f.name in kept else "" for f in table.fields] for kept in filled]
    if separator == ";":
        decimal = [f.kind is Kind.NUMBER for f in table.fields]
        lines = [[t.replace(".", ",") if d else t for d, t in zip(decimal, line, strict=True)] for line in lines]
    return _csv([[f.header for f in table.fields], *lines], separator)


def table_schema(table: Table) -> dict[str, Any]:
    """Description Table Schema (Frictionless) of the template with ";": canonical forms, decimal comma."""
    return {
        "name": table.name,
        "title": table.title,
        "description": f"{table.description} Le contrat admet aussi d’autres graphies : voir le dictionnaire.",
        "fields": [_schema_field(field) for field in table.fields],
        "missingValues": [""],
    }


def rules() -> pd.DataFrame:
    """Règles: code, text (what is wrong), remedy (what to do)."""
    filled = {"title": "…", "accepted": "voir le dictionnaire"}
    rows = [(code, rule.text.format(**filled), rule.remedy.format(**filled)) for code, rule in RULES.items()]
    return pd.DataFrame(rows, columns=["code", "text", "remedy"])


def _values(field: Field) -> Nomenclature | tuple[()]:
    return SERVICE if field.kind is Kind.SERVICES else field.nomenclature or ()


def _presence(table: Table, field: Field) -> str:
    if field.required:
        return "obligatoire"
    if field.name in table.one_of:
        return "une au moins de " + ", ".join(table[name].header for name in table.one_of)
    return "facultative"


def _blank(field: Field) -> str:
    if field.blank is REFUSED:
        return "refusée"
    if field.blank is None or field.blank == UNKNOWN:
        return "non renseigné"
    if field.kind is Kind.SERVICES:
        return "aucun service"
    if field.nomenclature:
        return field.nomenclature[str(field.blank)].label
    return str(field.blank) or "aucune"


def _schema_field(field: Field) -> dict[str, Any]:
    kind = _SCHEMA_TYPES.get(field.kind, "string")
    constraints: dict[str, Any] = {}
    if field.blank is REFUSED:
        constraints["required"] = True
    if field.kind is Kind.CODE and field.nomenclature:
        constraints["enum"] = list(field.nomenclature.codes)
    if field.kind in _PATTERNS:
        constraints["pattern"] = _PATTERNS[field.kind]
    if field.kind is Kind.TEXT:
        constraints["maxLength"] = MAXIMUM_LENGTH
    if field.kind is Kind.MONTH:
        constraints["minimum"] = f"{FIRST_DAY:%Y-%m}"
    if field.kind in (Kind.INTEGER, Kind.NUMBER):
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        whole = int if field.kind is Kind.INTEGER else float
        constraints |= {name: whole(bound) for name, bound in bounds.items() if bound is not None}
    described = {
        "name": field.header,
        "title": field.title,
        "description": field.description,
        "type": kind,
        "format": "default",
        "constraints": constraints,
    }
    return described | ({"decimalChar": ","} if field.kind is Kind.NUMBER else {})


def _csv(rows: Iterable[Sequence[str]], separator: str) -> str:
    spreadsheet = separator == ";"
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n" if spreadsheet else "\n").writerows(rows)
    return ("\ufeff" if spreadsheet else "") + buffer.getvalue()
