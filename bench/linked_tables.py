"""Tableaux liés: every count offered around the cells of some departments, and what can be solved from them.

A department and a period give one tensor: along each axis, its codes and its totals. The unknown cells are the codes,
"not recorded" among them; each published count is a sum of cells plus a noise of at most D. The axes of a tensor are
AXES, the filters of the page Accès, or those of bench/other_tables.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from data import queries
from data.disclosure import LARGEST_NOISE, MINIMUM_PUBLISHED
from data.engine import Release
from filters import Filters
from nomenclatures import (
    DURATION,
    EMPLOYMENT_STATUS,
    EXIT_KIND,
    FAMILY,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION_GROUPS,
    READINGS,
    REASON,
)

AXES = ("sex", "level", "qualification", "age", "reading", "families")
_STEPS = 300
_WITHOUT_SERVICE = tuple(f for f in FAMILY.codes if f != PUBLIC_EMPLOYMENT_SERVICE)
# Along each axis: the codes that a visitor can ask, first; the number of cells, those of no code included; the totals.
_CODES: dict[str, tuple[object, ...]] = {
    "sex": ("F", "M", "nr"),
    "level": ("2", "3"),
    "qualification": ("q6", "q5", "q4", "q3", "q1"),
    "age": ("a15", "a26", "a45"),
    "reading": ("de", "ao"),
    "families": tuple((f,) for f in FAMILY.codes),
    # The files of crossed groups do not ask for the sex not recorded.
    "known_sex": ("F", "M"),
    "month": tuple(f"{month:02d}" for month in range(1, 13)),
    "status": EMPLOYMENT_STATUS.codes,
    "reason": REASON.codes,
    "exit_kind": EXIT_KIND.codes,
    "duration": DURATION.codes,
    "stratum": ("F-sup", "F-inf", "M-sup", "M-inf"),
}
_CELLS = {
    **{"sex": 3, "level": 2, "qualification": 6, "age": 4, "reading": 3, "families": 5, "known_sex": 3, "month": 12},
    **{"status": 6, "reason": 5, "exit_kind": 3, "duration": 6, "stratum": 9},
}
_TOTALS: dict[str, tuple[tuple[object, tuple[int, ...]], ...]] = {
    "sex": (("", (0, 1, 2)),),
    "level": (("", (0, 1)),),
    "qualification": (
        *((g, tuple(_CODES["qualification"].index(q) for q in codes)) for g, codes in QUALIFICATION_GROUPS.items()),
        ("", (0, 1, 2, 3, 4, 5)),
    ),
    "age": (("", (0, 1, 2, 3)),),
    "reading": (("ens", (0, 1, 2)),),
    "families": (
        (_WITHOUT_SERVICE, tuple(FAMILY.codes.index(f) for f in _WITHOUT_SERVICE)),
        (FAMILY.codes, tuple(range(len(FAMILY)))),
    ),
    "known_sex": (("", (0, 1, 2)),),
    "month": (("", tuple(range(12))),),
    "status": tuple(
        (reading, tuple(EMPLOYMENT_STATUS.position(code) for code in READINGS[reading]))
        for reading in ("de", "ao", "ens")
    ),
    "reason": (("", tuple(range(len(REASON)))),),
    "exit_kind": (("", tuple(range(len(EXIT_KIND)))),),
    "duration": (("", tuple(range(len(DURATION)))),),
    # Cells 4 and 5: women and men of unknown level; 6 to 8: unknown sex, by level. Totals: the other strata, the
    # entries of no stratum of each axis, everybody.
    "stratum": (
        ("F", (0, 1, 4)),
        ("M", (2, 3, 5)),
        ("sexe", (6, 7, 8)),
        ("sup", (0, 2, 6)),
        ("inf", (1, 3, 7)),
        ("qualif", (4, 5, 8)),
        ("croise", (4, 5, 6, 7, 8)),
        ("", tuple(range(9))),
    ),
}


def asked(axis: str) -> tuple[object, ...]:
    """Values that the product offers along an axis, codes first."""
    return (*_CODES[axis], *(value for value, _ in _TOTALS[axis]))


def design(axis: str) -> np.ndarray:
    """1 where a published value counts a cell: float64 array (values asked, cells)."""
    rows = np.eye(len(_CODES[axis]), _CELLS[axis])
    totals = np.array([np.isin(np.arange(_CELLS[axis]), cells) for _, cells in _TOTALS[axis]], dtype=float)
    return np.concatenate([rows, totals])


def codes(axis: str) -> int:
    """How many cells of an axis can be asked alone."""
    return min(len(_CODES[axis]), 2) if axis == "sex" else len(_CODES[axis])


def published(release: Release, departments: Sequence[str], start: str, end: str) -> np.ndarray:
    """Every count offered of some departments over one closed period, float64 array (departments, *AXES)."""
    shape = [len(asked(axis)) for axis in AXES]
    counts: np.ndarray = np.zeros((len(departments), *shape))
    sexes = asked("sex")
    for place in np.ndindex(*shape[1:]):
        chosen = {axis: asked(axis)[i] for axis, i in zip(AXES[1:], place, strict=True)}
        filters = Filters(start=start, end=end, area_level="dep").change(**chosen)
        for i, sex in enumerate(sexes):
            if sex != "nr":
                frame = queries.area_counts(release, filters.change(sex=sex))
                found = dict(zip(frame["area"], frame["count"], strict=True))
                counts[:, i][(slice(None), *place)] = [found[d] for d in departments]
        for row, department in enumerate(departments):
            # Only the key figures ask for the sex not recorded.
            groups = queries.composition(release, filters.change(area=department), "sex")
            counts[row, sexes.index("nr")][place] = groups[department, "nr"]
    return counts


def opened(counts: np.ndarray, axes: Sequence[str], first: int = 1, table: Sequence[str] = AXES) -> np.ndarray:
    """`counts` with the totals of the axes not in `axes` left out, those of `table` from array axis `first` on."""
    for i, axis in enumerate(table):
        if axis not in axes:
            counts = np.take(counts, range(codes(axis)), axis=first + i)
    return counts


def estimate(counts: np.ndarray, axes: Sequence[str], first: int = 1, table: Sequence[str] = AXES) -> np.ndarray:
    """Cells nearest to the published counts (least squares) within their bounds, float64, codes along every axis.

    `counts`: all the counts; only the totals along `axes` are used, so that the others cut it into separate problems.
    """
    told = opened(counts, axes, first, table)
    designs = {first + table.index(axis): design(axis) for axis in axes}
    upper = np.where(told == 0, MINIMUM_PUBLISHED, told + LARGEST_NOISE)
    for axis, matrix in designs.items():
        upper = _least(upper, matrix, axis)
    step = 1.0 / np.prod([np.linalg.norm(m, 2) ** 2 for m in designs.values()])
    cells = _applied(told, {axis: np.linalg.pinv(m) for axis, m in designs.items()})
    cells = ahead = np.clip(cells, 0, upper)
    weight = 1.0
    for _ in range(_STEPS if designs else 0):
        gradient = _applied(_applied(ahead, designs) - told, {axis: m.T for axis, m in designs.items()})
        moved = np.clip(ahead - step * gradient, 0, upper)
        after = (1 + np.sqrt(1 + 4 * weight**2)) / 2
        ahead, cells, weight = moved + (weight - 1) / after * (moved - cells), moved, after
    return opened(cells, (), first, table)


def bounds(
    counts: np.ndarray, axes: Sequence[str], cell: tuple[int, ...], table: Sequence[str] = AXES
) -> tuple[float, float]:
    """Smallest and largest value of one cell that every published count allows: two linear programmes.

    `counts`: those of one department, axes of `table` alone, totals along `axes` only; `cell`: its place.
    """
    place = tuple(slice(None) if axis in axes else slice(i, i + 1) for axis, i in zip(table, cell, strict=True))
    told = counts[place].ravel()
    matrix = np.ones((1, 1))
    target = 0
    for axis, i in zip(table, cell, strict=True):
        if axis in axes:
            matrix = np.kron(matrix, design(axis))
            target = target * _CELLS[axis] + i
    sparse = csr_array(matrix)
    lowest = np.where(told == 0, 0, np.maximum(told - LARGEST_NOISE, 1))
    highest = np.where(told == 0, MINIMUM_PUBLISHED, told + LARGEST_NOISE)
    # A count published as 5 or more is of one entry at least; one published as 0 is of five at most.
    cost = np.zeros(sparse.shape[1])
    cost[target] = 1
    both = csr_array(np.concatenate([matrix, -matrix]))
    limits = np.concatenate([highest, -lowest])
    solved = [linprog(sign * cost, A_ub=both, b_ub=limits, bounds=(0, None), method="highs") for sign in (1, -1)]
    return float(solved[0].fun), float(-solved[1].fun)


def _applied(tensor: np.ndarray, matrices: dict[int, np.ndarray]) -> np.ndarray:
    for axis, matrix in matrices.items():
        tensor = np.moveaxis(np.tensordot(matrix, tensor, axes=(1, axis)), 0, axis)
    return tensor


def _least(upper: np.ndarray, matrix: np.ndarray, axis: int) -> np.ndarray:
    """For each cell along an axis, the smallest bound of the counts that it is part of."""
    moved = np.moveaxis(upper, axis, 0)
    return np.moveaxis(np.stack([moved[matrix[:, i] > 0].min(axis=0) for i in range(matrix.shape[1])]), 0, axis)
