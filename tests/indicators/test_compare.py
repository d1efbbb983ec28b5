import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare import compare_to_benchmark, minimum_detectable_gap, outcome, rank_interval
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
BOUNDS = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda b: (float(b[0]), float(b[0] + b[1])))


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (96, 104, "similar"),
        (95, 105, "similar"),
        (105.1, 110, "higher"),
        (105, 110, "undecided"),
        (104, 110, "undecided"),
        (90, 94.9, "lower"),
        (90, 95, "undecided"),
        (90, 110, "undecided"),
        (np.nan, 110, ""),
        (90, np.nan, ""),
    ],
)
def test_outcome_against_a_zone_of_five_percent(lower, upper, expected):
    assert outcome(lower, upper, 100, 0.05).item() == expected


def test_outcome_without_zone_compares_with_the_benchmark_alone():
    assert outcome([101, 90, 99, 100], [110, 99, 101, 100], 100, 0).tolist() == [
        "higher",
        "lower",
        "undecided",
        "similar",
    ]


@pytest.mark.parametrize("benchmark", [np.nan, 0, -1])
def test_no_outcome_without_a_positive_benchmark(benchmark):
    assert outcome([1, 2], [3, 4], benchmark).tolist() == ["", ""]


@pytest.mark.parametrize("equivalence", [-0.01, 1, np.nan])
def test_outcome_refuses_an_impossible_zone(equivalence):
    with pytest.raises(ValueError, match="equivalence"):
        outcome(1, 2, 3, equivalence)


@LAW
@given(st.lists(BOUNDS, min_size=1, max_size=20), st.floats(1, 60), st.sampled_from([0.0, 0.02, 0.05, 0.15]))
def test_outcome_equals_the_oracle(bounds, benchmark, equivalence):
    lower, upper = np.transpose(bounds)
    expected = [oracle.outcome(low, high, benchmark, equivalence) for low, high in bounds]
    assert outcome(lower, upper, benchmark, equivalence).tolist() == expected


@LAW
@given(BOUNDS, st.floats(1, 60), st.integers(-20, 20))
def test_outcome_does_not_depend_on_the_unit(bounds, benchmark, power):
    scale = 2.0**power
    assert outcome(*bounds, benchmark) == outcome(*(b * scale for b in bounds), benchmark * scale)


def test_rank_interval_example():
    """Two clear leaders that overlap, two in the middle that touch, one last; the fourth is not ranked."""
    low, high = rank_interval([8, 9, 5, 0, 4, 1], [10, 11, 6, 99, 5, 2], [True, True, True, False, True, True])
    np.testing.assert_array_equal(low, [1, 1, 3, np.nan, 3, 5])
    np.testing.assert_array_equal(high, [2, 2, 4, np.nan, 4, 5])


def test_rank_interval_of_nobody():
    low, high = rank_interval([np.nan], [np.nan], [False])
    assert np.isnan([low, high]).all()


@LAW
@given(st.lists(st.tuples(BOUNDS, st.booleans(), st.integers(0, 2)), min_size=1, max_size=25))
def test_rank_interval_equals_counting(rows):
    (lower, upper), valid, within = np.transpose([r[0] for r in rows]), [r[1] for r in rows], [r[2] for r in rows]
    low, high = rank_interval(lower, upper, valid, within)
    for i, (_, is_valid, cell) in enumerate(rows):
        peers = [j for j, r in enumerate(rows) if r[1] and r[2] == cell]
        expected = oracle.rank_interval([rows[j][0] for j in peers], peers.index(i)) if is_valid else (np.nan, np.nan)
        np.testing.assert_array_equal([low[i], high[i]], expected)


@LAW
@given(st.lists(BOUNDS, min_size=1, max_size=25), st.floats(0, 1))
def test_rank_interval_contains_the_naive_rank(bounds, position):
    lower, upper = np.transpose(bounds)
    values = lower + position * (upper - lower)
    low, high = rank_interval(lower, upper, np.ones(len(bounds), dtype=bool))
    for i, value in enumerate(values):
        best, worst = 1 + (values > value).sum(), len(values) - (values < value).sum()
        assert low[i] <= best <= worst <= high[i]


