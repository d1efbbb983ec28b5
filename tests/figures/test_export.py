"""The picture file: everything the screen says around a figure is drawn in it, and the figure is left alone."""

import copy

import pytest

from figures.area_map import area_map
from figures.cells import read
from figures.classes import classes_for
from figures.export import HEIGHT, SCALE, WIDTH, Swatch, map_swatches, with_frame
from figures.interval_chart import interval_chart
from figures.theme import DARK, LIGHT
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import check, department_rates, region_rates

TEXTS = ("L’accès va de 54 à 102", "Taux d’accès par région, 2017", "Sources : opérateurs. Version 2026-11.")


def figure():
    return area_map(read(region_rates()), classes_for(75.0), ACCESS_RATE, "R76", "/regions.geojson")


def texts(framed):
    return [a["text"] for a in framed["layout"]["annotations"]]


def test_the_frame_says_everything_and_leaves_the_figure():
    given = figure()
    before = copy.deepcopy(given)
    framed = with_frame(
        given, *TEXTS, "Données de démonstration", legend=[Swatch(LIGHT.zone, "71 à 79"), Swatch(LIGHT.card, "n.d.")]
    )
    assert given == before
    check(framed)
    assert texts(framed) == [f"<b>{TEXTS[0]}</b>", *TEXTS[1:], "<b>Données de démonstration</b>", "71 à 79", "n.d."]
    assert (framed["layout"]["width"] * SCALE, framed["layout"]["height"] * SCALE) == (1600, 1000)
    assert framed["layout"]["paper_bgcolor"] == LIGHT.card
    assert [shape["fillcolor"] for shape in framed["layout"]["shapes"]] == [LIGHT.zone, LIGHT.card]


def test_real_data_carry_no_label_and_room_is_kept_for_a_legend():
    bare, framed = (with_frame(figure(), *TEXTS, "", "dark", legend) for legend in ([], [Swatch(DARK.zone, "proche")]))
    assert len(texts(bare)) == 3
    assert framed["layout"]["margin"]["r"] > bare["layout"]["margin"]["r"] + 100
    assert bare["layout"]["paper_bgcolor"] == DARK.card


def test_everything_stays_on_the_page():
    framed = with_frame(
        figure(), *TEXTS, "Données de démonstration", legend=[Swatch(LIGHT.zone, str(i)) for i in range(10)]
    )
    margin = framed["layout"]["margin"]
    for note in framed["layout"]["annotations"]:
        assert 0 <= note["xshift"] + margin["l"] < WIDTH
        assert 0 <= margin["t"] - note["yshift"] < HEIGHT


def test_long_titles_wrap_and_push_the_plot_down():
    short, long = (with_frame(figure(), title, *TEXTS[1:], "") for title in (TEXTS[0], TEXTS[0] * 5))
    assert "<br>" in texts(long)[0]
    assert long["layout"]["margin"]["t"] > short["layout"]["margin"]["t"]


@pytest.mark.parametrize("count", [1, 102])
def test_a_figure_that_needs_height_gets_it(count):
    chart = interval_chart(read(department_rates() if count > 1 else region_rates()), ACCESS_RATE, "FR")
    framed = with_frame(chart, *TEXTS, "")
    plot = framed["layout"]["height"] - framed["layout"]["margin"]["t"] - framed["layout"]["margin"]["b"]
    assert plot >= chart["layout"]["height"] - 1
    assert framed["layout"]["height"] >= HEIGHT


def test_notes_stand_between_the_plot_and_the_source():
    bare, noted = (with_frame(figure(), *TEXTS, "", notes=notes) for notes in ([], ["1 : un", "2 : deux " * 30]))
    (note,) = [a for a in noted["layout"]["annotations"] if a["text"].startswith("1 : un<br>2 : deux")]
    (source,) = [a for a in noted["layout"]["annotations"] if a["text"] == TEXTS[2]]
    rows = note["text"].count("<br>") + 1
    assert rows >= 3
    assert note["yshift"] - source["yshift"] >= rows * note["font"]["size"]
    assert noted["layout"]["margin"]["b"] - bare["layout"]["margin"]["b"] >= rows * note["font"]["size"]
    assert noted["layout"]["height"] == bare["layout"]["height"]
    plot = noted["layout"]["height"] - noted["layout"]["margin"]["t"] - noted["layout"]["margin"]["b"]
    assert note["yshift"] <= -plot


@pytest.mark.parametrize("font", [{}, {"size": 13, "color": "#112233"}])
def test_a_figure_gets_our_font_and_keeps_its_size(font):
    framed = with_frame({"data": [], "layout": {"font": font} if font else {}}, *TEXTS, "")["layout"]["font"]
    assert "Liberation Sans" in framed["family"]
    assert framed["color"] == font.get("color", LIGHT.text) and framed.get("size") == font.get("size")


def test_the_legend_of_a_map_counts_the_areas_and_draws_the_fills():
    cells, classes = read(region_rates(R94="secret", R03="zero")), classes_for(75.0)
    swatches = map_swatches(classes, classes.counts(cells), ACCESS_RATE, LIGHT)
    assert [s.colour for s in swatches[:7]] == list(reversed(LIGHT.diverging))
    assert swatches[3].text == "71,2 à 78,8 (5)"
    assert [(s.fill, s.text[-3:]) for s in swatches[7:10]] == [("no_data", "(1)"), ("secret", "(1)"), ("zero", "(1)")]
    assert swatches[10:] == [Swatch("", "◇ écart indécis (1)")], "a mark has no ground"
    framed = with_frame(figure(), *TEXTS, "", legend=swatches, legend_title="Entrées pour 1 000 actifs")
    check(framed)
    assert "<b>Entrées pour 1 000<br>actifs</b>" in texts(framed) or "<b>Entrées pour 1 000 actifs</b>" in texts(framed)
    assert "◇ écart indécis (1)" in texts(framed)
    squares = [shape for shape in framed["layout"]["shapes"] if shape["type"] == "rect"]
    assert len(squares) == 10
    paths = [shape for shape in framed["layout"]["shapes"] if shape["type"] == "path"]
    assert [path["line"]["color"] for path in paths] == [LIGHT.hatch] * 2
    lowest = min(a["yshift"] for a in framed["layout"]["annotations"] if "(1)" in a["text"])
    plot = framed["layout"]["height"] - framed["layout"]["margin"]["t"] - framed["layout"]["margin"]["b"]
    assert lowest - 20 > -plot, "the legend stays above the source"


def test_a_legend_without_a_reference_has_only_what_is_drawn():
    result = region_rates(R94="secret").assign(outcome="")
    cells, none = read(result), classes_for(float("nan"))
    assert [s.text[:14] for s in map_swatches(none, none.counts(cells), ACCESS_RATE, LIGHT)] == [
        "sans référence",
        "Dénominateur i",
        "Secret statist",
    ]
    statuses = dict.fromkeys(region_rates()["area"][1:], "secret")
    empty = read(region_rates(**statuses))
    assert [s.fill for s in map_swatches(none, none.counts(empty), ACCESS_RATE, LIGHT)] == ["secret"]
