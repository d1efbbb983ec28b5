"""Accès en lecture to the current release: opens it, notices a newer one, falls back on the last good one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Integer,
    Select,
    SmallInteger,
    func,
    select,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError

from data import schema
from data.copied import copied_columns
from data.disclosure import NoiseTable
from data.postgres import SchemaReleases
from data.releases import FileReleases, OtherSchema, ReleaseError, require_schema
from settings import Settings

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_POINTER_SECONDS = 1.0  # how long a worker may serve a release after another was published
_RETRY_SECONDS = 10.0  # how long a release that failed to open, or a database that is silent, is left alone
_TURN_SECONDS = 0.2  # how long a thread waits for another that asks for the releases
_KEPT_OPEN = 3
# Where a build says how far it is, for the page that waits for it.
PROGRESS_FILE = "progress.json"
_SERVED = (
    *(schema.CUBES[0], schema.CUBES[-1], *schema.EXIT_CUBES),
    *(schema.population, schema.breaks, schema.assumptions),
)
SILENT = "La base de données ne répond pas ; réessayez dans une minute."


class NoRelease(Exception):
    """Aucune version des données n'est disponible."""


class DatabaseUnavailable(Exception):
    """La base de données ne répond pas."""


@dataclass(frozen=True)
class ReleaseCard:
    """Carte d'identité of an open release."""

    id: str
    created: datetime
    kind: str
    title: str
    entries: int
    exits: int
    sites: int
    first_month: date
    last_month: date

    @property
    def demonstration(self) -> bool:
        return self.kind == "demonstration"


