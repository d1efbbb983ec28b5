"""Calage sur marges: iterative proportional fitting, exact integer apportionment and conditional draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Margin = tuple[tuple[int, ...], Floats]


def rake(table: Floats, margins: Sequence[Margin], tolerance: float = 1e-8, rounds: int = 500) -> Floats:
    """Calage itératif: the table closest to `table` whose sums over `axes` equal each margin.

    `margins` is a sequence of (axes kept, target sums), the axes in increasing order; zero cells stay zero.
    Deming and Stephan (1940). Raises ValueError when the margins cannot be met (structural zeros, unequal totals).
    """
    table = table.astype(np.float64)
    for _ in range(rounds):
        gap = 0.0
        for axes, target in margins:
            others = tuple(a for a in range(table.ndim) if a not in axes)
            current = table.sum(axis=others)
            gap = max(gap, float(np.abs(current - target).max()) / float(target.sum()))
            factor = np.divide(target, current, out=np.zeros_like(current), where=current > 0)
            table *= np.expand_dims(factor, others)
        if gap < tolerance:
            return table
    raise ValueError(f"the margins cannot be met: a gap of {gap:.2e} is left after {rounds} rounds")


def apportion(weights: Floats, total: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Arrondi contrôlé: integers that sum to `total`, each within 1 of its exact share, unbiased.

    Systematic sampling with one random start, so the sum over any run of consecutive cells is also within 1.
    """
    bounds = np.cumsum(weights.ravel())
    bounds *= total / bounds[-1]
    bounds[-1] = total
    counts = np.diff(np.floor(bounds + rng.random()), prepend=0.0)
    return counts.astype(np.int64).reshape(weights.shape)


def draw(groups: NDArray[np.integer], probabilities: Floats, rng: np.random.Generator) -> NDArray[np.int8]:
    """Tirage conditionnel: one category per row, row `i` under the distribution `probabilities[groups[i]]`.

    `probabilities` is (groups, categories); each row is normalised. Raises ValueError on a used row that sums to 0.
    """
    totals = probabilities.sum(axis=1, keepdims=True)
    if groups.size and not totals[np.unique(groups)].all():
        raise ValueError("a group has no possible category")
    shares = np.divide(probabilities, totals, out=np.zeros_like(probabilities, dtype=np.float64), where=totals > 0)
    bounds = np.cumsum(shares, axis=1).astype(np.float32)
    # A last possible category must catch everything above: rounding would let a draw fall into an impossible one.
    bounds[np.arange(bounds.shape[1]) >= _last_possible(shares)[:, None]] = 1.0
    uniform = rng.random(groups.size, dtype=np.float32)
    chosen = np.zeros(groups.size, np.int8)
    for category in range(bounds.shape[1] - 1):
        chosen += uniform >= np.ascontiguousarray(bounds[:, category])[groups]
    return chosen


def _last_possible(shares: Floats) -> NDArray[np.intp]:
    return np.asarray(shares.shape[1] - 1 - np.argmax(shares[:, ::-1] > 0, axis=1))
