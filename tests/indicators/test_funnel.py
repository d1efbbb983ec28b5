import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.access import access_rate
from indicators.frame import RESULT_COLUMNS
from indicators.funnel import (
    between_variance,
    dispersion,
    overdispersion,
    position,
    proportion_limits,
    rate_funnel,
    ratio_limits,
    worth,
)
from indicators.intervals import exact_poisson_interval
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
CONFIDENCES = st.sampled_from([0.5, 0.8, 0.95, 0.998])
FRACTIONS = st.integers(0, 100).map(lambda percent: percent / 100)
SIZES = st.floats(0.01, 1e8)
AREAS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 150)), min_size=2, max_size=14)
METHODS = st.sampled_from(["multiplicative", "additive"])


def test_proportion_limits_golden():
    """0.5 ± 1.959964 × 0.05; 0.5 ± 3.090232 × 0.05; kept above 0."""
    np.testing.assert_allclose(proportion_limits(100, 0.5, 0.95), (0.4020018, 0.5979982), atol=5e-8)
    np.testing.assert_allclose(proportion_limits(100, 0.5, 0.998), (0.3454884, 0.6545116), atol=5e-8)
    np.testing.assert_allclose(
        proportion_limits([10, 10], [0.05, 0.95], 0.95), [[0, 0.814918], [0.185082, 1]], atol=1e-6
    )


def test_proportion_limits_at_the_ends():
    lower, upper = proportion_limits([10, 10, 0, np.nan, 10], [0, 1, 0.5, 0.5, np.nan], 0.95)
    np.testing.assert_array_equal(lower, [0, 1, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(upper, lower)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((-1, 0.5, 0.95), "total must be finite"),
        ((np.inf, 0.5, 0.95), "total must be finite"),
        ((10, -0.1, 0.95), "benchmark must be finite"),
        ((10, 1.1, 0.95), "benchmark must be a fraction"),
        ((10, 0.5, 1), "confidence"),
    ],
)
def test_proportion_limits_refuse(inputs, message):
    with pytest.raises(ValueError, match=message):
        proportion_limits(*inputs)


@LAW
@given(st.integers(0, 10**6), FRACTIONS, CONFIDENCES)
def test_proportion_limits_equal_the_oracle(total, benchmark, confidence):
    expected = oracle.proportion_limits(total, benchmark, confidence)
    np.testing.assert_allclose(proportion_limits(total, benchmark, confidence), expected, rtol=1e-9, atol=1e-12)


@LAW
@given(st.lists(SIZES, min_size=1, max_size=20), FRACTIONS, CONFIDENCES)
def test_proportion_limits_hold_the_benchmark_and_narrow(sizes, benchmark, confidence):
    lower, upper = proportion_limits(np.sort(sizes), benchmark, confidence)
    assert ((lower >= 0) & (lower <= benchmark) & (benchmark <= upper) & (upper <= 1)).all()
    assert (np.diff(lower) >= 0).all()
    assert (np.diff(upper) <= 0).all()


@LAW
@given(st.integers(1, 10**6), FRACTIONS, CONFIDENCES)
def test_proportion_limits_of_the_complement_are_the_mirror_image(total, benchmark, confidence):
    lower, upper = proportion_limits(total, benchmark, confidence)
    other_lower, other_upper = proportion_limits(total, 1 - benchmark, confidence)
    np.testing.assert_allclose((other_lower, other_upper), (1 - upper, 1 - lower), atol=1e-12)


def test_proportion_limits_widen_as_the_root_of_phi():
    _, upper = proportion_limits(4000, 0.3, 0.95)
    _, wider = proportion_limits(4000 / 2.25, 0.3, 0.95)
    assert wider - 0.3 == pytest.approx(1.5 * (upper - 0.3), rel=1e-12)


