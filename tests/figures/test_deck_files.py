"""A slide in each of its files: native charts that hold the numbers given, and the same texts on the printed page."""

import io
import math

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn
from pypdfium2 import PdfDocument

from figures.deck.board import Bars, Board, Cloud, Entry, Lines, Map, Patch, Points, Series, Words
from figures.deck.presentation import presentation
from figures.deck.printed import printed
from figures.deck.scale import point_scales
from figures.theme import LIGHT

NAN = math.nan
CLOUDS = (
    Cloud("Régions", ("Occitanie", "Corse", "Bretagne"), (10.0, 1_000.0, 200.0), (75.0, 66.0, 70.0), "#1F5F96"),
    Cloud("Limite haute à 95\u202f%", ("", ""), (10.0, 1_000.0), (80.0, 72.0), "#616B76", line=True),
    Cloud("Tendance", ("", ""), (10.0, 1_000.0), (74.0, 67.0), "#18222D", line=True, keyed=True),
)


def board_of(*panels, label=""):
    said = ("Ce qui est montré", "Sources", "En détail", "/?v=1", "r1", label)
    return Board("Observatoire", "Titre", "", "", "", panels, *said)


def slide_of(board):
    return Presentation(io.BytesIO(list(presentation([board], 1, "Essai"))[-1])).slides[0]


def printed_text(board):
    return PdfDocument(list(printed([board], 1, "Essai"))[-1])[0].get_textpage()


def said_on_page(board):
    return printed_text(board).get_text_bounded()


def chart_of(board):
    (chart,) = [shape.chart for shape in slide_of(board).shapes if shape.has_chart]
    return chart


def written(series):
    """Texts of the points that have a label of their own."""
    return ["".join(t.text for t in label.iter(qn("a:t"))) for label in series._element.iter(qn("c:dLbl"))]


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_cloud_is_a_native_chart_whose_chosen_points_are_named(logarithmic):
    points = Points(CLOUDS, "Actifs", "Taux", 1, logarithmic, ("Occitanie", "Bretagne"))
    horizontal, vertical = point_scales(points)
    assert horizontal.low <= 10.0 and horizontal.high >= 1_000.0 and vertical.low <= 66.0 and vertical.high >= 80.0
    chart = chart_of(board_of(points))
    regions, limit, trend = chart.plots[0].series
    assert [float(v.text) for v in regions._element.find(qn("c:xVal")).iter(qn("c:v"))] == [10.0, 1_000.0, 200.0]
    assert list(regions.values) == [75.0, 66.0, 70.0] and list(limit.values) == [80.0, 72.0]
    assert written(regions) == ["Occitanie", "Bretagne"] and not written(limit) + written(trend)
    # Points without a line, lines without points; the one that is named in the key is the thicker.
    markers = [s._element.find(f"{qn('c:marker')}/{qn('c:symbol')}").get("val") for s in (regions, limit, trend)]
    assert markers == ["circle", "none", "none"]
    assert trend.format.line.width > limit.format.line.width
    scaling = chart.category_axis._element.find(qn("c:scaling"))
    assert (scaling.find(qn("c:logBase")) is not None) == logarithmic
    assert (chart.category_axis.minimum_scale, chart.category_axis.maximum_scale) == (horizontal.low, horizontal.high)
    titles = [axis.axis_title.text_frame.text for axis in (chart.category_axis, chart.value_axis)]
    assert titles == ["Actifs", "Taux"]
    text = said_on_page(board_of(points))
    assert all(word in text for word in ("Actifs", "Taux", "Occitanie", "Bretagne", "Tendance", "limites à 95"))
    assert "Corse" not in text
    # A tick at each power of ten, or at steps of equal length.
    assert ("400" in text) is not logarithmic


def test_bars_without_bounds_have_neither_whiskers_nor_columns_for_them():
    plain = Bars(("Femmes", "Hommes"), (Series("Part", (52.0, 48.0), "#1F5F96"),), "%", 1)
    chart = chart_of(board_of(plain))
    (series,) = chart.plots[0].series
    assert list(series.values) == [52.0, 48.0] and series._element.find(qn("c:errBars")) is None
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [cell.value for cell in sheet[1]] == [None, "Part"]


