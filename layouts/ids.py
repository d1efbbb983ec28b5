"""Identifiants: every id that a callback or a script names, once."""

from __future__ import annotations

from typing import NamedTuple

URL = "url"
PAGE = "page"
PROBLEMS = "problems"
DEMONSTRATION = "demonstration"
FOOTER = "footer"
THEME = "theme"
QUERY = "query"
VIEWPORT = "viewport"
BAR = "filter-bar"
FORM = "filters"
BAR_STATE = "filters-state"
STAGE = "stage"
ANSWER = "answer"
SENTENCE = "sentence"
KPI = "kpi"
NOTICE = "notice"
BREADCRUMB = "breadcrumb"
MAP_GRAPH = "map-graph"
SERIES_GRAPH = "series-graph"
MAP_TILES = "map-tiles"
MAP_TABLE = "map-table"
MAP_LEGEND = "map-legend"
SERIES_TABLE = "series-table"
COMPARE_TABLE = "compare-table"


class CardIds(NamedTuple):
    """Identifiants d’une carte graphique.

    title, subtitle, alt: texts (`Output(id, "children")`); info, foot: slots (`Output(id, HTML)`); png, svg: buttons;
    picture: the store of the figure to save.
    """

    card: str
    title: str
    subtitle: str
    alt: str
    info: str
    foot: str
    png: str
    svg: str
    picture: str


def card_ids(card: str) -> CardIds:
    return CardIds(card, *(f"{card}-{part}" for part in CardIds._fields[1:]))


MAP = card_ids("map")
COMPARE = card_ids("compare")
SERIES = card_ids("series")
