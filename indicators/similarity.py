"""Territoires semblables: which areas have a population most like that of a given one, and in what.

Features are numbers of each area in any unit (shares by status, age, qualification; the logarithm of density): each is
standardised over all areas, (x - mean) / standard deviation, so units do not matter. They describe who lives there,
never the recourse: that is what one then compares.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from frames import text_column
from indicators.intervals import FloatArray

# In standard deviations: a feature sets two areas apart from the mean from the first on, and is alike up to the second.
DISTINCTIVE, ALIKE = 0.5, 0.75


def standardise(features: ArrayLike) -> FloatArray:
    """Variables centrées réduites of a table areas × features, without unit; NaN where missing, 0 where constant.

    Divided by the standard deviation of the areas themselves (not of a sample). Raises ValueError on an infinite number
    or on another shape.
    """
    table = np.asarray(features, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("features must be a table areas × features of finite numbers")
    known = ~np.isnan(table)
    size = np.maximum(known.sum(axis=0), 1)
    centred = table - np.where(known, table, 0.0).sum(axis=0) / size
    deviation = np.sqrt((np.where(known, centred, 0.0) ** 2).sum(axis=0) / size)
    # Equal numbers leave a rounding, which is no difference.
    reach = np.where(known, np.abs(table), 0.0).max(axis=0, initial=0.0)
    flat = deviation <= 1e-12 * reach
    return np.asarray(np.where(flat & known, 0.0, centred / np.where(flat, 1.0, deviation)))


def distances(features: ArrayLike, weights: ArrayLike | None = None) -> FloatArray:
    """Distances between areas: sqrt(Σ w (z_a - z_b)² / Σ w), in standard deviations, as a square table.

    Over the features that both areas have, so that a missing one brings nobody closer; NaN without any in common.
    `weights`: one per feature (1 without), so that a theme of several features may count as one. Raises ValueError
    if one is negative or not finite, if their number differs, or as `standardise`.
    """
    z = standardise(features)
    weight = _weights(weights, z.shape[1])
    known = ~np.isnan(z)
    gap = np.where(known, z, 0.0)[:, None, :] - np.where(known, z, 0.0)[None, :, :]
    common = (known[:, None, :] & known[None, :, :]) * weight
    total = common.sum(axis=-1)
    return np.asarray(np.sqrt((common * gap**2).sum(axis=-1) / np.where(total > 0, total, np.nan)))


class Neighbour(NamedTuple):
    """Territoire semblable: how far it is (in standard deviations), and in what it is alike.

    shared: (feature, side) of the features that bring the two areas together, the strongest first, side being 1 where
    both lie above the mean of the areas and -1 where both lie below; apart: the feature in which they differ most, ""
    if they differ by at most ALIKE standard deviations in each.
    """

    area: str
    distance: float
    shared: tuple[tuple[str, int], ...]
    apart: str


def nearest(
    table: pd.DataFrame,
    area: str,
    count: int = 4,
    weights: Mapping[str, float] | None = None,
    excluded: Collection[str] = (),
) -> tuple[Neighbour, ...]:
    """Les territoires les plus semblables à `area`, nearest first; of equal ones the first in the table.

    `table`: column `area` and one column per feature; the areas `excluded` (France) are left out before anything is
    standardised. A feature brings two areas together when both lie at least DISTINCTIVE standard deviations on the same
    side of the mean and at most ALIKE from each other; its strength is w z_a z_b, since (z_a - z_b)² = z_a² + z_b² -
    2 z_a z_b. Areas without a feature in common are left out. `weights` by feature, 1 where not named.

    Raises ValueError if `area` is not in the table or an area comes twice, KeyError if a weight names no feature.
    """
    kept = table[~np.isin(text_column(table, "area"), list(excluded))]
    areas = text_column(kept, "area").tolist()
    if area not in areas or len(set(areas)) != len(areas):
        raise ValueError(f"{area} must be in the table, and each area once")
    names = [str(name) for name in kept.columns if name != "area"]
    given = dict(weights or {})
    weight = np.array([given.pop(name, 1.0) for name in names])
    if given:
        raise KeyError(f"no feature {', '.join(given)}")
    features = np.column_stack([np.asarray(kept[name], dtype=np.float64) for name in names])
    z, at = standardise(features), areas.index(area)
    distance = distances(features, weight)[at]

    found: list[Neighbour] = []
    for other in np.argsort(distance, kind="stable").tolist():
        if other == at or np.isnan(distance[other]) or len(found) == count:
            continue
        here, there = z[at], z[other]
        gap = np.abs(here - there)
        together = (here * there > 0) & (np.minimum(np.abs(here), np.abs(there)) >= DISTINCTIVE) & (gap <= ALIKE)
        strength = np.where(together & (weight > 0), weight * here * there, 0.0)
        order = [k for k in np.argsort(-strength, kind="stable").tolist() if strength[k] > 0]
        widest = int(np.nanargmax(np.where(weight > 0, gap, np.nan)))
        found.append(
            Neighbour(
                areas[other],
                float(distance[other]),
                tuple((names[k], int(np.sign(here[k]))) for k in order),
                names[widest] if gap[widest] > ALIKE else "",
            )
        )
    return tuple(found)


def _weights(weights: ArrayLike | None, size: int) -> FloatArray:
    weight = np.ones(size) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != (size,) or not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("weights must be one finite number per feature, none negative")
    return weight
