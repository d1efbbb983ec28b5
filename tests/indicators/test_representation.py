import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.frame import RESULT_COLUMNS
from indicators.representation import representation
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
EXTRA = ("share", "share_lower", "share_upper", "population_share", "gap")
COLUMNS = ["area", "count", "total", "population", "population_total", "status", "exempt", "total_exempt", "active"]


def counts(*rows):
    """Rows (area, count, total, population, population_total[, status, exempt, total_exempt, active])."""
    usual = ("aligned", False, False, True)
    filled = [(*row, *usual[len(row) - 5 :]) for row in rows]
    return pd.DataFrame(filled, columns=COLUMNS).assign(period="2017", group="F")


def test_the_published_index_of_women():
    """CNEFOP, 2018: women 52 % of the beneficiaries against 48 % of the actives (48.2 % in the labour force survey)."""
    result = representation(counts(("FR", 52, 100, 48, 100), ("FR2", 5200, 10_000, 48.2, 100)))
    assert result["value"].round(2).tolist() == [1.08, 1.08]
    assert result["gap"].round(1).tolist() == [4.0, 3.8]
    assert result["benchmark"].tolist() == [1, 1]


def test_an_index_its_interval_and_its_shares():
    """60/100 against 48 %: 1.25 (1.0458-1.4387), Wilson 50.2-69.06 %."""
    result = representation(counts(("R76", 60, 100, 480, 1000))).loc[0]
    figures = result[["value", "lower", "upper"]].astype(float).tolist()
    np.testing.assert_allclose(figures, [1.25, 1.0458, 1.4387], atol=5e-5)
    np.testing.assert_allclose(result[list(EXTRA)].astype(float), [60, 50.2003, 69.0599, 48, 12], atol=5e-5)
    assert (result["numerator"], result["denominator"], result["confidence"]) == (60, 100, 0.95)
    assert (result["statistic"], result["method"], result["cell_status"]) == ("representation_index", "wilson", "ok")
    # The lower bound lies inside the zone 0.95-1.05.
    assert result["outcome"] == "undecided"


def test_columns():
    assert tuple(representation(counts(("R76", 60, 100, 480, 1000))).columns) == RESULT_COLUMNS + EXTRA


@pytest.mark.parametrize(
    ("row", "status", "has_share", "has_index"),
    [
        ((50, 100, 40, 100), "ok", True, True),
        ((50, 100, 40, 100, "approximate"), "approximate", True, True),
        ((50, 100, 40, 100, "none"), "no_denominator", True, False),
        ((50, 100, NAN, 100), "no_denominator", True, False),
        ((50, 100, 0, 100), "no_denominator", True, False),
        ((50, 100, 40, NAN), "no_denominator", True, False),
        ((NAN, 100, 40, 100), "no_data", False, False),
        ((50, NAN, 40, 100), "no_data", False, False),
        ((0, 100, 40, 100), "secret", False, False),
        ((0, 100, 40, 100, "none"), "secret", False, False),
        ((0, 100, 40, 100, "aligned", True, False), "ok", True, True),
        ((0, 100, 40, 100, "aligned", False, False, False), "ok", True, True),
        ((0, 0, 40, 100, "aligned", True, False), "secret", False, False),
        ((0, 0, 40, 100, "aligned", True, True), "no_data", False, False),
    ],
)
def test_status(row, status, has_share, has_index):
    result = representation(counts(("R76", *row)), noise_variance=3).loc[0]
    assert result["cell_status"] == status
    for name in ("share", "share_lower", "share_upper"):
        assert np.isfinite(result[name]) == has_share, name
    for name in ("value", "lower", "upper", "benchmark", "gap", "rank_low", "rank_high"):
        assert np.isfinite(result[name]) == has_index, name
    assert np.isnan(result["numerator"]) == (np.isnan(row[0]) or (status == "secret" and row[4:5] != ("aligned",)))
    if not has_index:
        assert (result["outcome"], result["method"]) == ("", "")


def test_no_verdict_under_ten_entries():
    """Nine women where 500 would be fair, then ten."""
    result = representation(counts(("R76", 9, 1000, 50, 100), ("R75", 10, 1000, 50, 100)))
    assert result["outcome"].tolist() == ["", "lower"]
    assert result["cell_status"].tolist() == ["ok", "ok"]


def test_verdicts_and_ranks():
    """Occitanie above, Corse below, France and the department not ranked."""
    entries = [("FR", 5000), ("R76", 6000), ("R94", 4000), ("D31", 9000)]
    frame = counts(*[(area, x, 10_000, 50, 100) for area, x in entries])
    result = representation(frame.assign(compared=[True, True, True, False]))
    assert result["outcome"].tolist() == ["similar", "higher", "lower", "higher"]
    np.testing.assert_array_equal(result["rank_low"], [NAN, 1, 2, NAN])
    np.testing.assert_array_equal(result["rank_high"], [NAN, 1, 2, NAN])


