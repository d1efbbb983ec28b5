"""The page Données in a browser: axe, a phone, the keyboard, its files."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import violations
from tests.browser.test_narrow import overflow

SIZES = ((1366, 768), (390, 844))


@pytest.fixture
def home():
    return "/donnees"


@pytest.fixture
def data_page(window, page):
    expect(page.get_by_role("heading", level=1, name="Données")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_folded_and_unfolded(window, data_page, scheme):
    if scheme == "dark":
        data_page.locator("[data-theme-toggle]").click()
        window.settle()
    for width, height in SIZES:
        data_page.set_viewport_size({"width": width, "height": height})
        assert violations(data_page) == []
    data_page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert violations(data_page) == []


def test_the_page_has_its_title_and_its_place_in_the_menu(data_page):
    assert data_page.title() == "Données – Observatoire CEP"
    expect(data_page.locator("#nav-donnees")).to_have_attribute("aria-current", "page")
    expect(data_page.get_by_role("navigation", name="Sommaire").get_by_role("link")).to_have_count(13)


def test_nothing_overflows_but_inside_the_frames_that_scroll(window, data_page):
    data_page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    for width in (320, 390, 683, 1366):
        data_page.set_viewport_size({"width": width, "height": 800})
        beyond, wide = overflow(window)
        assert beyond <= 0 and wide == [], width


def test_the_matrix_scrolls_by_the_keyboard_and_keeps_its_operators_in_sight(data_page):
    data_page.set_viewport_size({"width": 390, "height": 844})
    frame = data_page.get_by_role("region", name="Entrées, mois transmis par chaque opérateur")
    frame.focus()
    name = frame.locator("tbody th").first
    before = name.bounding_box()["x"]
    for _ in range(6):
        data_page.keyboard.press("ArrowRight")
    assert frame.evaluate("async (e) => { await new Promise((d) => setTimeout(d, 300)); return e.scrollLeft; }") > 60
    assert abs(name.bounding_box()["x"] - before) <= 1


def test_a_screen_reader_hears_the_month_and_its_state(data_page):
    table = data_page.get_by_role("table", name="Entrées, mois transmis par chaque opérateur")
    expect(table.get_by_role("columnheader", name="janvier 2015")).to_have_count(1)
    row = table.get_by_role("row").filter(has_text="Missions locales")
    expect(row.get_by_role("cell", name="manquant")).to_have_count(24)
    expect(row.get_by_role("cell", name="transmis")).to_have_count(19)


def test_dictionaries_unfold_by_the_keyboard(data_page):
    fold = data_page.locator("details.fold").nth(1)
    table = fold.locator("table")
    expect(table).to_be_hidden()
    fold.locator("summary").focus()
    data_page.keyboard.press("Enter")
    expect(table).to_be_visible()


def test_the_template_is_downloaded_under_its_name(data_page):
    with data_page.expect_download() as download:
        data_page.get_by_role("link", name="Modèle CSV, Sorties").click()
    assert download.value.suggested_filename == "cep-modele-exits.csv"
