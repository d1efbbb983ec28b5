"""Formats: a table, batch after batch, as the bytes of one file. Memory does not grow with the rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from data.files.batch import REPEATED, Batch, Joined, Texts, arrow, columns_of, has_any, number_text, safe_text

# Dialects named by use: delimiter, decimal mark, line end, byte order mark.
DIALECTS = {"tableur": (";", ",", "\r\n", "\ufeff"), "recherche": (",", ".", "\n", "")}


# In a spreadsheet, a text that is all figures and signs of a number or of a date would become one; quotes say that it
# is a text to those that listen, and to a program they say nothing.
_NUMBER_LIKE = re.compile(r"\d[\d.,:/ Ee-]*")


def csv_bytes(batches: Iterable[Batch], heads: Mapping[str, str], dialect: str) -> Iterator[bytes]:
    """CSV of one dialect; `heads`: column → its head, a column that is absent keeps its name."""
    delimiter, _, end, mark = DIALECTS[dialect]
    names, batches = columns_of(batches)
    yield (mark + delimiter.join(_quoted(heads.get(name, name), dialect) for name in names) + end).encode()
    for batch in batches:
        cells = [_cells(column, dialect) for column in batch.values()]
        is_plain = dialect == "recherche" and not has_any(batch, (delimiter, '"'))
        yield _plain(cells, delimiter, end) if is_plain else _joined(cells, delimiter, end)


def _plain(cells: list[pa.Array], delimiter: str, end: str) -> bytes:
    """Rows of cells none of which is quoted, by Arrow's own writer, which quotes every text or none: the fastest."""
    options = arrow_csv.WriteOptions(include_header=False, delimiter=delimiter, eol=end, quoting_style="none")
    buffer = io.BytesIO()
    arrow_csv.write_csv(pa.record_batch(cells, names=list(map(str, range(len(cells))))), buffer, options)
    return buffer.getvalue()


def _joined(cells: list[pa.Array], delimiter: str, end: str) -> bytes:
    rows = pc.binary_join_element_wise(*cells, delimiter)
    text = pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), end)[0]
    return bytes(text.as_buffer()) + end.encode() * bool(len(rows))


def parquet_bytes(batches: Iterable[Batch], metadata: Mapping[str, str]) -> Iterator[bytes]:
    """Parquet, a group of rows a batch, `metadata` in the file's own."""
    sink, writer = _Sink(), None
    for batch in batches:
        table = arrow(batch)
        if writer is None:
            schema = table.schema.with_metadata({k: v for k, v in metadata.items()})
            writer = parquet.ParquetWriter(sink, schema, compression="zstd")
        writer.write_batch(table.cast(writer.schema))
        yield sink.take()
    if writer:
        writer.close()
    yield sink.take()


def json_rows(batches: Iterable[Batch]) -> Iterator[dict[str, Any]]:
    """Lignes as objects, None where a number is missing; texts are data, not cells of a spreadsheet."""
    for batch in batches:
        table = arrow(batch)
        for row in table.to_pylist():
            yield {name: None if value != value else value for name, value in row.items()}


def _cells(column: Texts | Joined | np.ndarray, dialect: str) -> pa.Array:
    """A column as CSV writes it: texts quoted at need, whole numbers without decimals, booleans as 0 and 1."""
    delimiter, decimal, _, _ = DIALECTS[dialect]
    quoted = partial(_quoted, dialect=dialect)
    if isinstance(column, Texts):
        return arrow({"": column}, partial(_safe_cell, dialect=dialect)).column(0)
    cells = arrow({"": column}).column(0)
    if isinstance(column, Joined):
        is_plain = not any(mark in text for part in column.parts for text in part.values for mark in (delimiter, '"'))
        return cells if is_plain else pa.array(map(quoted, cells.to_pylist()), pa.string())
    if pa.types.is_floating(cells.type):
        cells = pa.array([_number(value, decimal) for value in cells.to_pylist()], pa.string())
    elif pa.types.is_boolean(cells.type):
        cells = cells.cast(pa.int8())
    return pc.fill_null(cells.cast(pa.string()), "")


def _number(value: float | None, decimal: str) -> str | None:
    return None if value is None else number_text(value).replace(".", decimal)


@lru_cache(maxsize=REPEATED)
def _safe_cell(text: str, dialect: str) -> str:
    return _quoted(safe_text(text), dialect)


def _quoted(text: str, dialect: str) -> str:
    """A text on one line as the cell of a dialect."""
    is_quoted = any(mark in text for mark in (DIALECTS[dialect][0], '"'))
    if is_quoted or (dialect == "tableur" and _NUMBER_LIKE.fullmatch(text)):
        return '"' + text.replace('"', '""') + '"'
    return text


class _Sink(io.RawIOBase):
    """A file that nobody seeks in: what was written since it was last taken."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._kept.append(bytes(data))
        self._length += len(self._kept[-1])
        return len(self._kept[-1])

    def tell(self) -> int:
        return self._length

    def take(self) -> bytes:
        taken, self._kept = b"".join(self._kept), []
        return taken
