"""Requêtes par strate: what standardisation and profiles ask of a release, for any set of territories.

Filters in, frames of disclosed counts out. The rate of an area and that of the benchmark are of one source and vintage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.calendar import presence
from data.engine import Release
from data.published import counts_of_areas, counts_of_groups, counts_of_strata
from data.queries import populations
from data.schema import DIMENSIONS
from denominators import STRATA, find, find_axis
from filters import Filters
from frames import small_frame
from geo.areas import Area
from geo.surfaces import surface

# The groups of which an area's profile gives the share among its entries: dimension, category.
SHARES = (("sex", "F"), ("age", "a15"), ("qualification", "q6"), ("level", "3"))


def strata_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], level: str, axis: str, peers: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Entrées par territoire et par strate of an axis, and area id → entries of no stratum (category unknown).

    `level`: the finest level of `areas`; `peers`: how many of them, from the first on, are ranked together. Columns
    area, period, group, count, exempt, active, compared, population as in queries.area_counts. Raises LookupError where
    no source has the axis at the level.
    """
    found = find_axis(level, axis, int(filters.start[:4]))
    if not found:
        raise LookupError(f"no denominator of {axis} for the level {level} in {filters.start}")
    strata = STRATA[axis]
    parts = [filters.change(reading=s.reading, sex=s.sex, qualification=s.qualification) for s in strata]
    count = counts_of_strata(release, filters, areas, found[0].excluded_areas, parts)
    people = np.array(
        [
            [of.get(area.id, np.nan) for area in areas]
            for of in (populations(release, one, s.sex, s.qualification) for one, s in zip(found, strata, strict=True))
        ]
    ).T
    known, active = presence(release, filters.families, filters.start, filters.end)
    frame = _rows(
        filters,
        areas,
        [s.group for s in strata],
        peers,
        count=(count[:, :-1] if known else np.full(people.shape, np.nan)).ravel(),
        active=active,
        population=people.ravel(),
    )
    unknown = dict(zip((a.id for a in areas), count[:, -1].tolist(), strict=True)) if known else {}
    return frame, unknown


def rate_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], level: str, reading: str, peers: int
) -> pd.DataFrame:
    """Entrées d’une lecture par territoire, with the population that divides them (columns as in strata_counts).

    Raises LookupError where no source has it.
    """
    denominator = find(level, reading, (), int(filters.start[:4]))
    if denominator is None:
        raise LookupError(f"no denominator of {reading} in {filters.start}")
    asked = filters.change(reading=reading)
    count, exempt = counts_of_areas(release, asked, areas, denominator.excluded_areas)
    people = populations(release, denominator, "", "")
    known, active = presence(release, filters.families, filters.start, filters.end)
    return _rows(
        filters,
        areas,
        [""],
        peers,
        count=count if known else np.full(len(areas), np.nan),
        active=active,
        exempt=exempt,
        population=np.array([people.get(area.id, np.nan) for area in areas]),
    )


def share_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], dimension: str, group: str, peers: int
) -> pd.DataFrame:
    """Entrées d’un groupe par territoire, with `total`, all entries (columns as in strata_counts but population)."""
    of_groups = counts_of_groups(release, filters, areas, (), dimension)
    total, _ = counts_of_areas(release, filters, areas, ())
    known, active = presence(release, filters.families, filters.start, filters.end)
    unknown = np.full(len(areas), np.nan)
    return _rows(
        filters,
        areas,
        [group],
        peers,
        count=of_groups[:, DIMENSIONS[dimension].position(group)] if known else unknown,
        active=active,
        total=total if known else unknown,
    )


def features(release: Release, areas: Sequence[Area], level: str, year: int) -> pd.DataFrame:
    """Traits de la population of each area, which do not depend on any entry: what makes two of them alike.

    Columns area, density (logarithm of the actives per km²), unemployed (% of the actives, census), and at the level of
    regions, from the survey, graduates (% with a diploma of higher education), women (%), prime (% aged 25 to 64); NaN
    where the source has no figure.
    """
    everyone, unemployed = (_people(release, level, reading, (), year, areas) for reading in ("ens", "de"))
    surfaces = np.array([surface(area) for area in areas])
    columns = {
        "area": np.array([a.id for a in areas], dtype=object),
        "density": np.log(everyone / surfaces),
        "unemployed": 100 * unemployed / everyone,
    }
    actives = find(level, "ens", ("sex",), year)
    if actives is not None:
        whole, women, graduates, prime = (
            np.array([of.get(area.id, math.nan) for area in areas])
            for of in (
                populations(release, actives, "", ""),
                populations(release, actives, "F", ""),
                populations(release, actives, "", "sup"),
                populations(release, replace(actives, age="25-64"), "", ""),
            )
        )
        columns |= {"graduates": 100 * graduates / whole, "women": 100 * women / whole, "prime": 100 * prime / whole}
    return small_frame(columns)


def _people(
    release: Release, level: str, reading: str, margin: tuple[str, ...], year: int, areas: Sequence[Area]
) -> np.ndarray:
    denominator = find(level, reading, margin, year)
    of = populations(release, denominator, "", "") if denominator else {}
    return np.array([of.get(area.id, math.nan) for area in areas])


def _rows(
    filters: Filters,
    areas: tuple[Area, ...],
    groups: Sequence[str],
    peers: int,
    count: np.ndarray,
    active: bool,
    exempt: np.ndarray | None = None,
    **columns: np.ndarray,
) -> pd.DataFrame:
    """Frame of counts, the groups of an area one after the other."""
    size = len(areas) * len(groups)
    texts = {
        "area": [area.id for area in areas for _ in groups],
        "period": [f"{filters.start}/{filters.end}"] * size,
        "group": list(groups) * len(areas),
    }
    return small_frame(
        {name: np.array(text, dtype=object) for name, text in texts.items()}
        | {
            "count": count,
            "exempt": np.zeros(size, dtype=bool) if exempt is None else exempt,
            "active": np.full(size, active),
            "compared": np.repeat(np.arange(len(areas)) < peers, len(groups)),
        }
        | columns
    )
