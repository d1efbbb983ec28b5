"""Conformation: the rows of a source in the words of a release, the faulty ones left out."""

from __future__ import annotations

from typing import Any

import duckdb
from sqlalchemy import BigInteger, Column, Date, Float, Integer, SmallInteger

from data import schema
from data.contract import places
from data.contract.field import Field
from data.imports.source import Source
from data.imports.sql import among, constant, lookup, name
from data.imports.survey import Survey, condition_of
from data.schema import TERRITORY, Code

_PLACES = ("commune", "department", "region", "territory")
_FLOWS = ("entries", "exits")


def faults(source: Source, found: Survey) -> str:
    """SQL condition: the row breaks a rule."""
    conditions = [among(f, v.failures) for f, v in found.verdicts.items() if v.failures]
    conditions += [condition_of(c, source, combinations) for c, combinations in found.broken.items()]
    return " OR ".join(conditions) or "false"


def stage(connection: duckdb.DuckDBPyConnection, source: Source, found: Survey, target: str) -> int:
    """Fill the temporary table `target` with the sound rows of `source`; returns how many.

    Entries and exits get the columns of their release table but for the key; sites and population those of the
    contract, codes as positions where the release keeps positions.
    """
    table = schema.metadata.tables[source.table.name]
    if source.table.name in _FLOWS:
        wanted = [c for c in table.columns if c.name != "key"]
        written = {c.name: _column(source, found, c, source.table[c.name]) for c in wanted if c.name != "territory"}
        written["territory"] = _territory(source, found)
        ordered = [c.name for c in wanted]
    else:
        written = {f.name: _column(source, found, table.columns.get(f.name), f) for f in source.table.fields}
        ordered = list(written)
    columns = ", ".join(f"{written[n]} AS {name(n)}" for n in ordered)
    kept = "" if found.is_clean else f" WHERE NOT ({faults(source, found)})"
    # The order of the rows means nothing here; keeping it would cost a third of the time.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT {columns} FROM ({source.relation()}){kept}"  # noqa: S608
    )
    connection.execute("SET preserve_insertion_order = true")
    return int(connection.execute(f"SELECT count(*) FROM {target}").fetchone()[0])  # type: ignore[index]  # noqa: S608


def repeated(connection: duckdb.DuckDBPyConnection, source: Source, found: Survey) -> list[str]:
    """Territoires répétés of a population file, as it writes them: two rows for one territory and one profile.

    Communes that have since become one are several texts of one territory: they are no repetition.
    """
    cell = [f for f in source.table.fields if f.name not in {"population", "flag"}]
    profile = ", ".join(_column(source, found, None, f) for f in cell)
    commune = f"starts_with({_column(source, found, None, source.table['territory'])}, 'C')"
    written = "lpad(regexp_replace(upper(trim(territory)), '^C', ''), 5, '0')"
    rows = connection.execute(
        f"""
        SELECT DISTINCT any_value(territory) FROM ({source.relation()}) WHERE NOT ({faults(source, found)})
        GROUP BY {profile}, CASE WHEN {commune} THEN {written} END HAVING count(*) > 1 ORDER BY 1
        """  # noqa: S608
    ).fetchall()
    return [text for (text,) in rows]


def _column(source: Source, found: Survey, column: Column[Any] | None, field: Field) -> str:
    """Expression of one column: the value that each text stands for."""
    type_ = _sql_type(column)
    if field.name not in found.verdicts:
        return constant(_stored(column, field.blank), type_)
    values = {text: _stored(column, value) for text, value in found.verdicts[field.name].values.items()}
    if len(values) == 1 and len(found.texts[field.name]) == 1:
        return constant(next(iter(values.values())), type_)
    return lookup(field.name, values, type_)


def _territory(source: Source, found: Survey) -> str:
    """Position of the finest territory given: the commune's department, the department, the region, or FR."""
    given = []
    for field_name in _PLACES:
        if field_name in found.verdicts:
            values = {t: _position(v) for t, v in found.verdicts[field_name].values.items() if v is not None}
            given.append(lookup(field_name, values, "SMALLINT"))
    return f"coalesce({', '.join((*given, str(TERRITORY.position('FR'))))})"


def _position(place: str) -> int:
    """Position of a commune ("31555", "C31555") or an area id among the territories of a release."""
    commune = place.removeprefix("C")
    return TERRITORY.position(place if place in TERRITORY else places.department_of(commune))


def _stored(column: Column[Any] | None, value: Any) -> Any:
    if value is not None and column is not None and isinstance(column.type, Code):
        return column.type.nomenclature.position(value)
    return value


def _sql_type(column: Column[Any] | None) -> str:
    if column is None:
        return "VARCHAR"
    types = ((Code, "SMALLINT"), (SmallInteger, "SMALLINT"), (Date, "DATE"), (Float, "DOUBLE"), (BigInteger, "BIGINT"))
    for kind, text in (*types, (Integer, "INTEGER")):
        if isinstance(column.type, kind):
            return text
    return "VARCHAR"
