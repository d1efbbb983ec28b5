"""Pages: the page of each address, the warnings, and what an address that is no page gets."""

from dataclasses import replace

import pytest

from app import create_app
from callbacks.page import VIEWPORTS, Look
from callbacks.pages import FILTERED, options
from data.engine import DatabaseUnavailable
from filters import Filters
from tests.callbacks.visitor import Visitor, client_of


@pytest.mark.parametrize("path", ["/", "/donnees", "/methode"])
def test_a_page_of_the_application(client, path):
    response = client.get(path)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert '<html lang="fr">' in text
    assert "Loading..." not in text


@pytest.mark.parametrize("path", ["/nulle-part", "/methode/annexe", "/admin", "/index.php"])
def test_an_address_that_is_no_page_answers_404_and_says_so(client, visitor, path):
    assert client.get(path).status_code == 404
    page, warnings = visitor.open(path)
    assert "Cette page n’existe pas" in page
    assert path in page
    assert 'href=\\"/\\"' in page
    assert warnings == '{"children": []}'


@pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/<img src=x onerror=alert(1)>", '/"><b>'])
def test_an_address_is_shown_as_text(visitor, path):
    page, _ = visitor.open(path)
    assert "<script>alert" not in page and "<img" not in page and "<b>" not in page


def test_the_method_page_is_made_of_the_release_and_of_the_tables(visitor, current):
    page, warnings = visitor.open("/methode")
    for anchor in (
        "definitions",
        "denominateurs",
        "ruptures",
        "secret",
        "donnees-simulees",
        "adresses",
        "accessibilite",
    ):
        assert f'id=\\"{anchor}\\"' in page
    for text in ("Pôle emploi entre dans le champ", "recensement 2018", "Byar", "perim", "RGAA"):
        assert text in page
    assert warnings == '{"children": []}'


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?t=R999", "R999"),
        ("?couleur=bleu", "couleur"),
        ("?du=2018-05&au=2017-05", "finit avant de commencer"),
        ("?lec=tout&sexe=X", "lec"),
    ],
)
def test_a_wrong_address_gives_the_page_and_a_warning(visitor, search, said):
    page, warnings = visitor.open("/", search)
    assert "map-graph" in page
    assert said in warnings


def test_a_deleted_release_gives_the_current_one_and_a_warning(visitor, current):
    page, warnings = visitor.open("/", "?t=R76&v=000000000000")
    assert "map-graph" in page
    assert "000000000000" in warnings and current.id in warnings and "n’existe plus" in warnings


def test_the_page_carries_the_filters_of_its_address(visitor):
    page, _ = visitor.open("/", "?t=R76&niv=dep&lec=ao")
    assert '"id": "query", "data": "niv=dep&t=R76&lec=ao"' in page or '"data": "niv=dep&t=R76&lec=ao"' in page
    assert "Occitanie" in page


def test_the_shell_names_the_release_and_the_simulated_data(client, current):
    layout = client.get("/_dash-layout").get_data(as_text=True)
    assert current.id in layout
    assert "simul" in layout


def test_the_periods_offered_are_those_of_the_release(current):
    offered = options(current)
    assert offered.months[0] == "2015-01" and offered.months[-1] == "2018-07" and len(offered.months) == 43
    assert offered.complete_years == ("2017",)
    assert offered.release == current.id


def test_a_service_without_release_offers_the_shell(empty_settings):
    """The request guard answers first; the shell itself must not fail if the release disappears meanwhile."""
    from callbacks.pages import Pages
    from data.engine import Database, open_releases
    from filters import Filters

    pages = Pages(Database(open_releases(empty_settings)), {}, empty_settings)
    assert "Aucune version" in str(pages.shell())
    shown = pages.render("/", Filters())
    assert "Aucune version" in str(shown.page)
    assert (shown.release, shown.problems) == (None, ())


def test_two_applications_do_not_share_their_releases(duckdb_settings, empty_settings, current):
    served, empty = (client_of(create_app(s)) for s in (duckdb_settings, replace(empty_settings)))
    assert served.get("/").status_code == 200
    assert empty.get("/").status_code == 503
    assert current.id in Visitor(served).open("/", "?v=x1")[1]


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.path)
def test_the_panel_of_a_card_is_asked_when_it_is_opened(visitor, current, page):
    document, _ = visitor.open(page.path)
    answered = page.answer(current, page.read("", lambda _: page.default_period(current)), Look("light", "wide"))
    for part, card in page.infos.items():
        assert part not in page.outputs
        assert document.count(f'"id": "{card.about}"') == document.count(f'"id": "{card.info}"') == 1
        assert visitor.info(card.card) == answered.get(part, "")


def test_the_panel_of_a_card_without_data_says_why(duckdb_settings, monkeypatch):
    def fail(*arguments):
        raise DatabaseUnavailable("La base de données ne répond pas.")

    visitor = Visitor(client_of(create_app(duckdb_settings)))
    monkeypatch.setattr("data.engine.Database.answer", fail)
    assert visitor.info("map", "t=R76") == "<p>La base de données ne répond pas.</p>"


VIEWS = ("", "terr=score", "terr=hypothese", "volet=motifs", "volet=sorties", "volet=chomage", "volet=signaux")


@pytest.mark.parametrize("width", VIEWPORTS)
@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.path)
def test_a_page_has_an_answer_at_every_width(current, page, width):
    for view in VIEWS:
        filters = Filters.from_query(view)[0].only(page.fields)
        parts = page.answer(current, filters, Look("light", width))
        assert parts[page.ids.answer, "data-release"] == current.id, view
