"""Textes SQL: names and values written into the statements that a file's own columns decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path


def literal(value: str | Path) -> str:
    """A text as an SQL literal, quotes doubled; DuckDB reads no escape in it."""
    return "'" + str(value).replace("'", "''") + "'"


def name(column: str) -> str:
    """A column's name, quoted."""
    return '"' + column.replace('"', '""') + '"'


def constant(value: object, type_: str) -> str:
    """A value of a release as an SQL constant of `type_`; None is NULL."""
    if value is None:
        return f"NULL::{type_}"
    text = literal(value.isoformat() if isinstance(value, date) else str(value))
    return f"{text}::{type_}"


def enumeration(texts: Iterable[str]) -> str:
    """The closed list of texts as a type: casting to it is the fastest look-up that DuckDB has."""
    return "ENUM(" + ", ".join(literal(text) for text in texts) + ")"


def lookup(column: str, values: Mapping[str, object], type_: str) -> str:
    """Expression: text of `column` → value of `type_`; NULL for a text that `values` does not have."""
    if not values:
        return f"NULL::{type_}"
    listed = ", ".join(constant(value, type_) for value in values.values())
    return f"[{listed}][enum_code(TRY_CAST({name(column)} AS {enumeration(values)})) + 1]"


def among(column: str, texts: Iterable[str]) -> str:
    """Condition: the text of `column` is one of `texts`."""
    listed = tuple(texts)
    return f"TRY_CAST({name(column)} AS {enumeration(listed)}) IS NOT NULL" if listed else "false"
