"""Encodage: a text in UTF-16 or Windows-1252 copied to UTF-8, strictly: nothing is guessed, nothing replaced."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from data.intake.reading import Reading
from data.intake.refusal import FileRefused
from data.intake.workspace import Workspace

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF8_ACCENT = re.compile(rb"\xc3[\x80-\xbf]")  # as Windows-1252: « Ã » then a sign, which French never writes
_LF = b"\n"
_LABEL = "Conversion en UTF-8"
REMEDY = "Ouvrez le fichier dans un tableur et enregistrez-le au format « CSV UTF-8 »."


def is_utf16(head: bytes) -> bool:
    """Whether the file starts with a UTF-16 byte order mark (Excel's « Texte Unicode »)."""
    return head.startswith(_UTF16)


def from_utf16(reading: Reading, workspace: Workspace) -> Path:
    """UTF-8 copy of a UTF-16 file. Raises FileRefused when a character is cut or impossible."""
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    lines = 1
    with workspace.copy(".csv") as (path, write):
        try:
            for chunk in reading.chunks(_LABEL):
                text = decoder.decode(chunk)
                lines += text.count("\n")
                write(text.encode("utf-8"))
            decoder.decode(b"", final=True)
        except UnicodeError:
            raise FileRefused(
                f"« {reading.name} » est un texte UTF-16 abîmé ou coupé (après la ligne {lines}).", REMEDY
            ) from None
    return path


def from_windows(reading: Reading, workspace: Workspace) -> Path:
    """UTF-8 copy of a Windows-1252 file. Raises FileRefused at a byte this encoding does not define."""
    lines = 1
    with workspace.copy(".csv") as (path, write):
        for chunk in reading.chunks(_LABEL):
            if found := _UTF8_ACCENT.search(chunk):
                raise mixed(reading.name, lines + chunk[: found.start()].count(b"\n"))
            try:
                write(chunk.decode("cp1252").encode("utf-8"))
            except UnicodeDecodeError as error:
                raise FileRefused(
                    f"« {reading.name} » n’est ni en UTF-8 ni en Windows-1252 : octet {chunk[error.start]:02X} à la "
                    f"ligne {lines + chunk[: error.start].count(_LF)}.",
                    REMEDY,
                ) from None
            lines += chunk.count(b"\n")
    return path


def mixed(name: str, line: int) -> FileRefused:
    """Refus: UTF-8 and another encoding in the same file."""
    return FileRefused(
        f"« {name} » mélange deux encodages (UTF-8 et un autre) : octets invalides à la ligne {line}.",
        "Ce fichier a été assemblé ou coupé : refaites l’export d’un seul tenant, au format « CSV UTF-8 ».",
    )
