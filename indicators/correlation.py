"""Corrélation: the recourse of territories against another of their figures, such as unemployment.

A link between areas says nothing of persons, and that of recourse and unemployment is partly mechanical, the service
being part of what the public employment service offers to those registered: hence with and without it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.intervals import z_score

FEWEST_POINTS = 4


class Line(NamedTuple):
    """Droite des moindres carrés y = intercept + slope x over n points, and the correlation r with its bounds."""

    slope: float
    intercept: float
    r: float
    r_lower: float
    r_upper: float
    n: int


def least_squares(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Line:
    """Droite des moindres carrés and Pearson's r of the points, of equal weight, whose two figures are known.

    slope = Σ (x - x̄)(y - ȳ) / Σ (x - x̄)²; r = Σ (x - x̄)(y - ȳ) / sqrt(Σ (x - x̄)² Σ (y - ȳ)²); bounds of r: tanh(artanh
    r ± z / sqrt(n - 3)). The line and r are NaN with fewer than 4 points, or where all x are equal; r is where all y
    are. Raises ValueError on an infinite number or on arrays of different lengths.
    Source: Fisher, Metron 1, 1921, for the interval.
    """
    z = z_score(confidence)
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if across.shape != up.shape or across.ndim != 1 or np.isinf(across).any() or np.isinf(up).any():
        raise ValueError("x and y must be finite and of one length")
    known = ~np.isnan(across) & ~np.isnan(up)
    across, up, n = across[known], up[known], int(known.sum())
    if n < FEWEST_POINTS or np.ptp(across) == 0:
        return Line(np.nan, np.nan, np.nan, np.nan, np.nan, n)
    from_x, from_y = across - across.mean(), up - up.mean()
    slope = float((from_x * from_y).sum() / (from_x**2).sum())
    intercept = float(up.mean() - slope * across.mean())
    if np.ptp(up) == 0:
        return Line(0.0, float(up[0]), np.nan, np.nan, np.nan, n)
    r = float(np.clip((from_x * from_y).sum() / np.sqrt((from_x**2).sum() * (from_y**2).sum()), -1, 1))
    with np.errstate(divide="ignore"):
        lower, upper = np.tanh(np.arctanh(r) + np.array([-z, z]) / np.sqrt(n - 3))
    return Line(slope, intercept, r, float(lower), float(upper), n)
