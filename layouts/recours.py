"""Page Recours: filters, sentence, and six sections of cards, of which the chosen one alone is answered."""

from __future__ import annotations

from dash import html

from filters import Filters
from layouts import ids
from layouts.card import View, card, chart, pane
from layouts.controls import segment
from layouts.filter_bar import FilterOptions, share_button
from layouts.markup import slot
from layouts.page import filtered_page

# The fields of the filters that the page reads: no profile, which is crossed with nothing that happens inside a path.
FIELDS = (
    "start",
    "end",
    "area_level",
    "area",
    "reading",
    "families",
    "equivalence",
    "map_view",
    "series_view",
    "perimeter",
    "release",
    "recourse_view",
    "flow_view",
    "flow_events",
    "link_view",
    "signal",
    "signal_family",
    "figures_view",
)
SECTIONS = (
    ("flux", "Flux"),
    ("motifs", "Motifs et services"),
    ("sorties", "Sorties"),
    ("chomage", "Chômage"),
    ("signaux", "Signaux"),
    ("chiffres", "Rapprochement"),
)
# The cards of each section, in the order in which they stand.
CARDS: dict[str, tuple[ids.CardIds, ...]] = {
    "flux": (ids.FLOWS, ids.OPERATORS, ids.PUBLICS, ids.TARGETS),
    "motifs": (ids.REASONS, ids.SERVICES),
    "sorties": (ids.EXITS, ids.DURATIONS),
    "chomage": (ids.UNEMPLOYMENT,),
    "signaux": (ids.SIGNALS, ids.SIGNAL_MAP, ids.SIGNAL_AREAS),
    "chiffres": (ids.FIGURES,),
}
_ALL = tuple(of for cards in CARDS.values() for of in cards)
FILES = {
    ids.FLOWS: "flux",
    ids.OPERATORS: "operateurs",
    ids.PUBLICS: "publics",
    ids.TARGETS: "objectifs",
    ids.REASONS: "motifs",
    ids.SERVICES: "services",
    ids.EXITS: "sorties",
    ids.DURATIONS: "durees",
    ids.UNEMPLOYMENT: "chomage",
    ids.SIGNALS: "signaux",
    ids.SIGNAL_MAP: "signal",
    ids.SIGNAL_AREAS: "signal",
    ids.FIGURES: "chiffres",
}
assert set(FILES) == set(_ALL)
# Two words that tell the buttons of a card from those of the others, then its width, of twelve columns.
_NAMES = {
    ids.FLOWS: ("flux", 12),
    ids.OPERATORS: ("parts des opérateurs", 5),
    ids.PUBLICS: ("publics visés", 7),
    ids.TARGETS: ("objectifs publiés", 12),
    ids.REASONS: ("motifs", 12),
    ids.SERVICES: ("services rendus", 12),
    ids.EXITS: ("sorties", 12),
    ids.DURATIONS: ("durées", 12),
    ids.SIGNALS: ("signaux de qualité", 12),
    ids.SIGNAL_AREAS: ("signal, territoires", 7),
    ids.FIGURES: ("rapprochement", 12),
}


def page(filters: Filters, options: FilterOptions, demonstration: bool) -> html.Div:
    """Page Recours, set to `filters`."""
    return filtered_page(
        ids.RECOURS,
        "/recours",
        FIELDS,
        "Recours au conseil en évolution professionnelle",
        filters,
        options,
        [_sections(filters)],
        share_button(),
        above=[
            slot(
                f"{ids.RECOURS.page}-sections",
                segment("volet", "Volet", SECTIONS, filters.recourse_view),
                "sections no-print",
            )
        ],
    )


