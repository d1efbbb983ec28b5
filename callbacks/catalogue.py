"""Catalogue des tableaux publiés: every table of every page, and the crossing, each under one name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from callbacks.crossed import CROSSING_FIELDS, crossed_batches, crossed_columns, crossing_of
from callbacks.default_periods import PeriodOf
from callbacks.page import Page
from data.default_period import default_period
from data.engine import Release
from data.files.batch import Batch, Texts, batch_of, text_rows
from data.files.fingerprint import fingerprint
from filters import CHOICES, KEYS, VIEWS, Filters
from indicators.catalogue import CATALOGUE, ENTRIES, Indicator
from indicators.columns import TEXT, Column, column

CROSSING = "entrees-croisees"
# A region, since some tables compare one with France.
_EXAMPLE = Filters(area="R76")
Rows = Callable[[Release, Filters], pd.DataFrame]
# The frame of one view, with what cites it; made by callbacks/files.py, which knows the address.
Cite = Callable[[pd.DataFrame, Filters, str], pd.DataFrame]


class Question(NamedTuple):
    """Question à un tableau: filters, and for the crossing its step and the fields that it parts."""

    filters: Filters
    step: str = "mois"
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Contenu: how many rows, known beforehand, and those asked for, by batches."""

    count: int
    batches: Iterator[Batch]


@dataclass(frozen=True)
class PublishedTable:
    """Tableau publié: `path`, the page that shows it; `fields`, the filters that it reads; no `rows`: the crossing.

    `default_period`: what an address that names no period asks, as on its page; `shown`: the choices of view under
    which the page shows it.
    """

    name: str
    title: str
    path: str
    fields: tuple[str, ...]
    rows: Rows | None
    default_period: PeriodOf = default_period
    shown: tuple[tuple[str, str], ...] = ()

    @property
    def is_crossing(self) -> bool:
        return self.rows is None

    def columns(self, release: Release) -> tuple[Column, ...]:
        """Colonnes, in the order of its files."""
        return tuple(column(name) for name in _names(self, release))

    def heads(self, release: Release, dialect: str) -> dict[str, str]:
        """Column → its head: French for a spreadsheet, its stable name for a program."""
        return {c.name: c.label if dialect == "tableur" else c.name for c in self.columns(release)}

    def indicators(self, release: Release) -> tuple[Indicator, ...]:
        """Indicateurs of its rows, () for a table that states its definitions itself."""
        return _indicators(self, release)

    def definitions(self, release: Release) -> tuple[tuple[str, str], ...]:
        """Définitions of its rows, as (term, text)."""
        found = self.indicators(release)
        if found or self.rows is None:
            return tuple((f"Définition, {i.short_title}", i.definition) for i in found)
        return tuple(("Définition", text) for text in dict.fromkeys(self.rows(release, _EXAMPLE)["definition"]))

    def view_of(self, filters: Filters) -> Filters:
        """Vue: the filters of the address at which the page shows the answer to `filters`."""
        return replace(filters, **dict(self.shown))  # type: ignore[arg-type]

    def content(
        self, release: Release, question: Question, root: str, cite: Cite, start: int = 0, stop: int | None = None
    ) -> Content:
        """Rows `start` to `stop` of the answer; `root`: the address of the site."""
        if self.rows is None:
            crossing = crossing_of(question.filters, question.step, question.dimensions)
            count = crossing.count(release)
            return Content(count, crossed_batches(release, crossing, root, start, stop))
        rows = _typed(self.rows(release, question.filters), _own_names(self, release))
        frame = cite(rows, self.view_of(question.filters), self.path)
        return Content(len(frame), iter([sealed(self.name, batch_of(frame), slice(start, stop))]))


def sealed(table: str, batch: Batch, kept: slice = slice(None)) -> Batch:
    """The batch with its table and the fingerprint of its content on each row, then the rows kept."""
    length = max(len(of.codes) if isinstance(of, Texts) else len(of) for of in batch.values())  # type: ignore[arg-type]
    once = np.zeros(length, dtype=np.int32)
    batch = batch | {"table": Texts((table,), once)}
    names = [name for name in batch if name != "citation"]
    seal = fingerprint(names, text_rows({name: batch[name] for name in names}))
    whole = batch | {"checksum": Texts((seal,), once)}
    return {
        name: Texts(of.values, of.codes[kept]) if isinstance(of, Texts) else of[kept]  # type: ignore[index]
        for name, of in whole.items()
    }


def published_tables(pages: Collection[Page]) -> dict[str, PublishedTable]:
    """Every table by its name: `<page>-<file>`, titled by the French term of the docstring of its rows."""
    found = [
        PublishedTable(
            f"{page.ids.page}-{name}",
            _title(rows),
            page.path,
            _question_fields(page.fields),
            rows,
            page.default_period,
            tuple(page.shown.get(name, {}).items()),
        )
        for page in pages
        for name, rows in page.tables.items()
        if name not in page.offered or page.offered[name]()
    ]
    found.append(PublishedTable(CROSSING, "Entrées par groupes croisés", "/", CROSSING_FIELDS, None))
    return {table.name: table for table in found}


def _question_fields(fields: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in KEYS if name in fields and (name not in VIEWS or name in CHOICES))


def _title(rows: Rows) -> str:
    return (rows.__doc__ or "").partition(":")[0].strip()


@lru_cache(maxsize=64)
def _names(table: PublishedTable, release: Release) -> tuple[str, ...]:
    if table.rows is None:
        return crossed_columns()
    names = _own_names(table, release)
    own = [name for name in names if name not in AREA_COLUMNS]
    return (*(AREA_COLUMNS if "area" in names else ()), *own, *CITED_COLUMNS, "table", "checksum")


@lru_cache(maxsize=64)
def _indicators(table: PublishedTable, release: Release) -> tuple[Indicator, ...]:
    if table.rows is None:
        return (ENTRIES,)
    frame = table.rows(release, _EXAMPLE)
    codes = dict.fromkeys(frame["indicator"]) if "indicator" in frame else {}
    return tuple(CATALOGUE[code] for code in codes if code in CATALOGUE)


@lru_cache(maxsize=64)
def _own_names(table: PublishedTable, release: Release) -> tuple[str, ...]:
    frame = pd.DataFrame() if table.rows is None else table.rows(release, _EXAMPLE)
    return tuple(str(name) for name in frame.columns if name not in CITED_COLUMNS)


def _typed(rows: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """The rows with the columns that their table announces, each of its kind even where nothing is in it."""
    whole = rows.reindex(columns=[*names, *(name for name in rows.columns if name not in names)])
    empty = [name for name in whole.columns if whole[name].isna().all()]
    numbers = {name: column(name).kind != TEXT for name in empty}
    return whole.astype({name: "float64" if is_number else object for name, is_number in numbers.items()})


AREA_COLUMNS = ("area", "area_code", "area_name", "area_level")
CITED_COLUMNS = ("filters", "data", "release", "permalink", "citation")
