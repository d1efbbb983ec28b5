"""Distance à vol d’oiseau: kilometres between points given in degrees (WGS 84), and the nearest site of each.

A kilometre here is the arc over the straight chord between the two points of the ellipsoid, on a circle of their mean
distance to the Earth's centre. Against the geodesic of the ellipsoid it is a millimetre off under 30 km, two metres
under 500 km, 0.2 % anywhere; a great circle of the mean radius is up to 0.3 % off over France, 90 m at a threshold of
30 km. The chord is also what a k-d tree of points in space searches by, so both agree on which site is nearest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# WGS 84: semi-major axis in kilometres, first eccentricity squared.
_A = 6378.137
_E2 = 0.00669437999014
# Less than a millimetre is no difference of distance.
ROUNDING_KM = 1e-6


def degrees(points: ArrayLike, name: str) -> FloatArray:
    """Points en degrés: floats of shape (n, 2), lat then lon. Raises ValueError on another shape or out of range."""
    array = _numbers(points)
    array = array.reshape(-1, 2) if array.size == 0 else array
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"{name} must be an array of lat, lon, of shape (n, 2), got {array.shape}")
    _check(array[:, 0], array[:, 1])
    return array


def points_in_space(lat: ArrayLike, lon: ArrayLike) -> FloatArray:
    """Coordonnées géocentriques of points in degrees, in kilometres: x, y, z on a last axis added."""
    phi, theta = np.radians(_numbers(lat)), np.radians(_numbers(lon))
    normal = _A / np.sqrt(1 - _E2 * np.sin(phi) ** 2)
    x, y = normal * np.cos(phi) * np.cos(theta), normal * np.cos(phi) * np.sin(theta)
    return np.stack(np.broadcast_arrays(x, y, normal * (1 - _E2) * np.sin(phi)), axis=-1)


def arc_km(from_: FloatArray, to: FloatArray) -> FloatArray:
    """Longueur de l’arc, in kilometres, between points of `points_in_space`, whose leading axes broadcast."""
    chord = np.linalg.norm(from_ - to, axis=-1)
    diameter = np.linalg.norm(from_, axis=-1) + np.linalg.norm(to, axis=-1)
    return np.asarray(diameter * np.arcsin(np.minimum(chord / diameter, 1)))


def geodesic_km(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> FloatArray:
    """Distance à vol d’oiseau, in kilometres, between points in degrees; the four arrays broadcast.

    NaN where a coordinate is NaN. Raises ValueError on a latitude beyond ± 90 or a longitude beyond ± 180.
    """
    _check(lat1, lon1)
    _check(lat2, lon2)
    return arc_km(points_in_space(lat1, lon1), points_in_space(lat2, lon2))


def nearest_site(origins: ArrayLike, sites: ArrayLike) -> tuple[IntArray, FloatArray]:
    """Lieu le plus proche of each origin: (index in `sites`, kilometres), from arrays (n, 2) and (m, 2) of lat, lon.

    Of sites equally near, to the millimetre, the first one. A site without coordinates (NaN) is never the nearest;
    where there is no site, or the origin has no coordinates, the index is -1 and the distance infinite: unreachable.
    Raises ValueError on other shapes and on degrees out of range.
    """
    # Loaded on first use: it is a tenth of the application's start, and most pages measure no distance.
    from scipy.spatial import KDTree

    starts, ends = degrees(origins, "origins"), degrees(sites, "sites")
    index = np.full(len(starts), -1, dtype=np.int64)
    km = np.full(len(starts), np.inf)
    known, placed = np.flatnonzero(~np.isnan(starts).any(axis=1)), np.flatnonzero(~np.isnan(ends).any(axis=1))
    if not (known.size and placed.size):
        return index, km
    from_ = points_in_space(starts[known, 0], starts[known, 1])
    # Sites that share a point are one in the tree, known by the first of them.
    at, first = np.unique(ends[placed], axis=0, return_index=True)
    to = points_in_space(at[:, 0], at[:, 1])
    tree = KDTree(to)
    chords, found = tree.query(from_, k=[1, 2])
    found = found[:, 0]
    for row in np.flatnonzero(chords[:, 1] - chords[:, 0] < ROUNDING_KM):
        near = np.asarray(tree.query_ball_point(from_[row], chords[row, 0] + ROUNDING_KM))
        found[row] = near[np.argmin(first[near])]
    index[known] = placed[first[found]]
    km[known] = arc_km(from_, to[found])
    return index, km


def _numbers(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _check(lat: ArrayLike, lon: ArrayLike) -> None:
    if (np.abs(_numbers(lat)) > 90).any() or (np.abs(_numbers(lon)) > 180).any():
        raise ValueError("a latitude must lie in [-90, 90] and a longitude in [-180, 180]")
