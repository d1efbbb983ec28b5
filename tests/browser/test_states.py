"""When there is nothing to draw: a break, an empty selection, a period outside the release."""

import re

import pytest
from playwright.sync_api import expect


def coast(page):
    return page.locator("#map-graph .choroplethlayer .trace").first.locator("path")


def test_a_period_across_a_break_is_refused_and_one_click_repairs(window, page):
    window.travel("du=2016-01&au=2017-12&t=R76")
    notice = page.locator("#acces-notice")
    expect(notice.get_by_role("heading")).to_have_text("La période contient une rupture de série")
    expect(notice).to_contain_text("missions locales")
    expect(page.locator("#kpi")).to_contain_text("rupture")
    expect(page.locator("#compare tbody tr").first).to_contain_text("rupture de série")
    expect(coast(page)).to_have_count(18)
    offered = notice.get_by_role("button")
    assert offered.all_inner_texts()[:3] == ["Voir 2015", "Voir 2016", "Voir 2017"]
    expect(offered.nth(3)).to_have_text(re.compile("^Voir janvier .*juillet 2018$"))
    notice.get_by_role("button", name="Voir 2017").click()
    window.settle()
    assert window.query == "t=R76"
    expect(notice.get_by_role("heading")).to_have_count(0)
    expect(page.locator("#acces-sentence")).to_contain_text("entrée")
    expect(page.locator("#compare tbody tr").first).to_contain_text("référence")


def test_a_break_of_an_operator_left_out_refuses_nothing(window, page):
    window.travel("du=2016-01&au=2017-12&ope=ce-apec-reg")
    expect(page.locator("#acces-notice").get_by_role("heading")).to_have_count(0)
    expect(page.locator("#compare tbody tr").first).to_contain_text("référence")


def test_shares_may_span_a_break_and_say_so(window, page):
    window.travel("du=2015-01&au=2017-12&age=a15")
    expect(page.locator("#acces-notice")).to_contain_text("rupture de série")
    expect(page.locator("#compare tbody tr").first).to_contain_text("référence")


def test_an_operator_outside_the_period_says_why_and_offers_to_widen(window, page):
    window.travel("du=2015-01&au=2015-12&ope=ml")
    notice = page.locator("#acces-notice")
    expect(notice.get_by_role("heading")).to_have_text("Aucune donnée pour cette sélection")
    expect(notice).to_contain_text("pas encore dans le système d’information")
    notice.get_by_role("button", name="Tous les opérateurs").click()
    window.settle()
    assert window.query == "du=2015-01&au=2015-12"
    expect(notice.get_by_role("heading")).to_have_count(0)


def test_a_period_without_data_says_so_and_leads_back(window, page):
    window.travel("du=2013-01&au=2013-12")
    notice = page.locator("#acces-notice")
    expect(notice.get_by_role("heading")).to_have_text("Aucune donnée pour cette sélection")
    notice.get_by_role("button", name="2017").click()
    window.settle()
    assert window.query == ""
    expect(coast(page)).to_have_count(18)


def test_a_period_half_outside_is_cut_and_said(window, page):
    window.travel("du=2018-01&au=2019-12")
    expect(page.locator("#acces-notice")).to_contain_text("janvier 2018 à juillet 2018")


def test_a_territory_under_secrecy_is_not_a_zero(window, page):
    """A cell under five: the screen says "0 à 4" everywhere, and the map has its own fill."""
    window.travel("niv=dep&t=D48&lec=ao&ope=apec&sexe=F&age=a15&nn=3&du=2015-01&au=2015-01")
    row = page.locator("#compare tbody tr", has=page.get_by_role("button", name="Lozère"))
    expect(row).to_contain_text("secret statistique")
    expect(page.locator("#kpi")).to_contain_text("0 à 4")


@pytest.mark.parametrize("query", ["du=2016-01&au=2017-12", "du=2015-01&au=2015-12&ope=ml", "du=2013-01&au=2013-12"])
@pytest.mark.parametrize("view", ["carte", "tuiles", "tableau"])
def test_every_view_survives_every_state(window, page, query, view):
    window.travel(f"{query}&vue={view}")
    expect(page.locator("#acces-notice").get_by_role("heading")).to_have_count(1)
    text = page.locator("main").inner_text()
    assert "NaN" not in text and "undefined" not in text and "None" not in text


def test_a_slow_answer_shows_that_it_is_awaited(window, page):
    held = []
    page.route("**/_dash-update-component*", lambda route: held.append(route))
    page.get_by_role("radio", name="Actifs occupés").check(force=True)
    waiting = page.locator(".card:has([data-dash-is-loading])")
    expect(waiting).to_have_count(3)
    bar = "e => getComputedStyle(e, '::before').content + getComputedStyle(e, '::before').height"
    assert "none" not in waiting.first.evaluate(bar)
    for route in held:
        route.continue_()
    page.unroute("**/_dash-update-component*")
    window.settle()
    expect(waiting).to_have_count(0)
    expect(page.locator("#acces-sentence")).to_contain_text("actifs occupés")
