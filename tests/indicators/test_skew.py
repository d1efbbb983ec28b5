import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.intervals import wilson_interval
from indicators.skew import dissimilarity, relative_recourse, representation_index, slope_index
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
CONFIDENCES = st.sampled_from([0.8, 0.95, 0.998])
PARTS = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda p: (p[0], p[0] + p[1]))
GROUPS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=7)
ORDERED = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 90), st.integers(0, 20).map(lambda e: e / 4)), min_size=5, max_size=9
)
# Directly standardised rates of the five deprivation quintiles in 2010 that PHEindicatormethods tests its SII on.
POPULATIONS = [1434002, 1450590, 1453827, 1440980, 1457780]
RATES = [150.2200205, 131.0221747, 127.4954973, 130.494241, 135.4664241]
LOWER = [147.3194185, 128.3676972, 125.0421198, 128.2469515, 133.2469515]
UPPER = [153.1498241, 133.7051129, 129.975513, 132.7657553, 137.8657553]


def test_representation_index_golden():
    np.testing.assert_allclose(representation_index(60, 100, 48, 100), (1.25, 1.0458, 1.4387), atol=5e-5)


def test_representation_index_of_women():
    """52 % of 5,791,059 entries, 48.2 % of the active population: 1.08, and so many entries leave no doubt."""
    index, lower, upper = representation_index(round(0.52 * 5_791_059), 5_791_059, 48.2, 100)
    assert [round(float(bound), 2) for bound in (index, lower, upper)] == [1.08, 1.08, 1.08]
    assert lower < index < upper


def test_representation_index_without_entries_or_population():
    index, lower, upper = representation_index([0, 0, 5, np.nan, 5], [20, 0, 20, 20, 20], [3, 3, 0, 3, np.nan], 10)
    np.testing.assert_array_equal(index, [0, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(lower, index)
    assert upper[0] == pytest.approx(0.16113 / 0.3, rel=1e-4)
    assert np.isnan(upper[1:]).all()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((5, 4, 1, 2), "count must not exceed total"),
        ((1, 4, 3, 2), "population must not exceed population_total"),
        ((-1, 4, 1, 2), "count must be finite"),
        ((1, np.inf, 1, 2), "count_total must be finite"),
        ((1, 4, -1, 2), "population must be finite"),
        ((1, 4, 1, np.inf), "population_total must be finite"),
    ],
)
def test_representation_index_refuses(inputs, message):
    with pytest.raises(ValueError, match=message):
        representation_index(*inputs)


@LAW
@given(PARTS, PARTS, CONFIDENCES)
def test_representation_index_equals_the_oracle(entries, people, confidence):
    expected = oracle.representation_index(*entries, *people, confidence)
    np.testing.assert_allclose(representation_index(*entries, *people, confidence), expected, rtol=1e-7, atol=1e-12)


@LAW
@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_the_population_itself_has_index_one(count, others):
    index, lower, upper = representation_index(count, count + others, count, count + others)
    assert index == pytest.approx(1, rel=1e-12)
    assert lower <= index <= upper


@LAW
@given(PARTS, PARTS, st.integers(-20, 20))
def test_representation_index_does_not_depend_on_the_unit_of_the_population(entries, people, power):
    scaled = representation_index(*entries, *(p * 2.0**power for p in people))
    np.testing.assert_array_equal(scaled, representation_index(*entries, *people))


@LAW
@given(PARTS, PARTS)
def test_indices_of_all_groups_average_to_one(entries, people):
    (women, everyone), (active_women, active) = entries, people
    if everyone and 0 < active_women < active:
        index, _, _ = representation_index(
            [women, everyone - women], everyone, [active_women, active - active_women], active
        )
        assert np.average(index, weights=[active_women, active - active_women]) == pytest.approx(1)


