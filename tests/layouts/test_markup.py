"""Markup: what is escaped, what is not, and the one component that holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.markup import HTML, Markup, icon, join, slot, tag
from tests.layouts.reading import read

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(TEXT, TEXT)
def test_text_comes_back_as_it_was(text, value):
    node = read(tag("p", text, title=value)).one("p")
    assert node.text == text
    assert node["title"] == value


@given(TEXT)
def test_no_text_makes_an_element(text):
    assert len(read(tag("p", text, tag("b", text))).inside) == 2


def test_markup_is_kept_and_none_is_dropped():
    assert tag("p", tag("b", "x"), None, ["y", (tag("i", 1),)]) == "<p><b>x</b>y<i>1</i></p>"


def test_attributes():
    made = tag("label", for_="x", data_set="a=1&b=2", aria_label="é", hidden=True, cls="c", title=None, lang=False)
    assert made == '<label for="x" data-set="a=1&amp;b=2" aria-label="é" hidden class="c"></label>'


def test_a_void_element_has_no_end_and_no_children():
    assert tag("input", type="radio") == '<input type="radio">'
    with pytest.raises(ValueError, match="no children"):
        tag("input", "x")


def test_joining_is_safe():
    assert join(["<", Markup("<br>")]) == "&lt;<br>"
    assert isinstance(join([]), Markup)


def test_a_slot_shows_its_markup_and_nothing_else():
    made = slot("here", tag("p", "x"), "wide").to_plotly_json()["props"]
    assert made[HTML] == "<p>x</p>"
    assert made["className"] == "markup wide"
    assert made["children"] is None


def test_an_icon_is_decorative():
    assert read(icon("share")).one("span")["aria-hidden"] == "true"
