"""Print: "my region" on one A4, without controls."""

import re

import pytest
from playwright.sync_api import expect

# The names of territories and the trail are read, whatever they do on a screen.
CONTROLS = """() => [...document.querySelectorAll("input, select, summary, nav, button")]
  .filter((e) => e.checkVisibility() && !e.closest(".trail, .go, .tiles")).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.fixture
def paper(window, page):
    """The page as paper shows it; back on the screen afterwards."""
    window.travel("t=R76")
    page.emulate_media(media="print")
    yield page
    page.emulate_media(media="null")


def test_paper_holds_the_answer_and_no_control(paper):
    expect(paper.locator("#acces-sentence")).to_be_visible()
    expect(paper.locator("#acces-sentence")).to_contain_text("Occitanie")
    expect(paper.locator("#kpi")).to_be_visible()
    expect(paper.locator("#map-graph .choroplethlayer")).to_be_visible()
    expect(paper.locator("#compare table")).to_be_visible()
    expect(paper.locator("#series-graph .main-svg").first).to_be_visible()
    expect(paper.locator(".footer")).to_be_visible()
    expect(paper.locator(".banner")).to_be_visible()
    for place in (".header", "#filters", ".tools", ".page-actions", ".stage", "#live"):
        expect(paper.locator(place).first).to_be_hidden()
    assert paper.evaluate(CONTROLS) == []


def test_every_row_of_the_table_is_on_paper(paper):
    body = paper.locator("#compare .card-body")
    assert body.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
    expect(paper.locator("#compare tbody tr").last).to_be_visible()


# How far a table goes beyond its card, in pixels.
BEYOND = """() => [...document.querySelectorAll("#map .result, #compare .compare, #series .result")]
  .filter((e) => e.checkVisibility())
  .map((e) => e.getBoundingClientRect().right - e.closest(".card").getBoundingClientRect().right)"""


@pytest.mark.parametrize("query", ["t=R76&vue=tableau&serie=tableau", "t=D31&niv=dep&vue=tableau&serie=tableau"])
def test_no_column_of_a_table_is_lost(window, page, query):
    # The inside of an A4 sheet at 96 px an inch, margins of 10 mm.
    page.set_viewport_size({"width": 718, "height": 1047})
    window.travel(query)
    page.emulate_media(media="print")
    beyond = page.evaluate(BEYOND)
    page.emulate_media(media="null")
    assert len(beyond) == 3 and max(beyond) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_my_region_is_one_sheet(window, page, theme):
    if theme == "dark":
        page.get_by_role("button", name="Thème sombre").click()
    window.travel("t=R76")
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    window.settle()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", sheet)[1].split()
    assert [round(float(x)) for x in box] in ([0, 0, 595, 842], [0, 0, 596, 842], [0, 0, 594, 842])
    assert page.evaluate("document.documentElement.dataset.theme") == theme, "the screen keeps its theme"


def test_the_screen_is_as_before(window, page):
    before = page.locator("#map-graph .main-svg").first.bounding_box()
    page.pdf(prefer_css_page_size=True)
    window.settle()
    after = page.locator("#map-graph .main-svg").first.bounding_box()
    assert abs(after["width"] - before["width"]) < 2 and abs(after["height"] - before["height"]) < 2


def test_the_method_prints_without_its_contents(window, page):
    window.open(path="/methode")
    page.emulate_media(media="print")
    expect(page.locator(".contents")).to_be_hidden()
    expect(page.locator("#method")).to_be_visible()
    assert page.evaluate(CONTROLS) == []
    page.emulate_media(media="null")


@pytest.mark.parametrize(
    ("query", "sheets"),
    [("", 1), ("t=R76", 2), ("t=R76&terr=score", 2), ("t=R76&terr=hypothese&hyp=a09122_7", 1)],
)
def test_territoires_fills_its_sheets(window, page, query, sheets):
    """The territory on the first one, its map over the sheet; the list of a region on the second one."""
    window.travel(query, "/territoires")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    window.settle()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
    page.emulate_media(media="print")
    card, main = (page.locator(place).bounding_box() for place in ("#territoires-carte", "main"))
    listed = page.locator("#territoires-lieux").is_visible()
    page.emulate_media(media="null")
    assert card["width"] > (0.5 if "hypothese" in query else 0.98) * main["width"]
    assert listed == (sheets == 2)
