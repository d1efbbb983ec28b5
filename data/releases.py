"""Versions des données on disk: immutable DuckDB files named by their content, and one pointer switched atomically.

A release file is never written again once named: reopening one path would serve old data while any connection in the
process lives, and a reader would block a writer.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from data import schema
from data.checks import check_release

# Name under which a build reads the release that it follows.
CARRIED = "carried"
# What reading the cubes took is given back once they are read: 30 MB a process, which DuckDB keeps up to 128 MB.
_MEMORY = {"allocator_flush_threshold": "16MB"}
BUSY = "Une version est déjà en cours de fabrication : réessayez dans un instant."


class ReleaseError(Exception):
    """Version des données inutilisable; the message is in French and fit for a visitor."""


class OtherSchema(ReleaseError):
    """Version d'un autre schéma: the message says which, and what to do."""

    def __init__(self, release: str, kind: str, version: int) -> None:
        self.demonstration = kind == "demonstration"
        remedy = (
            "refaites-la (« python -m data demo »)."
            if self.demonstration
            else "gardez-en une copie avec le programme qui l’a publiée (« python -m data export DOSSIER »), puis avec"
            " celui-ci publiez une démonstration (« python -m data demo ») et importez de nouveau les fichiers des"
            " opérateurs (« python -m data import »). Rien n’est remplacé d’ici là."
        )
        nature = "démonstration" if self.demonstration else "données importées"
        super().__init__(
            f"La version {release} ({nature}) suit le schéma {version} des données, ce programme lit le schéma"
            f" {schema.SCHEMA_VERSION} : {remedy}"
        )


def require_schema(release: str, engine: Engine) -> None:
    """Raise OtherSchema unless the tables of `release` are those of data.schema; SQLAlchemyError when it is damaged."""
    card = schema.releases.c
    with engine.connect() as connection:
        kind, version = connection.execute(select(card.kind, card.schema_version)).one()
    _refuse_other_schema(release, kind, version)


def _refuse_other_schema(release: str, kind: str, version: int) -> None:
    if version != schema.SCHEMA_VERSION:
        raise OtherSchema(release, kind, version)


class FileReleases:
    """Versions in a folder: `cep-<id>.duckdb` files and `releases.json` = {"current": id, "history": [ids]}."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.folder = folder
        self.threads = threads

    @property
    def _pointer(self) -> Path:
        return self.folder / "releases.json"

    def path(self, release: str) -> Path:
        return self.folder / f"cep-{release}.duckdb"

    def history(self) -> tuple[str, ...]:
        """Published releases that still exist, the current one first, then the most recent first."""
        try:
            pointer = json.loads(self._pointer.read_text(encoding="utf-8"))
            current, published = str(pointer["current"]), [str(r) for r in pointer["history"]]
        except (OSError, ValueError, KeyError, TypeError):
            # A lost pointer must not lose the service, nor let a demonstration replace imported data: the files
            # themselves are the record.
            return self._found()
        ordered = dict.fromkeys([current, *reversed(published)])
        kept = tuple(r for r in ordered if r and self.path(r).is_file())
        return kept or self._found()

    def _found(self) -> tuple[str, ...]:
        """Releases that lie in the folder, the last written first."""
        files = sorted(self.folder.glob("cep-*.duckdb"), key=lambda p: p.stat().st_mtime, reverse=True)
        return tuple(p.stem.removeprefix("cep-") for p in files)

    def engine(self, release: str) -> Engine:
        """A read-only engine on one release; nothing is opened before the first query."""
        return create_engine(
            f"duckdb:///{self.path(release)}",
            connect_args={"read_only": True, "config": {"threads": self.threads, **_MEMORY}},
            pool_size=8,
            max_overflow=8,
        )

    def attach(self, connection: duckdb.DuckDBPyConnection, release: str, folder: Path) -> None:
        """Make the tables of `release` readable as CARRIED.<table> in `connection`; `folder` is for other stores.

        Raises OtherSchema.
        """
        path = str(self.path(release)).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS {CARRIED} (READ_ONLY)")
        card = f"SELECT kind, schema_version FROM {CARRIED}.releases"  # noqa: S608
        _refuse_other_schema(release, *connection.execute(card).fetchall()[0])

    def publish(self, build: Path, release: str) -> None:
        """Name the finished file `build` and make it current. The same release twice only makes it current, unless the
        file there is damaged: it is then replaced.
        """
        if self.path(release).exists() and self._is_sound(release):
            build.unlink()
        else:
            _flush(build)
            build.replace(self.path(release))
        self._switch(release)

    def _is_sound(self, release: str) -> bool:
        """Whether a release opens and passes its checks."""
        engine = self.engine(release)
        try:
            with engine.connect() as connection:
                return not check_release(lambda query: list(connection.execute(text(query))))
        except (SQLAlchemyError, duckdb.Error, OSError, LookupError, ValueError):
            return False
        finally:
            engine.dispose()

    def rollback(self) -> str:
        """Make the release published before the current one current; raises ReleaseError when there is none."""
        history = self.history()
        if len(history) < 2:
            raise ReleaseError("Aucune version antérieure : le retour en arrière est impossible.")
        self._require_schema(history[1])
        self._switch(history[1], forget=history[0])
        return history[1]

    def adopt(self, release: str) -> None:
        """Make a release that lies in the folder current, be it after a rollback. Raises ReleaseError."""
        if not self.path(release).is_file():
            raise ReleaseError(f"La version « {release} » n’existe pas. Versions : {', '.join(self._found())}.")
        self._require_schema(release)
        self._switch(release)

    def close(self) -> None:
        """Nothing to close: each engine belongs to whoever asked for it."""

    def _require_schema(self, release: str) -> None:
        engine = self.engine(release)
        try:
            require_schema(release, engine)
        finally:
            engine.dispose()

    def _switch(self, release: str, forget: str = "") -> None:
        published = [r for r in reversed(self.history()) if r not in {release, forget}]
        content = json.dumps({"current": release, "history": [*published, release]}, indent=1)
        temporary = self._pointer.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(content, encoding="utf-8")
        _flush(temporary)
        temporary.replace(self._pointer)
        _flush(self.folder)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Only one build at a time; the kernel frees the lock when its holder dies. Raises ReleaseError if held."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "build.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ReleaseError(BUSY) from None
            yield


def _flush(path: Path) -> None:
    """Force a file or folder to the disk, so that a power cut cannot leave a pointer to an empty file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
