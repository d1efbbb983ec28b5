"""Address → page, query → bar."""

from dataclasses import replace

from dash import html

from callbacks.acces import ACCES
from callbacks.address import Shown, update_page
from callbacks.pages import FILTERED
from filters import Filters, Period
from layouts import shell

YEAR = Period("2021-01", "2021-12")
DEFAULT = Filters(default=YEAR).initial


def default_of(release):
    return YEAR


def defaults_of(path):
    return default_of


def render(path, filters, own):
    if own:
        return Shown(html.P(f"{path} {own}"), None)
    return Shown(html.P(f"{path} {filters.to_query()}"), None, ("Version absente.",) if filters.release else ())


def test_a_page_gets_the_filters_of_its_address():
    page, problems, _ = update_page("/", "?t=R76&lec=ao", render, defaults_of)
    assert page.children == "/ t=R76&lec=ao"
    assert problems == []


def test_what_is_wrong_in_the_address_is_said_after_what_it_asked():
    page, problems, _ = update_page("/", "?t=R999&v=old", render, defaults_of)
    assert page.children == "/ v=old"
    assert [p.children for p in problems][-1] == "Version absente."
    assert "R999" in problems[0].children


def test_nothing_is_the_home_page_with_its_defaults():
    assert update_page(None, None, render, defaults_of)[0].children == "/ "
    assert ACCES.read(None, default_of) == ACCES.read("", default_of) == DEFAULT


def test_the_page_of_the_data_reads_keys_of_its_own():
    page, problems, _ = update_page("/donnees", "?table=x&dim=sexe&dim=age&t=R76&pas=an", render, defaults_of)
    assert page.children == "/donnees {'table': ['x'], 'dim': ['sexe', 'age'], 'pas': ['an']}"
    assert problems == []
    assert "table" in update_page("/", "?table=x", render, defaults_of)[1][0].children


def test_a_query_that_no_one_wrote_is_read_at_its_defaults():
    assert ACCES.read("t=nowhere&sexe=F", default_of) == DEFAULT.change(sex="F")


def test_a_page_reads_its_own_fields_only():
    of_sex = replace(ACCES, fields=("sex", "area"))
    assert of_sex.read("t=R76&sexe=F&age=a15&vue=tuiles", default_of) == DEFAULT.change(area="R76", sex="F")


def test_the_menu_carries_the_question_between_the_pages_that_answer_filters():
    assert [page.path for page in FILTERED] == list(shell.FILTERED)
    assert set(shell.FILTERED) <= {path for path, _ in shell.PAGES}
