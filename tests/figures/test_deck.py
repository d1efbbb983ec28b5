"""Slides before they are drawn: what fits, what is left out and said, what a table of the page becomes."""

import io
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pypdfium2 import PdfDocument

from figures.cells import Cells, read
from figures.classes import classes_for
from figures.deck.board import Bars, Board, Cloud, Crossed, Lines, Map, Patch, Points, Series, Table, Words
from figures.deck.presentation import presentation
from figures.deck.printed import printed
from figures.deck.ranking import MOST_ROWS, area_map, near, ranking
from figures.deck.reading import curves, funnel, link, mapped, rupture_numbers, twin
from figures.deck.scale import bar_scale, line_scale, months_between, point_scales, short_month
from figures.deck.stage import (
    FLOOR,
    Box,
    draw,
    fitted,
    is_of_figures,
    labels,
    sides,
    spans,
    text_width,
    tinted,
    wrapped,
)
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
    said = ("Ce qui est montré", "Sources", "En détail", "/?v=1", "r1", label)
    return Board("Observatoire", "Titre", sentence, "", "", panels, *said)


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
    assert fitted("mot " + "m" * 40, 24, 300, 1) == ["mot…"] and fitted("m" * 40, 24, 300, 1) == ["m" * 40]
    assert fitted("abcdefghij klm", 24, text_width("abcdefghij", 24), 1)[0] in ("abcdefghi…", "abcdefgh…")
    paper = Paper()
    draw(board_of()._replace(title="un titre sans fin " * 40), 1, 1, paper)
    (title,) = [lines for _, lines, _ in paper.of("text") if lines[0].startswith("un titre")]
    assert len(title) == 2 and title[-1].endswith("…")


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
    (shown, grid, alternative) = paper.of("table")[0]
    assert alternative == "Ce qui est montré"
    assert shown.rows[-1][0] == "ligne 59" and shown.strong == (len(shown.rows) - 1,)
    assert len(grid.widths) == len(shown.heads) and len(grid.heights) == len(shown.rows) + 1
    assert grid.size == FLOOR
    assert f"{60 - len(shown.rows)} lignes et {31 - len(shown.heads)} colonnes de plus" in paper.said


def test_rows_that_fit_beside_too_many_columns_all_stay():
    heads = ("Territoire", *(f"colonne {n}" for n in range(30)))
    rows = tuple((f"ligne {n}", *("1,0",) * 30) for n in range(4))
    paper = Paper()
    draw(board_of(Table(heads, rows, (1,))), 1, 1, paper)
    ((shown, _, _),) = paper.of("table")
    assert [row[0] for row in shown.rows] == ["ligne 0", "ligne 1", "ligne 2", "ligne 3"] and shown.strong == (1,)
    assert "colonnes de plus" in paper.said and "lignes" not in paper.said


def test_a_small_table_is_larger_and_a_name_alone_spans_it():
    paper = Paper()
    rows = (("Groupe, seul", ""), ("ligne", "1,0"))
    draw(board_of(Table(("Territoire", "valeur"), rows, tints=((1, 1, 0),), note="Une note")), 1, 1, paper)
    shown, grid, _ = paper.of("table")[0]
    assert grid.size > FLOOR and shown.rows == rows and "de plus" not in paper.said and "Une note" in paper.said
    assert [spans(row) for row in rows] == [True, False]
    assert tinted(shown) == {(1, 1): (LIGHT.diverging[0], LIGHT.on_diverging[0])}


def test_the_rows_of_a_short_table_are_further_apart_within_the_slide():
    def drawn(count):
        paper = Paper()
        draw(board_of(Table(("Territoire", "valeur"), (("ligne", "1,0"),) * count)), 1, 1, paper)
        ((_, grid, _),) = paper.of("table")
        assert sum(grid.heights) == pytest.approx(grid.box.height) and grid.box.bottom < 984
        return grid.heights[-1]

    assert drawn(3) == pytest.approx(62 * 1.3)
    assert 62 < drawn(11) < 62 * 1.3


