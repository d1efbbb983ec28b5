"""axe-core on the real page: no violation of WCAG 2.2 A and AA, menus closed and open, light and dark."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The rules read no style sheet, and only what is wrong is described.
LEAN = {"reporter": "no-passes", "preload": {"assets": ["media"]}}
OPTIONS = LEAN | {"runOnly": {"type": "tag", "values": TAGS}}
# The dark theme changes colours and nothing else: what does not look at them is judged in the light one.
COLOURS = LEAN | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A menu that is open, with its button. What it covers was judged while it was closed.
MENU = "details[open]"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}


def violations(page, within="html"):
    """What axe finds in the elements of a selector, one line per rule and place; in dark, of colours."""
    page.evaluate("typeof axe === 'object' || undefined") or page.evaluate(AXE.axe_script)
    is_dark = page.evaluate("document.documentElement.dataset.theme === 'dark'")
    options = COLOURS if is_dark else OPTIONS
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    assert found["testEngine"]["name"] == "axe-core"
    return [
        f"{rule['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def theme(request, window, page):
    if request.param == "dark":
        page.locator("[data-theme-toggle]").click()
        window.settle()
    return request.param


def test_axe_itself_finds_what_is_wrong(window, page):
    page.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img id=\"wrong\" src=\"data:,\">')"
    )
    assert any(v.startswith("image-alt") for v in violations(page))
    assert any(v.startswith("image-alt") for v in violations(page, "main"))
    assert violations(page, "#filters") == []
    page.locator("[data-theme-toggle]").click()
    page.evaluate("() => document.querySelector('footer p').setAttribute('style', 'color: #777; background: #888')")
    assert {v.split(":")[0] for v in violations(page, "footer")} == {"color-contrast"}
    page.locator("[data-theme-toggle]").click()
    window.open()


def test_menus_closed(window, page, theme):
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        window.settle()
        assert violations(page) == []


@pytest.mark.parametrize(
    "query",
    [
        "niv=dep&t=R76&lec=de&sexe=F&age=a45",
        "vue=tuiles&serie=tableau&t=R53",
        "vue=tableau&niv=dep&perim=constant",
        "du=2016-01&au=2017-12",
        "du=2015-01&au=2015-12&ope=ml",
    ],
)
def test_other_views_and_states(window, page, query, theme):
    window.travel(query)
    assert violations(page) == []


def test_filter_panels_open(window, page, theme):
    for name in ("period", "territory", "operators", "profile"):
        page.locator(f"#filters [data-pop={name}] summary").click()
        expect(page.locator(f"#filters [data-pop={name}] .panel")).to_be_visible()
        assert violations(page, MENU) == [], name
    assert violations(page) == []


@pytest.mark.parametrize(
    ("theme", "size"), [("light", "desk"), ("light", "phone"), ("dark", "phone")], indirect=["theme"]
)
def test_card_menus_open(window, page, theme, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    window.settle()
    for place in page.locator(".card summary").all():
        place.click()
        expect(page.locator("details[open] .panel")).to_be_visible()
        window.settle()
        assert violations(page, MENU) == [], place.get_attribute("aria-label")
    assert violations(page) == []
    page.keyboard.press("Escape")


def test_the_drawer_and_the_phone_menu_open(window, page, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    window.settle()
    page.get_by_role("button", name="Menu").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filtres").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    window.settle()
    assert violations(page) == []
    for name in ("period", "territory", "operators", "profile"):
        page.locator(f"#filters [data-pop={name}] summary").click()
    assert violations(page) == []
    page.get_by_role("searchbox").fill("zzz")
    assert violations(page) == []
    page.keyboard.press("Escape")


def test_warnings_and_announcements(window, page, theme):
    window.open("t=R999&couleur=bleu")
    expect(page.locator("#problems")).to_be_visible()
    page.get_by_role("button", name="Partager", exact=True).click()
    expect(page.locator("#live")).not_to_be_empty()
    assert violations(page) == []


def test_the_projection(window, page, theme):
    page.set_viewport_size({"width": 1920, "height": 1080})
    for query in ("t=R76&projection=1", "niv=dep&t=R76&projection=1"):
        window.travel(query)
        assert violations(page) == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_method(window, page, mode):
    page.emulate_media(color_scheme=mode)
    window.open(path="/methode")
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []


def test_the_structure_of_the_page(page):
    """One title of first level, headings without a gap, one main, and landmarks told apart."""
    levels = page.locator("h1:visible, h2:visible, h3:visible, h1.sr").evaluate_all(
        "all => all.map((e) => +e.tagName[1])"
    )
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title().endswith("Observatoire CEP")
