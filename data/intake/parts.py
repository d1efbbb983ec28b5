"""Parties d’un classeur: the members of an XLSX proved whole, of sane size, free of XML tricks, before any parsing."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import suppress
from xml.parsers import expat

from data.intake.archive import MAX_RATIO
from data.intake.container import check_member, damaged
from data.intake.reading import CHUNK, Meter, Reading
from data.intake.refusal import FileRefused, french_size

MAX_SHEET = 2 << 30  # bytes of XML: a full sheet of 1,048,576 rows by 20 columns takes about half
MAX_STRINGS = 1 << 28  # bytes: the shared texts are held in memory whole
MAX_PART = 1 << 22  # bytes: styles, theme, relations are held whole too, and real ones stay under 1 MiB
MAX_ELEMENTS = 100_000  # of such a part: each costs about 40 µs and 1 KB; Excel stops at 64,000 formats
MAX_ASIDE = 1 << 26  # bytes: pictures, pivot caches, drawings are never read
RATIO_FROM = 1 << 20  # bytes: below, a workbook costs nothing whatever its ratio
_MERGED = re.compile(rb"""<(?:\w{1,20}:)?mergeCell\s{1,9}ref=["']([A-Z0-9:$]{1,40})["']""")
_MERGED_KEPT = 1_000  # ranges of a sheet: the message names a few
_HELD = ("[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "docProps/", "xl/theme/")
_CSV = "Enregistrez la feuille au format « CSV UTF-8 », puis envoyez ce fichier."


Merged = dict[str, tuple[str, ...]]


def check_parts(archive: zipfile.ZipFile, reading: Reading, meter: Meter) -> Merged:
    """Refuse a workbook with a member encrypted, cut or oversized, or XML that declares a DTD or holds a huge text.

    Gives the merged ranges (« A2:A21 ») of each part that has any: the reader of rows does not see them.
    """
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    total = sum(member.file_size for member in members)
    heavy = any(member.file_size > _limit(member.filename) for member in members)
    if heavy or (total > RATIO_FROM and total > MAX_RATIO * reading.size):
        raise FileRefused(
            f"Le classeur « {reading.name} » est démesuré une fois décompressé ({french_size(total)}).", _CSV
        )
    done, merged = 0, {}
    for member in members:
        check_member(member, reading.name)
        if member.filename.endswith((".xml", ".rels")):
            merged[member.filename] = _check_part(archive, member, reading.name)
        done += member.file_size
        meter.show("Contrôle du classeur", done / max(1, total))
    return merged


def _limit(filename: str) -> int:
    if filename.startswith("xl/worksheets/"):
        return MAX_SHEET
    if filename.lower() == "xl/sharedstrings.xml":
        return MAX_STRINGS
    return MAX_PART if _is_held(filename) else MAX_ASIDE


def _is_held(filename: str) -> bool:
    return filename.startswith(_HELD) or filename.endswith(".rels")


def is_crowded(xml: bytes) -> bool:
    """Whether this XML has more than MAX_ELEMENTS elements. What is not XML has none."""
    count = 0

    def start(*_: object) -> None:
        nonlocal count
        count += 1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with suppress(expat.ExpatError):
        parser.Parse(xml, True)
    return count > MAX_ELEMENTS


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> tuple[str, ...]:
    """Merged ranges of the part, without repeats, in order."""
    merged: dict[str, None] = {}
    try:
        if _is_held(member.filename) and is_crowded(archive.read(member)):
            raise FileRefused(
                f"Le classeur « {name} » est démesuré : plus de {MAX_ELEMENTS} éléments dans ses styles ou ses "
                "relations.",
                _CSV,
            )
        with archive.open(member) as stream:
            chunk = stream.read(CHUNK)
            _check_start(chunk, name)
            end = b""
            while chunk:
                if b"<" not in chunk and len(chunk) == CHUNK:
                    raise FileRefused(f"Le classeur « {name} » contient un texte de plus d’un mégaoctet.", _CSV)
                if b"mergeCell" in (seen := end + chunk) and len(merged) < _MERGED_KEPT:
                    merged |= dict.fromkeys(found[1].decode() for found in _MERGED.finditer(seen))
                end, chunk = chunk[-100:], stream.read(CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        raise damaged(name) from None
    return tuple(merged)


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
