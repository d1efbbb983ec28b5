import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.access import access_rate
from indicators.frame import RESULT_COLUMNS
from indicators.series import (
    FALLING,
    NO_CLEAR_TREND,
    NOT_COMPUTABLE,
    RISING,
    annual_points,
    breaks_within,
    continuity_of,
    cut_at_breaks,
    cuts_between,
    flows,
    months_between,
    present_throughout,
    trend_label,
)
from nomenclatures import FAMILY
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
BREAKS = pd.DataFrame(
    [
        ("2016-01-01", "operator", "pe", NAN, "Pôle emploi entre dans le champ"),
        ("2017-01-01", "operator", "ml", NAN, "Les missions locales entrent dans le champ"),
        ("2017-07-15", "collection", None, 1.1, "Nouveau formulaire"),
        ("2018-03-01", "definition", "", NAN, "Nouvelle définition"),
    ],
    columns=["date", "kind", "family", "bridge_factor", "text"],
)
MONTHS = pd.period_range("2015-10", "2018-06", freq="M").strftime("%Y-%m").tolist()


def monthly(months=MONTHS, areas=("FR", "R76")):
    frame = pd.DataFrame([(area, month) for month in months for area in areas], columns=["area", "month"])
    return frame.assign(group="", count=500.0, exempt=False, active=True, population=50_000.0)


def monthly_series(counts, breaks, doubtful, families=FAMILY.codes, **options):
    named = breaks.assign(
        doubtful_months=[" ".join(doubtful) or None] + [None] * (len(breaks) - 1) if len(breaks) else []
    )
    rates = access_rate(counts.assign(period=counts["month"]), **options)
    return cut_at_breaks(rates, cuts_between(counts["month"].tolist(), named, families))


def segments(result, area="R76"):
    """The first month of each segment."""
    return result[result["area"] == area].groupby("segment")["period"].first().tolist()


def test_rates_are_those_of_access_rate_without_ranks():
    counts = monthly()
    result = monthly_series(counts, BREAKS, [], noise_variance=3, confidence=0.8, per=100)
    expected = access_rate(counts.assign(period=counts["month"]), noise_variance=3, confidence=0.8, per=100)
    unranked = [*RESULT_COLUMNS[:-3], "cell_status"]
    pd.testing.assert_frame_equal(result[unranked], expected[unranked])
    assert result[["rank_low", "rank_high"]].isna().all(axis=None)
    assert list(result.columns) == [*RESULT_COLUMNS, "segment", "rupture", "doubtful"]
    assert result["value"].tolist() == [1.0] * len(counts)


def test_lines_are_cut_at_each_break_without_bridge():
    result = monthly_series(monthly(), BREAKS, [])
    assert segments(result) == ["2015-10", "2016-01", "2017-01", "2018-03"]
    assert sorted(set(result["segment"])) == [0, 1, 2, 3]


def test_a_break_of_an_operator_that_is_not_selected_does_not_count():
    result = monthly_series(monthly(), BREAKS, [], families=("ml", "apec"))
    assert segments(result) == ["2015-10", "2017-01", "2018-03"]
    assert "Pôle emploi entre dans le champ" not in set(result["rupture"])
    assert segments(monthly_series(monthly(), BREAKS, [], families=("apec",))) == ["2015-10", "2018-03"]


def test_rupture_texts_stand_on_their_month():
    result = monthly_series(monthly(), BREAKS, [])
    marked = result[(result["rupture"] != "") & (result["area"] == "FR")]
    expected = {"2016-01": 0, "2017-01": 1, "2017-07": 2, "2018-03": 3}
    assert dict(zip(marked["period"], marked["rupture"], strict=True)) == {
        month: BREAKS.loc[i, "text"] for month, i in expected.items()
    }


def test_breaks_outside_the_months_shown():
    result = monthly_series(monthly(["2016-06", "2016-07"]), BREAKS, [])
    assert set(result["segment"]) == {0}
    assert set(result["rupture"]) == {""}


