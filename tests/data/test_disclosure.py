"""Laws of the disclosure door."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.disclosure import (
    EXEMPT_FROM,
    KEY_MODULUS,
    InfeasibleNoise,
    NoiseTable,
    _maximum_entropy,
    disclose,
    noise_table,
)
from indicators.frame import FEWEST_EVENTS, NOISE_OF_FEW

TABLE = noise_table()


def _distribution(table, count):
    return np.diff(table.cumulative[min(count, table.cap)], prepend=0.0)


@pytest.mark.parametrize("count", range(TABLE.cap + 1))
def test_noise_has_mean_zero_and_hides_small_counts(count):
    probability = _distribution(TABLE, count)
    published = count + TABLE.values[probability > 1e-12]
    assert probability.sum() == pytest.approx(1)
    assert probability @ TABLE.values == pytest.approx(0, abs=1e-9)
    assert np.abs(TABLE.values).max() == 5
    assert (published >= 0).all()
    assert not set(published) & {1, 2, 3, 4}


@pytest.mark.parametrize(("count", "variance"), [(0, 0), (1, 4), (2, 6), (3, 6), (4, 4), (5, 3), (7, 3), (10, 3)])
def test_variance_is_the_requested_one_or_the_smallest_feasible(count, variance):
    assert _distribution(TABLE, count) @ TABLE.values**2 == pytest.approx(variance, abs=1e-6)


def test_entropy_is_maximal_for_large_counts():
    """Any other distribution with the same moments has less entropy: move along the moment-preserving directions."""
    probability = _distribution(TABLE, 100)
    moments = np.vander(TABLE.values, 3, increasing=True).T.astype(float)
    free = np.linalg.svd(moments)[2][3:]
    entropy = -(probability * np.log(probability)).sum()
    for direction in free:
        other = probability + 1e-4 * direction
        assert (other > 0).all()
        assert -(other * np.log(other)).sum() < entropy


def test_noise_amplitude_below_the_threshold_is_refused():
    with pytest.raises(InfeasibleNoise, match="D = 4"):
        noise_table(largest=4, minimum=5)


def test_the_indicators_know_the_largest_variance():
    variances = [_distribution(TABLE, count) @ TABLE.values**2 for count in range(TABLE.cap + 1)]
    assert max(variances) == pytest.approx(NOISE_OF_FEW * TABLE.variance())
    assert max(variances[FEWEST_EVENTS:]) == pytest.approx(TABLE.variance())


def test_noise_that_cannot_lower_a_count_is_refused():
    with pytest.raises(InfeasibleNoise, match="négative"):
        _maximum_entropy(np.arange(3), 1.0)


def test_unreachable_variance_is_refused():
    with pytest.raises(InfeasibleNoise):
        noise_table(variance=24.9)


def test_published_table_gives_the_same_noise():
    again = NoiseTable.from_frame(TABLE.to_frame())
    keys = np.random.default_rng(1).integers(0, KEY_MODULUS, 5000)
    for count in range(13):
        counts = np.full(5000, count)
        assert (again.noise(counts, keys) == TABLE.noise(counts, keys)).all()


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 2**40)), min_size=1, max_size=50))
def test_no_small_count_ever_leaves(cells):
    count, key = np.array(cells, dtype=np.int64).T
    published, exact = disclose(count, key, np.zeros(len(count), dtype=bool), TABLE)
    assert not exact.any()
    assert not np.isin(published, [1, 2, 3, 4]).any()
    assert (np.abs(published - count) <= 5).all()


def test_exemption_needs_a_thousand():
    count = np.array([EXEMPT_FROM - 1, EXEMPT_FROM])
    published, exact = disclose(count, np.array([0, 0]), np.array([True, True]), TABLE)
    assert exact.tolist() == [False, True]
    assert published[1] == EXEMPT_FROM
    assert published[0] != EXEMPT_FROM - 1  # key 0 draws the most negative noise


def test_noise_follows_its_distribution():
    keys = np.random.default_rng(7).integers(0, KEY_MODULUS, 200_000)
    for count in (1, 5, 50):
        drawn = TABLE.noise(np.full(len(keys), count), keys)
        observed = np.array([(drawn == v).mean() for v in TABLE.values])
        assert observed == pytest.approx(_distribution(TABLE, count), abs=0.005)
