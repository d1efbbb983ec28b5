"""Blocs fermés: the sets of months and operators that noise is drawn for, once each; any count is a sum of them.

Were noise drawn for each of the 946 ranges of months and 31 unions of operators that a visitor can ask, their
differences would average it away.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from data.calendar import month_at, months_between, ordinal, sent_months
from data.engine import Release
from filters import Filters
from nomenclatures import FAMILY, PUBLIC_EMPLOYMENT_SERVICE

WITHOUT_SERVICE = tuple(family for family in FAMILY.codes if family != PUBLIC_EMPLOYMENT_SERVICE)


class Block(NamedTuple):
    """Bloc fermé: a calendar year or a month, of all the operators, all but the public service, or one family."""

    start: str
    end: str
    families: tuple[str, ...]


def blocks_of(release: Release, filters: Filters, events: str = "entries") -> tuple[Block, ...]:
    """Blocs of a question, in order of time; they depend on what the log says was sent of it, not on its words.

    What was not sent has no row: a family absent from a year is left out of it, and months that are all that its
    families sent in the year are the year. Two questions that hold the same months sent have the same blocks. The log
    decides and not the rows: a month sent without one would else be told from « 0 à 4 ».
    """
    return _blocks(release, filters.families, filters.start, filters.end, events)


@lru_cache(maxsize=1024)
def _blocks(release: Release, families: tuple[str, ...], start: str, end: str, events: str) -> tuple[Block, ...]:
    sent = sent_months(release, events)
    found: list[Block] = []
    for year in range(int(start[:4]), int(end[:4]) + 1):
        first, last = f"{year}-01", f"{year}-12"
        of_year = {family: sent[family] & months_between(first, last) for family in FAMILY.codes}
        asked = months_between(max(start, first), min(end, last))
        kept = tuple(family for family in FAMILY.codes if family in families and of_year[family] & asked)
        if all(of_year[family] <= asked for family in kept):
            present = tuple(family for family in FAMILY.codes if of_year[family])
            found += [Block(first, last, group) for group in _groups(kept, present)]
        else:
            months = [month_at(i) for i in range(ordinal(min(asked)), ordinal(max(asked)) + 1)]
            found += [Block(month, month, group) for month in months for group in _of_month(sent, families, month)]
    return tuple(found) or (Block(start, end, families),)


@lru_cache(maxsize=256)
def groups_by_month(
    release: Release, families: tuple[str, ...], months: tuple[str, ...], events: str = "entries"
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Closed groups of operators of each month, none where none of them sent it."""
    sent = sent_months(release, events)
    return tuple(_of_month(sent, families, month) for month in months)


def _of_month(sent: dict[str, frozenset[str]], families: tuple[str, ...], month: str) -> tuple[tuple[str, ...], ...]:
    present = tuple(family for family in FAMILY.codes if month in sent[family])
    return _groups(tuple(family for family in present if family in families), present)


def _groups(kept: tuple[str, ...], present: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The closed groups that make `kept`, of the families present: all, one, all but the service, else one by one."""
    if kept == present:
        return (FAMILY.codes,) if kept else ()
    if len(kept) > 1 and kept == tuple(family for family in present if family != PUBLIC_EMPLOYMENT_SERVICE):
        return (WITHOUT_SERVICE,)
    return tuple((family,) for family in kept)
