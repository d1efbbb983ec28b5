"""The drawn table: one row an area, the same bars as the HTML table."""

import pytest
from hypothesis import given, settings

from figures.bars import bar_geometry
from figures.cells import read
from figures.comparison import comparison_rows
from figures.interval_chart import interval_chart
from figures.theme import LIGHT
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import check, department_rates, rates, region_rates, region_results


def test_the_chart_of_the_regions():
    result = region_rates(R94="secret")
    figure = interval_chart(read(result), ACCESS_RATE, "R76")
    check(figure)
    names = figure["data"][1]["text"]
    assert names[0] == "<b>France</b>" and "<b>Occitanie</b>" in names and len(names) == 19
    assert figure["data"][5]["text"][-2:] == ["secret statistique", "dénominateur indisponible"]
    heads = [a["text"] for a in figure["layout"]["annotations"]]
    assert heads[:4] == ["Rang", "Territoire", "Taux d’accès, ‰", "Écart à la France"]
    assert heads[-1].endswith("‰")


def test_marks_stand_where_the_geometry_puts_them():
    result = region_rates()
    figure, geometry = interval_chart(read(result), ACCESS_RATE, "R76"), bar_geometry(read(result))
    rows = comparison_rows(read(result), ACCESS_RATE)
    marks = figure["data"][6:]
    drawn = {
        rows[len(rows) - 1 - y].area: (x, mark["error_x"]["visible"])
        for mark in marks
        for x, y in zip(mark["x"], mark["y"], strict=True)
    }
    assert {area: x for area, (x, _) in drawn.items()} == {a: bar.dot for a, bar in geometry.bars.items()}
    assert {a for a, (_, has_bar) in drawn.items() if has_bar} == {
        a for a, bar in geometry.bars.items() if bar.width and a != "FR"
    }


def test_grounds_mark_france_and_the_selection():
    shapes = interval_chart(read(region_rates()), ACCESS_RATE, "R76")["layout"]["shapes"]
    grounds = [s["fillcolor"] for s in shapes if s["type"] == "rect" and s.get("xref") == "paper"]
    assert grounds == [LIGHT.zone, LIGHT.accent_ground]
    only = interval_chart(read(region_rates()), ACCESS_RATE, "FR")["layout"]["shapes"]
    assert [s["fillcolor"] for s in only if s["type"] == "rect" and s.get("xref") == "paper"] == [LIGHT.zone]


def test_without_a_reference_there_is_neither_line_nor_zone():
    result = rates([("R76", 85.0, 2e6, "ok")], france=None)
    shapes = interval_chart(read(result), ACCESS_RATE, "R76")["layout"]["shapes"]
    assert all(shape.get("xref") == "paper" for shape in shapes)


def test_more_rows_make_a_higher_chart():
    few, many = (
        interval_chart(read(r), ACCESS_RATE, "FR")["layout"]["height"] for r in (region_rates(), department_rates())
    )
    assert many > 4 * few


@settings(max_examples=20)
@given(region_results())
def test_any_result_gives_a_figure_that_weighs_what_a_view_may(result):
    assert check(interval_chart(read(result), ACCESS_RATE, "R76", 0.15, "dark")) <= 3_000


@pytest.mark.parametrize("place", range(6))
def test_columns_have_a_text_for_every_row(place):
    figure = interval_chart(read(region_rates()), ACCESS_RATE, "R76")
    column = figure["data"][place]
    assert len(column["text"]) == len(column["x"]) == len(column["y"]) == 19
