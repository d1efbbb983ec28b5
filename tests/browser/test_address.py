"""The address is the state: what it says wrongly, what no longer exists, what is shared."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect


@pytest.fixture
def release(page):
    return page.locator("[data-release]").get_attribute("data-release")


@pytest.mark.parametrize(
    ("query", "said", "kept"),
    [
        ("t=R999", "R999", ""),
        ("t=R76&couleur=bleu", "couleur", "t=R76"),
        ("lec=tout&sexe=F", "tout", "sexe=F"),
        ("du=2018-05&au=2017-01", "finit avant de commencer", ""),
        ("t=R76&niv=", "niv", "t=R76"),
    ],
)
def test_a_wrong_key_is_said_and_the_rest_kept(window, page, query, said, kept):
    window.open(query)
    problems = page.locator("#problems")
    expect(problems).to_be_visible()
    expect(problems).to_contain_text(said)
    assert problems.get_attribute("role") == "status"
    assert window.query == kept, "the address says what is shown"
    expect(page.locator("#map-graph .choroplethlayer .trace").first.locator("path")).to_have_count(18)


def test_an_unknown_territory_shows_france(window, page):
    window.open("t=D99&niv=dep")
    expect(page.locator("#problems")).to_contain_text("D99")
    expect(page.locator("#acces-sentence")).to_contain_text("France")
    assert window.query == "niv=dep"


def test_a_deleted_release_shows_the_current_one(window, page, release):
    window.open("t=R53&v=000000000000")
    expect(page.locator("#problems")).to_contain_text("000000000000")
    expect(page.locator("#problems")).to_contain_text(release)
    expect(page.locator("#acces-sentence")).to_contain_text("Bretagne")
    expect(page.locator(".footer")).to_contain_text(release)


def test_a_good_address_has_no_banner(window, page):
    window.open("niv=dep&t=R76&lec=de&ope=ml-ce")
    expect(page.locator("#problems")).to_be_empty()
    expect(page.locator("#acces-sentence")).to_contain_text("Occitanie")
    assert window.query == "niv=dep&t=R76&lec=de&ope=ml-ce"


def test_markup_in_the_address_stays_text(window, page):
    window.open("t=<img src=x onerror=alert(1)>&<b>=1")
    expect(page.locator("#problems")).to_contain_text("<img src=x")
    assert page.locator("#problems img, #problems b").count() == 0


@pytest.mark.parametrize("path", ["/nulle-part", "/methode/annexe"])
def test_an_unknown_page_is_said_with_a_way_home(window, page, path):
    response = page.goto(window.site + path)
    assert response.status == 404
    expect(page.locator("body")).to_contain_text("n’existe pas")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name=re.compile("page Accès|accueil", re.IGNORECASE)).first.click()
    expect(page.locator("#map-graph .choroplethlayer .trace").first.locator("path")).to_have_count(18)
    window.errors[:] = [e for e in window.errors if "404" not in e]


def test_the_link_shared_reopens_the_same_view(window, page, release):
    window.travel("niv=dep&t=R76&lec=ao&vue=tableau")
    page.get_by_role("button", name="Partager", exact=True).click()
    expect(page.locator("#live")).to_have_text("Lien copié")
    link = page.evaluate("navigator.clipboard.readText()")
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}" == window.site
    view = {"niv": ["dep"], "t": ["R76"], "lec": ["ao"], "vue": ["tableau"]}
    period = {"du": ["2017-01"], "au": ["2017-12"]}
    assert parse_qs(parts.query) == {**view, **period, "v": [release]}
    said = page.locator("#acces-sentence").inner_text()
    rows = page.locator("#map-table tbody tr").all_inner_texts()
    page.goto(link)
    window.settle()
    expect(page.locator("#problems")).to_be_empty()
    assert page.locator("#acces-sentence").inner_text() == said
    assert page.locator("#map-table tbody tr").all_inner_texts() == rows
    assert window.query.endswith(f"v={release}")


def test_leaving_a_release_asks_its_page_anew(window, page, release):
    """Another release may have other months and another default period: the form is not kept."""
    window.travel(f"t=R76&v={release}")
    page.evaluate("window.kept = true")
    with page.expect_event("load"):
        page.get_by_role("link", name="Observatoire CEP").first.click()
    window.settle()
    assert page.evaluate("window.kept") is None
    assert urlsplit(page.url).path == "/" and window.query == ""
    expect(page.locator("#acces-sentence")).to_contain_text("la France")


def test_pages_change_without_loading_and_back_returns(window, page):
    window.travel("t=R76")
    page.evaluate("window.kept = true")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Méthode").click()
    expect(page.get_by_role("heading", level=1, name="Méthode")).to_be_visible()
    window.settle()
    assert urlsplit(page.url).path == "/methode"
    expect(page).to_have_title(re.compile("^Méthode"))
    expect(page.get_by_role("link", name="Méthode").first).to_have_attribute("aria-current", "page")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.go_back()
    window.settle()
    assert urlsplit(page.url).path == "/" and window.query == "t=R76"
    expect(page.locator("#acces-sentence")).to_contain_text("Occitanie")
    expect(page).to_have_title(re.compile("^Accès"))
    assert page.evaluate("window.kept") is True


def test_a_link_to_a_part_of_the_method_goes_there(window, page):
    page.locator(".banner").get_by_role("link", name="En savoir plus").click()
    expect(page.get_by_role("heading", level=1, name="Méthode")).to_be_visible()
    window.settle()
    assert urlsplit(page.url).fragment == "donnees-simulees"
    top = page.locator("#donnees-simulees").evaluate("e => e.getBoundingClientRect().top")
    assert -5 <= top < 400


def test_each_anchor_of_the_method_exists(window, page):
    window.open(path="/methode")
    links = page.locator(".contents a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert len(links) >= 10
    for link in links:
        expect(page.locator(link)).to_have_count(1)
    tables = page.locator("#method table")
    for i in range(tables.count()):
        expect(tables.nth(i).locator("caption")).not_to_be_empty()
