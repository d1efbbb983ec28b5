"""The map: drawn, clicked, drilled into, and taken back."""

import re

import pytest
from playwright.sync_api import expect

from geo.areas import departments, regions

DRAWN = """() => {
  const traces = [...document.querySelectorAll("#map-graph .choroplethlayer .trace")].slice(1, 5);
  const paths = traces.flatMap((t) => [...t.querySelectorAll("path")]).filter((p) => p.__data__.loc !== "-");
  return paths.map((p) => [p.__data__.loc, p.getBoundingClientRect().width, p.getBoundingClientRect().height]);
}"""


def drawn(page):
    """{Insee code: (width, height)} of the areas coloured on the map."""
    return {code: (width, height) for code, width, height in page.evaluate(DRAWN)}


def coast(page):
    """The contours of all the areas compared."""
    return page.locator("#map-graph .choroplethlayer .trace").first.locator("path")


def test_every_region_is_drawn(page):
    expect(coast(page)).to_have_count(18)
    areas = drawn(page)
    assert areas.keys() == {r.code for r in regions()}
    assert all(width > 6 and height > 6 for width, height in areas.values()), areas


@pytest.mark.parametrize(("code", "name"), [("76", "Occitanie"), ("11", "Île-de-France"), ("94", "Corse")])
def test_a_click_on_a_region_shows_its_departments(window, page, code, name):
    window.click_area(code)
    assert window.query == f"niv=dep&t=R{code}"
    expect(coast(page)).to_have_count(len(departments(code)))
    assert drawn(page).keys() == {d.code for d in departments(code)}
    expect(page.locator("#acces-sentence")).to_contain_text(name)
    expect(page.locator("#map-subtitle")).to_contain_text("par département")


@pytest.mark.parametrize("code", ["04", "06"])
def test_a_region_of_one_department_is_selected(window, page, code):
    window.click_area(code)
    assert window.query == f"t=R{code}"
    expect(coast(page)).to_have_count(18)


def test_a_click_on_a_department_selects_it_and_back_returns_step_by_step(window, page):
    window.click_area("76")
    window.click_area("31")
    assert window.query == "niv=dep&t=D31"
    expect(page.locator("#acces-sentence")).to_contain_text("Haute-Garonne")
    expect(coast(page)).to_have_count(13)
    page.go_back()
    window.settle()
    assert window.query == "niv=dep&t=R76"
    expect(page.locator("#acces-sentence")).to_contain_text("Occitanie")
    page.go_back()
    window.settle()
    assert window.query == ""
    expect(page.locator("#acces-sentence")).to_contain_text("France")
    expect(coast(page)).to_have_count(18)
    page.go_forward()
    window.settle()
    assert window.query == "niv=dep&t=R76"
    expect(coast(page)).to_have_count(13)


def test_a_reload_keeps_the_state(window, page):
    window.click_area("84")
    page.get_by_role("radio", name="Actifs occupés").check(force=True)
    window.settle()
    said, query = page.locator("#acces-sentence").inner_text(), window.query
    page.reload()
    window.settle()
    assert window.query == query == "niv=dep&t=R84&lec=ao"
    expect(page.locator("#acces-sentence")).to_have_text(re.sub(r"\s+", " ", said), use_inner_text=True)
    expect(coast(page)).to_have_count(12)
    expect(page.get_by_role("radio", name="Actifs occupés")).to_be_checked()


def test_the_trail_leads_back_up(window, page):
    window.travel("niv=dep&t=D31")
    trail = page.get_by_role("navigation", name="Territoire")
    trail.get_by_role("button", name="Occitanie").click()
    window.settle()
    assert window.query == "niv=dep&t=R76"
    page.get_by_role("button", name="Toutes les régions").click()
    window.settle()
    assert window.query == "t=R76"
    expect(coast(page)).to_have_count(18)
    page.get_by_role("button", name="Voir ses 13 départements").click()
    window.settle()
    page.get_by_role("button", name="Tous les départements").click()
    window.settle()
    assert window.query == "niv=dep"
    expect(coast(page)).to_have_count(101)
    assert drawn(page).keys() == {d.code for d in departments()}


def test_the_map_says_what_lies_under_the_mouse(window, page):
    page.locator("#map-graph").scroll_into_view_if_needed()
    box = page.locator("#map-graph .choroplethlayer .trace").nth(1).locator("path").first.bounding_box()
    assert box
    window.hover_area("53")
    label = page.locator("#map-graph .hoverlayer")
    expect(label).to_contain_text("Bretagne")
    row = page.locator("#compare tbody tr", has=page.get_by_role("button", name="Bretagne"))
    value, interval, count = (row.locator(f"td.{cell}").inner_text() for cell in ("v", "iv", "c"))
    assert value and interval and count
    expect(label).to_contain_text(f"écart à la France\u00a0: {row.locator('td.gap').inner_text()}")
    expect(label).to_contain_text(
        re.compile(rf"{value}\s‰.*intervalle à 95\s%\s: {re.escape(interval)}.*{count} entrées")
    )


def test_what_is_on_no_map_is_counted_under_it(page):
    expect(page.locator("#map-legend")).to_contain_text(re.compile(r"non localisée"))


def test_the_legend_counts_the_areas_drawn(window, page):
    for query, count in (("", 18), ("niv=dep", 101), ("niv=dep&t=R76", 13)):
        window.travel(query)
        counts = page.locator("#map-legend .count").all_inner_texts()
        assert sum(int(c) for c in counts) == count


def test_the_contours_come_from_the_site_by_their_content(window, page):
    window.travel("niv=dep")
    window.travel("niv=dep&lec=de")
    contours = [r for r in window.requests if ".geojson" in r]
    assert len(set(contours)) <= 1
    assert all(re.search(r"/assets/geo/departements\.geojson\?h=[0-9a-f]{12}$", r) for r in contours)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_zero_secret_and_missing_are_three_fills(window, page, theme):
    """A profile with few entries: areas under secrecy are dotted, Mayotte without denominator is hatched."""
    if theme == "dark":
        page.get_by_role("button", name="Thème sombre").click()
    window.travel("niv=dep&lec=ao&ope=apec&du=2015-01&au=2015-12")
    rows = page.locator("#map-legend .fills li")
    expect(rows).to_have_count(3)
    swatches = [rows.nth(i).locator(".swatch").evaluate("e => getComputedStyle(e).background") for i in range(3)]
    assert len(set(swatches)) == 3
