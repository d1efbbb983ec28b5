"""Requêtes par strate: what standardisation and profiles ask of a release, for any set of territories.

Filters in, frames of disclosed counts out. The rate of an area and that of the benchmark are of one source and vintage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.calendar import presence
from data.crossing import Crossing
from data.engine import Release
from data.published import counts_of_areas, counts_of_crossings, counts_of_groups, counts_of_strata
from data.queries import populations
from data.schema import DIMENSIONS
from denominators import STRATA, Denominator, find, find_axis
from filters import Filters
from frames import small_frame
from geo.areas import Area
from geo.surfaces import surface
from nomenclatures import READINGS


def strata_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], level: str, axis: str, peers: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Entrées par territoire et par strate of an axis, and area id → entries of no stratum (category unknown).

    `level`: the finest level of `areas`; `peers`: how many of them, from the first on, are ranked together. Columns
    area, period, group, count, exempt, active, compared, population as in queries.area_counts, all populations being
    missing where no source has the axis at the level.
    """
    found = find_axis(level, axis, int(filters.start[:4]))
    strata = STRATA[axis]
    parts = [filters.change(reading=s.reading, sex=s.sex, qualification=s.qualification) for s in strata]
    count = counts_of_strata(release, filters, areas, found[0].excluded_areas if found else (), parts)
    people = np.full((len(areas), len(strata)), np.nan)
    for at, (denominator, stratum) in enumerate(zip(found, strata, strict=False)):
        people[:, at] = _persons(release, denominator, areas, stratum.sex, stratum.qualification)
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
    release: Release, filters: Filters, areas: tuple[Area, ...], level: str, readings: Sequence[str], peers: int
) -> pd.DataFrame:
    """Entrées par territoire et par lecture (the group), each with the population that divides it, as strata_counts."""
    counts, exempt, people = [], [], []
    for reading in readings:
        denominator = find(level, reading, (), int(filters.start[:4]))
        excluded = denominator.excluded_areas if denominator else ()
        count, exact = counts_of_areas(release, filters.change(reading=reading), areas, excluded)
        counts.append(count)
        exempt.append(exact)
        people.append(_persons(release, denominator, areas))
    known, active = presence(release, filters.families, filters.start, filters.end)
    count = np.transpose(counts).ravel()
    return _rows(
        filters,
        areas,
        readings,
        peers,
        count=count if known else np.full(count.shape, np.nan),
        active=active,
        exempt=np.transpose(exempt).ravel(),
        population=np.transpose(people).ravel(),
    )


def share_counts(
    release: Release, filters: Filters, areas: tuple[Area, ...], groups: Mapping[str, tuple[str, str]], peers: int
) -> pd.DataFrame:
    """Entrées par territoire et par groupe, with `total`, all entries (columns as in strata_counts but population).

    `groups`: name of the group in the frame → dimension, category.
    """
    counts = [
        counts_of_groups(release, filters, areas, (), dimension)[:, DIMENSIONS[dimension].position(category)]
        for dimension, category in groups.values()
    ]
    total, _ = counts_of_areas(release, filters, areas, ())
    known, active = presence(release, filters.families, filters.start, filters.end)
    count = np.transpose(counts).ravel()
    unknown = np.full(count.shape, np.nan)
    return _rows(
        filters,
        areas,
        list(groups),
        peers,
        count=count if known else unknown,
        active=active,
        total=np.repeat(total, len(groups)) if known else unknown,
    )


def early_exit_counts(release: Release, filters: Filters, areas: tuple[Area, ...], peers: int) -> pd.DataFrame:
    """Sorties anticipées par territoire (the group "early"), with `total`, all exits, as share_counts has entries."""
    count, total = (
        counts_of_crossings(release, filters, areas, (), Crossing("exits", (), kept), [READINGS["ens"]])[:, 0, 0]
        for kept in ((("exit_kind", ("early",)),), ())
    )
    known, active = presence(release, filters.families, filters.start, filters.end)
    unknown = np.full(count.shape, np.nan)
    columns = {"count": count, "total": total} if known else {"count": unknown, "total": unknown}
    return _rows(filters, areas, ["early"], peers, active=active, **columns)


def features(release: Release, areas: Sequence[Area], level: str, year: int) -> pd.DataFrame:
    """Traits de la population of each area, which do not depend on any entry: what makes two of them alike.

    Columns area, density (logarithm of the actives per km²), unemployed (% of the actives, census), and at the level of
    regions, from the survey, graduates (% with a diploma of higher education) and prime (% aged 25 to 64); NaN where
    the source has no figure.
    """
    everyone, unemployed = (_persons(release, find(level, reading, (), year), areas) for reading in ("ens", "de"))
    columns = {
        "area": np.array([a.id for a in areas], dtype=object),
        "density": np.log(everyone / np.array([surface(area) for area in areas])),
        "unemployed": 100 * unemployed / everyone,
    }
    survey = find(level, "ens", ("sex",), year)
    if survey is not None:
        whole = _persons(release, survey, areas)
        parts = {
            "graduates": _persons(release, survey, areas, qualification="sup"),
            "prime": _persons(release, replace(survey, age="25-64"), areas),
        }
        columns |= {name: 100 * part / whole for name, part in parts.items()}
    return small_frame(columns)


def _persons(
    release: Release, denominator: Denominator | None, areas: Sequence[Area], sex: str = "", qualification: str = ""
) -> np.ndarray:
    """Persons of each area, NaN where the source has none."""
    of = populations(release, denominator, sex, qualification) if denominator else {}
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
