"""Distances: against the geodesic of PROJ, and the nearest site against every distance."""

from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.distance import geodesic_km, nearest_site
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=60)
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
PLACES = st.tuples(st.integers(41, 44), st.integers(0, 3)).map(lambda p: (float(p[0]), float(p[1])))
ELLIPSOID = Geod(ellps="WGS84")


@LAW
@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_anywhere_on_earth_within_a_fifth_of_a_percent_of_the_geodesic(lat1, lon1, lat2, lon2):
    expected = ELLIPSOID.inv(lon1, lat1, lon2, lat2)[2] / 1000
    assert geodesic_km(lat1, lon1, lat2, lon2) == pytest.approx(expected, rel=2e-3, abs=1e-6)


@pytest.mark.parametrize(("far", "error"), [(30, 1e-6), (100, 2e-5), (500, 2e-3), (1500, 5e-2)])
def test_within_the_errors_stated_over_and_beyond_france(far, error):
    random = np.random.default_rng(1)
    lat, lon = random.uniform(-22, 52, 20_000), random.uniform(-62, 56, 20_000)
    km = random.uniform(0, far, lat.size)
    lon2, lat2, _ = ELLIPSOID.fwd(lon, lat, random.uniform(0, 360, lat.size), km * 1000)
    np.testing.assert_allclose(geodesic_km(lat, lon, lat2, lon2), km, rtol=0, atol=error)


def test_a_quarter_of_a_meridian_and_an_arc_of_equator():
    # The quarter meridian of the ellipsoid is 10,001.966 km; a degree of equator, 2 π 6,378.137 / 360.
    assert geodesic_km(0, 0, 90, 0) == pytest.approx(10_001.966, rel=2e-3)
    assert geodesic_km(0, 0, 0, 1) == pytest.approx(111.3195, abs=1e-4)


@LAW
@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_a_distance_is_the_same_both_ways_and_nothing_at_the_same_place(lat1, lon1, lat2, lon2):
    assert geodesic_km(lat1, lon1, lat2, lon2) == geodesic_km(lat2, lon2, lat1, lon1)
    assert geodesic_km(lat1, lon1, lat1, lon1) == 0


def test_arrays_broadcast_and_missing_coordinates_have_no_distance():
    km = geodesic_km([[43.6], [48.9]], [[1.4], [2.3]], [43.6, 48.9, np.nan], [1.4, 2.3, 5.0])
    assert km.shape == (2, 3)
    assert km[0, 0] == km[1, 1] == 0
    assert km[0, 1] == km[1, 0]
    assert np.isnan(km[:, 2]).all()


@pytest.mark.parametrize("degrees", [(91, 0, 0, 0), (0, 0, -91, 0), (0, 181, 0, 0), (0, 0, 0, -181), (0, 0, np.inf, 0)])
def test_degrees_out_of_range_are_refused(degrees):
    with pytest.raises(ValueError, match="latitude"):
        geodesic_km(*degrees)


@LAW
@given(st.lists(PLACES, max_size=8), st.lists(PLACES, max_size=8))
def test_nearest_site_equals_every_distance_compared(origins, sites):
    """On a grid of degrees: places met twice, and sites at one distance east and west, are frequent."""
    index, km = nearest_site(origins, sites)
    table = [[round(float(geodesic_km(*o, *s)), 6) for s in sites] for o in origins]
    expected = oracle.nearest(table)
    assert index.tolist() == [i for i, _ in expected]
    np.testing.assert_allclose(km, [c for _, c in expected], atol=1e-6)
    assert index.dtype == np.int64


def test_of_equal_sites_the_first_whatever_their_number():
    origin = [(0.0, 0.0)]
    around = [(0.0, 1.0), (0.0, -1.0), (0.0, 1.0), (0.0, -1.0)]
    assert nearest_site(origin, around)[0].tolist() == [0]
    assert nearest_site(origin, [(1.0, 0.0), *around[1:], (-1.0, 0.0)])[0].tolist() == [0]
    assert nearest_site(origin, [(2.0, 0.0), *around])[0].tolist() == [1]
    assert nearest_site([(0.0, 180.0)], [(0.0, -180.0), (0.0, 180.0)])[0].tolist() == [0]


def test_nothing_near_is_minus_one_and_infinitely_far():
    index, km = nearest_site([(43.6, 1.4), (np.nan, 1.4)], [])
    assert (index.tolist(), km.tolist()) == ([-1, -1], [np.inf, np.inf])
    index, km = nearest_site([(43.6, 1.4), (np.nan, 1.4)], [(np.nan, 2.3), (48.9, 2.3)])
    assert index.tolist() == [1, -1]
    assert km[0] == geodesic_km(43.6, 1.4, 48.9, 2.3)
    assert km[1] == np.inf
    assert [a.shape for a in nearest_site([], [(48.9, 2.3)])] == [(0,), (0,)]
    assert nearest_site([(43.6, 1.4)], [(np.nan, np.nan)])[0].tolist() == [-1]


@pytest.mark.parametrize("points", [[1.0, 2.0], [[1.0, 2.0, 3.0]], [[95.0, 2.0]]])
def test_points_of_another_shape_or_out_of_range_are_refused(points):
    with pytest.raises(ValueError, match="lat"):
        nearest_site(points, [(48.9, 2.3)])
    with pytest.raises(ValueError, match="lat"):
        nearest_site([(48.9, 2.3)], points)


def test_every_commune_and_three_thousand_sites_in_a_second():
    towns = pd.read_parquet(Path(__file__).parents[2] / "geo/communes.parquet", columns=["lat", "lon"]).to_numpy()
    sites = towns[np.random.default_rng(2).choice(len(towns), 3000)]
    start = perf_counter()
    index, km = nearest_site(towns, sites)
    assert perf_counter() - start <= 1
    for row in range(0, len(towns), 500):
        every = geodesic_km(*towns[row], *sites.T)
        assert (index[row], km[row]) == (np.argmin(every), every.min())
