"""Données: what the page of that name says of the versions and of the contract, and the files of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from dash import Dash
from flask import Response, abort

from callbacks.catalogue import PublishedTable
from callbacks.openapi import CROSSED_GROUPS
from callbacks.recours_numbers import figure_numbers
from callbacks.table_keys import keys_of
from data import holdings
from data.contract import correspondences, publication
from data.contract.field import Table
from data.contract.tables import TABLES
from data.engine import Database, Release
from data.files.returned import MOST_BYTES, TOO_HEAVY
from data.published import CROSSED
from data.queries import covered_months
from figures.numbers import capitalised
from filters import KEYS, Filters
from indicators.columns import COLUMNS
from layouts.contract_sections import ContractFacts, TableFacts
from layouts.donnees import DataFacts
from layouts.download_form import STEPS, DownloadFacts, TableChoice, dimension_keys
from layouts.methode import KEY_HELP, OTHER_KEYS
from layouts.shell import PAGES
from layouts.version_sections import ChangeFacts, VersionFacts
from nomenclatures import AGE, FAMILY, LEVEL, QUALIFICATION, READING, SEX

# As many as a process keeps open.
_SHOWN = 4


class Choice(NamedTuple):
    """Choix of tables that an address made: filters, tables, step and dimensions, as keys."""

    filters: Filters
    tables: tuple[str, ...] = ()
    step: str = ""
    dimensions: tuple[str, ...] = ()


def register(app: Dash) -> None:
    @app.server.get("/fichiers/modele-<table>.csv")
    def template_file(table: str) -> Response:
        return _csv(publication.template(_known(table)), f"cep-modele-{table}.csv")

    @app.server.get("/fichiers/schema-<table>.json")
    def schema_file(table: str) -> Response:
        text = json.dumps(publication.table_schema(_known(table)), ensure_ascii=False, indent=2)
        return Response(text + "\n", mimetype="application/json", headers={"Cache-Control": "no-cache"})

    @app.server.get("/fichiers/dictionnaire.csv")
    def dictionary_file() -> Response:
        return _csv(publication.dictionary_file(), "cep-dictionnaire.csv")


def data_facts(
    database: Database,
    release: Release,
    tables: Mapping[str, PublishedTable],
    choice: Choice,
    root: str,
) -> DataFacts:
    """What the page Données says of `release`; versions that no longer open are left out; `root`: of the site."""
    history = database.history()
    opened = {release.id: release}
    for version in history[:_SHOWN]:
        found = database.release(version)
        opened[found.id] = found
    return DataFacts(
        version=_version(release),
        current=history[0],
        log=holdings.import_log(release),
        matrices={name: holdings.matrix(release, name) for name in holdings.FLOWS},
        versions=[_version(opened[v]) for v in history if v in opened],
        change=_change(database, release, history),
        contract=_contract(),
        downloads=_downloads(release, tables, choice),
        columns=list(COLUMNS.values()),
        keys=[*((key, KEY_HELP[name]) for name, key in KEYS.items()), *OTHER_KEYS],
        matches=figure_numbers(release),
        root=root,
        returned=(MOST_BYTES, TOO_HEAVY),
    )


def _downloads(release: Release, tables: Mapping[str, PublishedTable], choice: Choice) -> DownloadFacts:
    titles = {"families": FAMILY.title, "reading": READING.title} | {
        n.name: n.title for n in (SEX, AGE, QUALIFICATION, LEVEL)
    }
    pages = dict(PAGES)
    offered = [
        TableChoice(
            table.name,
            table.title,
            CROSSED_GROUPS if table.is_crossing else pages[table.path],
            " ".join(f"{i.title}." for i in table.indicators(release)),
            keys_of(table),
            table.is_crossing,
        )
        for table in tables.values()
    ]
    return DownloadFacts(
        tables=offered,
        dimensions=dimension_keys([(name, capitalised(titles[name])) for name in CROSSED]),
        months=covered_months(release),
        filters=choice.filters,
        chosen=choice.tables,
        step=choice.step if choice.step in dict(STEPS) else "mois",
        parted=choice.dimensions,
        asked=any(name in tables for name in choice.tables),
    )


def _change(database: Database, release: Release, history: tuple[str, ...]) -> ChangeFacts | None:
    """What changed since the version published before `release`, None when there is none that opens."""
    earlier = history[history.index(release.id) + 1 :][:1] if release.id in history else ()
    before = database.release(earlier[0]) if earlier else release
    if before.id == release.id or before.id != earlier[0]:
        return None
    change = holdings.compare(before, release)
    return ChangeFacts(
        before.id,
        change.added,
        change.removed,
        change.replaced,
        change.new_sources,
        change.old_sources,
        change.totals,
        change.scope,
    )


def _version(release: Release) -> VersionFacts:
    card = release.card
    first, last = f"{card.first_month:%Y-%m}", f"{card.last_month:%Y-%m}"
    return VersionFacts(card.id, card.created, card.title, card.demonstration, first, last, card.sites)


@cache
def _contract() -> ContractFacts:
    return ContractFacts(
        tables=[TableFacts(t.name, t.title, t.description, publication.dictionary(t)) for t in TABLES.values()],
        rules=publication.rules(),
        spellings=correspondences.spelling_rows(),
        levels=correspondences.qualification_levels(),
        old_regions=correspondences.old_regions(),
        moved_communes=correspondences.moved_communes(),
    )


def _known(table: str) -> Table:
    if table not in TABLES:
        abort(404)
    return TABLES[table]


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(text.encode(), mimetype="text/csv", headers=headers)