@pytest.mark.parametrize(
    ("confidence", "count", "expected_at_lower", "expected_at_upper"),
    [
        (0.95, 5, 11.6683331, 1.623486324),
        (0.95, 10, 18.39035799, 4.795387629),
        (0.95, 100, 121.6268111, 81.36400699),
        (0.998, 10, 24.13397235, 2.960519925),
        (0.998, 100, 134.9243187, 71.92139974),
    ],
)
def test_ratio_limits_published(confidence, count, expected_at_lower, expected_at_upper):
    """The expected counts at which PHEindicatormethods' own test table puts a count on its funnel's limits.

    (testdata_funnel_ratio_outputs.csv; its search stops at the sixth digit.)
    """
    assert ratio_limits(expected_at_lower, confidence)[0] == pytest.approx(count / expected_at_lower, rel=1e-6)
    assert ratio_limits(expected_at_upper, confidence)[1] == pytest.approx(count / expected_at_upper, rel=1e-6)


def test_ratio_limits_where_nothing_is_expected_or_known():
    assert np.isnan(ratio_limits([0, np.nan], 0.95)).all()
    lower, upper = ratio_limits([3.6, 3.7], 0.95)
    assert lower[0] == 0 < lower[1]
    assert (upper > 1).all()


@pytest.mark.parametrize(("expected", "confidence"), [(-1, 0.95), (np.inf, 0.95), (10, 0), (10, 1)])
def test_ratio_limits_refuse(expected, confidence):
    with pytest.raises(ValueError, match=r"expected must be finite|confidence"):
        ratio_limits(expected, confidence)


@LAW
@given(st.floats(0.05, 150), CONFIDENCES)
def test_ratio_limits_equal_the_oracle(expected, confidence):
    slow = oracle.ratio_limits(expected, confidence)
    np.testing.assert_allclose(ratio_limits(expected, confidence), slow, rtol=1e-8, atol=1e-9)


@LAW
@given(st.lists(SIZES, min_size=1, max_size=20), CONFIDENCES)
def test_ratio_limits_hold_one_and_narrow(sizes, confidence):
    lower, upper = ratio_limits(np.sort(sizes), confidence)
    assert ((lower >= 0) & (lower < 1) & (upper > 1)).all()
    assert (np.diff(lower) >= -1e-12).all()
    assert (np.diff(upper) <= 1e-12).all()


@LAW
@given(st.floats(0.5, 60), CONFIDENCES)
def test_ratio_limits_judge_whole_counts_as_poisson_quantiles_and_exact_intervals_do(expected, confidence):
    tail = (1 - confidence) / 2
    counts = np.arange(int(expected + 12 * math.sqrt(expected)) + 12)
    lower, upper = (limit * expected for limit in ratio_limits(expected, confidence))
    at_most = np.array([oracle.poisson_at_most(int(count), expected) for count in counts])
    low_quantile, high_quantile = np.argmax(at_most >= tail), np.argmax(at_most >= 1 - tail)
    outside = (counts < lower) | (counts > upper)
    np.testing.assert_array_equal(outside, (counts < low_quantile) | (counts > high_quantile))
    interval_lower, interval_upper = exact_poisson_interval(counts, confidence)
    np.testing.assert_array_equal(outside, (interval_lower > expected) | (interval_upper < expected))


def test_ratio_limits_of_many_events_are_normal():
    """1 ± 1.959964 / 1000, and twice as wide for a count worth four times less."""
    np.testing.assert_allclose(ratio_limits(1e6, 0.95), (1 - 0.00195996, 1 + 0.00195996), atol=3e-6)
    np.testing.assert_allclose(ratio_limits(1e6 / 4, 0.95), (1 - 0.00391993, 1 + 0.00391993), atol=1e-5)


