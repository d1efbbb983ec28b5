import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.intervals import (
    byar_interval,
    exact_poisson_interval,
    poisson_interval,
    wilson_interval,
    with_noise,
    z_score,
)
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=4)
CONFIDENCES = st.sampled_from([0.5, 0.8, 0.95, 0.99, 0.998])
POISSON = [byar_interval, exact_poisson_interval, poisson_interval]


def rounded(interval, digits):
    return tuple(np.round(bound, digits).tolist() for bound in interval)


@pytest.mark.parametrize(("confidence", "expected"), [(0.95, 1.959964), (0.998, 3.090232)])
def test_z_score_golden(confidence, expected):
    assert z_score(confidence) == pytest.approx(expected, abs=5e-7)


def test_byar_golden():
    assert rounded(byar_interval(10), 4) == (4.7874, 18.3915)
    assert rounded(byar_interval(100), 4) == (81.3621, 121.6279)
    assert rounded(byar_interval(10, 0.998), 4) == (2.9163, 24.1937)


def test_exact_golden():
    """Garwood's tables: 0 event and 5 events at 95 %."""
    assert rounded(exact_poisson_interval([0, 5]), 4) == ([0.0, 1.6235], [3.6889, 11.6683])


def test_wilson_golden():
    assert rounded(wilson_interval([10, 0], [100, 20]), 5) == ([0.05523, 0.0], [0.17437, 0.16113])


def test_poisson_is_exact_below_ten_and_byar_from_ten():
    lower, upper = poisson_interval([9, 10])
    exact, byar = exact_poisson_interval(9), byar_interval(10)
    assert (lower.tolist(), upper.tolist()) == ([exact[0], byar[0]], [exact[1], byar[1]])
    assert poisson_interval(9, exact_below=0) == byar_interval(9)
    assert poisson_interval(30, exact_below=31) == exact_poisson_interval(30)


def test_byar_lower_bound_stops_at_zero():
    assert byar_interval(1, 0.998)[0] == 0
    assert byar_interval(0)[0] == 0


@pytest.mark.parametrize("interval", POISSON)
def test_inputs_of_any_array_kind(interval):
    expected = interval(np.array([3.0, 40.0]))
    for same in ([3, 40], (3, 40), pd.Series([3, 40]), pd.Series([3, 40], dtype="Int64")):
        for bound, reference in zip(interval(same), expected, strict=True):
            assert isinstance(bound, np.ndarray)
            np.testing.assert_array_equal(bound, reference)
    assert all(isinstance(bound, np.ndarray) and bound.shape == () for bound in interval(3))
    assert [bound.shape for bound in interval(np.zeros((2, 3)))] == [(2, 3), (2, 3)]
    assert [bound.shape for bound in interval([])] == [(0,), (0,)]


@pytest.mark.parametrize("interval", POISSON)
def test_missing_counts_stay_missing(interval):
    for bound in (*interval([np.nan, 4]), *interval(pd.Series([None, 4], dtype="Int64"))):
        assert np.isnan(bound).tolist() == [True, False]
    assert np.isnan(interval(np.nan)).all()


@pytest.mark.parametrize("interval", POISSON)
@pytest.mark.parametrize("count", [-1, [3, -0.5], np.inf])
def test_impossible_counts(interval, count):
    with pytest.raises(ValueError, match="count must be finite and not negative"):
        interval(count)


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 1.5, np.nan])
def test_impossible_confidence(confidence):
    for interval in POISSON:
        with pytest.raises(ValueError, match="confidence"):
            interval(20, confidence)
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, confidence)
    with pytest.raises(ValueError, match="confidence"):
        with_noise(1, 0, 2, 1, confidence)


def test_wilson_missing_and_empty():
    lower, upper = wilson_interval([0, np.nan, 1, 1], [0, 5, np.nan, 5])
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, True, True, False]


def test_wilson_broadcasts():
    assert [bound.shape for bound in wilson_interval([1, 2, 3], 10)] == [(3,), (3,)]


@pytest.mark.parametrize(("count", "total"), [(3, 2), ([1, 5], [4, 4])])
def test_wilson_refuses_a_count_above_its_total(count, total):
    with pytest.raises(ValueError, match="exceed"):
        wilson_interval(count, total)