def test_a_break_on_the_first_month_is_named_but_cuts_nothing():
    result = monthly_series(monthly(["2017-01", "2017-02"], ["FR"]), BREAKS, [])
    assert result["segment"].tolist() == [0, 0]
    assert result["rupture"].tolist() == ["Les missions locales entrent dans le champ", ""]


def test_breaks_in_a_gap_are_carried_by_the_next_month_shown():
    result = monthly_series(monthly(["2016-12", "2017-02", "2018-05"], ["FR"]), BREAKS, [])
    assert result["segment"].tolist() == [0, 1, 2]
    assert result["rupture"].tolist() == [
        "",
        "Les missions locales entrent dans le champ",
        "Nouveau formulaire Nouvelle définition",
    ]


def test_two_breaks_in_one_month_cut_once():
    twice = pd.concat([BREAKS.iloc[[3]], BREAKS.iloc[[3]]])
    assert monthly_series(monthly(["2018-02", "2018-03"], ["FR"]), twice, [])["segment"].tolist() == [0, 1]


def test_without_breaks_there_is_one_segment():
    assert set(monthly_series(monthly(), BREAKS.iloc[:0], [])["segment"]) == {0}


def test_doubtful_months():
    result = monthly_series(monthly(), BREAKS, ["2016-01", "2016-02"])
    assert result.loc[result["doubtful"], "period"].tolist() == ["2016-01", "2016-01", "2016-02", "2016-02"]
    assert result["doubtful"].dtype == bool
    # The first break names Pôle emploi: without it the month is not in doubt.
    assert not monthly_series(monthly(), BREAKS, ["2016-01"], families=("ml",))["doubtful"].any()


@pytest.mark.parametrize("month", [None, pd.NaT, "NaT", "", "janvier"])
def test_a_missing_month_is_refused(month):
    with pytest.raises(ValueError):
        monthly_series(monthly(["2017-01"], ["FR"]).assign(month=[month]), BREAKS, [])


def test_an_empty_series():
    result = monthly_series(monthly().iloc[:0], BREAKS, [])
    assert result.empty
    assert "segment" in result


def test_permuted_rows_permute_the_series():
    counts = monthly()
    order = np.random.default_rng(3).permutation(len(counts))
    one, other = (monthly_series(c, BREAKS, ["2016-01"]) for c in (counts, counts.iloc[order]))
    pd.testing.assert_frame_equal(one.iloc[order].reset_index(drop=True), other)


@pytest.mark.parametrize(
    ("start", "end", "families", "expected"),
    [
        ("2017-01", "2017-12", ("pe", "ml"), []),  # the first day is outside, the bridged break does not count
        ("2016-12", "2017-01", ("pe", "ml"), [1]),
        ("2016-12", "2017-12", ("pe",), []),
        ("2016-01", "2016-12", ("pe", "ml"), []),
        ("2015-12", "2016-01", ("pe",), [0]),
        ("2015-01", "2018-12", ("pe", "ml"), [0, 1, 3]),
        ("2015-01", "2018-12", ("apec",), [3]),
        ("2018-03", "2018-03", ("apec",), []),
        ("2018-02", "2018-02", ("apec",), []),
    ],
)
def test_breaks_within_a_period(start, end, families, expected):
    assert breaks_within(start, end, BREAKS, families).index.tolist() == expected


def test_breaks_of_every_family_by_default():
    assert breaks_within("2015-01", "2018-12", BREAKS).index.tolist() == [0, 1, 3]


def test_a_break_inside_a_month_breaks_that_month():
    unbridged = BREAKS.assign(bridge_factor=NAN)
    assert breaks_within("2017-07", "2017-07", unbridged).index.tolist() == [2]
    assert breaks_within("2017-08", "2017-08", unbridged).empty


def test_breaks_given_as_dates():
    dated = BREAKS.assign(date=pd.to_datetime(BREAKS["date"]))
    assert breaks_within("2016-12", "2017-01", dated).index.tolist() == [1]


def test_no_break_within_an_empty_registry():
    assert breaks_within("2015-01", "2018-12", BREAKS.iloc[:0]).empty


def test_a_reversed_period_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        breaks_within("2017-02", "2017-01", BREAKS)


