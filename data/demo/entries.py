"""Entrées simulées: exact counts from the joint table, then a month, a department and the details of each row."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.demo.axes import OPERATORS, READINGS
from data.demo.details import Rows, add_details
from data.demo.flow_assumptions import BACKLOG, GROWTH, MONTH_SPREAD, SEASONALITY
from data.demo.margins import Margin
from data.demo.profile import AXES, READING_OF_STATUS, joint_table
from data.demo.raking import apportion
from data.demo.territory import PLACES, Actives, places_within, positions, weights_within
from nomenclatures import OPERATOR

FIRST_YEAR = 2015
MONTHS = tuple(date(FIRST_YEAR + m // 12, m % 12 + 1, 1) for m in range(43))
# The report's own reserves: missions locales absent before 2017, Pôle emploi reporting from January 2016, that month
# holding entries of 2015.
_FIRST_MONTH = {"pole_emploi": date(2016, 1, 1), "missions_locales": date(2017, 1, 1)}
_BACKLOG_MONTH = ("pole_emploi", date(2016, 1, 1))


def entry_rows(total: int, margins: tuple[Margin, ...], actives: Actives, rng: np.random.Generator) -> Rows:
    """Lignes d'entrées, `total` of them, sorted by month: one integer array per column.

    `month` is the rank in `MONTHS`, `operator` the rank in `OPERATORS`; the rest are positions in the nomenclatures.
    """
    counts = apportion(joint_table(margins, actives, rng), total, rng)
    cells = np.nonzero(counts)
    repeats = counts[cells]
    rows: Rows = {
        name: np.repeat(index.astype(np.int8), repeats)
        for name, index in zip(AXES, cells, strict=True)
        if name != "place"
    }
    rows["month"], rows["territory"] = _months_and_territories(counts, actives, rng)
    add_details(rows, margins, rng)
    order = np.argsort(rows["month"], kind="stable")
    return {name: column[order] for name, column in rows.items()}


def _months_and_territories(
    counts: NDArray[np.int64], actives: Actives, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.int16]]:
    """Mois et territoire of every row: exact counts by operator, region and reading, then a shuffle within each."""
    by_status = counts.sum(axis=(3, 4, 5, 6))
    months = np.empty(counts.sum(), np.int8)
    territories = np.empty(counts.sum(), np.int16)
    weights = {place: weights_within(place, actives, rng) for place in PLACES}
    calendar = month_weights()
    start = 0
    for operator in range(len(OPERATORS)):
        for rank, place in enumerate(PLACES):
            inside = positions(places_within(place))
            noise = np.exp(MONTH_SPREAD.number * rng.standard_normal((inside.size, len(MONTHS))))
            # Statuses of one reading follow each other in the nomenclature, so that their rows do as well.
            for reading in range(len(READINGS)):
                size = int(by_status[operator, rank, reading == READING_OF_STATUS].sum())
                shares = weights[place][operator, reading][:, None] * calendar[operator] * noise
                cells = np.repeat(np.arange(shares.size), apportion(shares, size, rng).ravel())
                cells = rng.permutation(cells)
                months[start : start + size] = cells % len(MONTHS)
                territories[start : start + size] = inside[cells // len(MONTHS)]
                start += size
    return months, territories


def month_weights() -> NDArray[np.float64]:
    """Poids de chaque mois, (operators, months): season, growth, months without the operator, and the backlog."""
    rank = np.arange(len(MONTHS))
    weights = SEASONALITY.array()[rank % 12] * (1.0 + GROWTH.array()[:, None]) ** (rank / 12)
    for operator, first in _FIRST_MONTH.items():
        weights[OPERATORS.index(operator), : MONTHS.index(first)] = 0.0
    operator, month = _BACKLOG_MONTH
    weights[OPERATORS.index(operator), MONTHS.index(month)] *= BACKLOG.number
    return weights


def reported_months() -> list[tuple[int, date]]:
    """Mois que chaque opérateur est réputé transmettre: (position of the operator, month), with or without an entry."""
    return [
        (OPERATOR.position(operator), month)
        for operator in OPERATORS
        for month in MONTHS
        if _FIRST_MONTH.get(operator, MONTHS[0]) <= month
    ]