def test_overdispersion_by_hand():
    """z = -2, 2, 0, 0, 3 untouched: 17/5; the tenths brought to -1.2 and 2.6: (1.44 + 4 + 6.76)/5 = 2.44, and
    tau² = (5 × 2.44 - 4) / (500 - 5 × 10,000 / 500)."""
    observed, expected = [80, 120, 100, 100, 130], [100] * 5
    assert overdispersion(observed, expected, "multiplicative", 0) == (pytest.approx(3.4), 0)
    assert overdispersion(observed, expected, "multiplicative") == (pytest.approx(2.44), 0)
    assert overdispersion(observed, expected, "additive") == (pytest.approx(2.44), pytest.approx(8.2 / 400))


def test_overdispersion_without_excess():
    phi, between = overdispersion([99, 101, 100], [100] * 3, "additive")
    assert 0 < phi < 1
    assert between == 0
    assert overdispersion([100, 50], [100, 50], "additive") == (0, 0)


def test_overdispersion_leaves_out_areas_without_a_count_or_an_expectation():
    observed, expected = [80, np.nan, 120, 5, 7, 100], [100, 100, 100, 0, np.nan, 100]
    assert overdispersion(observed, expected, "additive") == overdispersion([80, 120, 100], [100] * 3, "additive")


@pytest.mark.parametrize(("observed", "expected"), [([], []), (3, 4), ([3, np.nan], [4, 4]), ([3, 3], [4, 0])])
def test_no_overdispersion_of_fewer_than_two_areas(observed, expected):
    assert np.isnan(overdispersion(observed, expected, "additive")).all()
    assert np.isnan(overdispersion(observed, expected, "multiplicative")).all()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (([1, 2], [1, 2], "bayesian"), "method must be"),
        (([1, 2], [1, 2], "additive", 0.5), "trim must be"),
        (([1, 2], [1, 2], "additive", -0.1), "trim must be"),
        (([1, 2], [1, 2], "additive", np.nan), "trim must be"),
        (([1, -2], [1, 2], "additive"), "observed must be finite"),
        (([1, 2], [1, np.inf], "additive"), "expected must be finite"),
    ],
)
def test_overdispersion_refuses(inputs, message):
    with pytest.raises(ValueError, match=message):
        overdispersion(*inputs)


@LAW
@given(AREAS, METHODS, st.sampled_from([0, 0.05, 0.1, 0.3, 0.49]))
def test_overdispersion_equals_the_oracle(areas, method, trim):
    observed, expected = np.transpose(areas).tolist()
    slow = oracle.overdispersion(observed, expected, method, trim)
    np.testing.assert_allclose(overdispersion(observed, expected, method, trim), slow, rtol=1e-9, atol=1e-12)


@LAW
@given(AREAS, st.randoms())
def test_overdispersion_does_not_depend_on_the_order_and_shrinks_by_winsorising(areas, random):
    observed, expected = np.transpose(areas)
    order = random.sample(range(len(areas)), len(areas))
    whole, _ = overdispersion(observed, expected, "multiplicative", 0)
    assert overdispersion(observed[order], expected[order], "multiplicative", 0)[0] == pytest.approx(whole)
    z = (observed - expected) / np.sqrt(expected)
    assert whole == pytest.approx(np.mean(z**2))
    if np.quantile(z, 0.1) <= 0 <= np.quantile(z, 0.9):
        assert overdispersion(observed, expected, "multiplicative")[0] <= whole * (1 + 1e-12)


@LAW
@given(AREAS, METHODS, st.integers(1, 6))
def test_counts_in_packets_multiply_phi(areas, method, packet):
    """Events that come `packet` at a time have `packet` times the dispersion: gaps and expectations scale together."""
    observed, expected = np.transpose(areas)
    phi, between = overdispersion(observed, expected, method)
    packed, packed_between = overdispersion(packet * observed, packet * expected, method)
    assert packed == pytest.approx(packet * phi)
    if between:
        assert packed_between >= between * (1 - 1e-12)


