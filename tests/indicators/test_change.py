import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.change import change, comparability, year_on_year
from indicators.series import continuity_of, months_between
from tests.indicators import oracle

LAW = settings(deadline=None, max_examples=50)
NAN = np.nan
MONTHS = months_between("2015-01", "2018-07")
REGISTRY = [
    ("2016-01-01", "pe", NAN, "Pôle emploi entre", "2016-01"),
    ("2016-01-01", "", 1.0, "Nouvelles régions", None),
    ("2017-01-01", "ml", NAN, "Les missions locales entrent", None),
    ("2017-09-15", None, 2.0, "Nouveau formulaire", None),
]


def registry(rows=REGISTRY, families=("pe", "ml")):
    columns = ["date", "family", "bridge_factor", "text", "doubtful_months"]
    return continuity_of(pd.DataFrame(rows, columns=columns), families)


def steady(count=100.0):
    return dict.fromkeys(MONTHS, count)


def spans(months):
    return [(start, end) for at, start in enumerate(months) for end in months[at:]]


def test_no_change_is_ever_given_across_an_unbridged_break():
    """Every pair of periods of two years, for four registries; without breaks 78 are the same months of both years."""
    months = MONTHS[10:34]
    counts = steady()
    of_breaks = [[], REGISTRY, REGISTRY[2:], [("2016-11-15", "", NAN, "Au milieu d’un mois", None)]]
    given = 0
    for rows in of_breaks:
        continuity = registry(rows)
        dates = [(day, factor) for day, _, factor, *_ in rows]
        for earlier in spans(months):
            for later in spans(months):
                refused = comparability(earlier, later, continuity)
                if refused != "not_comparable":
                    crossed = oracle.crosses(dates, earlier, later)
                    assert (refused == "break") == crossed, (earlier, later)
                    found = change(counts, earlier, later, continuity)
                    assert np.isfinite(found.value) == (refused == "") == (found.status == "ok")
                    given += found.status == "ok"
    assert given >= 78


@LAW
@given(
    st.lists(st.tuples(st.sampled_from(MONTHS), st.sampled_from([1, 15]), st.sampled_from([NAN, 1.0])), max_size=3),
    st.tuples(*[st.sampled_from(MONTHS)] * 4),
)
def test_no_change_across_a_break_of_any_registry(rows, ends):
    breaks = [(f"{month}-{day:02d}", factor) for month, day, factor in rows]
    continuity = registry([(day, None, factor, "rupture", None) for day, factor in breaks])
    earlier, later = sorted(ends[:2]), sorted(ends[2:])
    found = change(steady(), tuple(earlier), tuple(later), continuity)
    if oracle.crosses(breaks, earlier, later):
        assert found.status in ("break", "not_comparable")
        assert np.isnan(found[:3]).all()
    elif found.status == "ok":
        assert found.value == pytest.approx(0)


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (("2017-01", "2017-03"), ("2018-01", "2018-03"), ""),
        (("2017-01", "2017-03"), ("2018-02", "2018-04"), "not_comparable"),
        (("2017-01", "2017-03"), ("2018-01", "2018-04"), "not_comparable"),
        (("2018-01", "2018-03"), ("2017-01", "2017-03"), "not_comparable"),
        (("2017-01", "2018-01"), ("2018-01", "2019-01"), "not_comparable"),
        (("2017-01", "2017-12"), ("2018-01", "2018-12"), ""),
        (("2017-01", "2017-12"), ("2018-03", "2019-02"), ""),
        (("2016-12", "2016-12"), ("2017-12", "2017-12"), "break"),
        (("2016-02", "2016-03"), ("2018-02", "2018-03"), "break"),
        (("2015-12", "2015-12"), ("2016-12", "2016-12"), "break"),
        (("2016-01", "2016-01"), ("2016-02", "2016-02"), "not_comparable"),
    ],
)
def test_comparability(earlier, later, expected):
    assert comparability(earlier, later, registry()) == expected


def test_a_doubtful_month_is_not_compared():
    only_doubt = registry([("2016-01-01", "pe", NAN, "Pôle emploi entre", "2016-01")])
    assert comparability(("2016-01", "2016-01"), ("2017-01", "2017-01"), only_doubt) == "doubtful"
    assert comparability(("2016-02", "2016-02"), ("2017-02", "2017-02"), only_doubt) == ""
    assert change(steady(), ("2016-01", "2016-03"), ("2017-01", "2017-03"), only_doubt).status == "doubtful"


def test_a_change_by_hand():
    """200 after 100: + 100 %, times or over exp(1.959964 sqrt(1/100 + 1/200)) = 1.27130."""
    found = change({"2017-01": 100, "2018-01": 200}, ("2017-01", "2017-01"), ("2018-01", "2018-01"), registry([]))
    assert found.value == pytest.approx(100)
    assert (found.lower, found.upper) == (
        pytest.approx(100 * (2 / 1.27130 - 1), abs=1e-3),
        pytest.approx(154.26, abs=0.01),
    )
    assert (found.status, found.rupture) == ("ok", "")


