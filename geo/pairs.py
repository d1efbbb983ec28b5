"""Couples origine-lieu: who can reach which site at what cost, the sparse form of a cost matrix.

35,000 communes and 3,000 sites make 105 million costs, of which fewer than one in a hundred lies within 30 km.
Everything that sums over a catchment works on these alone, whether they come from distances, from a travel-time file or
from a matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.distance import ROUNDING_KM, FloatArray, IntArray, arc_km, degrees, points_in_space


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Couples: `cost[k]` is what it takes to go from origin `origin[k]` to site `site[k]`; no other pair is reachable.

    Sorted by origin then site, each pair once; `shape` is (origins, sites). Costs are finite and not negative, in
    kilometres or minutes.
    """

    origin: IntArray
    site: IntArray
    cost: FloatArray
    shape: tuple[int, int]

    def within(self, limit: float) -> Pairs:
        """Couples dont le coût ne dépasse pas `limit`, itself included."""
        return self.of(self.cost <= limit)

    def of(self, kept: NDArray[np.bool_]) -> Pairs:
        """Couples retenus par un masque, one bool a pair; the origins and the sites keep their numbers."""
        return Pairs(self.origin[kept], self.site[kept], self.cost[kept], self.shape)

    def nearest(self) -> tuple[IntArray, FloatArray]:
        """Lieu le moins coûteux of each origin: (index, cost), the first of equals; -1 and infinite without any."""
        index, cost = np.full(self.shape[0], -1, dtype=np.int64), np.full(self.shape[0], np.inf)
        np.minimum.at(cost, self.origin, self.cost)
        best = np.flatnonzero(self.cost == cost[self.origin])[::-1]
        # Backwards: of equals, the first is the last to write.
        index[self.origin[best]] = self.site[best]
        return index, cost


def pairs_of(origin: ArrayLike, site: ArrayLike, cost: ArrayLike, shape: tuple[int, int]) -> Pairs:
    """Couples depuis trois colonnes in any order; a cost NaN or infinite is left out: unreachable.

    Raises ValueError on a negative cost, an index outside `shape` and a pair given twice.
    """
    from_, to = np.asarray(origin, dtype=np.int64), np.asarray(site, dtype=np.int64)
    costs = np.asarray(cost, dtype=np.float64)
    if not from_.shape == to.shape == costs.shape == (costs.size,):
        raise ValueError("origin, site and cost must be three columns of one length")
    for index, size, name in ((from_, shape[0], "origin"), (to, shape[1], "site")):
        if ((index < 0) | (index >= size)).any():
            raise ValueError(f"an {name} index is outside [0, {size})")
    if (costs < 0).any():
        raise ValueError("a cost must not be negative")
    order = np.argsort(from_ * shape[1] + to)
    from_, to, costs = from_[order], to[order], costs[order]
    if ((np.diff(from_) == 0) & (np.diff(to) == 0)).any():
        raise ValueError("a pair of an origin and a site is given twice")
    return Pairs(from_, to, costs, shape).of(np.isfinite(costs))


def pairs_of_matrix(cost: ArrayLike) -> Pairs:
    """Couples d’une matrice cost[origin][site]; NaN and infinite are unreachable, a negative one raises ValueError."""
    matrix = np.asarray(cost, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"cost must be a matrix of origins and sites, got {matrix.ndim} axes")
    if (matrix < 0).any():
        raise ValueError("a cost must not be negative")
    origin, site = np.nonzero(np.isfinite(matrix))
    return Pairs(origin, site, matrix[origin, site], (matrix.shape[0], matrix.shape[1]))


def pairs_within(origins: ArrayLike, sites: ArrayLike, limit: float) -> Pairs:
    """Couples à vol d’oiseau, no farther than `limit` kilometres, itself included, from arrays (n, 2) of lat, lon.

    A point without coordinates (NaN) is in no pair. Raises ValueError unless `limit` is finite and not negative, on
    other shapes and on degrees out of range.
    """
    # Loaded on first use, as in geo/distance.py.
    from scipy.spatial import KDTree

    if not 0 <= limit < np.inf:
        raise ValueError(f"limit must be finite and not negative, got {limit}")
    starts, ends = degrees(origins, "origins"), degrees(sites, "sites")
    known, placed = (np.flatnonzero(~np.isnan(points).any(axis=1)) for points in (starts, ends))
    from_, to = points_in_space(*starts[known].T), points_in_space(*ends[placed].T)
    # A chord is shorter than its arc, so what lies within the limit is within it by the chord, but for the rounding.
    found = KDTree(from_).sparse_distance_matrix(KDTree(to), limit + ROUNDING_KM, output_type="ndarray")
    km = arc_km(from_[found["i"]], to[found["j"]])
    pairs = pairs_of(known[found["i"]], placed[found["j"]], km, (len(starts), len(ends)))
    return pairs.within(limit)


def marked(numbers: ArrayLike, size: int) -> NDArray[np.bool_]:
    """Masque: True at these numbers of 0 to `size` - 1."""
    mask = np.zeros(size, bool)
    mask[np.asarray(numbers, dtype=np.int64)] = True
    return mask