def test_minimum_detectable_gap():
    """(1.959964 + 0.841621) / sqrt(400) = 14.0 %; twice as wide when phi = 4; none without expected events."""
    assert minimum_detectable_gap(400) == pytest.approx(0.1400793)
    np.testing.assert_allclose(minimum_detectable_gap([400, 100], 4), [0.2801585, 0.560317], rtol=1e-6)
    assert np.isnan(minimum_detectable_gap([0, np.nan, -1])).all()


@pytest.mark.parametrize("phi", [0, -1, np.inf, np.nan])
def test_minimum_detectable_gap_refuses_an_impossible_phi(phi):
    with pytest.raises(ValueError, match="phi"):
        minimum_detectable_gap(100, phi)


def compared(areas, values, valid=None, periods="2017", groups="", benchmark="FR"):
    value = np.array(values, dtype=float)
    frame = pd.DataFrame({"area": areas, "period": periods, "group": groups})
    is_valid = np.ones(len(areas), dtype=bool) if valid is None else np.array(valid)
    return compare_to_benchmark(frame, value, value * 0.99, value * 1.01, is_valid, benchmark, 0.05)


def test_each_period_and_group_has_its_own_benchmark_and_ranks():
    areas = ["R76", "FR", "R11"] * 3
    periods, groups = ["2016"] * 3 + ["2017"] * 6, ["F"] * 6 + ["M"] * 3
    result = compared(areas, [20, 10, 10, 10, 20, 30, 7, 7, 5], periods=periods, groups=groups)
    assert result.benchmark.tolist() == [10, 10, 10, 20, 20, 20, 7, 7, 7]
    expected = ["higher", "benchmark", "similar", "lower", "benchmark", "higher", "similar", "benchmark", "lower"]
    assert result.outcome.tolist() == expected
    np.testing.assert_array_equal(result.rank_low, [1, np.nan, 2, 2, np.nan, 1, 1, np.nan, 2])
    np.testing.assert_array_equal(result.rank_high, result.rank_low)


def test_any_area_can_be_the_benchmark():
    result = compared(["R76", "D31", "D09"], [10, 12, 8], benchmark="R76")
    assert result.outcome.tolist() == ["benchmark", "higher", "lower"]
    np.testing.assert_array_equal(result.rank_low, [np.nan, 1, 2])


def test_a_row_that_is_not_compared_has_an_outcome_and_no_rank():
    value = np.array([10.0, 12.0, 8.0, 15.0])
    frame = pd.DataFrame({"area": ["FR", "D31", "D09", "R76"], "period": "2017", "group": ""})
    frame["compared"] = [True, True, True, False]
    valid = np.ones(4, dtype=bool)
    result = compare_to_benchmark(frame, value, value * 0.99, value * 1.01, valid, "FR", 0.05)
    assert result.outcome.tolist() == ["benchmark", "higher", "lower", "higher"]
    np.testing.assert_array_equal(result.rank_low, [np.nan, 1, 2, np.nan])
    np.testing.assert_array_equal(result.rank_high, [np.nan, 1, 2, np.nan])


def test_without_benchmark_row_there_is_no_outcome_but_there_are_ranks():
    result = compared(["R76", "R11"], [10, 12])
    assert np.isnan(result.benchmark).all()
    assert result.outcome.tolist() == ["", ""]
    assert result.rank_low.tolist() == [2, 1]


def test_a_benchmark_without_value_is_no_benchmark():
    result = compared(["FR", "R76"], [np.nan, 12], valid=[False, True])
    assert result.outcome.tolist() == ["", ""]


def test_two_benchmark_rows_in_a_cell_are_refused():
    with pytest.raises(ValueError, match="several rows of FR"):
        compared(["FR", "R76", "FR"], [1, 2, 3])
