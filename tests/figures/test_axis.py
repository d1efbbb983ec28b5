"""Ticks of a value axis: laws on any interval."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.axis import nice_ticks, tick_decimals
from figures.numbers import number

bounds = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-3)


def test_golden_ticks():
    assert nice_ticks(0, 9.3) == (0, 2, 4, 6, 8, 10)
    assert nice_ticks(0, 10) == (0, 2, 4, 6, 8, 10)
    assert nice_ticks(0, 0) == (0, 0.2, 0.4, 0.6, 0.8, 1)
    assert nice_ticks(50.1, 110, 5) == (40, 60, 80, 100, 120)
    assert nice_ticks(-3, 2, 3) == (-5, 0, 5)


@given(bounds, bounds, st.integers(3, 8))
def test_ticks_cover_are_few_even_and_told_apart(a, b, most):
    low, high = min(a, b), max(a, b)
    ticks = nice_ticks(low, high, most)
    steps = [y - x for x, y in pairwise(ticks)]
    assert 2 <= len(ticks) <= most
    tolerance = 1e-8 * max(abs(low), abs(high), 1)
    assert ticks[0] <= low + tolerance and ticks[-1] >= high - tolerance
    assert max(steps) == pytest.approx(min(steps))
    mantissa = steps[0] / 10 ** math.floor(math.log10(steps[0]) + 1e-9)
    assert min(abs(mantissa - m) for m in (1, 2, 5)) < 1e-6
    labels = [number(tick, tick_decimals(ticks)) for tick in ticks]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("arguments", [(math.nan, 1), (0, math.inf), (2, 1), (0, 1, 2)])
def test_no_ticks_for_nonsense(arguments):
    with pytest.raises(ValueError, match="no ticks"):
        nice_ticks(*arguments)


def test_decimals():
    assert tick_decimals((0, 20, 40)) == 0
    assert tick_decimals((0, 0.5, 1)) == 1
    assert tick_decimals((0, 0.02)) == 2
