"""Carte de la page Recours: what each says, and the words that several of them share."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from figures.grid import Grid
from figures.numbers import period_label
from filters import Filters
from indicators.catalogue import Indicator
from layouts.definitions import Row
from layouts.markup import Markup, tag
from layouts.recours_answer import Recours
from typography import spaced

READING = {"ens": "", "de": ", demandeurs d’emploi", "ao": ", actifs occupés"}
_OPERATORS = "déclarations des opérateurs du CEP"


class CardText(NamedTuple):
    """Carte: title, subtitle, alternative text, definitions, foot; `grid`: its numbers, None for a chart."""

    title: str
    subtitle: str
    alt: str
    info: Markup
    foot: Markup
    grid: Grid | None = None


def indicator_rows(*indicators: Indicator) -> list[Row]:
    """Définition et calcul of each indicator, as the catalogue has them."""
    return [(i.short_title, f"{i.definition} Calcul : {i.formula}.") for i in indicators]


def foot(text: str, *more: Markup) -> Markup:
    return tag("p", spaced(text), *more)


def sources(frame: Recours, others: str = "") -> str:
    lacking = f" Résultat partiel : {frame.absences.lacking}." if frame.absences.partial else ""
    return f"Sources : {_OPERATORS}{f' ; {others}' if others else ''}.{lacking}"


def where(filters: Filters) -> str:
    return f"{place(filters)}{READING[filters.reading]}"


def place(filters: Filters) -> str:
    """Territoire et période, for what does not follow the reading."""
    return f"{filters.territory.name}, {period_label(filters.start, filters.end)}"


def largest_share(rows: pd.DataFrame, of: str) -> tuple[str, float] | None:
    """Category of the largest share of one whole, None where none is known."""
    names = ("group", "of", "value")
    known = [
        (value, group)
        for group, whole, value in zip(*(rows[n].tolist() for n in names), strict=True)
        if whole == of and math.isfinite(value)
    ]
    return (max(known)[1], max(known)[0]) if known else None
