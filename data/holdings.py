"""Contenu d’une version: which source brought which month, and what changed since another version.

A slice is there or it is not; how many entries it holds is never said. Yearly totals are those of data.queries, which
pass the disclosure door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd
from sqlalchemy import select

from data import queries, schema
from data.completeness import completeness
from data.contract.tables import TABLES
from data.engine import Release
from filters import Filters
from geo.areas import AREAS, FRANCE

FLOWS = ("entries", "exits")
# Shares of the lines of a file that were set aside, upper bounds in %.
_SHARES = ((0.0, "aucune"), (1.0, "1 % au plus"), (5.0, "5 % au plus"), (100.0, "plus de 5 %"))


@dataclass(frozen=True)
class Change:
    """Différence entre deux versions.

    `added`, `removed`, `replaced`: (table, operator, first month, last month) of consecutive months, `replaced` being
    those that another source now brings; `new_sources`, `old_sources`: names of sources in one version only; `totals`:
    columns year, before, after, entries of `scope` (NaN where a version covers no month of the year), perturbed.
    """

    added: tuple[tuple[str, str, date, date], ...]
    removed: tuple[tuple[str, str, date, date], ...]
    replaced: tuple[tuple[str, str, date, date], ...]
    new_sources: tuple[str, ...]
    old_sources: tuple[str, ...]
    totals: pd.DataFrame
    scope: str


@lru_cache(maxsize=8)
def received(release: Release) -> pd.DataFrame:
    """Mois transmis: table_name, operator, month (first day), sha256, in that order. Shared: do not write into it."""
    s = schema.slices.c
    rows = release.rows(select(s.table_name, s.operator, s.month, s.sha256).distinct())
    frame = pd.DataFrame(rows, columns=["table_name", "operator", "month", "sha256"], dtype=object)
    return frame.sort_values(["table_name", "operator", "month", "sha256"], ignore_index=True)


@lru_cache(maxsize=8)
def import_log(release: Release) -> pd.DataFrame:
    """Journal des imports, the last loaded first: source, sha256, loaded, table_name, lines, set_aside, note.

    `lines`: lines accepted, None where they are persons, since the size of a file would be an exact count; `set_aside`:
    share of the lines in quarantine, in words.
    """
    log = schema.import_log.c
    statement = select(log.source, log.sha256, log.loaded, log.table_name, log.accepted, log.quarantined, log.note)
    rows = [
        (
            r.source,
            r.sha256,
            r.loaded,
            r.table_name,
            None if _is_personal(r.table_name) else int(r.accepted),
            _share(r.accepted, r.quarantined),
            r.note,
        )
        for r in release.rows(statement.order_by(log.loaded.desc(), log.source, log.table_name))
    ]
    columns = ["source", "sha256", "loaded", "table_name", "lines", "set_aside", "note"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


@lru_cache(maxsize=16)
def matrix(release: Release, table: str) -> pd.DataFrame:
    """Matrice de complétude of "entries" or "exits" over the release's months, as data.completeness gives it."""
    sent = received(release)
    sent = sent[sent["table_name"] == table]
    pairs = set(zip(sent["operator"], sent["month"], strict=True))
    return completeness(pairs, release.card.first_month, release.card.last_month)


@lru_cache(maxsize=16)
def yearly_totals(release: Release) -> dict[int, float]:
    """Entrées de la France par année, after the disclosure door; without the areas that the rates leave out."""
    years = sorted({int(month[:4]) for month in queries.covered_months(release)})
    return {year: _total(release, year) for year in years}


@lru_cache(maxsize=16)
def compare(before: Release, after: Release) -> Change:
    """Ce qui a changé from one version to a later one."""
    old, new = _slices(before), _slices(after)
    common = old.keys() & new.keys()
    of_old, of_new = set(import_log(before)["source"]), set(import_log(after)["source"])
    totals = yearly_totals(before), yearly_totals(after)
    years = sorted(totals[0].keys() | totals[1].keys())
    return Change(
        added=_spans(new.keys() - old.keys()),
        removed=_spans(old.keys() - new.keys()),
        replaced=_spans({key for key in common if old[key] != new[key]}),
        new_sources=tuple(sorted(of_new - of_old)),
        old_sources=tuple(sorted(of_old - of_new)),
        totals=pd.DataFrame(
            {
                "year": years,
                "before": [totals[0].get(year, float("nan")) for year in years],
                "after": [totals[1].get(year, float("nan")) for year in years],
            }
        ),
        scope=_scope(years),
    )


def _slices(release: Release) -> dict[tuple[str, str, date], frozenset[str]]:
    """Slice → the sources that brought it."""
    found: dict[tuple[str, str, date], frozenset[str]] = {}
    for row in received(release).itertuples(index=False):
        key = (row.table_name, row.operator, row.month)
        found[key] = found.get(key, frozenset()) | {row.sha256}
    return found


def _spans(keys: set[tuple[str, str, date]]) -> tuple[tuple[str, str, date, date], ...]:
    """Slices of consecutive months together, in order."""
    spans: list[tuple[str, str, date, date]] = []
    for table, operator, month in sorted(keys):
        if spans and spans[-1][:2] == (table, operator) and _ordinal(month) == _ordinal(spans[-1][3]) + 1:
            spans[-1] = (*spans[-1][:3], month)
        else:
            spans.append((table, operator, month, month))
    return tuple(spans)


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month


def _of_year(year: int) -> Filters:
    return Filters(start=f"{year}-01", end=f"{year}-12")


def _total(release: Release, year: int) -> float:
    counts = queries.area_counts(release, _of_year(year))
    return float(counts.loc[counts["area"] == FRANCE.id, "count"].iloc[0])


def _scope(years: Sequence[int]) -> str:
    """What the totals count, in French: France, without the areas that have no population in some year."""
    found = (queries.denominator_for(_of_year(year)) for year in years)
    without = {AREAS[a].name: None for d in found if d for a in d.excluded_areas}
    return "France" + (f" hors {' et '.join(without)}" if without else "")


def _is_personal(table: str) -> bool:
    return table not in TABLES or TABLES[table].personal


def _share(accepted: int, quarantined: int) -> str:
    share = 100 * quarantined / max(1, accepted + quarantined)
    return next(words for bound, words in _SHARES if share <= bound)