@pytest.mark.parametrize(("doubtful", "is_said"), [(7.0, True), (20.0, False)])
def test_doubtful_months_are_in_the_key_where_the_scale_shows_them(doubtful, is_said):
    series = (
        Series("France", (5.0, 6.0, math.nan), "#18222D"),
        Series("France", (math.nan, math.nan, doubtful), "#18222D", mark=True),
    )
    paper = Paper()
    draw(board_of(Lines(("2017-01", "2017-02", "2017-03"), series, "‰", 1)), 1, 1, paper)
    assert ("mois douteux" in paper.said) is is_said


def test_what_cannot_be_drawn_says_why():
    paper = Paper()
    draw(board_of(Words("L’écart ne dépasse pas le hasard.")), 1, 1, paper)
    assert "L’écart ne dépasse pas le hasard." in paper.said


def test_areas_without_a_value_are_named_while_they_are_few_then_counted():
    few = [("R76", 75.0, 3e6, "ok"), ("R11", 60.0, 1e5, "secret"), ("R06", 60.0, 1e5, "no_denominator")]
    bars = ranking(read(rates(few)), ACCESS_RATE, "R76", LIGHT)
    assert [name for name in bars.categories if "(" in name] == ["Île-de-France (s)", "Mayotte (n.d.)"]
    assert bars.notes == ("s\u00a0: secret statistique (1)", "n.d.\u00a0: dénominateur indisponible (1)")
    many = [(area.id, 60.0, 1e5, "no_denominator") for area in departments()[:9]]
    bars = ranking(read(rates(many)), ACCESS_RATE, many[2][0], LIGHT)
    assert len(bars.categories) == 2 and bars.notes == ("n.d.\u00a0: dénominateur indisponible (9)",)


def test_names_of_near_points_stand_apart():
    near_points = sides([("Yvelines", 500.0, 300.0), ("Essonne", 505.0, 302.0), ("Oise", 560.0, 300.0)])
    assert [side.name for side in near_points] == ["above", "below", "right"]
    crowd = sides([("Yvelines", 500.0, 300.0)] * 3)
    assert [side.name for side in crowd] == ["above", "below", "above"], "where all sides are taken"


def monthly_rows(**cut):
    """Months of two families; `cut`: family → the month at which it is cut."""
    months = ("2015-12", "2016-01", "2016-02")
    return pd.DataFrame(
        [
            {
                "group": group,
                "period": month,
                "count": 90.0 if month == "2016-01" and group == "pe" else 10.0,
                "segment": int(month >= cut.get(group, "9999")),
                "rupture": "Un champ change." if month == "2016-01" else "",
                "doubtful": month == "2016-01" and group == "pe",
            }
            for group in ("pe", "ml")
            for month in months
        ]
    )


def test_only_the_curves_that_a_break_cuts_are_marked():
    rows = monthly_rows(pe="2016-01")
    assert rupture_numbers(rows, "group") == {"2016-01": 1}
    drawn = [
        curves(rows[rows["group"] == g], "group", str.upper, "count", "", 0, {"2016-01": 1}, g) for g in ("pe", "ml")
    ]
    assert [lines.breaks for lines in drawn] == [(("2016-01", 1),), ()]
    assert drawn[0].notes == (
        "1\u00a0: janvier 2016, Un champ change.",
        "Hors échelle, mois douteux\u00a0: PE 90 en janvier 2016.",
    )
    assert line_scale(drawn[0]).high < 90 and line_scale(drawn[0]).low == 0
    paper = Paper()
    draw(board_of(*drawn, *drawn), 1, 1, paper)
    boxes = [box for box, *_ in paper.of("lines")]
    assert len(boxes) == 4 and boxes[0].y == boxes[2].y < boxes[3].y
    assert len(paper.of("mark")) == 2 and paper.said.count("Un champ change") == 1


