"""Contours in the plane, beside PROJ's conic projection of a sphere, and their names beside the areas."""

import pytest
from pyproj import Proj

from geo.areas import AREAS, FRANCE
from geo.contours import contours, projected


def test_the_plane_is_that_of_proj_up_to_a_shift():
    conic = Proj(proj="lcc", lat_1=44, lat_2=49, lat_0=46.5, lon_0=3, R=1)
    places = [(-6.7, 41.4), (3, 46.5), (9.5, 51.0), (2.3, 48.8), (-4.4, 48.4)]
    ours = [projected(*place) for place in places]
    theirs = [conic(*place) for place in places]
    for (x, y), (a, b) in zip(ours, theirs, strict=True):
        assert x - ours[1][0] == pytest.approx(a - theirs[1][0], abs=1e-12)
        assert ours[1][1] - y == pytest.approx(b - theirs[1][1], abs=1e-12)


@pytest.mark.parametrize("level", ["region", "department"])
def test_every_area_has_its_rings_around_its_point(level):
    found = contours(level)
    assert set(found) == {area.id for area in AREAS.values() if area.level == level}
    for name, rings in found.items():
        x, y = projected(*AREAS[name].label)
        points = [point for ring in rings for point in ring]
        assert min(p[0] for p in points) < x < max(p[0] for p in points)
        assert min(p[1] for p in points) < y < max(p[1] for p in points)
        assert all(ring[0] == ring[-1] for ring in rings)


def test_france_has_no_contour_of_its_own():
    with pytest.raises(KeyError):
        contours(FRANCE.level)