def test_simulated_dispersion_is_found_again():
    """Areas whose own ratios have a variance of 0.01 around 1, each expecting 400 events: phi = 1 + 400 × 0.01."""
    draws = np.random.default_rng(7)
    ratios = draws.gamma(100, 0.01, 20_000)
    observed = draws.poisson(400 * ratios)
    phi, between = overdispersion(observed, np.full(ratios.shape, 400), "additive", 0)
    assert phi == pytest.approx(5, rel=0.03)
    assert between == pytest.approx(0.01, rel=0.04)


def test_dispersion_and_between_variance_by_hand():
    """z = -2, 2, 0, 0, 3: 17/5, winsorised 2.44; variances 0.01 of ratios expecting 100."""
    assert dispersion([-2, 2, 0, np.nan, 0, 3], 0) == pytest.approx(3.4)
    assert dispersion([-2, 2, 0, 0, 3]) == pytest.approx(2.44)
    assert between_variance(2.44, [0.01] * 5) == pytest.approx(8.2 / 400)
    assert between_variance(0.5, [0.01] * 5) == 0
    assert between_variance(2.44, [0.01, 0.01, np.nan, 0]) == between_variance(2.44, [0.01, 0.01])


@pytest.mark.parametrize("scores", [[], [1], [1, np.nan]])
def test_no_dispersion_of_fewer_than_two_areas(scores):
    assert np.isnan(dispersion(scores))
    assert np.isnan(between_variance(1.0, scores))


def test_no_between_variance_without_phi():
    assert np.isnan(between_variance(np.nan, [1, 1]))


def test_worth():
    """Worth phi times less; never more; 1 / (1/100 + 0.01) = 50; unknown dispersion leaves chance alone."""
    assert worth([100, 50], 2.5).tolist() == [40, 20]
    assert worth(100, 0.4) == 100
    assert worth(100, 1, 0.01) == pytest.approx(50)
    assert worth(100, np.nan, np.nan) == 100
    assert worth(0, 2, 0.1) == 0


def test_worth_widens_limits_as_tau_says():
    """The limits of many events: 1 ± 1.959964 sqrt(1/E + tau²)."""
    lower, upper = ratio_limits(worth(1e6, 1, 1e-5), 0.95)
    reach = 1.959964 * np.sqrt(1e-6 + 1e-5)
    np.testing.assert_allclose((lower, upper), (1 - reach, 1 + reach), atol=1e-4)


def test_position():
    codes = position([1, 2, 3, 4, np.nan, 2], [2, 2, 2, 2, 2, np.nan], 3)
    assert codes.tolist() == ["below", "inside", "inside", "above", "", ""]


def areas(*rows):
    """Rows (area, count, population) of one period."""
    frame = pd.DataFrame(rows, columns=["area", "count", "population"])
    return frame.assign(period="2017", group="", exempt=True, active=True)


def test_rate_funnel_of_areas_alike():
    """50 ‰ of 2,000: 100 expected; under phi = 1 the limits are those of chance, and 28 % can be seen."""
    result = rate_funnel(areas(("FR", 50_000, 1_000_000), ("R1", 105, 2000), ("R2", 95, 2000), ("R3", 136, 2000)))
    low, high = (50 * limit for limit in ratio_limits(100, 0.998))
    assert result["phi"].tolist()[1:] == [pytest.approx(result["phi"][1])] * 3
    assert result["expected"].tolist()[1:] == [100] * 3
    calm = rate_funnel(areas(("FR", 50_000, 1_000_000), ("R1", 105, 2000), ("R2", 95, 2000)))
    assert calm["phi"][1] < 1
    assert (calm["limit_lower_998"][1], calm["limit_upper_998"][1]) == (pytest.approx(low), pytest.approx(high))
    assert calm["position_998"].tolist() == ["", "inside", "inside"]
    assert calm["detectable"][1] == pytest.approx(0.2801585)


