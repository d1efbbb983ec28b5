import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.intervals import byar_interval
from indicators.standardise import direct_rate, expected_count, indirect_ratio, kitagawa
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
CONFIDENCES = st.sampled_from([0.8, 0.95, 0.998])
COUNT, PEOPLE = st.integers(0, 60), st.integers(0, 900)
GROUPS = st.lists(st.tuples(COUNT, PEOPLE, COUNT, PEOPLE), min_size=1, max_size=6)
FILLED = st.lists(
    st.tuples(st.integers(1, 900), st.integers(0, 60), st.integers(1, 900), st.integers(0, 60)), min_size=1, max_size=6
)
# Fleiss, Statistical Methods for Rates and Proportions, 1981, table 14.4: Down syndrome by age of the mother (six
# groups), for first children and for fifth children and later, and births of all ranks.
CASES = [[107, 141, 60, 40, 39, 25], [0, 8, 63, 112, 262, 295]]
BIRTHS = [[230061, 329449, 114920, 39487, 14208, 3052], [327, 30666, 123419, 149919, 104088, 34392]]
ALL_BIRTHS = [319933, 931318, 786511, 488235, 237863, 61313]
# Selvin, Statistical Analysis of Epidemiologic Data, 3rd ed., 2004: deaths and population, United States, 11 ages.
DEATHS_1940 = [45, 201, 320, 670, 1126, 3160, 9723, 17935, 22179, 13461, 2238]
PEOPLE_1940 = [906897, 3794573, 10003544, 10629526, 9465330, 8249558, 7294330, 5022499, 2920220, 1019504, 142532]
DEATHS_1960 = [141, 926, 1253, 1080, 1869, 4891, 14956, 30888, 41725, 26501, 5928]
PEOPLE_1960 = [1784033, 7065148, 15658730, 10482916, 9939972, 10563872, 9114202, 6850263, 4702482, 1874619, 330915]


def test_direct_rate_by_hand():
    """Rates 0.10 and 0.05 weighted 3 to 1: 0.0875; V = 0.75² 0.001 + 0.25² 0.00025; O = 30, Byar 20.2369-42.8284."""
    value, lower, upper = direct_rate([10, 20], [100, 400], [3, 1])
    stretch = np.sqrt((0.75**2 * 10 / 100**2 + 0.25**2 * 20 / 400**2) / 30)
    assert value == pytest.approx(87.5)
    low, high = byar_interval(30)
    assert (round(float(low), 4), round(float(high), 4)) == (20.2369, 42.8284)
    assert lower == pytest.approx(1000 * (0.0875 - stretch * (30 - 20.2369)), rel=1e-5)
    assert upper == pytest.approx(1000 * (0.0875 + stretch * (42.8284 - 30)), rel=1e-5)


def test_direct_rate_of_a_textbook():
    """Once the mother's age is set aside, fifth children are less exposed than first ones, not more."""
    value, lower, upper = direct_rate(CASES, BIRTHS, ALL_BIRTHS, 100_000)
    np.testing.assert_allclose(value, [92.3045, 75.5290], atol=5e-5)
    np.testing.assert_allclose(lower, [80.3292, 67.6327], atol=5e-5)
    np.testing.assert_allclose(upper, [105.1872, 83.8671], atol=5e-5)
    crude = np.sum(CASES, axis=1) / np.sum(BIRTHS, axis=1)
    assert crude[0] < crude[1]


def test_direct_rate_of_one_group_is_the_crude_rate():
    low, high = byar_interval(40)
    np.testing.assert_allclose(direct_rate(40, 5000, 7), [8, low / 5, high / 5], rtol=1e-12)


def test_direct_rate_without_enough_to_go_by():
    """Nine events; ten; a group of the standard without population; one outside it; no standard; a missing count."""
    counts = [[4, 5], [5, 5], [5, 0], [50, 10], [9, 9], [np.nan, 30]]
    people = [[50, 50], [50, 50], [50, 0], [0, 100], [50, 50], [50, 50]]
    standard = [[1, 1], [1, 1], [1, 1], [0, 2], [0, 0], [1, 1]]
    figures = np.array(direct_rate(counts, people, standard))
    np.testing.assert_allclose(figures[0], [np.nan, 100, np.nan, 100, np.nan, np.nan])
    assert (np.isnan(figures) == np.isnan(figures[0])).all()


def test_a_group_outside_the_standard_counts_for_nothing():
    np.testing.assert_array_equal(direct_rate([30, 8], [100, 20], [1, 0]), direct_rate(30, 100, 1))
    assert np.isnan(direct_rate([9, 100], [100, 20], [1, 0])).all()


def test_the_lower_bound_of_a_direct_rate_stops_at_zero():
    """One event of a tiny group that weighs nearly all."""
    value, lower, upper = direct_rate([1, 9], [10, 10_000], [99, 1], 1, 0.998)
    assert lower == 0 < value < upper


