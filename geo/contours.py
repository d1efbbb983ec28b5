"""Contours des territoires, in the plane of the official French maps: for the files that no browser draws.

The polygons are those of `assets/geo`, whose overseas insets were placed in this projection (Lambert-93).
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path

from geo.areas import AREAS, Level

Point = tuple[float, float]
Ring = tuple[Point, ...]
_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "geo"
_FILES: dict[Level, tuple[str, str]] = {
    "region": ("regions.geojson", "R"),
    "department": ("departements.geojson", "D"),
}
_MERIDIAN = 3.0
# Cone of Lambert-93 on a sphere: standard parallels 44 and 49 degrees.
_SOUTH, _NORTH = math.radians(44), math.radians(49)


def _tangent(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


_CONE = math.log(math.cos(_SOUTH) / math.cos(_NORTH)) / math.log(_tangent(_NORTH) / _tangent(_SOUTH))
_RADIUS = math.cos(_SOUTH) * _tangent(_SOUTH) ** _CONE / _CONE


def projected(longitude: float, latitude: float) -> Point:
    """Point in the plane, in radii of the Earth, x to the east and y to the south."""
    distance = _RADIUS / _tangent(math.radians(latitude)) ** _CONE
    angle = _CONE * math.radians(longitude - _MERIDIAN)
    return distance * math.sin(angle), distance * math.cos(angle)


@lru_cache(maxsize=2)
def contours(level: Level) -> dict[str, tuple[Ring, ...]]:
    """Anneaux projetés of every area of a level, by id; holes are rings as the others. KeyError for France."""
    name, prefix = _FILES[level]
    features = json.loads((_FOLDER / name).read_text(encoding="utf-8"))["features"]
    found = {}
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = tuple(tuple(projected(*point[:2]) for point in ring) for polygon in polygons for ring in polygon)
        found[AREAS[prefix + feature["id"]].id] = rings
    return found
