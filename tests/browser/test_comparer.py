"""Page Comparer in the browser: states, views, keyboard, files, axe; no request leaves, nothing complains."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import MENU, SIZES, violations

CARDS = ("explained", "funnel", "portrait", "standard", "similar")
BREAK = "t=R76&du=2016-01&au=2017-12"
TABLES = "t=R76&pt=regions&std=classement&ent=tableau&ecart=tableau"
STATES = ["t=R76&t2=R93", "t=D31&niv=dep", "", BREAK, "t=R06&du=2013-01&au=2013-12"]
MISSING = re.compile(r"\b(nan|NaN|None|undefined|null)\b")


@pytest.fixture
def home():
    return "/comparer"


def ask(window, query):
    window.travel(query, "/comparer")


def texts(page, card):
    return page.locator(f"#comparer-{card}-graph text").all_text_contents()


def test_a_region_is_explained_in_a_sentence_and_a_cascade(window, page):
    ask(window, "t=R76")
    expect(page.locator("#comparer-sentence")).to_contain_text("Occitanie")
    expect(page.locator("#comparer-sentence")).to_contain_text("que la France")
    drawn = texts(page, "explained")
    # Its two ends say what they leave out: they are lower than the rates of the page.
    assert any(text.startswith("Occitanie") and "hors statut inconnu" in text for text in drawn)
    assert "Demandeurs d’emploi" in drawn and "Qui y vit (composition)" in drawn
    assert page.locator("#comparer-explained-graph .bars path").count() == 4
    expect(page.locator("#comparer-explained-foot")).to_contain_text("ne prouve pas une cause")
    expect(page.locator("#comparer-funnel-foot")).to_contain_text("est du bruit")
    assert "Occitanie" in texts(page, "funnel")


def test_france_alone_says_what_to_choose_and_one_click_does_it(window, page):
    offered = page.locator("#comparer-explained-empty button")
    expect(offered).to_have_count(8)
    expect(page.locator("#comparer-explained .picture")).to_be_hidden()
    name = offered.first.inner_text()
    offered.first.click()
    window.settle()
    assert re.fullmatch(r"t=R\d\d", window.query)
    expect(page.locator("#comparer-sentence strong").first).to_have_text(name)
    expect(page.locator("#comparer-explained .picture")).to_be_visible()


def test_the_axis_is_chosen_among_those_available_and_the_address_keeps_it(window, page):
    ask(window, "t=R76")
    page.locator("#comparer-explained-axes").get_by_role("button", name="Sexe", exact=True).click()
    window.settle()
    assert window.query == "t=R76&axe=sexe"
    assert "Femmes" in texts(page, "explained")
    expect(page.locator("#comparer-standard-title")).to_contain_text("À sexe égal")
    page.go_back()
    window.settle()
    assert window.query == "t=R76"
    assert "Demandeurs d’emploi" in texts(page, "explained")
    ask(window, "t=D31&niv=dep")
    expect(page.locator("#comparer-explained-axes")).to_contain_text("statut d’emploi")
    expect(page.locator("#comparer-explained-axes button")).to_have_count(0)


def test_the_reference_and_the_second_territory_are_chosen_in_the_bar(window, page):
    ask(window, "t=R76")
    page.locator("#filters [data-pop=benchmark] summary").click()
    page.get_by_label("Comparer à").select_option("R24")
    window.settle()
    page.keyboard.press("Escape")
    assert window.query == "t=R76&avec=R24"
    expect(page.locator("#comparer-sentence")).to_contain_text("que le Centre-Val de Loire")
    page.locator("#comparer-similar-list").get_by_role("button", name=re.compile("^Placer")).first.click()
    window.settle()
    assert "t2=R" in window.query
    expect(page.locator(".chips .chip")).to_have_count(3)
    page.locator(".chips").get_by_role("button", name=re.compile("Comparé à")).click()
    window.settle()
    assert "avec" not in window.query


def test_choosing_the_reference_as_territory_gives_france_back(window, page):
    ask(window, "t=R76&avec=R93&t2=R84")
    page.locator("#filters [data-pop=territory] summary").click()
    page.locator('#territory-list [data-set="t=R93"]').click()
    window.settle()
    page.keyboard.press("Escape")
    assert window.query == "t=R93&t2=R84"
    page.locator("#filters [data-pop=territory] summary").click()
    page.locator('#territory-list [data-set="t=R84"]').click()
    window.settle()
    assert window.query == "t=R84"
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    "query", ["t=R76&t2=R93", "t=D31&niv=dep", "", "t=R76&du=2016-01&au=2017-12", "t=R06&du=2013-01&au=2013-12"]
)
@pytest.mark.parametrize("view", ["ecart=tableau&ent=tableau&pt=tableau&std=tableau", "pt=regions&std=classement", ""])
def test_every_view_survives_every_state(window, page, query, view):
    ask(window, "&".join(filter(None, (query, view))))
    text = page.locator("main").inner_text()
    assert not MISSING.search(text)
    assert len(text) > 1000


def test_a_break_is_refused_and_one_click_repairs(window, page):
    ask(window, BREAK)
    notice = page.locator("#comparer-notice")
    expect(notice.get_by_role("heading")).to_have_text("La période contient une rupture de série")
    expect(page.locator("#comparer-explained-empty")).to_contain_text("rupture de série")
    notice.get_by_role("button", name="Voir 2017").click()
    window.settle()
    assert window.query == "t=R76"
    expect(notice.get_by_role("heading")).to_have_count(0)


def test_the_panel_of_a_card_is_of_the_question_that_it_was_opened_on(window, page):
    ask(window, "t=R76&lec=de")
    opener = page.locator("#comparer-funnel summary[aria-label^=Définitions]")
    panel = page.locator("#comparer-funnel-info")
    opener.focus()
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("Chômeurs de 15 à 64 ans au sens du recensement")
    page.get_by_role("radio", name="Actifs occupés").check(force=True)
    window.settle()
    expect(panel).to_be_hidden()
    opener.click()
    expect(panel).to_contain_text("Actifs de 15 à 64 ans ayant un emploi")
    expect(panel).not_to_contain_text("Chômeurs")
    ask(window, "t=R76")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("query", ["niv=dep&t=R76", "du=2016-01&au=2016-12&niv=dep"])
def test_a_point_of_the_funnel_names_its_area(window, page, query):
    ask(window, f"{query}&ent=tableau")
    page.locator("#comparer-funnel-tableau [data-rows]").click()
    window.settle()
    rows = page.locator("#comparer-funnel-tableau tbody tr").all_inner_texts()
    rates = {cells[0]: cells[2] for cells in (row.split("\t") for row in rows)}
    ask(window, query)
    named = 0
    points = page.locator("#comparer-funnel-graph .points path")
    for at in range(0, points.count(), 9):
        points.nth(at).scroll_into_view_if_needed()
        box = points.nth(at).bounding_box()
        page.mouse.move(0, 0)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        label = page.locator("#comparer-funnel-graph .hoverlayer text.nums")
        label.first.wait_for()
        name, rate = (line.strip() for line in label.first.locator("tspan").all_text_contents()[-2:])
        assert rates[name] == rate.removesuffix("\u202f‰"), name
        named += 1
    assert named > 9


def test_a_click_on_the_funnel_chooses_the_territory(window, page):
    point = page.locator("#comparer-funnel-graph .points path").nth(10)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator("#comparer-funnel-graph .hoverlayer text").first.wait_for()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.settle()
    assert re.fullmatch(r"t=R\d\d", window.query)


def test_the_keyboard_changes_views_and_rows(window, page):
    ask(window, "t=R76&ent=tableau")
    switch = page.get_by_role("radiogroup", name="Vue du profil territorial")
    switch.get_by_role("radio", name="Graphique").focus()
    page.keyboard.press("ArrowRight")
    window.settle()
    assert "pt=regions" in window.query
    row = page.locator("#comparer-funnel-tableau").get_by_role("button", name="Bretagne")
    row.focus()
    page.keyboard.press("Enter")
    window.settle()
    assert "t=R53" in window.query


@pytest.mark.parametrize("card", CARDS)
def test_files_hold_what_is_shown_and_say_where_it_comes_from(window, page, card):
    ask(window, "t=R76")
    options = page.locator(f"#comparer-{card} .panel.menu:visible")
    for label, start in (("Image PNG", b"\x89PNG"), ("CSV, recherche", b"area,")):
        page.locator(f"#comparer-{card} summary[aria-label^=Télécharger]").click()
        with page.expect_download() as waiting:
            options.get_by_text(label).click()
        content = Path(waiting.value.path()).read_bytes()
        assert content.startswith(start)
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert rows and all("/comparer?" in row["permalink"] and "t=R76" in row["permalink"] for row in rows)


def test_the_menu_carries_the_question_between_pages(window, page):
    ask(window, "t=R76&avec=R93&pt=regions")
    page.get_by_role("link", name="Accès", exact=True).click()
    window.settle()
    assert page.url.endswith("/?t=R76")
    page.get_by_role("link", name="Comparer", exact=True).click()
    window.settle()
    assert page.url.endswith("/comparer?t=R76")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(window, page, theme, size):
    if theme == "dark":
        page.locator("[data-theme-toggle]").click()
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for query in (
        "t=R76&t2=R93",
        "t=R76&pt=regions&std=classement&ent=tableau&ecart=tableau",
        "",
        "t=R76&du=2016-01&au=2017-12",
    ):
        ask(window, query)
        assert violations(page) == [], query
    if size == "desk":
        for name in ("benchmark", "second", "equivalence"):
            page.locator(f"#filters [data-pop={name}] summary").click()
            assert violations(page, MENU) == [], name
        page.keyboard.press("Escape")
        for place in page.locator(".card summary").all():
            place.click()
            window.settle()
            assert violations(page, MENU) == [], place.get_attribute("aria-label")
        assert violations(page) == []
        page.keyboard.press("Escape")


def test_nothing_overflows_a_phone(window, page):
    page.set_viewport_size({"width": 320, "height": 700})
    for query in ("t=R76&t2=R93", "t=R76&pt=regions&std=tableau&ent=tableau&ecart=tableau"):
        ask(window, query)
        assert window.until("document.documentElement.scrollWidth <= innerWidth"), query


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
@pytest.mark.parametrize(
    ("query", "card"),
    [
        ("", "explained"),
        ("t=R76", "explained"),
        ("t=R76", "standard"),
        ("t=R76&std=classement", "standard"),
        ("t=R76&std=tableau", "standard"),
        ("niv=dep", "similar"),
    ],
)
def test_a_card_alone_on_the_screen_keeps_its_foot_and_fills_the_rest(window, page, query, card, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    ask(window, query)
    opener = page.locator(f"#comparer-{card} [data-fullscreen]")
    opener.click()
    assert window.until("!!document.querySelector('.card:fullscreen, .card.filling')")
    window.settle()
    # A chart takes a moment to be drawn at its new size.
    assert window.until(
        f"""[...document.querySelectorAll("#comparer-{card} .card-foot p")].every(p => {{
            const box = p.getBoundingClientRect();
            return p.contains(document.elementFromPoint(box.left + 20, box.top + 8));
        }})"""
    )
    if card == "standard":
        body = page.locator("#comparer-standard .card-body").bounding_box()
        shown = page.locator("#comparer-standard :is(.picture, .scroll):visible").first.bounding_box()
        assert shown["y"] + shown["height"] <= body["y"] + body["height"] + 1
    opener.click()
    window.settle()


def test_no_text_of_the_ranking_is_cut_in_half_a_card(window, page):
    for width in (1024, 1240, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        ask(window, "niv=dep&t=D31&std=classement")
        window.settle()
        cut = page.evaluate(
            """() => {
                const box = document.querySelector("#comparer-standard-ranking").getBoundingClientRect();
                return [...document.querySelectorAll("#comparer-standard-ranking text")].filter(text => {
                    const at = text.getBoundingClientRect();
                    return at.width && (at.left < box.left - 1 || at.right > box.right + 1);
                }).map(text => text.textContent);
            }"""
        )
        assert cut == [], width
    # The longest name, in bold, ends before the figure of its row.
    page.set_viewport_size({"width": 1024, "height": 768})
    ask(window, "t=R93&std=classement")
    window.settle()
    assert window.until(
        """(() => {
            const all = [...document.querySelectorAll("#comparer-standard-ranking text")];
            const name = all.find(text => text.textContent.startsWith("Provence")).getBoundingClientRect();
            return all.map(text => text.getBoundingClientRect()).every(at =>
                Math.abs(at.top - name.top) > 3 || at.left <= name.left || at.left >= name.right);
        })()"""
    )


def test_the_furthest_territories_are_all_in_sight_on_a_phone(window, page):
    page.set_viewport_size({"width": 390, "height": 844})
    for query in ("", "niv=dep"):
        ask(window, query)
        hidden = page.evaluate(
            """() => { const box = document.querySelector("#comparer-explained-empty .scroll");
                return box.scrollHeight - box.clientHeight; }"""
        )
        assert hidden <= 1
