import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.frame import RESULT_COLUMNS
from indicators.recourse import pair_counts, recourse_ratio
from indicators.skew import relative_recourse
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=60)
NAN = np.nan
COLUMNS = ["area", "count_a", "count_b", "population_a", "population_b", "status", "source"]


def counts(*rows):
    """Rows (area, count_a, count_b, population_a, population_b[, status, source])."""
    usual = ("aligned", "lfs 2016")
    filled = [(*row, *usual[len(row) - 5 :]) for row in rows]
    return pd.DataFrame(filled, columns=COLUMNS).assign(period="2017", group="F-M")


def test_the_finding_of_the_report():
    """Women 52 of 100 entries and 48.2 % of the actives: they use the service 1.16 times as much as men."""
    result = recourse_ratio(counts(("FR", 52_000, 48_000, 48.2, 51.8)))
    assert result["value"].round(2).tolist() == [1.16]
    assert result["outcome"].tolist() == ["benchmark"]
    assert tuple(result.columns) == RESULT_COLUMNS


def test_bounds_are_those_of_two_poisson_counts_and_widen_with_the_noise():
    exact = recourse_ratio(counts(("R76", 100, 50, 10, 10))).loc[0]
    expected = [float(x) for x in relative_recourse(100, 10, 50, 10)]
    np.testing.assert_allclose(exact[["value", "lower", "upper"]].astype(float), expected)
    noisy = recourse_ratio(counts(("R76", 100, 50, 10, 10)), noise_variance=30).loc[0]
    assert noisy["lower"] < exact["lower"] and noisy["upper"] > exact["upper"]
    assert (exact["method"], noisy["method"]) == ("poisson", "poisson+bruit")


def test_zero_is_known_where_no_operator_was():
    rows = counts(("FR", 0, 0, 10, 10), ("R76", 0, 0, 10, 10), ("R93", 0, 4, 10, 10))
    result = recourse_ratio(rows.assign(active=[False, True, False]))
    assert result["cell_status"].tolist() == ["no_data", "secret", "secret"]
    assert result["numerator"].tolist()[0] == 0


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ((50, 50, 10, 10), "ok"),
        ((50, 50, 10, 10, "approximate"), "approximate"),
        ((50, 50, 10, 10, "none"), "no_denominator"),
        ((50, 50, NAN, 10), "no_denominator"),
        ((50, 50, 10, 0), "no_denominator"),
        ((0, 50, 10, 10), "secret"),
        ((50, 0, NAN, 10), "secret"),
        ((NAN, 50, 10, 10), "no_data"),
        ((50, NAN, 10, 10, "none"), "no_data"),
    ],
)
def test_status(row, status):
    result = recourse_ratio(counts(("R76", *row))).loc[0]
    assert result["cell_status"] == status
    assert np.isfinite(result["value"]) == (status in ("ok", "approximate"))
    if status == "secret":
        assert np.isnan(result["numerator"]) and np.isnan(result["denominator"])


def test_no_verdict_under_ten_entries_nor_against_another_vintage():
    frame = counts(
        ("FR", 1000, 1000, 1, 1),
        ("R76", 3000, 1000, 1, 1),
        ("R94", 30, 9, 1, 1),
        ("R04", 3000, 1000, 1, 1, "approximate", "csp 2011"),
    )
    result = recourse_ratio(frame)
    assert result["outcome"].tolist() == ["benchmark", "higher", "", ""]
    assert np.isfinite(result["value"]).all()
    np.testing.assert_array_equal(result["rank_low"], [NAN, 1, NAN, NAN])
    np.testing.assert_array_equal(result["benchmark"], [1, 1, 1, NAN])


def test_the_counts_of_a_pair_are_those_of_its_two_groups():
    rows = [(area, p, g) for area in ("FR", "R76") for p, g in (("sex", "F"), ("sex", "M"), ("csp", "c1"))]
    frame = pd.DataFrame(rows, columns=["area", "partition", "group"]).assign(
        period="2017",
        compared=True,
        status="aligned",
        source="lfs 2016",
        active=True,
        count=range(6),
        population=range(10, 16),
    )
    found = pair_counts(frame, "sex", "F", "M")
    assert found[["area", "group", "count_a", "count_b", "population_a", "population_b"]].values.tolist() == [
        ["FR", "F-M", 0, 1, 10, 11],
        ["R76", "F-M", 3, 4, 13, 14],
    ]
    empty = pair_counts(frame, "reading", "de", "ao")
    assert empty.empty and recourse_ratio(empty).empty


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from(["FR", "R24", "R75", "R76", "R93"]),
            "count_a": st.one_of(st.integers(0, 30), st.integers(0, 3000), st.just(NAN)).map(float),
            "count_b": st.one_of(st.integers(0, 30), st.integers(0, 3000), st.just(NAN)).map(float),
            "population_a": st.one_of(st.integers(0, 50), st.just(NAN)).map(float),
            "population_b": st.one_of(st.integers(0, 50), st.just(NAN)).map(float),
            "status": st.sampled_from(["aligned", "approximate", "none"]),
            "source": st.sampled_from(["csp 2014", "csp 2011"]),
        }
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda r: r["area"],
)


@LAW
@given(ROWS, st.sampled_from([0.8, 0.95]), st.sampled_from([0.0, 0.05]), st.sampled_from([0.0, 30.0]))
def test_equals_the_oracle(rows, confidence, equivalence, noise):
    frame = pd.DataFrame(rows).assign(period="2017", group="F-M")
    result = recourse_ratio(frame, "FR", confidence, equivalence, noise)
    expected = oracle.recourse_ratio(rows, "FR", confidence, equivalence, noise)
    for name in ("cell_status", "outcome"):
        assert result[name].tolist() == [row[name] for row in expected], name
    for name in ("value", "lower", "upper"):
        np.testing.assert_allclose(result[name], [row[name] for row in expected], rtol=1e-8, err_msg=name)


@LAW
@given(st.integers(10, 1000), st.integers(10, 1000), st.integers(1, 100), st.integers(1, 100))
def test_exchanging_the_groups_inverts_the_three_figures(a, b, p, q):
    one = recourse_ratio(counts(("R76", a, b, p, q)), noise_variance=3).loc[0]
    other = recourse_ratio(counts(("R76", b, a, q, p)), noise_variance=3).loc[0]
    np.testing.assert_allclose(
        [one["value"], one["lower"], one["upper"]], [1 / other["value"], 1 / other["upper"], 1 / other["lower"]]
    )
