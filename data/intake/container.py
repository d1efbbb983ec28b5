"""Conteneur ZIP: opened with its sizes checked before anything is unpacked. An XLSX workbook is one too."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from data.intake.reading import Reading
from data.intake.refusal import FileRefused, french_size

MAX_DIRECTORY = 1 << 22  # bytes of the table of contents, which Python loads whole (about 40,000 members)
_END, _END64_LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others allocate up to 4 GiB, or Python lacks them
_ENCRYPTED = 0x1
_AGAIN = "Refaites le fichier ou renvoyez-le : il a sans doute été coupé pendant la copie."


@contextmanager
def open_zip(reading: Reading) -> Iterator[zipfile.ZipFile]:
    """Archive of the file. Raises FileRefused when its table of contents is absent, damaged or too large."""
    with reading.path.open("rb") as file:
        if _directory_size(reading) > MAX_DIRECTORY:
            raise FileRefused(
                f"La table des matières de l’archive « {reading.name} » dépasse {french_size(MAX_DIRECTORY)}.",
                "Envoyez une archive qui contient un seul fichier.",
            )
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError):
            raise damaged(reading.name) from None
        with archive:
            yield archive


def _directory_size(reading: Reading) -> int:
    """Bytes the table of contents claims, from the end record (and the zip64 one when there is one)."""
    with reading.path.open("rb") as file:
        file.seek(max(0, reading.size - (1 << 16) - 98))
        tail = file.read()
        end = tail.rfind(_END)
        if end < 0 or end + 22 > len(tail):
            raise damaged(reading.name)
        size = int(struct.unpack_from("<L", tail, end + 12)[0])
        if end >= 20 and tail[end - 20 : end - 16] == _END64_LOCATOR:
            at = int(struct.unpack_from("<Q", tail, end - 12)[0])
            file.seek(min(at, reading.size))
            record = file.read(56)
            if len(record) < 56 or not record.startswith(_END64):
                raise damaged(reading.name)
            size = max(size if size < 0xFFFFFFFF else 0, int(struct.unpack_from("<Q", record, 40)[0]))
    return size


def contents(archive: zipfile.ZipFile, reading: Reading) -> Literal["archive", "workbook"]:
    """What the container is, by its members. Raises FileRefused for office files that are not XLSX."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        what = "un classeur Excel binaire (.xlsb)"
    elif "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "workbook"
    elif "[Content_Types].xml" in names:
        what = "un document Office (Word, PowerPoint…)"
    elif "mimetype" in names and ("content.xml" in names or "META-INF/manifest.xml" in names):
        what = "un document LibreOffice (.ods, .odt…)"
    else:
        return "archive"
    raise FileRefused(
        f"« {reading.name} » est {what} : ce format n’est pas lu.",
        "Ouvrez-le, puis enregistrez le tableau au format XLSX ou « CSV UTF-8 ».",
    )


def check_member(member: zipfile.ZipInfo, name: str) -> None:
    """Refuse a member that is encrypted or compressed in a way that is not read."""
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused(
            f"« {name} » est protégé par un mot de passe.", "Refaites l’archive sans mot de passe ni chiffrement."
        )
    if member.compress_type not in _READABLE:
        raise FileRefused(
            f"« {name} » utilise une compression qui n’est pas lue (méthode {member.compress_type}).",
            "Compressez le fichier en .gz, ou en .zip avec la méthode ordinaire (Deflate).",
        )


def damaged(name: str) -> FileRefused:
    """Refus: an archive cut short or altered."""
    return FileRefused(f"« {name} » est une archive abîmée ou coupée.", _AGAIN)
