"""The marks of a hypothesis over the map of sites."""

from figures.hypothesis_marks import ChangeMark, change_traces
from figures.theme import tokens


def test_closing_and_opening_differ_by_shape_and_by_word():
    marks = [ChangeMark(1.60714, 42.96, False, "Agence", "fa1"), ChangeMark(2.1, 43.5, True, "Permanence", "a09122_7")]
    closed, opened = change_traces(marks, tokens("light"))
    assert (closed["lon"], closed["text"]) == ([1.607], ["Agence"])
    assert (opened["lat"], opened["text"]) == ([43.5], ["Permanence"])
    # Neither takes the map to an area: a click takes the change back.
    assert (closed["customdata"], opened["customdata"][0][::2]) == ([["", "Agence", "fa1"]], ["", "a09122_7"])
    assert closed["marker"]["symbol"] != opened["marker"]["symbol"]
    assert "fermé" in closed["hovertemplate"] and "ouvert" in opened["hovertemplate"]


def test_a_name_is_text_and_no_markup():
    closed, _ = change_traces([ChangeMark(1.6, 42.9, False, "<b>A", "fa1")], tokens("light"))
    assert closed["text"] == ["&lt;b&gt;A"] and closed["customdata"] == [["", "&lt;b&gt;A", "fa1"]]
