"""Espace de travail: the cleaned copies made beside the import, counted, never filling the disk, removed on failure."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from data.intake.refusal import FileRefused, french_size

DISK_MARGIN = 1 << 30  # bytes left free: the release built next and the rest of the machine need room
_LOOK_EVERY = 1 << 25  # bytes written between two looks at the free space, far below the margin

_MEANINGFUL = set("*?[]{}=")
_COMPRESSED = (".gz", ".zst", ".bz2", ".xz")

Write = Callable[[bytes], None]


class Workspace:
    """Dossier de travail: as a context it removes every copy it made, but the one given to `keep` on success."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[Path] = set()

    def __enter__(self) -> Workspace:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise self._unwritable() from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for path in self._made:
            path.unlink(missing_ok=True)

    def keep(self, path: Path) -> None:
        """Leave the copy `path` in the folder. A path that is not a copy of ours is none of our business."""
        self._made.discard(path)

    def plain(self, path: Path) -> Path:
        """`path`, or a link to it when DuckDB would read more into its name: a pattern, a partition, a compression."""
        name = str(path)
        if path.suffix.lower() not in _COMPRESSED and not _MEANINGFUL & set(name):
            return path
        with self.copy(path.suffix if path.suffix.lower() not in _COMPRESSED else ".recu") as (link, _):
            link.unlink()
            link.symlink_to(path.resolve())
        return link

    @contextmanager
    def copy(self, suffix: str) -> Iterator[tuple[Path, Write]]:
        """Copie de travail: a new file and the function that appends to it; refuses before the disk is full."""
        try:
            handle, name = tempfile.mkstemp(prefix="recu-", suffix=suffix, dir=self.folder)
        except OSError:
            raise self._unwritable() from None
        path = Path(name)
        self._made.add(path)
        unseen, file = _LOOK_EVERY, os.fdopen(handle, "wb")

        def write(block: bytes) -> None:
            nonlocal unseen
            unseen += len(block)
            if unseen >= _LOOK_EVERY:
                unseen = 0
                self._look()
            try:
                file.write(block)
            except OSError:
                raise self._full() from None

        try:
            yield path, write
            try:
                file.close()
            except OSError:
                raise self._full() from None
        finally:
            with suppress(OSError):
                file.close()

    def _look(self) -> None:
        if shutil.disk_usage(self.folder).free < DISK_MARGIN:
            raise self._full()

    def _full(self) -> FileRefused:
        return FileRefused(
            f"L’espace disque ne suffit pas pour préparer ce fichier ({french_size(DISK_MARGIN)} doit rester libre).",
            "Libérez de l’espace sur le serveur, ou envoyez le fichier en plusieurs parties.",
        )

    def _unwritable(self) -> FileRefused:
        return FileRefused(
            "Le dossier de travail du serveur n’est pas accessible en écriture.",
            "Demandez à l’administrateur d’en vérifier les droits, puis recommencez.",
        )
