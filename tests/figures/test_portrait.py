"""Spine chart: each row its own scale, France in the middle."""

import numpy as np
import pytest
from hypothesis import given, settings

from figures.cells import read
from figures.portrait import ROW, SpineRow, portrait_chart, spread
from figures.theme import THEMES
from geo.areas import AREAS, departments
from indicators.catalogue import ACCESS_RATE, STANDARDISED_RATIO
from tests.figures.results import check, department_rates, rates, region_rates, region_results

OCCITANIE, PACA = AREAS["R76"], AREAS["R93"]


def row(result, indicator=ACCESS_RATE):
    return SpineRow("Taux d’accès, ensemble", indicator, read(result))


@given(region_results())
def test_france_is_the_middle_and_the_order_is_kept(result):
    one = row(result)
    found = spread(one)
    compared = [cell for cell in one.cells.compared if cell.fill == "value"]
    if one.centre is None or not compared:
        assert found is None
        return
    for cell in compared:
        assert np.sign(round(cell.value - one.centre, 6)) * np.sign(found.positions[cell.area.id]) >= 0
    places = [found.positions[cell.area.id] for cell in compared]
    assert found.low == min(places) and found.high == max(places)
    assert -100 <= found.low <= found.quarter <= found.three_quarters <= found.high <= 100
    order = sorted(compared, key=lambda cell: cell.value)
    assert [found.positions[c.area.id] for c in order] == sorted(found.positions[c.area.id] for c in order)


def test_of_a_hundred_departments_those_of_the_middle_half_are_the_band():
    rows = [(area.id, 50.0 + at, 1e5, "ok") for at, area in enumerate(departments())]
    one = row(rates(rows))
    found = spread(one)
    assert len(found.positions) == len(departments())
    assert all(not found.quarter < place < found.three_quarters for place in found.apart.values())
    assert 45 <= len(found.apart) <= 55 and {min(found.apart.values()), max(found.apart.values())} == {
        found.low,
        found.high,
    }
    texts = [t for trace in portrait_chart([one], None, None, "départements")["data"] for t in trace.get("text", ())]
    assert " départements hors de la moitié centrale" in texts
    few = spread(row(region_rates()))
    assert few.apart == few.positions


def test_alike_areas_stand_in_the_middle():
    found = spread(row(rates([("R76", 75.0, 2e6, "ok"), ("R93", 75.0, 2e6, "ok")])))
    assert (found.low, found.high, set(found.positions.values())) == (0, 0, {0})


@pytest.mark.parametrize("width", [1290, 920, 340])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("area", "second"), [(None, None), (OCCITANIE, None), (OCCITANIE, PACA), (None, PACA)])
def test_the_chart(theme, width, area, second):
    rows = [row(region_rates()), row(region_rates(R76="secret"), STANDARDISED_RATIO), row(department_rates("76"))]
    figure = portrait_chart(rows, area, second, "autres régions", theme, width)
    assert check(figure) < 3000
    assert figure["layout"]["height"] > ROW * len(rows)
    texts = [text for trace in figure["data"] for text in trace.get("text", ())]
    assert ("s" in "".join(texts)) and texts.count("Taux d’accès, ensemble") == 3
    assert (" Provence-Alpes-Côte d’Azur" in texts) == (second is PACA)
    if area and width > 600:
        assert "▲" in texts and "plus élevé" in texts and "<b>s</b>" in texts


def test_rows_without_value_have_neither_strip_nor_dot():
    nothing = rates([("R76", 85.0, 2e6, "no_data")], france=None)
    figure = portrait_chart([row(nothing)], OCCITANIE, None, "autres régions")
    check(figure)
    assert figure["data"][0]["x"] == []
    assert len(figure["layout"]["shapes"]) == 3
    texts = [text for trace in figure["data"] for text in trace.get("text", ())]
    assert "<b>n.d.</b>" in texts and "n.d." in texts


@settings(max_examples=25, deadline=None)
@given(region_results())
def test_any_portrait_is_drawn(result):
    for width in (1290, 340):
        assert check(portrait_chart([row(result)], OCCITANIE, PACA, "autres régions", width=width)) <= 3_000


def test_a_long_name_is_cut_at_the_head_of_its_column():
    figure = portrait_chart([row(region_rates())], PACA, None, "autres régions")
    texts = [text for trace in figure["data"] for text in trace.get("text", ())]
    assert "<b>Provence-Alpes-…</b>" in texts


def test_a_territory_chosen_at_an_end_leaves_its_bound_readable_and_the_second_one_is_named():
    rows = [(area.id, 50.0 + at, 1e5, "ok") for at, area in enumerate(departments())]
    one = row(rates(rows))
    lowest, other = departments()[0], AREAS["D31"]

    def bound(*chosen, width=1290):
        drawn = [
            t
            for trace in portrait_chart([one], *chosen, "départements", width=width)["data"]
            for t in trace.get("text", ())
        ]
        return next(text for text in drawn if text.strip() == "50,0"), drawn

    plain, marked = bound(other, None)[0], bound(other, lowest)[0]
    assert len(marked) > len(plain)
    assert "Lozère" in bound(other, AREAS["D48"])[1]
    narrow = bound(other, AREAS["D48"], width=840)[1]
    assert "dép. 48" in narrow and "48" not in narrow
