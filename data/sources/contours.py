"""Contours: from commune polygons to the coverage the maps draw. Pure geometry, no file.

The map is EPSG:2154 (metres) with each overseas department moved and scaled into an inset; a `Contours` maps an
Insee code to its polygon.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

Contours = dict[str, BaseGeometry]

_DEGREES, _MAP = "EPSG:4326", "EPSG:2154"
# A Spanish town inside Pyrénées-Orientales: the one true hole of the country, so it is not filled as a defect.
_LLIVIA = shapely.Point(1.974, 42.473)
# Some of upstream's gaps are whole missing communes, up to 8 km across; only enclosed gaps close, so no bay does.
_GAP = 8_000.0
_SMALLEST_PART = 1e6
_TOLERANCE = 1_060.0
# The lens under which Paris and its neighbours, tens of times smaller than the others, keep enough vertices.
_LENS_CENTRE, _LENS_POWER, _LENS_RADIUS = np.array([652_000.0, 6_862_000.0]), 6.0, 10_000.0


@dataclass(frozen=True, slots=True)
class Inset:
    """Encart: where an overseas department stands on the map (metres; `target` in EPSG:2154) and how enlarged."""

    crs: str
    centre: tuple[float, float]
    scale: float
    target: tuple[float, float]


INSETS = {
    "971": Inset("EPSG:32620", (670_518.8, 1_788_840.3), 1.5142, (50_000.0, 6_860_000.0)),
    "972": Inset("EPSG:32620", (713_377.6, 1_619_067.5), 2.4443, (50_000.0, 6_700_000.0)),
    "973": Inset("EPSG:2972", (265_278.1, 435_038.8), 0.323, (50_000.0, 6_530_000.0)),
    "974": Inset("EPSG:2975", (346_996.0, 7_662_718.0), 2.0138, (50_000.0, 6_360_000.0)),
    "976": Inset("EPSG:4471", (518_343.1, 8_582_157.8), 3.3682, (50_000.0, 6_220_000.0)),
}


def department_contours(rows: pd.DataFrame) -> Contours:
    """Contours des départements, code → polygon in EPSG:4326, as the union of their communes, unrepaired.

    A commune without contour is supplied by its delegated communes.
    """
    communes = rows[rows["kind"] == "COM"]
    parts = pd.concat([communes, rows[rows["parent"].isin(communes.loc[communes["contour"].isna(), "id"])]])
    parts = parts[parts["contour"].notna()]
    parts = parts.assign(department=parts["department"].fillna(parts["code"].str[:2]))
    return {
        str(code): shapely.union_all(shapely.from_wkb(group["contour"])) for code, group in parts.groupby("department")
    }


def place_on_map(contours: Contours) -> Contours:
    """Projeter en EPSG:2154 (metres), the overseas departments moved and scaled into their insets."""
    return {code: _placed(contour, INSETS.get(code)) for code, contour in contours.items()}


def repair(contours: Contours) -> Contours:
    """Réparer la couverture: gaps and slivers go to the neighbour with the longest contact, edges are matched.

    Contours in metres; keys are kept.
    """
    llivia = _projected(_LLIVIA, _DEGREES, _MAP)
    (enclave,) = (
        hole
        for part in shapely.get_parts(contours["66"])
        for hole in shapely.polygons(part.interiors)
        if hole.contains(llivia)
    )
    clean = shapely.coverage_clean([*contours.values(), enclave], gap_width=_GAP)
    return dict(zip(contours, clean[:-1], strict=True))


def simplify(contours: Contours) -> Contours:
    """Généraliser: a repaired coverage in metres → the shipped one in EPSG:4326, 3 decimals, rings clockwise.

    Parts under 1 km² on the map are left out; neighbours keep the same vertices on their shared border.
    Plotly fills the whole frame around a ring that is not clockwise.
    """
    large = repair({code: _without_small_parts(contour) for code, contour in contours.items()})
    seen = {code: shapely.transform(contour, _lens) for code, contour in large.items()}
    origin = {
        tuple(there): here
        for code, contour in large.items()
        for there, here in zip(shapely.get_coordinates(seen[code]), shapely.get_coordinates(contour), strict=True)
    }
    thin = shapely.coverage_simplify(list(seen.values()), _TOLERANCE)
    thin = shapely.transform(thin, lambda points: np.array([origin[tuple(p)] for p in points]))
    rounded = shapely.transform(to_degrees(thin), lambda points: np.round(points, 3))
    if not (shapely.coverage_is_valid(rounded) and shapely.is_valid(rounded).all()):
        raise ValueError("the simplified contours are no longer a coverage: change the tolerance")
    return dict(zip(contours, shapely.orient_polygons(rounded, exterior_cw=True), strict=True))


def gather(contours: Contours, region_of: Mapping[str, str]) -> Contours:
    """Contours des régions: the union of the departments' own, so that both levels share their borders."""
    members: dict[str, list[BaseGeometry]] = {region: [] for region in sorted(set(region_of.values()))}
    for code, contour in contours.items():
        members[region_of[code]].append(contour)
    return {
        code: shapely.orient_polygons(shapely.coverage_union_all(parts), exterior_cw=True)
        for code, parts in members.items()
    }


def label_point(contour: BaseGeometry) -> tuple[float, float]:
    """Point d’étiquette (lon, lat): the centroid of the largest part when well inside, else its deepest point.

    The centroid is judged with heights doubled, because a label is wider than tall; the deepest point is not: where
    there is little room, a name on two lines over its figure is as tall as wide.
    """
    largest = max(shapely.get_parts(_projected(contour, _DEGREES, _MAP)), key=shapely.area)
    tall = shapely.transform(largest, lambda points: points * [1, 2])
    depth = shapely.maximum_inscribed_circle(tall, tolerance=500.0).length
    centre = tall.centroid
    well_inside = tall.contains(centre) and centre.distance(tall.exterior) >= 0.5 * depth
    deepest = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=500.0), 0)
    degrees = to_degrees(largest.centroid if well_inside else deepest)
    return round(degrees.x, 3), round(degrees.y, 3)


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Passer de la carte (EPSG:2154, metres) aux degrés (EPSG:4326)."""
    return _projected(geometry, _MAP, _DEGREES)


def area_km2(contour: BaseGeometry) -> float:
    """Superficie géodésique, km², of a contour in EPSG:4326."""
    oriented = shapely.orient_polygons(contour)
    return abs(Geod(ellps="GRS80").geometry_area_perimeter(oriented)[0]) / 1e6


def _placed(contour: BaseGeometry, inset: Inset | None) -> BaseGeometry:
    if inset is None:
        return _projected(contour, _DEGREES, _MAP)
    local = _projected(contour, _DEGREES, inset.crs)
    return shapely.transform(local, lambda points: (points - inset.centre) * inset.scale + inset.target)


def _without_small_parts(contour: BaseGeometry) -> BaseGeometry:
    return shapely.multipolygons([part for part in shapely.get_parts(contour) if part.area >= _SMALLEST_PART])


def _lens(points: np.ndarray) -> np.ndarray:
    away = points - _LENS_CENTRE
    distance = np.hypot(away[:, 0], away[:, 1])[:, None]
    push = (_LENS_POWER - 1) * _LENS_RADIUS * -np.expm1(-distance / _LENS_RADIUS)
    return np.asarray(points + away / distance * push)


def _projected(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry:
    move: Callable[..., Any] = Transformer.from_crs(source, target, always_xy=True).transform
    return shapely.transform(geometry, move, interleaved=False)
