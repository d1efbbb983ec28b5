"""Insets: where points overseas stand on the map, against the projection that placed the contours."""

import numpy as np
import pytest
from pyproj import Transformer

from data.contract.places import communes
from data.sources import contours
from geo.areas import AREAS
from geo.inset import INSETS, on_map


@pytest.mark.parametrize("code", sorted(INSETS))
def test_an_overseas_commune_stands_where_its_contour_does(code):
    towns = communes()[communes()["department"] == code]
    found = on_map(towns[["lat", "lon"]], towns["department"])
    inset = contours.INSETS[code[1:]]
    local = Transformer.from_crs("EPSG:4326", inset.crs, always_xy=True).transform(towns["lon"], towns["lat"])
    metres = [
        (at - centre) * inset.scale + to for at, centre, to in zip(local, inset.centre, inset.target, strict=True)
    ]
    drawn = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True).transform(*found.T)
    assert np.hypot(*(np.array(drawn) - np.array(metres))).max() < 100
    west, south, east, north = AREAS[code].bounds
    lon, lat = found.T
    assert ((west < lon) & (lon < east) & (south < lat) & (lat < north)).all()


def test_the_continent_and_corsica_do_not_move():
    points = [[48.85, 2.35], [41.93, 8.74]]
    np.testing.assert_array_equal(on_map(points, ["D75", "D2A"]), [[2.35, 48.85], [8.74, 41.93]])
    assert on_map(np.zeros((0, 2)), []).shape == (0, 2)
