"""Identifiants: every id that a callback or a script names, once."""

from __future__ import annotations

from typing import NamedTuple

URL = "url"
PAGE = "page"
PROBLEMS = "problems"
DEMONSTRATION = "demonstration"
FOOTER = "footer"
THEME = "theme"
VIEWPORT = "viewport"
# Stores of the table whose every row is asked for, and of what it is (assets/first-rows.js).
ROWS_ASKED = "rows-asked"
ROWS_GIVEN = "rows-given"
FORM = "filters"
KPI = "kpi"
BREADCRUMB = "breadcrumb"
MAP_GRAPH = "map-graph"
SERIES_GRAPH = "series-graph"
MAP_TILES = "map-tiles"
MAP_TABLE = "map-table"
MAP_LEGEND = "map-legend"
SERIES_TABLE = "series-table"
COMPARE_TABLE = "compare-table"


class PageIds(NamedTuple):
    """Identifiants d’une page à filtres.

    query: the store of its query string, which starts its answer; bar: the store of what its filter bar says; answer:
    the element that names the release; stage, notice: slots; sentence: the sentence of the page, through `HTML`.
    """

    page: str
    query: str
    bar: str
    answer: str
    stage: str
    sentence: str
    notice: str


def page_ids(page: str) -> PageIds:
    return PageIds(page, *(f"{page}-{part}" for part in PageIds._fields[1:]))


class CardIds(NamedTuple):
    """Identifiants d’une carte graphique.

    title, subtitle, alt: texts (`Output(id, "children")`); info, foot: slots (`Output(id, HTML)`); about: what opens
    the panel of `info`; png, svg: buttons; picture: the store of the figure to save.
    """

    card: str
    title: str
    subtitle: str
    alt: str
    about: str
    info: str
    foot: str
    png: str
    svg: str
    picture: str


def graph_of(card: CardIds) -> str:
    """Id of the chart of a card."""
    return f"{card.card}-graph"


def pane_of(card: CardIds, view: str) -> str:
    """Id of the slot of one view of a card, and of what says why its chart is empty ("empty")."""
    return f"{card.card}-{view}"


def card_ids(card: str) -> CardIds:
    return CardIds(card, *(f"{card}-{part}" for part in CardIds._fields[1:]))


class ProfilsIds(NamedTuple):
    """Identifiants propres à la page Profils: slots through `HTML`, and the graph."""

    chart: str
    table: str
    heat: str
    heat_legend: str
    recourse: str
    gaps: str
    gap_graph: str
    gap_table: str
    women: str


ACCES = page_ids("acces")
MAP = card_ids("map")
COMPARE = card_ids("compare")
SERIES = card_ids("series")
PROFILS = page_ids("profils")
PROFILS_PARTS = ProfilsIds(*(f"profils-{part.replace('_', '-')}-part" for part in ProfilsIds._fields))
PROFILE, HEAT, RECOURSE, GAP, WOMEN = (
    card_ids(f"profils-{name}") for name in ("groupes", "chaleur", "recours", "dissemblance", "femmes")
)
COMPARER = page_ids("comparer")
EXPLAINED = card_ids("comparer-explained")
FUNNEL = card_ids("comparer-funnel")
PORTRAIT = card_ids("comparer-portrait")
STANDARD = card_ids("comparer-standard")
SIMILAR = card_ids("comparer-similar")
RECOURS = page_ids("recours")
TERRITOIRES = page_ids("territoires")
SITE_MAP, SERVED, SERVED_AREAS, SCORE, PLACES = (
    card_ids(f"territoires-{name}") for name in ("carte", "couverture", "tableau", "score", "lieux")
)
HYPOTHESIS = card_ids("territoires-hypothese")
FLOWS = card_ids("recours-flows")
OPERATORS = card_ids("recours-operators")
PUBLICS = card_ids("recours-publics")
REASONS = card_ids("recours-reasons")
SERVICES = card_ids("recours-services")
EXITS = card_ids("recours-exits")
DURATIONS = card_ids("recours-durations")
UNEMPLOYMENT = card_ids("recours-unemployment")
SIGNALS = card_ids("recours-signals")
SIGNAL_MAP = card_ids("recours-signal-map")
SIGNAL_AREAS = card_ids("recours-signal-areas")
FIGURES = card_ids("recours-figures")
TARGETS = card_ids("recours-targets")
