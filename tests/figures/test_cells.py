"""Reading a result: what stands for each status, and which areas are compared."""

import math

import pytest

from figures.cells import read
from geo.areas import AREAS
from tests.figures.results import department_rates, rates, region_rates, with_status


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
