"""Axis of shares: cut to what it shows, but never so much that alike shares look apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.share_axis import QUARTERS, share_position, share_ticks

NAN = float("nan")


@pytest.mark.parametrize(
    ("shares", "ticks"),
    [
        ((), QUARTERS),
        ((NAN,), QUARTERS),
        ((49.0, 54.8, NAN), (45, 50, 55, 60)),
        ((2.0,), (0, 5, 10)),
        ((99.0,), (90, 95, 100)),
        ((3.0, 97.0), (0, 50, 100)),
    ],
)
def test_the_axis_covers_the_shares(shares, ticks):
    assert share_ticks(shares) == ticks


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_every_share_stands_on_its_axis(shares):
    ticks = share_ticks(shares)
    assert ticks[0] >= 0 and ticks[-1] <= 100 and 2 <= len(ticks) <= 5
    assert ticks[-1] - ticks[0] >= 10
    assert all(0 <= share_position(share, ticks) <= 100 for share in shares)


def test_quarters_leave_a_share_where_it_is():
    assert share_position(52.0) == 52.0
    assert share_position(50.0, (40.0, 60.0)) == 50.0
