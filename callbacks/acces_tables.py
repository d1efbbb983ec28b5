"""Tableaux de la page Accès: the rows of each card, with the definitions of their own numbers, for its file."""

from __future__ import annotations

import pandas as pd

from callbacks.acces_numbers import acces_numbers, classes_of
from data.engine import Release
from filters import Filters, Period
from indicators.catalogue import Indicator
from layouts.acces_answer import Acces


def territories(release: Release, filters: Filters) -> pd.DataFrame:
    """Territoires comparés: the result frame of the map and of the comparison."""
    numbers = acces_numbers(release, filters)
    rows = numbers.result.assign(**classes_of(numbers).columns(numbers.result["value"]))
    return _described(numbers, rows, numbers.indicator, numbers.filters.families)


def series(release: Release, filters: Filters) -> pd.DataFrame:
    """Série mensuelle: the result frame of each month, with segment, rupture, doubtful."""
    numbers = acces_numbers(release, filters)
    return _described(numbers, numbers.series, numbers.series_indicator, numbers.series_families)


def _described(numbers: Acces, rows: pd.DataFrame, indicator: Indicator, families: tuple[str, ...]) -> pd.DataFrame:
    denominator = numbers.denominator
    absent = {
        period: numbers.absences_in(families, Period(period[:7], period[-7:])) for period in rows["period"].unique()
    }
    return rows.assign(
        unit=indicator.unit,
        indicator=indicator.code,
        definition=indicator.definition,
        vintage=denominator.citation if denominator else "dénominateur indisponible",
        denominator_definition=denominator.definition if denominator else "",
        operators_missing=[absent[period].lacking for period in rows["period"]],
        operators_outside=[absent[period].left_out for period in rows["period"]],
    )
