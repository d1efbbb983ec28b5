"""The page Recours in a real browser: sections, keyboard, axe, states, files, and nothing asked of another host."""

import pytest
from playwright.sync_api import expect

from layouts.recours import CARDS, SECTIONS
from tests.browser.test_accessibility import MENU, violations

SIZES = {"desk": (1366, 768), "phone": (390, 844)}


@pytest.fixture
def home():
    return "/recours"


@pytest.fixture
def recours(window, page):
    """The page Recours at its defaults."""
    return page


def go(window, query):
    """Take another view of the page, as the back button does."""
    window.travel(query, "/recours")


def test_each_section_shows_its_cards_and_the_address_follows(window, recours):
    for code, label in SECTIONS[1:]:
        recours.get_by_role("radiogroup", name="Volet").get_by_role("radio", name=label).check(force=True)
        window.settle()
        assert window.query == f"volet={code}"
        for section, cards in CARDS.items():
            for of in cards:
                shown = recours.locator(f"#{of.card}")
                expect(shown).to_be_visible(visible=section == code)
                if section == code:
                    expect(recours.locator(f"#{of.title}")).not_to_be_empty()
    recours.go_back()
    window.settle()
    assert window.query == f"volet={SECTIONS[-2][0]}"


def test_the_sections_are_walked_with_the_arrows(window, recours):
    recours.get_by_role("radio", name="Flux").focus()
    recours.keyboard.press("ArrowRight")
    window.settle()
    assert window.query == "volet=motifs"
    expect(recours.locator("#recours-reasons")).to_be_visible()


def test_the_menu_takes_the_question_there_and_back(window, page):
    window.travel("t=R76&lec=de")
    page.locator("#nav-recours").click()
    window.settle()
    assert window.page.url.endswith("/recours?t=R76&lec=de")
    expect(page.locator("#recours-sentence")).to_contain_text("Occitanie")


def test_a_cell_of_the_signals_opens_its_map_and_its_values(window, recours):
    go(window, "volet=signaux")
    cell = recours.locator("#recours-signals tbody tr").nth(2).locator("td").nth(1).get_by_role("button")
    cell.focus()
    recours.keyboard.press("Enter")
    window.settle()
    assert "sig=short" in window.query and "sigope=ml" in window.query
    expect(recours.locator("#recours-signal-map h2")).to_have_text("Parcours courts nombreux\u00a0: Missions locales")
    expect(recours.locator("#recours-signal-areas tbody tr")).to_have_count(19)


def test_the_map_of_a_signal_says_of_an_area_what_the_table_says(window, recours):
    go(window, "volet=signaux")
    graph = recours.locator("#recours-signal-map-graph")
    expect(graph.locator(".choroplethlayer path").first).to_be_visible()
    graph.scroll_into_view_if_needed()
    box = graph.bounding_box()
    for step in (0.60, 0.61):
        recours.mouse.move(box["x"] + box["width"] * step, box["y"] + box["height"] * 0.55)
    label = graph.locator(".hoverlayer .hovertext")
    expect(label).to_contain_text("attendu")
    said = label.text_content()
    rows = recours.locator("#recours-signal-areas tbody tr").all()
    (row,) = [r for r in rows if said.startswith(r.locator("th").text_content())]
    assert all(cell.text_content() in said for cell in row.locator("td").all())


def test_on_a_phone_no_figure_is_beside_the_screen(window, recours):
    recours.set_viewport_size({"width": 390, "height": 844})
    for section in ("flux", "motifs", "signaux", "chiffres"):
        go(window, f"volet={section}")
        shown = recours.locator(".bars.stack td:visible")
        assert shown.count()
        right = shown.evaluate_all("cells => Math.max(...cells.map((cell) => cell.getBoundingClientRect().right))")
        assert right <= 390, section
        assert shown.evaluate_all("cells => cells.every((cell) => cell.dataset.head)")


def test_chart_and_table_say_the_same_months(window, recours):
    expect(recours.locator("#recours-flows-graph .scatterlayer").first).to_be_visible()
    recours.locator("#recours-flows").get_by_role("radio", name="Tableau").check(force=True)
    window.settle()
    expect(recours.locator("#recours-flows tbody tr")).to_have_count(43)
    expect(recours.locator("#recours-flows-graph")).to_be_hidden()


def test_a_break_refuses_the_cloud_and_one_click_repairs(window, recours):
    go(window, "volet=chomage&du=2016-01&au=2017-12")
    notice = recours.locator("#recours-notice")
    expect(notice.get_by_role("heading")).to_have_text("La période contient une rupture de série")
    notice.get_by_role("button", name="Voir 2017").click()
    window.settle()
    expect(notice.get_by_role("heading")).to_have_count(0)
    expect(recours.locator("#recours-unemployment-graph .scatterlayer .trace")).to_have_count(2)


def test_an_empty_period_says_why_and_leads_back(window, recours):
    go(window, "du=2012-01&au=2012-12")
    notice = recours.locator("#recours-notice")
    expect(notice.get_by_role("heading")).to_have_text("Aucune donnée pour cette sélection")
    notice.get_by_role("button", name="2017").click()
    window.settle()
    expect(notice.get_by_role("heading")).to_have_count(0)


def test_no_denominator_is_said_in_its_place(window, recours):
    row = recours.locator("#recours-publics tbody tr", has_text="Cap emploi")
    expect(row).to_contain_text("aucune source chargée ne les compte")
    expect(row).to_contain_text("n.d.")


def test_a_file_is_what_the_card_shows(window, recours):
    recours.locator("#recours-operators summary").nth(1).click()
    with recours.expect_download() as download:
        recours.locator("#recours-operators").get_by_text("CSV, recherche").click()
    assert download.value.suggested_filename.startswith("cep-recours-operateurs-")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("section", [code for code, _ in SECTIONS])
def test_axe(window, recours, section, theme):
    if theme == "dark":
        recours.locator("[data-theme-toggle]").click()
    go(window, f"volet={section}&serie=tableau" if section == "flux" else f"volet={section}")
    for width, height in SIZES.values():
        recours.set_viewport_size({"width": width, "height": height})
        window.settle()
        assert violations(recours) == []
        assert recours.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def test_axe_with_the_menus_open(window, recours):
    """Each menu, and the whole page under the first menu of each section: under a panel of filters in one of them."""
    for section in CARDS:
        go(window, f"volet={section}")
        places = [place for of in CARDS[section] for place in recours.locator(f"#{of.card} summary").all()]
        if section == "flux":
            places.insert(0, recours.locator("#filters [data-pop=period] summary"))
        for at, place in enumerate(places):
            place.click()
            expect(recours.locator("details[open] .panel")).to_be_visible()
            assert violations(recours, MENU if at else "html") == [], place.get_attribute("aria-label")
            place.click()
