"""Sorties simulées: the entries whose path ended before the last month, with what was rendered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.demo import exit_assumptions as assumed
from data.demo.axes import OPERATORS
from data.demo.details import Rows
from data.demo.entries import MONTHS
from data.demo.margins import Margin
from data.demo.raking import draw
from nomenclatures import EXIT_KIND, LEVEL, REASON, SERVICE

UNKNOWN_MONTH = -1
_SHAPE = (len(OPERATORS), len(LEVEL), len(REASON), len(EXIT_KIND))


def exit_rows(entries: Rows, margins: tuple[Margin, ...], rng: np.random.Generator) -> Rows:
    """Lignes de sorties, sorted by month: the columns of `entries` at the exit, entry_month, exit_kind and services.

    `entry_month` is a rank in the entries' months, or `UNKNOWN_MONTH`; `level` is the level reached.
    """
    left = np.flatnonzero(rng.random(entries["month"].size, dtype=np.float32) < assumed.EXITS_REPORTED.number)
    month = entries["month"][left].astype(np.int16) + _months_inside(entries, left, rng)
    inside = month < len(MONTHS)
    left, month = left[inside], month[inside]
    order = np.argsort(month, kind="stable")
    left = left[order]
    rows = {name: column[left] for name, column in entries.items()}
    rows["entry_month"] = rows["month"].copy()
    rows["entry_month"][rng.random(left.size, dtype=np.float32) < assumed.ENTRY_MONTH_UNKNOWN.number] = UNKNOWN_MONTH
    rows["month"] = month[order].astype(np.int8)
    rises = rng.random(left.size, dtype=np.float32) < assumed.LEVEL_RISE.number
    rows["level"] = np.where(rises, np.int8(LEVEL.position("3")), rows["level"])
    rows["exit_kind"] = draw(rows["operator"], assumed.EXIT_KIND_BY_OPERATOR.array(), rng)
    rows["services"] = _services(rows, margins, rng)
    return rows


def _months_inside(entries: Rows, left: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.int16]:
    means = np.outer(assumed.DURATION.array(), [1.0, assumed.DURATION_LEVEL_3.number]).astype(np.float32)
    mean = means[entries["operator"][left], entries["level"][left]]
    # One month at least, then the integer part of an exponential: its mean is about half a month short.
    extra = rng.standard_exponential(left.size, dtype=np.float32) * (mean - np.float32(0.5))
    return np.int16(1) + np.minimum(extra, len(MONTHS)).astype(np.int16)


def _services(rows: Rows, margins: tuple[Margin, ...], rng: np.random.Generator) -> NDArray[np.int32]:
    """Services rendus of each exit, a bit mask in the order of the nomenclature, never empty."""
    group = np.zeros(rows["month"].size, np.int16)
    for name, size in zip(("operator", "level", "reason", "exit_kind"), _SHAPE, strict=True):
        group *= np.int16(size)
        group += rows[name]
    table = _service_table()
    training = SERVICE.position("formation")
    counts = np.bincount(group, minlength=len(table))
    published = next(m.value for m in margins if (m.table, m.code) == ("exits", "formation")) / 100
    table[:, training] *= published * counts.sum() / (counts @ table[:, training])
    if table.max() > 1.0:
        raise ValueError("a service has a probability above 1")
    chances = table.astype(np.float32)
    services = np.zeros(group.size, np.int32)
    for bit in range(len(SERVICE)):
        rendered = rng.random(group.size, dtype=np.float32) < np.ascontiguousarray(chances[:, bit])[group]
        services |= rendered.astype(np.int32) << bit
    services[services == 0] = 1 << SERVICE.position("information")
    return services


def _service_table() -> NDArray[np.float64]:
    """Probability of each service, (operator × level × reason × exit kind, service); training is only relative."""
    by_level = assumed.SERVICES_BY_LEVEL.array()
    by_level[:, SERVICE.position("formation")] = 1.0
    by_operator = np.ones((len(OPERATORS), len(SERVICE)))
    by_operator[:, SERVICE.position("formation")] = assumed.TRAINING_BY_OPERATOR.array()
    table = (
        by_operator[:, None, None, None]
        * by_level[None, :, None, None]
        * assumed.SERVICES_BY_REASON.array()[None, None, :, None]
        * assumed.SERVICES_BY_KIND.array()[None, None, None, :]
    )
    return table.reshape(-1, len(SERVICE))
