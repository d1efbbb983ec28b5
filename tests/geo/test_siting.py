"""Best sites: every choice tried in plain Python, and the bounds that the search proves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import siting
from geo.distance import geodesic_km, nearest_site
from geo.pairs import Pairs, pairs_of_matrix, pairs_within
from geo.siting import best_sites, coverage_gains, distance_gains, gain_curve
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=60)
GAINS = st.integers(1, 9).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9).map(float), min_size=columns, max_size=columns), min_size=1, max_size=9
    )
)


def of(gains) -> tuple[Pairs, np.ndarray]:
    """Pairs of every origin and site, at no cost, and their gains."""
    return pairs_of_matrix(np.zeros(np.shape(gains))), np.asarray(gains, dtype=float).ravel()


def gain_of(gains, chosen):
    return sum(max((row[j] for j in chosen), default=0) for row in gains)


@LAW
@given(GAINS, st.integers(1, 5))
def test_no_choice_gains_more(gains, count):
    found = best_sites(*of(gains), count)
    assert found.optimal
    assert found.gain == gain_of(gains, found.sites) == oracle.best_gain(gains, count)
    assert len(found.sites) == len(set(found.sites)) <= count
    assert best_sites(*of(gains), count) == found


# Candidates left for one to open when the solver takes over, and rounds at most: the solver alone, the usual, the bound
# pushed to its end, the bound cut short.
SHARES_OF_THE_WORK = [(99, 2000), (8, 2000), (0, 2000), (0, 5)]


@pytest.mark.parametrize(("few", "rounds"), SHARES_OF_THE_WORK)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_no_choice_gains_more_whoever_does_the_work(monkeypatch, few, rounds, seed, count):
    """Fourteen candidates whose gains overlap much: the search needs its bound and its solver."""
    monkeypatch.setattr(siting, "_FEW", few)
    monkeypatch.setattr(siting, "_ROUNDS", rounds)
    random = np.random.default_rng(seed)
    gains = random.integers(1, 100, (40, 14)) * (random.random((40, 14)) < 0.4)
    found = best_sites(*of(gains), count)
    assert found.optimal
    assert found.gain == gain_of(gains, found.sites) == oracle.best_gain(gains, count)


def test_greed_is_mended():
    """The best one (5 + 5) is not of the best two (7 + 7)."""
    gains = [[5, 7, 0], [5, 0, 7]]
    assert best_sites(*of(gains), 1).sites == (0,)
    assert set(best_sites(*of(gains), 2).sites) == {1, 2}
    assert best_sites(*of(gains), 2).gain == 14


def test_the_most_useful_comes_first_and_none_that_adds_nothing():
    gains = [[0, 1, 9], [0, 4, 0], [0, 0, 9]]
    found = best_sites(*of(gains), 3)
    assert (found.sites, found.gain, found.optimal) == ((2, 1), 22, True)


def test_where_nothing_gains_nothing_is_chosen():
    for gains in ([[0, 0]], np.zeros((2, 0))):
        found = best_sites(*of(gains), 2)
        assert (found.sites, found.gain, found.bound, found.optimal) == ((), 0, 0, True)


def test_the_curve_rises_less_and_less_for_nested_choices_and_stops_at_will():
    random = np.random.default_rng(5)
    gains = random.integers(1, 50, (30, 12)) * (random.random((30, 12)) < 0.3)
    curve = gain_curve(*of(gains), 12)
    first = next(curve)
    assert first == best_sites(*of(gains), 1)
    rest = [s.gain for s in curve]
    assert (np.diff([first.gain, *rest]) >= 0).all()
    assert rest[-1] == np.max(gains, axis=1).sum()


def hard():
    """A department's width of towns without a site: 260 candidates, all within reach of all."""
    random = np.random.default_rng(6)
    points = random.uniform((43.2, 0.8), (44.0, 2.0), (260, 2))
    people = random.lognormal(6, 1.2, 260).round()
    pairs = pairs_within(points, points, 60)
    return pairs, distance_gains(people, np.full(260, np.inf), pairs, 60)


