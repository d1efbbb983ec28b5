"""Versions, shown: the one served and its import log, the others, and what changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from figures.comparison import FEW
from figures.numbers import number, percent, period_label, signed
from layouts.markup import Markup, join, tag
from layouts.prose import paragraph, prose_table
from layouts.shell import DEMONSTRATION, SIMULATED_DATA
from nomenclatures import OPERATOR
from typography import spaced

TABLE_TITLES = {"entries": "Entrées", "exits": "Sorties", "sites": "Lieux d’accueil", "population": "Population active"}
_NONE = "—"


@dataclass(frozen=True)
class VersionFacts:
    """Ce qui identifie une version: first_month, last_month are months "YYYY-MM"."""

    id: str
    created: datetime
    title: str
    demonstration: bool
    first_month: str
    last_month: str
    sites: int


@dataclass(frozen=True)
class ChangeFacts:
    """Différence avec la version d’avant: spans are (table, operator, first month, last month); see data.holdings."""

    previous: str
    added: Sequence[tuple[str, str, date, date]]
    removed: Sequence[tuple[str, str, date, date]]
    replaced: Sequence[tuple[str, str, date, date]]
    new_sources: Sequence[str]
    old_sources: Sequence[str]
    totals: pd.DataFrame
    scope: str


def version_served(version: VersionFacts, current: str, log: pd.DataFrame) -> Markup:
    """Section de la version servie: what it is, and the import log."""
    nature = (
        tag("a", DEMONSTRATION, href=SIMULATED_DATA, cls="badge") if version.demonstration else "Données des opérateurs"
    )
    state = "courante" if version.id == current else "ancienne, gardée pour être citée"
    facts = (
        ("Version", tag("code", version.id)),
        ("État", state),
        ("Nature", nature),
        ("Contenu", version.title),
        ("Fabriquée le", f"{version.created:%d/%m/%Y à %H:%M} UTC"),
        ("Lieux d’accueil", number(version.sites)),
    )
    rows = [
        (
            row.source,
            TABLE_TITLES.get(row.table_name, row.table_name),
            f"{row.loaded:%d/%m/%Y}",
            _NONE if row.lines is None else number(row.lines),
            row.set_aside,
            tag("code", row.sha256[:12]),
            row.note or _NONE,
        )
        for row in log.itertuples(index=False)
    ]
    heads = ("Source", "Table", "Chargée le", "Lignes", "Lignes écartées", "Empreinte", "Remarque")
    return join(
        [
            tag("dl", [tag("div", tag("dt", term), tag("dd", text)) for term, text in facts], cls="facts"),
            prose_table("Journal des imports", heads, rows),
            paragraph(
                "Le nombre de lignes n’est donné que pour les tables qui ne décrivent personne : la taille d’un"
                " fichier de personnes serait un effectif exact. L’empreinte est le début du SHA-256 de la source."
            ),
        ]
    )


def versions_kept(versions: Sequence[VersionFacts], current: str, change: ChangeFacts | None) -> Markup:
    """Section des versions: those kept, and what changed since the one before."""
    rows = [
        (
            tag("a", tag("code", v.id), href=f"/donnees?v={v.id}"),
            f"{v.created:%d/%m/%Y}",
            DEMONSTRATION if v.demonstration else "Données des opérateurs",
            period_label(v.first_month, v.last_month),
            "courante" if v.id == current else "gardée",
        )
        for v in versions
    ]
    return join(
        [
            paragraph(
                "Une version ne change jamais : une correction en publie une autre. L’adresse d’une vue partagée"
                " garde la sienne (clé\u00a0v)."
            ),
            prose_table("Versions gardées", ("Version", "Fabriquée le", "Nature", "Période", "État"), rows),
            _change(change),
        ]
    )


def _change(change: ChangeFacts | None) -> Markup:
    if change is None:
        return paragraph("Aucune version antérieure n’est gardée : il n’y a rien à comparer.")
    spans = (
        ("nouveaux", change.added),
        ("retirés", change.removed),
        ("remplacés par une autre source", change.replaced),
    )
    months = [
        (OPERATOR[operator].label, TABLE_TITLES.get(table, table), _months(first, last), words)
        for words, found in spans
        for table, operator, first, last in found
    ]
    sources = [
        tag("li", tag("strong", spaced(title)), spaced(" ; ".join(names)))
        for title, names in (("Sources nouvelles : ", change.new_sources), ("Sources retirées : ", change.old_sources))
        if names
    ]
    return join(
        [
            tag("h3", "Ce qui a changé depuis la version ", tag("code", change.previous)),
            tag("ul", sources) if sources else None,
            prose_table("Mois", ("Opérateur", "Table", "Mois", "Changement"), months)
            if months
            else paragraph("Mêmes mois, des mêmes sources."),
            prose_table(
                f"Entrées par année, {change.scope}",
                ("Année", "Avant", "Après", "Écart"),
                [_total(row.year, row.before, row.after) for row in change.totals.itertuples(index=False)],
                "numbers",
            ),
            paragraph("Effectifs perturbés de quelques unités par le secret statistique, comme tous ceux de ce site."),
        ]
    )


def _months(first: date, last: date) -> str:
    return period_label(f"{first:%Y-%m}", f"{last:%Y-%m}")


def _total(year: int, before: float, after: float) -> tuple[str, str, str, str]:
    gap = after - before
    text = _NONE if math.isnan(gap) else signed(gap)
    if not math.isnan(gap) and gap and before > 0:
        text += f" ({'+' if gap > 0 else ''}{percent(100 * gap / before, 1)})"
    return str(year), _count(before), _count(after), text


def _count(value: float) -> str:
    return _NONE if math.isnan(value) else number(value) if value else FEW
