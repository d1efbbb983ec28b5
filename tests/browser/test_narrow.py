"""A phone and a narrow window: the drawer, the menu, nothing that overflows."""

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

PHONE = {"width": 390, "height": 844}
# How far the page scrolls sideways, and what reaches out of it though nothing cuts it.
OVERFLOW = """() => {
  const room = document.documentElement.clientWidth;
  const cut = (e) => e && (getComputedStyle(e).overflowX !== "visible" || cut(e.parentElement));
  const wide = [...document.querySelectorAll("#react-entry-point *")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && (box.right > room + 1 || box.left < -1)
      && e.checkVisibility({ visibilityProperty: true }) && !e.closest(".skip") && !cut(e.parentElement);
  });
  return [document.documentElement.scrollWidth - room, wide.map((e) => e.outerHTML.slice(0, 90))];
}"""
# Targets smaller than 24 pixels whose circle of 24 pixels touches another target (WCAG 2.2, 2.5.8).
CROWDED = """() => {
  const targets = [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), nav a")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .map((e) => [e, (e.closest("label") || e).getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height);
  const centre = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const apart = ([x, y], box) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  return targets
    .filter(([, box]) => box.width < 23.9 || box.height < 23.9)
    .filter(([e, box]) => targets.some(([other, its]) => {
      if (other === e || other.closest("label")?.contains(e)) return false;
      const small = its.width < 23.9 || its.height < 23.9;
      const [ax, ay] = centre(box), [bx, by] = centre(its);
      return apart(centre(box), its) < 12 || (small && Math.hypot(ax - bx, ay - by) < 24);
    }))
    .map(([e, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${e.outerHTML.slice(0, 80)}`);
}"""


def overflow(window):
    """OVERFLOW once the charts have taken the width of the window, which they do a moment after it changes."""
    window.until("document.documentElement.scrollWidth <= innerWidth")
    return window.page.evaluate(OVERFLOW)


@pytest.fixture
def phone(window, page):
    page.set_viewport_size(PHONE)
    window.settle()
    return page


def drawer(page):
    return page.get_by_role("dialog", name="Filtres")


def test_the_drawer_opens_keeps_the_focus_and_gives_it_back(phone):
    opener = phone.get_by_role("button", name="Filtres")
    expect(drawer(phone)).to_have_count(0)
    opener.focus()
    phone.keyboard.press("Enter")
    expect(drawer(phone)).to_be_visible()
    assert drawer(phone).get_attribute("aria-modal") == "true"
    assert drawer(phone).evaluate("e => e.contains(document.activeElement)")
    seen = set()
    for _ in range(40):
        phone.keyboard.press("Tab")
        place = phone.evaluate(
            "[document.activeElement === document.body || document.querySelector('[aria-modal]')"
            ".contains(document.activeElement), document.activeElement.outerHTML.slice(0, 80)]"
        )
        assert place[0], f"the focus left the drawer: {place[1]}"
        seen.add(place[1])
    assert len(seen) > 5
    phone.keyboard.press("Escape")
    expect(drawer(phone)).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_territory_button_opens_the_drawer_on_its_search(window, phone):
    phone.locator("[data-drawer=territory]").click()
    expect(phone.get_by_role("searchbox")).to_be_focused()
    phone.get_by_role("searchbox").fill("breta")
    phone.keyboard.press("Enter")
    window.settle()
    assert window.query == "t=R53"
    expect(drawer(phone)).to_have_count(0)
    expect(phone.locator("[data-drawer=territory]")).to_contain_text("Bretagne")
    expect(phone.locator("#acces-sentence")).to_contain_text("Bretagne")


def test_filters_chosen_in_the_drawer_apply_behind_it(window, phone):
    phone.get_by_role("button", name="Filtres").click()
    drawer(phone).get_by_role("radio", name="Actifs occupés").check(force=True)
    window.settle()
    assert window.query == "lec=ao"
    drawer(phone).get_by_role("button", name="Voir les résultats").click()
    expect(drawer(phone)).to_have_count(0)
    expect(phone.get_by_role("button", name="Filtres (1)")).to_be_focused()


def test_the_drawer_by_touch(chromium, site):
    """A telephone of its own: no mouse, no keyboard."""
    context = chromium.new_context(viewport=PHONE, locale="fr-FR", has_touch=True, is_mobile=True)
    window = Window(context, site)
    window.open()
    page = window.page
    page.get_by_role("button", name="Filtres").tap()
    expect(drawer(page)).to_be_visible()
    drawer(page).locator("[data-pop=profile] summary").tap()
    drawer(page).locator("label", has_text="Femmes").tap()
    drawer(page).locator("label", has_text="Demandeurs d’emploi").tap()
    window.settle()
    assert window.query == "lec=de&sexe=F"
    drawer(page).get_by_role("button", name="Voir les résultats").tap()
    expect(drawer(page)).to_have_count(0)
    expect(page.locator("#acces-sentence")).to_contain_text("demandeurs d’emploi")
    assert page.evaluate("innerWidth") == PHONE["width"], "nothing widens the page of a telephone"
    page.get_by_role("button", name="Menu").tap()
    expect(page.locator("#menu")).to_be_visible()
    assert window.foreign == [] and window.errors == []
    context.close()


def test_sections_of_the_drawer_open_one_under_the_other(window, phone):
    phone.get_by_role("button", name="Filtres").click()
    for name in ("period", "operators", "profile"):
        phone.locator(f"#filters [data-pop={name}] summary").click()
    expect(phone.locator("#filters details[open]")).to_have_count(3)
    assert overflow(window)[0] <= 0


