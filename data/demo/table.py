"""Tables Arrow of the demonstration, in the columns and the types of the schema."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data import schema
from data.demo.axes import OPERATORS
from data.demo.details import Rows
from data.demo.entries import MONTHS
from data.demo.exits import UNKNOWN_MONTH
from nomenclatures import OPERATOR

_DAYS = np.array(MONTHS, "datetime64[D]").astype(np.int32)
_OPERATORS = np.array([OPERATOR.position(code) for code in OPERATORS], np.int16)


def entry_table(rows: Rows) -> pa.Table:
    """Table des entrées: the columns of `schema.entries` but the key."""
    return _table(rows, schema.entries.columns.keys())


def exit_table(rows: Rows) -> pa.Table:
    """Table des sorties: the columns of `schema.exits` but the key."""
    return _table(rows, schema.exits.columns.keys())


def _table(rows: Rows, names: list[str]) -> pa.Table:
    return pa.table({name: _column(name, rows) for name in names if name != "key"})


def _column(name: str, rows: Rows) -> pa.Array:
    if name == "n":
        return pa.array(np.ones(rows["month"].size, np.int32))
    column = rows[name]
    if name == "month":
        return _dates(column)
    if name == "entry_month":
        return _dates(column, column == UNKNOWN_MONTH)
    if name == "services":
        return pa.array(column)
    return pa.array(_OPERATORS[column] if name == "operator" else column.astype(np.int16))


def _dates(ranks: NDArray[np.integer], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(_DAYS[ranks], mask=missing).view(pa.date32())
