"""The list of similar territories, as its picture file shows it."""

from figures.similar_chart import similar_chart
from tests.figures.results import check


def test_a_name_in_bold_then_its_reason():
    figure = similar_chart([("Corse", "En commun : actifs peu denses."), ("Bretagne", "mot " * 60)], "dark")
    check(figure)
    texts = [a["text"] for a in figure["layout"]["annotations"]]
    assert texts[0] == "<b>Corse</b><br>En commun : actifs peu denses."
    assert texts[1].count("<br>") == 3
    assert similar_chart([])["layout"]["height"] > 0
