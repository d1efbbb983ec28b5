"""Lots de lignes: the columns of some rows of a table that leaves as a file, texts coded, nothing formatted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Texts:
    """Textes: `codes[i]` is the place of the text of row i in `values`."""

    values: tuple[str, ...]
    codes: np.ndarray


@dataclass(frozen=True)
class Joined:
    """Textes mis bout à bout, row by row."""

    parts: tuple[Texts, ...]


# Texts kept as they are written: those of a long table are the same in each of its batches.
REPEATED = 8192
Batch = dict[str, Texts | Joined | np.ndarray]


@lru_cache(maxsize=REPEATED)
def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula, on one line."""
    whole = " ".join(text.splitlines()).replace("\t", " ")
    return f"'{whole}" if text.startswith(FORMULA_STARTS) else whole


def batch_of(frame: pd.DataFrame) -> Batch:
    """Un lot: the rows of a frame. A missing text is empty, a missing number stays missing."""
    return {str(name): _column(frame[name]) for name in frame.columns}


def arrow(batch: Batch, text: Callable[[str], str] = safe_text) -> pa.RecordBatch:
    """The batch as Arrow columns, missing numbers null; `text`: what makes each text safe where it goes."""
    return pa.record_batch([_arrow(column, text) for column in batch.values()], names=list(batch))


def has_any(batch: Batch, marks: tuple[str, ...]) -> bool:
    """Whether a text of the batch holds one of the marks."""
    parts = (part for of in batch.values() for part in (of.parts if isinstance(of, Joined) else (of,)))
    return any(mark in text for of in parts if isinstance(of, Texts) for text in of.values for mark in marks)


def text_rows(batch: Batch, most: int | None = None) -> Iterator[tuple[str, ...]]:
    """The rows as the dialect "recherche" writes them, cell by cell; at most so many."""
    columns = [column_texts(column) for column in arrow(batch).columns]
    return islice(zip(*columns, strict=True), most)


def number_text(value: float) -> str:
    """A number as written: unrounded, without the decimals of a whole one."""
    return repr(float(value)).removesuffix(".0")


def columns_of(batches: Iterable[Batch]) -> tuple[tuple[str, ...], Iterator[Batch]]:
    """Names of the columns, and the batches with the one that was read to know them."""
    remaining = iter(batches)
    first = next(remaining)

    def all_of_them() -> Iterator[Batch]:
        yield first
        yield from remaining

    return tuple(first), all_of_them()


def column_texts(column: pa.Array) -> list[str]:
    """The cells of a column as the dialect "recherche" writes them."""
    values = column.to_pylist()
    if pa.types.is_boolean(column.type):
        return ["" if v is None else str(int(v)) for v in values]
    if pa.types.is_floating(column.type):
        return ["" if v is None else number_text(v) for v in values]
    return ["" if v is None else str(v) for v in values]


def _column(series: pd.Series) -> Texts | np.ndarray:
    if pd.api.types.is_bool_dtype(series) or pd.api.types.is_numeric_dtype(series):
        return np.asarray(series)
    codes, values = pd.factorize(series.astype(object), use_na_sentinel=True)
    if any(isinstance(value, (bool, np.bool_, int, float)) for value in values):
        return np.array([np.nan if pd.isna(v) else float(v) for v in series], dtype=np.float64)
    texts = ("", *(str(value) for value in values))
    return Texts(texts, codes.astype(np.int32) + 1)


def _arrow(column: Texts | Joined | np.ndarray, text: Callable[[str], str]) -> pa.Array:
    if isinstance(column, Texts):
        return pa.array([text(value) for value in column.values], pa.string()).take(pa.array(column.codes))
    if isinstance(column, Joined):
        return pc.binary_join_element_wise(*(_arrow(part, text) for part in column.parts), "")
    if isinstance(column, np.ma.MaskedArray):
        return pa.array(column.data, mask=np.ma.getmaskarray(column))
    return pa.array(column, from_pandas=True)
