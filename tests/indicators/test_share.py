import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.frame import RESULT_COLUMNS
from indicators.share import entry_share
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan


def counts(*rows):
    """Rows (area, count, total, exempt, active) of one period."""
    frame = pd.DataFrame(rows, columns=["area", "count", "total", "exempt", "active"])
    return frame.assign(period="2017", group="F")


FRANCE = ("FR", 52_000, 100_000, True, True)

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from(["R11", "R24", "R75", "R76", "R93", "R02"]),
            "period": st.sampled_from(["2016", "2017"]),
            "group": st.sampled_from(["F", "M"]),
            "count": st.one_of(st.integers(0, 10), st.integers(0, 900), st.just(NAN)).map(float),
            "total": st.one_of(st.integers(0, 10), st.integers(0, 2000), st.just(NAN)).map(float),
            "exempt": st.booleans(),
            "active": st.integers(0, 5).map(bool),
        }
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda r: (r["area"], r["period"], r["group"]),
)
OPTIONS = st.fixed_dictionaries(
    {
        "benchmark": st.sampled_from(["R11", "FR"]),
        "confidence": st.sampled_from([0.8, 0.95, 0.998]),
        "equivalence": st.sampled_from([0.0, 0.05, 0.3]),
        "noise_variance": st.sampled_from([0.0, 3.0]),
    }
)


@LAW
@given(ROWS, OPTIONS)
def test_equals_the_oracle(rows, options):
    result = entry_share(pd.DataFrame(rows), **options)
    expected = pd.DataFrame(oracle.entry_share(rows, **options))
    for name in ("area", "period", "group", "method", "outcome", "cell_status"):
        assert result[name].tolist() == expected[name].tolist(), name
    for name in ("numerator", "denominator", "value", "lower", "upper", "benchmark", "rank_low", "rank_high"):
        np.testing.assert_allclose(result[name], expected[name].astype(float), rtol=1e-8, atol=1e-8, err_msg=name)
    assert set(result["statistic"]) == {"share"}


def test_a_share_and_its_interval():
    result = entry_share(counts(FRANCE, ("R76", 10, 100, False, True))).loc[1]
    assert result["value"] == 10
    assert (result["lower"], result["upper"]) == (pytest.approx(5.523, abs=5e-4), pytest.approx(17.437, abs=5e-4))
    assert (result["numerator"], result["denominator"], result["statistic"]) == (10, 100, "share")
    assert (result["method"], result["benchmark"], result["outcome"]) == ("wilson", 52, "lower")


def test_columns():
    assert tuple(entry_share(counts(FRANCE)).columns) == RESULT_COLUMNS


@pytest.mark.parametrize(
    ("row", "status", "value"),
    [
        (("R76", 50, 100, False, True), "ok", 50),
        (("R76", NAN, 100, False, True), "no_data", NAN),
        (("R76", 50, NAN, False, True), "no_data", NAN),
        (("R76", 0, NAN, False, True), "no_data", NAN),
        (("R76", 0, 100, False, True), "secret", NAN),
        (("R76", 0, 0, False, True), "secret", NAN),
        (("R76", 6, 0, False, True), "secret", NAN),
        (("R76", 0, 100, True, True), "ok", 0),
        (("R76", 0, 0, True, True), "no_data", NAN),
        (("R76", 0, 100, False, False), "ok", 0),
        (("R76", 0, 0, False, False), "no_data", NAN),
    ],
)
def test_status(row, status, value):
    result = entry_share(counts(FRANCE, row)).loc[1]
    assert result["cell_status"] == status
    np.testing.assert_array_equal(result["value"], value)
    if status != "ok":
        assert np.isnan(result[["lower", "upper", "rank_low", "rank_high"]].astype(float)).all()
        assert (result["outcome"], result["method"]) == ("", "")


def test_secret_zeros_are_never_repeated():
    result = entry_share(counts(("R76", 0, 100, False, True), ("R11", 6, 0, False, True), ("R24", 0, NAN, False, True)))
    np.testing.assert_array_equal(result["numerator"], [NAN, 6, NAN])
    np.testing.assert_array_equal(result["denominator"], [100, NAN, NAN])


def test_a_count_perturbed_above_its_total_is_all_of_it():
    result = entry_share(counts(FRANCE, ("R76", 13, 11, False, True)), noise_variance=3).loc[1]
    assert (result["value"], result["upper"], result["numerator"], result["denominator"]) == (100, 100, 13, 11)
    assert result["lower"] < 74.1  # Wilson alone: 74.12 %


def test_noise_of_count_and_total():
    """A large half: the standard error is the root of p(1-p)/n + v (1 + p²)/n²."""
    rows = counts(FRANCE, ("R76", 5000, 10_000, False, True))
    result = entry_share(rows, noise_variance=400).loc[1]
    error = 100 * np.sqrt(0.25 / 10_000 + 400 * 1.25 / 10_000**2)
    assert result["upper"] - result["lower"] == pytest.approx(2 * 1.959964 * error, rel=1e-3)
    assert entry_share(rows, noise_variance=400)["method"].tolist() == ["wilson", "wilson+bruit"]


def test_a_structural_zero_has_no_uncertainty():
    result = entry_share(counts(FRANCE, ("R03", 0, 1000, False, False)), noise_variance=3).loc[1]
    assert (result["lower"], result["upper"], result["method"], result["outcome"]) == (0, 0, "", "lower")


@pytest.mark.parametrize(
    ("count", "total", "outcome"),
    [(9, 300, ""), (10, 300, "lower"), (10, 29, ""), (10, 30, "lower"), (29, 29, ""), (30, 30, "higher")],
)
@pytest.mark.parametrize("exempt", [False, True])
def test_too_few_entries_for_a_verdict(count, total, outcome, exempt):
    result = entry_share(counts(FRANCE, ("R76", count, total, exempt, True)), equivalence=0.0).loc[1]
    assert (result["outcome"], result["cell_status"]) == (outcome, "ok")
    assert result["value"] == pytest.approx(100 * count / total)


def test_the_noise_of_few_is_the_largest():
    """9 of 100, v = 3: 6 for the count and 3 for the total; 10 of 100: 3 for both."""
    for count, variance in ((9, 6 + 0.09**2 * 3), (10, 3 + 0.1**2 * 3)):
        row = counts(FRANCE, ("R76", count, 100, False, True))
        lower = entry_share(row).loc[1, "lower"]
        noisy = entry_share(row, noise_variance=3).loc[1, "lower"]
        assert (count - noisy) ** 2 == pytest.approx((count - lower) ** 2 + 1.959964**2 * variance, rel=1e-6)


def test_an_impossible_total():
    with pytest.raises(ValueError, match="'total'"):
        entry_share(counts(("R76", 1, -3, False, True)))


@LAW
@given(ROWS, st.randoms())
def test_permuted_rows_permute_the_result(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    frame = pd.DataFrame(rows)
    one, other = entry_share(frame, "R11"), entry_share(frame.iloc[order], "R11")
    pd.testing.assert_frame_equal(one.iloc[order].reset_index(drop=True), other)


@LAW
@given(ROWS, st.sampled_from([0.0, 3.0]))
def test_intervals_contain_the_value_within_0_and_100(rows, noise):
    result = entry_share(pd.DataFrame(rows), noise_variance=noise)
    result = result[result["cell_status"] == "ok"]
    assert (result["lower"] >= 0).all()
    assert (result["lower"] <= result["value"]).all()
    assert (result["value"] <= result["upper"]).all()
    assert (result["upper"] <= 100).all()
