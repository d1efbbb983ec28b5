"""Versions des données in PostgreSQL 15+: one schema per release, loaded aside and renamed in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.schema import CreateTable

from data.releases import BUSY, ReleaseError
from data.schema import metadata

_PREFIX = "cep_"
_LOADING = "cep_loading"
_CONNECT = {"connect_timeout": 5}  # seconds: a silent server must not hold the visitors
_LOCK = 7_305_118  # advisory lock number of this application


class SchemaReleases:
    """Versions in one database: schemas `cep_<id>` and the table `public.cep_pointer` (published order)."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args=_CONNECT)

    def history(self) -> tuple[str, ...]:
        """Published releases, the current one first. Raises sqlalchemy.exc.OperationalError when unreachable."""
        with self._engine.connect() as connection:
            try:
                rows = connection.execute(text("SELECT release FROM public.cep_pointer ORDER BY position DESC"))
            except ProgrammingError:
                return ()
            return tuple(row[0] for row in rows)

    def engine(self, release: str) -> Engine:
        return self._engine.execution_options(schema_translate_map={None: _PREFIX + release})

    def publish(self, build: Path, release: str) -> None:
        """Load the finished DuckDB file `build`, then rename and make current in one transaction."""
        if release not in self.history():
            self._load(build)
        with self._engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS public.cep_pointer (release text PRIMARY KEY, position serial)")
            )
            if release not in self.history():
                connection.execute(text(f'DROP SCHEMA IF EXISTS "{_PREFIX}{release}" CASCADE'))
                connection.execute(text(f'ALTER SCHEMA "{_LOADING}" RENAME TO "{_PREFIX}{release}"'))
            connection.execute(text("DELETE FROM public.cep_pointer WHERE release = :r"), {"r": release})
            connection.execute(text("INSERT INTO public.cep_pointer (release) VALUES (:r)"), {"r": release})
        build.unlink()

    def rollback(self) -> str:
        """Forget the current release; the one before becomes current. Raises ReleaseError when there is none."""
        history = self.history()
        if len(history) < 2:
            raise ReleaseError("Aucune version antérieure : le retour en arrière est impossible.")
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM public.cep_pointer WHERE release = :r"), {"r": history[0]})
        return history[1]

    def close(self) -> None:
        """Close the pooled connections."""
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
        with self._engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:k)"), {"k": _LOCK}):
                raise ReleaseError(BUSY)
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:k)"), {"k": _LOCK})
