"""Versions des données in PostgreSQL 15+: one schema per release, loaded aside and renamed in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import duckdb
from psycopg.errors import UndefinedTable
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, ProgrammingError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from data.checks import check_release
from data.releases import BUSY, CARRIED, ReleaseError, require_schema
from data.schema import metadata

_BACKENDS = ("postgresql", "postgres")
_PREFIX = "cep_"
_LOADING = "cep_loading"
_CONNECT = {"connect_timeout": 5}  # seconds: a silent server must not hold the visitors
_LOCK = 7_305_118  # advisory lock number of this application
_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
    " AND classid = 0 AND objid = :k"
)
_LOST = (
    "Publication abandonnée : la base de données a coupé la connexion qui la réservait. La version servie est"
    " inchangée ; recommencez."
)
# The address itself is never repeated: it may hold a password.
_UNREADABLE = (
    "Le réglage DATABASE_URL n’est pas une adresse PostgreSQL lisible : attendu"
    " postgresql://utilisateur:motdepasse@serveur:5432/base, ou vide pour des fichiers DuckDB."
)


class SchemaReleases:
    """Versions in one database: schemas `cep_<id>` and the table `public.cep_pointer` (published order)."""

    def __init__(self, url: str) -> None:
        self._address = url
        self._guard: Connection | None = None

    @cached_property
    def _engine(self) -> Engine:
        """Raises ReleaseError when the address cannot be read: at the first use, for a server that can say so."""
        try:
            url = make_url(self._address)
        except (ArgumentError, ValueError):
            raise ReleaseError(_UNREADABLE) from None
        if url.get_backend_name() not in _BACKENDS:
            raise ReleaseError(_UNREADABLE)
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args=_CONNECT)

    def history(self) -> tuple[str, ...]:
        """Published releases, the current one first.

        Raises sqlalchemy.exc.OperationalError when unreachable, ReleaseError when the address cannot be read.
        """
        with self._engine.connect() as connection:
            try:
                rows = connection.execute(text("SELECT release FROM public.cep_pointer ORDER BY position DESC"))
            except ProgrammingError as error:
                if isinstance(error.orig, UndefinedTable):
                    return ()
                raise
            return tuple(row[0] for row in rows)

    def engine(self, release: str) -> Engine:
        return self._engine.execution_options(schema_translate_map={None: _PREFIX + release})

    def attach(self, connection: duckdb.DuckDBPyConnection, release: str, folder: Path) -> None:
        """Copy the tables of `release` into the database CARRIED of `connection`, a file in `folder`.

        `folder` must last as long as the connection. Raises OtherSchema.
        """
        require_schema(release, self.engine(release))
        # In a file: a release that does not fit in memory is carried as another.
        kept = str(folder / f"{CARRIED}.duckdb").replace("'", "''")
        connection.execute(f"ATTACH '{kept}' AS {CARRIED}")
        with self._engine.connect() as database:
            database.execute(text(f'SET LOCAL search_path TO "{_PREFIX}{release}"'))
            cursor = database.connection.cursor()
            for table in metadata.sorted_tables:
                if table.name.startswith("cube_"):
                    continue
                path = folder / f"{table.name}.csv"
                columns = ", ".join(f'"{c}"' for c in table.columns.keys())  # noqa: SIM118
                with (
                    path.open("wb") as file,
                    cursor.copy(f'COPY "{table.name}" ({columns}) TO STDOUT (FORMAT csv)') as rows,
                ):
                    for part in rows:
                        file.write(part)
                shape = str(CreateTable(table).compile(dialect=create_engine("duckdb://").dialect))
                connection.execute(shape.replace(f"CREATE TABLE {table.name}", f"CREATE TABLE {CARRIED}.{table.name}"))
                # Nothing is guessed: a table may be empty, and an empty text is not a missing one.
                quoted = str(path).replace("'", "''")
                connection.execute(
                    f"COPY {CARRIED}.{table.name} FROM '{quoted}'"
                    " (FORMAT csv, HEADER false, AUTO_DETECT false, ALLOW_QUOTED_NULLS false)"
                )
                path.unlink()

    def publish(self, build: Path, release: str) -> None:
        """Load the finished DuckDB file `build`, then rename and make current in one transaction.

        The same release twice only makes it current, unless the one there is damaged: it is then replaced. Raises
        ReleaseError when the lock was lost meanwhile.
        """
        is_there = release in self.history() and self._is_sound(release)
        if not is_there:
            self._load(build)
        self._require_lock()
        with self._engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS public.cep_pointer (release text PRIMARY KEY, position serial)")
            )
            if not is_there:
                connection.execute(text(f'DROP SCHEMA IF EXISTS "{_PREFIX}{release}" CASCADE'))
                connection.execute(text(f'ALTER SCHEMA "{_LOADING}" RENAME TO "{_PREFIX}{release}"'))
            connection.execute(text("DELETE FROM public.cep_pointer WHERE release = :r"), {"r": release})
            connection.execute(text("INSERT INTO public.cep_pointer (release) VALUES (:r)"), {"r": release})
        build.unlink()

    def _is_sound(self, release: str) -> bool:
        """Whether a release opens and passes its checks."""
        with self._engine.connect() as connection:
            connection.execute(text(f'SET LOCAL search_path TO "{_PREFIX}{release}"'))
            try:
                return not check_release(lambda query: list(connection.execute(text(query))))
            except (SQLAlchemyError, LookupError, ValueError):
                return False

    def rollback(self) -> str:
        """Forget the current release; the one before becomes current. Raises ReleaseError when there is none."""
        history = self.history()
        if len(history) < 2:
            raise ReleaseError("Aucune version antérieure : le retour en arrière est impossible.")
        require_schema(history[1], self.engine(history[1]))
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM public.cep_pointer WHERE release = :r"), {"r": history[0]})
        return history[1]

    def adopt(self, release: str) -> None:
        """Make a release that lies in the database current, be it after a rollback. Raises ReleaseError."""
        with self._engine.begin() as connection:
            schema = f"{_PREFIX}{release}"
            if not connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = :s"), {"s": schema}):
                raise ReleaseError(f"La version « {release} » n’existe pas. Versions : {', '.join(self.history())}.")
            require_schema(release, self.engine(release))
            connection.execute(text("DELETE FROM public.cep_pointer WHERE release = :r"), {"r": release})
            connection.execute(text("INSERT INTO public.cep_pointer (release) VALUES (:r)"), {"r": release})

    def close(self) -> None:
        """Close the pooled connections."""
        if "_engine" in vars(self):
            self._engine.dispose()

    def _load(self, build: Path) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{_LOADING}" CASCADE'))
            connection.execute(text(f'CREATE SCHEMA "{_LOADING}"'))
            connection.execute(text(f'SET LOCAL search_path TO "{_LOADING}"'))
            cursor = connection.connection.cursor()
            with duckdb.connect(str(build), read_only=True) as source, tempfile.TemporaryDirectory() as folder:
                for table in metadata.sorted_tables:
                    connection.execute(CreateTable(table))
                    columns = ", ".join(f'"{c}"' for c in table.columns.keys())  # noqa: SIM118
                    path = Path(folder) / f"{table.name}.csv"
                    source.execute(f"COPY (SELECT {columns} FROM {table.name}) TO '{path}' (HEADER false)")  # noqa: S608
                    with (
                        path.open("rb") as rows,
                        cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN (FORMAT csv)') as copy,
                    ):
                        while chunk := rows.read(1 << 20):
                            copy.write(chunk)
                    path.unlink()
                    if table.name.startswith("cube_"):
                        connection.execute(text(f'CREATE INDEX ON "{table.name}" (month)'))
                    connection.execute(text(f'ANALYZE "{table.name}"'))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one build at a time; the server frees the lock with the connection. Raises ReleaseError if held."""
        # No transaction is left open for the minutes of a build: servers close those that idle.
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:k)"), {"k": _LOCK}):
                raise ReleaseError(BUSY)
            self._guard = connection
            try:
                yield
            finally:
                self._guard = None
                # A connection that is gone has taken its lock with it.
                with suppress(SQLAlchemyError):
                    connection.execute(text("SELECT pg_advisory_unlock(:k)"), {"k": _LOCK})

    def _require_lock(self) -> None:
        """Raise ReleaseError unless the lock is still held: another build may have published since it was lost."""
        try:
            held = self._guard and self._guard.scalar(text(_HELD), {"k": _LOCK})
        except SQLAlchemyError:
            held = False
        if not held:
            raise ReleaseError(_LOST)
