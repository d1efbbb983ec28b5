"""The page Profils in a browser: axe, a phone, the keyboard, the address, the menu, its files."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import MENU, violations
from tests.browser.test_files import download, table_of
from tests.browser.test_narrow import CROWDED, overflow

SIZES = ((1366, 768), (390, 844))


@pytest.fixture
def home():
    return "/profils"


@pytest.fixture
def profils(window, page):
    expect(page.locator("#profils-groupes h2")).to_contain_text("groupes")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_folded_and_unfolded(window, profils, scheme):
    if scheme == "dark":
        profils.locator("[data-theme-toggle]").click()
        window.settle()
    for width, height in SIZES:
        profils.set_viewport_size({"width": width, "height": height})
        window.settle()
        assert violations(profils) == []
    profils.set_viewport_size({"width": 1366, "height": 768})
    for name in ("period", "territory", "operators", "equivalence"):
        profils.locator(f"#filters [data-pop={name}] summary").click()
        assert violations(profils, MENU) == [], name
    profils.evaluate("document.querySelectorAll('main .card details').forEach((d) => (d.open = true))")
    assert violations(profils) == []


@pytest.mark.parametrize(
    "query",
    [
        "t=R76&cote=deux&profil=tableau&dv=tableau",
        "niv=dep&t=D31&lec=de&dis=csp&paire=q6-q1",
        "du=2015-01&au=2015-12&ope=ml",
    ],
)
def test_other_views_and_states_have_no_violation(window, page, query):
    window.travel(query, "/profils")
    assert violations(page) == []


def test_nothing_overflows_nor_crowds(window, profils):
    for width in (320, 390, 800, 1366):
        profils.set_viewport_size({"width": width, "height": 800})
        beyond, wide = overflow(window)
        assert beyond <= 0 and wide == [], width
    assert profils.evaluate(CROWDED) == []


# Texts of the heads of a table, and of an axis, that touch the next one.
TOUCHING = """() => ["#profils-heat-part thead th", "#profils-chart-part .axis i", "#profils-women-part .scale i"]
  .flatMap((of) => {
    const apart = of.endsWith("i") ? 6 : 2;
    const boxes = [...document.querySelectorAll(of)].filter((e) => e.checkVisibility()).map((e) => {
      const range = document.createRange();
      range.selectNodeContents(e);
      return [e.textContent, range.getBoundingClientRect()];
    });
    return boxes.slice(1).filter(([, box], i) => box.left < boxes[i][1].right + apart).map(([text]) => text);
  })"""


@pytest.mark.parametrize("width", [1024, 1366])
def test_heads_and_ticks_keep_apart(window, profils, width):
    profils.set_viewport_size({"width": width, "height": 768})
    window.travel("t=R76", "/profils")
    assert profils.evaluate(TOUCHING) == []
    frame = profils.locator("#profils-heat-part .heat-frame")
    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_address_follows_the_choices_and_back_undoes_them(window, profils):
    assert window.query == ""
    profils.locator("#profils-groupes-views label", has_text="Les deux").click()
    profils.get_by_label("Deux groupes comparés").select_option("c3-c6")
    profils.locator("#profils-dissemblance-views label", has_text="CSP").click()
    window.settle()
    assert window.query == "cote=deux&paire=c3-c6&dis=csp"
    expect(profils.locator("#profils-recours-title")).to_contain_text("les cadres recourent")
    expect(profils.locator("#profils-dissemblance-title")).to_contain_text("changer de catégorie")
    profils.go_back()
    window.settle()
    assert window.query == "cote=deux&paire=c3-c6"
    expect(profils.locator("#profils-dissemblance-title")).to_contain_text("changer de qualification")


def test_the_menu_carries_the_question_and_each_page_keeps_its_period(window, profils):
    profils.locator("#profils-heat-part").get_by_role("button", name="Bretagne").click()
    window.settle()
    expect(profils.locator("#profils-sentence")).to_contain_text("en Bretagne")
    profils.locator("#nav-acces").click()
    window.settle()
    assert urlsplit(profils.url).path == "/" and window.query == "t=R53"
    expect(profils.locator("#acces-sentence")).to_contain_text("En 2017")
    profils.locator("#nav-profils").click()
    window.settle()
    assert window.query == "t=R53"
    expect(profils.locator("#profils-sentence")).to_contain_text("De janvier 2015 à juillet 2018")


def test_the_keyboard_chooses_an_area_in_the_heat_map(window, profils):
    first = profils.locator("#profils-heat-part tbody button").first
    first.focus()
    profils.keyboard.press("ArrowDown")
    assert profils.evaluate("document.activeElement.textContent") == "Auvergne-Rhône-Alpes"
    profils.keyboard.press("Enter")
    window.settle()
    assert parse_qs(window.query) == {"t": ["R84"]}


def test_the_table_says_what_the_chart_says(window, profils):
    chart = profils.locator("#profils-chart-part tbody tr", has_text="Femmes").first
    expect(chart).to_contain_text("publié : 52 %")
    profils.locator("#profils-groupes-views label", has_text="Tableau").click()
    window.settle()
    row = profils.get_by_role("row").filter(has=profils.get_by_role("rowheader", name="Femmes", exact=True))
    expect(row.first).to_contain_text("1,08")
    expect(row.first).to_contain_text("plus présents")


def test_files_and_pictures_leave_under_their_names(window, profils):
    name, content = download(profils, "profils-groupes", "CSV, recherche")
    assert name.startswith("cep-groupes-") or name.startswith("cep-profils-groupes-")
    rows = table_of(content, ",")
    assert {"F", "M"} <= {row["group"] for row in rows} and all("/profils?" in row["permalink"] for row in rows)
    name, content = download(profils, "profils-chaleur", "Image PNG")
    assert name.startswith("cep-profils-") and content.startswith(b"\x89PNG") and len(content) > 20_000


def test_an_empty_selection_offers_a_way_out(window, page):
    window.travel("du=2015-01&au=2015-12&ope=ml", "/profils")
    notice = page.locator("#profils-notice")
    expect(notice).to_contain_text("n’était encore dans le champ")
    notice.get_by_role("button", name="Tous les opérateurs").click()
    window.settle()
    expect(page.locator("#profils-groupes h2")).to_contain_text("En France")
