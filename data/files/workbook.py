"""Classeur XLSX: openpyxl makes the package, Arrow writes the rows of the data sheet into it, batch after batch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from data.files.batch import Batch, arrow, columns_of, safe_text
from data.files.package import zip_bytes

# What a sheet of a spreadsheet can hold, under its head.
WORKBOOK_ROWS = 1_048_575
_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"
# Column type -> what opens and closes the value of a cell, after its reference.
_TEXT = ('" t="inlineStr"><is><t>', "</t></is></c>")
_BOOLEAN = ('" t="b"><v>', "</v></c>")
_NUMBER = ('"><v>', "</v></c>")
_EMPTY = '"/>'


class TooManyRows(ValueError):
    """Trop de lignes pour ce format. The message is French and says which format takes them."""


def workbook_bytes(
    batches: Iterable[Batch], heads: Mapping[str, str], about: Iterable[tuple[str, str]], count: int
) -> Iterator[bytes]:
    """XLSX: the sheet of the data, numbers as numbers, and one that says what it is. Raises TooManyRows."""
    if count > WORKBOOK_ROWS:
        raise TooManyRows(f"Un classeur XLSX a au plus {WORKBOOK_ROWS} lignes : choisissez CSV, ZIP ou Parquet.")
    return _made(batches, heads, about)


def _made(batches: Iterable[Batch], heads: Mapping[str, str], about: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    names, batches = columns_of(batches)
    with zipfile.ZipFile(_frame([heads.get(name, name) for name in names], about)) as package:
        head, _, tail = package.read(_SHEET).partition(_END)
        members = [(name, [package.read(name)]) for name in package.namelist() if name != _SHEET]
    # Spreadsheets mend, with a warning, a member that is ready for more than 4 GB.
    yield from zip_bytes([*members, (_SHEET, chain([head], _rows(batches), [_END + tail]))], large=False)


def _frame(heads: Iterable[str], about: Iterable[tuple[str, str]]) -> io.BytesIO:
    """The workbook without the rows of its data."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("donnees")
    sheet.freeze_panes = "A2"
    sheet.append([safe_text(head) for head in heads])
    notes = book.create_sheet("lisez-moi")
    for term, text in about:
        notes.append([safe_text(term), safe_text(text)])
    file = io.BytesIO()
    book.save(file)
    return file


def _rows(batches: Iterable[Batch]) -> Iterator[bytes]:
    """The rows of a sheet, from its second. Openpyxl, and XlsxWriter too, take a hundred times longer, cell by cell."""
    first = 2
    for batch in batches:
        columns = arrow(batch, _escaped).columns
        length = len(columns[0])
        numbers = pa.array(range(first, first + length)).cast(pa.string())
        cells = [part for place, column in enumerate(columns, 1) for part in _cell(column, place, numbers)]
        written = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
        yield pc.binary_join(pa.ListArray.from_arrays([0, length], written), "")[0].as_buffer().to_pybytes()
        first += length


def _cell(column: pa.Array, place: int, numbers: pa.Array) -> tuple[str | pa.Array, ...]:
    """What makes the cell of each row, put end to end."""
    opening, closing = _NUMBER
    if pa.types.is_string(column.type):
        opening, closing = _TEXT
        filled = pc.not_equal(column, "")
    elif pa.types.is_boolean(column.type):
        opening, closing = _BOOLEAN
        filled = column.is_valid()
        column = column.cast(pa.int8())
    else:
        filled = pc.fill_null(pc.is_finite(column), False)
    value = pc.binary_join_element_wise(opening, pc.fill_null(column.cast(pa.string()), ""), closing, "")
    return f'<c r="{get_column_letter(place)}', numbers, pc.if_else(filled, value, _EMPTY)


def _escaped(text: str) -> str:
    return escape(ILLEGAL_CHARACTERS_RE.sub("", safe_text(text)))
