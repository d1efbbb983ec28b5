"""Groupes croisés: the closed groups that entries may be counted by at once, and how many rows that makes.

Every row is a question that the page Accès answers too, with the same noise; rows of 0 are there as the others, since
their absence would tell a true zero from « 0 à 4 ».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

import numpy as np

from data.calendar import activity, expected_months, months_between, months_of
from data.engine import Release
from data.published import CROSSED, counts_of_crossed_groups
from filters import Filters
from geo.areas import FRANCE, Area
from nomenclatures import (
    AGE,
    FAMILY,
    LEVEL,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION,
    QUALIFICATION_GROUPS,
    READING,
    SEX,
)

STEPS = ("mois", "an")
MOST_ROWS = 2_000_000
_BATCH_ROWS = 32_768
_WITHOUT = tuple(code for code in FAMILY.codes if code != PUBLIC_EMPLOYMENT_SERVICE)


def _known(nomenclature: Any, *groups: str) -> tuple[str, ...]:
    return ("", *groups, *(category.code for category in nomenclature.known))


# Field of the filters -> the values that a crossing gives it, its total first.
GROUPS: dict[str, tuple[Any, ...]] = {
    "families": (FAMILY.codes, _WITHOUT, *((code,) for code in FAMILY.codes)),
    "reading": READING.codes,
    "sex": _known(SEX),
    "age": _known(AGE),
    "qualification": _known(QUALIFICATION, *QUALIFICATION_GROUPS),
    "level": _known(LEVEL),
}


class Cells(NamedTuple):
    """Cellules of one period, from area `first` on: counts (NaN: not sent), arrays (areas, groups)."""

    period: Filters
    first: int
    areas: tuple[Area, ...]
    counts: np.ndarray
    exact: np.ndarray
    structural: np.ndarray


@dataclass(frozen=True)
class CrossedGroups:
    """Groupes croisés: `filters` fix what `dimensions`, fields of CROSSED, do not part; `step`: month or whole year."""

    filters: Filters
    step: str
    dimensions: tuple[str, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(dict.fromkeys((FRANCE, *self.filters.scope, self.filters.territory)))

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """Valeurs of each field: all its groups, or that of the filters."""
        return {name: GROUPS[name] if name in self.dimensions else (getattr(self.filters, name),) for name in CROSSED}

    def periods(self, release: Release) -> tuple[Filters, ...]:
        """Mois ou années entières of the filters' period that the release covers."""
        covered = months_of(release)
        asked = [m for m in covered if self.filters.start <= m <= self.filters.end]
        if self.step == "mois":
            return tuple(replace(self.filters, start=m, end=m) for m in asked)
        years = dict.fromkeys(m[:4] for m in asked)
        whole = [y for y in years if all(f"{y}-{n:02d}" in asked for n in range(1, 13))]
        return tuple(replace(self.filters, start=f"{y}-01", end=f"{y}-12") for y in whole)

    @property
    def groups(self) -> int:
        return prod(len(values) for values in self.values.values())

    def count(self, release: Release) -> int:
        """Nombre de lignes, known before anything is counted."""
        return len(self.periods(release)) * len(self.areas) * self.groups

    def cells(self, release: Release, start: int = 0, stop: int | None = None) -> Iterator[Cells]:
        """Cellules of the rows `start` to `stop`, by batches of whole areas that hold them; nothing else is counted."""
        groups, areas, values = self.groups, self.areas, self.values
        step = max(1, _BATCH_ROWS // groups)
        total = self.count(release)
        stop = total if stop is None else min(stop, total)
        first, last = start // groups, -(-stop // groups)
        for number, period in enumerate(self.periods(release)):
            low, high = (min(max(row - number * len(areas), 0), len(areas)) for row in (first, last))
            sent, expected = _sent(release, period, values["families"])
            for begin in range(low, high, step):
                batch = areas[begin : min(begin + step, high)]
                count, exact = counts_of_crossed_groups(release, period, batch, values)
                shape = (1, -1, *(1,) * (count.ndim - 2))
                known = (sent | ~expected).reshape(shape)
                structural = np.broadcast_to((~sent & ~expected).reshape(shape), count.shape)
                counted = np.where(known, count.astype(np.float64), np.nan)
                flat = (len(batch), groups)
                yield Cells(period, begin, batch, counted.reshape(flat), exact.reshape(flat), structural.reshape(flat))


def _sent(release: Release, period: Filters, families: tuple[tuple[str, ...], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Whether some family of each value sent a month of the period, and whether some was expected to."""
    months = months_between(period.start, period.end)
    of = (activity(release), expected_months(release))
    found = [[any(not months.isdisjoint(by[f]) for f in value) for value in families] for by in of]
    return np.array(found[0]), np.array(found[1])
