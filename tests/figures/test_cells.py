"""Reading a result: what stands for each status, and which areas are compared."""

import math
from itertools import product

import pytest
from hypothesis import given

from figures.cells import read
from geo.areas import AREAS
from tests.figures.results import department_rates, rates, region_rates, region_results, with_status


@pytest.mark.parametrize(
    ("status", "fill", "figure", "is_measured"),
    [
        ("ok", "value", "54", True),
        ("zero", "zero", "0", True),
        ("secret", "secret", "s", False),
        ("no_data", "no_data", "n.d.", False),
        ("no_denominator", "no_data", "n.d.", False),
    ],
)
def test_each_status_has_its_fill(status, fill, figure, is_measured):
    cell = read(region_rates(R94=status)).of(AREAS["R94"])
    assert (cell.fill, cell.figure(0), cell.is_measured) == (fill, figure, is_measured)


def test_a_break_has_no_value_and_an_approximate_cell_has_one():
    result = region_rates()
    assert read(with_status(result, "R94", "break")).of(AREAS["R94"]).fill == "no_data"
    result.loc[result["area"] == "R94", "cell_status"] = "approximate"
    assert read(result).of(AREAS["R94"]).fill == "value"


def test_an_interval_is_written_where_there_is_one():
    cells = read(region_rates())
    assert cells.of(AREAS["R76"]).interval(1) == "84,6 à 85,4"
    assert cells.of(AREAS["R06"]).interval(1) == ""
    assert math.isnan(cells.of(AREAS["R06"]).value)


def test_a_margin_gives_the_bounds_or_they_are_written():
    result = rates([(area, 85.0, 2e6, "ok") for area in ("R76", "R94", "R28", "R11")] + [("R06", 1, 1, "secret")])
    for area, bounds in (("R94", (60.0, 95.0)), ("R28", (84.99, 85.01)), ("R11", (70.2, 100.4))):
        result.loc[result["area"] == area, ["lower", "upper"]] = bounds
    cells = read(result)
    found = {area: cells.of(AREAS[area]).margin(1) for area in ("R76", "R94", "R28", "R11", "R06")}
    assert found == {
        "R76": "±\u00a00,4",
        "R94": "60,0 à 95,0",
        "R28": "85,0 à 85,0",
        "R11": "±\u00a015",
        "R06": "",
    }


@given(region_results())
def test_a_margin_is_within_one_unit_of_its_last_figure_of_both_bounds(result):
    for cell, decimals in product(read(result).compared, (1, 2)):
        text = cell.margin(decimals)
        if text.startswith("±"):
            half = float(text[2:].replace(",", ".").replace("\u202f", ""))
            kept = len(text.partition(",")[2])
            assert kept <= decimals and (half <= 10 or kept == 0) and (half <= 1 or kept < 2)
            assert abs(cell.value - half - cell.lower) <= 10**-kept and abs(cell.value + half - cell.upper) <= 10**-kept


def test_a_region_above_its_departments_is_not_compared():
    rows = [("D31", 80.0, 4e5, "ok"), ("R76", 85.0, 2e6, "ok"), ("D09", 70.0, 1e5, "ok")]
    cells = read(rates(rows))
    assert [cell.area.id for cell in cells.compared] == ["D31", "D09"]
    assert [cell.area.id for cell in cells.others] == ["R76"]
    assert cells.level == "department"
    assert cells.of(AREAS["R76"]).area.name == "Occitanie"


def test_france_is_apart_and_may_be_absent():
    assert read(department_rates()).france.value == 75
    assert len(read(department_rates()).compared) == 101
    alone = read(rates([], france=None))
    assert alone == (None, (), ())
    assert alone.level == "region"
    assert alone.of(AREAS["R76"]) is None
