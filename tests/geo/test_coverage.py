"""Sums, means, quantiles and thirds by territory, each against the same thing done one territory at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import group_means, group_quantiles, group_sums, thirds
from geo.inequality import population_quantile

GROUPS = np.array([0, 0, 1, -1, 2, 1], dtype=np.int64)
PEOPLE = np.array([10.0, 30.0, 5.0, 100.0, 0.0, 15.0])
KM = np.array([1.0, 3.0, 2.0, 9.0, 4.0, np.inf])


def test_sums_and_means_leave_out_what_is_in_no_territory():
    assert group_sums(PEOPLE, GROUPS, 4).tolist() == [40, 20, 0, 0]
    found = group_means(PEOPLE, KM <= 2, GROUPS, 4)
    assert found[:2].tolist() == [0.25, 0.25] and np.isnan(found[2:]).all()


def test_quantiles_are_those_of_each_territory_alone():
    found = group_quantiles(PEOPLE, KM, GROUPS, 4, (0.5,))[:, 0]
    assert found[:2].tolist() == [3.0, np.inf] and np.isnan(found[2:]).all()
    shares = (0.1, 0.9)
    alone = [
        [population_quantile(PEOPLE[of], KM[of], share) for share in shares]
        for of in (np.flatnonzero(k == GROUPS) for k in range(4))
    ]
    np.testing.assert_array_equal(group_quantiles(PEOPLE, KM, GROUPS, 4, shares), alone)
    assert group_quantiles(PEOPLE[:0], KM[:0], GROUPS[:0], 0, shares).shape == (0, 2)


def test_thirds_from_the_strongest_to_the_weakest():
    classes, cuts = thirds([0.9, np.nan, 0.1, 0.5, 0.6, 0.8, 0.2])
    assert classes.tolist() == [0, -1, 2, 1, 1, 0, 2] and cuts == (0.2, 0.6)


def test_two_values_are_not_parted():
    classes, cuts = thirds([1.0, np.nan, 2.0])
    assert classes.tolist() == [-1, -1, -1] and np.isnan(cuts).all()


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=60, unique=True))
def test_thirds_of_distinct_values_are_thirds(values):
    classes, _ = thirds(np.array(values, dtype=float))
    sizes = np.bincount(classes, minlength=3)
    assert sizes.sum() == len(values) and sizes.max() - sizes.min() <= 1
    ranks = [np.array(values)[classes == k] for k in (2, 1, 0)]
    assert ranks[0].max() < ranks[1].min() and ranks[1].max() < ranks[2].min()


@pytest.mark.parametrize("equal", [0.0, 0.5])
def test_equal_values_are_of_one_class(equal):
    assert set(thirds([equal] * 5)[0].tolist()) == {2}
