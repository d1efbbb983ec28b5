"""CSV qui revient: a file that the product exported, read strictly; anything else is refused with what to do."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from data.files.fingerprint import fingerprint
from data.files.formats import DIALECTS

MOST_BYTES = 5_000_000
_MOST_ROWS = 20_000
_MOST_UNPACKED = 20_000_000
# The same on every row: what places the file.
PLACE = ("release", "permalink", "table", "checksum")
_OURS = "Déposez le fichier tel que l’Observatoire l’a donné : CSV ou ZIP, sans le réenregistrer."


class NotOurs(ValueError):
    """Fichier refusé. The message is French and says what to do."""


@dataclass(frozen=True)
class ReturnedFile:
    """Fichier revenu: its rows under the stable names of the columns, cells as the dialect "recherche" writes them."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    @property
    def place(self) -> dict[str, str]:
        return {name: self.rows[0][name] for name in PLACE}

    @property
    def is_intact(self) -> bool:
        """Whether the content is that of the fingerprint that it carries."""
        names = [name for name in self.columns if name not in ("citation", "checksum")]
        return fingerprint(names, ([row[name] for name in names] for row in self.rows)) == self.place["checksum"]


def read_returned(content: bytes, labels: Mapping[str, str], numbers: frozenset[str]) -> ReturnedFile:
    """Read a file that came back; `labels`: French head → stable name, `numbers`: the columns of numbers.

    Raises NotOurs.
    """
    if len(content) > MOST_BYTES:
        raise NotOurs(f"Ce fichier dépasse {MOST_BYTES // 1_000_000} Mo : déposez celui d’une carte.")
    if content.startswith(b"PK\x03\x04"):
        content = _unpacked(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotOurs(f"Ce fichier n’est pas un CSV en UTF-8. {_OURS}") from None
    first = text.partition("\n")[0]
    dialect = "tableur" if first.count(";") > first.count(",") else "recherche"
    delimiter, decimal, _, _ = DIALECTS[dialect]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NotOurs(f"Ce fichier n’est pas un CSV bien formé. {_OURS}") from None
    columns = tuple(labels.get(name, name) if dialect == "tableur" else name for name in (lines[0] if lines else ()))
    missing = [name for name in PLACE if name not in columns]
    if missing or len(set(columns)) < len(columns):
        raise NotOurs(f"Ce fichier n’a pas les colonnes d’un fichier de carte. {_OURS}")
    if not 1 < len(lines) <= _MOST_ROWS or any(len(line) != len(columns) for line in lines):
        raise NotOurs(f"Les lignes de ce fichier n’ont pas toutes leurs colonnes. {_OURS}")
    rows = tuple(
        {n: c.replace(decimal, ".") if n in numbers else c for n, c in zip(columns, line, strict=True)}
        for line in lines[1:]
    )
    if any(row[name] != rows[0][name] for row in rows for name in PLACE):
        raise NotOurs("Ce fichier en mêle plusieurs : déposez-les un par un.")
    return ReturnedFile(columns, rows)


def _unpacked(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [i for i in archive.infolist() if i.filename.endswith(".csv") and "dictionnaire" not in i.filename]
            if len(found) != 1 or found[0].file_size > _MOST_UNPACKED:
                raise NotOurs(f"Cette archive n’est pas celle d’une carte. {_OURS}")
            with archive.open(found[0]) as member:
                return member.read(_MOST_UNPACKED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, NotOurs):
            raise
        raise NotOurs(f"Cette archive ne se lit pas. {_OURS}") from None
