"""Sommes exactes: entries and key sums of areas, before the disclosure door. For data/queries.py alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from sqlalchemy import select

from data.cube import cube_with
from data.disclosure import KEY_MODULUS
from data.engine import Release
from data.schema import TERRITORY, cube_for
from filters import Filters
from geo.areas import Area, departments
from nomenclatures import EMPLOYMENT_STATUS, FAMILY, QUALIFICATION_GROUPS, READINGS, SEX

Kept = tuple[tuple[str, tuple[str, ...]], ...]


def area_cells(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums, float64 array (2, areas, employment statuses, sexes), the filters on these two lifted."""
    by = _cells(release, filters.start, filters.end, _slice(filters))
    flat = by.reshape(2, len(TERRITORY), -1)
    return (_membership(areas, excluded) @ flat).reshape(2, len(areas), *by.shape[2:])


def place_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums of areas, all the filters applied, int64 array (2, areas)."""
    by = _cells(release, filters.start, filters.end, _slice(filters))
    kept = by[:, :, positions_of(filters.reading)][..., sexes_of(filters.sex)].sum(axis=(2, 3))
    return _whole(kept @ _membership(areas, excluded).T)


def monthly_sums(release: Release, filters: Filters, areas: tuple[Area, ...], excluded: tuple[str, ...]) -> np.ndarray:
    """Entries and key sums by month of the release's window, int64 array (2, areas, months)."""
    statuses = () if filters.reading == "ens" else (("employment_status", READINGS[filters.reading]),)
    sexes = (("sex", (filters.sex,)),) if filters.sex else ()
    by = _monthly_cells(release, (*_slice(filters), *statuses, *sexes))
    return _whole(_membership(areas, excluded) @ by.transpose(0, 2, 1))


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
    """Family → months in which it reported at least one entry, in the whole country."""
    cube = cube_for({"family"})
    found: dict[str, set[str]] = {family: set() for family in FAMILY.codes}
    for family, month in release.rows(select(cube.c.family, cube.c.month).distinct()):
        found[family].add(_of_day(month))
    return {family: frozenset(months) for family, months in found.items()}


def months_between(start: str, end: str) -> frozenset[str]:
    """Months from `start` to `end`, both included."""
    return frozenset(_month(i) for i in range(_ordinal(start), _ordinal(end) + 1))


def _whole(sums: np.ndarray) -> np.ndarray:
    whole = sums.astype(np.int64)
    whole[1] %= KEY_MODULUS
    return whole


def _slice(filters: Filters) -> Kept:
    """The codes that the filters keep, per dimension they restrict, but for sex and employment status."""
    grouped = QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,))
    kept: Sequence[tuple[str, tuple[str, ...]]] = (
        ("family", filters.families if len(filters.families) < len(FAMILY) else ()),
        ("age", (filters.age,) if filters.age else ()),
        ("qualification", grouped if filters.qualification else ()),
        ("level", (filters.level,) if filters.level else ()),
    )
    return tuple((name, codes) for name, codes in kept if codes)


@lru_cache(maxsize=128)
def _cells(release: Release, start: str, end: str, kept: Kept) -> np.ndarray:
    """Cells (entries or key sum, territory, employment status, sex) of one slice: map, table and key figures."""
    by = ("territory", "employment_status", "sex")
    cube = cube_with(release, {*by, *dict(kept)})
    return _modulo(cube.sums((_ordinal(start), _ordinal(end)), dict(kept), by))


@lru_cache(maxsize=64)
def _monthly_cells(release: Release, kept: Kept) -> np.ndarray:
    """Cells (entries or key sum, month of the release's window, territory) of one slice: the series."""
    cube = cube_with(release, {"territory", *dict(kept)})
    months = months_of(release)
    return _modulo(cube.sums((_ordinal(months[0]), _ordinal(months[-1])), dict(kept), ("month", "territory")))


def _modulo(sums: np.ndarray) -> np.ndarray:
    """Key sums modulo 2^32, so that adding a few thousand of them in float64 stays exact."""
    sums[1] %= KEY_MODULUS
    return sums


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


def _of_day(day: date) -> str:
    return f"{day:%Y-%m}"


def _ordinal(month: str) -> int:
    """Months since 1970-01."""
    return (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1


def _month(ordinal: int) -> str:
    return f"{1970 + ordinal // 12}-{ordinal % 12 + 1:02d}"
