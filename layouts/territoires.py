"""Page Territoires: the open sites, who lives near them, and where access and coverage are both weak."""

from __future__ import annotations

from dash import html

from filters import TERRITORY_VIEWS, Filters
from layouts import hypothesis, ids
from layouts.card import FileByView, View, card, chart, pane
from layouts.definitions import terms
from layouts.filter_bar import FilterOptions, share_button
from layouts.markup import EMPTY, Markup, slot, tag
from layouts.page import filtered_page
from layouts.territoires_definitions import definition_rows

PATH = "/territoires"
# The fields of the filters that the page reads.
FIELDS = (
    "start",
    "end",
    "area_level",
    "area",
    "families",
    "release",
    "reach",
    "measure",
    "site_kind",
    "decay",
    "territory_view",
    "sites_view",
    "served_view",
    "hypothesis",
)
# Slots of the map card, beside its chart and its table.
TRAIL, LEGEND = (ids.pane_of(ids.SITE_MAP, view) for view in ("chemin", "legende"))
ZONES = ids.pane_of(ids.SERVED_AREAS, "zones")
SENSITIVITY, WORST = ids.pane_of(ids.SCORE, "seuils"), ids.pane_of(ids.SITE_MAP, "communes")


def page(filters: Filters, options: FilterOptions, demonstration: bool) -> html.Div:
    """Page Territoires, set to `filters`."""
    del demonstration  # The label is in the banner, the pictures and the files: the page has no stage.
    beside = html.Div(
        [
            html.Div(
                [
                    pane("croise", _served_card(filters), filters.territory_view == "croise"),
                    pane("score", _score_card(filters), filters.territory_view == "score"),
                    pane(
                        hypothesis.VIEW,
                        [hypothesis.changes_panel(), hypothesis.search_panel()],
                        filters.territory_view == hypothesis.VIEW,
                    ),
                ],
                **{"data-view-of": "terr", "data-view": filters.territory_view},
            ),
            _areas_card(filters),
        ],
        className="beside wide-5",
    )
    return filtered_page(
        ids.TERRITOIRES,
        PATH,
        FIELDS,
        "Territoires\u00a0: les lieux du conseil en évolution professionnelle",
        filters,
        options,
        [_map_card(filters), beside, _hypothesis(filters), _places_card()],
        share_button(),
    )


def _hypothesis(filters: Filters) -> html.Div:
    shown = filters.territory_view == hypothesis.VIEW
    view = {"data-view-of": "terr", "data-view": filters.territory_view}
    return html.Div(pane(hypothesis.VIEW, hypothesis.outcome_card(), shown), className="wide-12", **view)


def _definitions(card: ids.CardIds) -> Markup:
    return terms(definition_rows(card))


def file_of(name: str) -> str:
    return f"/fichiers/territoires-{name}.csv"


def _map_card(filters: Filters) -> html.Section:
    view = filters.sites_view
    body = html.Div(
        [
            slot(TRAIL, class_name="breadcrumb"),
            pane(
                "carte",
                html.Div(
                    [
                        html.Div(chart(ids.graph_of(ids.SITE_MAP), ids.SITE_MAP, ids.TERRITOIRES.sentence)),
                        slot(LEGEND, class_name="site-legend"),
                    ],
                    className="site-map",
                ),
                view == "carte",
            ),
            pane("tableau", slot(ids.pane_of(ids.SITE_MAP, "tableau")), view == "tableau"),
        ],
        **{"data-view-of": "lieux", "data-view": view},
    )
    views = [View("lieux", "Vue de la carte", (("carte", "Carte"), ("tableau", "Tableau")), view)]
    title = "Les lieux ouverts et leur couverture"
    towns = [slot(WORST, class_name="worst-towns"), slot("territoires-communes", _towns_files(), "no-print")]
    of_score = pane("score", towns, filters.territory_view == "score")
    worst = html.Div(of_score, **{"data-view-of": "terr", "data-view": filters.territory_view})
    return card(
        ids.SITE_MAP,
        "carte",
        title,
        "",
        [body, worst],
        views,
        file=_file_of_map(filters),
        definitions=_definitions(ids.SITE_MAP),
        wide=7,
    )


def _file_of_map(filters: Filters) -> FileByView:
    """The file of the numbers of the map: under its score, they are those of the score."""
    files = {view: file_of("score" if view == "score" else "couverture") for view in TERRITORY_VIEWS}
    return FileByView("terr", filters.territory_view, files)


def _served_card(filters: Filters) -> html.Section:
    view = filters.served_view
    body = html.Div(
        [
            pane(
                "graphique",
                chart(ids.graph_of(ids.SERVED), ids.SERVED, ids.TERRITOIRES.sentence),
                view == "graphique",
            ),
            pane("tableau", slot(ids.pane_of(ids.SERVED, "tableau")), view == "tableau"),
        ],
        **{"data-view-of": "couv", "data-view": view},
    )
    views = [View("couv", "Vue de la couverture", (("graphique", "Graphique"), ("tableau", "Tableau")), view)]
    return card(
        ids.SERVED,
        "couverture",
        "La couverture par opérateur",
        "",
        [body],
        views,
        file=file_of("desserte"),
        definitions=_definitions(ids.SERVED),
    )


def _score_card(filters: Filters) -> html.Section:
    body = [
        *chart(ids.graph_of(ids.SCORE), ids.SCORE, ids.TERRITOIRES.sentence),
        slot(SENSITIVITY),
    ]
    return card(
        ids.SCORE,
        "score d’accès",
        "Le score d’accès et ses inégalités",
        "",
        body,
        file=file_of("score"),
        definitions=_definitions(ids.SCORE),
    )


def _towns_files() -> Markup:
    """The ways to the communes of the table above, and to those of the territory, which no picture holds."""
    texts = {"isolees": "Toutes ces communes (CSV)", "communes": "Le score de chaque commune du territoire (CSV)"}
    links = []
    for name, text in texts.items():
        target = f"{file_of(name).removesuffix('.csv')}.csv?dialecte=tableur"
        links.append(tag("a", text, href=target, data_file=target, download=True))
    return tag("p", links[0], " · ", links[1], cls="hint")


def _areas_card(filters: Filters) -> html.Section:
    body = [slot(ids.pane_of(ids.SERVED_AREAS, "tableau"), class_name="areas-body"), slot(ZONES)]
    return card(
        ids.SERVED_AREAS,
        "territoires",
        "Les territoires de la carte",
        "",
        body,
        file=_file_of_map(filters),
        definitions=_definitions(ids.SERVED_AREAS),
    )


def _places_card() -> html.Section:
    search = slot("territoires-recherche", _search(), "no-print")
    # What a search of the whole country finds: the server is asked, the list being of territories there.
    found = slot("territoires-trouves", tag("div", EMPTY, data_found_sites=True), "no-print")
    body = [search, found, slot(ids.pane_of(ids.PLACES, "liste"))]
    return card(
        ids.PLACES, "lieux", "La liste des lieux", "", body, file=file_of("lieux"), definitions=_definitions(ids.PLACES)
    )


def _search() -> Markup:
    return tag(
        "p",
        tag("label", "Chercher un lieu ou une commune", for_="site-search", cls="field-label"),
        tag(
            "input",
            type="search",
            id="site-search",
            cls="control",
            placeholder="Nom, commune ou opérateur",
            autocomplete="off",
        ),
        tag("span", cls="hint", role="status", data_message="sites"),
        tag("button", "Tout voir", type="button", cls="control small", data_all_sites=True, hidden=True),
        cls="site-search",
    )