def test_clear_trends():
    assert trend_label([1, 2, 3, 4, 5], [0.01] * 5) == RISING == "en hausse"
    assert trend_label([5, 4, 3, 2, 1], [0.01] * 5) == FALLING == "en baisse"


def test_a_trend_needs_its_chi_square():
    """Slope 1 with five equal variances v: chi-square = 10 / v, the limit is 9.5495."""
    assert trend_label([1, 2, 3, 4, 5], [10 / 9.56] * 5) == RISING
    assert trend_label([1, 2, 3, 4, 5], [10 / 9.54] * 5) == NO_CLEAR_TREND == "pas de tendance nette"


def test_a_trend_that_hangs_on_one_point_is_none():
    """Highly significant, but the slope turns when the last point is left out."""
    assert trend_label([4, 3, 2, 1, 20], [0.01] * 5) == NO_CLEAR_TREND


def test_a_slope_of_rounding_errors_has_no_sign():
    """The first four points are level: the fall hangs on the last one."""
    assert trend_label([2, 2, 2, 2, 0], [1 / 7, 1, 1 / 7, 1 / 7, 1 / 7]) == NO_CLEAR_TREND
    assert trend_label([0.3, 0.3, 0.3, 0.3, 0.1], [1e-5 / 7, 1e-5, 1e-5 / 7, 1e-5 / 7, 1e-5 / 7]) == NO_CLEAR_TREND


def test_a_flat_series_has_no_trend():
    assert trend_label([2, 2, 2, 2, 2], [0.01] * 5) == NO_CLEAR_TREND


def test_only_the_last_five_points_count():
    assert trend_label([90, 80, 1, 2, 3, 4, 5], [0.01] * 7) == RISING


def test_a_year_without_a_comparable_point_still_counts_on_the_time_axis():
    """Chi-square 14.8 / 1.53 = 9.67 on the years 0, 1, 2, 3, 5; 14.4 / 1.53 = 9.41 on five years in a row."""
    assert trend_label([0, 1, 2, 3, NAN, 5], [1.53] * 6) == RISING
    assert trend_label([0, 1, 2, 3, 5], [1.53] * 5) == NO_CLEAR_TREND


def test_fewer_than_five_comparable_points():
    assert trend_label([1, 2, 3, 4], [1] * 4) == NOT_COMPUTABLE == "non calculable"
    assert trend_label([1, 2, NAN, 3, 4], [1] * 5) == NOT_COMPUTABLE
    assert trend_label([1, 2, 3, 4, 5], [1, 1, NAN, 1, 1]) == NOT_COMPUTABLE


@pytest.mark.parametrize("variance", [0, -1])
def test_an_impossible_variance(variance):
    with pytest.raises(ValueError, match="variances"):
        trend_label([1, 2, 3, 4, 5], [1, 1, variance, 1, 1])


POINTS = st.lists(
    st.tuples(st.one_of(st.integers(-20, 20).map(float), st.just(NAN)), st.integers(1, 40).map(float)),
    min_size=0,
    max_size=9,
)


@LAW
@given(POINTS)
def test_trend_equals_the_oracle(points):
    values, variances = [p[0] for p in points], [p[1] / 7 for p in points]
    assert trend_label(values, variances) == oracle.trend_label(values, variances)


@LAW
@given(POINTS)
def test_the_opposite_series_has_the_opposite_trend(points):
    values, variances = [p[0] for p in points], [p[1] / 7 for p in points]
    opposite = {RISING: FALLING, FALLING: RISING}
    label = trend_label(values, variances)
    assert trend_label([-v for v in values], variances) == opposite.get(label, label)


def test_annual_points_are_the_whole_years_after_the_last_break():
    months = pd.period_range("2015-01", "2019-06", freq="M").strftime("%Y-%m").tolist()
    series = monthly_series(monthly(months), BREAKS.iloc[:2], ["2018-05"])
    values, variances = annual_points(series, "R76")
    # 2015 and 2016 lie before the last break, 2018 has a doubtful month, 2019 is not whole.
    assert values == pytest.approx([120.0])
    assert (variances > 0).all()
    one = access_rate(monthly(["2017-01"], ["FR"]).rename(columns={"month": "period"})).iloc[0]
    z = 1.959964
    assert variances[0] == pytest.approx(12 * ((one["upper"] - one["lower"]) / (2 * z)) ** 2, rel=1e-6)


