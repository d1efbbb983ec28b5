"""Coque: header, banners, main, footer and the stores that every page shares."""

from __future__ import annotations

from dash import dcc, html

from layouts import ids
from layouts.markup import EMPTY, Markup, icon, join, slot, tag

# A page more is one line here, and its layout in the page callback.
PAGES = (
    ("/", "Accès"),
    ("/profils", "Profils"),
    ("/recours", "Recours"),
    ("/territoires", "Territoires"),
    ("/comparer", "Comparer"),
    ("/donnees", "Données"),
    ("/methode", "Méthode"),
)
# Those that answer filters: their links carry the question from one to the other (assets/filters.js).
FILTERED = ("/", "/profils", "/recours", "/territoires", "/comparer")
DATA = "/donnees"
# A page without a place in the menu.
API_PAGE = "/donnees/api"
SEANCE = "/seance"
TITLE = "Observatoire CEP"
SIMULATED_DATA = "/methode#donnees-simulees"
DEMONSTRATION = "Données de démonstration, simulées"

# Fills that are not values, for style sheets to name: fill: url(#hatch) on a map, a legend and a tile alike.
PATTERNS_SVG = (
    '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="6" height="6"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="dots-ground" width="6" height="6"/><circle class="dots-mark" cx="3" cy="3" r="1.2"/></pattern>'
    "</defs></svg>"
)


def shell(release_label: str, demonstration: bool) -> html.Div:
    """Coque de l’application.

    `release_label`: months and version of the data, "Données 2015-2018, version …"; `demonstration`: the banner and
    the labels say that the data are simulated. Both are those of a first moment: each answer replaces them by those
    of the release that it was made from.
    """
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.THEME),
            dcc.Store(id=ids.VIEWPORT),
            dcc.Store(id=ids.ROWS_ASKED),
            dcc.Store(id=ids.ROWS_GIVEN),
            html.A("Aller au contenu", href="#contenu", className="skip"),
            _header(),
            slot(ids.DEMONSTRATION, banner(demonstration)),
            html.Div(id=ids.PROBLEMS, className="problems no-print", role="status", disable_n_clicks=True),
            html.Main(
                html.Div(id=ids.PAGE, className="page", disable_n_clicks=True),
                id="contenu",
                tabIndex=-1,
                disable_n_clicks=True,
            ),
            slot(ids.FOOTER, footer(release_label, demonstration)),
            html.Div(id="live", className="toast no-print", role="status", disable_n_clicks=True),
        ],
        className="shell",
    )


def banner(demonstration: bool) -> Markup:
    """Bandeau permanent des données de démonstration, empty for other data."""
    if not demonstration:
        return EMPTY
    return tag(
        "aside",
        icon("warning"),
        tag(
            "p",
            tag("strong", "Données de démonstration"),
            tag(
                "span", "\u00a0: simulées, calées sur les marges publiées. Aucun résultat n’est officiel. ", cls="wide"
            ),
            tag("span", " simulées. ", cls="narrow", aria_hidden="true"),
            tag("a", "En savoir plus", href=SIMULATED_DATA),
        ),
        cls="banner",
        aria_label="Nature des données",
    )


def problems(messages: tuple[str, ...]) -> list[html.P]:
    """Avertissements about the address of the page, children of the element `ids.PROBLEMS`."""
    return [html.P(message) for message in messages]


def footer(release_label: str, demonstration: bool) -> Markup:
    """Pied de page: version, sources, method, accessibility, and the label again."""
    return tag(
        "footer",
        tag(
            "p",
            join([release_label, " (démonstration)" if demonstration else ""]),
            " · Sources\u00a0: déclarations des opérateurs du CEP, Insee, IGN",
            tag(
                "span",
                " · ",
                tag("a", "Méthode", href="/methode"),
                " · ",
                tag("a", "Accessibilité", href="/methode#accessibilite"),
                cls="links",
            ),
        ),
        tag("p", DEMONSTRATION, cls="label") if demonstration else None,
        cls="footer",
    )


def _header() -> html.Header:
    links = [
        html.Li(
            dcc.Link(
                title,
                href=path,
                className="nav-link carries" if path in FILTERED else "nav-link",
                id=f"nav-{path.strip('/') or 'acces'}",
            )
        )
        for path, title in PAGES
    ]
    return html.Header(
        [
            dcc.Link([html.Span(className="mark", **{"aria-hidden": "true"}), TITLE], href="/", className="brand"),
            html.Nav(html.Ul(links), id="menu", className="nav", **{"aria-label": "Pages"}),
            dcc.Link("Séance", href=SEANCE, className="seance-link control", id="nav-seance"),
            slot("header-buttons", _header_buttons(), "header-buttons"),
        ],
        className="header no-print",
    )


def _header_buttons() -> Markup:
    return join(
        [
            tag(
                "button",
                icon("moon"),
                type="button",
                cls="icon-button framed",
                data_theme_toggle=True,
                aria_label="Thème sombre",
                aria_pressed="false",
            ),
            tag(
                "button",
                icon("menu"),
                type="button",
                cls="icon-button framed menu-button",
                aria_label="Menu",
                aria_expanded="false",
                aria_controls="menu",
            ),
        ]
    )
