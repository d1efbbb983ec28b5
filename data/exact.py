"""Sommes exactes: entries and key sums of areas, before the disclosure door. For data/queries.py alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from sqlalchemy import select

from data import schema
from data.cube import CELL, cube_with
from data.disclosure import KEY_MODULUS
from data.engine import Release
from data.schema import TERRITORY
from filters import Filters
from geo.areas import Area, departments
from nomenclatures import (
    EMPLOYMENT_STATUS,
    FAMILY,
    OPERATORS,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION_GROUPS,
    READINGS,
    SEX,
)

Kept = tuple[tuple[str, tuple[str, ...]], ...]
_PROFILE = (len(EMPLOYMENT_STATUS), len(SEX))


def profile_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums, int64 array (2, blocks, areas, statuses, sexes), the filters on these two lifted."""
    member = _membership(areas, excluded)
    blocks = [member @ months.reshape(2, len(TERRITORY), -1) for months in _blocks(release, filters)]
    return _whole(np.stack(blocks, axis=1).reshape(2, len(blocks), len(areas), *_PROFILE))


def area_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums, all the filters applied, int64 array (2, blocks, areas)."""
    statuses, sexes = positions_of(filters.reading), sexes_of(filters.sex)
    kept = [months[:, :, statuses][..., sexes].sum(axis=(2, 3)) for months in _blocks(release, filters)]
    return _whole(np.stack(kept, axis=1) @ _membership(areas, excluded).T)


def monthly_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums by month of the window, all the filters applied, int64 array (2, blocks, areas, months)."""
    member = _membership(areas, excluded)
    statuses, sexes = positions_of(filters.reading), sexes_of(filters.sex)
    blocks = []
    for families in family_blocks(filters.families):
        cells = _cells(release, _slice(filters, families))
        kept = cells[:, :, :, statuses][..., sexes].sum(axis=(3, 4), dtype=np.float64)
        blocks.append(member @ kept.transpose(0, 2, 1))
    return _whole(np.stack(blocks, axis=1))


def period_blocks(filters: Filters) -> tuple[tuple[str, str], ...]:
    """The closed periods that a period is made of: whole calendar years, and the months that are left.

    Noise is drawn once for each closed block. Were it drawn for each of the 946 ranges of months that a visitor can
    ask, their differences would average it away.
    """
    blocks: list[tuple[str, str]] = []
    month = _ordinal(filters.start)
    while month <= (last := _ordinal(filters.end)):
        length = 12 if month % 12 == 0 and month + 11 <= last else 1
        blocks.append((_month(month), _month(month + length - 1)))
        month += length
    return tuple(blocks)


def family_blocks(families: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The closed groups of operators: all, all but the public employment service, one family; other unions are sums."""
    without_service = tuple(f for f in FAMILY.codes if f != PUBLIC_EMPLOYMENT_SERVICE)
    if families in (FAMILY.codes, without_service):
        return (families,)
    return tuple((family,) for family in families)


def positions_of(reading: str) -> list[int]:
    """Positions of the employment statuses that a reading counts."""
    return [EMPLOYMENT_STATUS.position(status) for status in READINGS[reading]]


def sexes_of(sex: str) -> list[int]:
    """Position of a sex, or of all of them for ""."""
    return [SEX.position(sex)] if sex else list(range(len(SEX)))


@lru_cache(maxsize=8)
def months_of(release: Release) -> tuple[str, ...]:
    """Mois couverts, "YYYY-MM", in order."""
    first, last = (_ordinal(f"{day:%Y-%m}") for day in (release.card.first_month, release.card.last_month))
    return tuple(_month(i) for i in range(first, last + 1))


@lru_cache(maxsize=8)
def activity(release: Release) -> dict[str, frozenset[str]]:
    """Family → months in which it belongs to the data, as the operators' dates and the registry of breaks declare it.

    Declared, not observed: an observed month would publish that it has at least one entry.
    """
    joined = select(schema.breaks.c.family, schema.breaks.c.date).where(schema.breaks.c.kind == "perimeter")
    first = {family: f"{day:%Y-%m}" for family, day in release.rows(joined) if family}
    return {
        family: frozenset(m for m in months_of(release) if m >= first.get(family, "") and _reports(family, m))
        for family in FAMILY.codes
    }


def _reports(family: str, month: str) -> bool:
    """Whether an operator of the family exists in the month."""
    return any(
        f"{o.opened:%Y-%m}" <= month and (o.closed is None or month <= f"{o.closed:%Y-%m}")
        for o in OPERATORS
        if o.family == family
    )


def months_between(start: str, end: str) -> frozenset[str]:
    """Months from `start` to `end`, both included."""
    return frozenset(_month(i) for i in range(_ordinal(start), _ordinal(end) + 1))


def _blocks(release: Release, filters: Filters) -> Iterator[np.ndarray]:
    """Cells of each closed block of operators and period, float64 array (2, territories, statuses, sexes)."""
    for families in family_blocks(filters.families):
        cells = _cells(release, _slice(filters, families))
        for first, last in period_blocks(filters):
            yield cells[:, _rows(release, first, last)].sum(axis=1, dtype=np.float64)


def _whole(sums: np.ndarray) -> np.ndarray:
    whole = sums.astype(np.int64)
    whole[1] %= KEY_MODULUS
    return whole


def _slice(filters: Filters, families: tuple[str, ...]) -> Kept:
    """The codes kept per dimension that the filters restrict, but for sex and employment status."""
    grouped = QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,))
    kept: Sequence[tuple[str, tuple[str, ...]]] = (
        ("family", families if len(families) < len(FAMILY) else ()),
        ("age", (filters.age,) if filters.age else ()),
        ("qualification", grouped if filters.qualification else ()),
        ("level", (filters.level,) if filters.level else ()),
    )
    return tuple((name, codes) for name, codes in kept if codes)


@lru_cache(maxsize=48)
def _cells(release: Release, kept: Kept) -> np.ndarray:
    """Cells of one slice, uint32 array (entries or key sum, month, territory, employment status, sex), 0.7 MB.

    Every map, table, key figure and series of the slice is a sum of them, whatever the period, reading or sex.
    """
    sums = cube_with(release, {*CELL, *dict(kept)}).sums(dict(kept))
    sums[1] %= KEY_MODULUS
    return sums.astype(np.uint32)


def _rows(release: Release, first: str, last: str) -> slice:
    """Rows of the months from `first` to `last` that the release covers."""
    start, count = _ordinal(months_of(release)[0]), len(months_of(release))
    low, high = (min(max(_ordinal(m) - start + after, 0), count) for m, after in ((first, 0), (last, 1)))
    return slice(low, max(low, high))


@lru_cache(maxsize=512)
def _membership(areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """1 where a territory belongs to an area, float64 array (areas, territories); France leaves out `excluded`."""
    rows = np.zeros((len(areas), len(TERRITORY)))
    for row, area in zip(rows, areas, strict=True):
        if area.level == "france":
            row[[TERRITORY.position(code) for code in TERRITORY.codes if code not in excluded]] = 1
        else:
            row[TERRITORY.position(area.id)] = 1
            if area.level == "region":
                row[[TERRITORY.position(d.id) for d in departments(area.code)]] = 1
    return rows


def _ordinal(month: str) -> int:
    """Months since 1970-01."""
    return (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1


def _month(ordinal: int) -> str:
    return f"{1970 + ordinal // 12}-{ordinal % 12 + 1:02d}"