def test_annual_points_leave_out_years_with_a_doubtful_or_missing_month():
    months = pd.period_range("2017-01", "2018-12", freq="M").strftime("%Y-%m").tolist()
    counts = monthly(months)
    counts.loc[counts["month"] == "2018-03", "population"] = np.nan
    series = monthly_series(counts, BREAKS.iloc[:1], ["2017-02"])
    assert annual_points(series, "R76")[0].size == 0
    assert annual_points(series.iloc[:0], "R76")[0].size == 0


DOUBTS = BREAKS.assign(doubtful_months=["2016-01 2016-02", None, None, None])


def test_continuity_says_what_breaks_within_says():
    continuity = continuity_of(DOUBTS)
    for at, start in enumerate(MONTHS):
        for end in MONTHS[at:]:
            expected = breaks_within(start, end, BREAKS)["text"].tolist()
            assert [text for _, _, text in continuity.inside(start, end)] == expected
    assert continuity.doubtful == {"2016-01", "2016-02"}


def test_continuity_of_the_families_chosen():
    continuity = continuity_of(DOUBTS, ("ml",))
    assert [day for day, *_ in continuity.unbridged] == ["2017-01-01", "2018-03-01"]
    assert [day for day, *_ in continuity.bridged] == ["2017-07-15"]
    assert continuity.doubtful == frozenset()


def test_rupture_and_factor_of_months():
    continuity = continuity_of(DOUBTS)
    assert continuity.rupture("2017-01", "2018-03") == "Nouveau formulaire Nouvelle définition"
    assert continuity.rupture("2017-08", "2018-02") == ""
    assert continuity.factor("2017-06", "2017-07") == 1.1
    assert continuity.factor("2017-07", "2017-12") == continuity.factor("2017-05", "2017-06") == 1


@pytest.mark.parametrize("factor", [0, -1, np.inf])
def test_an_impossible_bridge(factor):
    with pytest.raises(ValueError, match="bridge factor"):
        continuity_of(DOUBTS.assign(bridge_factor=factor))


def test_months_between():
    assert months_between("2016-11", "2017-02") == ("2016-11", "2016-12", "2017-01", "2017-02")
    assert list(months_between(MONTHS[0], MONTHS[-1])) == MONTHS
    for start, end in (("2017-02", "2017-01"), ("2017", "2018"), ("2017-13", "2018-01")):
        with pytest.raises(ValueError, match="before it starts"):
            months_between(start, end)


def test_constant_perimeter():
    sent = {"pe": MONTHS[3:], "ml": MONTHS[15:], "apec": set(MONTHS), "ce": [m for m in MONTHS if m != "2017-05"]}
    assert present_throughout(sent, MONTHS[0], MONTHS[-1]) == ("apec",)
    assert present_throughout(sent, "2017-06", "2018-06") == ("pe", "ml", "apec", "ce")
    assert present_throughout(sent, "2017-05", "2017-05") == ("pe", "ml", "apec")
    assert present_throughout({}, "2017-05", "2017-05") == ()


def test_constant_perimeter_has_no_break_of_those_left_out():
    """Apec and Cap emploi were there throughout: neither entry breaks their series."""
    families = present_throughout({"apec": MONTHS, "ce": MONTHS, "ml": MONTHS[15:]}, MONTHS[0], MONTHS[-1])
    assert continuity_of(DOUBTS, families).inside("2015-10", "2018-02") == ()
    assert continuity_of(DOUBTS).inside("2015-10", "2018-02") != ()


