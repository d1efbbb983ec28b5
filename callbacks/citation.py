"""Citation: the address and the words that place, explain and cite what leaves as a file or by the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from flask import request

from callbacks.asked import OWN, Asked, asked_parts
from callbacks.catalogue import AREA_COLUMNS
from data.engine import Release, ReleaseCard
from filters import KEYS, Filters
from geo.areas import AREAS
from layouts.filter_labels import filters_text
from layouts.shell import DATA
from settings import Settings

Facts = list[tuple[str, str]]


def site_root(settings: Settings) -> str:
    """The address of the site, or "" when the host asked is no plain one: anyone may write anything there."""
    return (settings.public_url or (request.host_url if request.host else "")).rstrip("/")


def permalink(settings: Settings, path: str, filters: Filters, card: ReleaseCard) -> str:
    """The address that shows the same view of the same release, its period in full."""
    return address_of(site_root(settings), path, filters, card)


def address_of(root: str, path: str, filters: Filters, card: ReleaseCard) -> str:
    """Permalien under `root`, the address of the site."""
    view = replace(filters, release=card.id, projection=False)
    return f"{root}{path}?{view.to_query(explicit=('start', 'end'))}"


def cited(card: ReleaseCard, settings: Settings, rows: pd.DataFrame, filters: Filters, path: str) -> pd.DataFrame:
    return card_table(rows, filters, card, permalink(settings, path, filters, card))


def card_table(rows: pd.DataFrame, filters: Filters, card: ReleaseCard, address: str) -> pd.DataFrame:
    """The rows of one card, unformatted, with what it takes to place, to re-run and to cite each of them."""
    # A card that leaves a filter aside says itself which it followed.
    followed = rows["filters"] if "filters" in rows else filters_text(filters)
    table = rows.drop(columns="filters", errors="ignore").assign(
        filters=followed,
        data=nature(card),
        release=card.id,
        permalink=address,
        citation=citation(card, address),
    )
    if "area" not in rows:
        return table
    areas = [AREAS[a] for a in rows["area"]]
    table = table.assign(
        area_name=[a.name for a in areas], area_code=[a.code for a in areas], area_level=[a.level for a in areas]
    )
    return table[[*AREA_COLUMNS, *(c for c in table.columns if c not in AREA_COLUMNS)]]


def nature(card: ReleaseCard) -> str:
    return "données de démonstration simulées" if card.demonstration else "données des opérateurs"


def citation(card: ReleaseCard, address: str) -> str:
    simulated = " (données de démonstration simulées, calées sur les marges publiées)" if card.demonstration else ""
    return f"Observatoire CEP, version {card.id}{simulated}, consulté le {date.today():%d/%m/%Y}, {address}"


def about(asked: Asked, release: Release, settings: Settings) -> Facts:
    """Lisez-moi of a table: title, definitions, filters, release, citation, permalink, as (term, text)."""
    return [*_of_table(asked, release), *_of_release(release.card, view_address(asked, release, settings))]


def about_several(several: Sequence[Asked], release: Release, settings: Settings) -> Facts:
    """Lisez-moi of tables that leave together: what they share. Their address is a choice of the page Données."""
    query = "&".join([*asked_parts((*OWN, KEYS["release"])), f"{KEYS['release']}={release.id}"])
    titles = " ; ".join(asked.table.title for asked in several)
    return [("Titre", titles), *_of_release(release.card, f"{site_root(settings)}{DATA}?{query}")]


def about_part(asked: Asked, release: Release, settings: Settings) -> Facts:
    """Lisez-moi of one of several tables: what is its own."""
    return [*_of_table(asked, release), ("Vue", view_address(asked, release, settings))]


def view_address(asked: Asked, release: Release, settings: Settings) -> str:
    """The address that shows the answer to a question."""
    table, question = asked
    return permalink(settings, table.path, table.view_of(question.filters), release.card)


def _of_table(asked: Asked, release: Release) -> Facts:
    table, question = asked
    crossed = ", ".join(KEYS[name] for name in question.dimensions)
    return [
        ("Titre", table.title),
        ("Tableau", table.name),
        *table.definitions(release),
        ("Filtres", filters_text(question.filters) or "aucun"),
        *([("Dimensions croisées", crossed or "aucune")] if table.is_crossing else []),
    ]


def _of_release(card: ReleaseCard, address: str) -> Facts:
    return [
        ("Version", card.id),
        ("Nature", nature(card)),
        (
            "Secret statistique",
            "Effectifs perturbés de quelques unités ; une cellule au statut « secret » compte de 0 à 4 entrées.",
        ),
        ("Permalien", address),
        ("Citation", citation(card, address)),
    ]