def test_relative_recourse_golden():
    """(60/480) / (40/520) = 1.625, times exp(± 1.959964 sqrt(1/60 + 1/40)); as a Poisson regression also gives."""
    np.testing.assert_allclose(relative_recourse(60, 480, 40, 520), (1.625, 1.089187, 2.424399), rtol=1e-6)


def test_relative_recourse_on_zeros():
    counts_a, people_a = [0, 4, 4, 4, 0, np.nan], [10, 10, 0, 10, 10, 10]
    ratio, lower, upper = relative_recourse(counts_a, people_a, [5, 0, 5, 5, 0, 5], [10, 10, 10, 0, 10, 10])
    np.testing.assert_array_equal(ratio, [0] + [np.nan] * 5)
    assert np.isnan([lower, upper]).all()


@pytest.mark.parametrize(
    ("inputs", "name"),
    [((-1, 1, 1, 1), "count_a"), ((1, np.inf, 1, 1), "population_a"), ((1, 1, -1, 1), "count_b"),
     ((1, 1, 1, -1), "population_b")],
)  # fmt: skip
def test_relative_recourse_refuses(inputs, name):
    with pytest.raises(ValueError, match=f"{name} must be finite"):
        relative_recourse(*inputs)


@LAW
@given(st.tuples(*[st.integers(0, 10**6)] * 4), CONFIDENCES)
def test_relative_recourse_equals_the_oracle(inputs, confidence):
    expected = oracle.relative_recourse(*inputs, confidence)
    np.testing.assert_allclose(relative_recourse(*inputs, confidence), expected, rtol=1e-9)


@LAW
@given(st.tuples(*[st.integers(1, 10**6)] * 4))
def test_exchanging_the_groups_inverts_the_recourse(inputs):
    a, people_a, b, people_b = inputs
    ratio, lower, upper = relative_recourse(a, people_a, b, people_b)
    inverse, inverse_lower, inverse_upper = relative_recourse(b, people_b, a, people_a)
    np.testing.assert_allclose([inverse, inverse_lower, inverse_upper], [1 / ratio, 1 / upper, 1 / lower], rtol=1e-12)
    assert lower < ratio < upper


@LAW
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(2, 9))
def test_a_group_has_the_recourse_of_any_multiple_of_itself(count, people, times):
    ratio, lower, upper = relative_recourse(count, people, times * count, times * people)
    assert ratio == pytest.approx(1, rel=1e-12)
    assert lower < 1 < upper


def test_relative_recourse_is_the_ratio_of_two_indices():
    index_a, _, _ = representation_index(60, 130, 480, 2000)
    index_b, _, _ = representation_index(40, 130, 520, 2000)
    assert relative_recourse(60, 480, 40, 520)[0] == pytest.approx(float(index_a / index_b))


def test_dissimilarity_golden():
    assert dissimilarity([30, 50, 20], [25, 25, 50]) == pytest.approx(0.30)


def test_dissimilarity_by_area():
    """No overlap, one group, nobody, a missing group."""
    np.testing.assert_allclose(
        dissimilarity([[9, 0], [3, 5], [0, 0], [np.nan, 1]], [[0, 4], [3, 5], [1, 1], [1, 1]]), [1, 0, np.nan, np.nan]
    )
    assert dissimilarity(7, 12) == 0
    assert dissimilarity(np.zeros((0, 3)), [1, 1, 1]).shape == (0,)


@pytest.mark.parametrize("populations", [[1, 2, 3], 10, [5, -1], []])
def test_dissimilarity_refuses_other_groups(populations):
    with pytest.raises(ValueError, match="populations"):
        dissimilarity([1, 2], populations)


@LAW
@given(GROUPS)
def test_dissimilarity_equals_the_oracle(groups):
    counts, people = np.transpose(groups).tolist()
    np.testing.assert_allclose(dissimilarity(counts, people), oracle.dissimilarity(counts, people), atol=1e-12)


