"""Tableau de résultats: the one shape that every indicator returns, and how the counts it starts from are read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from frames import small_frame, text_column
from indicators.intervals import FloatArray

BoolArray = NDArray[np.bool_]

RESULT_COLUMNS = (
    "area",
    "period",
    "group",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "confidence",
    "statistic",
    "method",
    "benchmark",
    "outcome",
    "rank_low",
    "rank_high",
    "cell_status",
)
# Fewer events support no verdict. Where there are fewer in all, cell_status is TOO_FEW for what needs a sum of them.
FEWEST_EVENTS = 10
TOO_FEW = "too_few"


def result_frame(**arrays: Any) -> pd.DataFrame:
    """Tableau de résultats: one frame, built once, with exactly RESULT_COLUMNS in their order.

    Every column is given by name, as an array with one item a row; texts are arrays of objects. Raises TypeError on a
    missing or unknown column, ValueError on unequal lengths.
    """
    if arrays.keys() != set(RESULT_COLUMNS):
        wrong = sorted(arrays.keys() ^ set(RESULT_COLUMNS))
        raise TypeError(f"result_frame takes exactly RESULT_COLUMNS; missing or unknown: {', '.join(wrong)}")
    return small_frame({name: arrays[name] for name in RESULT_COLUMNS})


def extended(result: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Tableau de résultats étendu: `result` followed by more columns, given by name as arrays with one item a row."""
    return small_frame({name: column.to_numpy() for name, column in result.items()} | columns)


def of_group(frame: pd.DataFrame, group: str) -> pd.DataFrame:
    """Lignes d’un groupe of a frame of counts or of results."""
    kept = text_column(frame, "group") == group
    return small_frame({name: column.to_numpy()[kept] for name, column in frame.items()})


class Cells(NamedTuple):
    """Cellules: what the disclosure door let through, one item a row.

    events: the count, NaN if none was found (0 where structural); structural: no operator was active, so zero is
    known; perturbed: neither exempt nor structural; secret: perturbed and 0, be it a true zero or a count noised
    to zero, which must not be told apart; noise: variance of the perturbation, 0 where exact.
    """

    events: FloatArray
    structural: BoolArray
    perturbed: BoolArray
    secret: BoolArray
    noise: FloatArray


def number_column(counts: pd.DataFrame, name: str) -> FloatArray:
    """The column as floats, a missing value being NaN; ValueError if negative or infinite, KeyError if absent."""
    values = np.asarray(counts[name], dtype=np.float64)
    if ((values < 0) | np.isinf(values)).any():
        raise ValueError(f"column {name!r} must be finite and not negative")
    return values


def read_cells(counts: pd.DataFrame, noise_variance: float) -> Cells:
    """Reads the columns `count`, `exempt` (published exactly) and `active` (False: structural zero).

    A count above 0 where no operator was active is taken as observed. Raises ValueError if `noise_variance` is
    negative or not finite.
    """
    if not 0 <= noise_variance < np.inf:
        raise ValueError(f"noise_variance must be finite and not negative, got {noise_variance}")
    count = number_column(counts, "count")
    structural = ~counts["active"].to_numpy(dtype=bool) & ~(count > 0)
    perturbed = ~counts["exempt"].to_numpy(dtype=bool) & ~structural
    return Cells(
        events=np.where(structural, 0.0, count),
        structural=structural,
        perturbed=perturbed,
        secret=perturbed & (count == 0),
        noise=np.where(perturbed, noise_variance, 0.0),
    )
