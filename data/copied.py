"""Colonnes copiées: the columns of a SELECT out of PostgreSQL in bulk, as numpy arrays.

PostgreSQL's binary COPY writes each value after its length. Where no value is missing and every type has one size, the
rows are as long as one another and numpy reads them as they lie: no row goes through Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Date, Integer, Select, SmallInteger

_HEADER = 19  # bytes: signature, flags, length of an extension that PostgreSQL never writes
_TRAILER = 2
_EPOCH = np.datetime64("2000-01-01", "D")
# The first that fits: SmallInteger and BigInteger are Integers of SQLAlchemy.
_SIZES = ((SmallInteger, ">i2"), (BigInteger, ">i8"), (Integer, ">i4"), (Date, ">i4"))


def copied_columns(connection: Connection, statement: Select[Any]) -> dict[str, np.ndarray]:
    """Columns of `statement` by name. Raises psycopg.Error; ValueError for a missing value or an unforeseen size."""
    asked = list(statement.selected_columns)
    types = [next(size for kind, size in _SIZES if isinstance(column.type, kind)) for column in asked]
    shape = [("fields", ">i2")]
    for position, size in enumerate(types):
        shape += [(f"length{position}", ">i4"), (f"value{position}", size)]
    content = _copied(connection, statement)[_HEADER:-_TRAILER]
    rows = np.frombuffer(content, dtype=np.dtype(shape))
    columns = {}
    for position, (column, size) in enumerate(zip(asked, types, strict=True)):
        if (rows[f"length{position}"] != np.dtype(size).itemsize).any():
            raise ValueError(f"column {column.name} has a missing value, or another type than the one declared")
        values = rows[f"value{position}"].astype(np.dtype(size).newbyteorder("="))
        is_day = isinstance(column.type, Date)
        columns[column.name] = _EPOCH + values.astype("timedelta64[D]") if is_day else values
    return columns


def _copied(connection: Connection, statement: Select[Any]) -> bytes:
    text = statement.compile(
        connection,
        schema_translate_map=connection.get_execution_options().get("schema_translate_map"),
        render_schema_translate=True,
        compile_kwargs={"literal_binds": True},
    )
    content = bytearray()
    with connection.connection.cursor().copy(f"COPY ({text}) TO STDOUT (FORMAT binary)") as blocks:
        for block in blocks:
            content += block
    return bytes(content)
