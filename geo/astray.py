"""Lieux égarés: sites whose point lies in another department than the one they state, far from their commune."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.distance import geodesic_km, nearest_site
from geo.places import Demand, Sites

# A commune is one point here, so near a limit the nearest one may be of the other department: in Paris, up to 6 km.
FAR_KM = 10.0


class Astray(NamedTuple):
    """Lieu égaré: its row, the department (area id) where its point lies, and how far that is from its commune."""

    site: int
    department: str
    km: float


def astray(sites: Sites, towns: Demand) -> tuple[Astray, ...]:
    """Lieux égarés, the farthest from their commune first; those without coordinates or without commune are not."""
    at = {code: k for k, code in enumerate(towns.code.tolist())}
    own = np.array([at.get(code, -1) for code in sites.commune.tolist()], dtype=np.int64)
    rows = np.flatnonzero(sites.located & (own >= 0))
    points, stated = sites.points[rows], towns.points[own[rows]]
    nearest, _ = nearest_site(points, towns.points)
    km = geodesic_km(points[:, 0], points[:, 1], stated[:, 0], stated[:, 1])
    elsewhere = towns.department[nearest] != sites.department[rows]
    found = [
        Astray(int(rows[k]), str(towns.department[nearest[k]]), float(km[k]))
        for k in np.flatnonzero(elsewhere & (km > FAR_KM))
    ]
    return tuple(sorted(found, key=lambda one: -one.km))
