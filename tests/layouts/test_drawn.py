"""A card without Dash: the same words, no tool, and only the view that is shown."""

from dash import dcc, html

from layouts.card import View, card, chart, pane
from layouts.drawn import draw, leads
from layouts.ids import card_ids
from layouts.markup import HTML, Markup, slot

ONE, TWO = card_ids("one"), card_ids("two")


def page(view="carte"):
    views = [View("vue", "Vue", (("carte", "Carte"), ("table", "Tableau")), view)]
    body = html.Div(
        [
            pane("carte", chart("one-graph", ONE, "phrase"), view == "carte"),
            pane("table", slot("one-table"), view == "table"),
            html.P("Choisir", className="no-print"),
            dcc.Store(id="kept"),
        ],
        **{"data-view-of": "vue", "data-view": view},
    )
    return html.Div(
        [
            card(ONE, "une", "Un & deux", "", [body], views, file="/fichiers/acces-serie.csv"),
            html.Div(card(TWO, "deux", "Titre", "", ["Texte < 3"]), className="pane hidden"),
        ]
    )


def test_the_shown_view_is_drawn_with_its_answer():
    drawn = draw(page("table"), ONE, {("one-table", HTML): Markup("<b>12</b>")})
    assert '<div class="pane" data-pane="table"><div id="one-table"><b>12</b></div></div>' in drawn.body
    assert "one-graph" not in drawn.body
    assert "Choisir" not in drawn.body
    assert drawn.graphs == ()
    assert drawn.table == "acces-serie"


def test_a_chart_is_a_place_for_a_figure_and_its_alternative_a_text():
    drawn = draw(page(), ONE, {("one-alt", "children"): "De 1 à 2 & plus"})
    assert '<div id="one-graph" class="graph" data-figure="one-graph"></div>' in drawn.body
    assert "De 1 à 2 &amp; plus" in drawn.body
    assert drawn.graphs == ("one-graph",)


def test_a_hidden_view_is_kept_when_asked():
    drawn = draw(page("table"), ONE, {}, beside="carte")
    assert drawn.graphs == ("one-graph",)
    assert 'class="pane hidden" data-pane="carte"' in drawn.body


def test_a_card_that_the_page_hides_or_has_not_is_not_drawn():
    assert draw(page(), TWO, {}) is None
    assert draw(page(), card_ids("three"), {}) is None
    shown = html.Div(card(TWO, "deux", "Titre", "", ["Texte < 3"]))
    assert draw(shown, TWO, {}).body == '<div class="card-body">Texte &lt; 3</div>'
    assert draw(shown, TWO, {}).table == ""


def test_the_first_card_shown_leads():
    assert leads(page(), ONE)
    assert not leads(page(), TWO)
    assert not leads(html.Div(), ONE)
