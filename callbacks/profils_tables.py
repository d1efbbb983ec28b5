"""Tableaux de la page Profils: the rows of each card, with the definitions of their own numbers, for its file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from callbacks.profils_numbers import profils_numbers
from data.engine import Release
from denominators import alignment
from figures.profile import group_label, partition_of
from filters import Filters
from geo.areas import FRANCE
from layouts import ids
from layouts.profils_answer import Profils
from layouts.profils_texts import INDICATORS, alternatives
from nomenclatures import UNKNOWN

_NO_DENOMINATOR = "dénominateur indisponible"


def groups(release: Release, filters: Filters) -> pd.DataFrame:
    """Profil des entrées: the groups of the territories that the chart shows, beside those of the actives."""
    numbers = profils_numbers(release, filters)
    shown = [area.id for area in numbers.sides]
    return _profiles(numbers, numbers.groups.result[numbers.groups.result["area"].isin(shown)], True)


def heat(release: Release, filters: Filters) -> pd.DataFrame:
    """Profils comparés des territoires: France and the areas compared, in the groups that have a column."""
    numbers = profils_numbers(release, filters)
    result = numbers.groups.result
    rows = result["area"].isin([area.id for area in numbers.heat_areas])
    columns = result["group"].isin(numbers.heat_columns)
    return _profiles(numbers, result[rows & columns], False)


def recourse(release: Release, filters: Filters) -> pd.DataFrame:
    """Recours relatif: of the two groups chosen, area by area."""
    numbers = profils_numbers(release, filters)
    partition = partition_of(numbers.pair[0])
    return _related(numbers, numbers.recourse, ids.RECOURSE.card, partition)


def gaps(release: Release, filters: Filters) -> pd.DataFrame:
    """Dissemblance des entrées et des actifs: each area over the period, then the territory and France by month."""
    numbers = profils_numbers(release, filters)
    over_period = numbers.gaps.assign(segment=0, rupture="", doubtful=False)
    rows = pd.concat([over_period, numbers.gap_series], ignore_index=True)
    return _related(numbers, rows, ids.GAP.card, numbers.gap_partition).assign(group=numbers.filters.gap_dimension)


def women(release: Release, filters: Filters) -> pd.DataFrame:
    """Part des femmes: of each age and status."""
    numbers = profils_numbers(release, filters)
    rows = numbers.groups.women
    return _described(numbers, _labelled(rows), ids.WOMEN.card).assign(
        vintage=_NO_DENOMINATOR, denominator_definition=""
    )


def _related(numbers: Profils, rows: pd.DataFrame, card: str, partition: str) -> pd.DataFrame:
    """Rows described, each with what its entries are related to: nothing where its area has no denominator."""
    result = numbers.groups.result
    measured = result["area"][(result["partition"] == partition) & (result["source"] != "")]
    without = (~rows["area"].isin(measured) | (rows["cell_status"] == "no_denominator")).to_numpy()
    return _described(numbers, rows, card).assign(
        vintage=np.where(without, _NO_DENOMINATOR, _citation(numbers, partition)),
        denominator_definition=np.where(without, "", _scope(numbers, partition)),
    )


def _profiles(numbers: Profils, rows: pd.DataFrame, published: bool) -> pd.DataFrame:
    partitions, found = rows["partition"].tolist(), rows["group"].tolist()
    table = _described(numbers, _labelled(rows), ids.PROFILE.card if published else ids.HEAT.card).assign(
        vintage=[
            _citation(numbers, p) if s else _NO_DENOMINATOR for p, s in zip(partitions, rows["source"], strict=True)
        ],
        denominator_definition=[
            "" if g == UNKNOWN else alignment(p, g).population_definition
            for p, g in zip(partitions, found, strict=True)
        ],
    )
    if not published:
        return table
    report = numbers.groups.published
    values = [
        report.get((p, g), (np.nan, ""))[0] if area == FRANCE.id else np.nan
        for area, p, g in zip(rows["area"], partitions, found, strict=True)
    ]
    return table.assign(published_share=values)


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    labels = [
        "Non renseigné" if g == UNKNOWN else group_label(p, g)
        for p, g in zip(rows["partition"], rows["group"], strict=True)
    ]
    return rows.assign(group_label=labels)


def _described(numbers: Profils, rows: pd.DataFrame, card: str) -> pd.DataFrame:
    indicator = INDICATORS[card]
    return rows.assign(
        unit=indicator.unit,
        indicator=indicator.code,
        definition=indicator.definition,
        operators_missing=numbers.absences.lacking,
        operators_outside=numbers.absences.left_out,
        sentence=alternatives(numbers)[card],
    )


def _citation(numbers: Profils, partition: str) -> str:
    comparator = numbers.groups.comparators.get(partition)
    return comparator.citation if comparator else _NO_DENOMINATOR


def _scope(numbers: Profils, partition: str) -> str:
    comparator = numbers.groups.comparators.get(partition)
    return comparator.scope_note if comparator else ""
