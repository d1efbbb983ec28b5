"""Fabrication d'une version: key, roll up, check, publish. Always in DuckDB, whatever engine serves."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from sqlalchemy import Table, create_engine

from data import schema
from data.checks import check_release
from data.disclosure import KEY_MODULUS, noise_table
from data.engine import open_releases
from data.inputs import Inputs, Progress, Source
from data.population import load_population
from data.releases import ReleaseError
from nomenclatures import OPERATORS
from settings import DEMONSTRATION_SECRET, Settings

_BREAKS = Path(__file__).with_name("breaks.csv")


def publish(prepare: Callable[[], Inputs], settings: Settings, progress: Progress) -> str:
    """Build a release from what `prepare` returns, check it and make it current; returns its id.

    `prepare` runs under the build lock, so that two commands at once do not both generate. Raises ReleaseError
    (French) when person rows come without a secret of their own, when a check fails, or when another build runs.
    The current release is untouched until the last step.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / f"build-{os.getpid()}.duckdb"
    with closing(open_releases(settings)) as releases, releases.lock():
        _remove_leftovers(settings.data_dir)
        try:
            inputs = prepare()
            _refuse_public_secret(inputs, settings)
            release = _write(inputs, path, settings.secret, progress)
            progress("Publication", 0.97)
            releases.publish(path, release)
        finally:
            path.unlink(missing_ok=True)
            Path(f"{path}.wal").unlink(missing_ok=True)
    progress("Terminé", 1.0)
    return release


def _refuse_public_secret(inputs: Inputs, settings: Settings) -> None:
    if inputs.kind != "demonstration" and settings.secret == DEMONSTRATION_SECRET:
        raise ReleaseError(
            "Publication refusée : des données importées exigent un secret propre. Donnez-le dans la variable"
            " CEP_DISCLOSURE_SECRET, puis recommencez."
        )


def _remove_leftovers(folder: Path) -> None:
    """Half-built files of a killed build; the lock is held, so nobody is writing them."""
    for left in folder.glob("build-*.duckdb*"):
        left.unlink()


