"""The filter bar: panels, search, guards, chips, and what they do to the page."""

import re

import pytest
from playwright.sync_api import expect

PANELS = {"Période": "period", "Territoire": "territory", "Opérateurs": "operators", "Profil": "profile"}


def summary(page, label):
    return page.locator(f"#filters [data-pop={PANELS[label]}] summary")


def panel(page, label):
    return page.locator(f"#filters [data-pop={PANELS[label]}] .panel")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_panel_opens_and_closes_from_the_keyboard(page, key):
    for label in PANELS:
        button = summary(page, label)
        button.focus()
        page.keyboard.press(key)
        expect(panel(page, label)).to_be_visible()
        page.keyboard.press("Tab")
        assert panel(page, label).evaluate("e => e.contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(panel(page, label)).to_be_hidden()
        expect(button).to_be_focused()


def test_one_panel_is_open_at_a_time_and_a_click_elsewhere_closes_it(page):
    for label in PANELS:
        summary(page, label).click()
        expect(panel(page, label)).to_be_visible()
        expect(page.locator("details.pop[open]")).to_have_count(1)
    page.locator("#acces-sentence").click()
    expect(page.locator("details.pop[open]")).to_have_count(0)


def test_a_panel_stays_inside_the_window(page):
    for width in (1366, 1024, 820):
        page.set_viewport_size({"width": width, "height": 768})
        for label in PANELS:
            summary(page, label).click()
            expect(panel(page, label)).to_be_visible()
            box = panel(page, label).bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, (label, width)


@pytest.mark.parametrize(("year", "query"), [("2015", "du=2015-01&au=2015-12"), ("2018", "du=2018-01&au=2018-07")])
def test_a_year_is_one_click(window, page, year, query):
    summary(page, "Période").click()
    button = panel(page, "Période").get_by_role("button", name=re.compile(f"^{year}"))
    button.click()
    window.settle()
    assert window.query == query
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(summary(page, "Période")).to_contain_text(year)
    expect(page.locator("#acces-sentence")).to_contain_text(year)


def test_the_full_year_is_named(page):
    summary(page, "Période").click()
    expect(panel(page, "Période").get_by_role("button", name=re.compile("^2017"))).to_contain_text("année complète")
    expect(panel(page, "Période").get_by_role("button", name=re.compile("^2018"))).to_contain_text("jusqu’en juillet")


def test_the_months_follow_each_other(window, page):
    summary(page, "Période").click()
    page.locator("select[name=du]").select_option("2018-03")
    window.settle()
    assert window.query == "du=2018-03&au=2018-03"
    page.locator("select[name=au]").select_option("2017-06")
    window.settle()
    assert window.query == "du=2017-06&au=2017-06"
    expect(page.locator("#acces-sentence")).to_contain_text("juin 2017")
    expect(page.locator("#map-subtitle")).to_contain_text("juin 2017")


@pytest.mark.parametrize(
    ("typed", "found", "query"),
    [
        ("occ", "Occitanie", "t=R76"),
        ("cote d'or", "Côte-d’Or", "niv=dep&t=D21"),
        ("ILE DE", "Île-de-France", "t=R11"),
        ("2A", "Corse-du-Sud", "niv=dep&t=D2A"),
        ("974", "La Réunion", "niv=dep&t=D974"),
        ("atlantique", "Loire-Atlantique", "niv=dep&t=D44"),
        ("france", "France", ""),
    ],
)
def test_a_territory_is_found_by_name_or_number(window, page, typed, found, query):
    window.travel("t=R24")
    summary(page, "Territoire").click()
    field = page.get_by_role("searchbox")
    field.fill(typed)
    visible = page.locator("#territory-list .option:visible")
    expect(visible.filter(has_text=found).first).to_be_visible()
    assert visible.count() < 12
    field.press("Enter") if visible.count() == 1 or found in ("Occitanie", "France") else visible.filter(
        has_text=found
    ).first.click()
    window.settle()
    assert window.query == query
    expect(summary(page, "Territoire")).to_contain_text(found)
    expect(panel(page, "Territoire")).to_be_hidden()
    expect(summary(page, "Territoire")).to_be_focused()


def test_the_territory_is_typed_as_soon_as_its_menu_is_open(window, page):
    """Spaces are typed like any letter, Enter chooses the first match."""
    summary(page, "Territoire").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("pays de")
    expect(panel(page, "Territoire")).to_be_visible()
    page.keyboard.press("Enter")
    window.settle()
    assert window.query == "t=R52"
    expect(panel(page, "Territoire")).to_be_hidden()


def test_a_territory_that_does_not_exist_is_said(page):
    summary(page, "Territoire").click()
    page.get_by_role("searchbox").fill("Wallonie")
    expect(page.locator("#territory-list .option:visible")).to_have_count(0)
    message = page.locator("[data-message=territory]")
    expect(message).to_be_visible()
    expect(message).to_contain_text("Aucun territoire")
    page.keyboard.press("Escape")
    summary(page, "Territoire").click()
    expect(page.locator("#territory-list .option:visible")).to_have_count(120)


def test_the_search_moves_through_the_list_by_arrows(window, page):
    summary(page, "Territoire").click()
    field = page.get_by_role("searchbox")
    field.fill("corse")
    names = page.locator("#territory-list .option:visible").all_inner_texts()
    assert len(names) >= 3
    field.press("ArrowDown")
    expect(page.locator("#territory-list .option:visible").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    window.settle()
    assert window.query == "t=R94"


def test_the_level_compared_is_chosen_with_the_territory(window, page):
    summary(page, "Territoire").click()
    page.get_by_role("radio", name="Les départements").check(force=True)
    window.settle()
    assert window.query == "niv=dep"
    page.get_by_role("button", name="Haute-Garonne 31").click()
    window.settle()
    assert window.query == "niv=dep&t=D31"
    summary(page, "Territoire").click()
    page.get_by_role("radio", name="Les régions").check(force=True)
    window.settle()
    assert window.query == "t=R76", "a department among regions is read at its region"


def test_without_the_public_employment_service(window, page):
    summary(page, "Opérateurs").click()
    switch = page.get_by_role("switch", name=re.compile("Sans le service public de l’emploi"))
    switch.check(force=True)
    window.settle()
    assert window.query == "ope=ml-ce-apec-reg"
    expect(page.get_by_role("checkbox", name=re.compile("^Pôle emploi"))).not_to_be_checked()
    expect(page.locator("#map-subtitle")).to_contain_text("sans Pôle emploi")
    switch.uncheck(force=True)
    window.settle()
    assert window.query == ""


def test_the_last_operator_cannot_be_removed(window, page):
    window.travel("ope=apec")
    summary(page, "Opérateurs").click()
    box = page.get_by_role("checkbox", name="Apec")
    box.click(force=True)
    expect(page.locator("[data-message=operators]")).to_have_text("Au moins une famille d’opérateurs est conservée.")
    expect(box).to_be_checked()
    assert window.query == "ope=apec"
    page.get_by_role("checkbox", name="Cap emploi").check(force=True)
    window.settle()
    assert window.query == "ope=ce-apec"
    expect(page.locator("[data-message=operators]")).to_be_empty()


@pytest.mark.parametrize(
    ("query", "share"),
    [
        ("sexe=F", False),
        ("qua=sup", False),
        ("age=a15", True),
        ("qua=q4", True),
        ("sexe=F&lec=de", True),
        ("niv=dep&sexe=F", True),
    ],
)
def test_a_profile_without_denominator_gives_shares_and_says_so(window, page, query, share):
    window.travel(query)
    unit = "%" if share else "‰"
    expect(page.locator("#compare thead")).to_contain_text(unit)
    notice = page.locator("#acces-notice")
    if share:
        expect(notice).to_contain_text("Les parts parmi les entrées remplacent le taux")
        expect(notice).to_contain_text("Aucune source chargée" if "q4" not in query else "ne correspondent")
    else:
        expect(notice).to_contain_text("Le dénominateur change")
        expect(notice).to_contain_text("enquête Emploi 2016")


def test_the_profile_is_chosen_in_its_panel(window, page):
    summary(page, "Profil").click()
    page.get_by_role("radio", name="Femmes").check(force=True)
    window.settle()
    assert window.query == "sexe=F"
    page.get_by_label("Niveau de qualification").select_option("sup")
    window.settle()
    page.get_by_role("radio", name="Niveau 3").check(force=True)
    window.settle()
    page.get_by_role("radio", name="± 10").check(force=True)
    window.settle()
    assert window.query == "sexe=F&qua=sup&nn=3&eq=10"
    expect(summary(page, "Profil")).to_contain_text("3 critères")
    expect(page.locator("#compare-subtitle")).to_contain_text("± 10")


def test_a_chip_removes_its_filter_and_keeps_the_focus(window, page):
    window.travel("niv=dep&t=R76&lec=de&sexe=F")
    chips = page.locator("[data-label=chips] .chip")
    expect(chips).to_have_count(3)
    page.get_by_role("button", name="Retirer le filtre : Demandeurs d’emploi").click()
    window.settle()
    assert window.query == "niv=dep&t=R76&sexe=F"
    expect(chips).to_have_count(2)
    assert page.evaluate("document.querySelector('[data-label=chips]').contains(document.activeElement)")


def test_everything_is_cleared_at_once(window, page):
    window.travel("t=R76&lec=de&sexe=F&age=a45&qua=q1&nn=2&ope=pe-ml&du=2018-01&au=2018-07&vue=tuiles")
    page.get_by_role("button", name="Tout effacer").click()
    window.settle()
    assert window.query == "vue=tuiles", "a view is not a filter"
    expect(page.locator("[data-label=chips]")).to_be_empty()
    expect(page.get_by_role("radio", name="Ensemble")).to_be_checked()
    expect(summary(page, "Territoire")).to_contain_text("France")


def test_the_number_of_active_filters(window, page):
    window.travel("t=R76&sexe=F")
    expect(page.locator("[data-label=count]")).to_have_text(re.compile(r"\s*\(2\)"))