def test_both_files_draw_every_ground_mark_and_cell():
    cells = read(
        rates(
            [
                ("R76", 75.0, 3e6, "ok"),
                ("R11", 60.0, 1e5, "secret"),
                ("R06", 60.0, 1e5, "no_data"),
                ("R94", 0.0, 1e5, "zero"),
            ]
        )
    )
    drawn = area_map(cells, classes_for(70.0), ACCESS_RATE, "R76", LIGHT)._replace(notes=("Classe grise",))
    (ranks,) = (ranking(cells, ACCESS_RATE, "R76", LIGHT),)
    rows = monthly_rows(pe="2016-01")
    lines = curves(rows, "group", str.upper, "count", "", 0, {"2016-01": 1})
    table = Table(("a", "b"), (("Groupe", ""), ("x", "1,0")), (1,), tints=((1, 1, 6),))
    boards = [board_of(drawn, ranks), board_of(lines), board_of(table), board_of(Words("Rien"))]
    book = Presentation(io.BytesIO(list(presentation(boards, 4, "Essai"))[-1]))
    assert {p.get("prst") for p in book.slides[0].element.iter(qn("a:pattFill"))} == {"wdUpDiag", "dotGrid"}
    assert [s.name for s in book.slides[1].shapes].count("Rupture 1") == 2
    (native,) = [s.table for s in book.slides[2].shapes if s.has_table]
    assert native.cell(1, 0).is_merge_origin and native.cell(2, 1).fill.fore_color.rgb == RGBColor.from_string("1F5688")
    pages = PdfDocument(list(printed(boards, 4, "Essai"))[-1])
    assert [bool(page.get_textpage().get_text_bounded()) for page in pages] == [True] * 4
    assert "Classe grise" in pages[0].get_textpage().get_text_bounded()


def test_a_slide_without_panel_label_or_sentence_has_its_title_source_and_number():
    paper = Paper()
    draw(board_of(), 2, 9, paper)
    assert paper.said == "Observatoire Titre Sources 2 / 9"
    long = Paper()
    draw(board_of()._replace(source="Sources longues " * 30), 2, 9, long)
    assert long.of("rule")[0][1] < paper.of("rule")[0][1]
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
    tinted_twin = "<table><tr><th>T<th>A</tr><tr><th>R<td class=k3>1,0<td class=f-secret>s</tr></table>"
    assert twin(tinted_twin).tints == ((0, 1, 3),)
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
    assert [months_between(n, 1600) for n in (9, 43, 10_000)] == [1, 6, 24] and months_between(43, 450) == 24
    assert short_month("2015-08") == "août 2015"


def test_what_the_foot_of_a_table_says_is_its_note_and_a_single_column_is_wide():
    markup = (
        "<table><thead><tr><th>Changements proposés</th></tr></thead><tbody><tr><th>Agence de Foix : fermée</th></tr>"
        '</tbody><tfoot><tr><td colspan="2">Et 8 autres</td></tr></tfoot></table>'
    )
    found = twin(markup)
    assert found.rows == (("Agence de Foix : fermée",),) and found.note == "Et 8 autres"
    paper = Paper()
    draw(board_of(found), 1, 1, paper)
    ((shown, grid, _),) = paper.of("table")
    assert shown.rows == found.rows and "Et 8 autres" in paper.said
    assert grid.widths[0] >= text_width("Agence de Foix : fermée", grid.size)


def test_two_measures_at_once_have_a_square_of_grounds_and_its_sides_in_words():
    square = Crossed((("#0000AA", "#0000BB"), ("#0000CC", "#0000DD")), "accès", "couverture", "les deux faibles")
    patch = Patch("Lot", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),), "#0000AA", "", "#000000", (0.5, 0.5))
    drawn = Map((patch,), 1.0, (), "Accès × couverture", crossed=square)
    paper = Paper()
    draw(board_of(drawn), 1, 1, paper)
    swatches = paper.of("swatch")
    assert [colour for _, colour, *_ in swatches[:4]] == ["#0000AA", "#0000BB", "#0000CC", "#0000DD"]
    assert swatches[4][1] == "#0000BB" and "les deux faibles ↑ accès → couverture" in paper.said
    ((box, _, _),) = paper.of("map")
    assert all(one.y >= box.bottom and one.bottom < 984 for one, *_ in swatches)
    # An area without a figure has no label.
    assert labels(box, drawn.patches) == []


def test_a_line_that_has_a_name_is_in_the_key():
    lines = (
        Cloud("Occitanie", ("", ""), (0.0, 100.0), (0.0, 100.0), "#0000AA", line=True, keyed=True),
        Cloud("Occitanie, droite", ("", ""), (0.0, 100.0), (0.0, 50.0), "#0000AA", line=True),
    )
    paper = Paper()
    draw(board_of(Points(lines, "x", "y", 1)), 1, 1, paper)
    assert "Occitanie" in paper.said and "droite" not in paper.said


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
    assert points.named == () and points.title == "avec"


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
