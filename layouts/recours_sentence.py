"""La phrase, les avis et la source de la page Recours."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from figures.comparison import FEW
from figures.numbers import in_period, number, period_label, plural
from figures.sentence import Fragment, Sentence
from figures.wording import conjugate
from layouts.filter_labels import filters_text
from layouts.markup import Markup, join, tag
from layouts.notices import clipped, default_period, remarks
from layouts.recours_answer import Recours
from layouts.states import break_state, empty_state
from nomenclatures import FAMILY
from typography import NBSP


def sentence_of(frame: Recours, first: str) -> Sentence:
    """La phrase: the entries of the territory in the period, then `first`, the title of the section's first card.

    A cumulative would say the same entries again, perturbed otherwise.
    """
    where, count = frame.filters.territory, frame.entries
    if frame.filters.recourse_view == "chiffres":
        return Sentence((Fragment(f"{first}."),))
    head = Fragment(f"{in_period(*frame.period)}, {where.article}{where.name} ")
    if math.isnan(count):
        return Sentence((head, Fragment(f"{conjugate(where, 'n’a', 'n’ont')} pas de données pour cette sélection.")))
    what = f"{number(count) if count else FEW} {plural(count or 2, 'entrée')}"
    kept = f" ({frame.restriction})" if frame.restriction else ""
    if frame.filters.recourse_view == "flux" and frame.filters.flow_view == "cumule":
        first = ""
    verb = Fragment(f"{conjugate(where, 'compte', 'comptent')} ")
    return Sentence((head, verb, Fragment(what, strong=True), Fragment(f"{kept}.{f' {first}.' if first else ''}")))


def notices(frame: Recours, first_month: date, last_month: date) -> Markup:
    """Avis: a period that the release (`first_month` to `last_month`) does not cover, a break that refuses a rate, what
    the period lacks."""
    filters = frame.filters
    if filters.recourse_view == "chiffres":
        return Markup("")
    if filters.end < f"{first_month:%Y-%m}" or filters.start > f"{last_month:%Y-%m}":
        reason = f"La version des données ne couvre pas cette période{NBSP}: {period_label(*frame.period)}."
        return empty_state(reason, [default_period(frame)])
    if set(frame.absences.outside) == set(filters.families):
        reason = f"Aucune entrée{NBSP}: aucun des opérateurs choisis n’était encore dans le champ sur cette période."
        return empty_state(reason, [default_period(frame), ("Tous les opérateurs", f"ope={'-'.join(FAMILY.codes)}")])
    if filters.recourse_view == "chomage" and frame.ruptures:
        return break_state(frame.ruptures, frame.comparable)
    said = [*remarks(frame), *clipped(frame)]
    if frame.ruptures and filters.recourse_view != "flux":
        said.append(f"La période contient une rupture de série{NBSP}: les parts mêlent plusieurs champs.")
    return join([tag("p", text, cls="hint") for text in said])


def picture_source(frame: Recours, follows_reading: bool) -> str:
    """Source d’une image: producers, filters kept, version and day."""
    filters = frame.filters if follows_reading else replace(frame.filters, reading="ens")
    chosen = filters_text(filters)
    kept = f" Filtres{NBSP}: {chosen}." if chosen else ""
    source = f"Sources{NBSP}: déclarations des opérateurs du CEP, Insee, Eurostat.{kept} Observatoire CEP, version"
    return f"{source} {frame.release}, {date.today():%d/%m/%Y}."
