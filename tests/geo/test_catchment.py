"""Catchments: golden values, the law of the shared supply, the oracle, and PySAL access on random cases."""

import access.fca
import access.weights
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.catchment import access_score, coverage_share, enhanced_two_step, supply_ratio, two_step
from geo.decay import gaussian_weights, linear_weights, step_weights
from geo.pairs import pairs_of_matrix
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=80)
STEPS = [(10, 1.0), (20, 0.68), (30, 0.22)]
# Costs whose weights under STEPS are ((1, .22), (.68, .68), (0, 1)).
COST = [[5, 25], [15, 15], [99, 5]]
DEMAND, SUPPLY = [1000, 2000, 1000], [2, 4]
PEOPLE = st.one_of(st.just(0), st.integers(1, 10_000))


@st.composite
def cases(draw):
    origins, sites = draw(st.integers(1, 7)), draw(st.integers(0, 5))
    costs = st.one_of(st.integers(0, 40).map(float), st.sampled_from([np.inf, np.nan]))
    return (
        draw(st.lists(PEOPLE, min_size=origins, max_size=origins)),
        draw(st.lists(st.integers(0, 50), min_size=sites, max_size=sites)),
        draw(st.lists(st.lists(costs, min_size=sites, max_size=sites), min_size=origins, max_size=origins)),
    )


def test_golden_values_of_the_enhanced_score():
    pairs = pairs_of_matrix(COST)
    ratio = supply_ratio(DEMAND, SUPPLY, pairs, step_weights(pairs.cost, STEPS))
    np.testing.assert_allclose(ratio, [8.4746e-4, 1.5504e-3], rtol=5e-5)
    score = enhanced_two_step(DEMAND, SUPPLY, COST, STEPS)
    np.testing.assert_allclose(score * 1e4, [11.885, 16.305, 15.504], atol=5e-4)
    assert np.dot(DEMAND, score) == pytest.approx(6)


def test_two_step_by_hand():
    """Site 0 serves 3,000 persons within 20, site 1 the same number: 2/3,000, both, then 4/3,000."""
    score = two_step(DEMAND, SUPPLY, COST, 20)
    np.testing.assert_allclose(score, [2 / 3000, 6 / 3000, 4 / 3000], rtol=1e-12)


def test_a_site_exactly_at_the_threshold_is_inside():
    assert two_step([10], [1], [[30.0]], 30).tolist() == [0.1]
    assert two_step([10], [1], [[np.nextafter(30, 31)]], 30).tolist() == [0]
    assert coverage_share([3, 1], [30.0, np.nextafter(30, 31)], [30]).tolist() == [0.75]


def test_a_site_without_demand_gives_no_score_and_loses_its_supply_alone():
    assert two_step([10, 0], [1, 5], [[5, 99], [99, 5]], 30).tolist() == [0.1, 0]
    assert two_step([0], [1], [[5]], 30).tolist() == [0]


def test_an_origin_where_nobody_lives_has_the_score_of_its_place():
    assert two_step([10, 0], [1], [[5], [5]], 30).tolist() == [0.1, 0.1]


@LAW
@given(cases(), st.integers(1, 40))
def test_two_step_equals_the_oracle(case, threshold):
    demand, supply, cost = case
    weights = [[float(c <= threshold) for c in row] for row in cost]
    np.testing.assert_allclose(
        two_step(demand, supply, cost, threshold), oracle.access_score(demand, supply, weights), rtol=1e-12
    )


@LAW
@given(cases())
def test_enhanced_two_step_equals_the_oracle_from_a_matrix_and_from_pairs(case):
    demand, supply, cost = case
    weights = [[oracle.step_weight(c, STEPS) for c in row] for row in cost]
    score = enhanced_two_step(demand, supply, cost, STEPS)
    np.testing.assert_allclose(score, oracle.access_score(demand, supply, weights), rtol=1e-12)
    np.testing.assert_array_equal(enhanced_two_step(demand, supply, pairs_of_matrix(cost), STEPS), score)
    np.testing.assert_array_equal(enhanced_two_step(demand, supply, pairs_of_matrix(cost).within(30), STEPS), score)


@LAW
@given(cases(), st.sampled_from([gaussian_weights, linear_weights, lambda c, t: step_weights(c, STEPS)]))
def test_what_is_offered_is_shared_out_neither_made_nor_lost(case, decay):
    demand, supply, cost = case
    pairs = pairs_of_matrix(cost)
    weights = decay(pairs.cost, 30)
    served = np.bincount(pairs.site, weights * np.array(demand)[pairs.origin], minlength=len(supply)) > 0
    score = access_score(demand, supply, pairs, weights)
    assert np.dot(demand, score) == pytest.approx(np.sum(np.array(supply)[served]), rel=1e-12)


@LAW
@given(cases(), st.integers(1, 40))
def test_one_step_of_any_weight_is_the_two_step_score(case, threshold):
    demand, supply, cost = case
    expected = two_step(demand, supply, cost, threshold)
    np.testing.assert_allclose(enhanced_two_step(demand, supply, cost, [(threshold, 0.3)]), expected, rtol=1e-12)


