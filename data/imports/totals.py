"""Lignes de total: rows of an aggregated file that add the others, which would count everybody twice."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from data import schema
from data.contract.field import Table
from data.imports.sql import literal, name
from data.intake import FileRefused, Incoming
from nomenclatures import UNKNOWN

# As data.contract.spelling.says_total, for the columns outside the contract: a label there may well start by
# « Ensemble » or « Tous » and name something else.
_SAYS_TOTAL = r"(?i)((sous[ -]?|grand )?(total|totaux)( .{0,60})?|ensemble)"
# Events below which rows that happen to be equal prove nothing.
_FEWEST = 30


def refuse_totals(incoming: Incoming, rows: str, unread: Collection[int]) -> None:
    """Refuse a file of which a column outside the contract says that rows are totals. Raises FileRefused.

    `rows`: SELECT of the file's columns c0, c1…; `unread`: positions of those that the contract does not take.
    """
    asked = sorted(unread)
    if not asked:
        return
    tests = ", ".join(f"count(*) FILTER (regexp_full_match(trim(c{i}), {literal(_SAYS_TOTAL)}))" for i in asked)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {tests} FROM ({rows})").fetchall()[0]  # noqa: S608
    for position, number in zip(asked, found, strict=True):
        if number:
            raise FileRefused(
                f"{incoming.name} : {number} ligne{'s' if number > 1 else ''} de total, d’après la colonne"
                f" « {incoming.headers[position][:60]} » (Total, Sous-total, Ensemble).",
                "Supprimez ces lignes : le service additionne lui-même. Rien n’a été chargé.",
            )


def refuse_sums(connection: duckdb.DuckDBPyConnection, table: Table, staged: str, source: str) -> None:
    """Refuse staged flows in which what is not known of a dimension is always the sum of what is. Raises FileRefused.

    A line « tous âges » whose cell is empty reads as an unknown age: in every group that has one, this one line counts
    as many as the others together.
    """
    names = [c for c in schema.metadata.tables[table.name].columns.keys() if c not in {"key", "n"}]  # noqa: SIM118
    for dimension in (n for n in names if n in schema.DIMENSIONS):
        unknown = "FR" if dimension == "territory" else UNKNOWN
        if unknown not in schema.DIMENSIONS[dimension]:
            continue
        others = ", ".join(name(n) for n in names if n != dimension)
        is_unknown = f"{name(dimension)} = {schema.DIMENSIONS[dimension].position(unknown)}"
        groups, equal, events = connection.execute(
            f"""
            SELECT count(*), count(*) FILTER (unknown = known AND parts > 1 AND sums = 1), sum(unknown) FROM (
                SELECT sum(n) FILTER ({is_unknown}) AS unknown, sum(n) FILTER (NOT {is_unknown}) AS known,
                    count(*) FILTER (NOT {is_unknown}) AS parts, count(*) FILTER ({is_unknown}) AS sums
                FROM {staged} GROUP BY {others} HAVING unknown > 0
            )
            """  # noqa: S608
        ).fetchall()[0]
        if groups and groups == equal and events >= _FEWEST:
            title = table[dimension].title if dimension in table else schema.DIMENSIONS[dimension].title
            raise FileRefused(
                f"{source} : les lignes sans « {title} » comptent chaque fois autant que toutes les autres ensemble"
                f" ({events} événements) : ce sont des lignes de total.",
                f"Supprimez-les : le service additionne lui-même. Si « {title} » est vraiment inconnu, donnez"
                " alors une ligne par personne. Rien n’a été chargé.",
            )
