import numpy as np
import pytest

from geo.catchment import two_step
from geo.hypothesis import SiteKey
from geo.pairs import pairs_of
from geo.travel import TravelTimes, duration, travel_pairs
from tests.geo.test_places import sites as made

NONE = np.inf


def read(rows, shape=(2, 2)):
    """Pairs of rows (commune, site, minutes), and the rows refused, by reason, as lists."""
    pairs, refused = travel_pairs(*([row[k] for row in rows] for k in range(3)), shape)
    return pairs, {reason: of.tolist() for reason, of in refused.items()}


def test_rows_become_pairs_in_minutes():
    pairs, refused = read([(1, 0, 12.5), (0, 1, 7.25), (0, 0, 0), (1, 1, NONE)])
    assert refused == {}
    assert pairs.shape == (2, 2)
    assert (pairs.origin.tolist(), pairs.site.tolist(), pairs.cost.tolist()) == ([0, 0, 1], [0, 1, 0], [0, 7.25, 12.5])
    assert two_step([10, 30], [4, 1], pairs, 10).tolist() == [0.5, 0]


@pytest.mark.parametrize(
    ("text", "minutes"), [("12,5", 12.5), (" 7.25 ", 7.25), ("0", 0), ("", NONE), ("  ", NONE), (None, NONE)]
)
def test_a_duration_is_read_and_a_blank_says_that_there_is_no_way(text, minutes):
    assert duration(text) == minutes


@pytest.mark.parametrize("text", ["une heure", "-1", "inf", "nan", "1:30"])
def test_what_is_no_duration_is_none(text):
    assert np.isnan(duration(text))


def test_rows_refused_are_listed_with_their_reason_and_leave_the_others():
    rows = [(-1, 0, 1), (0, -1, 1), (-1, -1, np.nan), (0, 0, np.nan), (0, 0, -1), (0, 0, 5), (0, 0, 6), (0, 0, NONE)]
    pairs, refused = read(rows)
    assert refused == {"commune": [0, 2], "site": [1], "minutes": [3, 4], "twice": [6, 7]}
    assert pairs.cost.tolist() == [5]


def test_no_row_is_no_pair():
    pairs, refused = read([])
    assert (pairs.cost.size, pairs.shape, refused) == (0, (2, 2), {})


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="length"):
        travel_pairs([0], [0], [], (2, 2))


def times(rows, keys):
    pairs, _ = read([(commune, keys.index(key), minutes) for commune, key, minutes in rows], (2, len(keys)))
    return TravelTimes(pairs, tuple(keys), {})


def test_times_are_those_of_the_sites_that_are_there():
    keys = [SiteKey("operator2", "code2"), SiteKey("operator0", "code0"), SiteKey("operator1", "gone")]
    file = times([(0, keys[0], 9), (0, keys[1], 40), (1, keys[1], 4), (1, keys[2], 1)], keys)
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
    file = times([(0, key, 5) for key in (SiteKey("", "a"), SiteKey("", "b"))], [SiteKey("", c) for c in "ab"])
    rows = file.numbers(shared)
    assert rows.tolist() == [-1, 1]
    assert file.nearest(rows, 3)[0].tolist() == [1, -1]
