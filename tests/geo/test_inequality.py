import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.inequality import gini, lorenz_curve, median_distance, population_quantile, share_in_worst, worst_decile
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=80)
PLACES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40).map(float)), max_size=10)
SHARES = st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.9, 1.0])


def columns(places):
    return [p for p, _ in places], [v for _, v in places]


@LAW
@given(PLACES, SHARES)
def test_quantiles_are_those_of_the_persons_in_line(places, share):
    population, values = columns(places)
    found, expected = population_quantile(population, values, share), oracle.quantile(population, values, share)
    assert found == expected or (math.isnan(found) and math.isnan(expected))


def test_quantiles_of_round_shares_do_not_miss_by_a_rounding():
    assert population_quantile([0.1] * 10, list(range(10)), 0.3) == 2
    assert population_quantile([1] * 10, list(range(10)), 0.1) == 0


def test_the_median_distance_counts_persons_and_not_places():
    assert median_distance([1, 1, 8], [1.0, 2.0, 30.0]) == 30
    assert median_distance([1, 1], [1.0, 2.0]) == 1
    assert median_distance([4, 5], [1.0, np.inf]) == math.inf
    assert median_distance([4, 5], [1.0, np.nan]) == math.inf
    assert median_distance([5, 4], [1.0, np.nan]) == 1
    assert math.isnan(median_distance([], []))


def test_gini_by_hand():
    assert gini([1, 1], [0, 1]) == pytest.approx(0.5)
    assert gini([1, 1, 1, 1], [0, 0, 0, 5]) == pytest.approx(0.75)
    assert gini([3, 1], [1, 3]) == pytest.approx(0.25)
    assert math.isnan(gini([1, 2], [0, 0]))
    assert math.isnan(gini([0], [5]))


@LAW
@given(PLACES)
def test_gini_equals_the_mean_difference_of_all_persons(places):
    population, values = columns(places)
    np.testing.assert_allclose(gini(population, values), oracle.gini(population, values), rtol=1e-9, atol=1e-12)


@LAW
@given(PLACES, st.integers(2, 9))
def test_gini_ignores_the_unit_and_how_places_are_cut(places, factor):
    population, values = columns(places)
    expected = gini(population, values)
    for people, held in (
        (population, [factor * v for v in values]),
        ([factor * p for p in population], values),
        (population * 2, values * 2),
    ):
        np.testing.assert_allclose(gini(people, held), expected, rtol=1e-9, atol=1e-12)


def test_gini_of_equals_is_nothing():
    assert gini([5, 1, 3], [2, 2, 2]) == pytest.approx(0, abs=1e-15)


def test_the_lorenz_curve_goes_from_the_worst_served_to_everybody():
    persons, held = lorenz_curve([1, 2, 1], [4, 1, 2])
    np.testing.assert_allclose(persons, [0, 0.5, 0.75, 1])
    np.testing.assert_allclose(held, [0, 0.25, 0.5, 1])
    assert [a.size for a in lorenz_curve([0], [1])] == [0, 0]


def test_the_worst_tenth_of_a_country_and_of_its_parts():
    population, scores = [10, 10, 80], [1.0, 2.0, 3.0]
    cut = worst_decile(population, scores)
    assert cut == 1
    assert share_in_worst(population, scores, cut) == 0.1
    assert share_in_worst(population[:2], scores[:2], cut) == 0.5
    assert share_in_worst(population[2:], scores[2:], cut) == 0
    assert math.isnan(share_in_worst([0], [1.0], cut))


def test_many_without_any_access_are_all_in_the_worst_tenth():
    assert worst_decile([30, 70], [0.0, 1.0]) == 0
    assert share_in_worst([30, 70], [0.0, 1.0], 0.0) == 0.3


@pytest.mark.parametrize("share", [0, -0.1, 1.1, np.nan])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        population_quantile([1], [1.0], share)


@pytest.mark.parametrize("function", [gini, worst_decile, lambda p, v: share_in_worst(p, v, 1.0)])
def test_unknown_scores_are_refused(function):
    with pytest.raises(ValueError, match="known"):
        function([1, 2], [1.0, np.nan])


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        population_quantile([1, 2], [1.0], 0.5)
    with pytest.raises(ValueError, match="one length"):
        population_quantile([[1, 2]], [[1.0, 2.0]], 0.5)
