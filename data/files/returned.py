"""Fichier qui revient: one that the product exported, read strictly; anything else is refused with what to do."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as parquet

from data.files.batch import column_texts, number_text
from data.files.fingerprint import fingerprint
from data.files.formats import DIALECTS
from data.files.workbook import DATA_SHEET

MOST_BYTES = 5_000_000
_MOST_ROWS = 20_000
# More than are published; each is read again from its release.
_MOST_TABLES = 50
_MOST_UNPACKED = 40_000_000
# The same on every row: what places the file.
PLACE = ("release", "permalink", "table", "checksum")
_OURS = "Déposez le fichier tel que l’Observatoire l’a donné : CSV, ZIP, XLSX ou Parquet, sans le réenregistrer."
_WORKBOOK, _PARQUET, _ZIP = "[Content_Types].xml", b"PAR1", b"PK\x03\x04"


class NotOurs(ValueError):
    """Fichier refusé. The message is French and says what to do."""


class Table(NamedTuple):
    """Tableau lu: heads, then lines of cells as the dialect "recherche" writes them but for the decimal mark.

    `is_french`: whether the heads are those of a spreadsheet.
    """

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    is_french: bool
    decimal: str = "."


@dataclass(frozen=True)
class ReturnedFile:
    """Fichier revenu: its rows under the stable names of the columns, cells as the dialect "recherche" writes them.

    One of crossed groups has no seal: each of its rows has an address of its own.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    @property
    def is_sealed(self) -> bool:
        return "checksum" in self.columns

    @property
    def place(self) -> dict[str, str]:
        return {name: self.rows[0].get(name, "") for name in PLACE}

    @property
    def is_intact(self) -> bool:
        """Whether the content is that of the fingerprint that it carries."""
        names = [name for name in self.columns if name not in ("citation", "checksum")]
        return fingerprint(names, ([row[name] for name in names] for row in self.rows)) == self.place["checksum"]


def returned_tables(content: bytes) -> dict[str, Table]:
    """The table of a file that came back, or those of an archive of several, by the name of their file.

    Raises NotOurs.
    """
    if len(content) > MOST_BYTES:
        raise NotOurs(TOO_HEAVY)
    tables = _read(content)
    if sum(len(table.lines) for table in tables.values()) > _MOST_ROWS:
        raise NotOurs("Ce fichier a plus de 20 000 lignes : déposez-en un plus court, d’une carte par exemple.")
    return tables


def returned_file(
    table: Table, labels: Mapping[str, str], numbers: Collection[str], unsealed: Sequence[str]
) -> ReturnedFile:
    """Read a table that came back; `labels`: French head → stable name, `numbers`: the columns of numbers, `unsealed`:
    those of a file that has no fingerprint.

    Raises NotOurs.
    """
    columns = tuple(labels.get(name, name) if table.is_french else name for name in table.heads)
    same = ("release",) if columns == tuple(unsealed) else PLACE
    if any(name not in columns for name in same) or len(set(columns)) < len(columns):
        raise NotOurs(f"Ce fichier n’a pas les colonnes d’un fichier de l’Observatoire. {_OURS}")
    if not table.lines:
        raise NotOurs("Ce fichier n’a aucune ligne : il n’y a rien à vérifier.")
    if any(len(line) != len(columns) for line in table.lines):
        raise NotOurs(f"Les lignes de ce fichier n’ont pas toutes leurs colonnes : il est coupé. {_OURS}")
    rows = tuple(
        {n: c.replace(table.decimal, ".") if n in numbers else c for n, c in zip(columns, line, strict=True)}
        for line in table.lines
    )
    if any(row[name] != rows[0][name] for row in rows for name in same):
        raise NotOurs("Ce fichier en mêle plusieurs : déposez-les un par un.")
    return ReturnedFile(columns, rows)


TOO_HEAVY = f"Ce fichier dépasse {MOST_BYTES // 1_000_000} Mo : déposez celui d’une carte, ou une demande plus courte."


def _read(content: bytes) -> dict[str, Table]:
    if content.startswith(_PARQUET):
        return {"": _from_parquet(content)}
    if content.startswith(_ZIP):
        return _from_zip(content)
    return {"": _from_csv(content)}


def _from_csv(content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotOurs(f"Ce fichier n’est pas un CSV en UTF-8. {_OURS}") from None
    first = text.partition("\n")[0]
    is_french = first.count(";") > first.count(",")
    delimiter, decimal, _, _ = DIALECTS["tableur" if is_french else "recherche"]
    try:
        # One more than are read, so that too many is known.
        lines = list(
            islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), _MOST_ROWS + 2)
        )
    except csv.Error:
        raise NotOurs(f"Ce fichier n’est pas un CSV bien formé, ou il est coupé. {_OURS}") from None
    return Table(lines[0] if lines else (), lines[1:], is_french, decimal)


def _from_parquet(content: bytes) -> Table:
    try:
        with parquet.ParquetFile(io.BytesIO(content)) as file:
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            if sum(g.total_byte_size for g in groups) > _MOST_UNPACKED or file.metadata.num_rows > _MOST_ROWS:
                raise NotOurs("Ce fichier a plus de 20 000 lignes : déposez-en un plus court, d’une carte par exemple.")
            table = file.read()
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        if isinstance(error, NotOurs):
            raise
        raise NotOurs(f"Ce fichier Parquet est abîmé ou coupé. {_OURS}") from None
    columns = [column_texts(column.combine_chunks()) for column in table.columns]
    return Table(table.column_names, list(zip(*columns, strict=True)), False)


def _from_zip(content: bytes) -> dict[str, Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_UNPACKED:
                raise NotOurs(f"Cette archive n’est pas de l’Observatoire. {_OURS}")
            if _WORKBOOK not in archive.namelist():
                return _from_archive(archive, members)
        return {"": _from_workbook(content)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        if isinstance(error, NotOurs):
            raise
        raise NotOurs(f"Cette archive est abîmée ou coupée. {_OURS}") from None


def _from_archive(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> dict[str, Table]:
    found = {m.filename: m for m in members if m.filename.endswith(".csv") and "dictionnaire" not in m.filename}
    if not 0 < len(found) <= _MOST_TABLES:
        raise NotOurs(f"Cette archive n’est pas de l’Observatoire. {_OURS}")
    tables = {}
    for name, member in found.items():
        with archive.open(member) as file:
            content = file.read(_MOST_UNPACKED)
        try:
            tables[name] = _from_csv(content)
        except NotOurs as error:
            raise NotOurs(f"« {name[:60]} » ne se lit pas : {error}") from None
    return tables


def _from_workbook(content: bytes) -> Table:
    # Loaded on first use: a reader of workbooks takes a twentieth of the application's start.
    from data.intake.package import read_package

    try:
        with read_package(io.BytesIO(content), "") as book:
            if DATA_SHEET not in book.sheetnames:
                raise NotOurs(f"Ce classeur n’a pas de feuille « {DATA_SHEET} ». {_OURS}")
            lines = list(islice(_sheet_lines(book[DATA_SHEET]), _MOST_ROWS + 2))
    except NotOurs:
        raise
    except Exception:  # the parser raises anything on a file that is not what it claims
        raise NotOurs(f"Ce classeur est abîmé ou coupé. {_OURS}") from None
    heads = lines[0] if lines else []
    return Table(heads, [[*line, *[""] * (len(heads) - len(line))] for line in lines[1:]], True)


def _sheet_lines(sheet: object) -> Iterator[list[str]]:
    for row in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        yield [_cell_text(value) for value in row]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return number_text(value) if isinstance(value, float) else str(value)