@LAW
@given(GROUPS, st.integers(-10, 10), st.randoms())
def test_dissimilarity_is_symmetric_bounded_and_without_unit(groups, power, random):
    counts, people = np.transpose(groups)
    value = dissimilarity(counts, people)
    np.testing.assert_array_equal(dissimilarity(people, counts), value)
    np.testing.assert_array_equal(dissimilarity(counts * 2.0**power, people), value)
    order = random.sample(range(len(groups)), len(groups))
    np.testing.assert_allclose(dissimilarity(counts[order], people[order]), value, atol=1e-15)
    assert np.isnan(value) or 0 <= value <= 1 + 1e-15
    assert np.isnan(value) == (counts.sum() == 0 or people.sum() == 0)


def test_slope_index_by_hand():
    """Five equal groups: ranks 0.1 … 0.9, line 9 + 10 x, slope of variance 2.5; Fieller's bounds by its quadratic."""
    result = slope_index([10, 12, 14, 16, 18], [1] * 5, [1] * 5)
    assert result._fields == ("sii", "rii", "sii_lower", "sii_upper", "rii_lower", "rii_upper")
    half = 1.959964 * np.sqrt(2.5)
    z2 = 3.841459
    a, b, c = 81 - 0.825 * z2, 171 + 0.425 * z2, 361 - 0.825 * z2
    root = np.sqrt(b**2 - a * c)
    np.testing.assert_allclose(result, [10, 19 / 9, 10 - half, 10 + half, (b - root) / a, (b + root) / a], rtol=1e-6)


def test_slope_index_of_published_rates():
    """SII and RII by statsmodels' WLS; intervals within the error of two million simulated draws (PHE's way)."""
    result = slope_index(RATES, POPULATIONS, None, LOWER, UPPER)
    np.testing.assert_allclose(result[:2], [-14.84868258, 0.8956757889879822], rtol=1e-8)
    np.testing.assert_allclose(result[2:4], [-18.95401616, -10.74948861], atol=0.01)
    np.testing.assert_allclose(result[4:], [0.86889, 0.92327475], atol=5e-5)


def test_slope_index_without_errors_has_no_interval():
    result = slope_index(RATES, POPULATIONS)
    assert result.sii == pytest.approx(-14.84868258)
    assert np.isnan(result[2:]).all()


def test_standard_errors_come_before_bounds():
    given_twice = slope_index(RATES, POPULATIONS, [1] * 5, LOWER, UPPER)
    np.testing.assert_array_equal(given_twice, slope_index(RATES, POPULATIONS, [1] * 5))


def test_slope_index_by_area():
    """A slope; the same without its third population; one populated group; nobody; a missing value."""
    values = np.tile([10.0, 12, 14, 16, 18], (5, 1))
    values[4, 1] = np.nan
    people = np.array([[1] * 5, [1, 1, 0, 1, 1], [0, 0, 3, 0, 0], [0] * 5, [1] * 5])
    result = np.array(slope_index(values, people, [1] * 5))
    assert result[0, 0] == pytest.approx(10)
    assert result[0, 1] == pytest.approx(3.5 / 0.3125)
    assert not np.isnan(result[:, :2]).any()
    assert np.isnan(result[:, 2:]).all()


def test_no_relative_index_where_the_line_starts_at_nothing():
    """Line -5 + 20 x: no ratio. Line 1 + 20 x known within 1 unit: a ratio, without bounds."""
    below = slope_index([0, 0, 0, 10, 20], [1] * 5, [1] * 5)
    assert below.sii > 0
    assert np.isnan([below.rii, below.rii_lower, below.rii_upper]).all()
    faint = slope_index([3, 7, 11, 15, 19], [1] * 5, [1] * 5)
    assert faint.rii == pytest.approx(21)
    assert np.isnan([faint.rii_lower, faint.rii_upper]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2, 3, 4], [1] * 4), "needs 5 ordered groups, got 4"),
        (([1] * 5, [1] * 6), "same groups"),
        (([1] * 5, [1] * 5, None, [1] * 5), "go together"),
        (([1] * 5, [1] * 5, None, None, [1] * 5), "go together"),
        (([1] * 5, [1] * 5, None, [2] * 5, [1] * 5), "standard_errors must be finite and not negative"),
        (([1] * 5, [1] * 5, None, [-1] * 5, [1] * 5), "lower must be finite"),
        (([1] * 5, [1] * 5, None, [1] * 5, [np.inf] * 5), "upper must be finite"),
        (([1] * 5, [1, 1, 1, 1, -1]), "populations must be finite"),
        (([1, 1, 1, 1, -1], [1] * 5), "values must be finite"),
    ],
)
def test_slope_index_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        slope_index(*arguments)