def _sections(filters: Filters) -> html.Div:
    made = {ids.FLOWS: _flows(filters), ids.UNEMPLOYMENT: _unemployment(filters), ids.SIGNAL_MAP: _map(filters)}
    panes = [
        pane(
            section,
            html.Div([made[of] if of in made else _table_card(of, filters) for of in cards], className="grid"),
            section == filters.recourse_view,
        )
        for section, cards in CARDS.items()
    ]
    return html.Div(panes, className="wide-12", **{"data-view-of": "volet", "data-view": filters.recourse_view})


def file_of(of: ids.CardIds) -> str:
    return f"/fichiers/recours-{FILES[of]}.csv"


def _table_card(of: ids.CardIds, filters: Filters) -> html.Section:
    """A card whose chart is a table with bars: it has no twin."""
    name, wide = _NAMES[of]
    views: tuple[View, ...] = ()
    if of == ids.FIGURES:
        views = (
            View(
                "chif",
                "Chiffres rapprochés",
                (("rapport", "Rapport de 2018"), ("autres", "Autres sources")),
                filters.figures_view,
            ),
        )
    if of == ids.SIGNALS:
        levels = (("reg", "Régions"), ("dep", "Départements"))
        views = (View("niv", "Territoires comparés", levels, filters.area_level),)
    return card(
        of, name, "", "", [slot(ids.pane_of(of, "tableau"), class_name="bars-body")], views, file=file_of(of), wide=wide
    )


def _flows(filters: Filters) -> html.Section:
    views = (
        View(
            "flux",
            "Mesure du flux",
            (
                ("mensuel", "Mensuel"),
                ("cumule", "Cumulé"),
                ("glissant", "12 mois glissants"),
                ("evolution", "Évolution sur un an"),
            ),
            filters.flow_view,
        ),
        View("sens", "Entrées ou sorties", (("entrees", "Entrées"), ("sorties", "Sorties")), filters.flow_events),
        View(
            "perim",
            "Opérateurs du flux",
            (("tout", "Tout le champ"), ("constant", "Périmètre constant")),
            filters.perimeter,
        ),
        View("serie", "Vue du flux", (("courbe", "Courbe"), ("tableau", "Tableau")), filters.series_view),
    )
    return _drawn(ids.FLOWS, "flux", views)


def _unemployment(filters: Filters) -> html.Section:
    views = (View("nuage", "Vue du nuage", (("nuage", "Nuage"), ("tableau", "Tableau")), filters.link_view),)
    return _drawn(ids.UNEMPLOYMENT, "chômage", views)


def _drawn(of: ids.CardIds, name: str, views: tuple[View, ...]) -> html.Section:
    """A card with a chart and its twin; its last view says which."""
    last = views[-1]
    charted, table = (code for code, _ in last.options)
    body = html.Div(
        [
            pane(charted, chart(ids.graph_of(of), of, ids.RECOURS.sentence), last.value == charted),
            pane(table, slot(ids.pane_of(of, "tableau")), last.value == table),
        ],
        **{"data-view-of": last.key, "data-view": last.value},
    )
    return card(of, name, "", "", [body], views, file=file_of(of))


def _map(filters: Filters) -> html.Section:
    view = filters.map_view
    views = (View("vue", "Vue de la carte", (("carte", "Carte"), ("tuiles", "Tuiles")), view),)
    body = html.Div(
        [
            html.Div(
                [
                    pane(
                        "carte",
                        chart(ids.graph_of(ids.SIGNAL_MAP), ids.SIGNAL_MAP, ids.RECOURS.sentence),
                        view == "carte",
                    ),
                    pane("tuiles", slot(ids.pane_of(ids.SIGNAL_MAP, "tuiles")), view == "tuiles"),
                ],
                className="map-main",
            ),
            slot(ids.pane_of(ids.SIGNAL_MAP, "legende"), class_name="legend"),
        ],
        className="map-body",
        **{"data-view-of": "vue", "data-view": view},
    )
    return card(ids.SIGNAL_MAP, "carte du signal", "", "", [body], views, file=file_of(ids.SIGNAL_MAP), wide=5)
