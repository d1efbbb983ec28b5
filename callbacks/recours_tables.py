"""Tableaux de la page Recours: the rows of each card, with their definitions, for its file."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from callbacks.recours_numbers import (
    duration_numbers,
    exit_numbers,
    figure_numbers,
    flow_numbers,
    link_numbers,
    operator_numbers,
    public_numbers,
    reason_numbers,
    recours_frame,
    service_numbers,
    signal_numbers,
)
from data.engine import Release
from filters import Filters
from geo.areas import AREAS, FRANCE
from indicators.reconciliation import REASONS
from indicators.signals import SIGNAL
from layouts.filter_labels import filters_text
from layouts.recours_answer import Match
from layouts.recours_cards import own_evolution, target_matches

_FLOW = "Entrées ou sorties du mois, cumul depuis la dernière rupture, douze mois glissants, évolution sur un an."


def flows(release: Release, filters: Filters) -> pd.DataFrame:
    """Flux mensuels: every group and both events, with the change over a year."""
    parts = [
        rows.assign(events=events)
        for events in ("entrees", "sorties")
        for rows in flow_numbers(release, filters.question, events, changes=True).of.values()
    ]
    if not parts:
        parts = [pd.DataFrame({"area": [filters.area], "group": [""], "cell_status": ["no_data"]})]
    return _described(release, filters, pd.concat(parts, ignore_index=True), "entrées ou sorties", _FLOW)


def operators(release: Release, filters: Filters) -> pd.DataFrame:
    """Entrées par famille d’opérateurs: the share of each."""
    rows = operator_numbers(release, filters.question).rows
    return _described(release, filters, rows, "%", "Entrées de la famille ÷ entrées des familles choisies × 100.")


def publics(release: Release, filters: Filters) -> pd.DataFrame:
    """Pénétration: entries of each family for 1,000 persons of the public that it is there for."""
    followed = filters_text(replace(filters, reading="ens"))
    rows = public_numbers(release, filters.question).rows.assign(filters=followed)
    return _described(release, filters, rows, "‰", "Entrées de la famille ÷ personnes du public visé × 1 000, par an.")


def targets(release: Release, filters: Filters) -> pd.DataFrame:
    """Objectifs publiés: each beside what the release counts."""
    matches = figure_numbers(release)
    rows = pd.DataFrame([_figure(match) | {"here": own_evolution(match, matches)} for match in target_matches(matches)])
    return _described(release, filters, rows, "", "Objectif publié, jamais mêlé à un résultat.")


def reasons(release: Release, filters: Filters) -> pd.DataFrame:
    """Motifs d’entrée: the share of each, by employment status."""
    rows = reason_numbers(release, filters.question).rows
    return _described(release, filters, rows, "%", "Entrées du motif ÷ entrées du statut × 100.")


def services(release: Release, filters: Filters) -> pd.DataFrame:
    """Services rendus: the share of the closed paths that had each, by employment status."""
    rows = service_numbers(release, filters.question).rows
    text = "Parcours clos qui ont reçu le service ÷ parcours clos qui en ont reçu un × 100."
    return _described(release, filters, rows, "%", text)


def exits(release: Release, filters: Filters) -> pd.DataFrame:
    """Types de sortie: the share of each, by family."""
    rows = exit_numbers(release, filters.question).rows
    return _described(release, filters, rows, "%", "Sorties du type ÷ sorties de la famille × 100.")


def durations(release: Release, filters: Filters) -> pd.DataFrame:
    """Durées des parcours: the share of each class, by family."""
    rows = duration_numbers(release, filters.question).rows
    text = "Parcours clos de la durée ÷ parcours clos dont le mois d’entrée est connu × 100."
    return _described(release, filters, rows, "%", text)


def unemployment(release: Release, filters: Filters) -> pd.DataFrame:
    """Accès et chômage: the rate of each area, its unemployment, and the line through each level."""
    link = link_numbers(release, filters.question)
    lines = {group: line._asdict() for group, line in link.lines.items()}
    rows = link.rows.assign(
        **{name: [lines[group][name] for group in link.rows["group"]] for name in ("slope", "intercept", "r", "n")}
    )
    return _described(release, filters, rows, "‰", "Taux d’accès, et taux de chômage (BIT) en % dans unemployment.")


def signals(release: Release, filters: Filters) -> pd.DataFrame:
    """Signaux de qualité: each signal, family and area."""
    rows = signal_numbers(release, filters.question).rows
    return _described(release, filters, _defined(rows), "", "Signaux de qualité.")


def signal(release: Release, filters: Filters) -> pd.DataFrame:
    """Signal de qualité choisi: one signal of one family, area by area."""
    family = filters.signal_family if filters.signal_family in filters.families else filters.families[0]
    rows = signal_numbers(release, filters.question).of(filters.signal, family)
    return _described(release, filters, _defined(rows), "", "Signal de qualité.")


def figures(release: Release, filters: Filters) -> pd.DataFrame:
    """Rapprochement: every published figure, whatever the view."""
    rows = pd.DataFrame([_figure(match) for match in figure_numbers(release)])
    return _described(release, filters, rows, "", "Chiffre publié, et nombre de la version pour la même définition.")


def _defined(rows: pd.DataFrame) -> pd.DataFrame:
    of = [SIGNAL[code] for code in rows["group"]]
    return rows.assign(
        unit=[s.unit for s in of],
        counted=[s.numerator for s in of],
        over=[s.denominator for s in of],
        direction=["high" if s.direction > 0 else "low" for s in of],
    )


def _figure(match: Match) -> dict[str, object]:
    """One published figure; an area that is no longer one is filed under France, its name beside."""
    return {
        "area": match.area if match.area in AREAS else FRANCE.id,
        "place": match.area_name,
        "period": match.dates,
        "figure": match.indicator,
        "category": match.category,
        "operator": match.operator,
        "published_definition": match.definition,
        "published": match.published,
        "unit": match.unit,
        "own": match.own,
        "difference": match.difference,
        "outcome": match.outcome,
        "reasons": " ".join(REASONS[reason].text for reason in match.reasons),
        "source": match.source,
        "source_url": match.url,
        "cell_status": "ok" if match.own == match.own else "no_data",
    }


def _described(release: Release, filters: Filters, rows: pd.DataFrame, unit: str, definition: str) -> pd.DataFrame:
    absent = recours_frame(release, filters.question).absences
    given = {} if "unit" in rows else {"unit": unit}
    return rows.assign(
        **given,
        definition=definition,
        vintage="Insee, recensement ; enquête Emploi" if unit == "‰" else "",
        operators_missing=absent.lacking,
        operators_outside=absent.left_out,
    )


TABLES = {
    "flux": flows,
    "operateurs": operators,
    "publics": publics,
    "objectifs": targets,
    "motifs": reasons,
    "services": services,
    "sorties": exits,
    "durees": durations,
    "chomage": unemployment,
    "signaux": signals,
    "signal": signal,
    "chiffres": figures,
}
