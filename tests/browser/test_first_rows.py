"""The first rows of a long table in the browser: the button under them, by mouse and keyboard, and what undoes it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SIZES, violations
from tests.browser.window import FRAMES

TABLES = [
    ("/comparer", "niv=dep&t=D31&ent=tableau", "#comparer-funnel-tableau"),
    ("/comparer", "niv=dep&t=D31&pt=regions", "#comparer-portrait-regions"),
    ("/", "niv=dep&vue=tableau", "#map-table"),
    ("/profils", "niv=dep&paire=de-ao", "#profils-recourse-part"),
    ("/territoires", "niv=dep&lieux=tableau", "#territoires-carte-tableau"),
]
ANSWERS = "**/_dash-update-component*"
FOCUSED = "document.activeElement.dataset.set"


@pytest.fixture
def home():
    return "/comparer"


def names(table):
    return table.locator("tbody [data-set]").evaluate_all("all => all.map((name) => name.dataset.set)")


def open_table(window, page, path="/comparer", query="niv=dep&t=D31&ent=tableau", slot="#comparer-funnel-tableau"):
    window.travel(query, path)
    table = page.locator(slot)
    return table, table.get_by_role("button", name="Afficher les 101 départements")


@pytest.mark.parametrize(("path", "query", "slot"), TABLES, ids=[slot for *_, slot in TABLES])
def test_a_click_shows_every_row_and_the_next_choice_the_first_ones(window, page, path, query, slot):
    table, button = open_table(window, page, path, query, slot)
    few = [name for name in names(table) if name != "t=FR"]
    assert len(few) == 24
    expect(table.locator("tfoot")).to_contain_text("24 départements sur 101")
    window.requests.clear()
    button.click()
    window.settle()
    assert len([request for request in window.requests if "_dash-update-component" in request]) == 1
    every = names(table)
    assert len({*every} - {"t=FR"}) == 101 and all(table.locator("tbody th").all_inner_texts())
    # What is read next is the first row that was not there.
    assert page.evaluate(FOCUSED) == next(name for name in every if name not in {*few, "t=FR"})
    assert page.evaluate("document.activeElement.tabIndex") == 0
    expect(page.locator("#live")).to_contain_text("Tableau entier")
    expect(button).to_have_count(0)
    window.travel(f"{query}&ope=ml", path)
    # Fewer where fewer have a value.
    assert 13 < len([name for name in names(table) if name != "t=FR"]) <= 24
    expect(button).to_have_count(1)


def test_the_keyboard_shows_every_row_then_walks_them(window, page):
    table, button = open_table(window, page)
    few = names(table)
    button.focus()
    page.keyboard.press("Enter")
    window.settle()
    every = names(table)
    new = next(name for name in every if name not in few)
    assert len(every) == 101 and page.evaluate(FOCUSED) == new
    page.keyboard.press("ArrowDown")
    below = every[every.index(new) + 1]
    assert page.evaluate(FOCUSED) == below
    # A row that was hidden is chosen: it stays, the others go.
    page.keyboard.press("Enter")
    window.settle()
    assert below in window.query and page.evaluate(FOCUSED) == below
    assert len(names(table)) == 24 and below in names(table)


def test_the_button_waits_and_a_second_click_asks_nothing(window, page):
    table, button = open_table(window, page)
    held = []
    page.route(ANSWERS, lambda route: held.append(route))
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_be_focused()
    button.click(force=True)
    page.evaluate(FRAMES)
    assert len(held) == 1
    held[0].continue_()
    page.unroute(ANSWERS)
    window.settle()
    assert len(names(table)) == 101


def test_a_table_that_comes_after_another_choice_is_left(window, page):
    table, button = open_table(window, page)
    held = []
    # Only the first question waits.
    page.route(ANSWERS, lambda route: route.continue_() if held else held.append(route))
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    page.evaluate("dash_clientside.filters.change({ t: 'D59' })")
    expect(page.locator("#comparer-sentence")).to_contain_text("Nord")
    held[0].continue_()
    page.unroute(ANSWERS)
    window.settle()
    assert len(names(table)) == 24 and table.locator("tr.on").inner_text().startswith("Nord")
    button.click()
    window.settle()
    assert len(names(table)) == 101 and table.locator("tr.on").inner_text().startswith("Nord")


def test_a_server_that_fails_gives_the_button_back_with_its_reason(window, page):
    table, button = open_table(window, page)
    said = "La base de données ne répond pas."
    page.route(ANSWERS, lambda route: route.fulfill(status=503, content_type="text/plain; charset=utf-8", body=said))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(button).to_have_attribute("aria-busy", "false")
    expect(button).to_be_focused()
    page.unroute(ANSWERS)
    assert len(names(table)) == 24
    page.keyboard.press("Enter")
    window.settle()
    assert len(names(table)) == 101
    expect(page.get_by_role("alert")).to_have_count(0)
    # The browser itself says that an answer was refused.
    assert window.errors and all("503" in error or "rows-given" in error for error in window.errors)
    window.errors.clear()


def test_paper_says_what_is_shown_and_has_no_button(window, page):
    table, button = open_table(window, page, *TABLES[1])
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    expect(table.locator("tfoot")).to_contain_text("24 départements sur 101")
    expect(table.locator("tfoot")).to_be_visible()
    page.emulate_media(media="null")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_before_and_after(window, page, theme, size):
    if theme == "dark":
        page.locator("[data-theme-toggle]").click()
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for path, query, slot in TABLES:
        _, button = open_table(window, page, path, query, slot)
        assert violations(page) == [], query
        button.click()
        window.settle()
        assert violations(page, slot) == [], query


@pytest.mark.parametrize("width", [320, 390])
def test_the_foot_is_in_sight_on_a_phone(window, page, width):
    page.set_viewport_size({"width": width, "height": 844})
    for path, query, slot in TABLES:
        table, button = open_table(window, page, path, query, slot)
        foot = table.locator(".first-rows").bounding_box()
        assert foot["x"] >= 0 and foot["x"] + foot["width"] <= width, slot
        assert button.bounding_box()["height"] >= 44
        assert window.until("document.documentElement.scrollWidth <= innerWidth"), slot
        text = table.locator("tfoot").inner_text()
        assert re.search(r"24 départements sur 101", text.replace("\xa0", " "))


@pytest.mark.parametrize(
    ("query", "card"),
    [
        ("niv=dep&t=D31&ent=tableau", "funnel"),
        ("niv=dep&t=D31&pt=regions", "portrait"),
        ("niv=dep&t=D31&std=tableau", "standard"),
    ],
)
def test_a_table_alone_on_the_screen_scrolls_above_the_foot_of_its_card(window, page, query, card):
    window.travel(query, "/comparer")
    opener = page.locator(f"#comparer-{card} [data-fullscreen]")
    opener.click()
    page.evaluate(FRAMES)
    table = page.locator(f"#comparer-{card} .scroll:visible").bounding_box()
    foot = page.locator(f"#comparer-{card} .card-foot").bounding_box()
    assert table["height"] > 200 and table["y"] + table["height"] <= foot["y"]
    opener.click()
    page.evaluate(FRAMES)
