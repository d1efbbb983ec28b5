"""The room of a commission: its ten slides at two sizes, its keys, the network cut, and the deck in preparation."""

import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from callbacks.pages import FILTERED
from callbacks.slides import cards_of
from callbacks.territoires import TERRITOIRES
from deck.default import default_deck
from deck.file import read_file, write_file
from deck.link import read_link
from deck.slides import MOST_SLIDES
from filters import Period
from geo.areas import AREAS
from layouts.recours import CARDS as SECTIONS
from tests.browser.test_accessibility import violations

FULL = {"width": 1920, "height": 1080}
OLD = {"width": 1024, "height": 768}
# Every text of the slide and around it: its size on the screen, and whether it leaves the screen or its slide.
TEXTS = """() => {
  const room = document.getElementById("seance-room");
  const walker = document.createTreeWalker(room, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest(".sr, dialog, caption, td.iv")) continue;
    if (!holder.checkVisibility({ checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const fit = holder.closest(".fit");
    const scale = fit ? new DOMMatrix(getComputedStyle(fit).transform).a : 1;
    const within = (holder.closest(".slide-body") || room).getBoundingClientRect();
    found.push({ text: node.data.trim().slice(0, 40), size: parseFloat(getComputedStyle(holder).fontSize) * scale,
      out: box.bottom > within.bottom + 2 || box.right > within.right + 2 || box.left < within.left - 2 });
  }
  return found;
}"""
# Milliseconds from a key to what follows the paint of the slide, the better of two passes of nine.
PACE = """async () => {
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage("");
  }));
  const times = [];
  for (let pass = 0; pass < 2; pass++) {
    press("Home");
    for (let i = 0; i < 9; i++) {
      await painted();
      const from = performance.now();
      press("ArrowRight");
      await painted();
      times[i] = Math.min(times[i] ?? Infinity, performance.now() - from);
    }
  }
  return times;
}"""
NEWER = """() => {
  const real = window.fetch;
  const newer = () => Promise.resolve(Response.json({ release: "0123456789ab" }));
  window.fetch = (address, ...more) => (address === "/api/v1/" ? newer() : real(address, ...more));
}"""
# A browser as one that never held a session.
FORGET = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  for (const guardian of await navigator.serviceWorker.getRegistrations()) await guardian.unregister();
  await caches.delete("cep-seance");
}"""


@pytest.fixture
def prepared(window, page):
    """The page Séance of a browser that has no deck yet: the default one of France."""
    page.evaluate(FORGET)
    window.open(path="/seance")
    expect(page.locator("#seance-list li")).to_have_count(10)
    yield page
    page.evaluate(FORGET)


@pytest.fixture
def enter(window, prepared):
    def start(size=FULL):
        prepared.set_viewport_size(size)
        prepared.locator("[data-seance=start]").click()
        expect(prepared.locator("#seance-room[aria-busy=false] .room-place")).to_have_text("1 / 10")
        return prepared

    return start


@pytest.mark.parametrize(
    ("size", "least", "area"), [(FULL, 24, "R76"), (OLD, 16, "FR")], ids=["1080p-region", "1024x768-france"]
)
def test_the_ten_slides_are_legible_and_whole(prepared, enter, size, least, area):
    if area != "FR":
        prepared.locator("#seance-area").select_option(area)
        expect(prepared.locator(f"#seance-list .heading[href*='t={area}']")).to_have_count(10)
    page = enter(size)
    for place in range(1, 11):
        expect(page.locator(".room-place")).to_have_text(f"{place} / 10")
        texts = page.evaluate(TEXTS)
        assert len(texts) > 20, place
        assert [t for t in texts if t["size"] < least] == [], place
        assert [t for t in texts if t["out"]] == [], place
        assert page.locator(".slide.cut, .slide-problem").count() == 0
        expect(page.locator(".room-head .label")).to_have_text("Données de démonstration, simulées")
        page.keyboard.press("ArrowRight")


def test_keys_and_panels(window, enter):
    page = enter()
    place = page.locator(".room-place")
    for key, shown in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("PageUp", 1),
        ("End", 10),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        expect(place).to_have_text(f"{shown} / 10")
    page.keyboard.press("p")
    expect(page.locator("#seance-stage .choroplethlayer path").first).to_be_visible()
    expect(page.locator("#seance-stage .tiles")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.locator("#seance-stage .tiles")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#seance-sources")).to_contain_text("Insee, recensement 2018")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#seance-sources")).to_be_hidden()
    page.keyboard.press("t")
    expect(page.locator("#seance-said")).to_contain_text("déjà ses chiffres en tableau")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    expect(page.locator("#seance-table td").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("#seance-help").get_by_role("button", name="Dernière diapositive").click()
    expect(place).to_have_text("10 / 10")
    assert violations(page) == []
    expect(page.locator("#seance-room")).to_have_class("markup room still", timeout=5_000)
    page.mouse.move(400, 400)
    expect(page.locator("#seance-room")).to_have_class("markup room")
    page.keyboard.press("Escape")
    expect(page.locator(".header")).to_be_visible()
    expect(page.locator("[data-seance=start]")).to_be_focused()


def test_the_territory_of_the_whole_deck_and_the_network_cut(window, context, enter):
    page = enter()
    page.keyboard.press("r")
    page.locator("#seance-other").select_option("R53")
    page.locator("[data-seance=move]").click()
    expect(page.locator("#seance-slide-title")).to_contain_text("Bretagne")
    expect(page.locator("#seance-territory")).to_be_hidden()
    # What the room says when its files are kept, which a network cut before would leave undone.
    page.keyboard.press("?")
    expect(page.locator(".kept")).to_contain_text("même sans réseau", timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator(".kept")).to_be_hidden()
    window.requests.clear()
    context.set_offline(True)
    try:
        for place in range(2, 11):
            page.keyboard.press("ArrowRight")
            expect(page.locator(".room-place")).to_have_text(f"{place} / 10")
            expect(page.locator("#seance-stage .fit")).not_to_be_empty()
        assert max(page.evaluate(PACE)) < 100
        page.set_viewport_size(OLD)
        expect(page.locator("#seance-stage .fit")).not_to_be_empty()
        assert window.requests == []
        page.keyboard.press("r")
        page.locator("[data-seance=move]").click()
        expect(page.locator("#seance-territory")).to_contain_text("La séance garde ses diapositives")
        page.keyboard.press("Escape")
        title = page.locator("#seance-slide-title").inner_text()
        page.keyboard.press("?")
        expect(page.locator(".kept")).to_contain_text("même sans réseau", timeout=30_000)
        place = page.locator(".room-place").inner_text()
        page.reload()
        expect(page.locator("#seance-room[aria-busy=false] .room-place")).to_have_text(place)
        expect(page.locator("#seance-slide-title")).to_have_text(title)
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Reprendre la séance figée")).to_be_focused()
        assert violations(page) == []
    finally:
        context.set_offline(False)
    window.open(path="/seance")
    expect(page.get_by_role("button", name="Reprendre la séance figée")).to_be_visible()
    window.errors.clear()  # the questions refused by the cut network


def test_any_card_of_any_page_is_whole_on_an_old_screen(window, prepared):
    view = {card.card: f"!volet.{name}" for name, cards in SECTIONS.items() for card in cards}
    view |= {f"territoires-{name}": f"!terr.{name}" for name in ("score", "hypothese")}
    parts = [f"{c.card}{view.get(c.card, '')}!t.R76" for p in FILTERED for c in p.cards]
    page, cut = prepared, set()
    page.set_viewport_size(OLD)
    for shown in (parts[:MOST_SLIDES], parts[MOST_SLIDES:]):
        window.open(f"d={quote('~'.join(['1', 'Tout', *shown]))}", "/seance")
        page.locator("[data-seance=start]").click()
        place = page.locator("#seance-room[aria-busy=false] .room-place")
        expect(place).to_have_text(f"1 / {len(shown)}", timeout=30_000)
        for part in shown:
            texts = page.evaluate(TEXTS)
            assert [t for t in texts if t["size"] < 16 or t["out"]] == [], part
            assert page.locator(".slide-problem").count() == 0
            cut |= {part.split("!")[0]} if page.locator(".slide.cut").count() else set()
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
    # Tables of more than a slide, of which the rows left out are counted.
    assert cut <= {"profils-chaleur", "recours-figures"}


def test_a_page_on_paper_is_a_slide(window, prepared):
    prepared.emulate_media(color_scheme="dark")
    sheets = prepared.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 10
    boxes = {tuple(round(float(x)) for x in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", sheets)}
    assert boxes == {(0, 0, 960, 540)}
    assert prepared.locator(".paper").count() == 0
    expect(prepared.locator("#seance-list li")).to_have_count(10)


def test_newer_data_are_said_and_not_taken(window, enter):
    page = enter()
    # In the page: a request that the guardian sees does not come to Playwright.
    page.evaluate(NEWER)
    page.evaluate("window.cepRoom.look()")
    expect(page.locator(".newer")).to_have_text("Données plus récentes\u00a0: version 0123456789ab")
    expect(page.locator(".room-source")).not_to_contain_text("0123456789ab")
    window.open(path="/seance")


def test_the_back_button_leaves_the_room_whole(window, enter):
    page = enter()
    expect(page.locator("#nav-seance")).not_to_be_visible()
    window.travel("t=R76")
    expect(page.locator("#nav-seance")).to_be_visible()
    assert page.locator(":root[data-room]").count() == 0


def test_a_card_of_any_page_is_added_and_counted(window, page):
    page.evaluate(FORGET)
    window.travel("t=R76")
    page.get_by_role("button", name="Ajouter à la séance, carte").click()
    expect(page.locator("#live")).to_have_text("Ajoutée à la séance\u00a0: 1 diapositive")
    expect(page.locator("#nav-seance")).to_have_accessible_name("Séance, 1 diapositive")
    link = page.evaluate("window.cepSeance.stored()")
    assert link == "1~Séance~map!du.2017-01!au.2017-12!t.R76"
    window.open("volet=sorties", "/recours")
    page.locator("[data-seance-card]:visible").first.click()
    page.locator("#nav-seance").click()
    expect(page.locator("#seance-list li")).to_have_count(2)
    expect(page.locator("#seance-list .problem")).to_have_text(["", ""])
    page.evaluate(FORGET)


def test_the_views_of_territoires_are_added_with_their_hypothesis(window, page):
    page.evaluate(FORGET)
    hypothesis = "fpole-emploi_demo-pole-emploi-0049~a31555_7"
    added = []
    for view in ("hypothese", "score", "croise"):
        window.open(f"niv=dep&t=D09&terr={view}&hyp={hypothesis}", "/territoires")
        for button in page.locator("[data-seance-card]:visible").all():
            added.append((button.get_attribute("data-seance-card"), view))
            button.click()
    assert {card for card, _ in added} == {card.card for card in TERRITOIRES.cards}
    page.locator("#nav-seance").click()
    expect(page.locator("#seance-list li")).to_have_count(len(added))
    expect(page.locator("#seance-list .problem")).to_have_text([""] * len(added))
    # Written again from what the server read.
    page.get_by_label("Titre propre, diapositive 1", exact=True).fill("Titre")
    page.get_by_label("Titre propre, diapositive 1", exact=True).blur()
    deck, problems = read_link(page.evaluate("window.cepSeance.stored()"), cards_of(FILTERED))
    assert problems == () and deck.slides[0].title == "Titre"
    for slide, (card, view) in zip(deck.slides, added, strict=True):
        filters = slide.filters(Period("2017-01", "2017-12"))
        assert (slide.card, filters.territory_view, str(filters.hypothesis)) == (card, view, hypothesis)
    page.evaluate(FORGET)


def test_a_deck_is_ordered_told_saved_and_reopened(window, prepared, tmp_path):
    page = prepared
    rows = page.locator("#seance-list li")
    first = rows.nth(0).locator(".heading").inner_text()
    rows.nth(0).get_by_role("button", name="Descendre").press("Enter")
    expect(rows.nth(1).locator(".heading")).to_have_text(first)
    expect(rows.nth(1).get_by_role("button", name="Descendre")).to_be_focused()
    rows.nth(1).get_by_label("Titre propre").fill("Un titre ~ à nous*")
    rows.nth(1).get_by_label("Phrase").fill("À dire d’abord.")
    rows.nth(1).get_by_label("Phrase").blur()
    rows.nth(9).get_by_role("button", name="Retirer").click()
    expect(rows).to_have_count(9)
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#seance-state")).to_have_text("Lien de la séance copié.")
    address = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer le fichier").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename.startswith("seance-cep-20")
    cards = {s["card"]: s["path"] for s in json.loads(text)["slides"]}
    saved = read_file(text, cards).saved
    assert saved.deck == read_link(page.evaluate("window.cepSeance.stored()"), cards).deck
    assert saved.deck.slides[1].title == "Un titre ~ à nous*"
    # What a later release would say: the file of another day.
    page.evaluate("localStorage.clear()")
    page.goto(address)
    expect(page.locator("#seance-list li")).to_have_count(9)
    expect(page.locator("#seance-list .heading").nth(1)).to_have_text("Un titre ~ à nous*")
    file = tmp_path / "seance.json"
    file.write_text(text, encoding="utf-8")
    page.locator("#seance-file").set_input_files(file)
    expect(page.locator("#seance-list .then.same")).to_have_count(9)
    first, *others = saved.seen
    older = replace(first, release="0123456789ab", sentence="On comptait 12 entrées.", digest="0" * 64)
    file.write_text(write_file(replace(saved, seen=(older, *others))), encoding="utf-8")
    page.locator("#seance-file").set_input_files(file)
    expect(page.locator("#seance-list .then.changed")).to_contain_text("On comptait 12 entrées.")
    expect(page.locator("#seance-list .then.changed")).to_contain_text("Maintenant, version")
    expect(page.locator("#seance-list .then.same")).to_have_count(8)
    assert violations(page) == []


def test_a_bad_link_and_an_empty_deck_say_what_to_do(window, prepared):
    page = prepared
    window.open(f"d={quote('1~Titre~map!t.R76~carte-perdue')}", "/seance")
    expect(page.locator("#seance-list li")).to_have_count(1)
    expect(page.locator("#seance-problems")).to_contain_text("Diapositive 2")
    expect(page.locator("#problems p")).to_have_count(0)
    page.get_by_role("button", name="Vider").click()
    expect(page.locator("#seance-state")).to_contain_text("Cette séance est vide")
    expect(page.locator("[data-seance=start]")).to_be_disabled()
    assert violations(page) == []
    window.open("d=n%27importe", "/seance")
    expect(page.locator("#seance-problems")).to_contain_text("copiez-le en entier")


def test_the_address_of_a_territory_opens_its_default_deck_and_leaves_the_own_one(window, prepared):
    page = prepared
    own = page.evaluate("window.cepSeance.stored()")
    window.open("t=R76", "/seance")
    expect(page.locator("#seance-title")).to_have_value(default_deck(AREAS["R76"]).title)
    expect(page.locator("#seance-list li")).to_have_count(10)
    expect(page.locator("#seance-area")).to_have_value("R76")
    assert page.evaluate("window.cepSeance.stored()") == own and window.query == "t=R76"
    window.open("t=R*76", "/seance")
    expect(page.locator("#seance-problems")).to_contain_text("R*76\u00a0» n’est pas un territoire")
    expect(page.locator("#seance-list li")).to_have_count(0)
    window.errors[:] = [e for e in window.errors if "/seance/contenu" not in e and "status of 400" not in e]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_preparation_nor_on_the_slides(window, prepared, theme):
    page = prepared
    page.emulate_media(color_scheme=theme)
    window.open(path="/seance")
    expect(page.locator("#seance-list li")).to_have_count(10)
    for size in (FULL, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        assert violations(page) == []
    page.set_viewport_size(FULL)
    page.locator("[data-seance=start]").click()
    expect(page.locator("#seance-room[aria-busy=false] .room-place")).to_have_text("1 / 10")
    for _ in range(10):
        assert violations(page) == []
        page.keyboard.press("ArrowRight")
