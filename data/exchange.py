"""Échange: a release as a folder of Parquet files, to keep it or to carry it from one engine to the other."""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from data import schema
from data.engine import open_releases
from data.inputs import INCOMING, Inputs, Loading, incoming
from data.releases import CARRIED, ReleaseError
from settings import Settings

_CARD = "version.json"
_TABLES = (*INCOMING, "releases", "import_log", "assumptions", "breaks", "nomenclature")


def export_release(settings: Settings, folder: Path, release: str = "") -> str:
    """Écrire une version: one Parquet file for each table, and a card; returns the id. Raises ReleaseError.

    The rows are exact and keep their keys: the folder is as confidential as the files that were imported.
    """
    with closing(open_releases(settings)) as releases, tempfile.TemporaryDirectory() as spare:
        history = releases.history()
        if not history or (release and release not in history):
            raise ReleaseError(f"La version « {release} » n’existe pas. Versions : {', '.join(history) or 'aucune'}.")
        chosen = release or history[0]
        folder.mkdir(parents=True, exist_ok=True)
        # Without its card a folder is no export: one that was cut short is not taken for whole.
        (folder / _CARD).unlink(missing_ok=True)
        with duckdb.connect() as connection:
            releases.attach(connection, chosen, Path(spare))
            for table in _TABLES:
                path = str(folder / f"{table}.parquet").replace("'", "''")
                connection.execute(f"COPY {CARRIED}.{table} TO '{path}' (FORMAT parquet)")
    card = {"release": chosen, "schema_version": schema.SCHEMA_VERSION}
    (folder / _CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return chosen


def exported_inputs(connection: duckdb.DuckDBPyConnection, folder: Path) -> Inputs:
    """Offer an exported folder to a build. Raises ReleaseError when it is not one, or of another schema."""
    try:
        version = json.loads((folder / _CARD).read_text(encoding="utf-8"))["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ReleaseError(f"{folder} n’est pas un dossier exporté : il n’a pas de fichier {_CARD} lisible.") from None
    if version != schema.SCHEMA_VERSION:
        raise ReleaseError(
            f"{folder} vient d’un autre schéma ({version}, attendu {schema.SCHEMA_VERSION}) : exportez-le à nouveau."
        )
    try:
        for table in INCOMING:
            columns = ", ".join(f'"{c.name}"' for c in schema.metadata.tables[table].columns if c.name != "key")
            _view(connection, incoming(table), f"SELECT {columns} FROM {_parquet(folder, table)}")  # noqa: S608
            # Every page is decoded now: damage found during the build would read as a failure of the build.
            connection.execute(f"SELECT count(COLUMNS(*)) FROM {incoming(table)}")  # noqa: S608
        codes = set(_rows(connection, folder, "nomenclature", "dimension, position, code"))
        kind, title = _rows(connection, folder, "releases", "kind, title")[0]
        log = _rows(connection, folder, "import_log", "source, sha256, table_name, accepted, quarantined, note, loaded")
        assumptions = _rows(connection, folder, "assumptions", "subject, text")
    except (duckdb.Error, IndexError):
        raise ReleaseError(f"{folder} est incomplet ou abîmé : exportez-le à nouveau.") from None
    if codes - {(n.name, i, category.code) for n in schema.DIMENSIONS.values() for i, category in enumerate(n)}:
        raise ReleaseError(f"{folder} vient d’une application plus récente : il a des codes que celle-ci n’a pas.")
    return Inputs(kind, title, tuple(Loading(*row) for row in log), tuple((s, t) for s, t in assumptions))


def _parquet(folder: Path, table: str) -> str:
    # A bracket in the name of a folder is no pattern.
    path = re.sub(r"([*?[])", r"[\1]", str(folder / f"{table}.parquet")).replace("'", "''")
    return f"read_parquet('{path}', hive_partitioning = false)"


def _view(connection: duckdb.DuckDBPyConnection, view: str, select: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {select}")


def _rows(connection: duckdb.DuckDBPyConnection, folder: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT {columns} FROM {_parquet(folder, table)}").fetchall()  # noqa: S608
