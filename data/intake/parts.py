"""Parties d'un classeur: the members of an XLSX proved whole, of sane size, free of XML tricks, before any parsing."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from xml.parsers import expat

from data.intake.archive import MAX_RATIO, RATIO_FROM
from data.intake.container import check_member, damaged
from data.intake.reading import CHUNK, Meter, Reading
from data.intake.refusal import FileRefused, french_size

MAX_SHEET = 2 << 30  # bytes of XML: a full sheet of 1,048,576 rows by 20 columns takes about half
MAX_STRINGS = 1 << 28  # bytes: the shared texts are held in memory whole
MAX_PART = 1 << 26  # bytes: styles, theme, relations are held whole too
_CSV = "Enregistrez la feuille au format « CSV UTF-8 », puis envoyez ce fichier."


def check_parts(archive: zipfile.ZipFile, reading: Reading, meter: Meter) -> None:
    """Refuse a workbook with a member encrypted, cut or oversized, or XML that declares a DTD or holds a huge text."""
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    total = sum(member.file_size for member in members)
    heavy = any(member.file_size > _limit(member.filename) for member in members)
    if heavy or (total > RATIO_FROM and total > MAX_RATIO * reading.size):
        raise FileRefused(
            f"Le classeur « {reading.name} » est démesuré une fois décompressé ({french_size(total)}).", _CSV
        )
    done = 0
    for member in members:
        check_member(member, reading.name)
        if member.filename.endswith((".xml", ".rels")):
            _check_part(archive, member, reading.name)
        done += member.file_size
        meter.show("Contrôle du classeur", done / max(1, total))


def _limit(filename: str) -> int:
    if filename.startswith("xl/worksheets/"):
        return MAX_SHEET
    return MAX_STRINGS if filename == "xl/sharedStrings.xml" else MAX_PART


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    try:
        with archive.open(member) as stream:
            _check_start(stream.read(CHUNK), name)
            while chunk := stream.read(CHUNK):
                if b"<" not in chunk and len(chunk) == CHUNK:
                    raise FileRefused(f"Le classeur « {name} » contient un texte de plus d'un mégaoctet.", _CSV)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        raise damaged(name) from None


def _check_start(start: bytes, name: str) -> None:
    """A DTD comes before the first element. Entities need one, and no workbook program writes any."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("dtd")
    parser.StartElementHandler = lambda *_: seen.append("element")
    with suppress(expat.ExpatError):  # what follows the first element is the workbook parser's business
        parser.Parse(start, False)
    if not seen:
        raise damaged(name)
    if seen[0] == "dtd":
        raise FileRefused(f"Le classeur « {name} » contient du XML interdit (définition de type, entités).", _CSV)
