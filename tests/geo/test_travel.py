import numpy as np
import pytest

from geo.catchment import two_step
from geo.hypothesis import SiteKey
from geo.pairs import pairs_of
from geo.travel import TravelTimes, travel_pairs
from tests.geo.test_places import sites as made

COMMUNES, SITES = ["31555", "2A004"], ["ML-1", "ML-2"]


def read(rows, communes=COMMUNES, sites=SITES):
    """Pairs of rows (commune, site, minutes), and the rows refused, by reason, as lists."""
    pairs, refused = travel_pairs(*([row[k] for row in rows] for k in range(3)), communes, sites)
    return pairs, {reason: of.tolist() for reason, of in refused.items()}


def test_rows_become_pairs_in_minutes():
    rows = [("2A004", "ML-1", "12,5"), ("31555", "ML-2", " 7.25 "), ("31555", "ML-1", 0)]
    pairs, refused = read(rows)
    assert refused == {}
    assert pairs.shape == (2, 2)
    assert (pairs.origin.tolist(), pairs.site.tolist(), pairs.cost.tolist()) == ([0, 0, 1], [0, 1, 0], [0, 7.25, 12.5])
    assert two_step([10, 30], [4, 1], pairs, 10).tolist() == [0.5, 0]


@pytest.mark.parametrize("blank", ["", "  ", None, np.nan, float("nan")])
def test_a_blank_says_that_there_is_no_way(blank):
    pairs, refused = read([("31555", "ML-1", blank), ("31555", "ML-2", 3)])
    assert refused == {}
    assert (pairs.site.tolist(), pairs.cost.tolist()) == ([1], [3])


def test_rows_refused_are_listed_with_their_reason_and_leave_the_others():
    rows = [
        ("99999", "ML-1", "1"),
        ("31555", "ML-9", "1"),
        ("31555", "ML-1", "une heure"),
        ("31555", "ML-1", "-1"),
        ("31555", "ML-1", "inf"),
        ("31555", "ML-1", "nan"),
        ("31555", "ML-1", "5"),
        ("31555", "ML-1", "6"),
    ]
    pairs, refused = read(rows)
    assert refused == {"commune": [0], "site": [1], "minutes": [2, 3, 4, 5], "twice": [7]}
    assert pairs.cost.tolist() == [5]


def test_no_row_is_no_pair():
    pairs, refused = read([])
    assert (pairs.cost.size, pairs.shape, refused) == (0, (2, 2), {})


def test_a_list_that_names_one_twice_is_refused():
    with pytest.raises(ValueError, match="sites"):
        read([], sites=["ML-1", "ML-1"])
    with pytest.raises(ValueError, match="communes"):
        read([], communes=["31555", "31555"])
    with pytest.raises(ValueError, match="length"):
        travel_pairs(["31555"], ["ML-1"], [], COMMUNES, SITES)


def times(rows, keys):
    pairs, _ = travel_pairs(*([row[k] for row in rows] for k in range(3)), COMMUNES, keys)
    return TravelTimes(pairs, tuple(keys), {})


def test_times_are_those_of_the_sites_that_are_there():
    keys = [SiteKey("operator2", "code2"), SiteKey("operator0", "code0"), SiteKey("operator1", "gone")]
    file = times([("31555", keys[0], 9), ("31555", keys[1], 40), ("2A004", keys[1], 4), ("2A004", keys[2], 1)], keys)
    sites = made(3)
    rows = file.numbers(sites)
    assert rows.tolist() == [2, 0, -1] and file.used.tolist() == [True] * 3
    near = file.within(rows, 3, 10)
    assert near.shape == (2, 3)
    assert (near.origin.tolist(), near.site.tolist(), near.cost.tolist()) == ([0, 1], [2, 0], [9, 4])
    index, minutes = file.nearest(rows, 3)
    assert (index.tolist(), minutes.tolist()) == ([2, 0], [9, 4])
    # Without the third site.
    left = np.array([-1, 0, -1])
    assert file.nearest_of(left, np.array([1, 0])).tolist() == [4, 40]
    assert file.nearest_of(np.array([-1, -1, -1]), np.array([1])).tolist() == [np.inf]
    asked = pairs_of([0, 0, 1, 1], [0, 1, 0, 2], [1, 1, 1, 1], (2, 3))
    assert file.holds(rows, asked).tolist() == [True, False, True, False]


def test_a_code_without_operator_is_that_of_the_only_site_that_has_it():
    shared = made(3, code=np.array(["a", "b", "a"], dtype=object))
    file = times([("31555", key, 5) for key in (SiteKey("", "a"), SiteKey("", "b"))], [SiteKey("", c) for c in "ab"])
    rows = file.numbers(shared)
    assert rows.tolist() == [-1, 1]
    assert file.nearest(rows, 3)[0].tolist() == [1, -1]
