"""Fichiers de la page Comparer: the rows of each card, with the definitions of their own numbers and the sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from callbacks.comparer_numbers import comparer_numbers
from data.engine import Release
from denominators import Denominator
from filters import Filters
from indicators.catalogue import EXPLAINED_GAP, STANDARDISED_RATE, STANDARDISED_RATIO, Indicator
from indicators.frame import of_group
from layouts.comparer_answer import Comparer
from layouts.comparer_texts import reasons, sentence

SIMILAR = (
    "Territoires du même niveau, du plus proche au plus éloigné : moyenne quadratique des écarts entre leurs"
    " populations, chaque écart étant compté en écarts types des territoires du niveau."
)


def explained(release: Release, filters: Filters) -> pd.DataFrame:
    """Écart expliqué: each axis, a row for each group, then the whole of the axis (group "")."""
    numbers = comparer_numbers(release, filters)
    rows: list[dict[str, Any]] = []
    for axis, found in numbers.decompositions.items():
        common = {"area": found.area, "against": found.against, "axis": axis}
        rows += [common | row | {"cell_status": found.cell_status} for row in found.groups.to_dict("records")]
        whole = {
            "group": "",
            "rate": found.value,
            "rate_against": found.value_against,
            "composition": found.composition,
            "behaviour": found.behaviour,
            "gap": found.gap,
            "cell_status": found.cell_status,
        }
        rows.append(common | whole)
    columns = ["area", "against", "axis", "group", "share", "share_against", "rate", "rate_against"]
    frame = pd.DataFrame(rows, columns=[*columns, "composition", "behaviour", "gap", "cell_status"])
    return _described(frame, numbers, EXPLAINED_GAP, numbers.denominator).assign(
        period=f"{numbers.filters.start}/{numbers.filters.end}"
    )


def funnel(release: Release, filters: Filters) -> pd.DataFrame:
    """Entonnoir: the result frame of the rates, with expected entries, phi, limits and places."""
    numbers = comparer_numbers(release, filters)
    return _described(numbers.funnel, numbers, numbers.indicator, numbers.reading_denominator)


def standardised(release: Release, filters: Filters) -> pd.DataFrame:
    """Standardisation: the direct rates with the crude ones, then the indirect ratios."""
    numbers = comparer_numbers(release, filters)
    parts = [
        _described(frame, numbers, indicator, numbers.denominator)
        for frame, indicator in ((numbers.rates, STANDARDISED_RATE), (numbers.ratios, STANDARDISED_RATIO))
    ]
    return pd.concat(parts, ignore_index=True).assign(axis=numbers.axis)


def portrait(release: Release, filters: Filters) -> pd.DataFrame:
    """Profil territorial: the result frame of each of its indicators, named by `row`."""
    numbers = comparer_numbers(release, filters)
    parts = []
    for row in numbers.portrait:
        rows = _described(of_group(row.frame, row.group), numbers, row.indicator, row.denominator)
        parts.append(rows.assign(row=row.code, row_label=row.label))
    return pd.concat(parts, ignore_index=True)


def similar(release: Release, filters: Filters) -> pd.DataFrame:
    """Territoires semblables: rank, distance in standard deviations, and why."""
    numbers = comparer_numbers(release, filters)
    found = reasons(numbers)
    return pd.DataFrame(
        {
            "area": [area.id for area, _ in found],
            "similar_to": numbers.filters.area,
            "rank": np.arange(1, len(found) + 1),
            "distance": [one.distance for one in numbers.neighbours],
            "reason": [why for _, why in found],
            "definition": SIMILAR,
        }
    )


def _described(
    rows: pd.DataFrame, numbers: Comparer, indicator: Indicator, denominator: Denominator | None
) -> pd.DataFrame:
    return rows.assign(
        unit=indicator.unit,
        indicator=indicator.code,
        definition=indicator.definition,
        vintage=denominator.citation if denominator else "dénominateur indisponible",
        denominator_definition=denominator.definition if denominator else "",
        operators_missing=numbers.absences.lacking,
        operators_outside=numbers.absences.left_out,
        sentence=sentence(numbers).plain,
    )
