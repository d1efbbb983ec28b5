"""The chart before and after: one row a department, what is unknown left out."""

import math

from figures.hypothesis_chart import BeforeAfter, before_after_chart

ROWS = [BeforeAfter("Ariège", 60.26, 55.1), BeforeAfter("Nulle part", math.nan, math.nan), BeforeAfter("Tarn", 88, 88)]


def test_each_known_row_has_a_ring_a_disc_and_its_two_shares():
    figure = before_after_chart(ROWS)
    line, before, after = figure["data"]
    assert (before["x"], before["y"]) == ([60.3, 88], [0, 1])
    assert (after["x"], after["y"]) == ([55.1, 88], [0, 1])
    assert line["x"] == [60.3, 55.1, None, 88, 88, None]
    texts = [annotation["text"] for annotation in figure["layout"]["annotations"]]
    assert texts == ["Ariège", "60,3\u202f% → 55,1\u202f%", "Tarn", "88,0\u202f% → 88,0\u202f%"]


def test_themes_change_colours_alone_and_no_row_draws_nothing():
    assert before_after_chart(ROWS)["layout"]["height"] == before_after_chart(ROWS, "dark")["layout"]["height"]
    assert before_after_chart([])["data"][1]["x"] == []