@dataclass(frozen=True, eq=False)
class Release:
    """An open release. Hash and equality follow its id, so that it can be half of a cache key."""

    card: ReleaseCard
    engine: Engine = field(repr=False)
    noise: NoiseTable = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        return self.card.id

    def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """Rows of one SELECT. Raises DatabaseUnavailable, in French, when the database fails."""
        return self._read(lambda connection: connection.execute(statement).fetchall())

    def columns(self, statement: Select[Any]) -> dict[str, np.ndarray]:
        """Columns of one SELECT by name, in bulk: whole numbers and days, none missing. Raises DatabaseUnavailable."""
        if self.engine.dialect.name == "postgresql":
            return self._read(lambda connection: copied_columns(connection, statement))
        # DuckDB hands its columns over as they lie, thirty times faster than row by row; Arrow would hold them twice.
        return self._read(lambda connection: connection.execute(statement).cursor.fetchnumpy())

    def _read(self, collect: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect() as connection:
                return collect(connection)
        except (SQLAlchemyError, psycopg.Error, ValueError) as error:
            _LOG.exception("query failed on release %s", self.id)
            raise DatabaseUnavailable(SILENT) from error


def open_releases(settings: Settings) -> FileReleases | SchemaReleases:
    """The store that the settings choose; nothing is opened before its first use."""
    if settings.database_url:
        return SchemaReleases(settings.database_url)
    return FileReleases(settings.data_dir, settings.database_threads)


class Database:
    """The releases of one store, as the application reads them. Safe for threads; opens nothing when made."""

    def __init__(self, releases: FileReleases | SchemaReleases) -> None:
        self._releases = releases
        self._open: dict[str, Release] = {}
        self._broken: dict[str, float] = {}
        self._unreadable: dict[str, OtherSchema] = {}
        self._history: tuple[str, ...] = ()
        self._silence = ""
        self._ask_again = -1e9
        self._asking = threading.Lock()
        self._lock = threading.RLock()

    def history(self) -> tuple[str, ...]:
        """Ids of the releases that can be asked for, the current one first. Raises DatabaseUnavailable.

        One thread asks; the others wait for it a moment, then go on with what is known, be it a silence.
        """
        wait = _TURN_SECONDS if self._history or self._silence else -1
        if time.monotonic() > self._ask_again and self._asking.acquire(timeout=wait):
            try:
                if time.monotonic() > self._ask_again:
                    self._ask()
            finally:
                self._asking.release()
        if self._silence and not self._history:
            raise DatabaseUnavailable(self._silence)
        return self._history

    def _ask(self) -> None:
        patience = _POINTER_SECONDS
        try:
            self._history, self._silence = self._releases.history(), ""
        except (SQLAlchemyError, ReleaseError) as error:
            self._silence = str(error) if isinstance(error, ReleaseError) else SILENT
            patience = _RETRY_SECONDS
            _LOG.error("the list of releases cannot be read, the known one is kept: %s", self._silence)
        self._ask_again = time.monotonic() + patience

    def release(self, asked: str = "") -> Release:
        """The release `asked` for if it exists, else the current one, else the last one that opens.

        Raises NoRelease when there is none but demonstrations of another schema, DatabaseUnavailable when none opens.
        """
        history = self.history()
        if not history:
            raise NoRelease("Aucune version des données n’est encore publiée.")
        wanted = dict.fromkeys([asked, *history] if asked in history else history)
        for release in wanted:
            opened = self._opened(release)
            if opened:
                return opened
        others = [self._unreadable[r] for r in wanted if r in self._unreadable]
        if len(others) == len(wanted) and all(other.demonstration for other in others):
            raise NoRelease(str(others[0]))
        imported = [str(other) for other in others if not other.demonstration]
        raise DatabaseUnavailable(
            " ".join(imported) or "Aucune version des données ne peut être lue ; prévenez l’administrateur."
        )

    def other_schema(self, release: str) -> OtherSchema | None:
        """Why `release`, asked before, cannot be read by this program; None when its schema is ours."""
        return self._unreadable.get(release)

    def _opened(self, release: str) -> Release | None:
        with self._lock:
            if release in self._open:
                # Last used, last closed.
                self._open[release] = self._open.pop(release)
                return self._open[release]
            if release in self._unreadable or time.monotonic() - self._broken.get(release, -1e9) < _RETRY_SECONDS:
                return None
            engine, opened = self._releases.engine(release), None
            try:
                require_schema(release, engine)
                opened = _read(release, engine)
            except OtherSchema as other:
                _LOG.error("%s", other)
                self._unreadable[release] = other
                return None
            except (SQLAlchemyError, IndexError, ValueError, OSError):
                _LOG.exception("release %s cannot be opened; an earlier one will serve", release)
                self._broken[release] = time.monotonic()
                return None
            finally:
                if opened is None:
                    engine.dispose()
            self._open[release] = opened
            for old in [r for r in self._open if r != self._history[0]][:-_KEPT_OPEN]:
                self._open.pop(old).engine.dispose()
            return opened

    def answer(self, asked: str, question: Callable[[Release], T]) -> T:
        """`question` put to the release `asked` for; when that one fails, to the one that then serves.

        Raises NoRelease or DatabaseUnavailable.
        """
        release = self.release(asked)
        try:
            return question(release)
        except DatabaseUnavailable:
            self.report_failure(release)
            return question(self.release(asked))

    def close(self) -> None:
        """Close every connection; the object can still be used and opens them anew."""
        with self._lock:
            for release in self._open.values():
                release.engine.dispose()
            self._open.clear()
            self._releases.close()

    def report_failure(self, release: Release) -> None:
        """A query failed on `release`: an earlier one serves for a while, then it is opened anew."""
        with self._lock:
            self._broken[release.id] = time.monotonic()
            if self._open.pop(release.id, None):
                release.engine.dispose()


def _summary(column: Column[Any]) -> ColumnElement[Any]:
    """An aggregate that reads every value of a column."""
    if isinstance(column.type, schema.Code):
        return func.sum(type_coerce(column, SmallInteger))
    return func.sum(column) if isinstance(column.type, Integer | Float) else func.max(column)


def _read(release: str, engine: Engine) -> Release:
    with engine.connect() as connection:
        row = connection.execute(select(schema.releases)).mappings().all()[0]
        noise = connection.execute(select(schema.noise)).fetchall()
        for table in _SERVED:
            # Damaged blocks are only found when they are read: better now, while an earlier release can serve. Sums,
            # since a server would send millions of rows one by one.
            connection.execute(select(*(_summary(column) for column in table.columns))).fetchall()
    card = ReleaseCard(release, *(row[n] for n in ReleaseCard.__dataclass_fields__ if n != "id"))
    return Release(card, engine, NoiseTable.from_frame(pd.DataFrame(noise, columns=["count", "noise", "cumulative"])))
