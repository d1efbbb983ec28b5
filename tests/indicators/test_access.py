import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.access import access_rate
from indicators.frame import RESULT_COLUMNS
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan


def counts(*rows):
    """Rows (area, count, population, exempt, active) of one period."""
    frame = pd.DataFrame(rows, columns=["area", "count", "population", "exempt", "active"])
    return frame.assign(period="2017", group="")


FRANCE = ("FR", 75_000, 1_000_000, True, True)

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from(["R11", "R24", "R75", "R76", "R93", "R02"]),
            "period": st.sampled_from(["2016", "2017"]),
            "group": st.sampled_from(["F", "M"]),
            "count": st.one_of(st.integers(0, 30), st.integers(0, 3000), st.just(NAN)).map(float),
            "population": st.one_of(st.integers(1, 50_000), st.sampled_from([0, NAN])).map(float),
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
        "per": st.sampled_from([1.0, 1000.0]),
        "noise_variance": st.sampled_from([0.0, 3.0]),
        "periods": st.sampled_from([1.0, 3.0]),
        "broken": st.sampled_from([False, False, False, True]),
    }
)


@LAW
@given(ROWS, OPTIONS)
def test_equals_the_oracle(rows, options):
    result = access_rate(pd.DataFrame(rows), **options)
    expected = pd.DataFrame(oracle.access_rate(rows, **options))
    for name in ("area", "period", "group", "method", "outcome", "cell_status"):
        assert result[name].tolist() == expected[name].tolist(), name
    for name in ("numerator", "denominator", "value", "lower", "upper", "benchmark", "rank_low", "rank_high"):
        np.testing.assert_allclose(result[name], expected[name].astype(float), rtol=1e-8, atol=1e-8, err_msg=name)
    assert set(result["confidence"]) == {options["confidence"]}
    assert set(result["statistic"]) == {"rate"}


def test_a_rate_and_its_interval():
    """100 entries for 2,000 actives over 2 years: 25 ‰ a year, Byar 81.3621-121.6279 scaled alike."""
    result = access_rate(counts(FRANCE, ("R76", 100, 2000, False, True)), periods=2).loc[1]
    assert result["value"] == 25
    assert (result["lower"], result["upper"]) == (pytest.approx(20.34053, abs=1e-5), pytest.approx(30.40698, abs=1e-5))
    assert (result["numerator"], result["denominator"], result["confidence"]) == (100, 2000, 0.95)
    assert (result["method"], result["statistic"], result["cell_status"]) == ("byar", "rate", "ok")
    assert (result["benchmark"], result["outcome"]) == (37.5, "lower")


def test_columns():
    assert tuple(access_rate(counts(FRANCE)).columns) == RESULT_COLUMNS


@pytest.mark.parametrize(
    ("row", "status", "value"),
    [
        (("R76", 50, 1000, False, True), "ok", 50),
        (("R76", 50, NAN, False, True), "no_denominator", NAN),
        (("R76", 50, 0, False, True), "no_denominator", NAN),
        (("R76", NAN, NAN, False, True), "no_denominator", NAN),
        (("R76", NAN, 1000, False, True), "no_data", NAN),
        (("R76", 0, 1000, False, True), "secret", NAN),
        (("R76", 0, 1000, True, True), "ok", 0),
        (("R76", 0, 1000, False, False), "ok", 0),
        (("R76", NAN, 1000, False, False), "ok", 0),
    ],
)
def test_status(row, status, value):
    result = access_rate(counts(FRANCE, row)).loc[1]
    assert result["cell_status"] == status
    np.testing.assert_array_equal(result["value"], value)
    if status != "ok":
        assert np.isnan(result[["lower", "upper", "rank_low", "rank_high"]].astype(float)).all()
        assert (result["outcome"], result["method"]) == ("", "")


@pytest.mark.parametrize("population", [1000, NAN])
def test_a_secret_count_is_never_repeated(population):
    result = access_rate(counts(FRANCE, ("R76", 0, population, False, True)))
    assert np.isnan(result.loc[1, "numerator"])


def test_a_structural_zero_has_no_uncertainty():
    result = access_rate(counts(FRANCE, ("R03", 0, 1000, False, False), ("R76", 50, 1000, False, True))).loc[1]
    assert (result["lower"], result["upper"], result["method"], result["outcome"]) == (0, 0, "", "lower")
    assert (result["numerator"], result["rank_low"], result["rank_high"]) == (0, 2, 2)