@LAW
@given(ORDERED, CONFIDENCES)
def test_slope_index_equals_the_oracle(groups, confidence):
    values, people, errors = ([float(g[i]) for g in groups] for i in range(3))
    result = slope_index(values, people, errors, confidence=confidence)
    expected = oracle.slope_index(values, people, errors, confidence)
    # Where the line starts next to the point at which the ratio or its bounds stop existing, rounding may decide.
    if result.rii < 50 and (np.isnan(result.rii_upper) or result.rii_upper < 500):
        np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-7)
    else:
        np.testing.assert_allclose(result[:1], expected[:1], rtol=1e-6, atol=1e-7)


@LAW
@given(ORDERED, st.integers(-10, 10), st.integers(-10, 10))
def test_slope_index_follows_the_unit_of_the_values_alone(groups, value_power, people_power):
    values, people, errors = np.transpose(groups)
    scale = 2.0**value_power
    result = slope_index(values * scale, people * 2.0**people_power, errors * scale)
    plain = slope_index(values, people, errors)
    for name in result._fields:
        unit = scale if name.startswith("sii") else 1
        np.testing.assert_allclose(getattr(result, name), getattr(plain, name) * unit, rtol=1e-9)


@LAW
@given(ORDERED)
def test_the_opposite_order_has_the_opposite_slope(groups):
    values, people, errors = np.transpose(groups)
    result, mirror = slope_index(values, people, errors), slope_index(values[::-1], people[::-1], errors[::-1])
    np.testing.assert_allclose(
        (mirror.sii, mirror.sii_lower, mirror.sii_upper), (-result.sii, -result.sii_upper, -result.sii_lower), atol=1e-7
    )
    if 0.001 < result.rii < 1000:
        assert mirror.rii * result.rii == pytest.approx(1)


@LAW
@given(ORDERED, st.integers(0, 5))
def test_the_sign_of_the_slope_is_that_of_a_steady_change(groups, step):
    people = [1 + g[1] for g in groups]
    rising = 100 + step * np.arange(len(groups))
    assert np.sign(slope_index(rising, people).sii.round(9)) == (step > 0)
    assert np.sign(slope_index(rising[::-1], people).sii.round(9)) == -(step > 0)


@LAW
@given(ORDERED, CONFIDENCES)
def test_slope_intervals_hold_their_value(groups, confidence):
    result = slope_index(*np.transpose(groups), confidence=confidence)
    for value, lower, upper in ((result.sii, *result[2:4]), (result.rii, *result[4:])):
        assert np.isnan(lower) or lower - 1e-6 * abs(lower) - 1e-9 <= value <= upper + 1e-6 * abs(upper) + 1e-9


def test_scalars_give_arrays():
    for figures in (representation_index(1, 2, 1, 2), relative_recourse(1, 2, 1, 2), slope_index([1] * 5, [1] * 5)):
        assert all(isinstance(figure, np.ndarray) and figure.shape == () for figure in figures)
    assert isinstance(dissimilarity([1, 2], [1, 2]), np.ndarray)
    assert np.array(wilson_interval(1, 2)).tolist() == list(map(float, representation_index(1, 2, 1, 1)[1:]))
