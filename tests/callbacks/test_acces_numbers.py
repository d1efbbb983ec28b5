"""The numbers of the page Accès over many questions: the laws that every answer keeps."""

import itertools
import json
import random
import re

import numpy as np
import pytest

from callbacks.acces import ACCES, PARTS, page_parts
from callbacks.acces_numbers import acces_numbers
from callbacks.page import Look
from filters import Filters
from geo.areas import AREAS, FRANCE
from indicators.frame import RESULT_COLUMNS
from layouts.markup import HTML
from nomenclatures import FAMILY, READING
from tests.callbacks.whole import whole_parts

STATUSES = {"ok", "approximate", "secret", "no_denominator", "no_data", "break"}
OUTCOMES = {"benchmark", "higher", "similar", "lower", "undecided", ""}
# What must never be read by a visitor: Python's and JavaScript's words for nothing.
UNSAID = re.compile(r"\b(nan|NaN|None|null|undefined|inf|Infinity|True|False)\b")
TEXT_ONLY = re.compile(r"<[^>]*>")

AREAS_ASKED = ("FR", "R76", "R94", "R06", "R01", "R11", "D31", "D976", "D2A", "D48", "D75")
PERIODS = (
    ("2017-01", "2017-12"),
    ("2018-01", "2018-07"),
    ("2015-01", "2015-12"),
    ("2016-01", "2017-12"),
    ("2017-03", "2017-03"),
    ("2015-01", "2018-07"),
    ("2018-01", "2020-12"),
    ("2013-01", "2013-12"),
)
FAMILIES = (FAMILY.codes, ("pe",), ("ml",), ("ml", "ce", "apec", "reg"), ("apec",))

LOOK = Look("light", "wide")


def questions(count, seed=2018):
    """So many different filters, the default ones first, then drawn at random from all that the page offers."""
    chooser = random.Random(seed)
    names = ("area", "reading", "sex", "age", "qualification", "level", "families", "period", "area_level", "perimeter")
    choices = list(
        itertools.product(
            AREAS_ASKED,
            READING.codes,
            ("", "", "F"),
            ("", "", "", "a15"),
            ("", "", "", "sup", "q4"),
            ("", "", "3"),
            FAMILIES,
            PERIODS,
            ("reg", "dep"),
            ("tout", "constant"),
        )
    )
    asked = [Filters()]
    for drawn in chooser.sample(choices, count - 1):
        values = dict(zip(names, drawn, strict=True))
        start, end = values.pop("period")
        asked.append(Filters().change(start=start, end=end, **values))
    return list(dict.fromkeys(asked))


QUESTIONS = questions(140)


def name(filters):
    return filters.to_query() or "default"


@pytest.fixture(params=QUESTIONS, ids=name)
def numbers(request, current):
    return acces_numbers(current, request.param)


def test_the_result_keeps_its_shape(numbers):
    filters, result = numbers.filters, numbers.result
    assert tuple(result.columns) == RESULT_COLUMNS
    ids = result["area"].tolist()
    assert ids[0] == FRANCE.id
    assert len(ids) == len(set(ids))
    ranked = ids[1 : 1 + len(filters.scope)]
    assert ranked == [a.id for a in filters.scope]
    assert filters.area in ids
    assert set(ids[1 + len(filters.scope) :]) <= {filters.area}
    assert set(result["cell_status"]) <= STATUSES
    assert set(result["outcome"]) <= OUTCOMES


def test_a_status_says_what_its_row_holds(numbers):
    for row in numbers.result.itertuples():
        known = [np.isfinite(x) for x in (row.value, row.lower, row.upper)]
        assert all(known) if row.cell_status in ("ok", "approximate") else not any(known), row
        if all(known):
            assert 0 <= row.lower <= row.value <= row.upper
            assert np.isfinite(row.numerator) and row.numerator >= 0
            assert 0 < row.confidence < 1
        else:
            assert row.outcome == "" and row.method == ""
            assert np.isnan(row.rank_low) and np.isnan(row.rank_high)
        if row.cell_status == "secret":
            of_secret_total = row.statistic == "share" and np.isnan(row.denominator)
            assert np.isnan(row.numerator) or of_secret_total, "a count under secrecy is repeated"
        if row.cell_status == "no_denominator":
            assert np.isnan(row.denominator)
        assert not (0 < row.numerator < 5), "a count from 1 to 4 passed the door"


def test_ranks_are_those_of_the_areas_compared(numbers):
    result, areas = numbers.result, len(numbers.filters.scope)
    compared = result.iloc[1 : 1 + areas]
    measured = compared[compared["value"].notna()]
    assert np.isnan(result["rank_low"].iloc[0]), "France is ranked"
    low, high = measured["rank_low"], measured["rank_high"]
    assert ((low >= 1) & (low <= high) & (high <= len(measured))).all() or measured.empty
    for row in result.iloc[1 + areas :].itertuples():
        assert np.isnan(row.rank_low) and np.isnan(row.rank_high), "an area of another level is ranked"
    best = measured[measured["value"] == measured["value"].max()]
    assert measured.empty or (best["rank_low"] == 1).all()


def test_outcomes_follow_from_the_bounds_and_the_zone(numbers):
    zone, france = numbers.filters.equivalence / 100, numbers.result.iloc[0]
    assert france["outcome"] in ("benchmark", "")
    for row in numbers.result.iloc[1:].itertuples():
        if not np.isfinite(row.value) or not np.isfinite(france["value"]):
            assert row.outcome == ""
            continue
        low, high = france["value"] * (1 - zone), france["value"] * (1 + zone)
        expected = (
            "higher"
            if row.lower > high
            else "lower"
            if row.upper < low
            else "similar"
            if low <= row.lower and row.upper <= high
            else "undecided"
        )
        few = row.numerator < 10 or (row.statistic == "share" and row.denominator < 30)
        if few and row.method:
            assert row.outcome == "", "so few entries have no verdict"
        else:
            assert row.outcome in (expected, "" if row.method == "" else expected), row


