import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.diversity import entropy_bias, entropy_noise, entropy_variance, normalised_entropy
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=8)


def test_entropy_by_hand():
    """Half and half of two: 1; of four: 1/2; three quarters and a quarter: 0.8113; one for all: 0."""
    values = normalised_entropy([[5, 5, 0, 0], [7, 0, 0, 0], [2, 2, 2, 2], [0, 0, 0, 0]])
    np.testing.assert_allclose(values, [0.5, 0, 1, np.nan])
    assert normalised_entropy([3, 1]) == pytest.approx(0.811278)
    assert np.isnan(normalised_entropy([3, np.nan]))


@pytest.mark.parametrize("counts", [[], [3], 3, [-1, 2], [1, np.inf]])
def test_refusals(counts):
    with pytest.raises(ValueError, match=r"two categories|at least one|finite"):
        normalised_entropy(counts)


@LAW
@given(COUNTS)
def test_equals_the_oracle_and_keeps_its_bounds(counts):
    entropy = normalised_entropy(counts)
    np.testing.assert_allclose(entropy, oracle.entropy([float(c) for c in counts]), atol=1e-12)
    assert np.isnan(entropy) == (sum(counts) == 0)
    assert not (entropy < -1e-12 or entropy > 1 + 1e-12)


@LAW
@given(COUNTS, st.randoms(), st.integers(2, 9))
def test_neither_order_nor_size_matters(counts, random, scale):
    shuffled = random.sample(counts, len(counts))
    np.testing.assert_allclose(normalised_entropy(shuffled), normalised_entropy(counts), atol=1e-12)
    np.testing.assert_allclose(normalised_entropy(np.multiply(counts, scale)), normalised_entropy(counts), atol=1e-12)


@LAW
@given(st.integers(1, 500), st.integers(0, 500))
def test_evening_out_two_categories_never_lessens_it(high, low):
    middle = (high + low) / 2
    assert normalised_entropy([middle, middle, 10]) >= normalised_entropy([high, low, 10]) - 1e-12


@pytest.mark.parametrize("shares", [[0.6, 0.3, 0.1, 0, 0], [0.2] * 5, [0.9, 0.04, 0.03, 0.02, 0.01]])
@pytest.mark.parametrize("total", [200, 2000])
def test_variance_and_bias_are_those_of_draws(shares, total):
    draws = np.random.default_rng(5).multinomial(total, shares, 40_000)
    entropy = normalised_entropy(draws)
    assert entropy_variance(shares, total) == pytest.approx(entropy.var(), rel=0.06)
    lacking = normalised_entropy(shares) - entropy.mean()
    assert entropy_bias(shares, total) == pytest.approx(lacking, rel=0.25, abs=3 * entropy.std() / 200)


def test_noise_is_that_of_draws():
    counts = np.array([500.0, 300, 150, 50, 200])
    noises = np.random.default_rng(6).normal(0, math.sqrt(3), (40_000, 5))
    assert entropy_noise(counts, 3.0 * np.ones(5)) == pytest.approx(normalised_entropy(counts + noises).var(), rel=0.05)
    assert entropy_noise(counts, np.zeros(5)) == 0
    assert np.isfinite(entropy_noise([500, 0], [3, 3]))
    assert np.isnan(entropy_noise([0, 0], [3, 3]))


def test_nothing_varies_with_one_category():
    assert entropy_variance([9, 0, 0], 100) == 0
    assert entropy_bias([9, 0, 0], 100) == 0
    assert np.isnan([entropy_variance([9, 1, 0], 0), entropy_bias([0, 0, 0], 100), entropy_bias([9, 1], np.nan)]).all()
