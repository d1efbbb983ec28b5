"""Pairs: the same whether they come from points, columns or a matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import geodesic_km, nearest_site
from geo.pairs import pairs_of, pairs_of_matrix, pairs_within
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=60)
PLACES = st.tuples(st.floats(43, 44), st.floats(1, 2))
COST = st.integers(0, 9).map(float) | st.sampled_from([np.inf, np.nan])


def matrices(rows, columns):
    return st.lists(st.lists(COST, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def dense(pairs):
    matrix = np.full(pairs.shape, np.inf)
    matrix[pairs.origin, pairs.site] = pairs.cost
    return matrix


@LAW
@given(st.lists(PLACES, max_size=7), st.lists(PLACES, max_size=7), st.integers(0, 120))
def test_pairs_of_points_are_the_distances_up_to_the_limit(origins, sites, limit):
    every = np.array([[geodesic_km(*o, *s) for s in sites] for o in origins]).reshape(len(origins), len(sites))
    pairs = pairs_within(origins, sites, limit)
    np.testing.assert_array_equal(dense(pairs), np.where(every <= limit, every, np.inf))
    assert pairs.shape == (len(origins), len(sites))


@pytest.mark.parametrize("gap", [1e-9, 1e-6, 1e-3, 0.1])
def test_a_site_exactly_at_the_limit_is_inside(gap):
    origins, sites = [(43.6, 1.4)] * 50, np.column_stack([43.6 + gap * np.arange(1, 51), np.full(50, 1.4)])
    limits = geodesic_km(43.6, 1.4, *sites.T)
    for k, limit in enumerate(limits):
        pairs = pairs_within(origins[:1], sites[[k]], float(limit))
        assert pairs.cost.tolist() == [limit]
        assert pairs_within(origins[:1], sites[[k]], float(np.nextafter(limit, 0))).cost.size == 0


def test_a_point_without_coordinates_is_in_no_pair():
    pairs = pairs_within([(np.nan, 1.4), (43.6, 1.4)], [(43.6, np.nan), (43.6, 1.4)], 10)
    assert (pairs.origin.tolist(), pairs.site.tolist(), pairs.cost.tolist()) == ([1], [1], [0])


@pytest.mark.parametrize("limit", [-1, np.inf, np.nan])
def test_a_limit_that_is_no_distance_is_refused(limit):
    with pytest.raises(ValueError, match="limit"):
        pairs_within([(43.6, 1.4)], [(43.6, 1.4)], limit)


@LAW
@given(matrices(4, 3), st.randoms(use_true_random=False))
def test_columns_in_any_order_make_the_pairs_of_the_matrix(matrix, random):
    cells = [(i, j, cost) for i, row in enumerate(matrix) for j, cost in enumerate(row)]
    random.shuffle(cells)
    one, other = pairs_of(*zip(*cells, strict=True), (4, 3)), pairs_of_matrix(matrix)
    for name in ("origin", "site", "cost"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(dense(one), np.where(np.isnan(matrix), np.inf, matrix))


@LAW
@given(matrices(5, 4))
def test_the_nearest_is_the_least_cost_and_the_first_of_equals(matrix):
    index, cost = pairs_of_matrix(matrix).nearest()
    assert list(zip(index.tolist(), cost.tolist(), strict=True)) == oracle.nearest(matrix)


def test_nearest_of_pairs_is_the_nearest_site_as_far_as_the_limit():
    random = np.random.default_rng(3)
    origins, sites = random.uniform((43, 1), (44, 2), (200, 2)), random.uniform((43, 1), (44, 2), (20, 2))
    index, km = nearest_site(origins, sites)
    near = km <= 15
    of_pairs, cost = pairs_within(origins, sites, 15).nearest()
    np.testing.assert_array_equal(of_pairs, np.where(near, index, -1))
    np.testing.assert_array_equal(cost, np.where(near, km, np.inf))
    assert 0 < near.sum() < 200


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([0], [0], [-1.0]), "negative"),
        (([0], [0], [-np.inf]), "negative"),
        (([2], [0], [1.0]), "origin"),
        (([-1], [0], [1.0]), "origin"),
        (([0], [3], [1.0]), "site"),
        (([0, 0], [1, 1], [1.0, 2.0]), "twice"),
        (([0, 0], [1, 1], [np.inf, 2.0]), "twice"),
        (([0, 1], [1], [1.0]), "length"),
    ],
)
def test_columns_that_make_no_sense_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        pairs_of(*columns, (2, 3))


def test_matrices_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="axes"):
        pairs_of_matrix([1.0, 2.0])
    with pytest.raises(ValueError, match="negative"):
        pairs_of_matrix([[1.0, -2.0]])
