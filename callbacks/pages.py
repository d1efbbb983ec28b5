"""Pages: address → page. What each page needs to know of the release served is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from callbacks.acces import ACCES
from callbacks.address import Shown
from callbacks.answered import shell_label
from callbacks.asked import DIMENSIONS, STEP, TABLE
from callbacks.catalogue import PublishedTable
from callbacks.citation import site_root
from callbacks.comparer import COMPARER
from callbacks.default_periods import default_periods
from callbacks.donnees import Choice, data_facts
from callbacks.hypothesis_numbers import named
from callbacks.openapi import document
from callbacks.profils import PROFILS
from callbacks.recours import RECOURS
from callbacks.territoires import TERRITOIRES
from data import queries
from data.default_period import default_period
from data.engine import Database, DatabaseUnavailable, NoRelease, Release
from data.secrecy import secrecy_budget
from data.snapshots import load_manifests
from data.travel_times import is_chosen
from filters import KEYS, DefaultOf, Filters, Period
from layouts import api_page, donnees, methode, seance
from layouts.filter_bar import FilterOptions
from layouts.markup import slot
from layouts.shell import API_PAGE, DATA, SEANCE
from layouts.shell import shell as shell_layout
from layouts.states import error_state, not_found_state
from nomenclatures import FAMILY
from settings import Settings
from typography import spaced

# Pages à filtres, in the order of the menu.
FILTERED = (ACCES, PROFILS, RECOURS, TERRITOIRES, COMPARER)


class Pages:
    """Renders the page of an address on the release that it asks for."""

    def __init__(self, database: Database, tables: Mapping[str, PublishedTable], settings: Settings) -> None:
        self._database = database
        self._tables = tables
        self._settings = settings

    def shell(self) -> Component:
        """The shell of every page, told what the release served is."""
        try:
            return shell_layout(*shell_label(self._database.release()))
        except (DatabaseUnavailable, NoRelease):
            return shell_layout(*shell_label(None))

    def defaults_of(self, path: str) -> DefaultOf:
        """The default periods of the page at an address."""
        return default_periods(
            self._database, next((p.default_period for p in FILTERED if p.path == path), default_period)
        )

    def render(self, path: str, filters: Filters, own: Mapping[str, Sequence[str]] | None = None) -> Shown:
        """The page, what it was made from, and French sentences about what the address asked in vain. Never raises.

        `own`: what the address says that is no filter.
        """
        try:
            release = self._database.release(filters.release)
            # The address is then written again with the operator of each site.
            filters = filters.change(hypothesis=named(release, filters)) if filters.hypothesis else filters
            page = self._page(path, filters, release, own or {})
        except (DatabaseUnavailable, NoRelease) as error:
            advice = "Rechargez la page dans un instant ; l’adresse garde vos choix."
            return Shown(slot("state", error_state(str(error), advice)), None)
        if filters.release and filters.release != release.id:
            gone = f"La version « {filters.release} » n’existe plus : la version courante, {release.id}, est affichée."
            return Shown(page, release, (spaced(gone),))
        return Shown(page, release)

    def _page(self, path: str, filters: Filters, release: Release, own: Mapping[str, Sequence[str]]) -> Component:
        for page in FILTERED:
            if path == page.path:
                return page.layout(filters.only(page.fields), options(release), release.card.demonstration)
        if path == DATA:
            parted = tuple(key for part in own.get(DIMENSIONS, ()) for key in part.split("-") if key)
            choice = Choice(filters, tuple(own.get(TABLE, ())), "".join(own.get(STEP, ())[-1:]), parted)
            return donnees.page(data_facts(self._database, release, self._tables, choice, site_root(self._settings)))
        if path == API_PAGE:
            return api_page.page(document(self._tables, release, site_root(self._settings)))
        if path == SEANCE:
            return seance.page()
        if path == "/methode":
            return methode.page(_method_facts(release))
        return html.Div(slot("state", not_found_state(path)))


def options(release: Release) -> FilterOptions:
    """The months of the release, and the years in which every operator family reported each month."""
    months = queries.covered_months(release)
    years = sorted({m[:4] for m in months})
    complete = tuple(y for y in years if queries.all_active(release, FAMILY.codes, Period(f"{y}-01", f"{y}-12")))
    return FilterOptions(months, complete, release.id, is_chosen())


def _method_facts(release: Release) -> methode.MethodFacts:
    return methode.MethodFacts(
        release=release.id,
        demonstration=release.card.demonstration,
        breaks=queries.series_breaks(release),
        noise=release.noise.to_frame(),
        budget=secrecy_budget(),
        assumptions=queries.release_assumptions(release),
        manifests=[(m.title, m.producer, m.vintage, m.licence) for m in load_manifests().values()],
        keys=[(key, methode.KEY_HELP[name]) for name, key in KEYS.items()],
    )
