"""Fabrication d'une version: key, roll up, check, publish. Always in DuckDB, whatever engine serves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import Table, create_mock_engine, make_url

from data import schema
from data.checks import check_release
from data.completeness import completeness, derived_breaks
from data.disclosure import KEY_MODULUS, noise_table
from data.engine import open_releases
from data.inputs import Inputs, Loading, Progress, incoming
from data.releases import ReleaseError
from nomenclatures import DURATION_MONTHS, OPERATORS, SERVICE, UNKNOWN
from settings import DEMONSTRATION_SECRET, Settings

_BREAKS = Path(__file__).with_name("breaks.csv")
# Of DuckDB; what does not fit is spilled beside the build. The whole command stays under 2 GB.
_MEMORY = "1200MB"
_SPILL = "spill"
_SECRET_LENGTH = 16
# Of the folders where a command keeps readable copies of the files received.
WORK_PREFIX = "import-"


Prepare = Callable[[duckdb.DuckDBPyConnection], Inputs]


def publish(prepare: Prepare, settings: Settings, progress: Progress) -> str:
    """Build a release from what `prepare` fills in the connection of the build, check it and make it current.

    Returns its id. `prepare` runs under the build lock, so that two commands at once do not both generate. Raises
    ReleaseError (French) when person rows come without a secret of their own, when a check fails, or when another
    build runs. The current release is untouched until the last step.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / f"build-{os.getpid()}.duckdb"
    with closing(open_releases(settings)) as releases, releases.lock():
        _remove_leftovers(settings.data_dir)
        try:
            release = _write(prepare, path, settings.secret, progress)
            progress("Publication", 0.97)
            releases.publish(path, release)
        finally:
            _remove_leftovers(settings.data_dir)
    progress("Terminé", 1.0)
    return release


def refuse_public_secret(kind: str, secret: str) -> None:
    """Refuser le secret public for a release of another `kind` than the demonstration. Raises ReleaseError."""
    if kind != "demonstration" and (secret == DEMONSTRATION_SECRET or len(secret) < _SECRET_LENGTH):
        raise ReleaseError(
            "Publication refusée : des données importées exigent un secret propre, d’au moins"
            f" {_SECRET_LENGTH} caractères tirés au hasard. Donnez-le dans la variable CEP_DISCLOSURE_SECRET,"
            " gardez-le, puis recommencez."
        )