def peer_scores(demand, supply, cost, **options):
    """Scores by PySAL access, which leaves out the origins that reach no site."""
    origins, sites = range(len(demand)), range(100, 100 + len(supply))
    table = pd.DataFrame(
        [(i, j, cost[i][j - 100]) for i in origins for j in sites if np.isfinite(cost[i][j - 100])],
        columns=["origin", "dest", "cost"],
    )
    scores = access.fca.two_stage_fca(
        pd.DataFrame({"geoid": origins, "demand": demand}).set_index("geoid"),
        pd.DataFrame({"supply": supply}, index=pd.Index(sites, name="geoid")),
        table,
        **options,
    )
    return scores.reindex(origins).fillna(0).to_numpy()


@pytest.mark.parametrize("seed", range(25))
def test_both_scores_equal_pysal_access(seed):
    random = np.random.default_rng(seed)
    origins, sites = random.integers(2, 60), random.integers(1, 20)
    demand = random.integers(1, 5000, origins)
    supply = random.uniform(0, 20, sites)
    # Whole costs, so that many are exactly at a bound, and some ways that do not exist.
    cost = random.integers(0, 60, (origins, sites)).astype(float)
    cost[random.random(cost.shape) < 0.2] = np.inf
    # access divides by nothing where a site has no demand within reach: it is given the sites that have some.
    for steps in ([(30, 1.0)], STEPS, [(15, 1.0), (45, 0.5)]):
        reached = (step_weights(cost, steps) > 0).any(axis=0)
        arguments = demand, supply[reached], cost[:, reached]
        expected = peer_scores(*arguments, weight_fn=access.weights.step_fn(dict(steps)))
        np.testing.assert_allclose(enhanced_two_step(demand, supply, cost, steps), expected, rtol=0, atol=1e-9)
        np.testing.assert_allclose(enhanced_two_step(demand, supply, cost, steps), expected, rtol=1e-9, atol=1e-300)
        assert reached.any()
    reached = (cost <= 30).any(axis=0)
    expected = peer_scores(demand, supply[reached], cost[:, reached], max_cost=30)
    np.testing.assert_allclose(two_step(demand, supply, cost, 30), expected, rtol=1e-9, atol=1e-300)


@LAW
@given(
    st.lists(st.tuples(PEOPLE, st.integers(0, 40).map(float) | st.sampled_from([np.inf, np.nan])), max_size=12),
    st.lists(st.integers(0, 45), max_size=4),
)
def test_coverage_share_equals_the_oracle(places, thresholds):
    population, distance = [p for p, _ in places], [d for _, d in places]
    share = coverage_share(population, distance, thresholds)
    assert share.shape == (len(thresholds),)
    np.testing.assert_allclose(share, [oracle.coverage_share(population, distance, t) for t in thresholds], rtol=1e-12)


@LAW
@given(st.lists(st.tuples(st.integers(1, 999), st.floats(0, 50)), min_size=1, max_size=12))
def test_coverage_grows_with_the_threshold_up_to_everybody(places):
    population, distance = zip(*places, strict=True)
    shares = coverage_share(population, distance, [0, 10, 20, 30, 50])
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == 1


def test_coverage_of_several_operators_at_once_and_of_one_threshold():
    population, distance = [1, 3], [[5.0, 25.0], [np.inf, 5.0]]
    assert coverage_share(population, distance, [10, 30]).tolist() == [[0.25, 1], [0.75, 0.75]]
    assert coverage_share(population, distance[0], 10).tolist() == 0.25
    assert coverage_share(population, distance[1], np.inf).tolist() == 0.75
    assert np.isnan(coverage_share([0, 0], distance[0], [10])).all()


@pytest.mark.parametrize("people", [[1, -1], [1, np.nan], [1, np.inf]])
def test_persons_missing_negative_or_infinite_are_refused(people):
    with pytest.raises(ValueError, match="population"):
        coverage_share(people, [1.0, 2.0], [10])
    with pytest.raises(ValueError, match="demand"):
        two_step(people, [1], [[1.0], [2.0]], 10)
    with pytest.raises(ValueError, match="supply"):
        two_step([1], people, [[1.0, 2.0]], 10)


def test_shapes_that_do_not_fit_are_refused():
    pairs = pairs_of_matrix(COST)
    with pytest.raises(ValueError, match="same origins"):
        coverage_share([1, 2], [1.0], [10])
    with pytest.raises(ValueError, match="same origins"):
        coverage_share([[1, 2]], [1.0, 2.0], [10])
    with pytest.raises(ValueError, match="do not fit costs"):
        two_step([1, 2], SUPPLY, COST, 10)
    with pytest.raises(ValueError, match="do not fit 6 pairs"):
        access_score(DEMAND, SUPPLY, pairs, [1.0])
    with pytest.raises(ValueError, match="weights"):
        access_score(DEMAND, SUPPLY, pairs, np.full(6, -1.0))


@LAW
@given(cases(), st.integers(2, 9))
def test_scores_follow_the_units_of_supply_and_demand(case, factor):
    demand, supply, cost = case
    assume(any(demand))
    score = two_step(demand, supply, cost, 30)
    np.testing.assert_allclose(two_step(demand, [factor * s for s in supply], cost, 30), factor * score, rtol=1e-12)
    np.testing.assert_allclose(two_step([factor * d for d in demand], supply, cost, 30), score / factor, rtol=1e-12)
