"""En-tête: the first line of a CSV file, its delimiter and its column names, or a refusal that names the column."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.intake.refusal import FileRefused, french_size

MAX_HEADER = 1 << 16  # bytes; 200 names of 300 characters fit, a file without line ends does not
MAX_COLUMNS = 200  # the widest table of the contract has about twenty; past this, the file is something else
DELIMITERS = ";\t,"
_BOM = b"\xef\xbb\xbf"
_SEPARATOR_LINE = re.compile(rb"sep=(.)\r?[\r\n]", re.IGNORECASE)
_BLANK_LINES = re.compile(rb"(?:[ \t]*[\r\n])+")
_LINE_END = re.compile(rb'"[^"]*"|\r\n|[\r\n]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")
_REMEDY = "La première ligne doit porter les noms des colonnes, comme dans le modèle CSV."


@dataclass(frozen=True)
class Header:
    """En-tête: `start` and `end` are byte offsets of the header line in the file (line end included)."""

    names: tuple[str, ...]
    delimiter: str
    start: int
    end: int


def read_header(head: bytes, whole: bool, name: str) -> Header:
    """Header in `head`, the first bytes of a UTF-8 file (`whole`: all of them). A BOM, blank lines and Excel's
    « sep=; » are passed over.

    Raises FileRefused; UnicodeDecodeError when the line is not UTF-8.
    """
    start = len(_BOM) if head.startswith(_BOM) else 0
    delimiter = ""
    if found := _BLANK_LINES.match(head, start):
        start = found.end()
    if found := _SEPARATOR_LINE.match(head, start):
        start, delimiter = found.end(), found[1].decode("latin-1")
        if delimiter not in DELIMITERS:
            raise FileRefused(f"« {name} » annonce un séparateur inconnu, « {delimiter} ».", _delimiters())
    end = next((found.end() for found in _LINE_END.finditer(head, start) if found[0][:1] in b"\r\n"), len(head))
    line = head[start:end]
    if b"\0" in line:
        raise nul(name, 1 + head[: start + line.index(b"\0")].count(b"\n"))
    if len(line) > MAX_HEADER or (end == len(head) and not whole):
        raise FileRefused(f"La première ligne de « {name} » dépasse {french_size(MAX_HEADER)}.", _REMEDY)
    text = " ".join(line.decode("utf-8").split("\n")).replace("\r", " ").strip(" \ufeff")
    if not text:
        raise FileRefused(f"« {name} » ne contient aucune ligne remplie.", _REMEDY)
    delimiter = delimiter or _delimiter(text, name)
    return Header(check_names(_split(text, delimiter, name), name), delimiter, start, end)


def _delimiter(text: str, name: str) -> str:
    bare = re.sub(r'"[^"]*"', "", text)
    best = max(DELIMITERS, key=bare.count)
    if best not in bare:
        if _CONTROL.search(bare):
            raise _not_text(name)
        raise FileRefused(f"Aucun séparateur de colonnes dans la première ligne de « {name} ».", _delimiters())
    return best


def _delimiters() -> str:
    return "Séparez les colonnes par un point-virgule, une virgule ou une tabulation. " + _REMEDY


def _split(text: str, delimiter: str, name: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        raise FileRefused(
            f"La première ligne de « {name} » a des guillemets mal placés.",
            "Retirez les guillemets autour des noms de colonnes.",
        ) from None


def check_names(raw: Sequence[str], name: str) -> tuple[str, ...]:
    """Noms de colonnes, trimmed; raises FileRefused when one is empty, repeated or unreadable, or they are too many."""
    names = tuple(text.strip(" \t\xa0\u202f\ufeff") for text in raw)
    if len(names) > MAX_COLUMNS:
        raise FileRefused(
            f"« {name} » a {len(names)} colonnes ; la limite est de {MAX_COLUMNS}.",
            "Gardez seulement les colonnes du modèle.",
        )
    if any(_CONTROL.search(text) for text in names):
        raise _not_text(name)
    empty = [str(rank) for rank, text in enumerate(names, 1) if not text]
    if empty:
        raise FileRefused(
            f"Dans « {name} », la première ligne laisse sans nom la colonne {', '.join(empty[:5])}"
            f"{' et d’autres' if len(empty) > 5 else ''} (sur {len(names)}).",
            "Nommez cette colonne, ou supprimez-la (un séparateur de trop en fin de ligne suffit à la créer).",
        )
    seen: dict[str, int] = {}
    for rank, text in enumerate(names, 1):
        first = seen.setdefault(text.casefold(), rank)
        if first != rank:
            raise FileRefused(
                f"Dans « {name} », la colonne « {text[:80]} » apparaît deux fois (colonnes {first} et {rank}).",
                "Gardez une seule colonne de ce nom, ou renommez l’autre (majuscules et minuscules ne comptent pas).",
            )
    return names


def nul(name: str, line: int) -> FileRefused:
    """Refus: a NUL byte at `line` (1-based)."""
    return FileRefused(
        f"« {name} » contient un octet nul (caractère 00) à la ligne {line} : le fichier est abîmé, ou n’est pas un "
        "texte.",
        "Refaites l’export, puis enregistrez-le au format « CSV UTF-8 ».",
    )


def _not_text(name: str) -> FileRefused:
    return FileRefused(
        f"La première ligne de « {name} » n’est pas un texte lisible.",
        "Envoyez un fichier CSV (UTF-8), XLSX ou Parquet.",
    )
