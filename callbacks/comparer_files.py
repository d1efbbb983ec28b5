"""Fichiers de la page Comparer: the rows of each card, with the definitions of their own numbers and the sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from callbacks.comparer_numbers import comparer_numbers, ratio_classes
from data.engine import Release
from denominators import Denominator, find
from figures.ranking_chart import rank_rows
from figures.strata import AXIS_WITHOUT
from filters import Filters
from geo.areas import AREAS, Area
from indicators.catalogue import EXPLAINED_GAP, STANDARDISED_RATE, STANDARDISED_RATIO, Indicator
from indicators.frame import of_group
from layouts.comparer_answer import Comparer
from layouts.comparer_texts import reasons, sentence, similar_title

_DISTANCE = (
    "Distance de deux territoires\u00a0: moyenne quadratique des écarts de leurs traits centrés réduits "
    "(part des chômeurs, part des diplômés du supérieur, part des 25 à 64 ans, logarithme des actifs par km²), "
    "parmi ceux que les deux ont. Le recours n’y entre pas."
)


def explained(release: Release, filters: Filters) -> pd.DataFrame:
    """Écart expliqué: each axis, a row for each group, then the whole of the axis (group ""); for France those of the
    territories furthest from it, on the axis of the page."""
    numbers = comparer_numbers(release, filters)
    rows: list[dict[str, Any]] = []
    for axis, found in (*numbers.decompositions.items(), *((numbers.axis, one) for one in numbers.furthest)):
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
    cited = [numbers.denominators.get(key) for key in zip(frame["axis"], frame["group"], strict=True)]
    return _described(frame, numbers, EXPLAINED_GAP, cited).assign(
        left_out=[AXIS_WITHOUT[axis] for axis in frame["axis"]], period=f"{numbers.filters.start}/{numbers.filters.end}"
    )


def funnel(release: Release, filters: Filters) -> pd.DataFrame:
    """Entonnoir: the result frame of the rates, with expected entries, phi, limits and places."""
    numbers = comparer_numbers(release, filters)
    return _described(numbers.funnel, numbers, numbers.indicator, [numbers.reading_denominator] * len(numbers.funnel))


def standardised(release: Release, filters: Filters) -> pd.DataFrame:
    """Standardisation: the direct rates with the crude ones, then the indirect ratios."""
    numbers = comparer_numbers(release, filters)
    parts = [
        _described(frame, numbers, indicator, [numbers.denominator] * len(frame))
        for frame, indicator in ((numbers.rates, STANDARDISED_RATE), (numbers.ratios, STANDARDISED_RATIO))
    ]
    rates, ratios = parts
    crude = dict(zip(numbers.rates["area"].tolist(), numbers.rates["crude"].tolist(), strict=True))
    climbs = {row.cell.area.id: row.climbs for row in rank_rows(numbers.rate_cells, crude)}
    rates = rates.assign(places_gained=[climbs.get(area, math.nan) for area in rates["area"]])
    # Those of the map.
    ratios = ratios.assign(**ratio_classes(numbers).columns(ratios["value"]))
    rows = pd.concat([rates, ratios], ignore_index=True)
    return rows.assign(axis=numbers.axis, left_out=AXIS_WITHOUT[numbers.axis])


def portrait(release: Release, filters: Filters) -> pd.DataFrame:
    """Profil territorial: the result frame of each of its indicators, named by `row`."""
    numbers = comparer_numbers(release, filters)
    parts = []
    for row in numbers.portrait:
        frame = of_group(row.frame, row.group)
        rows = _described(frame, numbers, row.indicator, [row.denominator] * len(frame))
        parts.append(rows.assign(row=row.code, row_label=row.label, **({"vintage": row.source} if row.source else {})))
    return pd.concat(parts, ignore_index=True)


# Trait, as data.strata_queries.features names it → its column.
_TRAITS = {"unemployed": "unemployed_share", "graduates": "graduates_share", "prime": "prime_share"}


def similar(release: Release, filters: Filters) -> pd.DataFrame:
    """Territoires semblables: rank, distance in standard deviations, why, and their traits; for France traits alone."""
    numbers = comparer_numbers(release, filters)
    areas = numbers.described
    why = {area.id: text for area, text in reasons(numbers)}
    traits = numbers.traits.set_index("area").reindex(areas)
    alone = [math.nan] * len(areas)
    return pd.DataFrame(
        {
            "area": areas,
            "similar_to": "" if numbers.is_france else numbers.filters.area,
            "rank": alone if numbers.is_france else np.arange(len(areas)),
            "distance": alone if numbers.is_france else [0.0, *(one.distance for one in numbers.neighbours)],
            "reason": [why.get(area, "") for area in areas],
            **{name: traits[trait].to_numpy() for trait, name in _TRAITS.items() if trait in traits},
            "actives_per_km2": np.exp(traits["density"].to_numpy()),
            "cell_status": ["ok"] * len(areas),
            "period": f"{numbers.filters.start}/{numbers.filters.end}",
            "unit": "écarts-types",
            "indicator": "distance",
            "definition": _DISTANCE,
            "vintage": [_sources(numbers, AREAS[area]) for area in areas],
            "sentence": f"{similar_title(numbers)}.",
        }
    )


def _sources(numbers: Comparer, area: Area) -> str:
    """Sources of the features that the territory and `area` both have; density asks for the census too."""
    territory, year = numbers.territory, int(numbers.filters.start[:4])
    found = [find(area.level, "ens", margin, year) for margin in ((), ("sex",))]
    both = [one for one in found if one and not {territory.id, area.id} & set(one.excluded_areas)]
    surfaces = ["IGN, superficies"] if found[0] in both else []
    return "\u202f; ".join([one.citation for one in both] + surfaces)


def _described(
    rows: pd.DataFrame, numbers: Comparer, indicator: Indicator, denominators: Sequence[Denominator | None]
) -> pd.DataFrame:
    """The rows with what defines them; `denominators`: of each row, not cited where it has no figure of the area."""
    keys = zip(rows["area"].tolist(), rows["cell_status"].tolist(), denominators, strict=True)
    cited = [
        None if one is None or status == "no_denominator" or area in one.excluded_areas else one
        for area, status, one in keys
    ]
    return rows.assign(
        unit=indicator.unit,
        indicator=indicator.code,
        definition=indicator.definition,
        vintage=[one.citation if one else "dénominateur indisponible" for one in cited],
        denominator_definition=[one.definition if one else "" for one in cited],
        operators_missing=numbers.absences.lacking,
        operators_outside=numbers.absences.left_out,
        sentence=sentence(numbers).plain,
    )
