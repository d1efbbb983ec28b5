"""Page Accès: filters, sentence, key figures, map and comparison, series; callbacks fill the slots."""

from __future__ import annotations

from dash import html

from filters import Filters
from geo.areas import FRANCE, departments, region_of
from layouts import ids
from layouts.acces_texts import definition_rows
from layouts.card import View, card, chart, pane
from layouts.controls import setter
from layouts.definitions import definitions
from layouts.filter_bar import FilterOptions, share_button
from layouts.filter_labels import period_text
from layouts.markup import Markup, icon, join, slot, tag
from layouts.page import filtered_page
from layouts.shell import DEMONSTRATION

TERRITORIES_FILE = "/fichiers/acces-territoires.csv"
SERIES_FILE = "/fichiers/acces-serie.csv"
# The fields of the filters that the page reads.
FIELDS = (
    "start",
    "end",
    "area_level",
    "area",
    "reading",
    "families",
    "sex",
    "age",
    "qualification",
    "level",
    "equivalence",
    "map_view",
    "series_view",
    "perimeter",
    "projection",
    "release",
)


def page(filters: Filters, options: FilterOptions, demonstration: bool) -> html.Div:
    """Page Accès, set to `filters`."""
    return filtered_page(
        ids.ACCES,
        "/",
        FIELDS,
        "Accès au conseil en évolution professionnelle",
        filters,
        options,
        [_map_card(filters), _compare_card(), _series_card(filters)],
        _actions(),
        above=[slot(ids.KPI)],
        stage=stage(filters, demonstration),
    )


def stage(filters: Filters, demonstration: bool) -> Markup:
    """En-tête du mode projeté: where we are, the keys (projection.js), the label of the data."""
    return tag(
        "div",
        tag(
            "p",
            "Observatoire CEP · Accès · ",
            tag("span", filters.territory.name, data_label="territory"),
            " · ",
            tag("span", period_text(filters), data_label="period"),
        ),
        tag(
            "div",
            tag(
                "p",
                "← → territoire · ↓ départements · ↑ régions · ",
                setter("projection=0", "Échap\u00a0: quitter", "keys"),
                cls="moves",
            ),
            tag("p", DEMONSTRATION, cls="label") if demonstration else None,
        ),
        cls="stage",
    )


def breadcrumb(filters: Filters) -> Markup:
    """Fil d’Ariane of the territories compared, with the way down to departments and back up."""
    area = filters.territory
    region = None if area == FRANCE else region_of(area)
    trail = [area] if region in (None, area) else [region, area]
    steps = [tag("li", setter(f"t={FRANCE.id}", FRANCE.name, "link") if area != FRANCE else tag("span", FRANCE.name))]
    steps += [
        tag("li", setter(f"t={a.id}", a.name, "link") if a != area else tag("span", a.name))
        for a in trail
        if a != FRANCE
    ]
    return join(
        [
            tag("nav", tag("ol", steps), cls="trail", aria_label="Territoire"),
            *(setter(patch, label, "control small no-print") for label, patch in _drill(filters)),
        ]
    )


def _drill(filters: Filters) -> list[tuple[str, str]]:
    if filters.area_level == "reg":
        if filters.area == FRANCE.id:
            return [("Voir les départements", "niv=dep")]
        count = len(departments(filters.territory.code))
        return [(f"Voir ses {count} départements", "niv=dep")] if count > 1 else []
    up = [("Toutes les régions", "niv=reg")]
    if filters.area == FRANCE.id:
        return up
    return [*up, ("Tous les départements", f"niv=dep&t={FRANCE.id}")]


def _actions() -> Markup:
    projection = setter("projection=1", [icon("screen"), "Projeter"], "control project")
    return join([projection, share_button()])


def _map_card(filters: Filters) -> html.Section:
    view = filters.map_view
    views = View("vue", "Vue de la carte", (("carte", "Carte"), ("tuiles", "Tuiles"), ("tableau", "Tableau")), view)
    body = html.Div(
        [
            html.Div(
                [
                    slot(ids.BREADCRUMB, breadcrumb(filters), "breadcrumb"),
                    pane("carte", chart(ids.MAP_GRAPH, ids.MAP, ids.ACCES.sentence), view == "carte"),
                    pane("tuiles", slot(ids.MAP_TILES), view == "tuiles"),
                    pane("tableau", slot(ids.MAP_TABLE), view == "tableau"),
                ],
                className="map-main",
            ),
            slot(ids.MAP_LEGEND, class_name="legend"),
        ],
        className="map-body",
        **{"data-view-of": "vue", "data-view": view},
    )
    title = "Le taux d’accès par territoire"
    return card(
        ids.MAP,
        "carte",
        title,
        "",
        [body],
        views=[views],
        definitions=_definitions(ids.MAP),
        file=TERRITORIES_FILE,
        wide=7,
    )


def _compare_card() -> html.Section:
    body = slot(ids.COMPARE_TABLE, class_name="compare-body")
    return card(
        ids.COMPARE,
        "comparaison",
        "Les territoires comparés à la France",
        "",
        [body],
        definitions=_definitions(ids.COMPARE),
        file=TERRITORIES_FILE,
        wide=5,
    )


def _series_card(filters: Filters) -> html.Section:
    view = filters.series_view
    views = (
        View("serie", "Vue de la série", (("courbe", "Courbe"), ("tableau", "Tableau")), view),
        View(
            "perim",
            "Opérateurs de la série",
            (("tout", "Tout le champ"), ("constant", "Périmètre constant")),
            filters.perimeter,
        ),
    )
    body = html.Div(
        [
            pane("courbe", chart(ids.SERIES_GRAPH, ids.SERIES, ids.ACCES.sentence), view == "courbe"),
            pane("tableau", slot(ids.SERIES_TABLE), view == "tableau"),
        ],
        **{"data-view-of": "serie", "data-view": view},
    )
    return card(
        ids.SERIES,
        "série",
        "La série mensuelle",
        "",
        [body],
        views=views,
        definitions=_definitions(ids.SERIES),
        file=SERIES_FILE,
    )


def _definitions(of: ids.CardIds) -> Markup:
    return definitions(definition_rows(of.card))
