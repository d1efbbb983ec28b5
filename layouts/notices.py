"""Avis d’une page à filtres: why a period or a choice of operators has no answer, and what to read it with."""

from __future__ import annotations

import math

from figures.cells import Cell
from figures.numbers import NBSP, capitalised, month_label, period_label
from layouts.answer import Answer
from layouts.markup import Markup
from layouts.states import Action, empty_state
from nomenclatures import FAMILY


def nothing_counted(answer: Answer, france: Cell) -> Markup | None:
    """Sélection vide: the release does not cover the period, or no operator chosen was in the field; else None."""
    filters = answer.filters
    if math.isnan(france.numerator) and france.cell_status in ("no_data", "no_denominator", "break"):
        reason = f"La version des données ne couvre pas cette période{NBSP}: {period_label(*answer.period)}."
        if answer.absences.silent:
            reason = f"{capitalised(answer.absences.lacking)} pour {period_label(*answer.period)}."
        return empty_state(reason, [default_period(answer)])
    if france.cell_status == "ok" and france.numerator == 0:
        reason = f"Aucune entrée{NBSP}: aucun des opérateurs choisis n’était encore dans le champ sur cette période."
        elsewhere = [default_period(answer)] if filters.period != filters.default else []
        return empty_state(reason, [*elsewhere, ("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}")])
    return None


def default_period(answer: Answer) -> Action:
    """The button that goes to the default period of the release."""
    start, end = answer.filters.default.start, answer.filters.default.end
    return f"Voir {period_label(start, end)}", f"du={start}&au={end}"


def doubtful_remarks(answer: Answer) -> list[str]:
    """Remarques: what the operators did not send, and the doubtful months."""
    return [*answer.absences.remarks(), *(f"Mois douteux dans la période{NBSP}: {text}." for text in answer.doubts)]


def clipped_remarks(answer: Answer) -> list[str]:
    """Remarque: the period was cut to the months of the release."""
    if not answer.clipped:
        return []
    first, last = (month_label(month) for month in answer.period)
    return [f"Période ramenée aux mois disponibles{NBSP}: {first} à {last}."]
