"""Formats: a table, batch after batch, as the bytes of one file. Memory does not grow with the rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from data.files.batch import Batch, arrow, columns_of, has_any, number_text

# Dialects named by use: delimiter, decimal mark, line end, byte order mark.
DIALECTS = {"tableur": (";", ",", "\r\n", "\ufeff"), "recherche": (",", ".", "\n", "")}


def csv_bytes(batches: Iterable[Batch], heads: Mapping[str, str], dialect: str) -> Iterator[bytes]:
    """CSV of one dialect; `heads`: column → its head, a column that is absent keeps its name."""
    delimiter, decimal, end, mark = DIALECTS[dialect]
    names, batches = columns_of(batches)
    head = delimiter.join(_quoted(heads.get(name, name), delimiter) for name in names)
    yield (mark + head + end).encode()
    # Arrow quotes every text or none: its speed is for the long tables, whose texts need no quotes.
    options = arrow_csv.WriteOptions(include_header=False, delimiter=delimiter, eol=end, quoting_style="none")
    for batch in batches:
        written = _written(arrow(batch), decimal)
        if not has_any(batch, (delimiter, '"')):
            buffer = io.BytesIO()
            arrow_csv.write_csv(written, buffer, options)
            yield buffer.getvalue()
        else:
            text = io.StringIO()
            writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
            writer.writerows(zip(*(column.to_pylist() for column in written.columns), strict=True))
            yield text.getvalue().encode()


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


def _written(batch: pa.RecordBatch, decimal: str) -> pa.RecordBatch:
    """The columns as CSV writes them: whole numbers without decimals, booleans as 0 and 1, the decimal mark."""
    columns = []
    for column in batch.columns:
        if pa.types.is_floating(column.type):
            columns.append(pa.array([_number(value, decimal) for value in column.to_pylist()], pa.string()))
        elif pa.types.is_boolean(column.type):
            columns.append(column.cast(pa.int8()))
        else:
            columns.append(column)
    return pa.record_batch(columns, names=batch.schema.names)


def _number(value: float | None, decimal: str) -> str | None:
    return None if value is None else number_text(value).replace(".", decimal)


def _quoted(text: str, delimiter: str) -> str:
    return f'"{text}"' if delimiter in text else text


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
