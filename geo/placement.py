"""Lieux mal placés: sites whose coordinates lie outside the department that they state.

Without contours: a point is where the nearest commune is. Near a limit that errs by a few kilometres (the nearest town
hall may be across it, and in Paris, one commune with one point, it often is), so a site is wrong only if it is also
far from every commune of its own department.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.distance import FloatArray, degrees, nearest_site

# Every agency of Paris is within 7 km of its one point, and Paris has the farthest of those that are well placed.
FAR_KM = 10.0


class Placement(NamedTuple):
    """Vérification des coordonnées, by site: wrong or not, the department where they are, km to the one stated."""

    wrong: NDArray[np.bool_]
    department: NDArray[np.object_]
    km: FloatArray


def check_placement(
    sites: ArrayLike, stated: ArrayLike, communes: ArrayLike, departments: ArrayLike, far_km: float = FAR_KM
) -> Placement:
    """Lieux hors de leur département, from the lat, lon and stated department of sites, and those of the communes.

    Wrong: the nearest commune is of another department than the one stated, of which the nearest commune is farther
    than `far_km`. A department without communes here (975) is infinitely far. Nothing is said, and the distance is NaN,
    of a site without coordinates or without a stated department (an empty text); without coordinates `department` is
    empty.
    """
    points, says = degrees(sites, "sites"), np.asarray(stated, dtype=object)
    towns, of = degrees(communes, "communes"), np.asarray(departments, dtype=object)
    if says.shape != points.shape[:1] or of.shape != towns.shape[:1]:
        raise ValueError("sites need one stated department each, and communes one department each")
    nearest, _ = nearest_site(points, towns)
    found = np.where(nearest >= 0, of[nearest], "") if len(of) else np.full(len(points), "", dtype=object)
    km = np.full(len(points), np.nan)
    for department in sorted(set(says) - {""}):
        rows = np.flatnonzero((says == department) & (nearest >= 0))
        km[rows] = nearest_site(points[rows], towns[of == department])[1]
    return Placement((found != says) & (km > far_km), found, km)
