"""Scenarios: what they touch alone against the whole done again, and the laws of closing, moving and opening."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decay import step_weights
from geo.distance import geodesic_km
from geo.inequality import median_distance
from geo.pairs import pairs_of_matrix
from geo.scenario import Access, Around, Scenario, access_under, altered, around, effects, network
from tests.geo import oracle

LAW = settings(deadline=None, max_examples=100)
STEPS = [(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]
DECAY = partial(step_weights, steps=STEPS)
# A country of half a degree: most pairs are within reach, some are not; points repeat, so that distances tie.
PLACES = st.tuples(st.integers(0, 8).map(lambda k: 46 + k / 16), st.integers(0, 8).map(lambda k: 2 + k / 16))
WEIGHTS = st.integers(0, 40).map(float)


@st.composite
def cases(draw, change=True):
    origins = draw(st.lists(st.tuples(PLACES, st.integers(0, 5000)), min_size=1, max_size=8))
    sites = draw(st.lists(st.tuples(PLACES | st.just((np.nan, np.nan)), WEIGHTS), max_size=6))
    numbers = st.lists(st.sampled_from(range(len(sites))), unique=True) if sites else st.just([])
    scenario = Scenario(
        closed=tuple(draw(numbers)),
        moved=tuple((n, *draw(PLACES)) for n in draw(numbers)),
        supplied=tuple((n, draw(WEIGHTS)) for n in draw(numbers)),
        added=tuple((*draw(PLACES), draw(WEIGHTS)) for _ in range(draw(st.integers(0, 3)))),
    )
    points, people = [p for p, _ in origins], [n for _, n in origins]
    places = np.array([p for p, _ in sites]).reshape(-1, 2)
    return network(points, people, places, [w for _, w in sites], 30, DECAY), scenario


def by_hand(net, scenario):
    """Distances and scores of the altered sites, in plain Python on every pair."""
    places = [None if np.isnan(site).any() else tuple(site) for site in net.sites]
    supply = list(net.supply)
    for site, *place in scenario.moved:
        places[site] = tuple(place)
    for site, weight in scenario.supplied:
        supply[site] = weight
    kept = [(p, w) for n, (p, w) in enumerate(zip(places, supply, strict=True)) if p and n not in scenario.closed]
    kept += [((lat, lon), weight) for lat, lon, weight in scenario.added]
    cost = [[float(geodesic_km(*origin, *place)) for place, _ in kept] for origin in net.origins]
    weights = [[oracle.step_weight(c, STEPS) for c in row] for row in cost]
    supply = [weight for _, weight in kept]
    return [km for _, km in oracle.nearest(cost)], oracle.access_score(net.population, supply, weights)


def test_a_network_within_a_wider_one_known_is_the_same():
    points, people, sites = [[46, 2], [46.1, 2], [46.3, 2]], [10, 20, 30], [[46, 2], [46.2, 2.1], [np.nan, np.nan]]
    known = around(points, sites, 100)
    found, again = (network(points, people, sites, [1, 2, 3], 30, DECAY, of) for of in (known, None))
    assert len(known.pairs.cost) > len(found.pairs.cost) == len(again.pairs.cost)
    for one, other in ((found.access.cost, again.access.cost), (found.access.score, again.access.score)):
        assert one.tolist() == other.tolist()
    assert found.nearest.tolist() == again.nearest.tolist() and found.ratio.tolist() == again.ratio.tolist()


def test_who_loses_the_nearest_site_goes_to_the_next_and_others_stay():
    net = network([[46, 2], [46.3, 2]], [10, 20], [[46, 2], [46.3, 2]], [1, 2], 30, DECAY)
    apart = float(geodesic_km(46, 2, 46.3, 2))
    assert access_under(net, Scenario(closed=(0,))).cost.tolist() == pytest.approx([apart, 0.0])
    assert access_under(net, Scenario(added=((46.1, 2, 1.0),))).cost.tolist() == [0.0, 0.0]
    assert access_under(net, Scenario(closed=(0, 1))).cost.tolist() == [np.inf, np.inf]


@LAW
@given(cases())
def test_what_is_touched_equals_the_whole_done_again(case):
    net, scenario = case
    found = access_under(net, scenario)
    km, score = by_hand(net, scenario)
    np.testing.assert_allclose(found.cost, km, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.score, score, rtol=1e-12)
    sites, supply = altered(net.sites, net.supply, scenario)
    again = network(net.origins, net.population, sites, supply, net.reach, net.decay).access
    np.testing.assert_array_equal(found.score, again.score)
    np.testing.assert_allclose(found.cost, again.cost, rtol=0, atol=1e-9)


def test_under_a_table_of_times_who_loses_the_nearest_site_goes_to_the_next_in_minutes():
    minutes = np.array([[5.0, 20.0, np.inf], [12.0, 4.0, 25.0]])

    def left(gone, rows):
        return minutes[rows][:, ~gone].min(axis=1, initial=np.inf)

    pairs = pairs_of_matrix(minutes)
    net = network(
        [[46, 2], [46.3, 2]], [10, 20], [[46, 2]] * 3, [1, 2, 3], 30, DECAY, Around(pairs, *pairs.nearest(), left)
    )
    assert access_under(net, Scenario(closed=(0,))).cost.tolist() == [20.0, 4.0]
    assert access_under(net, Scenario(closed=(0, 1))).cost.tolist() == [np.inf, 25.0]
    for refused in (Scenario(moved=((0, 46, 2.1),)), Scenario(added=((46, 2.1, 1.0),))):
        with pytest.raises(ValueError, match="table of times"):
            access_under(net, refused)


@LAW
@given(cases(), st.data())
def test_under_a_table_of_times_a_site_that_closes_or_weighs_otherwise_equals_the_whole_done_again(case, data):
    """The table: any minutes, unlike the distances, some missing. Brute force: the same without the sites gone."""
    of, drawn = case
    shape = (len(of.origins), len(of.sites))
    row = st.lists(st.sampled_from([2.0, 7.0, 15.0, 25.0, 45.0, np.inf]), min_size=shape[1], max_size=shape[1])
    minutes = np.array([data.draw(row) for _ in range(shape[0])]).reshape(shape)
    scenario = Scenario(closed=drawn.closed, supplied=drawn.supplied)

    def left(gone, rows):
        return minutes[rows][:, ~gone].min(axis=1, initial=np.inf)

    def whole(minutes, supply):
        pairs = pairs_of_matrix(minutes)
        known = Around(pairs, *pairs.nearest(), left)
        return network(of.origins, of.population, of.sites, supply, 30, DECAY, known)

    net = whole(minutes, of.supply)
    found = access_under(net, scenario)
    apart, supply = minutes.copy(), altered(of.sites, of.supply, scenario)[1]
    apart[:, list(scenario.closed)] = np.inf
    again = whole(apart, supply).access
    np.testing.assert_array_equal(found.cost, again.cost)
    np.testing.assert_array_equal(found.score, again.score)
    if drawn.moved or drawn.added:
        with pytest.raises(ValueError, match="table of times"):
            access_under(net, drawn)


@LAW
@given(cases())
def test_what_is_offered_is_shared_out_under_any_scenario(case):
    net, scenario = case
    sites, supply = altered(net.sites, net.supply, scenario)
    near = geodesic_km(*net.origins.T[..., None], *sites.T) <= 30
    served = (near & (net.population > 0)[:, None]).any(axis=0)
    shared = np.dot(net.population, access_under(net, scenario).score)
    assert shared == pytest.approx(supply[served].sum(), rel=1e-12, abs=1e-12)


@LAW
@given(cases())
def test_no_change_changes_nothing_and_a_site_that_moves_to_its_place_or_keeps_its_weight_neither(case):
    net, _ = case
    placed = [n for n, site in enumerate(net.sites) if not np.isnan(site).any()]
    for same in (
        Scenario(),
        Scenario(moved=tuple((n, *net.sites[n]) for n in placed)),
        Scenario(supplied=tuple(enumerate(net.supply))),
    ):
        found = access_under(net, same)
        np.testing.assert_array_equal(found.score, net.access.score)
        # A distance to a site that moves is measured again, among other ones: its last bit may differ.
        np.testing.assert_allclose(found.cost, net.access.cost, rtol=1e-12)


@LAW
@given(cases())
def test_a_site_closed_then_opened_again_at_its_place_gives_back_what_was(case):
    net, _ = case
    for site in np.flatnonzero(~np.isnan(net.sites).any(axis=1)):
        found = access_under(net, Scenario(closed=(site,), added=((*net.sites[site], net.supply[site]),)))
        np.testing.assert_allclose(found.score, net.access.score, rtol=1e-12)
        np.testing.assert_allclose(found.cost, net.access.cost, rtol=0, atol=1e-9)


@LAW
@given(cases())
def test_closing_brings_nobody_nearer_and_opening_takes_nobody_away(case):
    net, scenario = case
    assert (access_under(net, Scenario(closed=scenario.closed)).cost >= net.access.cost).all()
    assert (access_under(net, Scenario(added=scenario.added)).cost <= net.access.cost).all()


@LAW
@given(cases(), st.integers(1, 30))
def test_effects_equal_a_count_person_by_person(case, threshold):
    net, scenario = case
    before, after = net.access, access_under(net, scenario)
    group = [n % 3 - 1 for n in range(len(net.origins))]
    found = effects(net.population, before, after, threshold, group, 2)
    people = net.population.astype(int)
    for of in (0, 1):
        rows = [n for n in range(len(group)) if group[n] == of]

        def persons(test, rows=rows):
            return sum(people[n] for n in rows if test(before.cost[n], after.cost[n], before.score[n], after.score[n]))

        expected = {
            "population": persons(lambda *_: True),
            "covered_before": persons(lambda b, a, s, t: b <= threshold),
            "covered_after": persons(lambda b, a, s, t: a <= threshold),
            "losing": persons(lambda b, a, s, t: b <= threshold < a),
            "gaining": persons(lambda b, a, s, t: a <= threshold < b),
            "farther": persons(lambda b, a, s, t: a > b + 1e-6),
            "nearer": persons(lambda b, a, s, t: a < b - 1e-6),
            "less": persons(lambda b, a, s, t: t < s * (1 - 1e-9)),
            "more": persons(lambda b, a, s, t: s < t * (1 - 1e-9)),
        }
        assert {name: getattr(found, name)[of] for name in expected} == expected
        assert found.covered_after[of] - found.covered_before[of] == found.gaining[of] - found.losing[of]
        for name, access in (("before", before), ("after", after)):
            np.testing.assert_equal(
                getattr(found, f"median_{name}")[of], median_distance(people[rows], access.cost[rows])
            )
            shared = sum(people[n] * access.score[n] for n in rows)
            mean = shared / sum(people[rows]) if sum(people[rows]) else np.nan
            np.testing.assert_allclose(getattr(found, f"score_{name}")[of], mean, rtol=1e-12)


def test_by_hand():
    """Ten persons here, thirty 20 km away, one site of weight 8 at each end; the second closes."""
    line = np.array([[46.0, 2.0], [46.18, 2.0]])
    net = network(line, [10, 30], line, [8, 8], 30, DECAY)
    far = float(geodesic_km(*line[0], *line[1]))
    assert 19 < far < 20.1
    weight = DECAY(np.array([far]))[0]
    after = access_under(net, Scenario(closed=(1,)))
    assert after.cost.tolist() == [0, pytest.approx(far)]
    assert after.score.tolist() == pytest.approx([8 / (10 + 30 * weight), weight * 8 / (10 + 30 * weight)])
    found = effects(net.population, net.access, after, 15, [0, 0], 1)
    assert (found.losing[0], found.gaining[0], found.farther[0], found.less[0]) == (30, 0, 30, 40)
    assert (found.median_before[0], found.median_after[0]) == (0, pytest.approx(far))


def test_what_makes_no_sense_is_refused():
    net = network([[46, 2]], [1], [[46, 2]], [1], 30, DECAY)
    for wrong in (
        Scenario(closed=(1,)),
        Scenario(closed=(0, 0)),
        Scenario(moved=((-1, 46, 2),)),
        Scenario(supplied=((0, 1), (0, 2))),
        Scenario(supplied=((0, -1),)),
        Scenario(moved=((0, 91, 2),)),
        Scenario(added=((46, 2, np.nan),)),
    ):
        with pytest.raises(ValueError, match=r"sites|supply|latitude"):
            access_under(net, wrong)
    one = Access(np.zeros(1), np.zeros(1))
    with pytest.raises(ValueError, match="one length"):
        effects([1, 2], one, one, 10, [0], 1)
    with pytest.raises(ValueError, match="outside"):
        effects([1], one, one, 10, [1], 1)
