"""Chart of the coverage: a dot a threshold, the figures that have room, the median beside."""

import math

import plotly.graph_objects as go
import pytest

from figures.served_chart import ServedRow, served_chart, served_colours
from figures.theme import THEMES

ROWS = [
    ServedRow("Tous opérateurs", (63.1, 83.7, 93.8), "6,2 km", True),
    ServedRow("Apec", (90.0, 98.0, 99.0), "1,0 km"),
    ServedRow("Fongécif, Opacif", (math.nan,) * 3, "aucun lieu"),
]
KM = (10, 20, 30)


@pytest.mark.parametrize("theme", THEMES)
def test_plotly_accepts_it_and_the_nearest_is_the_strongest(theme):
    figure = served_chart(ROWS, KM, theme)
    go.Figure(figure)
    assert [t["marker"]["color"] for t in figure["data"][1:]] == list(served_colours(theme))
    assert [t["x"] for t in figure["data"][1:]] == [[63.1, 90.0], [83.7, 98.0], [93.8, 99.0]]
    assert all(t["y"] == [0, 1] for t in figure["data"][1:])


def test_a_figure_that_would_touch_the_next_one_is_left_out():
    figure = served_chart(ROWS, KM)
    assert [t["text"] for t in figure["data"][1:]] == [["63", "90"], ["84", ""], ["94", "99"]]


def test_the_line_goes_from_the_least_to_the_most_and_lifts_between_rows():
    line = served_chart(ROWS, KM)["data"][0]
    assert line["x"] == [63.1, 93.8, None, 90.0, 99.0, None] and line["y"] == [0, 0, None, 1, 1, None]


def test_names_medians_and_the_key_are_written_once():
    texts = [a["text"] for a in served_chart(ROWS, KM)["layout"]["annotations"]]
    assert texts[:6] == ["<b>Tous opérateurs</b>", "6,2 km", "Apec", "1,0 km", "Fongécif, Opacif", "aucun lieu"]
    assert [t.split("> ")[-1] for t in texts[6:9]] == ["10 km", "20 km", "30 km"] and texts[9] == "médiane"


def test_on_a_phone_names_keep_under_half_of_the_width():
    long = [ServedRow("Un nom d’opérateur d’une longueur peu commune", (1.0, 2.0, 3.0), "1,0 km")]
    assert served_chart(long, KM, width=320)["layout"]["margin"]["l"] == round(0.42 * 320)
    assert served_chart([], KM)["data"][0]["x"] == []
