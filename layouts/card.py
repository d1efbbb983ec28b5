"""Carte graphique: the one frame of every chart, with its title sentence, its tools, its views and its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from layouts.controls import Option, segment
from layouts.ids import CardIds
from layouts.markup import EMPTY, Markup, icon, join, slot, tag
from typography import MONTHS

# Formats offered for every table: ending, dialect, name, what it is for.
FORMATS = (
    ("csv", "tableur", "CSV, tableur français", "point-virgule, virgule décimale"),
    ("csv", "recherche", "CSV, recherche", "virgule, point décimal, UTF-8"),
    ("xlsx", "tableur", "Classeur XLSX", "nombres prêts à calculer"),
    ("zip", "recherche", "ZIP documenté", "CSV, métadonnées, dictionnaire, citation"),
    ("parquet", "recherche", "Parquet", "pour pandas, R, DuckDB"),
)
# Months have their French names in every hover text without travelling with each answer.
_GRAPH = {
    "displayModeBar": False,
    "doubleClick": False,
    "scrollZoom": False,
    "showTips": False,
    "locale": "fr",
    "locales": {"fr": {"format": {"months": MONTHS}}},
}


@dataclass(frozen=True)
class View:
    """Vue d’une carte: a choice in its head, under a key of the URL ("vue": carte, tuiles, tableau)."""

    key: str
    label: str
    options: Sequence[Option]
    value: str


@dataclass(frozen=True)
class FileByView:
    """Fichier d’une carte whose table depends on a view of its page: `key` of the view, `value` shown, view → address
    of its CSV."""

    key: str
    value: str
    of: Mapping[str, str]


def card(
    card_ids: CardIds,
    name: str,
    title: str,
    subtitle: str,
    body: Sequence[object],
    views: Sequence[View] = (),
    foot: Markup = EMPTY,
    info: Markup = EMPTY,
    definitions: Markup = EMPTY,
    file: str | FileByView = "",
    wide: int = 12,
) -> html.Section:
    """Carte.

    `name`: two words that tell its buttons from those of the other cards; `title`: a sentence; `body`: components, each
    pane of a view made by `pane`; `definitions`: what no answer changes, before `info`; `file`: address of its CSV,
    without query; `wide`: columns of twelve.
    Title and subtitle are replaced through `children`, info, when its panel is opened, and foot through `HTML`; the
    store `picture` holds what assets/download.js draws: {"figure", "width", "height", "format", "name"}.
    """
    return html.Section(
        [
            html.Div(
                [
                    html.H2(title, id=card_ids.title, disable_n_clicks=True),
                    _tools(card_ids, name, info, definitions, file),
                ],
                className="card-head",
            ),
            html.Div(
                [
                    html.P(subtitle, id=card_ids.subtitle, className="subtitle", disable_n_clicks=True),
                    slot(f"{card_ids.card}-views", join([_switch(v) for v in views]), "views no-print")
                    if views
                    else None,
                ],
                className="card-subhead",
            ),
            html.Div(list(body), className="card-body"),
            slot(card_ids.foot, foot, "card-foot"),
            dcc.Store(id=card_ids.picture),
        ],
        id=card_ids.card,
        className=f"card wide-{wide}",
        disable_n_clicks=True,
        **{"aria-labelledby": card_ids.title},
    )


# What a chart is before its first answer, and when none comes: nothing, without the axes that Plotly would draw.
BLANK = {
    "data": [],
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
    },
}


def pane(view: str, content: object, shown: bool) -> html.Div:
    """Volet: what one view shows; assets/filters.js shows the pane of the chosen view and hides the others."""
    return html.Div(content, className="pane" if shown else "pane hidden", **{"data-pane": view})


def chart(graph: str, of: CardIds, sentence: str) -> list[Component]:
    """Graphique: one image for a screen reader, named by its card's title, described by `alt` and by the sentence."""
    label = {"aria-labelledby": of.title, "aria-describedby": f"{of.alt} {sentence}"}
    drawn = dcc.Graph(id=graph, figure=BLANK, config=_GRAPH, className="graph", responsive=True)
    return [
        html.P(id=of.alt, className="sr", disable_n_clicks=True),
        html.Div(drawn, className="picture", role="img", **label),
    ]


def _switch(view: View) -> Markup:
    return segment(view.key, view.label, view.options, view.value, "small")


def _tools(card_ids: CardIds, name: str, info: Markup, definitions: Markup, file: str | FileByView) -> html.Div:
    return html.Div(
        [
            html.Details(
                [
                    html.Summary(
                        html.Span(className="icon info", **{"aria-hidden": "true"}),
                        id=card_ids.about,
                        className="icon-button",
                        **{"aria-label": f"Définitions et sources, {name}"},
                    ),
                    _panel(card_ids, name, info, definitions),
                ],
                className="pop end",
            ),
            html.Details(
                [
                    html.Summary(
                        html.Span(className="icon download", **{"aria-hidden": "true"}),
                        className="icon-button",
                        **{"aria-label": f"Télécharger, {name}"},
                    ),
                    html.Div(_downloads(card_ids, file), className="panel menu"),
                ],
                className="pop end",
            ),
            slot(f"{card_ids.card}-seance", _add(card_ids, name)),
            slot(f"{card_ids.card}-screen", _full_screen(name)),
        ],
        className="tools no-print",
    )


def _panel(card_ids: CardIds, name: str, info: Markup, definitions: Markup) -> html.Div:
    # It may scroll before what it asks for is there, and the first link with it.
    reached = {"role": "group", "tabIndex": "0", "aria-label": f"Définition et sources, {name}"}
    if not definitions:
        return slot(card_ids.info, info, "panel prose", **reached)
    return html.Div(
        [slot(f"{card_ids.card}-definitions", definitions), slot(card_ids.info, info)],
        className="panel prose",
        **reached,
    )


def _downloads(card_ids: CardIds, file: str | FileByView) -> list[object]:
    files: list[object] = []
    if isinstance(file, FileByView):
        links = [pane(view, _files(card_ids, of, f"-{view}"), view == file.value) for view, of in file.of.items()]
        files = [html.Div(links, **{"data-view-of": file.key, "data-view": file.value})]
    elif file:
        files = [_files(card_ids, file)]
    pictures = [
        html.Button([label, html.Small(note)], id=id, type="button", className="option")
        for id, label, note in (
            (card_ids.png, "Image PNG", "source et date incluses"),
            (card_ids.svg, "Image SVG", "vectorielle, modifiable"),
        )
    ]
    return [*files, *pictures]


def _files(card_ids: CardIds, file: str, view: str = "") -> html.Div:
    return slot(f"{card_ids.card}-files{view}", join([_file(file, *format_) for format_ in FORMATS]))


def _file(address: str, kind: str, dialect: str, label: str, note: str) -> Markup:
    """A link that assets/filters.js completes with the filters."""
    target = f"{address.removesuffix('.csv')}.{kind}?dialecte={dialect}"
    return tag("a", label, tag("small", note), cls="option", href=target, data_file=target, download=True)


def _add(card_ids: CardIds, name: str) -> Markup:
    """A button that assets/seance-deck.js hears: the card, as it is shown, becomes a slide of the deck."""
    return tag(
        "button",
        icon("plus"),
        type="button",
        cls="icon-button",
        data_seance_card=card_ids.card,
        aria_label=f"Ajouter à la séance, {name}",
    )


def _full_screen(name: str) -> Markup:
    return tag(
        "button",
        icon("expand"),
        type="button",
        cls="icon-button",
        data_fullscreen=True,
        aria_label=f"Plein écran, {name}",
        aria_pressed="false",
    )
