"""Tranches: what a file brings as a whole, against what the release served and the other files of a command hold."""

from __future__ import annotations

from datetime import date

import duckdb

from data import schema
from data.additivity import PROFILE
from data.contract.field import Table
from data.imports.completion import complete_population, complete_sites
from data.imports.reception import Reception
from data.imports.sql import literal, name
from data.releases import CARRIED
from geo.areas import AREAS, FRANCE, region_of
from nomenclatures import OPERATORS, REGIONAL


def _region(place: str) -> str:
    """Area id of the region of a territory, "" for an entry that nobody could place."""
    return "" if place == FRANCE.id else region_of(AREAS[place]).id


_REGIONS = [_region(place) for place in schema.TERRITORY.codes]
# SQL: whether the operator of a row reports by region, and its region, "" where it reports for the whole country.
_positions = (schema.DIMENSIONS["operator"].position(o.code) for o in OPERATORS if o.by_region)
IS_BY_REGION = f"operator IN ({', '.join(map(str, _positions))})"
REGION = f"CASE WHEN {IS_BY_REGION} THEN {_REGIONS}[territory + 1] ELSE '' END"


def slice_columns(table: Table) -> str:
    """Columns of a slice of `table`, as SQL, in the log of slices."""
    return ", ".join(name(column) for column in table.sliced_by)


def slice_of_row(table: Table) -> str:
    """The same, of a row of a release: expressions in the order of `slice_columns`."""
    return ", ".join(REGION if column == "region" else name(column) for column in table.sliced_by)


def replaced_by(connection: duckdb.DuckDBPyConnection, receptions: list[Reception]) -> str:
    """SELECT of the slices that files of one table replace."""
    selects = []
    for reception in receptions:
        rows = f"({completed_sites(connection, reception)})" if reception.table.name == "sites" else reception.staged
        columns = ", ".join(
            f"{REGION} AS region" if column == "region" else name(column) for column in reception.table.sliced_by
        )
        selects.append(f"SELECT {columns} FROM {rows}")  # noqa: S608
    return " UNION ".join(selects)


def is_of_slices(connection: duckdb.DuckDBPyConnection, receptions: list[Reception]) -> str:
    """Condition: a row of a release is in a slice that a file of `receptions`, all of one table, replaces."""
    return f"({slice_of_row(receptions[0].table)}) IN ({replaced_by(connection, receptions)})"


def completed_sites(connection: duckdb.DuckDBPyConnection, reception: Reception) -> str:
    """SELECT of the sites of a file, with the columns of schema.sites."""
    relation = f"completed_{reception.staged}"
    connection.register(relation, complete_sites(connection.execute(f"SELECT * FROM {reception.staged}").df()))  # noqa: S608
    return f"SELECT {', '.join(name(c.name) for c in schema.sites.columns)} FROM {relation}"  # noqa: S608


def is_held(connection: duckdb.DuckDBPyConnection, reception: Reception) -> bool:
    """Whether the release attached holds everything that a file gives, as this file gave it.

    A file of which another has since replaced a part is not held: it comes back when it is sent again.
    """
    table, sha256 = reception.table.name, literal(reception.identity)
    logged = f"SELECT count(*) FROM {CARRIED}.import_log WHERE table_name = '{table}' AND sha256 = {sha256}"  # noqa: S608
    if not _number(connection, logged):
        return False
    if table == "sites":
        given = completed_sites(connection, reception)
        columns = ", ".join(name(c.name) for c in schema.sites.columns)
        there = f"SELECT {columns} FROM {CARRIED}.sites WHERE {is_of_slices(connection, [reception])}"  # noqa: S608
        differing = f"(({given}) EXCEPT ALL ({there})) UNION ALL (({there}) EXCEPT ALL ({given}))"
    elif table == "population":
        rows = connection.execute(f"SELECT * FROM {reception.staged}").df()  # noqa: S608
        connection.register("given_cells", complete_population(rows, reception.identity)[0])
        columns = ", ".join(name(column) for column in (*PROFILE, "area"))
        differing = (
            f"SELECT {columns} FROM given_cells"  # noqa: S608
            f" EXCEPT SELECT {columns} FROM {CARRIED}.population WHERE origin = {sha256}"
        )
    else:
        logged_slices = f"SELECT {slice_columns(reception.table)} FROM {CARRIED}.slices"  # noqa: S608
        differing = (
            f"{replaced_by(connection, [reception])} EXCEPT {logged_slices}"
            f" WHERE table_name = '{table}' AND sha256 = {sha256}"
        )
    return not _number(connection, f"SELECT count(*) FROM ({differing})")  # noqa: S608


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def shared(connection: duckdb.DuckDBPyConnection, first: Reception, second: Reception) -> list[str]:
    """Tranches communes à deux fichiers of one table, in words and in order: « Apec, 2017-01 »."""
    if first.table != second.table or not first.table.sliced_by:
        return []
    both = f"({replaced_by(connection, [first])}) INTERSECT ({replaced_by(connection, [second])}) ORDER BY ALL"
    return [slice_words(*found) for found in connection.execute(both).fetchall()]


def slice_words(operator: int, region: str, *months: date) -> str:
    """Tranche en mots: « Apec, 2017-01 », « Avenir Actifs, Bretagne, 2024-01 »."""
    label = schema.DIMENSIONS["operator"].categories[operator].label
    return ", ".join((label, *([AREAS[region].name] if region else []), *(f"{month:%Y-%m}" for month in months)))


def lost_regions(connection: duckdb.DuckDBPyConnection, reception: Reception) -> list[str]:
    """Régions perdues: what a file would empty, in words: « Fongécif et Opacif, 2017-01 : Occitanie ».

    The Fongécif and Opacif share one code, with several of them in a region, so that nothing says whose rows a file
    replaces: the file of one would replace those of the others.
    """
    table = reception.table.name
    located = f"SELECT DISTINCT operator, month, {_REGIONS}[territory + 1] AS region FROM"
    shared_codes = [
        schema.DIMENSIONS["operator"].position(o.code) for o in OPERATORS if o.family == REGIONAL and not o.by_region
    ]
    rows = connection.execute(
        f"""
        WITH given AS ({located} {reception.staged}), there AS ({located} {CARRIED}.{table})
        SELECT operator, month, region FROM there SEMI JOIN given USING (operator, month)
        WHERE region <> '' AND list_contains({shared_codes}, operator)
        EXCEPT SELECT operator, month, region FROM given ORDER BY ALL
        """  # noqa: S608
    ).fetchall()
    operators = schema.DIMENSIONS["operator"].categories
    return [f"{operators[o].label}, {month:%Y-%m} : {AREAS[region].name}" for o, month, region in rows]


def unplaced(connection: duckdb.DuckDBPyConnection, reception: Reception) -> int:
    """Rows without a territory of operators that report by region: nothing says whose they are."""
    nowhere = schema.TERRITORY.position(FRANCE.id)
    rows = f"SELECT count(*) FROM {reception.staged} WHERE territory = {nowhere}"  # noqa: S608
    return _number(connection, f"{rows} AND {IS_BY_REGION}")
