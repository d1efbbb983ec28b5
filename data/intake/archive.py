"""Archive: the one file inside a .gz or a .zip, unpacked by streaming, with the bombs stopped early."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO

from data.intake.container import check_member, damaged, open_zip
from data.intake.reading import CHUNK, Meter, Reading
from data.intake.refusal import FileRefused, french_size, printable
from data.intake.workspace import Workspace, Write

MAX_UNPACKED = 20 << 30  # bytes: three times the 58 M rows of the largest measured file (100 bytes a row)
MAX_RATIO = 200  # coded rows shrink 10 to 60 times; only filling reaches this (deflate's own limit is 1,032)
RATIO_FROM = 1 << 26  # bytes: below, the ratio costs nothing to anyone, and tiny files of equal rows pass
_LABEL = "Décompression"
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ALTERED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


def from_gzip(reading: Reading, workspace: Workspace, meter: Meter) -> Path:
    """Copy of the file inside a .gz (several members one after the other are one file). Raises FileRefused."""
    with (
        reading.path.open("rb") as packed,
        gzip.open(packed) as stream,
        workspace.copy(".recu") as (path, write),
    ):
        _pour(stream, write, reading.name, reading.size, lambda _: meter.show(_LABEL, packed.tell() / reading.size))
    return path


def from_zip(reading: Reading, workspace: Workspace, meter: Meter) -> Path:
    """Copy of the only file of a .zip; macOS and Windows litter is passed over. Raises FileRefused."""
    with open_zip(reading) as archive:
        member = _only_member(archive, reading.name)
        check_member(member, reading.name)
        if member.file_size > MAX_UNPACKED:
            raise _too_large(reading.name)
        total = max(1, member.file_size)
        try:
            opened = archive.open(member)
        except (*_ALTERED, NotImplementedError):
            raise damaged(reading.name) from None
        with opened as stream, workspace.copy(".recu") as (path, write):
            _pour(stream, write, reading.name, reading.size, lambda done: meter.show(_LABEL, done / total))
    return path


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if not (
            member.filename.endswith("/")
            or member.filename.startswith(_IGNORED[0])
            or member.filename.endswith(_IGNORED[1:])
        )
    ]
    if not members:
        raise FileRefused(f"L’archive « {name} » est vide.", "Mettez-y un fichier CSV, XLSX ou Parquet.")
    if len(members) > 1:
        listed = ", ".join(f"« {printable(member.filename[:60])} »" for member in members[:5])
        raise FileRefused(
            f"L’archive « {name} » contient {len(members)} fichiers : {listed}{'…' if len(members) > 5 else ''}.",
            "Envoyez une archive par fichier.",
        )
    path = PurePosixPath(members[0].filename.replace("\\", "/"))
    link = stat.S_ISLNK(members[0].external_attr >> 16)
    if link or not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        shown = printable(str(path)[:60])
        raise FileRefused(
            f"L’archive « {name} » contient un lien ou un chemin qui sort de l’archive : « {shown} ».",
            "Refaites l’archive à partir du fichier lui-même.",
        )
    return members[0]


def _pour(stream: gzip.GzipFile | IO[bytes], write: Write, name: str, packed: int, seen: Callable[[int], None]) -> None:
    done = 0
    while chunk := _next(stream, name):
        done += len(chunk)
        if done > MAX_UNPACKED:
            raise _too_large(name)
        if done > RATIO_FROM and done > MAX_RATIO * packed:
            raise FileRefused(
                f"« {name} » se décompresse à plus de {MAX_RATIO} fois sa taille : ce n’est pas un tableau de données.",
                "Vérifiez le contenu de l’archive. S’il est correct, envoyez le fichier sans compression.",
            )
        write(chunk)
        seen(done)
    if not done:
        raise FileRefused(f"Le fichier contenu dans « {name} » est vide.", "Refaites l’export, puis l’archive.")


def _next(stream: gzip.GzipFile | IO[bytes], name: str) -> bytes:
    try:
        return stream.read(CHUNK)
    except _ALTERED:
        raise damaged(name) from None


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"« {name} » dépasse {french_size(MAX_UNPACKED)} une fois décompressé.",
        "Envoyez les données en plusieurs fichiers, par exemple un par année.",
    )