def test_the_bar_of_the_chosen_territory_has_an_outline_and_figures_are_french():
    bars = Bars(("Bretagne", "Corse"), (Series("Taux", (70.5, 66.0), "#1F5F96"),), "‰", 1, strong=("Corse",))
    chart = chart_of(board_of(bars))
    (series,) = chart.plots[0].series
    assert [point.format.line.fill.type is not None for point in (series.points[0], series.points[1])] == [False, True]
    assert series.points[1].format.line.color.rgb == RGBColor.from_string(LIGHT.selection[1:])
    assert series.points[1].format.fill.fore_color.rgb == RGBColor.from_string("1F5F96"), "that of its series"
    assert series.data_labels.number_format == "[$-40C]#,##0.0"
    lines = Lines(("2017-01", "2017-02"), (Series("France", (4.5, 6.0), "#18222D"),), "‰", 1)
    axis = chart_of(board_of(lines)).value_axis.tick_labels.number_format
    assert axis.startswith("[$-40C]#,##0") and axis.endswith(";0") and axis.count("\u202f‰") == 2


def test_thousands_are_apart_on_the_page():
    """Inter has a narrow space of a seventh of an em, which a room does not see."""
    text = printed_text(board_of(Words("Sur 1\u202f234 entrées")))
    place, _ = text.search("234").get_next()
    before, after = text.get_charbox(place - 2)[2], text.get_charbox(place)[0]
    assert after - before > 0.2 * 32 * 0.5


def test_of_two_series_the_one_that_has_bounds_has_whiskers():
    entries = Series("Entrées", (52.0, NAN), "#1F5F96", (51.0, NAN), (53.0, NAN))
    bars = Bars(("Femmes", "Hommes"), (Series("Actifs", (48.0, 52.0), "#616B76"), entries), "%", 1)
    chart = chart_of(board_of(bars))
    without, bounded = chart.plots[0].series
    assert without._element.find(qn("c:errBars")) is None
    plus = bounded._element.find(qn("c:errBars")).find(qn("c:plus"))
    assert [float(v.text) for v in plus.iter(qn("c:v"))] == [1.0]
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [cell.value for cell in sheet[1]][1:4] == ["Actifs", "Entrées", "Entrées, borne basse"]
    assert [cell.value for cell in sheet[2]][1:] == [48.0, 52.0, 51.0, 53.0, 1.0, 1.0]


def test_a_negative_bar_has_its_figure_on_the_left_of_its_end():
    """On the printed page, where each figure is placed by us."""

    def left_of_figure(value):
        bars = Bars(("Femmes",), (Series("Effet", (value,), "#1F5F96"),), "‰", 1)
        text = printed_text(board_of(bars))
        place, _ = text.search(f"{abs(value):.1f}".replace(".", ",")).get_next()
        return text.get_charbox(place)[0]

    assert left_of_figure(-5.0) < 400 < left_of_figure(4.0)


def test_the_label_of_simulated_data_is_on_the_slide_and_on_the_page():
    board = board_of(label="Données simulées")
    pill = next(shape for shape in slide_of(board).shapes if shape.name == "Nature des données")
    assert pill.text_frame.text == "Données simulées" and pill._element.find(qn("p:style")) is None
    assert "Données simulées" in said_on_page(board)
    assert "Nature des données" not in [shape.name for shape in slide_of(board_of()).shapes]
    assert "simulées" not in said_on_page(board_of())


def test_a_line_of_the_legend_without_a_ground_has_no_square():
    patch = Patch("Lot", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),), "#0000AA", "12", "#000000", (0.5, 0.5))
    legend = (Entry("#0000AA", "classe"), Entry("", "chiffre\u00a0: lieux"))
    shapes = slide_of(board_of(Map((patch,), 1.0, legend, "Lieux"))).shapes
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    assert all(entry.text in texts for entry in legend)
    plain = [shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE]
    grounds = [shape.fill.fore_color.rgb for shape in plain]
    assert grounds.count(RGBColor.from_string("0000AA")) == 1 and len(plain) == 2, "one square, and the rule"
