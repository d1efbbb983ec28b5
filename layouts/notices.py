"""Avis d’une page à filtres: why a selection has nothing to show, and what its period mixes or lacks."""

from __future__ import annotations

import math

from figures.cells import Cell
from figures.numbers import capitalised, month_label, period_label
from layouts.answer import Answer
from layouts.markup import Markup
from layouts.states import Action, empty_state
from nomenclatures import FAMILY
from typography import NBSP, spaced


def nothing(answer: Answer, state: str, widen: Action) -> Markup | None:
    """État vide of a selection whose state is "no_data", "zero" (structural) or "secret"; None where there are entries.

    `widen`: the button that lifts what the page lets a visitor restrict, offered under secrecy.
    """
    filters = answer.filters
    if state == "no_data" and answer.absences.not_yet:
        reason = f"{answer.absences.not_yet} pour {period_label(*answer.period)}. Rien n’est calculé."
        return empty_state(reason, [default_period(answer), _all_operators()])
    if state == "no_data":
        reason = f"La version des données ne couvre pas cette période{NBSP}: {period_label(*answer.period)}."
        if answer.absences.silent:
            reason = f"{capitalised(answer.absences.lacking)} pour {period_label(*answer.period)}."
        return empty_state(reason, [default_period(answer)])
    if state == "zero":
        reason = f"Aucune entrée{NBSP}: aucun des opérateurs choisis n’était encore dans le champ sur cette période."
        elsewhere = [default_period(answer)] if filters.period != filters.default else []
        return empty_state(reason, [*elsewhere, _all_operators()])
    if state == "secret":
        reason = "La sélection compte 0 à 4 entrées dans toute la France : le secret statistique n’en dit pas plus."
        return empty_state(spaced(reason), [widen])
    return None


def _all_operators() -> Action:
    return "Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}"


def state_of(france: Cell) -> str:
    """État d’une sélection, from the cell of France: that of the cell, "zero" where no operator was in the field."""
    if math.isnan(france.numerator) and france.cell_status in ("no_data", "no_denominator", "break"):
        return "no_data"
    return "zero" if france.cell_status == "ok" and france.numerator == 0 else france.cell_status


def default_period(answer: Answer) -> Action:
    """The button that goes to the default period of the release."""
    start, end = answer.filters.default.start, answer.filters.default.end
    return f"Voir {period_label(start, end)}", f"du={start}&au={end}"


def remarks(answer: Answer) -> list[str]:
    """Remarques on the operators absent and on the doubtful months."""
    return answer.absences.remarks() + [f"Mois douteux dans la période{NBSP}: {text}." for text in answer.doubts]


def clipped(answer: Answer) -> list[str]:
    """Remarque on a period cut to the months of the release."""
    first, last = (month_label(month) for month in answer.period)
    return [f"Période ramenée aux mois disponibles{NBSP}: {first} à {last}."] if answer.clipped else []
