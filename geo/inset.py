"""Encarts: where a point of an overseas department stands on the map, whose contours are moved into insets.

The contours were placed in EPSG:2154 (Lambert-93), an inset around its centre, enlarged, at a corner of the map
(`data/sources/contours.py`, whose constants these are, the centre being in degrees here). Within an inset the
earth is flat: a hundred metres off at most, less than a pixel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from geo.distance import FloatArray


class _Inset(NamedTuple):
    centre: tuple[float, float]
    turn: float
    scale: float
    target: tuple[float, float]


# Lambert-93: standard parallels, origin, false origin in metres; GRS 80.
_PARALLELS, _ORIGIN, _FALSE = (44.0, 49.0), (46.5, 3.0), (700_000.0, 6_600_000.0)
_A, _E2 = 6_378_137.0, 0.006694380022900788
_E = np.sqrt(_E2)
# `turn`: degrees from the meridian to the north of the grid in which each was placed.
INSETS = {
    "D971": _Inset((16.17397, -61.40503), 0.4444, 1.5142, (50_000.0, 6_860_000.0)),
    "D972": _Inset((14.63662, -61.01888), 0.5008, 2.4443, (50_000.0, 6_700_000.0)),
    "D973": _Inset((3.93318, -53.11385), -0.1451, 0.323, (50_000.0, 6_530_000.0)),
    "D974": _Inset((-21.13034, 55.52664), 0.5312, 2.0138, (50_000.0, 6_360_000.0)),
    "D976": _Inset((-12.82548, 45.16903), -0.0375, 3.3682, (50_000.0, 6_220_000.0)),
}


def on_map(points: ArrayLike, department: ArrayLike) -> FloatArray:
    """Coordonnées sur la carte of points (lat, lon), as (lon, lat) in degrees; `department`: area id of each point."""
    at, of = np.asarray(points, dtype=np.float64).reshape(-1, 2), np.asarray(department, dtype=object)
    placed = at[:, ::-1].copy()
    for code, inset in INSETS.items():
        rows = np.flatnonzero(of == code)
        if len(rows):
            placed[rows] = _degrees(_placed(at[rows], inset))
    return placed


def _placed(at: FloatArray, inset: _Inset) -> FloatArray:
    """Metres of Lambert-93 where the points of one inset stand."""
    lat0 = np.radians(inset.centre[0])
    bend = 1 - _E2 * np.sin(lat0) ** 2
    meridian, normal = _A * (1 - _E2) / bend**1.5, _A / np.sqrt(bend)
    north = np.radians(at[:, 0] - inset.centre[0]) * meridian
    east = np.radians(at[:, 1] - inset.centre[1]) * normal * np.cos(np.radians(at[:, 0]))
    cos, sin = np.cos(np.radians(inset.turn)), np.sin(np.radians(inset.turn))
    turned = np.stack([east * cos - north * sin, east * sin + north * cos], axis=1)
    return np.asarray(turned * inset.scale + inset.target)


def _isometric(lat: FloatArray | float) -> FloatArray:
    sine = np.sin(lat)
    return np.asarray(np.arctanh(sine) - _E * np.arctanh(_E * sine))


def _degrees(metres: FloatArray) -> FloatArray:
    """Lon, lat of points of Lambert-93: the inverse of the conic, by five steps on the latitude."""
    first, second = np.radians(_PARALLELS)
    radius = [np.cos(p) / np.sqrt(1 - _E2 * np.sin(p) ** 2) for p in (first, second)]
    n = np.log(radius[0] / radius[1]) / (_isometric(second) - _isometric(first))
    c = _A * radius[0] * np.exp(n * _isometric(first)) / n
    pole = _FALSE[1] + c * np.exp(-n * _isometric(np.radians(_ORIGIN[0])))
    x, y = metres[:, 0] - _FALSE[0], pole - metres[:, 1]
    isometric = -np.log(np.hypot(x, y) / c) / n
    lat = np.arcsin(np.tanh(isometric))
    for _ in range(5):
        lat = np.arcsin(np.tanh(isometric + _E * np.arctanh(_E * np.sin(lat))))
    return np.stack([_ORIGIN[1] + np.degrees(np.arctan2(x, y) / n), np.degrees(lat)], axis=1)