def test_no_rate_spans_a_break(numbers):
    broken = not numbers.crossed_breaks.empty
    statuses = set(numbers.result["cell_status"])
    if numbers.denominator is None:
        assert "break" not in statuses
        return
    assert (statuses == {"break"}) == broken
    for start, end in numbers.comparable:
        again = numbers.filters.change(start=start, end=end)
        assert again.period.months >= 1
    if broken:
        assert numbers.comparable, "a refusal offers nothing to read instead"


def test_without_denominator_there_are_shares_and_a_reason(numbers):
    if numbers.denominator is None:
        assert numbers.is_share
        assert numbers.no_denominator.endswith(".")
        assert set(numbers.result["statistic"]) == {"share"}
        assert (numbers.result["value"].dropna() <= 100).all()
    else:
        assert not numbers.no_denominator
        assert set(numbers.result["statistic"]) == {"rate"}
        assert numbers.denominator.source in ("rp", "lfs")
        for area in numbers.denominator.excluded_areas:
            rows = numbers.result[numbers.result["area"] == area]
            assert rows["cell_status"].isin(["no_denominator", "break"]).all()


def test_the_series_holds_the_territory_and_france_month_by_month(numbers):
    series, filters = numbers.series, numbers.filters
    if series.empty:
        assert filters.perimeter == "constant"
        return
    assert set(series["area"]) == {filters.area, FRANCE.id}
    months = sorted(set(series["period"]))
    assert len(months) == 43 and (months[0], months[-1]) == ("2015-01", "2018-07")
    for _, part in series.groupby("area"):
        assert part["period"].tolist() == months
        assert part["segment"].is_monotonic_increasing
    measured = series[series["cell_status"] == "ok"]
    assert (measured["lower"] <= measured["value"]).all() and (measured["value"] <= measured["upper"]).all()


@pytest.mark.parametrize("filters", QUESTIONS[:60], ids=name)
def test_no_part_of_the_page_prints_nothing_as_a_word(current, filters):
    """Every pane of every view, as text: what a visitor reads, or a screen reader."""
    for views in ({}, {"map_view": "tuiles", "series_view": "tableau"}, {"map_view": "tableau"}, {"projection": True}):
        parts = whole_parts(ACCES, current, filters.change(**views), LOOK)
        for part in PARTS:
            value = parts.get(part, "")
            if part[1] == "figure":
                printed = printed_texts(value)
            else:
                assert isinstance(value, str), part
                printed = [TEXT_ONLY.sub(" ", value) if part[1] == HTML else value, *spoken(value)]
            for text in printed:
                assert not UNSAID.search(text), f"{part}: {text}"


def spoken(markup):
    return re.findall(r'aria-label="([^"]*)"', markup) + re.findall(r'style="([^"]*)"', markup)


def printed_texts(figure):
    """Every text of a figure that the browser prints; NaN would not even be JSON."""
    json.dumps(figure, allow_nan=False)

    def walk(node):
        if isinstance(node, dict):
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, (list, tuple)):
            for value in node:
                yield from walk(value)
        elif isinstance(node, str):
            yield node

    return list(walk(figure))


@pytest.mark.parametrize("area", ["R76", "D31"])
def test_the_region_above_its_departments_is_shown_and_not_ranked(current, area):
    numbers = acces_numbers(current, Filters().change(area=area, area_level="dep"))
    result = numbers.result
    assert len(numbers.filters.scope) == 13
    assert all(AREAS[a].region == "76" for a in result["area"].iloc[1:14])
    row = result[result["area"] == area].iloc[0]
    assert row["cell_status"] == "ok"
    assert np.isnan(row["rank_low"]) == (area == "R76")
    assert len(result) == (15 if area == "R76" else 14)


def test_a_period_beyond_the_release_is_cut_and_says_so(current):
    numbers = acces_numbers(current, Filters(start="2018-01", end="2020-12"))
    assert numbers.clipped
    assert numbers.filters.period.end == "2018-07"
    parts = page_parts(current, Filters(start="2018-01", end="2020-12"), LOOK)
    assert "juillet 2018" in parts["acces-notice", HTML]
    assert not acces_numbers(current, Filters()).clipped


def test_nothing_is_known_before_the_service(current):
    numbers = acces_numbers(current, Filters(start="2013-01", end="2013-12"))
    assert set(numbers.result["cell_status"]) == {"no_data"} or set(numbers.result["cell_status"]) == {"no_denominator"}
    assert numbers.result["value"].isna().all()


def test_nothing_is_computed_of_an_operator_not_yet_in_the_field(current):
    """The missions locales report from 2017: their zero of 2015 is that of the information system."""
    numbers = acces_numbers(current, Filters(start="2015-01", end="2015-12", families=("ml",)))
    assert set(numbers.result["cell_status"]) == {"no_data", "no_denominator"}
    assert numbers.result[["numerator", "value", "rank_low"]].isna().all(axis=None)
    assert numbers.absences.not_yet == "Missions locales\u00a0: pas encore dans le système d’information"
    months = numbers.series[numbers.series["area"] == "FR"].set_index("period")["value"]
    assert months[:"2016-12"].isna().all() and (months["2017-01":] > 0).all()


def test_an_answer_is_computed_once(current):
    filters = Filters(area="R53", reading="ao")
    assert acces_numbers(current, filters) is acces_numbers(current, Filters(area="R53", reading="ao"))