def test_a_count_above_its_perturbed_total_is_brought_back_to_it():
    result = representation(counts(("R76", 103, 100, 50, 100)), noise_variance=3).loc[0]
    assert (result["share"], result["share_upper"], result["value"], result["numerator"]) == (100, 100, 2, 103)


def test_noise_widens_by_what_it_adds():
    """A variance of 3 on a count and on its total: 3 (1 + 0.6²) / 100² on the share."""
    exact, of_count, of_both = (
        representation(counts(("R76", 60, 100, 1, 1, "aligned", exempt, total_exempt)), noise_variance=3).loc[0]
        for exempt, total_exempt in [(True, True), (False, True), (False, False)]
    )
    z = 1.959964
    for noisy, variance in ((of_count, 3), (of_both, 3 * 1.36)):
        spread = np.sqrt((exact["upper"] - 0.6) ** 2 + z**2 * variance / 100**2)
        assert noisy["upper"] == pytest.approx(0.6 + spread)
        assert noisy["method"] == "wilson+bruit"
    assert exact["method"] == "wilson"


def test_an_empty_frame():
    result = representation(counts(("R76", 60, 100, 480, 1000)).iloc[:0])
    assert tuple(result.columns) == RESULT_COLUMNS + EXTRA
    assert result.empty


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((60, 100, 1001, 1000), "population must not exceed"),
        ((-1, 100, 480, 1000), "finite and not negative"),
        ((60, np.inf, 480, 1000), "finite and not negative"),
        ((60, 100, 480, 1000, "alike"), "status must be"),
    ],
)
def test_refusals(row, message):
    with pytest.raises(ValueError, match=message):
        representation(counts(("R76", *row)))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.sampled_from(["FR", "R24", "R75", "R76", "R93"]),
            "period": st.sampled_from(["2016", "2017"]),
            "group": st.sampled_from(["F", "M"]),
            "count": st.one_of(st.integers(0, 30), st.integers(0, 300), st.just(NAN)).map(float),
            "total": st.one_of(st.integers(0, 400), st.just(NAN)).map(float),
            "population": st.one_of(st.integers(0, 50), st.just(NAN)).map(float),
            "population_total": st.one_of(st.integers(50, 90), st.just(NAN)).map(float),
            "status": st.sampled_from(["aligned", "approximate", "none"]),
            "exempt": st.booleans(),
            "total_exempt": st.booleans(),
            "active": st.integers(0, 5).map(bool),
        }
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda r: (r["area"], r["period"], r["group"]),
)


@LAW
@given(ROWS, st.sampled_from([0.8, 0.95]), st.sampled_from([0.0, 0.05]), st.sampled_from([0.0, 3.0]))
def test_equals_the_oracle(rows, confidence, equivalence, noise):
    result = representation(pd.DataFrame(rows), "FR", confidence, equivalence, noise)
    expected = pd.DataFrame(oracle.representation(rows, "FR", confidence, equivalence, noise))
    for name in ("area", "period", "group", "method", "outcome", "cell_status"):
        assert result[name].tolist() == expected[name].tolist(), name
    numbers = ("numerator", "denominator", "value", "lower", "upper", "benchmark", "rank_low", "rank_high", *EXTRA)
    for name in numbers:
        np.testing.assert_allclose(result[name], expected[name].astype(float), rtol=1e-8, atol=1e-8, err_msg=name)


@LAW
@given(st.lists(st.integers(10, 1000), min_size=2, max_size=6), st.integers(1, 50))
def test_a_population_made_up_like_the_entries_gives_one(entries, scale):
    """Also for any size of the population; and the gaps of the groups cancel out."""
    total = sum(entries)
    frame = counts(*[("R76", x, total, x * scale, total * scale) for x in entries])
    result = representation(frame.assign(group=[str(i) for i in range(len(entries))]))
    np.testing.assert_allclose(result["value"], 1)
    assert result["gap"].sum() == pytest.approx(0, abs=1e-9)


@LAW
@given(ROWS)
def test_the_indices_weighted_by_the_population_average_to_one(rows):
    """Σ (p_g/p) RI_g = Σ x_g/x over the groups, which is 1 when they share out the total."""
    entries = [row["count"] for row in rows if row["count"] > 0]
    people = [1 + i for i in range(len(entries))]
    if entries:
        frame = counts(*[("R76", x, sum(entries), p, sum(people)) for x, p in zip(entries, people, strict=True)])
        result = representation(frame.assign(group=[str(i) for i in range(len(entries))]))
        assert (result["value"] * result["population_share"] / 100).sum() == pytest.approx(1)
