"""Address → page, query → bar."""

from dash import html

from callbacks.filters import Shown, read, update_page
from filters import Filters, Period

YEAR = Period("2021-01", "2021-12")
DEFAULT = Filters(default=YEAR).initial


def default_of(release):
    return YEAR


def render(path, filters):
    return Shown(html.P(f"{path} {filters.to_query()}"), None, ("Version absente.",) if filters.release else ())


def test_a_page_gets_the_filters_of_its_address():
    page, problems, _ = update_page("/", "?t=R76&lec=ao", render, default_of)
    assert page.children == "/ t=R76&lec=ao"
    assert problems == []


def test_what_is_wrong_in_the_address_is_said_after_what_it_asked():
    page, problems, _ = update_page("/", "?t=R999&v=old", render, default_of)
    assert page.children == "/ v=old"
    assert [p.children for p in problems][-1] == "Version absente."
    assert "R999" in problems[0].children


def test_nothing_is_the_home_page_with_its_defaults():
    assert update_page(None, None, render, default_of)[0].children == "/ "
    assert read(None, default_of) == read("", default_of) == DEFAULT


def test_a_query_that_no_one_wrote_is_read_at_its_defaults():
    assert read("t=nowhere&sexe=F", default_of) == DEFAULT.change(sex="F")