@pytest.mark.parametrize(("count", "outcome"), [(9, ""), (10, "lower")])
@pytest.mark.parametrize("exempt", [False, True])
def test_too_few_events_for_a_verdict(count, outcome, exempt):
    result = access_rate(counts(FRANCE, ("R76", count, 1000, exempt, True)))
    assert result["outcome"].tolist() == ["benchmark", outcome]
    assert (result.loc[1, "value"], result.loc[1, "rank_low"]) == (count, 1)
    assert access_rate(counts(("FR", count, 1000, exempt, True)))["outcome"].tolist() == ["benchmark"]


def test_the_noise_of_few_is_the_largest():
    row = counts(FRANCE, ("R76", 9, 1000, False, True))
    upper, noisy = (access_rate(row, noise_variance=v).loc[1, "upper"] for v in (0, 3))
    assert (noisy - 9) ** 2 == pytest.approx((upper - 9) ** 2 + 1.959964**2 * 6, rel=1e-6)


def test_methods_by_row():
    rows = [
        (a, c, 1000, e, True) for a, c, e in [("R1", 9, True), ("R2", 9, False), ("R3", 10, True), ("R4", 10, False)]
    ]
    assert access_rate(counts(*rows))["method"].tolist() == ["exact", "exact", "byar", "byar"]
    noisy = access_rate(counts(*rows), noise_variance=3)
    assert noisy["method"].tolist() == ["exact", "exact+bruit", "byar", "byar+bruit"]
    width = (noisy["upper"] - noisy["lower"]).tolist()
    assert width[1] > width[0]
    assert width[3] > width[2]


def test_a_broken_period_has_no_rate():
    result = access_rate(counts(FRANCE, ("R76", 50, 1000, False, True)), broken=True)
    assert result["cell_status"].tolist() == ["break", "break"]
    assert result["outcome"].tolist() == ["", ""]
    assert result[["value", "lower", "upper", "benchmark", "rank_low", "rank_high"]].isna().all(axis=None)
    assert result["numerator"].tolist() == [75_000, 50]


def test_an_empty_frame_gives_an_empty_frame():
    result = access_rate(counts(FRANCE).iloc[:0])
    assert tuple(result.columns) == RESULT_COLUMNS
    assert result.empty


@pytest.mark.parametrize("name", ["per", "periods"])
@pytest.mark.parametrize("value", [0, -1, NAN, np.inf])
def test_impossible_units(name, value):
    with pytest.raises(ValueError, match="per and periods"):
        access_rate(counts(FRANCE), **{name: value})


@pytest.mark.parametrize("row", [("R76", -1, 1000, False, True), ("R76", 1, -1000, False, True)])
def test_impossible_counts(row):
    with pytest.raises(ValueError, match="finite and not negative"):
        access_rate(counts(FRANCE, row))


def test_the_counts_are_left_alone():
    before = counts(FRANCE, ("R76", 0, 1000, False, False), ("R11", 5, 0, False, True))
    after = before.copy()
    access_rate(after, noise_variance=3)
    pd.testing.assert_frame_equal(before, after)


@LAW
@given(ROWS, st.integers(-6, 6))
def test_scale_invariance(rows, power):
    """Per twice as many actives: value, bounds and benchmark double, every verdict stays."""
    frame, scale = pd.DataFrame(rows), 2.0**power
    one, other = access_rate(frame, "R11"), access_rate(frame, "R11", per=1000 * scale)
    scaled = ["value", "lower", "upper", "benchmark"]
    pd.testing.assert_frame_equal(one[scaled] * scale, other[scaled])
    pd.testing.assert_frame_equal(one.drop(columns=scaled), other.drop(columns=scaled))


@LAW
@given(ROWS, st.randoms())
def test_permuted_rows_permute_the_result(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    frame = pd.DataFrame(rows)
    one, other = access_rate(frame, "R11"), access_rate(frame.iloc[order], "R11")
    pd.testing.assert_frame_equal(one.iloc[order].reset_index(drop=True), other)


@LAW
@given(ROWS, st.sampled_from([0.0, 3.0]))
def test_intervals_contain_the_value_and_grow_with_confidence(rows, noise):
    frame = pd.DataFrame(rows)
    narrow = access_rate(frame, confidence=0.8, noise_variance=noise)
    wide = access_rate(frame, confidence=0.99, noise_variance=noise)
    ok = narrow["cell_status"] == "ok"
    value = narrow.loc[ok, "value"]
    assert (narrow.loc[ok, "lower"] >= 0).all()
    assert (narrow.loc[ok, "lower"] <= value).all()
    assert (value <= narrow.loc[ok, "upper"]).all()
    assert (wide.loc[ok, "lower"] <= narrow.loc[ok, "lower"]).all()
    assert (wide.loc[ok, "upper"] >= narrow.loc[ok, "upper"]).all()
