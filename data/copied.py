"""Colonnes copiées: the columns of a SELECT out of PostgreSQL in bulk, as numpy arrays."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from pyarrow import csv
from sqlalchemy import Connection, Select


def copied_columns(connection: Connection, statement: Select[Any]) -> dict[str, np.ndarray]:
    """Columns of `statement` by name: whole numbers as int64, days as datetime64[D]; no row goes through Python.

    Raises psycopg.Error; ValueError for a missing value.
    """
    table = csv.read_csv(io.BytesIO(_copied(connection, statement)))
    missing = [name for name, column in zip(table.column_names, table.columns, strict=True) if column.null_count]
    if missing:
        raise ValueError(f"columns with a missing value: {', '.join(missing)}")
    return {name: column.to_numpy() for name, column in zip(table.column_names, table.columns, strict=True)}


def _copied(connection: Connection, statement: Select[Any]) -> bytes:
    text = statement.compile(
        connection,
        schema_translate_map=connection.get_execution_options().get("schema_translate_map"),
        render_schema_translate=True,
        compile_kwargs={"literal_binds": True},
    )
    content = bytearray()
    with connection.connection.cursor().copy(f"COPY ({text}) TO STDOUT (FORMAT csv, HEADER)") as blocks:
        for block in blocks:
            content += block
    return bytes(content)
