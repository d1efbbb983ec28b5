"""Classes: the bounds, their words, and the same membership as a plain reading of them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.cells import read
from figures.classes import MIDDLE, classes_for, label_decimals
from figures.theme import DARK, LIGHT
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRIES
from tests.figures.results import STATUSES, department_rates, rates, region_rates, region_results, with_status


def test_default_classes_are_those_of_the_sheet():
    classes = classes_for(75.0)
    assert classes.bounds == pytest.approx([75 * s for s in (0.75, 0.85, 0.95, 1.05, 1.15, 1.25)])
    assert classes.labels(ACCESS_RATE) == (
        "moins de 56,2",
        "56,2 à 63,8",
        "63,8 à 71,2",
        "71,2 à 78,8",
        "78,8 à 86,2",
        "86,2 à 93,8",
        "93,8 et plus",
    )
    assert classes.colours(LIGHT) == LIGHT.diverging
    assert classes.figure_colours(DARK) == DARK.on_diverging


def test_the_file_says_the_bounds_of_the_class_of_each_value():
    found = classes_for(100.0).columns([60.0, 75.0, 84.9, 100.0, 125.0, math.nan])
    assert found["class_low"].tolist() == pytest.approx([math.nan, 75, 75, 95, 125, math.nan], nan_ok=True)
    assert found["class_high"].tolist() == pytest.approx([75, 85, 85, 105, math.nan, math.nan], nan_ok=True)
    alone = classes_for(math.nan).columns([1.0, math.nan])
    assert np.isnan(alone["class_low"]).all() and np.isnan(alone["class_high"]).all()


def test_labels_of_a_small_rate_have_the_decimals_that_tell_them_apart():
    classes = classes_for(0.1)
    assert classes.labels(ACCESS_RATE)[:3] == ("moins de 0,075", "0,075 à 0,085", "0,085 à 0,095")
    assert classes.bound_texts(0) == classes.bound_texts(1)
    assert classes_for(75.0).bound_texts(0) == ("56", "64", "71", "79", "86", "94")
    assert classes_for(math.nan).bound_texts(1) == ()


@given(st.floats(1e-3, 1e5), st.sampled_from([0.02, 0.05, 0.15]))
def test_bounds_are_never_printed_alike(benchmark, equivalence):
    texts = classes_for(benchmark, equivalence).bound_texts(1)
    assert len(set(texts)) == 6


@given(st.floats(0.01, 1e5), st.floats(0.001, 0.79))
def test_the_middle_class_is_the_equivalence_zone_and_bounds_grow(benchmark, equivalence):
    bounds = classes_for(benchmark, equivalence).bounds
    assert list(bounds) == sorted(set(bounds))
    assert bounds[MIDDLE - 1] == pytest.approx(benchmark * (1 - equivalence))
    assert bounds[MIDDLE] == pytest.approx(benchmark * (1 + equivalence))


@given(st.floats(0.1, 1000), st.sampled_from([0.02, 0.05, 0.10, 0.15]), st.lists(st.floats(0, 3000)))
def test_a_class_holds_its_lower_bound_and_not_its_upper_one(benchmark, equivalence, values):
    classes = classes_for(benchmark, equivalence)
    values = [*values, *classes.bounds]
    plain = [sum(value >= bound for bound in classes.bounds) for value in values]
    assert classes.index(values).tolist() == plain


def test_a_missing_value_has_no_class():
    assert classes_for(75.0).index([np.nan, 0.0, 75.0, 1e9]).tolist() == [-1, 0, 3, 6]


@pytest.mark.parametrize("benchmark", [math.nan, 0.0, math.inf])
def test_without_a_benchmark_there_is_one_class_that_says_nothing(benchmark):
    classes = classes_for(benchmark)
    assert classes.count == 1
    assert classes.labels(ACCESS_RATE) == ("sans référence",)
    assert classes.colours(LIGHT) == (LIGHT.zone,)
    assert classes.figure_colours(LIGHT) == (LIGHT.text,)
    assert classes.index([3.0, 1e9, np.nan]).tolist() == [0, 0, -1]


@pytest.mark.parametrize("equivalence", [0, -0.1, 0.8, math.nan])
def test_an_absurd_zone_is_refused(equivalence):
    with pytest.raises(ValueError, match="equivalence"):
        classes_for(75.0, equivalence)


def test_counts_of_a_known_result():
    counts = classes_for(75.0).counts(read(region_rates(R94="secret", R03="zero", R11="no_data")))
    assert counts == ((0, 0, 2, 5, 3, 3, 1), 2, 1, 1, {"no_data", "no_denominator"}, 1)


@pytest.mark.parametrize(
    ("statuses", "label"),
    [
        ((), "Pas de données (n.d.)"),
        (("no_data",), "Pas de données (n.d.)"),
        (("no_denominator",), "Dénominateur indisponible (n.d.)"),
        (("break",), "Taux refusé\u00a0: rupture (n.d.)"),
        (("break", "no_data"), "Sans valeur (n.d.)"),
    ],
)
def test_the_label_of_no_data_is_its_reason(statuses, label):
    result = region_rates(R06="ok")
    for area, status in zip(("R76", "R11"), statuses, strict=False):
        result = with_status(result, area, status)
    fills = classes_for(75.0).counts(read(result)).fills
    assert fills[0] == ("no_data", label, len(statuses))
    assert [kind for kind, _, _ in fills] == ["no_data", "secret", "zero"]


@settings(max_examples=40)
@given(region_results())
def test_every_area_is_counted_once(result):
    benchmark = result.loc[result["area"] == "FR", "value"]
    counts = classes_for(benchmark.iloc[0] if len(benchmark) else math.nan).counts(read(result))
    total = sum(counts.per_class) + counts.no_data + counts.secret + counts.zero
    assert total == (result["area"] != "FR").sum()
    assert counts.undecided == (result["outcome"] == "undecided").sum()


def test_counts_of_departments_leave_statuses_apart():
    statuses = dict(zip(("D09", "D11", "D12", "D30", "D31"), STATUSES, strict=True))
    counts = classes_for(75.0).counts(read(department_rates("76", **statuses)))
    assert (counts.no_data, counts.secret, counts.zero) == (2, 1, 1)
    assert sum(counts.per_class) == 9


@pytest.mark.parametrize(
    ("france", "indicator", "decimals"),
    [
        (20.0, ACCESS_RATE, 0),
        (19.9, ACCESS_RATE, 1),
        (1.9, ACCESS_RATE, 1),
        (2.0, ACCESS_RATE_MONTHLY, 1),
        (1.9, ACCESS_RATE_MONTHLY, 2),
        (6.0, ENTRIES, 0),
    ],
)
def test_a_label_has_the_decimals_that_its_level_needs(france, indicator, decimals):
    assert label_decimals(indicator, read(rates([("R76", 85.0, 2e8, "ok")], france))) == decimals


def test_without_france_the_largest_value_gives_the_decimals():
    areas = [("R76", 6.0, 2e6, "ok"), ("R11", 3.0, 2e6, "ok")]
    assert label_decimals(ACCESS_RATE, read(rates(areas, None))) == 1
    assert label_decimals(ACCESS_RATE, read(rates([*areas, ("R44", 30.0, 2e6, "ok")], None))) == 0
    hidden = with_status(rates(areas, 5.0), "FR", "no_denominator")
    assert label_decimals(ACCESS_RATE, read(hidden)) == 1
    assert label_decimals(ACCESS_RATE, read(rates([], None))) == 0
