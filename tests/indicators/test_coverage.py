"""Share of the persons who have a site within reach."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.coverage import coverage_share
from indicators.frame import RESULT_COLUMNS

AREAS = ["FR", "R76", "R93", "R06", "D31"]


def frame(people, covered, **options):
    arrays = (np.array(values, dtype=np.float64) for values in (people, covered))
    return coverage_share(AREAS[: len(people)], "2017-12-31", *arrays, **options)


def test_values_and_verdicts_by_hand():
    result = frame([100.0, 50.0, 30.0, 0.0, 20.0], [80.0, 45.0, 24.0, 0.0, 5.0], ranked=4)
    assert tuple(result.columns) == RESULT_COLUMNS
    np.testing.assert_allclose(result["value"], [80, 90, 80, np.nan, 25])
    assert result["lower"].equals(result["value"]) and result["upper"].equals(result["value"])
    assert result["outcome"].tolist() == ["benchmark", "higher", "similar", "", "lower"]
    assert result["cell_status"].tolist() == ["ok", "ok", "ok", "no_denominator", "ok"]
    np.testing.assert_equal(result["rank_low"].to_numpy(), [np.nan, 1, 2, np.nan, np.nan])


def test_without_a_site_there_is_no_share():
    result = frame([100.0, 50.0], [np.nan, np.nan], ranked=2)
    assert result["cell_status"].tolist() == ["no_data", "no_data"] and result["value"].isna().all()
    assert result["outcome"].tolist() == ["", ""]


def test_a_wider_zone_makes_more_areas_alike():
    narrow, wide = (frame([100.0, 50.0], [80.0, 45.0], ranked=2, equivalence=e) for e in (0.05, 0.2))
    assert (narrow["outcome"][1], wide["outcome"][1]) == ("higher", "similar")


@given(st.lists(st.tuples(st.floats(1, 1e7), st.floats(0, 1)), min_size=5, max_size=5))
def test_as_many_persons_and_covered_give_the_same_share(rows):
    people = np.array([row[0] for row in rows])
    covered = people * np.array([row[1] for row in rows])
    once, twice = frame(people, covered, ranked=4), frame(people * 2, covered * 2, ranked=4)
    np.testing.assert_allclose(once["value"], twice["value"])
    assert ((once["value"] >= 0) & (once["value"] <= 100 + 1e-9)).all()


@pytest.mark.parametrize(("people", "covered"), [([-1.0, 2.0], [0.0, 1.0]), ([1.0, np.inf], [0.0, 1.0])])
def test_impossible_numbers_are_refused(people, covered):
    with pytest.raises(ValueError, match="finite and not negative"):
        frame(people, covered, ranked=2)
