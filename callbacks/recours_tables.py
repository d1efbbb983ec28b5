"""Tableaux de la page Recours: the rows of each card, with their definitions, for its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from callbacks.recours_charts import shown_signal
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
from denominators import Denominator, find
from figures.numbers import number
from figures.recours_grids import PUBLICS
from figures.wording import listed
from filters import Filters, Period
from geo.areas import AREAS, FRANCE
from indicators.correlation import Line
from indicators.reconciliation import REASONS
from indicators.signals import SIGNAL
from layouts.filter_labels import filters_text
from layouts.recours_answer import Match
from layouts.recours_figures import own_evolution, published_evolutions, target_matches
from layouts.recours_link import OVER

_FLOW = "Entrées ou sorties du mois, cumul depuis la dernière rupture, douze mois glissants, évolution sur un an."
_DECLARATIONS = "Déclarations des opérateurs du CEP"
_NO_DENOMINATOR = "dénominateur indisponible"
_UNEMPLOYMENT = "Eurostat (France : Insee), enquête Emploi, taux de chômage au sens du BIT, 15-74 ans"
_AGES = "Insee, enquête Emploi 2016, part des 15 à 24 ans parmi les actifs (CNEFOP, Bilan analytique CEP, 2018)"
# The census counts the public of these families.
_READING_OF = {"pe": "de", "reg": "ao"}


class _Over(NamedTuple):
    """Dénominateur d’une ligne: its citation and its definition."""

    citation: str
    definition: str


_MANAGERS = _Over(
    "Insee, recensements harmonisés 2014, actifs cadres de 25 à 54 ans, régions métropolitaines",
    "Actifs de 25 à 54 ans, cadres et professions intellectuelles supérieures, en emploi ou au chômage.",
)


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
    found = public_numbers(release, filters.question)
    rows = found.rows.assign(filters=followed)
    levels = [AREAS[area].level for area in rows["area"]]
    over = [_of_public(family, level, found.period) for family, level in zip(rows["group"], levels, strict=True)]
    text = [f"{PUBLICS[family][0]} : entrées ÷ {PUBLICS[family][1]} × 1 000, par an." for family in rows["group"]]
    return _described(release, filters, _cited(rows, over), "‰", text)


def _of_public(family: str, level: str, period: Period) -> _Over:
    """Population du public visé, as data.recourse_queries.target_publics divides by it."""
    if family in _READING_OF:
        return _over(find(level, _READING_OF[family], (), int(period.start[:4])))
    if family == "ml":
        whole = _over(find(level, "ens", (), int(period.start[:4])))
        return _Over(f"{whole.citation} ; {_AGES}", f"{whole.definition} Part des 15 à 24 ans, arrondie à l’unité.")
    return _MANAGERS


def targets(release: Release, filters: Filters) -> pd.DataFrame:
    """Objectifs publiés: each beside what the release counts."""
    matches = figure_numbers(release)
    rows = pd.DataFrame(
        [
            _figure(match)
            | {
                "published_change": "\u202f; ".join(number(v) for v in published_evolutions(match, matches)),
                "here": own_evolution(match, matches),
            }
            for match in target_matches(matches)
        ]
    )
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
    rows = link.rows.assign(**{name: [lines[group][name] for group in link.rows["group"]] for name in Line._fields})
    year = int(recours_frame(release, filters.question).filters.start[:4])
    of_level = {
        level: _over(find(level, filters.reading, (), year), f"{_UNEMPLOYMENT}, {listed([str(y) for y in link.years])}")
        for level in ("france", "region")
    }
    over = [of_level[AREAS[area].level] for area in rows["area"]]
    text = f"Entrées pour 1 000 {OVER[filters.reading]}, et taux de chômage (BIT) en % dans unemployment."
    return _described(release, filters, _cited(rows, over), "‰", text)


def signals(release: Release, filters: Filters) -> pd.DataFrame:
    """Signaux de qualité: each signal, family and area."""
    rows = signal_numbers(release, filters.question).rows
    return _described(release, filters, _defined(rows), "", _definitions(rows))


def signal(release: Release, filters: Filters) -> pd.DataFrame:
    """Signal de qualité choisi: one signal of one family, area by area."""
    found = signal_numbers(release, filters.question)
    rows = found.of(*found.chosen(filters.signal, filters.signal_family))
    rows = rows.assign(**shown_signal(release, filters).classes.columns(rows["value"]))
    return _described(release, filters, _defined(rows), "", _definitions(rows))


def figures(release: Release, filters: Filters) -> pd.DataFrame:
    """Rapprochement: every published figure, whatever the view."""
    rows = pd.DataFrame([_figure(match) for match in figure_numbers(release)])
    return _described(release, filters, rows, "", "Chiffre publié, et nombre de la version pour la même définition.")


def _definitions(rows: pd.DataFrame) -> list[str]:
    """Définition of the signal of each row: what is counted, over what, and the limits that flag it."""
    side = {1: "au-dessus de la limite haute", -1: "sous la limite basse"}
    of = {
        code: f"{s.title} : {s.numerator} Rapporté à : {s.denominator} Signalé {side[s.direction]} (99,8 %)."
        for code, s in SIGNAL.items()
    }
    return [of[code] for code in rows["group"]]


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
        "vintage": match.source,
        "source_url": match.url,
        "cell_status": "ok" if match.own == match.own else "no_data",
    }


def _over(denominator: Denominator | None, other: str = "") -> _Over:
    if denominator is None:
        return _Over(_NO_DENOMINATOR, "")
    return _Over(" ; ".join(filter(None, (denominator.citation, other))), denominator.definition)


def _cited(rows: pd.DataFrame, over: Sequence[_Over]) -> pd.DataFrame:
    """Each row with the population that it is divided by, which one without a denominator does not name."""
    none = _Over(_NO_DENOMINATOR, "")
    lacking = (rows["cell_status"] == "no_denominator").tolist()
    said = [none if lacks else of for of, lacks in zip(over, lacking, strict=True)]
    return rows.assign(
        vintage=[of.citation for of in said],
        denominator_definition=[of.definition for of in said],
    )


def _described(
    release: Release, filters: Filters, rows: pd.DataFrame, unit: str, definition: str | Sequence[str]
) -> pd.DataFrame:
    """The rows with what they mean; those that divide no population are counts of the operators' declarations."""
    absent = recours_frame(release, filters.question).absences
    given = {} if "unit" in rows else {"unit": unit}
    if "vintage" not in rows:
        given["vintage"] = _DECLARATIONS
    return rows.assign(
        **given,
        definition=definition,
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
