"""Choosing in the page: rows, tiles, readings, views; the sentence follows, the address too."""

import re

import pytest
from playwright.sync_api import expect

from geo.areas import departments, regions


def focused(page):
    return page.evaluate("document.activeElement.dataset.set || document.activeElement.textContent")


def test_a_row_of_the_table_selects_its_territory(window, page):
    row = page.locator("#compare tbody tr", has=page.get_by_role("button", name="Bretagne"))
    row.get_by_role("button").click()
    window.settle()
    assert window.query == "t=R53"
    expect(row).to_have_class(re.compile(r"\bon\b"))
    expect(row.get_by_role("button")).to_have_attribute("aria-current", "true")
    expect(page.locator("#acces-sentence")).to_contain_text("Bretagne")
    assert focused(page) == "t=R53"


def test_a_long_table_names_its_areas_after_the_menu_from_the_first_page(window, page):
    for address in ("niv=dep", "niv=dep&lec=de&sexe=F"):
        window.open(address)
        names = page.locator("#compare tbody th").all_inner_texts()
        assert sorted(names[1:]) == sorted(d.name for d in departments())
    page.locator("#compare").get_by_role("button", name="Val-d’Oise", exact=True).click()
    window.settle()
    assert "t=D95" in window.query


def test_the_table_pins_france_and_lists_every_region(page):
    names = page.locator("#compare tbody th").all_inner_texts()
    assert names[0].startswith("France")
    assert sorted(names[1:]) == sorted(r.name for r in regions())
    values = page.locator("#compare tbody tr td.v").all_inner_texts()[1:]
    numbers = [float(v.replace(",", ".").replace("\u202f", "")) for v in values if v[0].isdigit()]
    assert numbers == sorted(numbers, reverse=True)


def test_an_outcome_is_a_word_and_a_shape(window, page):
    window.travel("niv=dep")
    words = {"higher": "plus élevé", "lower": "plus bas", "similar": "proche", "undecided": "indécis"}
    shapes = {}
    for outcome, word in words.items():
        for cell in page.locator(f"#compare tr.{outcome} td.gap").all()[:3]:
            assert word in cell.inner_text()
            shapes[outcome] = cell.evaluate(
                "e => ['clipPath', 'borderRadius', 'transform', 'width', 'height', 'borderStyle']"
                ".map((name) => getComputedStyle(e, '::before')[name]).join(' ')"
            )
    assert len(shapes) >= 3
    assert len(set(shapes.values())) == len(shapes), shapes


def test_tiles_move_by_arrows_and_select_by_enter(window, page):
    page.get_by_role("radio", name="Tuiles").check(force=True)
    window.settle()
    assert window.query == "vue=tuiles"
    tiles = page.locator("#map .tiles button")
    expect(tiles).to_have_count(18)
    assert page.locator("#map .tiles button[tabindex='0']").count() == 1
    page.locator("#map .tiles button[data-set='t=R24']").focus()
    start = focused(page)
    page.keyboard.press("ArrowDown")
    below = focused(page)
    assert below != start
    page.keyboard.press("ArrowUp")
    assert focused(page) == start
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    chosen = focused(page)
    page.keyboard.press("Enter")
    window.settle()
    assert window.query == f"{chosen}&vue=tuiles"
    expect(page.locator(f"#map .tiles button[data-set='{chosen}']")).to_have_attribute("aria-pressed", "true")
    assert focused(page) == chosen


def test_every_tile_can_be_reached_by_arrows(window, page):
    window.travel("vue=tuiles")
    reached, frontier = set(), [focused_tile(page, "t=R24")]
    while frontier:
        tile = frontier.pop()
        if tile in reached:
            continue
        reached.add(tile)
        for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
            focused_tile(page, tile)
            page.keyboard.press(key)
            frontier.append(focused(page))
    assert reached == {f"t={r.id}" for r in regions()}


def focused_tile(page, patch):
    page.locator(f"#map .tiles button[data-set='{patch}']").focus()
    return patch


def test_a_tile_is_named_with_its_value(window, page):
    window.travel("vue=tuiles")
    names = page.locator("#map .tiles button").evaluate_all("all => all.map((e) => e.getAttribute('aria-label'))")
    for region in regions():
        assert sum(region.name in name for name in names) == 1
    assert all(re.search(r"\d|non disponible|indisponible|secret|n\.d\.", name) for name in names), names


@pytest.mark.parametrize(("reading", "key"), [("Demandeurs d’emploi", "de"), ("Actifs occupés", "ao")])
def test_the_reading_is_one_of_three(window, page, reading, key):
    group = page.get_by_role("radiogroup", name="Lecture")
    before = page.locator("#kpi").inner_text()
    group.get_by_role("radio", name=reading).check(force=True)
    window.settle()
    assert window.query == f"lec={key}"
    assert page.locator("#kpi").inner_text() != before
    group.get_by_role("radio", name=reading).press("ArrowLeft")
    window.settle()
    assert window.query != f"lec={key}"


def test_the_table_twin_says_every_bound(window, page):
    page.get_by_role("radiogroup", name="Vue de la carte").get_by_role("radio", name="Tableau").check(force=True)
    window.settle()
    table = page.locator("#map-table table")
    expect(table.locator("caption")).not_to_be_empty()
    expect(table.locator("tbody tr")).to_have_count(19)
    assert table.locator("thead th[scope=col]").count() == table.locator("thead th").count() >= 7
    expect(table.locator("tbody th[scope=row]")).to_have_count(19)
    expect(page.locator("#map-graph")).to_be_hidden()
    table.get_by_role("button", name="Corse").click()
    window.settle()
    assert window.query == "t=R94&vue=tableau"


def test_the_series_has_its_table_and_its_constant_perimeter(window, page):
    page.get_by_role("radiogroup", name="Vue de la série").get_by_role("radio", name="Tableau").check(force=True)
    window.settle()
    rows = page.locator("#series-table tbody tr")
    expect(rows).to_have_count(43)
    expect(page.locator("#series-table")).to_contain_text("Pôle emploi transmet ses entrées")
    page.get_by_role("radio", name="Périmètre constant").check(force=True)
    window.settle()
    assert window.query == "serie=tableau&perim=constant"
    expect(page.locator("#series-subtitle")).to_contain_text("périmètre constant")


def test_the_series_marks_its_breaks(window, page):
    window.travel("t=R76")
    chart = page.locator("#series-graph")
    expect(chart.locator(".scatterlayer .trace").first).to_be_attached()
    expect(chart).to_contain_text("Pôle emploi")
    expect(chart).to_contain_text(re.compile("missions locales", re.IGNORECASE))


def test_titles_and_alternatives_follow_the_choice(window, page):
    def said():
        return [page.locator(f"#{i}").text_content() for i in ("map-title", "compare-title", "series-title", "map-alt")]

    before = said()
    window.travel("niv=dep&t=R53&lec=de")
    after = said()
    assert all(after)
    assert before != after
    image = page.get_by_role("img").first
    assert image.evaluate("e => document.getElementById(e.getAttribute('aria-labelledby')).textContent") == after[0]


def test_the_four_key_figures(window, page):
    window.travel("t=R76")
    terms = page.locator("#kpi dt").all_inner_texts()
    assert len(terms) == 4
    assert "Entrées" in terms[0] and "Taux d’accès" in terms[1] and "femmes" in terms[2] and "occupés" in terms[3]
    assert all(re.match(r"\d", value) for value in page.locator("#kpi .value").all_inner_texts())