@pytest.mark.parametrize(("count", "total", "name"), [(-1, 2, "count"), (1, -2, "total"), (1, np.inf, "total")])
def test_wilson_refuses_impossible_inputs(count, total, name):
    with pytest.raises(ValueError, match=f"{name} must be finite"):
        wilson_interval(count, total)


@LAW
@given(COUNTS, CONFIDENCES)
def test_poisson_equals_the_oracle(counts, confidence):
    for interval, slow in (
        (byar_interval, oracle.byar),
        (exact_poisson_interval, oracle.exact_poisson),
        (poisson_interval, oracle.poisson),
    ):
        expected = np.array([slow(count, confidence) for count in counts])
        np.testing.assert_allclose(np.transpose(interval(counts, confidence)), expected, rtol=1e-9, atol=1e-9)


@LAW
@given(st.integers(0, 5000), st.integers(1, 5000), CONFIDENCES)
def test_wilson_equals_the_oracle(count, extra, confidence):
    expected = oracle.wilson(count, count + extra, confidence)
    np.testing.assert_allclose(wilson_interval(count, count + extra, confidence), expected, rtol=1e-8, atol=1e-12)


@LAW
@given(st.integers(0, 10**7), st.floats(0.01, 0.9999))
def test_intervals_contain_their_value(count, confidence):
    for interval in POISSON:
        lower, upper = interval(count, confidence)
        assert 0 <= lower <= count <= upper
    for total in (count, count + 1, 3 * count + 7):
        lower, upper = wilson_interval(count, total, confidence)
        assert total == 0 or 0 <= lower <= count / total <= upper <= 1


@LAW
@given(st.integers(0, 10**6), st.floats(0.05, 0.99))
def test_more_confidence_is_wider(count, confidence):
    wider = confidence + (1 - confidence) / 2
    pairs = [(interval(count, confidence), interval(count, wider)) for interval in POISSON]
    pairs.append((wilson_interval(count, 2 * count + 1, confidence), wilson_interval(count, 2 * count + 1, wider)))
    for (lower, upper), (wider_lower, wider_upper) in pairs:
        assert wider_lower <= lower
        assert upper < wider_upper


@LAW
@given(st.integers(0, 500), st.integers(0, 500), CONFIDENCES)
def test_wilson_mirror(count, extra, confidence):
    """The interval of the complement is the mirror image."""
    total = count + extra + 1
    lower, upper = wilson_interval(count, total, confidence)
    other_lower, other_upper = wilson_interval(total - count, total, confidence)
    assert (lower, upper) == (pytest.approx(1 - other_upper, abs=1e-12), pytest.approx(1 - other_lower, abs=1e-12))


@LAW
@given(COUNTS, st.randoms())
def test_order_of_rows_does_not_matter(counts, random):
    shuffled = list(range(len(counts)))
    random.shuffle(shuffled)
    for bound, moved in zip(poisson_interval(counts), poisson_interval([counts[i] for i in shuffled]), strict=True):
        np.testing.assert_array_equal(bound[shuffled], moved)


def test_noise_adds_its_variance_to_the_poisson_variance():
    count, variance = 1_000_000.0, 90_000.0
    lower, upper = with_noise(count, *poisson_interval(count), variance)
    assert (upper - lower) / 2 == pytest.approx(1.959964 * np.sqrt(count + variance), rel=5e-4)


def test_noise_of_variance_zero_changes_nothing():
    bounds = poisson_interval([0, 5, 50])
    np.testing.assert_allclose(with_noise([0, 5, 50], *bounds, 0), bounds, rtol=1e-12, atol=1e-12)


def test_noise_widens_a_zero_count():
    lower, upper = with_noise(0, *poisson_interval(0), 3)
    assert (lower, upper) == (
        pytest.approx(-1.959964 * np.sqrt(3)),
        pytest.approx(np.hypot(3.68888, 3.394757), rel=1e-5),
    )


@LAW
@given(st.integers(0, 300), st.floats(0, 50), CONFIDENCES)
def test_noise_equals_the_oracle(count, variance, confidence):
    lower, upper = oracle.poisson(count, confidence)
    expected = oracle.with_noise(count, lower, upper, variance, confidence)
    np.testing.assert_allclose(with_noise(count, lower, upper, variance, confidence), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("variance", [-1, np.inf])
def test_noise_refuses_an_impossible_variance(variance):
    with pytest.raises(ValueError, match="variance"):
        with_noise(5, 2, 9, variance)
