import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.ratio_axis import HIGH, LOW, mark, position, tick_marks, zone

RATIOS = st.floats(0.01, 100)


@pytest.mark.parametrize(
    ("ratio", "at"), [(0.125, 0), (0.5, 100 / 3), (1, 50), (2, 200 / 3), (8, 100), (0.01, 0), (20, 100)]
)
def test_positions(ratio, at):
    assert position(ratio) == pytest.approx(at)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.nan, math.inf])
def test_what_has_no_place_is_refused(ratio):
    with pytest.raises(ValueError, match="positive and finite"):
        position(ratio)


@given(RATIOS)
def test_a_ratio_and_its_inverse_are_symmetrical_around_one(ratio):
    assert position(ratio) + position(1 / ratio) == pytest.approx(100)


@given(RATIOS, st.floats(0, 1), st.floats(1, 3))
def test_a_mark_stands_inside_its_interval_and_the_axis(value, below, above):
    found = mark(value, value * below, value * above)
    assert 0 <= found.left <= 100 and 0 <= found.dot <= 100
    assert found.beyond == (value > HIGH) - (value < LOW)
    if found.width:
        assert found.left <= found.dot + 1e-9 and found.dot <= found.left + found.width + 1e-9 <= 100 + 1e-6


def test_an_interval_narrower_than_the_dot_is_the_dot_alone():
    assert mark(1.0, 0.99, 1.01).width == 0
    assert mark(1.0, 0.5, 2.0).width == pytest.approx(100 / 3)


def test_the_zone_and_the_ticks():
    low, high = zone(0.05)
    assert low < 50 < high
    assert [label for _, label in tick_marks()] == ["0,125", "0,25", "0,5", "1", "2", "4", "8"]
    assert [round(at) for at, _ in tick_marks()] == [0, 17, 33, 50, 67, 83, 100]