def test_flows_begin_anew_at_each_break():
    result = flows(dict.fromkeys(MONTHS, 10.0), continuity_of(DOUBTS)).set_index("period")
    assert result["cumulative"][["2015-12", "2016-01", "2016-12", "2017-01", "2018-02", "2018-03"]].tolist() == [
        30,
        10,
        120,
        10,
        140,
        10,
    ]
    moving = result["moving_12"].dropna()
    # The twelve months of 2016 hold two doubtful ones: they are no year.
    assert moving.index.tolist() == ["2017-12", "2018-01", "2018-02"]
    assert set(moving) == {120}
    assert result.index[result["cumulative_doubtful"]].tolist() == list(months_between("2016-01", "2016-12"))
    cuts = cuts_between(MONTHS, DOUBTS)
    assert result["segment"].tolist() == [cuts.segment[month] for month in MONTHS]
    assert result["rupture"].tolist() == [cuts.rupture[month] for month in MONTHS]
    assert result.index[result["doubtful"]].tolist() == ["2016-01", "2016-02"]


def test_flows_of_the_year_and_since_the_start():
    counts, none = dict.fromkeys(MONTHS, 10.0), continuity_of(DOUBTS.iloc[:0])
    assert flows(counts, none)["cumulative"].iloc[-1] == 10 * len(MONTHS)
    yearly = flows(counts, none, "year").set_index("period")["cumulative"]
    assert yearly[["2015-12", "2016-12", "2017-01", "2018-06"]].tolist() == [30, 120, 10, 60]
    assert flows(counts, continuity_of(DOUBTS), "start")["cumulative"].iloc[-1] == 10 * len(MONTHS)
    cut = flows(counts, continuity_of(DOUBTS), "year").set_index("period")["cumulative"]
    assert cut[["2018-02", "2018-03", "2018-04"]].tolist() == [20, 10, 20]


def test_a_sum_that_holds_a_doubtful_month_is_no_sum_of_a_year_and_a_marked_cumulative():
    """Entries of 2015 filed in January 2016 raise twelve months that include it."""
    late = pd.DataFrame(
        {
            "date": ["2015-10-01"],
            "family": [None],
            "bridge_factor": [NAN],
            "text": ["Rupture."],
            "doubtful_months": ["2016-01"],
        }
    )
    counts = dict.fromkeys(MONTHS, 10.0) | {"2016-01": 1000.0}
    result = flows(counts, continuity_of(late), "start").set_index("period")
    assert result["moving_12"].first_valid_index() == "2017-01"
    assert set(result["moving_12"].dropna()) == {120}
    marked = result.index[result["cumulative_doubtful"]]
    assert marked.tolist() == list(months_between("2016-01", MONTHS[-1]))
    of_year = flows(counts, continuity_of(late), "year").set_index("period")
    assert of_year.index[of_year["cumulative_doubtful"]].tolist() == list(months_between("2016-01", "2016-12"))


def test_an_unknown_month_makes_its_sums_unknown():
    counts = dict.fromkeys(MONTHS, 10.0) | {"2016-05": NAN}
    del counts["2017-02"]
    result = flows(counts, continuity_of(DOUBTS.iloc[:0]), "year").set_index("period")
    assert result.index.tolist() == MONTHS
    assert result["cumulative"].isna().sum() == 8 + 11
    assert result["moving_12"].dropna().index.tolist() == ["2018-02", "2018-03", "2018-04", "2018-05", "2018-06"]


def test_flows_of_nothing():
    result = flows({}, continuity_of(DOUBTS))
    assert result.empty
    assert list(result.columns)[:4] == ["period", "count", "cumulative", "moving_12"]
    with pytest.raises(ValueError, match="since must be"):
        flows({}, continuity_of(DOUBTS), "month")


@LAW
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=33))
def test_cumulated_flows_give_the_flows_back(counts):
    monthly = dict(zip(MONTHS, map(float, counts), strict=False))
    result = flows(monthly, continuity_of(DOUBTS))
    for _, part in result.groupby("segment"):
        np.testing.assert_array_equal(np.diff(part["cumulative"], prepend=0), part["count"])
    moving = result["moving_12"].to_numpy()
    for at in np.flatnonzero(~np.isnan(moving)):
        assert moving[at] == sum(counts[at - 11 : at + 1])
