"""Lorenz curves: the territory in front of France, both under the diagonal, each named on its line."""

import plotly.graph_objects as go
import pytest

from figures.lorenz_chart import Curve, lorenz_chart
from figures.theme import THEMES, tokens

HELD = tuple((k / 10) ** 2 for k in range(11))


@pytest.mark.parametrize("theme", THEMES)
def test_the_territory_is_drawn_last_in_the_accent(theme):
    figure = lorenz_chart([Curve("Occitanie", HELD), Curve("France", HELD)], theme)
    go.Figure(figure)
    diagonal, france, own = figure["data"]
    assert diagonal["x"] == diagonal["y"] == [0, 100]
    assert own["line"]["color"] == tokens(theme).accent and france["line"]["color"] == tokens(theme).similar
    assert own["x"] == [10.0 * k for k in range(11)] and own["y"][3] == 9.0
    assert [a["text"] for a in figure["layout"]["annotations"]] == ["France", "Occitanie"]


def test_without_a_curve_the_diagonal_alone():
    assert len(lorenz_chart([])["data"]) == 1
