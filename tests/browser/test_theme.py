"""Light and dark: the choice lasts, and the figures are drawn again in it."""

import pytest
from playwright.sync_api import expect

GROUND = "getComputedStyle(document.body).backgroundColor"
MAP = """[...document.querySelectorAll("#map-graph .choroplethlayer .trace:nth-child(2) path")]
  .map((p) => getComputedStyle(p).fill).join()"""
AXIS = "getComputedStyle(document.querySelector('#series-graph .xtick text')).fill"


def theme(page):
    return page.evaluate("document.documentElement.dataset.theme")


def test_the_theme_changes_lasts_and_redraws(window, page):
    button = page.get_by_role("button", name="Thème sombre")
    before = [page.evaluate(script) for script in (GROUND, MAP, AXIS)]
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    window.settle()
    after = [page.evaluate(script) for script in (GROUND, MAP, AXIS)]
    assert all(x != y for x, y in zip(before, after, strict=True))
    expect(button).to_have_attribute("aria-pressed", "true")
    window.open("t=R76")
    assert theme(page) == "dark"
    assert page.evaluate(GROUND) == after[0] and page.evaluate(AXIS) == after[2]
    expect(page.get_by_role("button", name="Thème sombre")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Thème sombre").click()
    window.settle()
    assert theme(page) == "light"
    assert page.evaluate(GROUND) == before[0]


def test_the_theme_of_the_system_is_the_first_one(window, page, context):
    page.emulate_media(color_scheme="dark")
    window.open()
    assert theme(page) == "dark"
    page.emulate_media(color_scheme="light")
    window.settle()
    assert theme(page) == "light"
    assert context.cookies() == []


def test_a_choice_wins_over_the_system(window, page):
    page.get_by_role("button", name="Thème sombre").click()
    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    window.settle()
    assert theme(page) == "dark"


def test_the_page_is_never_white_before_it_is_dark(window, page, context):
    """The theme is set before the first paint, by the first script of the page."""
    context.add_cookies([{"name": "theme", "value": "dark", "url": window.site}])
    page.goto(window.site + "/", wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert theme(page) == "dark"
    window.settle()


@pytest.mark.parametrize("colours", ["forced", "none"])
def test_forced_colours_keep_the_controls(window, page, colours):
    page.emulate_media(forced_colors="active" if colours == "forced" else "none")
    expect(page.get_by_role("button", name="Thème sombre")).to_be_visible()
    expect(page.locator("#compare tbody tr").first).to_be_visible()
    page.emulate_media(forced_colors="none")
