"""Décroissance avec la distance: how much a site still counts at a cost, 1 at the door and 0 out of reach.

Costs in any shape, kilometres or minutes, in; weights of that shape out. Everywhere here a cost NaN or infinite is
unreachable and weighs 0, and a negative cost, or a threshold that is not positive and finite, raises ValueError.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.distance import FloatArray

Steps = Sequence[tuple[float, float]]


def step_weights(cost: ArrayLike, steps: Steps) -> FloatArray:
    """Poids par paliers: that of the first of `steps` = [(upper bound, weight), …] whose bound is at least the cost.

    A cost equal to a bound is inside it; beyond the last bound the weight is 0. Raises ValueError without a step, or
    unless bounds are positive, finite and rising and weights finite and not negative.
    """
    bounds, weights = (np.array([step[k] for step in steps], dtype=np.float64) for k in (0, 1))
    if not steps:
        raise ValueError("a decay by steps needs one step at least")
    if not ((bounds > 0).all() and (np.diff(bounds) > 0).all() and np.isfinite(bounds).all()):
        raise ValueError(f"upper bounds must be positive, finite and rising, got {bounds.tolist()}")
    if not ((weights >= 0).all() and np.isfinite(weights).all()):
        raise ValueError(f"weights must be finite and not negative, got {weights.tolist()}")
    return np.asarray(np.append(weights, 0.0)[np.searchsorted(bounds, _costs(cost), side="left")])


def linear_weights(cost: ArrayLike, threshold: float) -> FloatArray:
    """Poids linéaires: 1 - cost/threshold, 0 from the threshold on."""
    return np.asarray(np.maximum(1 - _costs(cost) / _positive(threshold), 0))


def gaussian_weights(cost: ArrayLike, threshold: float) -> FloatArray:
    """Poids gaussiens: (exp(-½ (cost/threshold)²) - exp(-½)) / (1 - exp(-½)), 0 from the threshold on.

    Source: Dai, Health & Place 16, 2010, p. 1038-1052 (Gaussian two-step floating catchment area).
    """
    bell = np.exp(-0.5 * (_costs(cost) / _positive(threshold)) ** 2)
    end = np.exp(-0.5)
    return np.asarray(np.maximum((bell - end) / (1 - end), 0))


def _costs(cost: ArrayLike) -> FloatArray:
    costs = np.asarray(cost, dtype=np.float64)
    if (costs < 0).any():
        raise ValueError("a cost must not be negative")
    return np.where(np.isnan(costs), np.inf, costs)


def _positive(threshold: float) -> float:
    if not 0 < threshold < np.inf:
        raise ValueError(f"threshold must be positive and finite, got {threshold}")
    return threshold