def test_the_drawer_closes_when_the_window_grows(window, phone):
    phone.get_by_role("button", name="Filtres").click()
    expect(drawer(phone)).to_be_visible()
    phone.set_viewport_size({"width": 1366, "height": 768})
    expect(drawer(phone)).to_have_count(0)
    assert phone.locator("[inert]").count() == 0
    phone.locator("#filters [data-pop=profile] summary").click()
    expect(phone.locator("#filters [data-pop=profile] .panel")).to_be_visible()


def test_the_menu_of_the_phone(window, phone):
    menu = phone.get_by_role("button", name="Menu")
    expect(phone.locator("#menu")).to_be_hidden()
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    phone.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()
    menu.click()
    phone.locator("#menu").get_by_role("link", name="Méthode").click()
    expect(phone.get_by_role("heading", level=1, name="Méthode")).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "niv=dep&t=R76&lec=de&ope=ml-ce-apec-reg&sexe=F&age=a45&qua=q5&nn=3",
        "vue=tuiles&serie=tableau",
        "vue=tableau&t=R93",
        "du=2016-01&au=2017-12",
        "du=2015-01&au=2015-12&ope=ml",
        "t=R76&projection=1",
    ],
)
def test_nothing_overflows(window, page, query):
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        window.travel(query)
        beyond, wide = overflow(window)
        assert beyond <= 0 and wide == [], width


def test_the_method_does_not_overflow_either(window, page):
    window.open(path="/methode")
    for width in (320, 390, 683):
        page.set_viewport_size({"width": width, "height": 800})
        beyond, wide = overflow(window)
        assert beyond <= 0 and wide == [], width


# Tables that scroll sideways on a phone; a matrix, whose columns are compared, may.
SIDEWAYS = """() => [...document.querySelectorAll("main .scroll")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && !e.closest(".heat")).map((e) => e.getAttribute("aria-label"))"""


@pytest.mark.parametrize(
    "address",
    [
        "/comparer?t=R76&t2=R93&ecart=tableau&ent=tableau&pt=tableau&std=tableau",
        "/territoires?t=R76&lieux=tableau&couv=tableau",
        "/territoires?t=R76&terr=score",
        "/profils?t=R76&profil=tableau&dv=tableau",
    ],
)
def test_no_table_of_figures_scrolls_sideways_on_a_phone(window, page, address):
    page.set_viewport_size(PHONE)
    window.travel(address.partition("?")[2], address.partition("?")[0])
    page.locator("main .scroll .result, main .scroll .areas").first.wait_for()
    assert page.evaluate(SIDEWAYS) == []


def test_a_folded_row_says_the_head_of_each_figure(window, page):
    page.set_viewport_size(PHONE)
    window.travel("t=R76&pt=tableau", "/comparer")
    row = page.locator("#comparer-portrait .folds tbody tr").first
    heads = page.locator("#comparer-portrait .folds thead th").all_text_contents()
    shown = "e => [...e.querySelectorAll('td')].map((td) => getComputedStyle(td, '::before').content)"
    assert [text.split('"')[1] for text in row.evaluate(shown)] == heads[1:]
    page.set_viewport_size({"width": 1366, "height": 768})
    assert set(row.evaluate(shown)) == {"none"}


def test_card_menus_open_inside_the_phone(window, page):
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        window.settle()
        for summary in page.locator(".card details summary").all():
            summary.click()
            panel = page.locator("details[open] .panel")
            expect(panel).to_be_visible()
            box, name = panel.bounding_box(), summary.get_attribute("aria-label")
            assert box["height"] > 100, f"{name}: the panel is crushed"
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, name
            page.keyboard.press("Escape")


def test_the_drawer_fits_at_320(window, page):
    page.set_viewport_size({"width": 320, "height": 640})
    window.settle()
    page.get_by_role("button", name="Filtres").click()
    for name in ("period", "territory", "operators", "profile"):
        page.locator(f"#filters [data-pop={name}] summary").click()
    assert overflow(window)[0] <= 0
    box = drawer(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320


@pytest.mark.parametrize("width", [390, 768, 1024])
def test_targets_are_large_enough_for_a_finger(window, page, width):
    page.set_viewport_size({"width": width, "height": 844})
    window.settle()
    assert page.evaluate(CROWDED) == []


def test_a_hundred_departments_scroll_in_their_card(window, phone):
    window.travel("niv=dep")
    body = phone.locator("#compare .card-body")
    assert body.evaluate("e => e.clientHeight") <= 0.7 * PHONE["height"] + 1
    assert phone.evaluate("document.documentElement.scrollHeight") < 4_000
    phone.locator("#compare tbody button").first.focus()
    phone.keyboard.press("End")
    last = phone.locator("#compare tbody button").last
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()


def test_the_breaks_are_named_under_the_series_of_a_phone(window, phone):
    listed = phone.locator("#series-graph .annotation").filter(has_text="missions locales entrent")
    expect(listed).to_contain_text("2 : Les missions locales entrent dans le champ".replace(" :", "\u00a0:"))
    expect(listed).to_contain_text("Janvier 2016")


def test_the_map_is_drawn_on_a_phone(window, phone):
    expect(phone.locator("#map-graph .choroplethlayer .trace").first.locator("path")).to_have_count(18)
    box = phone.locator("#map-graph .main-svg").first.bounding_box()
    assert box["width"] <= 390


def test_the_page_is_read_at_twice_its_size(window, page):
    """Zoom 200 % on a 1366 screen is a window of 683 pixels."""
    page.set_viewport_size({"width": 683, "height": 384})
    window.settle()
    assert overflow(window)[0] <= 0
    expect(page.get_by_role("button", name="Filtres")).to_be_visible()
    expect(page.locator("#compare tbody tr").first).to_be_attached()
