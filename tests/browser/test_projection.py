"""The projected reading: one screen, large text, the arrows of a clicker."""

import pytest
from playwright.sync_api import expect

FULL = {"width": 1920, "height": 1080}
# Every text that is shown: its size on the screen, and its box. Text that only screen readers get is left out.
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(holder.tagName)) continue;
    if (!holder.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height || box.right < -500 || holder.closest(".sr, .skip:not(:focus)")) continue;
    let clipped = false;
    for (let e = holder; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath !== "none" && e.getBoundingClientRect().width <= 1) clipped = true;
    }
    if (clipped) continue;
    found.push({ text: node.data.trim().slice(0, 40), size: parseFloat(getComputedStyle(holder).fontSize),
      left: box.left, right: box.right, top: box.top, bottom: box.bottom });
  }
  return found;
}"""


@pytest.fixture
def screen(window, page):
    page.set_viewport_size(FULL)
    window.travel("projection=1")
    return page


@pytest.mark.parametrize(
    "query", ["", "t=R76", "niv=dep&t=R76", "lec=de&t=R93", "sexe=F&age=a15&t=R11", "du=2016-01&au=2017-12", "t=R06"]
)
def test_every_text_is_at_least_24_pixels_and_inside_the_screen(window, screen, query):
    window.travel("&".join(part for part in (query, "projection=1") if part))
    texts = screen.evaluate(TEXTS)
    assert len(texts) > 20
    assert [t for t in texts if t["size"] < 24] == []
    outside = [t for t in texts if t["left"] < 0 or t["right"] > 1921 or t["top"] < 0 or t["bottom"] > 1081]
    assert outside == []


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1366, 768), (3840, 2160)])
def test_it_is_legible_on_other_projectors(window, screen, size):
    """The text keeps its share of the height: 24 lines of 1080 are 16 of 720."""
    width, height = size
    screen.set_viewport_size({"width": width, "height": height})
    window.travel("t=R76&projection=1")
    texts = screen.evaluate(TEXTS)
    least = 24 / 1080 * min(height, width * 9 / 16 * 4 / 3)
    assert [t for t in texts if t["size"] < min(least, 24 / 1080 * height) * 0.75] == []
    assert [t for t in texts if t["right"] > width + 1 or t["bottom"] > height + 1] == []
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")


def test_the_button_enters_and_escape_leaves(window, page):
    page.set_viewport_size(FULL)
    window.travel("t=R53")
    page.get_by_role("button", name="Projeter").click()
    window.settle()
    assert window.query == "t=R53&projection=1"
    expect(page.locator(".header")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#acces-sentence")).to_contain_text("Bretagne")
    page.keyboard.press("Escape")
    window.settle()
    assert window.query == "t=R53"
    expect(page.locator(".header")).to_be_visible()
    expect(page.locator("#map-graph .choroplethlayer .trace").first.locator("path")).to_have_count(18)


def test_arrows_change_the_territory_in_the_order_of_the_table(window, screen):
    def order():
        return screen.locator("#compare tbody [data-set]").evaluate_all("all => all.map((e) => e.dataset.set)")

    rows = order()
    assert rows[0] == "t=FR" and len(rows) == 19
    for step in (1, 2, 3):
        screen.keyboard.press("ArrowRight")
        window.settle()
        assert window.query == f"{rows[step]}&projection=1"
    name = screen.locator("#compare tbody tr.on th").inner_text()
    expect(screen.locator("#acces-sentence")).to_contain_text(name)
    expect(screen.locator(".stage [data-label=territory]")).to_have_text(name)
    screen.keyboard.press("ArrowLeft")
    window.settle()
    assert window.query == f"{rows[2]}&projection=1"
    for key in ("PageUp", "PageUp", "PageUp"):
        screen.keyboard.press(key)
        window.settle()
    assert window.query == f"{rows[-1]}&projection=1", "the order is a circle"


def test_arrows_among_all_departments(window, screen):
    """The table shows a part of the areas on a projector: the arrows still go through."""
    window.travel("niv=dep&t=D31&projection=1")
    seen = [window.query]
    for _ in range(3):
        screen.keyboard.press("ArrowRight")
        window.settle()
        seen.append(window.query)
    assert len(set(seen)) == 4
    expect(screen.locator("#compare tbody tr.on")).to_have_count(1)


def test_the_stage_names_the_simulated_data_and_the_release(screen):
    expect(screen.locator(".stage")).to_contain_text("simulées")
    expect(screen.locator(".footer")).to_contain_text("version")
    expect(screen.locator(".footer")).to_be_visible()


def test_the_parity_tiles_are_the_map(window, screen):
    for query in ("projection=1", "vue=tableau&projection=1"):
        window.travel(query)
        expect(screen.locator("#map .tiles button")).to_have_count(18)
        expect(screen.locator("#map .tiles")).to_be_visible()
        expect(screen.locator("#map-graph")).to_be_hidden()


def test_a_link_opens_the_projection_at_once(window, page):
    page.set_viewport_size(FULL)
    window.open("t=R76&projection=1")
    expect(page.locator(".stage")).to_be_visible()
    expect(page.locator(".header")).to_be_hidden()
    page.keyboard.press("Escape")
    window.settle()


def test_nothing_is_only_on_hover(screen):
    """Every value of the map is also written on its tile and in the table."""
    values = screen.locator("#map .tiles b").all_inner_texts()
    assert len(values) == 18 and all(values)


def test_the_departments_of_a_region_are_a_map_and_all_departments_a_table(window, page):
    window.travel("t=R76&niv=dep&projection=1")
    values = page.locator("#map-graph .choroplethlayer .trace").nth(1).locator("path")
    expect(values).to_have_count(13)
    expect(values.first).to_be_visible()
    window.travel("niv=dep&projection=1")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#compare tfoot")).to_contain_text("autres territoires")