def test_noise_widens_a_change():
    """A variance of 3 on each of three months: (300 + 9) / 300²."""
    spans_ = (("2017-01", "2017-03"), ("2018-01", "2018-03"))
    found = change(steady(), *spans_, registry([]), noise_variance=3)
    assert found.upper == pytest.approx(100 * (math.exp(1.959964 * math.sqrt(2 * 309) / 300) - 1))


def test_a_bridge_multiplies_what_lies_before_it():
    """The new form counts twice as much: 100 before it compare with 200 after; August has no factor, September has."""
    continuity = registry()
    found = change(steady(), ("2017-02", "2017-02"), ("2018-02", "2018-02"), continuity)
    assert (found.value, found.rupture) == (pytest.approx(-50), "Nouveau formulaire")
    mixed = change(steady(), ("2017-08", "2017-09"), ("2018-08", "2018-09"), continuity)
    assert mixed.status == "no_data"
    mixed = change(
        steady() | {"2018-08": 150, "2018-09": 150}, ("2017-08", "2017-09"), ("2018-08", "2018-09"), continuity
    )
    assert mixed.value == pytest.approx(100 * (300 / (200 + 100) - 1))
    # A bridge inside the later period is applied to its own first months.
    later = change(steady(), ("2016-02", "2017-01"), ("2017-02", "2018-01"), registry(REGISTRY[3:]))
    assert later.value == pytest.approx(100 * ((7 * 200 + 5 * 100) / (12 * 200) - 1))


@pytest.mark.parametrize(
    ("before", "after", "status"), [(NAN, 50, "no_data"), (50, NAN, "no_data"), (9, 50, "too_few"), (50, 0, "too_few")]
)
def test_no_change_of_unknown_or_few_events(before, after, status):
    months = ("2017-01", "2017-01"), ("2018-01", "2018-01")
    found = change({"2017-01": before, "2018-01": after}, *months, registry([]))
    assert found.status == status
    assert np.isnan(found[:3]).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: change(steady(), ("2017-02", "2017-01"), ("2018-01", "2018-02"), registry()),
        lambda: change(steady(), ("2017", "2017"), ("2018-01", "2018-02"), registry()),
        lambda: change(steady(-1), ("2017-02", "2017-02"), ("2018-02", "2018-02"), registry()),
        lambda: change(steady(), ("2017-02", "2017-02"), ("2018-02", "2018-02"), registry(), noise_variance=-1),
        lambda: change(steady(), ("2017-02", "2017-02"), ("2018-02", "2018-02"), registry(), confidence=1),
        lambda: year_on_year(steady(), registry(), months=0),
        lambda: year_on_year(steady(), registry(), months=13),
    ],
)
def test_refusals(call):
    with pytest.raises(ValueError):
        call()


@LAW
@given(st.lists(st.integers(10, 900), min_size=24, max_size=24), st.integers(2, 9))
def test_year_on_year_does_not_depend_on_the_scale_and_chains(counts, scale):
    monthly = dict(zip(MONTHS[:24], map(float, counts), strict=True))
    found = year_on_year(monthly, registry([]))
    larger = year_on_year({month: scale * count for month, count in monthly.items()}, registry([]))
    np.testing.assert_allclose(found["value"], larger["value"])
    np.testing.assert_allclose(found["value"], [100 * (b / a - 1) for a, b in zip(counts, counts[12:], strict=False)])
    assert ((found["lower"] < found["value"]) & (found["value"] < found["upper"])).all()


def test_year_on_year_of_the_window():
    found = year_on_year(steady(), registry())
    assert found["period"].tolist() == list(MONTHS[12:])
    refused = found[found["status"] == "break"]["period"].tolist()
    # From 2016 on each month of a year lies across the entry of that year; 2018 has no break but a bridge.
    assert refused == list(months_between("2016-01", "2017-12"))
    assert found.set_index("period").loc["2018-01", "value"] == pytest.approx(-50)
    assert found.set_index("period").loc["2017-01", "rupture"] == "Les missions locales entrent"


def test_year_on_year_of_twelve_months():
    found = year_on_year(steady(), registry([]), months=12)
    assert found["period"].tolist() == list(MONTHS[23:])
    assert found["value"].abs().max() == pytest.approx(0)
    # Two years always hold the first of January of 2016 or of 2017.
    assert set(year_on_year(steady(), registry(), months=12)["status"]) == {"break"}


def test_year_on_year_of_nothing():
    assert year_on_year({}, registry()).empty
    short = year_on_year({"2017-01": 5.0}, registry())
    assert short.empty
    assert list(short.columns) == ["period", "value", "lower", "upper", "status", "rupture"]
