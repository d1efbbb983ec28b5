"""Comparaison: a territory against its benchmark, and its place among the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from frames import text_column
from indicators.frame import BoolArray
from indicators.intervals import FloatArray


def outcome(lower: ArrayLike, upper: ArrayLike, benchmark: ArrayLike, equivalence: float = 0.05) -> NDArray[np.object_]:
    """Verdict: where an interval lies against the equivalence zone benchmark × (1 ± equivalence).

    "similar": wholly inside (limits included); "higher" / "lower": wholly outside; "undecided": it straddles a limit.
    "" where a bound or the benchmark is missing, or where the benchmark is not positive, since a relative zone
    around 0 means nothing. `equivalence` = 0 leaves the comparison of the interval with the benchmark alone.
    The benchmark is taken as fixed (France includes the area). Raises ValueError unless 0 <= equivalence < 1.
    """
    if not 0 <= equivalence < 1:
        raise ValueError(f"equivalence must be in [0, 1), got {equivalence}")
    low, high, reference = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (lower, upper, benchmark)))
    floor, ceiling = reference * (1 - equivalence), reference * (1 + equivalence)
    codes = np.full(reference.shape, "undecided", dtype=object)
    codes[(low >= floor) & (high <= ceiling)] = "similar"
    codes[low > ceiling] = "higher"
    codes[high < floor] = "lower"
    codes[np.isnan(low) | np.isnan(high) | ~(reference > 0)] = ""
    return codes


def rank_interval(
    lower: ArrayLike, upper: ArrayLike, valid: ArrayLike, within: ArrayLike = 0
) -> tuple[FloatArray, FloatArray]:
    """Intervalle de rang `(rank_low, rank_high)`, rank 1 being the highest value; NaN where not `valid`.

    rank_low = 1 + the number of valid rows whose interval lies wholly above this one's; rank_high = the number of
    valid rows - those wholly below. Intervals that touch are not separated. One-dimensional arrays; a valid row
    has both bounds. `within`: whole numbers, the rows that share one are ranked among themselves.
    """
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    ranked = np.asarray(valid, dtype=bool)
    rank_low, rank_high = np.full(low.shape, np.nan), np.full(low.shape, np.nan)
    cell = np.broadcast_to(np.asarray(within, dtype=np.intp), low.shape)[ranked]

    # Positions on one common scale keep the order of the bounds and, being whole, can be offset by cell exactly.
    scale, position = np.unique(np.concatenate([low[ranked], high[ranked]]), return_inverse=True)
    start = cell * scale.size
    lows, highs = start + position[: cell.size], start + position[cell.size :]
    sorted_lows, sorted_highs = np.sort(lows), np.sort(highs)
    after = np.searchsorted(sorted_lows, start + scale.size)
    rank_low[ranked] = 1 + after - np.searchsorted(sorted_lows, highs, side="right")
    rank_high[ranked] = after - np.searchsorted(sorted_highs, lows)
    return rank_low, rank_high


def minimum_detectable_gap(expected: ArrayLike, phi: float = 1.0) -> FloatArray:
    """Écart minimal détectable, relative to the benchmark: (z.975 + z.80) sqrt(phi) / sqrt(expected).

    Two-sided test at 5 %, power 80 %. `expected`: events expected at the benchmark's rate (NaN where not
    positive); `phi`: overdispersion. Raises ValueError unless phi is positive and finite.
    """
    if not 0 < phi < np.inf:
        raise ValueError(f"phi must be positive and finite, got {phi}")
    events = np.asarray(expected, dtype=np.float64)
    events = np.where(events > 0, events, np.nan)
    return np.asarray((ndtri(0.975) + ndtri(0.80)) * np.sqrt(phi / events))


class Comparison(NamedTuple):
    """Comparaison, one item a row: the benchmark's value, the outcome's code, the rank interval."""

    benchmark: FloatArray
    outcome: NDArray[np.object_]
    rank_low: FloatArray
    rank_high: FloatArray


def compare_to_benchmark(
    counts: pd.DataFrame,
    value: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    valid: BoolArray,
    benchmark: str,
    equivalence: float,
) -> Comparison:
    """Compares every row with the row of the area `benchmark` in the same period and group.

    Reads the columns `area`, `period`, `group` of `counts`, and `compared` (bool) if it has it. Ranks the valid rows of
    a period and group among themselves, but for the benchmark and the rows that are not `compared`: those that are must
    be of one level of territory. Where the benchmark's row is missing or has no value there is no outcome. Raises
    ValueError if a period and group has two benchmark rows.
    """
    cell = cells_of(counts)
    is_benchmark = text_column(counts, "area") == benchmark
    if len(np.unique(cell[is_benchmark])) != is_benchmark.sum():
        raise ValueError(f"several rows of {benchmark} in one period and group")

    of_cell = np.full(cell.max(initial=-1) + 1, np.nan)
    of_cell[cell[is_benchmark]] = value[is_benchmark]
    reference = of_cell[cell]
    verdict = outcome(lower, upper, reference, equivalence)
    verdict[is_benchmark & valid] = "benchmark"

    ranked = valid & is_compared(counts, benchmark)
    return Comparison(reference, verdict, *rank_interval(lower, upper, ranked, within=cell))


def cells_of(counts: pd.DataFrame, columns: tuple[str, ...] = ("period", "group")) -> NDArray[np.intp]:
    """Numéro de case: one whole number a row, from 0, the same for the rows alike in all `columns`."""
    cell = np.zeros(len(counts), dtype=np.intp)
    for name in columns:
        code, codes = pd.factorize(text_column(counts, name), use_na_sentinel=False)
        cell = cell * len(codes) + code
    return cell


def is_compared(counts: pd.DataFrame, benchmark: str) -> BoolArray:
    """Territoires comparés: every row but the benchmark's and, with a column `compared`, those it says not to be."""
    compared = text_column(counts, "area") != benchmark
    if "compared" in counts:
        compared &= counts["compared"].to_numpy(dtype=bool)
    return np.asarray(compared, dtype=bool)
