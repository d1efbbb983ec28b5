"""Couverture par territoire: what `geo/catchment.py` and `geo/inequality.py` say of one place, said of each of many.

`groups`: the number of each commune's territory from 0, -1 for none of them; results have one item a territory.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.distance import FloatArray, IntArray
from geo.inequality import population_quantiles


def group_sums(values: ArrayLike, groups: IntArray, size: int) -> FloatArray:
    """Somme by territory; 0 where it has no commune."""
    inside = groups >= 0
    kept = np.asarray(values, dtype=np.float64)[inside]
    return np.bincount(groups[inside], kept, minlength=size).astype(np.float64)


def group_means(people: FloatArray, values: ArrayLike, groups: IntArray, size: int) -> FloatArray:
    """Moyenne of the persons of each territory; NaN where nobody lives. With a mask, the share of those it holds."""
    total = group_sums(people, groups, size)
    held = group_sums(people * np.asarray(values, dtype=np.float64), groups, size)
    return np.asarray(np.divide(held, total, out=np.full(size, np.nan), where=total > 0))


def group_quantiles(
    people: FloatArray, values: FloatArray, groups: IntArray, size: int, shares: Sequence[float]
) -> FloatArray:
    """Quantiles of the persons of each territory, as `population_quantile`, one column a share; NaN where nobody
    lives."""
    lived = (groups >= 0) & (people > 0)
    # Sorted once for all territories, each then in one piece: what is sorted already costs nothing.
    rank = np.argsort(values[lived], kind="stable")
    of = groups[lived][rank]
    order = np.argsort(of.astype(np.int16), kind="stable")
    starts = np.searchsorted(of[order], np.arange(size + 1))
    weight, value = people[lived][rank][order], values[lived][rank][order]
    pieces = [slice(starts[k], starts[k + 1]) for k in range(size)]
    found = [population_quantiles(weight[piece], value[piece], shares) for piece in pieces]
    return np.array(found, dtype=np.float64).reshape(size, len(shares))


def thirds(values: ArrayLike) -> tuple[NDArray[np.int64], tuple[float, float]]:
    """Tiers: 0 for the strongest third of the values, 1, 2 for the weakest, -1 where missing; and the two cuts.

    A value equal to a cut is below it. Without three values nothing is parted: all are -1 and the cuts NaN.
    """
    value = np.asarray(values, dtype=np.float64)
    known = np.sort(value[np.isfinite(value)])
    if len(known) < 3:
        return np.full(value.shape, -1, dtype=np.int64), (np.nan, np.nan)
    low, high = (float(v) for v in np.quantile(known, [1 / 3, 2 / 3], method="inverted_cdf"))
    found = np.where(value <= low, 2, np.where(value <= high, 1, 0))
    return np.where(np.isfinite(value), found, -1).astype(np.int64), (low, high)
