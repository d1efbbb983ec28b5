"""The map: valid for Plotly, its traces in their order, each area in one of them, small enough to travel."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.area_map import COAST, DOTS, HALO, HATCH, OUTLINE, PLAIN, VALUES, area_map
from figures.cells import read
from figures.classes import classes_for
from figures.map_labels import SIZES, _apart, _Label
from figures.theme import DARK, LIGHT
from geo.areas import AREAS
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import check, department_rates, fr, rates, region_rates, region_results

URL = "/assets/geo/regions.geojson"


def draw(result, selected="FR", **options):
    return area_map(read(result), classes_for(75.0), ACCESS_RATE, selected, URL, **options)


def trace(figure, place):
    return figure["data"][place - 1]


def codes(figure, place):
    return [code for code in trace(figure, place)["locations"] if code != "-"]


def test_the_traces_have_one_order_even_when_empty():
    result = region_rates()
    figure = draw(result[result["area"] != "R06"])
    assert [t["type"] for t in figure["data"]] == ["choropleth"] * 7 + ["scattergeo"] * 2
    assert all(t["geojson"] == URL and t["locations"] for t in figure["data"][:7])
    assert [codes(figure, place) for place in (HATCH, DOTS, PLAIN, HALO, OUTLINE)] == [[], [], [], [], []]


def test_where_no_area_has_a_value_the_map_tells_none():
    figure = draw(region_rates()[:0])
    assert codes(figure, VALUES) == [] and "hovertemplate" not in trace(figure, VALUES)
    check(figure)


def test_each_area_is_in_the_trace_of_its_status():
    figure = draw(region_rates(R94="secret", R03="zero", R11="no_data"), "R76")
    assert codes(figure, HATCH) == ["11", "06"]
    assert (codes(figure, DOTS), codes(figure, PLAIN)) == (["94"], ["03"])
    assert len(codes(figure, COAST)) == 18
    assert codes(figure, HALO) == codes(figure, OUTLINE) == ["76"]
    assert trace(figure, HATCH)["customdata"] == [["R11", "pas de données"], ["R06", "dénominateur indisponible"]]
    assert trace(figure, PLAIN)["customdata"] == [["R03", "zéro entrée"]]
    assert all("%{properties.nom}" in trace(figure, place)["hovertemplate"] for place in (VALUES, HATCH, DOTS, PLAIN))


def test_colours_are_the_ramp_and_the_point_carries_its_meaning():
    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        values = trace(draw(region_rates(), theme=theme), VALUES)
        assert [colour for _, colour in values["colorscale"]] == list(colours.diverging)
        by_area = dict(zip(values["locations"], zip(values["z"], values["customdata"], strict=True), strict=True))
        assert by_area["94"][0] == 0 and by_area["04"][0] == 6 and by_area["24"][0] == 3
        assert by_area["76"][1] == "76" and values["meta"] == "R", "the browser finds the rest in the comparison"
        assert fr("%{customdata[1]}~‰<br>intervalle à 95~%_: %{customdata[2]}") in values["hovertemplate"]


def test_a_page_with_other_texts_says_its_own():
    values = trace(draw(region_rates(), hover="%{customdata[1]}<br>attendu"), VALUES)
    assert values["hovertemplate"] == "<b>%{properties.nom}</b><br>%{customdata[1]}<br>attendu<extra></extra>"
    assert values["customdata"] == values["locations"]


def test_marked_areas_are_outlined_last_and_their_figures_say_it():
    figure = draw(region_rates(), "R11", marks={"R76": "▲", "R24": "▼"})
    assert [t["type"] for t in figure["data"]] == ["choropleth"] * 8 + ["scattergeo"] * 2
    assert sorted(codes(figure, OUTLINE + 1)) == ["24", "76"] and codes(figure, OUTLINE) == ["11"]
    figures = figure["data"][8]["text"]
    assert sum(text.endswith("▲") for text in figures) == sum(text.endswith("▼") for text in figures) == 1


@pytest.mark.parametrize(("size", "shown"), [("screen", 2), ("narrow", 1)])
def test_an_inset_without_its_name_has_no_room_for_a_mark(size, shown):
    figures = draw(region_rates(), size=size, marks={"R01": "▼", "R76": "▼"})["data"][8]["text"]
    assert sum("▼" in text for text in figures) == shown


def test_a_map_without_a_comparison_tells_its_values_itself():
    values = trace(draw(region_rates(), told=True), VALUES)
    told = dict(zip(values["locations"], values["customdata"], strict=True))
    assert told["76"] == ["R76", "85,0"]
    assert values["hovertemplate"] == fr("<b>%{properties.nom}</b><br>%{customdata[1]}~‰<extra></extra>")


def test_the_level_of_the_interval_is_the_one_of_the_result():
    result = rates([("R76", 85.0, 2e6, "ok")], confidence=0.998)
    assert fr("intervalle à 99,8~%_:") in trace(draw(result), VALUES)["hovertemplate"]


def test_the_size_of_the_answer_is_small():
    assert check(draw(region_rates(R94="secret"), "R76")) < 3_000
    national = department_rates(D09="secret", D11="no_data", D12="zero")
    assert check(draw(national, "D31")) < 2_800


def labels(figure):
    figures, names = figure["data"][7:]
    return figures["text"], names["text"]


def test_figures_are_printed_and_insets_are_named():
    figures, names = labels(draw(region_rates(R94="secret"), "R76"))
    assert {"90", "s", "\u00a0<br>85", "\u00a0<br>91", "\u00a0<br>n.d."} <= set(figures)
    assert {name.split("<br>")[0] for name in names} == {
        "Guadeloupe",
        "Martinique",
        "Guyane",
        "La Réunion",
        "Mayotte",
        "Occitanie",
    }


def test_a_label_has_the_colour_of_its_class_inside_and_of_the_text_outside():
    figure = draw(region_rates(R28="zero"))
    figures = figure["data"][7]
    where = dict(
        zip(figures["text"], zip(figures["textfont"]["color"], figures["textposition"], strict=True), strict=True)
    )
    assert where["54"] == (LIGHT.text, "middle left")
    assert where["62"] == (LIGHT.on_diverging[1], "middle center")
    assert where["0"] == (LIGHT.text, "middle center")


def test_a_narrow_map_has_no_names_and_a_stage_has_large_ones():
    assert labels(draw(region_rates(), "R76", size="narrow"))[1] == []
    assert draw(region_rates(), size="stage")["data"][7]["textfont"]["size"] >= 24


def test_a_narrow_map_says_whose_the_insets_are():
    for result in (region_rates(), department_rates()):
        figures = labels(draw(result, size="narrow"))[0]
        assert {text.split(" ")[0] for text in figures if " " in text} == {"GUA", "MTQ", "GUY", "REU", "MAY"}
    assert {"GUA 91", "MAY n.d."} <= set(labels(draw(region_rates(), size="narrow"))[0])
    close = draw(department_rates("76"), "D31", bounds=AREAS["R76"].bounds, size="narrow")
    figures, names = labels(close)
    assert names == []
    assert any(text.startswith("31<br>") for text in figures)


def test_a_label_over_that_of_a_larger_area_is_left_out():
    size = SIZES["screen"]
    inside = dict(name="", position="middle center", colour="", name_colour="", ground="")
    large, small, far = (
        _Label(lon=lon, lat=46.0, figure="85", extent=extent, **inside)
        for lon, extent in ((2.0, 3.0), (2.1, 1.0), (5.0, 1.0))
    )
    assert [label.figure for label in _apart([small, large, far], None, size, 43.0)] == ["", "85", "85"]
    assert [label.figure for label in _apart([small, large, far], 0, size, 43.0)] == ["85", "", "85"]
    below = large._replace(lat=45.5, extent=2.0)
    assert [label.figure for label in _apart([large, below], None, size, 43.0)] == ["85", "85"]
    outside = large._replace(position="middle left", lon=2.1)
    assert [label.figure for label in _apart([outside, far], None, size, 43.0)] == ["85", "85"]


def test_a_close_map_names_the_departments_with_one_decimal():
    figure = draw(department_rates("76", D12="no_data"), "D31", bounds=AREAS["R76"].bounds)
    figures, names = labels(figure)
    assert "Lot<br>\u00a0" in names and any("Garonne" in name for name in names)
    assert all("," in text or "n.d." in text for text in figures)
    west, _, east, _ = AREAS["R76"].bounds
    low, high = figure["layout"]["geo"]["lonaxis"]["range"]
    assert low < west and east < high < east + 1


def test_a_close_map_of_an_inset_is_labelled_inside():
    figure = draw(department_rates("01"), "D971", bounds=AREAS["R01"].bounds)
    assert figure["data"][7]["textposition"] == ["middle center"]


def test_without_a_benchmark_areas_have_one_plain_ground():
    result = rates([("R76", 85.0, 2e6, "ok"), ("R28", 10.0, 2e6, "ok")], france=None)
    figure = area_map(read(result), classes_for(float("nan")), ACCESS_RATE, "R76", URL)
    assert {colour for _, colour in trace(figure, VALUES)["colorscale"]} == {LIGHT.zone}
    check(figure)


def test_nothing_moves_under_the_pointer_and_nothing_asks_for_a_base_map():
    layout = draw(region_rates())["layout"]
    assert layout["dragmode"] is False
    assert layout["geo"]["visible"] is False
    assert layout["margin"] == {"l": 0, "r": 0, "t": 0, "b": 0}


@settings(max_examples=30)
@given(
    region_results(),
    st.sampled_from(["R76", "R94", "R06", "FR", "D31"]),
    st.sampled_from(["screen", "narrow", "stage"]),
)
def test_any_result_gives_a_figure_where_each_area_has_one_place(result, selected, size):
    figure = draw(result, selected, size=size)
    text = json.dumps(figure, allow_nan=False)
    assert "NaN" not in text and "None" not in text
    placed = [code for place in (VALUES, HATCH, DOTS, PLAIN) for code in codes(figure, place)]
    assert sorted(placed) == sorted(area[1:] for area in result["area"] if area != "FR")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_map_of_departments_is_valid_and_weighs_what_a_view_may(theme):
    assert check(draw(department_rates(), "D75", theme=theme)) <= 3_000
