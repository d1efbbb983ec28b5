import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decay import gaussian_weights, linear_weights, step_weights
from tests.geo import oracle

STEPS = [(10, 1.0), (20, 0.68), (30, 0.22)]
DECAYS = [gaussian_weights, linear_weights, lambda cost, threshold: step_weights(cost, [(threshold, 1)])]
COSTS = st.lists(st.floats(0, 100) | st.sampled_from([10.0, 20.0, 30.0, math.inf, math.nan]), max_size=20)
each_decay = pytest.mark.parametrize("decay", DECAYS, ids=["gaussian", "linear", "step"])


def test_a_cost_at_a_bound_is_inside_it():
    costs = [0, 10, np.nextafter(10, 11), 20, 25, 30, np.nextafter(30, 31), np.inf, np.nan]
    assert step_weights(costs, STEPS).tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0, 0, 0]
    assert step_weights([[5, 25], [15, 15], [99, 5]], STEPS).tolist() == [[1, 0.22], [0.68, 0.68], [0, 1]]


@settings(deadline=None)
@given(COSTS)
def test_steps_equal_the_oracle(costs):
    assert step_weights(costs, STEPS).tolist() == [oracle.step_weight(c, STEPS) for c in costs]


def test_gaussian_and_linear_values():
    half, end = math.exp(-0.125), math.exp(-0.5)
    np.testing.assert_allclose(gaussian_weights([0, 15, 30, 31], 30), [1, (half - end) / (1 - end), 0, 0], atol=1e-15)
    np.testing.assert_allclose(linear_weights([0, 7.5, 15, 30, 31], 30), [1, 0.75, 0.5, 0, 0])


@each_decay
def test_every_decay_is_one_at_the_door_falls_and_ends(decay):
    weights = decay(np.linspace(0, 60, 601), 30)
    assert weights[0] == 1
    assert (np.diff(weights) <= 0).all()
    assert (weights[301:] == 0).all()
    assert (weights[:300] > 0).all()
    assert decay([np.inf, np.nan], 30).tolist() == [0, 0]


@each_decay
@pytest.mark.parametrize("threshold", [0, -1, np.inf, np.nan])
def test_a_threshold_that_is_no_distance_is_refused(decay, threshold):
    with pytest.raises(ValueError, match="positive"):
        decay([1.0], threshold)


@each_decay
def test_a_negative_cost_is_refused(decay):
    with pytest.raises(ValueError, match="negative"):
        decay([1.0, -1.0], 30)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([], "one step"),
        ([(10, 1), (10, 0.5)], "rising"),
        ([(20, 1), (10, 0.5)], "rising"),
        ([(np.inf, 1)], "finite"),
        ([(10, -1)], "not negative"),
        ([(10, np.nan)], "weights"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps, message):
    with pytest.raises(ValueError, match=message):
        step_weights([1.0], steps)
