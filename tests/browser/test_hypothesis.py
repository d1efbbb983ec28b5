"""« Et si ce lieu fermait ? » in a browser: axe, narrow screens, keyboard, address, search of the best sites."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_files import download, table_of
from tests.browser.test_narrow import CROWDED, overflow
from tests.browser.test_territoires import click_mark

QUERY = "niv=dep&t=D09&terr=hypothese"


@pytest.fixture
def home():
    return "/territoires"


@pytest.fixture
def card(window, page):
    window.travel(QUERY, "/territoires")
    expect(page.locator("#territoires-sentence")).to_contain_text("Aucun changement")
    return page


def close_first(window, page):
    """Close the first site of the list by the keyboard; its name."""
    button = page.locator("[data-sites] .close-site").first
    name = button.text_content()
    button.focus()
    page.keyboard.press("Enter")
    window.settle()
    return name


def test_no_violation_and_nothing_overflows(window, card):
    close_first(window, card)
    window.open(f"{window.query}~fzz", path="/territoires")
    card.evaluate("document.querySelectorAll('main .card details').forEach((d) => (d.open = true))")
    assert violations(card) == []
    window.open(f"{window.query}", path="/territoires")
    card.locator("[data-theme-toggle]").click()
    card.set_viewport_size({"width": 390, "height": 844})
    window.settle()
    assert violations(card) == []
    for width in (320, 390, 800, 1366):
        card.set_viewport_size({"width": width, "height": 800})
        beyond, wide = overflow(window)
        assert beyond <= 0 and wide == [], width
    assert card.evaluate(CROWDED) == []


def test_the_list_closes_a_site_by_the_keyboard_and_back_opens_it(window, card):
    name = close_first(window, card)
    assert "hyp=f" in window.query
    button = card.locator("[data-sites] .close-site").first
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(card.locator("#territoires-sentence")).to_contain_text("si un lieu fermait")
    expect(card.locator(".hypothesis-changes")).to_contain_text(f"{name}\u00a0: fermé")
    file, content = download(card, "territoires-hypothese", "CSV, recherche")
    assert file.startswith("cep-territoires-hypothese-") and name in table_of(content, ",")[0]["hypothesis"]
    card.go_back()
    window.settle()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(card.locator("#territoires-sentence")).to_contain_text("Aucun changement")


def test_a_click_on_a_mark_closes_its_site_and_a_second_opens_it(window, card):
    window.travel("t=R76&terr=hypothese", "/territoires")
    click_mark(window, 1)
    piece = card.locator(".hypothesis-changes button").get_attribute("data-piece")
    assert window.query.endswith(f"&hyp={piece}") and "t=R76" in window.query
    expect(card.locator("[data-hypothesis=site] [name=site]")).to_have_value(re.compile(f" · {piece[1:]}$"))
    click_mark(window, 1)
    assert "hyp=" not in window.query


def test_an_old_address_is_written_again_with_the_operator_of_its_site(window, card):
    close_first(window, card)
    whole = window.query
    window.open(re.sub(r"hyp=f[a-z-]+_", "hyp=f", whole), "/territoires")
    assert window.query == whole
    expect(card.locator("[data-sites] .close-site").first).to_have_attribute("aria-pressed", "true")


def test_forms_move_a_site_and_open_a_session(window, card):
    form = card.locator("[data-hypothesis=site]")
    form.locator("[name=site]").focus()
    site = card.locator("#hypothesis-sites option").first.get_attribute("value")
    form.locator("[name=site]").fill("personne")
    form.get_by_role("button", name="Fermer le lieu").click()
    expect(card.locator("[data-message=hypothesis]")).to_have_text("Choisissez un lieu dans la liste.")
    form.locator("[name=site]").fill(site)
    form.locator("[name=town]").press_sequentially("Foi")
    window.settle()
    expect(card.locator("#hypothesis-towns option").first).to_have_attribute("value", "Foix · 09122")
    form.locator("[name=town]").fill("Foix · 09122")
    form.locator("[name=hours]").fill("7")
    form.get_by_role("button", name="Déplacer").click()
    window.settle()
    code = site.split(" · ")[1]
    assert window.query == f"{QUERY}&hyp=m{code}_09122~h{code}_7"
    session = card.locator("[data-hypothesis=session]")
    session.locator("[name=town]").fill("Foix · 09122")
    session.locator("[name=town]").press("Enter")
    window.settle()
    assert window.query.endswith("~a09122_7")
    card.get_by_role("button", name="Tout retirer").click()
    window.settle()
    assert window.query == QUERY


def test_a_search_grows_and_its_sessions_join_the_hypothesis(window, card):
    form = card.locator("[data-hypothesis=search]")
    form.locator("[name=p]").select_option("3")
    form.get_by_role("button", name="Chercher").click()
    rows = card.locator("#siting tbody tr")
    expect(rows).to_have_count(3)
    expect(card.locator("#siting")).to_contain_text("Optimum démontré")
    assert violations(card) == []
    rows.nth(1).get_by_role("button").click()
    window.settle()
    assert window.query.count("_7") == 2
    expect(card.locator("#territoires-sentence")).to_contain_text("deux permanences ouvraient")
    gained = rows.nth(1).locator(".v").inner_text()
    expect(card.locator("#territoires-sentence")).to_contain_text(gained)


def test_a_search_that_is_stopped_says_so(window, card):
    window.travel("t=R76&terr=hypothese", "/territoires")
    form = card.locator("[data-hypothesis=search]")
    form.locator("[name=p]").select_option("10")
    form.locator("[name=modele]").select_option("distance")
    form.get_by_role("button", name="Chercher").click()
    expect(card.locator("#siting progress")).to_be_visible()
    form.get_by_role("button", name="Arrêter").click()
    window.settle()
    expect(card.locator("#siting")).to_have_text("La recherche est arrêtée.")
    expect(form.get_by_role("button", name="Arrêter")).to_be_hidden()


def test_a_click_on_the_map_names_a_commune_and_chooses_no_territory(window, card):
    button = card.get_by_role("button", name="Choisir sur la carte")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    box = card.locator("#territoires-carte .picture").bounding_box()
    card.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.settle()
    expect(button).to_have_attribute("aria-pressed", "false")
    field = card.locator("[data-hypothesis=session] [name=town]")
    expect(field).to_be_focused()
    assert " · 09" in field.input_value() and window.query == QUERY
    card.keyboard.press("Enter")
    window.settle()
    assert "hyp=a09" in window.query
    expect(card.locator(".hypothesis-marks")).to_contain_text("permanence")
    card.locator(".hypothesis-changes").get_by_role("button").click()
    window.settle()
    expect(card.locator("[data-hypothesis=site] [name=site]")).to_be_focused()