@pytest.mark.parametrize("per", [0, -1, np.inf, np.nan])
def test_direct_rate_refuses_an_impossible_unit(per):
    with pytest.raises(ValueError, match="per must be positive"):
        direct_rate(20, 100, 1, per)


@LAW
@given(GROUPS, CONFIDENCES)
def test_direct_rate_equals_the_oracle(groups, confidence):
    counts, people, standard, _ = np.transpose(groups).tolist()
    expected = oracle.direct_rate(counts, people, standard, 1000, confidence)
    result = direct_rate(counts, people, standard, 1000, confidence)
    np.testing.assert_allclose(result, expected, rtol=1e-9, atol=1e-9)


@LAW
@given(FILLED)
def test_a_population_like_the_standard_has_its_crude_rate(groups):
    people, counts, _, _ = np.transpose(groups)
    if counts.sum() >= 10:
        low, high = byar_interval(counts.sum())
        expected = np.array([counts.sum(), low, high]) / people.sum() * 1000
        np.testing.assert_allclose(direct_rate(counts, people, 3 * people), expected, rtol=1e-9)


@LAW
@given(GROUPS, st.integers(-10, 10), st.integers(-10, 10))
def test_direct_rate_follows_its_unit_and_not_that_of_the_standard(groups, standard_power, power):
    counts, people, standard, _ = np.transpose(groups)
    scaled = direct_rate(counts, people, standard * 2.0**standard_power, 2.0**power)
    np.testing.assert_array_equal(scaled, 2.0**power * np.array(direct_rate(counts, people, standard, 1)))


def test_indirect_ratio_golden():
    np.testing.assert_allclose(indirect_ratio(120, 100, 1, 1), (1.2, 0.9949, 1.4349), atol=5e-5)


def test_indirect_ratio_of_a_textbook():
    """71,058 deaths in 1940 where the rates of 1960 give 85,556.9."""
    expected = expected_count(PEOPLE_1940, DEATHS_1960, PEOPLE_1960)
    assert expected == pytest.approx(85556.89, abs=0.005)
    value, lower, upper = indirect_ratio(DEATHS_1940, PEOPLE_1940, DEATHS_1960, PEOPLE_1960)
    assert value == pytest.approx(71058 / 85556.8888, rel=1e-8)
    np.testing.assert_allclose((lower, upper), np.array(byar_interval(71058)) / 85556.8888, rtol=1e-8)


def test_indirect_ratio_is_exact_below_ten_events():
    np.testing.assert_allclose(indirect_ratio([2, 3], [10, 30], [1, 1], [10, 30]), [2.5, 0.8117, 5.8341], atol=1e-4)


def test_indirect_ratio_on_zeros():
    """No event; nothing expected; a reference without people of a group that the area has; of one that it lacks."""
    counts = [[0, 0], [3, 0], [3, 3], [3, 0], [3, np.nan]]
    people = [[5, 5], [0, 0], [5, 5], [5, 0], [5, 5]]
    reference_people = [[10, 10], [10, 10], [10, 0], [10, 0], [10, 10]]
    value, lower, upper = indirect_ratio(counts, people, [2, 2], reference_people)
    np.testing.assert_array_equal(value, [0, np.nan, np.nan, 3, np.nan])
    np.testing.assert_array_equal(np.isnan(lower), np.isnan(value))
    np.testing.assert_array_equal(np.isnan(upper), np.isnan(value))
    assert (lower[0], upper[0]) == (0, pytest.approx(3.6889 / 2, abs=1e-4))


