"""Archives: one bounded stream of bytes out of a plain or compressed file."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.sources.fetching import FetchError

LIMIT = 2 << 30
_BUFFER = 1 << 16


@contextmanager
def open_file(path: Path, ends: tuple[str, ...]) -> Iterator[io.BufferedReader]:
    """Ouvrir le contenu d’un fichier, through zip, gz, bz2 or tar: the largest member whose name ends with `ends`.

    No more than `LIMIT` bytes come out. Raises FetchError.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                members = [(i.file_size, i.filename) for i in archive.infolist() if i.filename.lower().endswith(ends)]
                with archive.open(_largest(members, ends)) as member:
                    yield io.BufferedReader(_Bounded(member), _BUFFER)
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as bundle:
                files = [(m.size, m.name) for m in bundle if m.isfile() and m.name.lower().endswith(ends)]
                content = bundle.extractfile(_largest(files, ends))
                assert content
                yield io.BufferedReader(_Bounded(content), _BUFFER)
        else:
            with path.open("rb") as start:
                head = start.read(3)
            readers: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b\x08": gzip.open, b"BZh": bz2.open}
            with readers.get(head, Path.open)(path, "rb") as plain:
                yield io.BufferedReader(_Bounded(plain), _BUFFER)
    except (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise FetchError(f"{path.name} est illisible ou incomplet ({type(error).__name__}).") from None


def _largest(members: list[tuple[int, str]], ends: tuple[str, ...]) -> str:
    if not members:
        raise FetchError(f"L’archive ne contient aucun fichier {' ou '.join(ends)}.")
    return max(members)[1]


class _Bounded(io.RawIOBase):
    """Read-only view of a file that refuses to give more than `LIMIT` bytes."""

    def __init__(self, file: Any) -> None:
        self._file, self._left = file, LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        self._left -= len(content)
        if self._left < 0:
            raise FetchError(f"Le fichier décompressé dépasse {LIMIT >> 20} Mo : il n’est pas lu.")
        buffer[: len(content)] = content
        return len(content)
