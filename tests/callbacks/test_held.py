"""Parties gardées: what the browser holds does not travel again, and what it then shows is the whole answer."""

from itertools import permutations

import pytest

from callbacks.page import HELD
from callbacks.pages import FILTERED
from data.engine import Database, DatabaseUnavailable
from layouts import ids

QUERIES = ("", "t=R76", "t=R76&niv=dep", "niv=dep&t=D31&sexe=F", "lec=de&t=R53&du=2017-01&au=2017-12", "lec=ao")
# Choices of view of each page, and the parts that the second alone changes.
VIEWS = {
    "/": ("", "vue=tableau", {"map-table", "map-foot"}),
    "/profils": ("", "profil=tableau", {"profils-table-part"}),
    "/recours": ("volet=chomage", "volet=chomage&nuage=tableau", {"recours-unemployment-tableau"}),
    "/territoires": ("", "couv=tableau", {"territoires-couverture-tableau"}),
    "/comparer": ("", "ent=tableau", {"comparer-funnel-tableau"}),
}
every_page = pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.path)


def ask(visitor, page, query, held=None, theme="light"):
    return visitor.ask(f"{page.ids.answer}.", query, theme, "wide", state=(None, held))


def token(answer, page):
    return answer[page.ids.answer][HELD]


def flat(answer):
    return {(name, of): value for name, properties in answer.items() for of, value in properties.items()}


@every_page
def test_what_is_held_and_what_travels_are_the_whole_answer(visitor, page):
    whole = {query: ask(visitor, page, query) for query in QUERIES}
    for before, after in permutations(QUERIES, 2):
        sent = ask(visitor, page, after, token(whole[before], page))
        assert flat(whole[before]) | flat(sent) == flat(whole[before]) | flat(whole[after]), (before, after)
        assert len(flat(sent)) < len(flat(whole[after])), (before, after)


@every_page
def test_a_question_asked_again_sends_its_own_name_alone(visitor, page):
    whole = ask(visitor, page, "t=R76")
    again = flat(ask(visitor, page, "t=R76", token(whole, page)))
    shell = {part for part in again if part[0] in ("demonstration", "footer")}
    assert again.keys() - shell == {(page.ids.answer, HELD)} and again[page.ids.answer, HELD] == token(whole, page)


@every_page
def test_a_choice_of_view_sends_that_view_and_nothing_of_the_other_cards(visitor, page):
    before, after, changed = VIEWS[page.path]
    sent = ask(visitor, page, after, token(ask(visitor, page, before), page))
    assert sent.keys() == {page.ids.answer, *changed}


def test_another_theme_draws_its_charts_again(visitor):
    page = FILTERED[0]
    held = token(ask(visitor, page, ""), page)
    dark = ask(visitor, page, "", held, "dark")
    assert {"map-graph", "series-graph"} <= dark.keys() and "kpi" not in dark


@pytest.mark.parametrize("held", [None, "", 3, "x", "a b c d e", ["light"], {"query": ""}])
def test_a_text_that_no_answer_gave_brings_the_whole_answer(visitor, held):
    page = FILTERED[0]
    assert flat(ask(visitor, page, "t=R76", held)) == flat(ask(visitor, page, "t=R76"))


@pytest.mark.parametrize("part", [0, 1], ids=["code", "release"])
def test_what_another_code_or_another_release_made_is_not_held(visitor, part):
    page = FILTERED[0]
    found = token(ask(visitor, page, "t=R76"), page).split(" ")
    found[part] = "0123456789ab"
    assert flat(ask(visitor, page, "t=R76", " ".join(found))) == flat(ask(visitor, page, "t=R76"))


def test_nothing_is_held_after_a_failure(visitor, monkeypatch):
    page = FILTERED[0]
    held = token(ask(visitor, page, "t=R76"), page)

    def fail(*_):
        raise DatabaseUnavailable("La base de données ne répond pas.")

    with monkeypatch.context() as broken:
        broken.setattr(Database, "answer", fail)
        failed = ask(visitor, page, "t=R76", held)
    assert failed[ids.graph_of(ids.MAP)]["figure"]["data"] == [] and token(failed, page) == ""
    assert flat(ask(visitor, page, "t=R76", token(failed, page))) == flat(ask(visitor, page, "t=R76"))