@LAW
@given(GROUPS, CONFIDENCES)
def test_indirect_ratio_equals_the_oracle(groups, confidence):
    inputs = np.transpose(groups).tolist()
    expected = oracle.indirect_ratio(*inputs, confidence)
    np.testing.assert_allclose(indirect_ratio(*inputs, confidence), expected, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(expected_count(*inputs[1:]), oracle.expected_count(*inputs[1:]), rtol=1e-12)


@LAW
@given(FILLED, st.integers(1, 9))
def test_the_reference_itself_has_ratio_one(groups, part):
    people, counts, _, _ = np.transpose(groups)
    if counts.sum():
        value, lower, upper = indirect_ratio(counts, people, counts * part, people * part)
        assert value == pytest.approx(1, rel=1e-12)
        assert lower < value < upper


@LAW
@given(GROUPS, st.integers(-10, 10))
def test_indirect_ratio_does_not_depend_on_the_size_of_the_reference(groups, power):
    counts, people, reference_counts, reference_people = np.transpose(groups)
    scaled = indirect_ratio(counts, people, reference_counts * 2.0**power, reference_people * 2.0**power)
    np.testing.assert_array_equal(scaled, indirect_ratio(counts, people, reference_counts, reference_people))


@LAW
@given(st.lists(st.tuples(FILLED, CONFIDENCES), min_size=1, max_size=3))
def test_areas_are_answered_together_as_one_by_one(areas):
    size = min(len(groups) for groups, _ in areas)
    people, counts, _, _ = np.moveaxis(np.array([groups[:size] for groups, _ in areas]), -1, 0)
    standard = np.arange(1, size + 1)
    for function, rest in ((direct_rate, (standard,)), (indirect_ratio, (standard, 9 * standard))):
        together = np.array(function(counts, people, *rest))
        alone = np.transpose([function(c, p, *rest) for c, p in zip(counts, people, strict=True)])
        np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_kitagawa_golden():
    gap, composition, rate, per_group = kitagawa([0.88, 0.12], [0.02, 0.60], [0.92, 0.08], [0.018, 0.62])
    np.testing.assert_allclose((gap, composition, rate), (0.02344, 0.02364, -0.00020), atol=1e-12)
    np.testing.assert_allclose(per_group, [[-0.00076, 0.0244], [0.0018, -0.002]], atol=1e-12)


def test_kitagawa_of_one_group_is_all_rate():
    gap, composition, rate, per_group = kitagawa(7, 0.3, 900, 0.1)
    np.testing.assert_allclose((gap, composition, rate), (0.2, 0, 0.2), atol=1e-15)
    assert per_group.shape == (2, 1)


def test_kitagawa_without_people_or_rates():
    people = [[1, 1], [0, 0], [1, 1]]
    rates = [[0.1, 0.2], [0.1, 0.2], [0.1, np.nan]]
    gap, composition, rate, per_group = kitagawa(people, rates, [1, 3], [0.1, 0.2])
    assert np.isnan(gap).tolist() == np.isnan(composition).tolist() == np.isnan(rate).tolist() == [False, True, True]
    assert per_group.shape == (2, 3, 2)


@LAW
@given(FILLED)
def test_kitagawa_equals_the_oracle(groups):
    inputs = np.transpose(groups).tolist()
    np.testing.assert_allclose(kitagawa(*inputs)[:3], oracle.kitagawa(*inputs), rtol=1e-9, atol=1e-9)


@LAW
@given(FILLED, st.integers(-10, 10))
def test_the_parts_sum_to_the_gap(groups, power):
    people_a, rates_a, people_b, rates_b = np.transpose(groups)
    gap, composition, rate, per_group = kitagawa(people_a, rates_a, people_b, rates_b)
    crude = np.average(rates_a, weights=people_a) - np.average(rates_b, weights=people_b)
    np.testing.assert_allclose([gap, composition + rate, per_group.sum()], crude, atol=1e-9)
    np.testing.assert_allclose(per_group.sum(axis=-1), (composition, rate), atol=1e-12)
    swapped = kitagawa(people_b, rates_b, people_a, rates_a)
    for figure, opposite in zip((gap, composition, rate, per_group), swapped, strict=True):
        np.testing.assert_allclose(opposite, -figure, atol=1e-12)
    scaled = kitagawa(people_a * 2.0**power, rates_a, people_b, rates_b)
    np.testing.assert_array_equal(scaled[3], per_group)


@LAW
@given(FILLED, st.integers(2, 5))
def test_the_same_people_leave_only_rates_and_the_same_rates_only_people(groups, times):
    people, rates, others, other_rates = np.transpose(groups)
    assert kitagawa(people, rates, times * people, other_rates)[1] == pytest.approx(0, abs=1e-12)
    assert kitagawa(people, rates, others, rates)[2] == 0


@pytest.mark.parametrize("function", [direct_rate, expected_count, indirect_ratio, kitagawa])
def test_refusals_and_kinds_of_input(function):
    arity = {direct_rate: 3, expected_count: 3, indirect_ratio: 4, kitagawa: 4}[function]
    for wrong in ([1, 2, 3], 5):
        with pytest.raises(ValueError, match="same groups"):
            function(wrong, *[[20, 30]] * (arity - 1))
    with pytest.raises(ValueError, match="at least one"):
        function(*[[]] * arity)
    for at in range(arity):
        for wrong in ([20, -1], [20, np.inf]):
            inputs = [[20, 30]] * arity
            inputs[at] = wrong
            with pytest.raises(ValueError, match="finite and not negative"):
                function(*inputs)
    figures = function(*[(20, 30)] * arity)
    assert all(isinstance(figure, np.ndarray) for figure in (figures if isinstance(figures, tuple) else [figures]))


@pytest.mark.parametrize(("function", "inputs"), [(direct_rate, (20, 30, 40)), (indirect_ratio, (20, 30, 40, 50))])
def test_refuses_an_impossible_confidence(function, inputs):
    with pytest.raises(ValueError, match="confidence"):
        function(*inputs, confidence=1)
