"""Contours servis: laws that the committed GeoJSON must keep, measured without any geometry library."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import chain, pairwise
from math import atanh, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

from geo.areas import AREAS, FRANCE, Area, departments, regions

ROOT = Path(__file__).parents[2]
FILES = {"region": "regions.geojson", "department": "departements.geojson"}
LIMITS = {"region": 120_000, "department": 350_000}
OVERSEAS = ("971", "972", "973", "974", "976")
Ring = list[list[float]]


@cache
def features(level: str) -> dict[str, dict]:
    collection = json.loads((ROOT / "assets/geo" / FILES[level]).read_text(encoding="utf-8"))
    return {feature["id"]: feature for feature in collection["features"]}


def polygons(level: str, code: str) -> list[list[Ring]]:
    geometry = features(level)[code]["geometry"]
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def rings(level: str, code: str) -> list[Ring]:
    return list(chain.from_iterable(polygons(level, code)))


def signed_area(ring: Ring) -> float:
    """km² on the GRS80 ellipsoid (equal-area cylinder), negative when the ring turns clockwise."""
    semi_major, squared = 6378.137, 0.00669438002290
    e = sqrt(squared)

    def height(latitude: float) -> float:
        s = sin(radians(latitude))
        return (1 - squared) * (s / (1 - squared * s * s) + atanh(e * s) / e) / 2

    edges = pairwise(ring)
    return -(semi_major**2) * sum(radians(x2 - x1) * (height(y1) + height(y2)) / 2 for (x1, y1), (x2, y2) in edges)


def area_km2(level: str, code: str) -> float:
    return -sum(signed_area(ring) for ring in rings(level, code))


def contains(point: tuple[float, float], polygon: list[Ring]) -> bool:
    x, y = point
    crossings = 0
    for ring in polygon:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def expected_areas() -> dict[tuple[str, str], dict[str, float]]:
    measures = ("scale", "area_km2", "map_area_km2", "error_percent")
    with (ROOT / "geo/contour_areas.csv").open(encoding="utf-8", newline="") as file:
        return {(row["level"], row["code"]): {m: float(row[m]) for m in measures} for row in csv.DictReader(file)}


def test_the_ruler_measures_a_degree_of_the_equator() -> None:
    square = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    assert signed_area(square) == pytest.approx(-12_308.464, rel=1e-6)


@pytest.mark.parametrize("level", FILES)
def test_features_are_the_areas(level: str) -> None:
    listed: tuple[Area, ...] = regions() if level == "region" else departments()
    assert list(features(level)) == [a.code for a in listed]
    for a in listed:
        assert features(level)[a.code]["properties"] == {"nom": a.name}
        assert set(features(level)[a.code]) == {"type", "id", "properties", "geometry"}


@pytest.mark.parametrize("level", FILES)
def test_files_are_small(level: str) -> None:
    assert (ROOT / "assets/geo" / FILES[level]).stat().st_size <= LIMITS[level]


@pytest.mark.parametrize("level", FILES)
def test_rings_are_closed_and_clockwise_outside(level: str) -> None:
    for code in features(level):
        for outer, *holes in polygons(level, code):
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in (outer, *holes))
            assert signed_area(outer) < 0, code
            assert all(signed_area(hole) > 0 for hole in holes), code


def test_each_contour_keeps_the_area_of_its_source() -> None:
    table = expected_areas()
    assert {code for level, code in table if level == "region"} == set(features("region"))
    for (level, code), row in table.items():
        error = 100 * (area_km2(level, code) / row["map_area_km2"] - 1)
        assert error == pytest.approx(row["error_percent"], abs=0.02), code
        assert abs(error) <= (0.55 if level == "region" else 0.75), code


def test_metropolitan_france_keeps_its_area() -> None:
    table = expected_areas()
    codes = [d.code for d in departments() if d.code not in OVERSEAS]
    true = sum(table["department", code]["area_km2"] for code in codes)
    assert true == pytest.approx(548_800, rel=0.002)
    assert sum(area_km2("department", code) for code in codes) == pytest.approx(true, rel=0.002)


def test_insets_are_their_department_at_the_stated_scale() -> None:
    table = expected_areas()
    for code in OVERSEAS:
        row = table["department", code]
        assert row["scale"] != 1
        assert row["map_area_km2"] == pytest.approx(row["area_km2"] * row["scale"] ** 2, rel=0.006)
    assert all(row["scale"] == 1 for (level, c), row in table.items() if level == "department" and c not in OVERSEAS)


def test_insets_stand_apart_from_the_mainland_and_from_each_other() -> None:
    mainland = [
        (x, y) for d in departments() if d.code not in OVERSEAS for ring in rings("department", d.code) for x, y in ring
    ]
    atlantic = [(x, y) for x, y in mainland if x < -3]
    assert len(atlantic) > 100
    for code in OVERSEAS:
        points = [(x, y) for ring in rings("department", code) for x, y in ring]
        assert max(x for x, _ in points) < -4.3
        assert min(hypot((x - u) * 0.7, y - v) for x, y in points for u, v in atlantic) > 0.05, code
        assert not any(contains(point, polygon) for point in atlantic for polygon in polygons("department", code))
    by_latitude = sorted(((d.bounds[1], d.bounds[3]) for d in departments() if d.code in OVERSEAS), reverse=True)
    assert all(lower[1] < upper[0] for upper, lower in pairwise(by_latitude))


def edge_counts(codes: Iterable[str]) -> Counter[frozenset]:
    return Counter(
        frozenset((tuple(one), tuple(two)))
        for code in codes
        for ring in rings("department", code)
        for one, two in pairwise(ring)
    )


def test_regions_are_made_of_the_borders_of_their_departments() -> None:
    for region in regions():
        edges = edge_counts(d.code for d in departments(region.code))
        outline = {frozenset((tuple(a), tuple(b))) for ring in rings("region", region.code) for a, b in pairwise(ring)}
        assert outline == {edge for edge, count in edges.items() if count == 1}, region.name


def test_the_only_hole_of_the_country_is_llivia() -> None:
    edges = edge_counts(d.code for d in departments())
    assert max(edges.values()) == 2
    shared = {edge for edge, count in edges.items() if count == 2}
    holes = [
        hole
        for department in departments()
        for _, *inner in polygons("department", department.code)
        for hole in inner
        if not any(frozenset((tuple(a), tuple(b))) in shared for a, b in pairwise(hole))
    ]
    assert len(holes) == 1
    assert contains((1.974, 42.473), [holes[0]])


@pytest.mark.parametrize("level", FILES)
def test_label_points_are_inside_and_bounds_are_exact(level: str) -> None:
    for a in AREAS.values():
        if a.level != level:
            continue
        assert any(contains(a.label, polygon) for polygon in polygons(level, a.code)), a.name
        points = [p for ring in rings(level, a.code) for p in ring]
        xs, ys = zip(*points, strict=True)
        assert a.bounds == (min(xs), min(ys), max(xs), max(ys)), a.name


def test_the_label_of_france_is_on_the_mainland() -> None:
    assert any(contains(FRANCE.label, polygon) for r in regions() for polygon in polygons("region", r.code))