def _write(inputs: Inputs, path: Path, secret: str, progress: Progress) -> str:
    if not inputs.entries.num_rows:
        raise ReleaseError("Version refusée : elle ne contient aucune entrée.")
    engine = create_engine(f"duckdb:///{path}")
    schema.metadata.create_all(engine)
    engine.dispose()
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET preserve_insertion_order = false")
        progress("Clés des entrées", 0.35)
        _insert_keyed(connection, schema.entries, inputs.entries, secret)
        progress("Clés des sorties", 0.6)
        _insert_keyed(connection, schema.exits, inputs.exits, secret)
        _insert(connection, schema.sites, inputs.sites)
        for position, cube in enumerate(schema.CUBES):
            progress("Cubes", 0.7 + 0.2 * position / len(schema.CUBES))
            _roll_up(connection, cube)
        _insert(connection, schema.population, load_population())
        _insert(connection, schema.breaks, _breaks())
        _insert(connection, schema.noise, noise_table().to_frame())
        _insert(connection, schema.nomenclature, _nomenclature())
        _insert(connection, schema.assumptions, pd.DataFrame(inputs.assumptions, columns=["subject", "text"]))
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        _insert(connection, schema.import_log, _log(inputs.sources, now))
        release = _identify(connection, inputs, secret)
        _insert(connection, schema.releases, _card(connection, inputs, release, now))
        progress("Contrôles", 0.93)
        problems = check_release(connection)
        if problems:
            raise ReleaseError("Version refusée : " + " ; ".join(problems))
        connection.execute("CHECKPOINT")
    return release


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table | pd.DataFrame) -> None:
    names = table.columns.keys()
    connection.register("incoming", rows)
    columns = ", ".join(f'"{n}"' for n in names)
    connection.execute(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM incoming")  # noqa: S608
    connection.unregister("incoming")


def _insert_keyed(connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table, secret: str) -> None:
    """Insert rows with their key: a keyed hash of the content and of the occurrence among identical rows.

    One SHA-256 gives the keys of eight occurrences (eight hexadecimal digits each), which halves the hashing.
    """
    names = [n for n in table.columns.keys() if n != "key"]  # noqa: SIM118
    columns = ", ".join(f'"{n}"' for n in names)
    content = ", ".join(f"coalesce(\"{n}\"::VARCHAR, '')" for n in names)
    connection.register("incoming", rows)
    connection.execute(
        f"""
        INSERT INTO {table.name} ("key", {columns})
        WITH contents AS (SELECT {columns}, count(*) AS occurrences FROM incoming GROUP BY ALL),
        blocks AS (SELECT *, unnest(range((occurrences + 7) // 8)) AS block FROM contents),
        digests AS (SELECT *, sha256(? || concat_ws('|', {content}, block)) AS digest FROM blocks),
        places AS (SELECT *, unnest(range(least(8, occurrences - 8 * block))) AS place FROM digests)
        SELECT ('0x' || substr(digest, 1 + 8 * place, 8))::BIGINT, {columns} FROM places
        """,  # noqa: S608
        [f"{secret}|{table.name}|"],
    )
    connection.unregister("incoming")


def _roll_up(connection: duckdb.DuckDBPyConnection, cube: Table) -> None:
    dimensions = [n for n in cube.columns.keys() if n not in {"n", "key"}]  # noqa: SIM118
    families = [schema.DIMENSIONS["family"].position(o.family) for o in OPERATORS]
    source = ", ".join(f"{families}[operator + 1] AS family" if d == "family" else f'"{d}"' for d in dimensions)
    names = ", ".join(f'"{d}"' for d in dimensions)
    connection.execute(
        f"""
        INSERT INTO {cube.name} ({names}, n, "key")
        SELECT {source}, sum(n)::INTEGER, (sum("key") % {KEY_MODULUS})::BIGINT
        FROM entries GROUP BY ALL ORDER BY {names}
        """  # noqa: S608
    )


def _breaks() -> pd.DataFrame:
    frame = pd.read_csv(_BREAKS, dtype=str, keep_default_na=False).replace("", None)
    return frame.assign(date=pd.to_datetime(frame["date"]).dt.date, bridge_factor=pd.to_numeric(frame["bridge_factor"]))


def _nomenclature() -> pd.DataFrame:
    rows = [
        (name, position, category.code, category.label)
        for name, nomenclature in schema.DIMENSIONS.items()
        for position, category in enumerate(nomenclature)
    ]
    return pd.DataFrame(rows, columns=["dimension", "position", "code", "label"])


def _log(sources: tuple[Source, ...], now: datetime) -> pd.DataFrame:
    rows = [(s.name, s.sha256, now, s.table, s.accepted, s.quarantined, s.note) for s in sources]
    return pd.DataFrame(rows, columns=schema.import_log.columns.keys())


def _identify(connection: duckdb.DuckDBPyConnection, inputs: Inputs, secret: str) -> str:
    """Twelve hexadecimal digits of a hash of the content: the same inputs always give the same release."""
    digests: dict[str, object] = {"schema": schema.SCHEMA_VERSION, "kind": inputs.kind, "title": inputs.title}
    for name in ("entries", "exits"):
        digests[name] = connection.execute(
            f'SELECT count(*), sum("key")::VARCHAR, bit_xor("key") FROM {name}'  # noqa: S608
        ).fetchone()
    for name in ("sites", "population", "breaks", "noise", "nomenclature", "assumptions"):
        rows = connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()  # noqa: S608
        digests[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    digests["secret"] = hashlib.sha256(f"release|{secret}".encode()).hexdigest()
    return hashlib.sha256(json.dumps(digests, default=str).encode()).hexdigest()[:12]


def _card(connection: duckdb.DuckDBPyConnection, inputs: Inputs, release: str, now: datetime) -> pd.DataFrame:
    first, last = connection.execute("SELECT min(month), max(month) FROM entries").fetchone()  # type: ignore[misc]
    row = (
        release,
        now,
        inputs.kind,
        inputs.title,
        schema.SCHEMA_VERSION,
        inputs.entries.num_rows,
        inputs.exits.num_rows,
        inputs.sites.num_rows,
        first,
        last,
    )
    return pd.DataFrame([row], columns=schema.releases.columns.keys())
