"""Autres tableaux liés: what the pages Recours and Comparer and the files of crossed groups add to the page Accès.

Exits by kind and by duration, status × reason, strata with the entries of none, the months of a year with the year.
Each is one tensor a department and year, as in bench/linked_tables.py, asked through the public queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.linked_tables import asked, codes
from data import queries, recourse_queries, strata_queries
from data.crossed_groups import GROUPS, CrossedGroups
from data.engine import Release
from data.inputs import Simulation
from data.published import CROSSED
from data.schema import TERRITORY
from denominators import STRATA
from filters import Filters
from geo.areas import Area
from nomenclatures import (
    AGE,
    DURATION,
    DURATION_MONTHS,
    EMPLOYMENT_STATUS,
    FAMILY,
    OPERATORS,
    QUALIFICATION,
    QUALIFICATION_GROUPS,
    READINGS,
    SEX,
)

# Counts of departments in a year, float64 array (departments, values asked along each axis).
Published = Callable[[Release, tuple[Area, ...], str], np.ndarray]
_WITHOUT_SERVICE = asked("families")[-2]
_OF_FILE = {"known_sex": "sex"}


@dataclass(frozen=True)
class OtherTable:
    """Tableau lié: its axes, the totals used step after step, those of its linear programme, and how it is asked."""

    name: str
    events: str
    axes: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    programme: tuple[str, ...]
    published: Published

    def exact(self, made: Simulation, areas: tuple[Area, ...], year: str) -> np.ndarray:
        """True counts of the cells asked alone, int64 array (departments, codes along each axis)."""
        rows: pa.Table = getattr(made, self.events)
        shape = [len(areas), *(codes(axis) for axis in self.axes)]
        territory = np.full(len(TERRITORY), -1)
        territory[[TERRITORY.position(area.id) for area in areas]] = np.arange(len(areas))
        columns = [territory[_column(rows, "territory")], *(_places(rows, axis) for axis in self.axes)]
        kept = (_months(rows, "month") // 12 + 1970 == int(year)) & np.all([c >= 0 for c in columns], axis=0)
        place = np.ravel_multi_index([column[kept] for column in columns], shape)
        counts = np.bincount(place, _column(rows, "n")[kept], int(np.prod(shape)))
        return counts.astype(np.int64).reshape(shape)


def _column(rows: pa.Table, name: str) -> np.ndarray:
    found: np.ndarray = rows[name].to_numpy().astype(np.int64)
    return found


def _months(rows: pa.Table, name: str) -> np.ndarray:
    """Months since 1970-01; a missing one is far before."""
    days = rows[name].to_numpy(zero_copy_only=False).astype("datetime64[M]")
    return np.where(np.isnat(days), -(10**6), days.astype(np.int64))


def _places(rows: pa.Table, axis: str) -> np.ndarray:
    """Place of each row along an axis, -1 for a row of no code."""
    if axis == "families":
        return np.array([FAMILY.position(o.family) for o in OPERATORS])[_column(rows, "operator")]
    if axis == "reading":
        places = [
            0 if code in READINGS["de"] else 1 if code in READINGS["ao"] else -1 for code in EMPLOYMENT_STATUS.codes
        ]
        return np.array(places)[_column(rows, "employment_status")]
    if axis == "month":
        return _months(rows, "month") % 12
    if axis == "status":
        return _column(rows, "employment_status")
    if axis == "duration":
        return _durations(rows)
    if axis == "stratum":
        groups = [
            next((i for i, of in enumerate(("sup", "inf")) if code in QUALIFICATION_GROUPS[of]), -1)
            for code in QUALIFICATION.codes
        ]
        sex, group = _column(rows, "sex"), np.array(groups)[_column(rows, "qualification")]
        return np.where((sex == SEX.position("nr")) | (group < 0), -1, 2 * sex + group)
    name = _OF_FILE.get(axis, axis)
    unknown = {"sex": SEX.position("nr"), "age": AGE.position("nr"), "qualification": QUALIFICATION.position("nr")}
    column = _column(rows, name)
    return np.where(column == unknown.get(name, -1), -1, column)


def _durations(rows: pa.Table) -> np.ndarray:
    months = _months(rows, "month") - _months(rows, "entry_month")
    places = np.full(len(months), DURATION.position("nr"))
    for code, (low, high) in DURATION_MONTHS.items():
        places[(months >= low) & (months <= (10**5 if high is None else high))] = DURATION.position(code)
    return places


def _year(year: str, **changes: object) -> Filters:
    return Filters(start=f"{year}-01", end=f"{year}-12", area_level="dep").change(**changes)


def _exits(part: str, axis: str) -> Published:
    def published(release: Release, areas: tuple[Area, ...], year: str) -> np.ndarray:
        shape = (len(areas), len(asked("families")), len(asked("reading")), len(asked(axis)))
        counts: np.ndarray = np.zeros(shape)
        for place, area in enumerate(areas):
            for at, reading in enumerate(asked("reading")):
                for families in (FAMILY.codes, _WITHOUT_SERVICE):
                    filters = _year(year, area=area.id, reading=reading, families=families)
                    for family, of in recourse_queries.exits(release, filters).items():
                        group = asked("families").index((family,) if family else families)
                        counts[place, group, at] = [*getattr(of, part).values(), of.total]
        return counts

    return published


def _reasons(release: Release, areas: tuple[Area, ...], year: str) -> np.ndarray:
    shape = (len(areas), len(asked("families")), len(asked("status")), len(asked("reason")))
    counts: np.ndarray = np.zeros(shape)
    for place, area in enumerate(areas):
        for group, families in enumerate(asked("families")):
            for reading in READINGS:
                filters = _year(year, area=area.id, reading=reading, families=families)
                found = recourse_queries.reasons(release, filters)
                for status, of in found.counts.items():
                    at = asked("status").index(status or reading)
                    counts[place, group, at] = [*of.values(), found.totals[status]]
    return counts


def _strata(release: Release, areas: tuple[Area, ...], year: str) -> np.ndarray:
    counts: np.ndarray = np.zeros((len(areas), len(asked("families")), len(asked("stratum"))))
    names = [area.id for area in areas]
    for group, families in enumerate(asked("families")):
        filters = _year(year, families=families)
        found: dict[object, list[float]] = {}
        for axis in STRATA:
            frame, rest = strata_queries.strata_counts(release, filters, areas, "department", axis, len(areas))
            found |= {name: of["count"].tolist() for name, of in frame.groupby("group")}
            found[axis] = [rest[name] for name in names]
        found[""] = queries.area_counts(release, filters).set_index("area")["count"][names].tolist()
        counts[:, group] = np.transpose([found[value] for value in asked("stratum")])
    return counts


def _crossed_months(release: Release, areas: tuple[Area, ...], year: str) -> np.ndarray:
    """The files of crossed groups, of the year and of its months."""
    axes = ("families", "reading", "known_sex", "age", "qualification", "level")
    order = np.ix_(*([GROUPS[field].index(v) for v in asked(a)] for field, a in zip(CROSSED, axes, strict=True)))
    shape = [len(GROUPS[field]) for field in CROSSED]
    counts: np.ndarray = np.zeros((len(areas), 13, *(len(asked(axis)) for axis in axes)))
    for place, area in enumerate(areas):
        for step, first in (("mois", 0), ("an", 12)):
            crossing = CrossedGroups(_year(year, area=area.id), step, CROSSED)
            # The department is a row of the file; the others are not counted.
            row = crossing.areas.index(area)
            for at in range(len(crossing.periods(release))):
                start = (at * len(crossing.areas) + row) * crossing.groups
                (cell,) = crossing.cells(release, start, start + crossing.groups)
                counts[place, first + at] = cell.counts.reshape(shape)[order]
    return counts


_FLOW = ("families", "reading")
_MONTHS = ("month", *_FLOW, "known_sex", "age", "qualification", "level")
TABLES: tuple[OtherTable, ...] = (
    *(
        OtherTable(f"sorties par {word}", "exits", (*_FLOW, a), ((), (a,), (*_FLOW, a)), (*_FLOW, a), _exits(part, a))
        for word, part, a in (("nature", "of_kind", "exit_kind"), ("durée", "of_duration", "duration"))
    ),
    OtherTable(
        "motifs par statut",
        "entries",
        ("families", "status", "reason"),
        ((), ("status", "reason"), ("families", "status", "reason")),
        ("families", "status", "reason"),
        _reasons,
    ),
    OtherTable(
        "strates",
        "entries",
        ("families", "stratum"),
        ((), ("stratum",), ("families", "stratum")),
        ("families", "stratum"),
        _strata,
    ),
    OtherTable(
        "mois et année", "entries", _MONTHS, ((), ("month",), _MONTHS[:4], _MONTHS), _MONTHS[:4], _crossed_months
    ),
)