def _remove_leftovers(folder: Path) -> None:
    """Half-written files of this build or of one that was killed; the lock is held, so nobody else writes any."""
    for left in (*folder.glob("build-*.duckdb*"), *folder.glob("*.tmp")):
        left.unlink()
    for left in (folder / _SPILL, *folder.glob(f"{WORK_PREFIX}*")):
        shutil.rmtree(left, ignore_errors=True)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of a release, empty."""
    connection.execute(_definitions())


@cache
def _definitions() -> str:
    """SQL that makes every table with its comments: one script, since a statement of its own for each is slower."""
    written: list[str] = []
    dialect = make_url("duckdb://").get_dialect()()
    engine = create_mock_engine("duckdb://", lambda made, *_: written.append(str(made.compile(dialect=dialect))))
    schema.metadata.create_all(engine, checkfirst=False)
    return ";\n".join(["BEGIN", *written, "COMMIT"])


def _write(prepare: Prepare, path: Path, secret: str, progress: Progress) -> str:
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET temp_directory = ?", [str(path.parent / _SPILL)])
        inputs = prepare(connection)
        refuse_public_secret(inputs.kind, secret)
        connection.execute("SET preserve_insertion_order = false")
        progress("Clés des entrées", 0.35)
        _insert_keyed(connection, schema.entries, secret)
        if not _count(connection, schema.entries):
            raise ReleaseError("Version refusée : elle ne contient aucune entrée.")
        progress("Clés des sorties", 0.6)
        _insert_keyed(connection, schema.exits, secret)
        for table in (schema.sites, schema.slices, schema.population):
            _insert(connection, table, incoming(table.name))
        cubes = [(events, cube) for events, of in schema.EVENTS.items() for cube in of]
        for position, (events, cube) in enumerate(cubes):
            progress("Cubes", 0.7 + 0.2 * position / len(cubes))
            _roll_up(connection, cube, events)
        _insert(connection, schema.breaks, _breaks(connection))
        _insert(connection, schema.noise, noise_table().to_frame())
        _insert(connection, schema.nomenclature, _nomenclature())
        _insert(connection, schema.assumptions, pd.DataFrame(inputs.assumptions, columns=["subject", "text"]))
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        _insert(connection, schema.import_log, _log(inputs.loadings, now))
        release = _identify(connection, inputs, secret)
        _insert(connection, schema.releases, _card(connection, inputs, release, now))
        progress("Contrôles", 0.93)
        problems = check_release(lambda query: connection.execute(query).fetchall())
        if problems:
            raise ReleaseError("Version refusée : " + " ; ".join(problems))
        connection.execute("CHECKPOINT")
    return release


def _count(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])  # type: ignore[index]  # noqa: S608


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, rows: str | pd.DataFrame) -> None:
    """Insert a frame, or the relation of that name."""
    columns = ", ".join(f'"{n}"' for n in table.columns.keys())  # noqa: SIM118
    relation = rows
    if not isinstance(rows, str):
        relation = "made_here"
        connection.register(relation, rows)
    connection.execute(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {relation}")  # noqa: S608


def _insert_keyed(connection: duckdb.DuckDBPyConnection, table: Table, secret: str) -> None:
    """Insert the incoming rows of `table` with their key: a hash of the content and of the occurrence among twins.

    One SHA-256 gives the keys of eight occurrences (eight hexadecimal digits each), which halves the hashing.
    """
    names = [n for n in table.columns.keys() if n != "key"]  # noqa: SIM118
    columns = ", ".join(f'"{n}"' for n in names)
    content = ", ".join(f"coalesce(\"{n}\"::VARCHAR, '')" for n in names)
    connection.execute(
        f"""
        INSERT INTO {table.name} ("key", {columns})
        WITH contents AS (SELECT {columns}, count(*) AS occurrences FROM {incoming(table.name)} GROUP BY ALL),
        blocks AS (SELECT *, unnest(range((occurrences + 7) // 8)) AS block FROM contents),
        digests AS (SELECT *, sha256(? || concat_ws('|', {content}, block)) AS digest FROM blocks),
        places AS (SELECT *, unnest(range(least(8, occurrences - 8 * block))) AS place FROM digests)
        SELECT ('0x' || substr(digest, 1 + 8 * place, 8))::BIGINT, {columns} FROM places
        """,  # noqa: S608
        [f"{secret}|{table.name}|"],
    )


def _roll_up(connection: duckdb.DuckDBPyConnection, cube: Table, events: str) -> None:
    """Fill a cube from the rows of `events`."""
    dimensions = [n for n in cube.columns.keys() if n not in {"n", "key"}]  # noqa: SIM118
    families = [schema.DIMENSIONS["family"].position(o.family) for o in OPERATORS]
    made = {"family": f"{families}[operator + 1]", "duration": _duration(), "service": "services"}
    source = ", ".join(f'{made[d]} AS "{d}"' if d in made else f'"{d}"' for d in dimensions)
    names = ", ".join(f'"{d}"' for d in dimensions)
    cells = f'SELECT {source}, sum(n) AS n, sum("key") AS "key" FROM {events} GROUP BY ALL'  # noqa: S608
    if "service" in dimensions:
        cells = _by_service(cells)
    connection.execute(
        f"""
        INSERT INTO {cube.name} ({names}, n, "key")
        SELECT {names}, sum(n)::INTEGER, (sum("key") % {KEY_MODULUS})::BIGINT
        FROM ({cells}) GROUP BY ALL ORDER BY {names}
        """  # noqa: S608
    )


def _duration() -> str:
    """SQL: the position of an exit's class of duration, that of the unknown one without a month of entry."""
    position = schema.DIMENSIONS["duration"].position
    months = "datediff('month', entry_month, month)"
    classes = [
        f"WHEN {months} >= {first} THEN {position(code)}" for code, (first, _) in reversed(DURATION_MONTHS.items())
    ]
    return f"CASE {' '.join(classes)} ELSE {position(UNKNOWN)} END"


def _by_service(cells: str) -> str:
    """SQL: each set of services as the services that it holds, and as RENDERED's first when it holds any."""
    bits = ", ".join(
        f"CASE WHEN service & {1 << bit} <> 0 THEN {schema.RENDERED.position(code)} END"
        for bit, code in enumerate(SERVICE.codes)
    )
    held = f"list_filter([CASE WHEN service <> 0 THEN 0 END, {bits}], lambda position: position IS NOT NULL)"
    return f"SELECT * EXCLUDE (service), unnest({held}) AS service FROM ({cells})"  # noqa: S608


def _breaks(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The registry, and the breaks that the months not sent make."""
    frame = pd.read_csv(_BREAKS, dtype=str, keep_default_na=False).replace("", None)
    known = frame.assign(
        date=pd.to_datetime(frame["date"]).dt.date, bridge_factor=pd.to_numeric(frame["bridge_factor"])
    )
    sent = connection.execute("SELECT DISTINCT operator, month FROM slices WHERE table_name = 'entries'").fetchall()
    first, last = connection.execute("SELECT min(month), max(month) FROM entries").fetchone()  # type: ignore[misc]
    matrix = completeness([(schema.DIMENSIONS["operator"].codes[o], month) for o, month in sent], first, last)
    found = derived_breaks(matrix, known)
    return pd.concat([known, found], ignore_index=True) if len(found) else known


def _nomenclature() -> pd.DataFrame:
    rows = [
        (name, position, category.code, category.label)
        for name, nomenclature in schema.DIMENSIONS.items()
        for position, category in enumerate(nomenclature)
    ]
    return pd.DataFrame(rows, columns=["dimension", "position", "code", "label"])


def _log(loadings: tuple[Loading, ...], now: datetime) -> pd.DataFrame:
    rows = [(g.name, g.sha256, g.loaded or now, g.table, g.accepted, g.quarantined, g.note) for g in loadings]
    return pd.DataFrame(rows, columns=schema.import_log.columns.keys())


def _identify(connection: duckdb.DuckDBPyConnection, inputs: Inputs, secret: str) -> str:
    """Twelve hexadecimal digits of a hash of the content: the same inputs always give the same release."""
    digests: dict[str, object] = {"schema": schema.SCHEMA_VERSION, "kind": inputs.kind, "title": inputs.title}
    for name in ("entries", "exits"):
        digests[name] = connection.execute(
            f'SELECT count(*), sum("key")::VARCHAR, bit_xor("key") FROM {name}'  # noqa: S608
        ).fetchone()
    # Which file said it is no part of the content: the same rows in another writing are the same release.
    said = {"slices": "DISTINCT table_name, operator, region, month", "population": "* EXCLUDE (origin)"}
    for name in ("sites", "slices", "population", "breaks", "noise", "nomenclature", "assumptions"):
        rows = connection.execute(f"SELECT {said.get(name, '*')} FROM {name} ORDER BY ALL").fetchall()  # noqa: S608
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
        *(_count(connection, table) for table in (schema.entries, schema.exits, schema.sites)),
        first,
        last,
    )
    return pd.DataFrame([row], columns=schema.releases.columns.keys())