def test_rate_funnel_widens_by_phi_and_flags_what_is_left():
    counts = areas(
        ("FR", 50_000, 1_000_000),
        *[(f"R{i}", 100 + gap, 2000) for i, gap in enumerate([-15, 15] * 10)],
        ("R99", 200, 2000),
        ("R98", 5, 2000),
    )
    result = rate_funnel(counts)
    observed, expected = result["numerator"][1:], np.full(22, 100)
    phi, _ = overdispersion(observed, expected, "multiplicative")
    assert phi > 1
    np.testing.assert_allclose(result["phi"][1:], phi)
    lower, upper = ratio_limits(100 / phi, 0.95)
    np.testing.assert_allclose(result["limit_lower_95"][1:], 50 * lower)
    np.testing.assert_allclose(result["limit_upper_95"][1:], 50 * upper)
    assert result["position_998"].tolist() == ["", *["inside"] * 20, "above", "below"]
    assert result["tau2"][1:].tolist() == [0.0] * 22
    additive = rate_funnel(counts, method="additive")
    _, between = overdispersion(observed, expected, "additive")
    np.testing.assert_allclose(additive["tau2"][1:], between)
    np.testing.assert_allclose(additive["limit_upper_998"][1:], 50 * ratio_limits(1 / (0.01 + between), 0.998)[1])


def test_rate_funnel_judges_only_what_is_compared():
    """Neither France, nor the department beside the regions, nor a region without denominator or under secrecy."""
    frame = areas(("FR", 500, 10_000), ("R1", 100, 2000), ("D1", 300, 2000), ("R2", 9, np.nan), ("R3", 0, 2000))
    frame = frame.assign(compared=[True, True, False, True, True], exempt=False)
    result = rate_funnel(frame)
    added = ["expected", "phi", "tau2", "limit_lower_95", "limit_upper_998", "detectable"]
    assert result.loc[[0, 2, 3, 4], added].isna().all(axis=None)
    assert result["position_95"].tolist() == ["", "inside", "", "", ""]
    assert np.isnan(result["phi"][1])
    assert result["limit_upper_998"][1] == pytest.approx(50 * ratio_limits(100, 0.998)[1])
    pd.testing.assert_frame_equal(result[list(RESULT_COLUMNS)], access_rate(frame))


def test_rate_funnel_without_a_benchmark_or_a_rate():
    alone = rate_funnel(areas(("R1", 100, 2000), ("R2", 90, 2000)))
    nobody = rate_funnel(areas(("FR", 0, 2000), ("R1", 100, 2000)))
    for result in (alone, nobody):
        assert result[["expected", "limit_lower_95", "detectable"]].isna().all(axis=None)
        assert set(result["position_998"]) == {""}
    assert rate_funnel(areas().iloc[:0]).empty


def test_rate_funnel_counts_the_noise_of_the_counts():
    """A variance of 3 on 30 expected: they are worth 900 / 33."""
    frame = areas(("FR", 30_000, 1_000_000), ("R1", 30, 1000), ("R2", 29, 1000)).assign(exempt=[True, False, False])
    result = rate_funnel(frame, noise_variance=3)
    assert result["limit_upper_95"][1] == pytest.approx(30 * ratio_limits(900 / 33, 0.95)[1])
    longer = rate_funnel(frame, noise_variance=3, periods=2, per=100)
    np.testing.assert_allclose(longer["expected"], result["expected"])
    np.testing.assert_allclose(longer["limit_upper_95"], result["limit_upper_95"] / 20)
    assert longer["position_95"].tolist() == result["position_95"].tolist()


def test_rate_funnel_takes_each_period_apart():
    frame = areas(("FR", 500, 10_000), ("R1", 100, 2000), ("R2", 130, 2000), ("R3", 60, 2000))
    both = pd.concat([frame, frame.assign(period="2016", count=[500, 101, 99, 100])])
    result, alone = rate_funnel(both), rate_funnel(frame)
    pd.testing.assert_frame_equal(result.iloc[:4], alone)
    assert result["phi"][5] < 1 < result["phi"][1]
