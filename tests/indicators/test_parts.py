"""Shares of a profile: golden values, masks and laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.frame import TOO_FEW
from indicators.parts import FEWEST_OF_A_PROFILE, Part, part_shares

COUNTS = st.one_of(st.just(math.nan), st.integers(0, 5_000).map(float))


def one(events, total, **options):
    return part_shares([Part("g", "w", events, total)], "R76", "2017-01/2017-12", **options).iloc[0]


def test_a_share_and_its_wilson_interval():
    row = one(10, 100)
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((10, 5.523, 17.437), abs=1e-3)
    assert row["cell_status"] == "ok" and (row["area"], row["group"], row["of"]) == ("R76", "g", "w")


@pytest.mark.parametrize(
    ("events", "total", "status"),
    [
        (math.nan, 500, "no_data"),
        (5, math.nan, "no_data"),
        (5, 99, TOO_FEW),
        (0, 99, TOO_FEW),
        (0, 500, "secret"),
        (5, 100, "ok"),
    ],
)
def test_status(events, total, status):
    row = one(events, total)
    assert row["cell_status"] == status
    assert math.isnan(row["value"]) == (status != "ok")
    assert events != 0 or math.isnan(row["numerator"])


def test_no_profile_has_fewer_than_ten_events_whatever_is_asked():
    assert one(2, 9, fewest=0)["cell_status"] == TOO_FEW
    assert one(2, 10, fewest=0)["cell_status"] == "ok"
    assert one(2, FEWEST_OF_A_PROFILE - 1)["cell_status"] == TOO_FEW


def test_a_count_above_its_noised_total_is_the_whole():
    row = one(103, 100)
    assert row["value"] == 100 and row["numerator"] == 103 and row["upper"] == 100


def test_noise_widens_the_interval():
    plain, noised = one(50, 200), one(50, 200, noise_variance=3.0)
    assert noised["lower"] < plain["lower"] and noised["upper"] > plain["upper"]


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_shares_are_the_slow_ones(pairs):
    frame = part_shares([Part(str(i), "", *pair) for i, pair in enumerate(pairs)], "FR", "p")
    for (events, total), row in zip(pairs, frame.itertuples(), strict=True):
        if row.cell_status == "ok":
            assert row.value == pytest.approx(100 * min(events, total) / total)
            assert 0 <= row.lower <= row.value + 1e-9 and row.value <= row.upper + 1e-9
        else:
            assert np.isnan([row.value, row.lower, row.upper]).all()


@pytest.mark.parametrize(("events", "total", "noise"), [(-1, 5, 0), (1, -5, 0), (1, 5, -1)])
def test_negative_numbers_are_refused(events, total, noise):
    with pytest.raises(ValueError):
        one(events, total, noise_variance=noise)
