"""Parquet: a columnar file proved whole and flat before anything is loaded from it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.intake.header import check_names
from data.intake.reading import Meter, Reading
from data.intake.refusal import FileRefused, french_size

MAX_ROWS = 500_000_000  # run-length encoding writes as many rows as one likes in a few bytes; 58 M is the largest use
MAX_FOOTER = 1 << 24  # bytes of metadata, loaded whole
_MEMORY = "1GB"  # for the proof; a page that needs more than this was made to harm
_AGAIN = "Réécrivez le fichier Parquet, ou envoyez les données en CSV."


def check_parquet(reading: Reading, path: Path, meter: Meter) -> tuple[str, ...]:
    """Column names, as the file writes them, of a Parquet file whose every page decodes. Raises FileRefused.

    `path` is the name under which DuckDB finds the file. The proof decodes
    every column once with DuckDB, the engine that loads it, and keeps nothing.
    """
    meter.show("Contrôle du fichier Parquet", 0)
    with reading.path.open("rb") as file:
        file.seek(max(0, reading.size - 8))
        tail = file.read()
    footer = int.from_bytes(tail[:4], "little")
    if len(tail) < 8 or tail[4:] != b"PAR1" or footer + 12 > reading.size:
        raise _damaged(reading.name)
    if footer > MAX_FOOTER:
        raise FileRefused(
            f"Les métadonnées du fichier Parquet « {reading.name} » dépassent {french_size(MAX_FOOTER)}.", _AGAIN
        )
    try:
        with pq.ParquetFile(reading.path) as parquet:
            schema, rows = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError, MemoryError):
        raise _damaged(reading.name) from None
    check_names(schema.names, reading.name)
    _check_types(schema, reading.name)
    if rows == 0:
        raise FileRefused(f"« {reading.name} » ne contient aucune ligne de données.", "Refaites l’export.")
    if not 0 < rows <= MAX_ROWS:
        raise FileRefused(
            f"« {reading.name} » annonce {rows} lignes ; la limite est de {MAX_ROWS}.",
            "Envoyez les données en plusieurs fichiers, par exemple un par année.",
        )
    _decode(path, rows, reading.name)
    meter.show("Contrôle du fichier Parquet", 1)
    return tuple(schema.names)  # spaces around included: the engine finds a column by its whole name


def _check_types(schema: pa.Schema, name: str) -> None:
    for column in schema:
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
            raise FileRefused(
                f"Dans « {name} », la colonne « {column.name[:80]} » n’est pas une colonne simple (type {kind}).",
                "Écrivez-la en texte, en nombre ou en date.",
            )


def _decode(path: Path, rows: int, name: str) -> None:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        try:
            counted = connection.execute(
                "SELECT count(*), max(hash(COLUMNS(*))) FROM read_parquet(?, hive_partitioning=false)", [str(path)]
            ).fetchone()
        except (duckdb.Error, UnicodeError, MemoryError):
            raise _damaged(name) from None
    if counted is None or counted[0] != rows:
        raise _damaged(name)


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"« {name} » est un fichier Parquet abîmé ou coupé.", _AGAIN)
