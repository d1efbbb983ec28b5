import numpy as np
import pytest

from geo.catchment import two_step
from geo.travel import Refused, travel_pairs

COMMUNES, SITES = ["31555", "2A004"], ["ML-1", "ML-2"]


def test_rows_become_pairs_in_minutes():
    rows = [("2A004", "ML-1", "12,5"), ("31555", "ML-2", " 7.25 "), ("31555", "ML-1", 0)]
    pairs, refused = travel_pairs(rows, COMMUNES, SITES)
    assert refused == []
    assert pairs.shape == (2, 2)
    assert (pairs.origin.tolist(), pairs.site.tolist(), pairs.cost.tolist()) == ([0, 0, 1], [0, 1, 0], [0, 7.25, 12.5])
    assert two_step([10, 30], [4, 1], pairs, 10).tolist() == [0.5, 0]


@pytest.mark.parametrize("blank", ["", "  ", None, np.nan])
def test_a_blank_says_that_there_is_no_way(blank):
    pairs, refused = travel_pairs([("31555", "ML-1", blank), ("31555", "ML-2", 3)], COMMUNES, SITES)
    assert refused == []
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
    pairs, refused = travel_pairs(rows, COMMUNES, SITES)
    reasons = ["commune", "site", "minutes", "minutes", "minutes", "minutes"]
    assert refused == [*(Refused(k, reason) for k, reason in enumerate(reasons)), Refused(7, "twice")]
    assert pairs.cost.tolist() == [5]


def test_no_row_is_no_pair():
    pairs, refused = travel_pairs([], COMMUNES, SITES)
    assert (pairs.cost.size, pairs.shape, refused) == (0, (2, 2), [])


def test_a_list_that_names_one_twice_is_refused():
    with pytest.raises(ValueError, match="sites"):
        travel_pairs([], COMMUNES, ["ML-1", "ML-1"])
    with pytest.raises(ValueError, match="communes"):
        travel_pairs([], ["31555", "31555"], SITES)
