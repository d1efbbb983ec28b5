"""Page Comparer: filters, sentence, explained gap and funnel, territorial profile, standardisation, similar areas."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from filters import Filters
from indicators.catalogue import (
    ACCESS_RATE,
    COVERAGE_SHARE,
    EARLY_EXIT_SHARE,
    ENTRY_SHARE,
    EXPLAINED_GAP,
    STANDARDISED_RATE,
    STANDARDISED_RATIO,
)
from layouts import ids
from layouts.card import BLANK, View, card, pane
from layouts.definitions import Row, definitions, terms
from layouts.filter_bar import FilterOptions, share_button
from layouts.markup import slot
from layouts.page import filtered_page
from nomenclatures import READING

# The fields of the filters that the page reads.
FIELDS = (
    "start",
    "end",
    "area_level",
    "area",
    "reading",
    "families",
    "equivalence",
    "release",
    "benchmark",
    "second",
    "axis",
    "explained_view",
    "funnel_view",
    "standard_view",
    "portrait_view",
)
# The reading chooses the rates of the funnel alone: its control stands there.
APART = ("reading",)
EMPTY_PANE = "empty"
_FILE = "/fichiers/comparer-{}.csv"
_GRAPH = {"displayModeBar": False, "doubleClick": False, "scrollZoom": False, "showTips": False}
_DEFINITIONS: dict[ids.CardIds, list[Row]] = {
    ids.EXPLAINED: [
        ("Définition", EXPLAINED_GAP.definition),
        ("Calcul", EXPLAINED_GAP.formula),
        ("Axe", "Un seul à la fois, parmi ceux qu’une même source donne au niveau des deux territoires."),
    ],
    ids.FUNNEL: [
        ("Définition", ACCESS_RATE.definition),
        (
            "Limites",
            "Ce que le hasard permet, à 95 % et 99,8 %, à un territoire de cette taille qui aurait le taux de la "
            "France (quantiles de Poisson).",
        ),
        (
            "Surdispersion φ",
            "Moyenne des carrés des scores, les 10 % extrêmes ramenés (Spiegelhalter 2005). Quand elle passe 1, les "
            "territoires diffèrent plus que par hasard, et les limites sont élargies de √φ.",
        ),
        (
            "Écart minimal détectable",
            "Plus petit écart à la France qu’un effectif de cette taille révèle quatre fois sur cinq (test à 5 %).",
        ),
    ],
    ids.PORTRAIT: [
        (
            "Lecture",
            "Une ligne par indicateur, sur sa propre échelle, centrée sur la France et aussi longue des deux côtés. La "
            "bande bleue tient la moitié centrale des territoires.",
        ),
        (
            "Écart à la France",
            "Plus élevé ou plus bas quand tout l’intervalle sort de la zone d’équivalence, proche quand il y tient, "
            "indécis sinon. La France comprend le territoire. Aucun verdict du ratio sous dix entrées attendues.",
        ),
        ("Parts", ENTRY_SHARE.definition),
        ("Sorties anticipées", EARLY_EXIT_SHARE.definition),
        ("Couverture, à 20 km", f"{COVERAGE_SHARE.definition} Lieux ouverts le dernier jour de la période."),
    ],
    ids.STANDARD: [
        ("Ratio (carte)", STANDARDISED_RATIO.definition),
        ("Calcul du ratio", STANDARDISED_RATIO.formula),
        ("Taux (classement)", STANDARDISED_RATE.definition),
        ("Calcul du taux", STANDARDISED_RATE.formula),
    ],
    ids.SIMILAR: [
        (
            "Ressemblance",
            "Chaque trait est centré et réduit sur tous les territoires du même niveau ; la distance est la moyenne "
            "quadratique des écarts. Les traits manquants ne rapprochent personne.",
        ),
        (
            "Traits",
            "Chômeurs parmi les actifs et densité d’actifs (recensement) ; pour les régions, part des diplômés du "
            "supérieur et des 25 à 64 ans (enquête Emploi).",
        ),
    ],
}
_CHART = (("graphique", "Graphique"), ("tableau", "Tableau"))


def page(filters: Filters, options: FilterOptions, demonstration: bool) -> html.Div:
    """Page Comparer, set to `filters`; every answer brings the label of the data to its own parts."""
    return filtered_page(
        ids.COMPARER,
        "/comparer",
        FIELDS,
        "Comparer les territoires",
        filters,
        options,
        [
            _explained_card(filters),
            _funnel_card(filters),
            _portrait_card(filters),
            _standard_card(filters),
            _similar_card(),
        ],
        share_button(),
        apart=APART,
    )


def _explained_card(filters: Filters) -> html.Section:
    view = View("ecart", "Vue de l’écart expliqué", _CHART, filters.explained_view)
    body = [
        _views(view, {"graphique": _picture(ids.EXPLAINED), "tableau": _table(ids.EXPLAINED)}),
        slot(ids.pane_of(ids.EXPLAINED, "axes"), class_name="axes"),
    ]
    return card(
        ids.EXPLAINED,
        "écart expliqué",
        "L’écart expliqué",
        "",
        body,
        views=[view],
        definitions=terms(_DEFINITIONS[ids.EXPLAINED]),
        file=_FILE.format("ecart"),
        wide=6,
    )


def _funnel_card(filters: Filters) -> html.Section:
    view = View("ent", "Vue de l’entonnoir", _CHART, filters.funnel_view)
    reading = View("lec", "Lecture de l’entonnoir", [(c.code, c.label) for c in READING], filters.reading)
    body = _views(view, {"graphique": _picture(ids.FUNNEL), "tableau": _table(ids.FUNNEL)})
    return card(
        ids.FUNNEL,
        "entonnoir",
        "L’entonnoir",
        "",
        [body],
        views=[reading, view],
        definitions=terms(_DEFINITIONS[ids.FUNNEL]),
        file=_FILE.format("entonnoir"),
        wide=6,
    )


def _portrait_card(filters: Filters) -> html.Section:
    options = (("graphique", "Graphique"), ("regions", "Tous les territoires"), ("tableau", "Tableau"))
    view = View("pt", "Vue du profil territorial", options, filters.portrait_view)
    body = _views(
        view,
        {
            "graphique": _picture(ids.PORTRAIT),
            "regions": slot(ids.pane_of(ids.PORTRAIT, "regions")),
            "tableau": _table(ids.PORTRAIT),
        },
    )
    return card(
        ids.PORTRAIT,
        "profil territorial",
        "Le profil territorial",
        "",
        [body],
        views=[view],
        definitions=terms(_DEFINITIONS[ids.PORTRAIT]),
        file=_FILE.format("profil"),
    )


def _standard_card(filters: Filters) -> html.Section:
    options = (("carte", "Carte"), ("classement", "Classement"), ("tableau", "Tableau"))
    view = View("std", "Vue de la standardisation", options, filters.standard_view)
    chosen = filters.standard_view
    body = html.Div(
        [
            html.Div(
                [
                    pane("carte", _picture(ids.STANDARD), chosen == "carte"),
                    pane("classement", _ranking(), chosen == "classement"),
                    pane("tableau", _table(ids.STANDARD), chosen == "tableau"),
                ],
                className="map-main",
            ),
            slot(ids.pane_of(ids.STANDARD, "legend"), class_name="legend"),
        ],
        className="map-body",
        **{"data-view-of": "std", "data-view": chosen},
    )
    axes = slot(ids.pane_of(ids.STANDARD, "axes"), class_name="axes-row no-print")
    return card(
        ids.STANDARD,
        "standardisation",
        "Le recours à profil égal",
        "",
        [axes, body],
        views=[view],
        definitions=terms(_DEFINITIONS[ids.STANDARD]),
        file=_FILE.format("standardisation"),
        wide=7,
    )


def _similar_card() -> html.Section:
    body = slot(ids.pane_of(ids.SIMILAR, "list"), class_name="similar")
    return card(
        ids.SIMILAR,
        "territoires semblables",
        "Les territoires semblables",
        "",
        [body],
        info=definitions(_DEFINITIONS[ids.SIMILAR]),
        file=_FILE.format("semblables"),
        wide=5,
    )


def _views(view: View, panes: dict[str, object]) -> html.Div:
    return html.Div(
        [pane(name, content, name == view.value) for name, content in panes.items()],
        **{"data-view-of": view.key, "data-view": view.value},
    )


def _table(of: ids.CardIds) -> html.Div:
    return slot(ids.pane_of(of, "tableau"))


def _picture(of: ids.CardIds) -> list[Component]:
    """A chart is one image for a screen reader; where it is empty, a text says why in its place."""
    return [
        slot(ids.pane_of(of, EMPTY_PANE), class_name="lack"),
        html.P(id=of.alt, className="sr", disable_n_clicks=True),
        _image(ids.graph_of(of), of),
    ]


def _ranking() -> html.Div:
    return _image(f"{ids.STANDARD.card}-ranking", ids.STANDARD)


def _image(graph: str, of: ids.CardIds) -> html.Div:
    label = {"aria-labelledby": of.title, "aria-describedby": f"{of.alt} {ids.COMPARER.sentence}"}
    chart = dcc.Graph(id=graph, figure=BLANK, config=_GRAPH, className="graph", responsive=True)
    return html.Div(chart, className="picture", role="img", **label)
