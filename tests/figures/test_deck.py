"""Slides before they are drawn: what fits, what is left out and said, what a table of the page becomes."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.cells import Cells, read
from figures.classes import classes_for
from figures.deck.board import Bars, Board, Cloud, Lines, Points, Series, Table
from figures.deck.ranking import MOST_ROWS, area_map, near, ranking
from figures.deck.reading import funnel, link, mapped, twin
from figures.deck.scale import bar_scale, line_scale, months_between, point_scales, short_month
from figures.deck.stage import Box, draw, fitted, is_of_figures, labels, text_width, wrapped
from figures.theme import LIGHT
from geo.areas import AREAS, FRANCE, departments
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import rates


class Paper:
    """A pen that keeps what it was asked to draw."""

    def __init__(self):
        self.drawn = []

    def __getattr__(self, name):
        return lambda *given, **more: self.drawn.append((name, given, more))

    def of(self, name):
        return [given for called, given, _ in self.drawn if called == name]

    @property
    def said(self):
        return " ".join(" ".join(lines) for _, lines, _ in self.of("text"))


def board_of(*panels, label="", sentence=""):
    return Board("Observatoire", "Titre", sentence, "", panels, "Ce qui est montré", "Sources", "/?v=1", "r1", label)


def departments_with(values):
    return read(rates([(area.id, value, 3e5, "ok") for area, value in zip(departments(), values, strict=True)]))


@given(st.text(alphabet="abc dé ’", max_size=200), st.integers(60, 900))
def test_wrapping_keeps_every_word_and_the_width(text, width):
    lines = wrapped(text, 24, width)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, 24) <= width or " " not in line for line in lines)


def test_a_text_that_is_too_long_is_cut_and_says_so():
    assert fitted("court", 24, 400, 1) == ["court"]
    lines = fitted("un texte bien trop long pour deux lignes de cette largeur " * 3, 24, 400, 2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    assert all(text_width(line, 24) <= 400 for line in lines)


def test_more_departments_than_room_leave_both_ends_and_the_one_selected():
    cells = departments_with(range(20, 121))
    bars = ranking(near(cells, FRANCE.id), ACCESS_RATE, FRANCE.id, LIGHT)
    values = [value for value in bars.series[0].values if not math.isnan(value)]
    assert len(bars.categories) <= MOST_ROWS
    assert values[0] == 75 and values[1:] == sorted(values[1:], reverse=True)
    assert [max(values), min(values)] == pytest.approx([120, 20])
    inside = near(cells, "D31")
    assert {cell.area.region for cell in inside.compared} == {AREAS["D31"].region}


def test_a_crowded_map_writes_only_the_figures_that_its_areas_hold():
    cells = departments_with(range(20, 121))
    drawn = area_map(cells, classes_for(70.0), ACCESS_RATE, FRANCE.id, LIGHT)
    written = labels(Box(0, 0, 700, 700 / drawn.ratio), drawn.patches)
    assert 20 < len(written) < len(drawn.patches)
    assert area_map(Cells(None, (), ()), classes_for(70.0), ACCESS_RATE, FRANCE.id, LIGHT) is None


def test_a_table_that_is_too_large_is_cut_and_says_by_how_much():
    heads = ("Territoire", *(f"colonne {n}" for n in range(30)))
    rows = tuple((f"ligne {n}", *("1,0",) * 30) for n in range(60))
    paper = Paper()
    draw(board_of(Table(heads, rows, (59,))), 1, 1, paper)
    (_, shown, widths, heights, alternative) = paper.of("table")[0]
    assert alternative == "Ce qui est montré"
    assert shown.rows[-1][0] == "ligne 59" and shown.strong == (len(shown.rows) - 1,)
    assert len(widths) == len(shown.heads) and len(heights) == len(shown.rows) + 1
    assert f"{60 - len(shown.rows)} lignes et {31 - len(shown.heads)} colonnes de plus" in paper.said


def test_a_slide_without_panel_label_or_sentence_has_its_title_source_and_number():
    paper = Paper()
    draw(board_of(), 2, 9, paper)
    assert paper.said == "Observatoire Titre Sources 2 / 9"
    assert not paper.of("pill")
    draw(board_of(label="Simulé", sentence="Dit."), 2, 9, paper)
    assert paper.of("pill")[0][1] == "Simulé" and "Dit." in paper.said


def test_figures_are_on_the_right_and_words_on_the_left():
    table = Table(("a", "b", "c"), (("1", "12,5", "pour une raison"), ("2", "n.d.", "pour une autre")))
    assert [is_of_figures(table, place) for place in range(3)] == [False, True, False]


def test_the_twin_is_the_table_that_is_seen():
    markup = (
        '<p>avant</p><table><caption class="sr">lu</caption><thead><tr><th>Nom</th><th colspan="2">Part<br>en %</th>'
        '</tr></thead><tbody><tr class="pinned"><th>France</th><td>1,0<small>approché</small></td>'
        '<td><span class="sr">caché <b>aussi</b><br></span>2,0</td></tr><tr><th>Oise</th><td>3,0</td></tr></tbody>'
        "</table><table><tr><td>autre</td></tr></table>"
    )
    found = twin(markup)
    assert found.heads == ("Nom", "Part en %", "")
    assert found.rows == (("France", "1,0 approché", "2,0"), ("Oise", "3,0", ""))
    assert found.strong == (0,)
    assert twin("<p>rien</p>") is None and twin("<table><tr><th>seul</th></tr></table>") is None


def test_bars_start_at_zero_and_curves_do_not_have_to():
    bars = Bars(("a",), (Series("s", (5.0,), "#000000", (4.0,), (7.0,)),), "%", 1)
    assert bar_scale(bars).low == 0.0 and bar_scale(bars).high >= 7.0
    negative = bars._replace(series=(Series("s", (-5.0,), "#000000"),))
    assert bar_scale(negative).low < -5.0 and bar_scale(negative).high > 0
    high = Lines(("2017-01",), (Series("s", (90.0, 100.0), "#000000"),), "%", 1)
    assert line_scale(high).low > 50
    assert line_scale(high._replace(series=())).low == 0.0
    cloud = Cloud("c", ("a", "b"), (3.0, 900.0), (1.0, 2.0), "#000000")
    horizontal, vertical = point_scales(Points((cloud,), "x", "y", 1, logarithmic=True))
    assert horizontal.ticks == (1.0, 10.0, 100.0, 1000.0) and vertical.low <= 1.0 <= 2.0 <= vertical.high
    assert point_scales(Points((), "x", "y", 1))[0].high == 10.0
    assert (months_between(9), months_between(43), months_between(10_000)) == (1, 6, 24)
    assert short_month("2015-08") == "août 2015"


def test_curves_that_nothing_cuts_have_the_whole_height():
    series = (Series("France", (1.0, 2.0), "#000000"),)
    whole, cut = Paper(), Paper()
    draw(board_of(Lines(("2017-01", "2017-02"), series, "%", 1)), 1, 1, whole)
    draw(board_of(Lines(("2017-01", "2017-02"), series, "%", 1, ("Rupture, février 2017",))), 1, 1, cut)
    assert whole.of("lines")[0][0].height > cut.of("lines")[0][0].height
    assert "Rupture, février 2017" in cut.said


def test_a_cloud_without_points_or_without_a_line_is_not_drawn():
    rows = pd.DataFrame(
        {
            "area": ["FR", "R76", "R11"],
            "group": ["avec"] * 3,
            "value": [70.0, 75.0, 66.0],
            "unemployment": [9.0, 10.0, 8.0],
            "slope": [math.nan] * 3,
            "intercept": [math.nan] * 3,
        }
    )
    (points,) = link(rows, {"avec": "avec", "sans": "sans"}, FRANCE.id, "x", "y")
    assert [(cloud.name, cloud.xs, cloud.line) for cloud in points.clouds] == [("avec", (10.0, 8.0), False)]
    assert points.named == ()


def test_a_funnel_without_limits_keeps_its_points():
    columns = ["limit_lower_95", "limit_upper_95", "limit_lower_998", "limit_upper_998"]
    rows = pd.DataFrame({"area": ["FR", "R76"], "denominator": [1e7, 1e6], "value": [70.0, 75.0]})
    rows = rows.assign(position_998="", **{name: math.nan for name in columns})
    (points,) = funnel(rows, ACCESS_RATE, "R76", "actifs")
    assert [cloud.line for cloud in points.clouds] == [False] and points.named == ("Occitanie",)


def test_a_map_of_areas_without_contours_is_left_out():
    rows = rates([("R76", 75.0, 3e6, "ok")])
    assert len(mapped(rows, ACCESS_RATE, "R76", 0.05)) == 2
    assert len(mapped(rows[rows["area"] == "FR"], ACCESS_RATE, "FR", 0.05)) == 1
