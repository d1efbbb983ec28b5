"""The network: no request leaves the site, the policy holds, the first page is light, pages answer in French."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

# An ordinary space, or a tag's edge, where French sets a narrow or a no-break one.
LOOSE = re.compile(r"\w [;?!:»%‰](?![\w/])|« |\w[;?!»](?=\s)|\d [0-9]{3}\b")
ENGLISH = re.compile(r"\b(Loading|Error|undefined|null|NaN|None|Submit|Search|Close|Download plot)\b")


@pytest.fixture
def visit(context, site):
    """A tab of its own, watched from its first request."""
    window = Window(context, site)
    yield window
    window.page.close()


def test_nothing_leaves_the_site_whatever_is_done(visit):
    """A full walk: every view, both themes, the map, its departments, every file, full screen, projection, pages."""
    page = visit.page
    visit.open()
    visit.click_area("76")
    visit.click_area("31")
    page.go_back()
    visit.settle()
    for query in ("niv=dep", "vue=tuiles&serie=tableau", "vue=tableau&perim=constant", "du=2016-01&au=2017-12"):
        visit.travel(query)
    visit.travel("t=R76")
    controls = {"period": ".choice", "territory": "label", "operators": "label", "profile": "label"}
    for name, control in controls.items():
        page.locator(f"#filters [data-pop={name}] summary").click()
        page.locator(f"#filters [data-pop={name}] .panel").locator(control).first.click()
        visit.settle()
    page.locator("#filters [data-pop=territory] summary").click()
    page.get_by_role("searchbox").fill("breta")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Filtres").click()
    page.get_by_role("button", name="Voir les résultats").click()
    page.set_viewport_size({"width": 1366, "height": 768})
    visit.travel("t=R76")
    page.get_by_role("button", name="Thème sombre").click()
    visit.settle()
    for card in ("map", "compare", "series"):
        for label in ("Image PNG", "Image SVG", "CSV, recherche", "CSV, tableur"):
            page.locator(f"#{card} summary[aria-label^=Télécharger]").click()
            with page.expect_download():
                page.locator(f"#{card} .panel.menu:visible").get_by_text(label).click()
    page.locator("#map [data-fullscreen]").click()
    page.locator("#map [data-fullscreen]").click()
    page.get_by_role("button", name="Partager", exact=True).click()
    page.get_by_role("button", name="Projeter").click()
    visit.settle()
    page.keyboard.press("ArrowRight")
    visit.settle()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Méthode").first.click()
    visit.settle()
    page.pdf()
    page.goto(f"{visit.site}/nulle-part")
    visit.open("t=R999&v=000000000000")
    assert len(visit.requests) > 40
    assert visit.foreign == []
    assert [e for e in visit.errors if "404" not in e] == []


def test_the_policy_forbids_what_the_page_does_not_do(visit):
    """The browser itself refuses a written script, an inline handler, eval, another host and a frame."""
    page = visit.page
    policy = page.goto(visit.site + "/").headers["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src "))
    assert "unsafe" not in scripts and "*" not in policy and "http" not in policy
    visit.settle()
    page.evaluate("""() => {
      window.done = [];
      window.refused = [];
      document.addEventListener("securitypolicyviolation", (e) => window.refused.push(e.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.done.push('script')";
      document.body.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.done.push('handler')");
      image.src = "data:,";
      document.body.append(image);
      const text = document.createElement("script");
      text.src = "data:text/javascript,window.done.push('data')";
      document.body.append(text);
      const frame = document.createElement("iframe");
      frame.src = "data:text/html,x";
      document.body.append(frame);
      fetch("https://example.org/").catch(() => {});
    }""")
    assert visit.until("window.refused.length >= 5")
    assert page.evaluate("window.done") == []
    refused = set(page.evaluate("window.refused"))
    assert {"script-src-elem", "script-src-attr", "connect-src", "frame-src"} <= refused
    assert (
        page.evaluate("(async () => { try { return await import('data:text/javascript,1'), 1 } catch { return 0 } })()")
        == 0
    )


def test_the_first_page_is_light(chromium, site):
    """At most 2.2 MB on the wire, cold, until the map is drawn and nothing is under way."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(site + "/")
    page.wait_for_selector("#map-graph .choroplethlayer path")
    page.wait_for_load_state("networkidle")
    context.close()
    assert 500_000 < sum(weights) <= 2_200_000


def test_a_second_page_asks_for_no_asset_again(visit):
    visit.open()
    visit.requests.clear()
    served = []
    visit.page.on("response", lambda response: served.append(response))
    visit.open("t=R76")
    again = [r.url for r in served if "/assets/" in r.url or "/_dash-component-suites/" in r.url]
    fetched = visit.page.evaluate(
        "performance.getEntriesByType('resource').filter((r) => r.transferSize > 0).map((r) => r.name)"
    )
    assert again
    assert [u for u in fetched if "/assets/" in u or "/_dash-component-suites/" in u] == []


def test_one_choice_is_a_few_kilobytes(window, page):
    """One answer for the page and its bar, no contour, no script."""
    window.travel("t=R24")
    window.requests.clear()
    window.travel("t=R27&lec=de")
    paths = [urlsplit(r).path for r in window.requests]
    assert paths.count("/_dash-update-component") == 1
    assert set(paths) <= {"/_dash-update-component", "/_favicon.ico"}


@pytest.mark.parametrize("path", ["/", "/methode"])
def test_french_spacing_and_no_english(window, page, path):
    window.open(path=path)
    queries = ["t=R76", "du=2016-01&au=2017-12", "sexe=F&age=a15&vue=tableau&serie=tableau"] if path == "/" else [""]
    for query in queries:
        if query:
            window.travel(query)
        for summary in page.locator("details.pop > summary:visible").all():
            summary.click()
            panel = page.locator("details[open] .panel").inner_text()
            assert faults(panel) == []
        page.keyboard.press("Escape")
        assert faults(page.locator("body").inner_text()) == []
        for label in page.locator("[aria-label]").evaluate_all("all => all.map((e) => e.getAttribute('aria-label'))"):
            assert faults(label) == []


def faults(text):
    """Lines with a space that may break before its mark, or with an English word."""
    return [line for line in text.splitlines() if LOOSE.search(line) or ENGLISH.search(line)]


def test_a_wrong_address_is_said_with_french_spacing(window, page):
    window.open("t=R999&couleur=bleu&du=2018-05&au=2017-01&v=000000000000")
    for message in page.locator("#problems p").all_inner_texts():
        assert faults(message) == []
    expect(page.locator("#problems p")).to_have_count(4)
