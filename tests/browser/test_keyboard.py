"""The keyboard alone: every control is reached in the order of the page, and seen when it is."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

# What has the focus: its role in the walk, its name, and whether the eye sees that it has it.
HERE = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const shown = (x, part) => {
    if (!x) return false;
    const style = getComputedStyle(x, part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const holder = e.type === "radio" || e.type === "checkbox" ? e.nextElementSibling || e.parentElement : e;
  const label = e.closest("label")?.querySelector("span, .field-label");
  const box = (e.closest("label") || e).getBoundingClientRect();
  return {
    name: (e.getAttribute("aria-label") || label?.textContent || e.innerText || "").replace(/\\s+/g, " ").trim(),
    ring: shown(e) || shown(holder) || shown(e.closest("label")),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    group: e.name || "",
    roving: !!e.closest("[data-roving]"),
    key: e.dataset.walk || (e.dataset.walk = Math.random().toString(36)),
  };
}"""
# Everything that can be operated now and should be a stop: one per group of radios, one per group of arrows.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, summary, select, input, [tabindex='0']")].filter((e) =>
    e.type !== "hidden" && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !e.closest("[inert]"));
  const seen = new Set();
  return all.filter((e) => {
    const group = e.type === "radio" ? "radio " + e.name : e.closest("[data-roving]");
    if (!group || !(e.type === "radio" || e.tagName === "BUTTON")) return true;
    if (seen.has(group)) return false;
    seen.add(group);
    return true;
  }).length;
}"""

# The walk through the page at its defaults, as it was recorded.
WALK = [
    "Aller au contenu",
    "Observatoire CEP",
    "Accès",
    "Profils",
    "Recours",
    "Territoires",
    "Comparer",
    "Données",
    "Méthode",
    "Séance",
    "Thème sombre",
    "En savoir plus",
    "Période 2017",
    "Territoire France",
    "Ensemble",
    "Opérateurs tous",
    "Profil tous",
    "Projeter",
    "Partager",
    "Définitions et sources, carte",
    "Télécharger, carte",
    "Ajouter à la séance, carte",
    "Plein écran, carte",
    "Carte",
    "Voir les départements",
    "Non localisées : pourquoi ?",
    "Définitions et sources, comparaison",
    "Télécharger, comparaison",
    "Ajouter à la séance, comparaison",
    "Plein écran, comparaison",
    "France",
    "Entonnoir",
    "Définitions et sources, série",
    "Télécharger, série",
    "Ajouter à la séance, série",
    "Plein écran, série",
    "Courbe",
    "Tout le champ",
    "Registre des ruptures",
    "Méthode",
    "Accessibilité",
]


def walk(page, most=200):
    """Every stop of Tab, from the top of the page to its end."""
    stops, keys = [], set()
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here["key"] in keys:
            return stops
        keys.add(here["key"])
        stops.append(here)
    raise AssertionError("the focus never comes back")


def test_the_walk_through_the_page(window, page):
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }")
    window.open()
    page.bring_to_front()
    stops = walk(page)
    assert [s["name"].replace("\u202f", " ").replace("\xa0", " ") for s in stops] == WALK
    assert len(stops) == page.evaluate(STOPS), "something can be clicked that Tab does not reach"
    assert [s["name"] for s in stops if not s["ring"]] == [], "the focus is not seen"
    assert [s["name"] for s in stops if not s["inside"]] == [], "the focus is out of the window"


def test_the_walk_with_everything_filtered(window, page):
    """Chips, trail, notice buttons and table rows join the walk."""
    window.open("niv=dep&t=D31&lec=de&sexe=F&vue=tableau&serie=tableau")
    page.bring_to_front()
    stops = walk(page)
    names = [s["name"].replace("\xa0", " ") for s in stops]
    for name in ("Retirer le filtre : Femmes", "Tout effacer", "Occitanie", "Toutes les régions"):
        assert name in names
    assert len(stops) == page.evaluate(STOPS)
    assert [s["name"] for s in stops if not s["ring"]] == []


@pytest.mark.parametrize(
    "address",
    [
        "/profils?t=R76",
        "/comparer?t=R76&ent=tableau&pt=regions",
        "/territoires?niv=dep&lieux=tableau",
        "/territoires?t=D48&niv=dep&terr=hypothese",
    ],
)
def test_the_walk_through_the_other_pages(window, page, address):
    """Tab alone reaches all, with few stops: the names of a table are one, in which arrows move."""
    window.open(address.partition("?")[2], address.partition("?")[0])
    page.bring_to_front()
    stops = walk(page)
    assert len(stops) == page.evaluate(STOPS) and len(stops) < 75
    assert [s["name"] for s in stops if not s["ring"]] == [], "the focus is not seen"
    assert [s["name"] for s in stops if not s["inside"]] == [], "the focus is out of the window"


def test_the_names_of_a_twin_are_walked_with_the_arrows(window, page):
    window.travel("t=R76&ent=tableau", "/comparer")
    names = page.locator("#comparer-funnel tbody .go")
    expect(names.and_(page.locator("[tabindex='0']"))).to_have_text("Occitanie")
    names.first.focus()
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    window.settle()
    assert parse_qs(window.query)["t"] != ["R76"]


def test_the_walk_through_the_method(window, page):
    window.open(path="/methode")
    page.bring_to_front()
    stops = walk(page)
    assert len(stops) == page.evaluate(STOPS)
    assert [s["name"] for s in stops if not s["ring"]] == []


def test_the_first_stop_skips_to_the_content(window, page):
    window.open()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#contenu').contains(document.activeElement)")


def test_the_rows_of_the_table_move_by_arrows(window, page):
    first = page.locator("#compare .go").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.set")
    page.keyboard.press("Enter")
    window.settle()
    assert window.query == chosen
    assert page.evaluate("document.activeElement.dataset.set") == chosen
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#compare .go").last).to_be_focused()


def test_a_reading_is_chosen_by_arrows(window, page):
    page.get_by_role("radio", name="Ensemble").focus()
    page.keyboard.press("ArrowRight")
    window.settle()
    assert window.query == "lec=de"
    expect(page.get_by_role("radio", name="Demandeurs d’emploi")).to_be_focused()


def test_a_card_menu_opens_closes_and_gives_the_focus_back(page):
    for card in ("map", "compare", "series"):
        for kind in ("Définitions", "Télécharger"):
            button = page.locator(f"#{card} summary[aria-label^={kind}]")
            button.focus()
            page.keyboard.press("Enter")
            panel = page.locator(f"#{card} details[open] .panel")
            expect(panel).to_be_visible()
            page.keyboard.press("Tab")
            assert panel.evaluate("e => e.contains(document.activeElement)")
            page.keyboard.press("Escape")
            expect(panel).to_have_count(0)
            expect(button).to_be_focused()


def test_a_file_is_chosen_from_the_keyboard(page):
    page.locator("#compare summary[aria-label^=Télécharger]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith("-tableur.csv")


def test_a_change_is_announced(window, page):
    """The sentence is a live region: what a choice changes is said without moving the focus."""
    assert page.locator("#acces-sentence").get_attribute("aria-live") == "polite"
    assert page.locator("#live").get_attribute("role") == "status"
    assert page.locator("#problems").get_attribute("role") == "status"
