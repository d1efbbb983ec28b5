"""Page Territoires in the browser: the zoom ladder by mouse and by keyboard, the list, states, axe, no request out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, violations

GRAPH = "#territoires-carte-graph"
BREAK, TABLES = "du=2015-01&au=2018-07", "lieux=tableau&couv=tableau&t=R01"
STATES = ["t=R76", "", "terr=score&t=R11", TABLES, "ope=reg", BREAK, "t=R06"]
MISSING = re.compile(r"\b(nan|NaN|None|undefined|null)\b")


@pytest.fixture
def home():
    return "/territoires"


def ask(window, query):
    window.travel(query, "/territoires")


def marks(page):
    """How many sites the marks of the map stand for."""
    script = """(graph) => {
      const data = document.querySelector(`${graph} .js-plotly-plot`).data.filter((t) => t.type === "scattergeo");
      const groups = data.at(-1).text.map(Number);
      return groups.reduce((a, b) => a + b, 0) + data.slice(1, -1).reduce((n, t) => n + t.lon.length, 0);
    }"""
    return page.evaluate(script, GRAPH)


def test_the_keyboard_goes_down_the_ladder_and_the_back_button_up(window, page):
    national = marks(page)
    page.locator("#territoires-lieux-liste").get_by_role("button", name="Occitanie", exact=True).press("Enter")
    window.settle()
    assert "t=R76" in window.query
    expect(page.locator("#territoires-sentence")).to_contain_text("en Occitanie")
    regional = marks(page)
    page.locator("#territoires-lieux-liste").get_by_role("button", name="Haute-Garonne", exact=True).press("Enter")
    window.settle()
    assert "t=D31" in window.query and 0 < marks(page) < regional < national
    assert marks(page) == page.locator("#territoires-lieux-liste li").count()
    page.go_back()
    window.settle()
    assert marks(page) == regional
    page.locator("#territoires-carte-chemin").get_by_role("button", name="France").press("Enter")
    window.settle()
    assert marks(page) == national


def click_mark(window, trace=-1):
    """Click on the first mark of a layer of marks. The layer that listens lies over what is drawn."""
    page = window.page
    box = page.locator(f"{GRAPH} .scatterlayer .trace").nth(trace).locator("path.point").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(f"{GRAPH} .hoverlayer text").first.wait_for()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.settle()


def test_a_click_on_a_mark_goes_where_its_sites_are_then_lists_them(window, page):
    ask(window, "t=R76")
    click_mark(window)
    assert re.search(r"t=D(31|34)", window.query)
    many = int(page.locator(f"{GRAPH} .scatterlayer .trace").last.locator("text").first.text_content())
    click_mark(window)
    listed = page.locator("#territoires-lieux-liste li:visible")
    expect(page.locator("[data-message=sites]")).to_have_text(f"{many} lieux à cet endroit.")
    assert listed.count() == many
    page.get_by_role("button", name="Tout voir").click()
    assert listed.count() > many


def test_the_search_finds_a_place_an_operator_or_says_that_there_is_none(window, page):
    ask(window, "t=R76")
    field, list_ = page.get_by_label("Chercher un lieu ou une commune"), page.locator("#territoires-lieux-liste")
    every = list_.locator("li:visible").count()
    field.fill("cap emploi")
    shown = list_.locator("li:visible")
    assert 0 < shown.count() < every and all("Cap emploi" in text for text in shown.all_inner_texts())
    field.fill("toulouse")
    expect(page.locator("[data-message=sites]")).to_contain_text("résultat")
    field.fill("zzz")
    expect(page.locator("[data-message=sites]")).to_have_text("Rien ne porte ce nom ici.")
    field.fill("")
    assert list_.locator("li:visible").count() == every
    # The whole country has no list of its sites: the server is asked, and a result leads to its department.
    ask(window, "")
    field.fill("cap emploi foix")
    expect(page.locator("[data-message=sites]")).to_have_text("Aucun lieu ouvert ne porte ce nom.")
    expect(list_.locator("li:visible")).to_have_count(0)
    field.fill("cap emploi pamiers")
    expect(page.locator("[data-message=sites]")).to_have_text("1 résultat")
    page.locator("[data-found-sites] button").press("Enter")
    window.settle()
    assert "t=D09" in window.query and list_.locator("li:visible").count() == 1
    expect(field).to_be_focused()
    field.fill("")


def test_the_threshold_and_the_view_are_in_the_address(window, page):
    before = page.locator("#territoires-sentence strong").first.inner_text()
    page.locator("#filters [data-pop=reach] summary").click()
    page.locator("#filters label", has_text="10\u00a0km").click()
    window.settle()
    page.keyboard.press("Escape")
    assert window.query == "seuil=10"
    assert page.locator("#territoires-sentence strong").first.inner_text() != before
    page.locator("#filters label", has_text="Score d’accès").click()
    window.settle()
    assert window.query == "seuil=10&terr=score"
    expect(page.locator("#territoires-score")).to_be_visible()
    expect(page.locator("#territoires-couverture")).to_be_hidden()
    expect(page.locator("#territoires-score-seuils .on th")).to_have_text("10\u00a0km")
    # The communes are drawn under the contours, in the file too.
    assert window.until(f"document.querySelectorAll('{GRAPH} .surface path[fill]').length === 3")
    page.locator("#territoires-carte summary[aria-label^=Télécharger]").click()
    with page.expect_download() as download:
        page.locator("#territoires-carte .panel.menu:visible").get_by_text("Image SVG").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert 'class="surface"' in text and text.index('class="surface"') < text.index("choroplethlayer")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("query", STATES)
def test_every_state_is_said_in_words(window, page, query):
    ask(window, query)
    text = page.locator("main").inner_text()
    assert not MISSING.search(text)
    if query == "ope=reg":
        page.get_by_role("button", name="Tous les opérateurs").click()
        window.settle()
        assert window.query == ""
    if query == BREAK:
        expect(page.locator("#territoires-notice")).to_contain_text("rupture de série")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(window, page, theme, size):
    if theme == "dark":
        page.locator("[data-theme-toggle]").click()
        window.settle()
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for query in STATES[:5] if theme == "light" else STATES[:3:2]:
        ask(window, query)
        assert violations(page) == [], query
        if size == "phone":
            assert page.evaluate("document.documentElement.scrollWidth") <= width, query
    if size == "desk":
        ask(window, "t=R76")
        places = [f"#filters [data-pop={name}] summary" for name in ("reach", "site_kind")]
        for place in (*places, "#territoires-carte summary >> nth=0", "#territoires-lieux summary >> nth=1"):
            page.locator(place).click()
            expect(page.locator("details[open] .panel")).to_be_visible()
            assert violations(page) == [], place
            page.keyboard.press("Escape")


def test_the_sheet_has_the_light_names_and_charts_of_its_width(window, page):
    names = f"document.querySelector('{GRAPH} .js-plotly-plot').data[8].textfont.color"
    ask(window, "t=R76")
    light = page.evaluate(names)
    page.locator("[data-theme-toggle]").click()
    window.settle()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    # 190 mm between the margins.
    page.set_viewport_size({"width": 718, "height": 1000})
    # The grounds of the map are those of both themes, and so are the names on them.
    assert page.evaluate(names) == light and "#18222D" in light
    for graph in (GRAPH, "#territoires-couverture-graph"):
        width = page.evaluate(f"document.querySelector('{graph} .main-svg').getBoundingClientRect().width")
        room = page.evaluate(f"document.querySelector('{graph}').closest('.picture').getBoundingClientRect().width")
        assert 0.95 * room < width <= room * 1.01
    page.emulate_media(media="null")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("width", [390, 1024, 1366])
def test_no_count_of_the_densest_region_is_under_another(window, page, width):
    """Marks are grouped for the pixels that the map has."""
    page.set_viewport_size({"width": width, "height": 844})
    ask(window, "t=R11")
    covered = """(graph) => {
      const marks = [...document.querySelectorAll(`${graph} .scatterlayer .trace:last-child path.point`)].map((e) => {
        const box = e.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2, box.width / 2];
      });
      return marks.flatMap(([x, y, r], k) => marks.slice(0, k)
        .filter(([a, b, s]) => Math.hypot(x - a, y - b) < 0.85 * (r + s)).map(([a, b]) => [x, y, a, b]));
    }"""
    assert page.locator(f"{GRAPH} .scatterlayer .trace:last-child path.point").count() > 3
    assert page.evaluate(covered, GRAPH) == []


def test_the_ground_goes_to_the_edges_of_the_card_and_a_country_has_none(window, page):
    ground = f"""() => {{
      const plot = document.querySelector('{GRAPH} .js-plotly-plot');
      const box = plot.querySelector('.choroplethlayer > .trace:nth-child(8)').getBoundingClientRect();
      const card = plot.getBoundingClientRect();
      return [box.left - card.left, card.right - box.right, box.top - card.top].map(Math.abs);
    }}"""
    # Île-de-France is wider than high, and its card higher than wide.
    for width in (1366, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        ask(window, "t=R11")
        page.wait_for_function(f"() => Math.max(...({ground})()) < 2")
    # In the picture, to the margins of its titles and of its legend.
    page.locator("#territoires-carte summary[aria-label^=Télécharger]").click()
    with page.expect_download() as download:
        page.locator("#territoires-carte .panel.menu:visible").get_by_text("Image SVG").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    clip = re.search(r'<clipPath id="clip\w+geo"><rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', text)
    assert [float(length) for length in clip.groups()] == [24, 582]
    page.keyboard.press("Escape")
    ask(window, "")
    assert page.evaluate(f"document.querySelector('{GRAPH} .js-plotly-plot').data[7].locations") == ["-"]
