"""Calendrier d’une version: the months that it covers, those that each operator family sent, those expected of it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from sqlalchemy import select

from data import completeness, schema
from data.engine import Release
from nomenclatures import FAMILY, OPERATORS


@lru_cache(maxsize=8)
def months_of(release: Release) -> tuple[str, ...]:
    """Mois couverts, "YYYY-MM", in order."""
    first, last = (ordinal(f"{day:%Y-%m}") for day in (release.card.first_month, release.card.last_month))
    return tuple(month_at(i) for i in range(first, last + 1))


@lru_cache(maxsize=16)
def sent_months(release: Release, table: str = "entries") -> dict[str, frozenset[str]]:
    """Mois transmis: family → months of the window that the log of imports has of it, of entries or of exits.

    A month sent counts with or without an entry in a given territory: it never says that there is one.
    """
    s = schema.slices.c
    family_of = {o.code: o.family for o in OPERATORS}
    months: dict[str, set[str]] = {family: set() for family in FAMILY.codes}
    for operator, month in release.rows(select(s.operator, s.month).where(s.table_name == table).distinct()):
        months[family_of[operator]].add(f"{month:%Y-%m}")
    return {family: frozenset(sent).intersection(months_of(release)) for family, sent in months.items()}


@lru_cache(maxsize=8)
def activity(release: Release) -> dict[str, frozenset[str]]:
    """Family → months that it sent, among those in which it belongs to the data."""
    sent = sent_months(release)
    return {family: sent[family] & expected for family, expected in expected_months(release).items()}


@lru_cache(maxsize=8)
def expected_months(release: Release) -> dict[str, frozenset[str]]:
    """Family → months of the window in which it belongs to the service: operators' dates and registry of breaks.

    A month expected and not sent has no data; a month that was not expected is a structural zero.
    """
    b = schema.breaks.c
    joined = select(b.family, b.date).where(b.kind == "perimeter", b.source != completeness.SOURCE)
    first = {family: f"{day:%Y-%m}" for family, day in release.rows(joined) if family}
    return {
        family: frozenset(m for m in months_of(release) if m >= first.get(family, "") and _reports(family, m))
        for family in FAMILY.codes
    }


@lru_cache(maxsize=8)
def missing_months(release: Release) -> dict[str, tuple[str, ...]]:
    """Mois manquants: family → months of the window expected of it and not sent, in order."""
    sent = activity(release)
    return {family: tuple(sorted(months - sent[family])) for family, months in expected_months(release).items()}


@lru_cache(maxsize=8)
def outside_months(release: Release) -> dict[str, tuple[str, ...]]:
    """Mois hors champ: family → months of the window in which nothing is expected of it, in order."""
    return {
        family: tuple(m for m in months_of(release) if m not in months)
        for family, months in expected_months(release).items()
    }


def _reports(family: str, month: str) -> bool:
    """Whether an operator of the family exists in the month."""
    return any(
        f"{o.opened:%Y-%m}" <= month and (o.closed is None or month <= f"{o.closed:%Y-%m}")
        for o in OPERATORS
        if o.family == family
    )


def presence(release: Release, families: tuple[str, ...], start: str, end: str) -> tuple[bool, bool]:
    """Whether a count of `families` from `start` to `end` is known, and whether an operator was expected in it.

    It is not known when the release covers no month of the period, or when the operators sent none of those expected;
    known and not expected, it is a structural zero.
    """
    months = months_between(start, end)
    sent, expected = (
        not months.isdisjoint(frozenset().union(*(of[f] for f in families)))
        for of in (activity(release), expected_months(release))
    )
    known = sent or not (expected or months.isdisjoint(months_of(release)))
    return known, sent or not known


def presence_by_month(release: Release, families: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Présence mois par mois of the release's window, bool arrays: known, and expected or sent, as in `presence`."""
    sent, expected = (
        frozenset().union(*(of[f] for f in families)) for of in (activity(release), expected_months(release))
    )
    months = months_of(release)
    known = np.array([month in sent or month not in expected for month in months])
    return known, np.array([month in sent or month in expected for month in months])


def months_between(start: str, end: str) -> frozenset[str]:
    """Months from `start` to `end`, both included."""
    return frozenset(month_at(i) for i in range(ordinal(start), ordinal(end) + 1))


def ordinal(month: str) -> int:
    """Months since 1970-01."""
    return (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1


def month_at(ordinal: int) -> str:
    return f"{1970 + ordinal // 12}-{ordinal % 12 + 1:02d}"
