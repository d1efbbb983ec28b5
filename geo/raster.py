"""Trame: the communes as a surface, each point of a regular grid of the map being of the commune nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.distance import FloatArray

# Points along the longer side; degrees beyond which a point is of no commune: at sea, or abroad.
MOST, _FAR = 124, 0.35
# A degree of longitude for one of latitude, at the middle of the map.
_SQUEEZE = float(np.cos(np.radians(46.5)))
OUTSIDE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Trame: `west`, `north` of its edge, `across`, `up` of one cell, in degrees of the map; `commune`: by row from the
    north, the number of the one nearest to each cell, OUTSIDE where there is none."""

    west: float
    north: float
    across: float
    up: float
    commune: NDArray[np.int32]


def raster(
    placed: FloatArray, inside: NDArray[np.bool_], bounds: tuple[float, float, float, float], most: int = MOST
) -> Raster:
    """Trame of the communes `inside`, over `bounds` (west, south, east, north).

    `placed`: lon, lat of every commune on the map. A cell beside those of the territory is its own too: contours, which
    are drawn finer than cells, cut the surface and must be full.
    """
    # Loaded on first use: most pages draw no surface.
    from scipy.spatial import cKDTree

    west, south, east, north = bounds
    up = max((east - west) * _SQUEEZE, north - south) / most
    across = up / _SQUEEZE
    columns, rows = (max(1, int(np.ceil(round(size, 6)))) for size in ((east - west) / across, (north - south) / up))
    lon, lat = west + (np.arange(columns) + 0.5) * across, north - (np.arange(rows) + 0.5) * up
    cells = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    flat = np.array([_SQUEEZE, 1.0])
    lons, lats = placed.T
    near = np.flatnonzero(
        (abs(lons - (west + east) / 2) <= (east - west) / 2 + _FAR / _SQUEEZE)
        & (abs(lats - (south + north) / 2) <= (north - south) / 2 + _FAR)
    )
    found = cKDTree(placed[near] * flat).query(cells * flat, distance_upper_bound=_FAR)[1]
    # The number beyond the last one says that none is near enough.
    nearest = np.append(near, OUTSIDE)[found]
    own = np.reshape((nearest >= 0) & inside[nearest], (rows, columns))
    around = np.pad(own, 1)
    beside = np.any([around[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0) & ~own
    commune = np.where(own, nearest.reshape(rows, columns), OUTSIDE)
    among = np.flatnonzero(inside)
    commune[beside] = among[cKDTree(placed[among] * flat).query(cells[beside.ravel()] * flat)[1]]
    return Raster(west, north, across, up, commune.astype(np.int32))


def letters(cells: Raster, classes: ArrayLike) -> list[str]:
    """Lignes de la trame as text, a letter a cell: the class of its commune, "." outside or without a class (-1)."""
    of = np.append(np.asarray(classes, dtype=np.int64), -1)[cells.commune]
    return ["".join("." if k < 0 else str(k) for k in row) for row in of.tolist()]
