"""Classeur XLSX: openpyxl makes the package, Arrow writes the rows of the data sheet into it, batch after batch."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from data.files.batch import Batch, arrow, columns_of, safe_text
from data.files.package import zip_bytes
from typography import NNBSP

# What a sheet of a spreadsheet can hold, under its head.
WORKBOOK_ROWS = 1_048_575
DATA_SHEET = "donnees"
_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"
# Column type -> what opens and closes the value of a cell, after its reference.
_TEXT = ('" t="inlineStr"><is><t>', "</t></is></c>")
_BOOLEAN = ('" t="b"><v>', "</v></c>")
_NUMBER = ('"><v>', "</v></c>")
_EMPTY = '"/>'
# What XML cannot hold, among the characters of a line.
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")


class TooManyRows(ValueError):
    """Trop de lignes pour ce format. The message is French and says which format takes them."""


def workbook_bytes(
    batches: Iterable[Batch], heads: Mapping[str, str], about: Iterable[tuple[str, str]], count: int
) -> Iterator[bytes]:
    """XLSX: the sheet of the data, numbers as numbers, and one that says what it is. Raises TooManyRows."""
    if count > WORKBOOK_ROWS:
        most = f"{WORKBOOK_ROWS:,}".replace(",", NNBSP)
        raise TooManyRows(f"Un classeur XLSX a au plus {most} lignes : choisissez CSV, ZIP ou Parquet.")
    return _made(batches, heads, about)


def _made(batches: Iterable[Batch], heads: Mapping[str, str], about: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    # Here: a worker that is asked for no workbook does without its 12 MB.
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    names, batches = columns_of(batches)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA_SHEET)
    sheet.freeze_panes = "A2"
    sheet.append([safe_text(heads.get(name, name)) for name in names])
    notes = book.create_sheet("lisez-moi")
    for term, text in about:
        notes.append([safe_text(term), safe_text(text)])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as package:
        head, _, tail = package.read(_SHEET).partition(_END)
        members = [(name, [package.read(name)]) for name in package.namelist() if name != _SHEET]
    letters = [get_column_letter(place) for place in range(1, len(names) + 1)]
    # Spreadsheets mend, with a warning, a member that is ready for more than 2 GB.
    yield from zip_bytes([*members, (_SHEET, chain([head], _rows(batches, letters), [_END + tail]))], large=False)


def _rows(batches: Iterable[Batch], letters: Sequence[str]) -> Iterator[bytes]:
    """The rows of a sheet, from its second. Cell by cell, openpyxl takes ten times longer, XlsxWriter eight."""
    first = 2
    for batch in batches:
        columns = arrow(batch, _escaped).columns
        length = len(columns[0])
        numbers = pa.array(range(first, first + length)).cast(pa.string())
        cells = [part for of, column in zip(letters, columns, strict=True) for part in _cell(column, of, numbers)]
        written = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
        yield pc.binary_join(pa.ListArray.from_arrays([0, length], written), "")[0].as_buffer().to_pybytes()
        first += length


def _cell(column: pa.Array, letter: str, numbers: pa.Array) -> tuple[str | pa.Array, ...]:
    """What makes the cell of each row of a column, put end to end."""
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
    return f'<c r="{letter}', numbers, pc.if_else(filled, value, _EMPTY)


def _escaped(text: str) -> str:
    return escape(_ILLEGAL.sub("", safe_text(text)))
