"""Les vues: what each choice of view sends, to a browser that holds the page before it, and to one that does not."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence

import filters as choices
from bench.client import Visitor
from bench.server import serving
from bench.table import Row, show
from callbacks.page import Page
from callbacks.pages import FILTERED
from data.engine import Release
from filters import Filters
from settings import Settings

# Questions that weigh the most: every department, one in its region, and what has no denominator.
_QUESTIONS: tuple[Mapping[str, str], ...] = (
    {},
    {"area_level": "dep"},
    {"area_level": "dep", "area": "D31"},
    {"area_level": "dep", "area": "D48", "second": "D75"},
    {"area_level": "dep", "reading": "de"},
    {"area": "R76", "sex": "F"},
)
# Field → its choices. A section of a page comes before the views that it shows.
_VIEWS: Mapping[str, Sequence[str]] = {
    "recourse_view": choices.RECOURSE_VIEWS,
    "territory_view": choices.TERRITORY_VIEWS,
    "map_view": choices.MAP_VIEWS,
    "series_view": choices.SERIES_VIEWS,
    "explained_view": choices.EXPLAINED_VIEWS,
    "funnel_view": choices.FUNNEL_VIEWS,
    "standard_view": choices.STANDARD_VIEWS,
    "portrait_view": choices.PORTRAIT_VIEWS,
    "profile_view": choices.PROFILE_VIEWS,
    "profile_side": choices.PROFILE_SIDES,
    "gap_view": choices.SERIES_VIEWS,
    "heat_view": choices.HEAT_VIEWS,
    "flow_view": choices.FLOW_VIEWS,
    "link_view": choices.LINK_VIEWS,
    "figures_view": choices.FIGURES_VIEWS,
    "sites_view": choices.SITES_VIEWS,
    "served_view": choices.FUNNEL_VIEWS,
}
_SECTIONS = ("recourse_view", "territory_view")


def run(settings: Settings, release: Release) -> None:
    """Print the table: bytes of a choice of view, and of the same page asked by a browser that holds nothing."""
    rows = []
    with serving("app:server", {"CEP_DATA_DIR": str(settings.data_dir)}, workers=1) as server:
        for page in FILTERED:
            visitor = Visitor(server.port)
            visitor.read_callback(f"{page.ids.answer}.", release.id)
            held: list[tuple[int, str]] = []
            whole: list[tuple[int, str]] = []
            for before, after in _choices(page):
                visitor.ask(before, "light", "wide")
                held.append((visitor.ask(after, "light", "wide").size, after))
                visitor.forget()
                whole.append((visitor.ask(after, "light", "wide").size, after))
            for name, sizes, budget in (("vue", held, "≤ 3 kB"), ("page entière", whole, "≤ 8 kB")):
                size, query = max(sizes)
                median = statistics.median(size for size, _ in sizes)
                rows.append(Row(f"{page.path}, {name}", [len(sizes), f"{median:.0f}", size], f"{budget} ; {query}"))
    show("Octets gzip d’un choix de vue", ("choix", "médiane", "le plus"), rows)


def _choices(page: Page) -> list[tuple[str, str]]:
    """(query before, query after) of every choice of one view, in every section of the page, for every question."""
    fields = [field for field in _VIEWS if field in page.fields]
    section = next((field for field in fields if field in _SECTIONS), None)
    found: dict[tuple[str, str], None] = {}
    for question, chosen in itertools.product(_QUESTIONS, _VIEWS[section] if section else ("",)):
        within = {section: chosen} if section else {}
        before = Filters().change(**{k: v for k, v in question.items() if k in page.fields}, **within)
        for field in fields:
            for value in _VIEWS[field]:
                pair = before.to_query(), before.change(**{field: value}).to_query()
                if pair[0] != pair[1]:
                    found[pair] = None
    return list(found)