def test_out_of_time_the_best_known_has_an_honest_bound():
    pairs, gains = hard()
    hurried, proven = best_sites(pairs, gains, 4, seconds=0), best_sites(pairs, gains, 4, seconds=60)
    assert proven.optimal
    assert not hurried.optimal
    assert hurried.gain <= proven.gain <= hurried.bound
    assert len(hurried.sites) == 4


def test_too_large_for_the_solver_the_best_known_has_an_honest_bound(monkeypatch):
    pairs, gains = hard()
    proven = best_sites(pairs, gains, 4, seconds=60)
    monkeypatch.setattr(siting, "_SOLVABLE", 0)
    bounded = best_sites(pairs, gains, 4, seconds=60)
    assert bounded.gain <= proven.gain <= bounded.bound < bounded.gain * 1.1


def test_coverage_gains_are_the_persons_brought_within_the_threshold():
    people, distance = [10, 20, 30, 40], [5, 31, np.inf, np.nan]
    pairs = pairs_of_matrix([[0, 30.0], [30, 30.001], [99, 12], [np.inf, 30]])
    gains = np.zeros(pairs.shape)
    gains[pairs.origin, pairs.site] = coverage_gains(people, distance, pairs, 30)
    assert gains.tolist() == [[0, 0], [20, 0], [0, 30], [0, 40]]


def test_distance_gains_are_the_kilometres_spared_and_reach_is_the_farthest_that_counts():
    people, distance = [10, 20, 30, 40], [5, 31, np.inf, np.nan]
    pairs = pairs_of_matrix([[0, 30.0], [30, 31], [99, 12], [np.inf, 40]])
    gains = np.zeros(pairs.shape)
    gains[pairs.origin, pairs.site] = distance_gains(people, distance, pairs, 60)
    assert gains.tolist() == [[50, 0], [20, 0], [0, 30 * 48], [0, 40 * 20]]


def test_a_department_and_its_sites_equal_a_second_computation():
    """One new site of Ariège's 325 communes, with two there already, and the kilometres counted again without pairs."""
    towns = pd.read_parquet(Path(__file__).parents[2] / "geo/communes.parquet").query("department == '09'")
    points, people = towns[["lat", "lon"]].to_numpy(), towns["population"].to_numpy(dtype=float)
    sites = points[towns["code"].isin(["09122", "09225"])]
    assert len(sites) == 2
    _, km = nearest_site(points, sites)
    pairs = pairs_within(points, points, 60)
    found = best_sites(pairs, distance_gains(people, km, pairs, 60), 1)
    spared = [
        (people * (np.minimum(km, 60) - np.minimum(np.minimum(km, 60), geodesic_km(*points.T, *point)))).sum()
        for point in points
    ]
    assert found.sites == (int(np.argmax(spared)),)
    assert found.gain == pytest.approx(max(spared), rel=1e-12)
    reached = [(people * ((km > 20) & (geodesic_km(*points.T, *point) <= 20))).sum() for point in points]
    assert best_sites(pairs, coverage_gains(people, km, pairs, 20), 1).gain == max(reached)


def test_what_makes_no_sense_is_refused():
    pairs, gains = of([[1, 2]])
    with pytest.raises(ValueError, match="count"):
        best_sites(pairs, gains, 0)
    with pytest.raises(ValueError, match="do not fit"):
        best_sites(pairs, gains[:1], 1)
    with pytest.raises(ValueError, match="gains"):
        best_sites(pairs, -gains, 1)
    with pytest.raises(ValueError, match="origins"):
        coverage_gains([1, 2], [1, 2], pairs, 30)
    with pytest.raises(ValueError, match="population"):
        distance_gains([np.nan], [1], pairs, 30)
