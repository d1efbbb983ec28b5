"""Les nombres de la page Comparer: one question to the data room, one answer for the screen, files and tests."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from callbacks.comparability import answered, is_broken, within
from callbacks.territoires_coverage import reached
from data import published, queries
from data.engine import Release
from data.strata_queries import early_exit_counts, features, rate_counts, share_counts, strata_counts
from denominators import STRATA, Denominator, explain, find, find_axis
from figures.classes import Classes, classes_for
from figures.measure import KILOMETRES
from figures.strata import AXIS_LABELS
from filters import AXES, Filters
from geo.areas import AREAS, FRANCE, Area, departments, regions
from indicators.access import access_rate
from indicators.catalogue import (
    ACCESS_RATE,
    ACCESS_RATE_MONTHLY,
    COVERAGE_SHARE,
    EARLY_EXIT_SHARE,
    ENTRY_SHARE,
    STANDARDISED_RATIO,
)
from indicators.coverage import coverage_share
from indicators.frame import of_group
from indicators.funnel import rate_funnel
from indicators.share import entry_share
from indicators.similarity import Neighbour, nearest
from indicators.standardised import Decomposition, decomposition, direct_rates, indirect_ratios
from layouts.comparer_answer import Comparer, PortraitRow, among, furthest_areas
from layouts.territoires_definitions import demand_source

_NEIGHBOURS = 5
# Gaps explained where no territory is chosen.
_FURTHEST = 8
# Distance within which the profile counts a site as near, in km.
_REACH = 20
# The fields of the filters that counts depend on.
_COUNTED = ("start", "end", "area_level", "families", "release")
_READINGS = {
    "ens": "Taux d’accès, ensemble",
    "de": "Taux d’accès des demandeurs d’emploi",
    "ao": "Taux d’accès des actifs occupés",
}
# Shares among the entries: code in the files → label, dimension, category.
_SHARES = {
    "women": ("Part des femmes", "sex", "F"),
    "young": ("Part des 15 à 25 ans", "age", "a15"),
    "no_diploma": ("Part des sans diplôme (infra V)", "qualification", "q6"),
    "level_3": ("Part du niveau 3 de service", "level", "3"),
}


def comparer_numbers(release: Release, asked: Filters) -> Comparer:
    """Compute the page for `asked` on `release`, whatever the views. Raises data.engine.DatabaseUnavailable."""
    return _numbers(release, asked.question)


def ratio_classes(numbers: Comparer) -> Classes:
    """Classes of the map of the ratios and of its file, around 1."""
    return classes_for(1.0, numbers.filters.equivalence / 100)


@lru_cache(maxsize=128)
def _numbers(release: Release, asked: Filters) -> Comparer:
    filters = within(release, asked)
    peers = _peers(filters)
    compared = (filters.territory, AREAS[filters.benchmark])
    second = (AREAS[filters.second],) if filters.second else ()
    extras = tuple(dict.fromkeys(a for a in (*compared, *second) if a not in (FRANCE, *peers)))
    finest = "department" if any(a.level == "department" for a in (peers[0], *compared)) else "region"
    year = int(filters.start[:4])
    of_peers = _of_peers(release, filters.change(area=FRANCE.id, benchmark=FRANCE.id, second=""), extras, finest)
    return Comparer(
        **answered(release, filters, asked),
        **of_peers,
        decompositions=_decompositions(release, filters.only((*_COUNTED, "area", "benchmark")), extras, finest),
        furthest=_furthest(release, filters, of_peers) if filters.territory == FRANCE else (),
        traits=_traits(release, peers[0].level if filters.territory == FRANCE else filters.territory.level, year),
        neighbours=_neighbours(release, filters.territory, year),
    )


@lru_cache(maxsize=128)
def _decompositions(
    release: Release, filters: Filters, extras: tuple[Area, ...], finest: str
) -> dict[str, Decomposition]:
    """By axis, none for France. `filters`: period, level and operators, and the two territories compared."""
    if filters.area == FRANCE.id:
        return {}
    counts, options = _counts(release, filters.only(_COUNTED), extras, finest), _rated(release, filters)
    return {
        axis: decomposition(strata, filters.area, filters.benchmark, **options)
        for axis, (strata, _) in counts.strata.items()
    }


def _furthest(release: Release, filters: Filters, of_peers: dict[str, Any]) -> tuple[Decomposition, ...]:
    """The gaps to France of the areas furthest from it, on the axis of the page."""
    peers = of_peers["peers"]
    strata, _ = _counts(release, filters.only(_COUNTED), (), peers[0].level).strata[of_peers["axis"]]
    options = _rated(release, filters)
    return tuple(
        decomposition(strata, area.id, FRANCE.id, **options)
        for area in furthest_areas(of_peers["funnel"], peers, _FURTHEST)
    )


def _rated(release: Release, filters: Filters) -> dict[str, Any]:
    """What rates are computed with: periods, whether they are broken, and the noise of secrecy."""
    return {
        "periods": _periods(filters),
        "broken": is_broken(release, filters),
        "noise_variance": _noise(release, filters),
    }


def _noise(release: Release, filters: Filters) -> float:
    """Variance of the noise of one count."""
    return release.noise.variance() * published.noise_blocks(release, filters)[0]


class _Counts(NamedTuple):
    """Effectifs du calcul: by axis its counts by stratum and the entries of none; those of the rates and shares."""

    strata: dict[str, tuple[pd.DataFrame, dict[str, float]]]
    whole: pd.DataFrame
    shares: pd.DataFrame
    early: pd.DataFrame
    unlocated: int


@lru_cache(maxsize=64)
def _counts(release: Release, filters: Filters, extras: tuple[Area, ...], finest: str) -> _Counts:
    """`filters`: period, level and operators alone; `extras`: areas of another level; `finest`: of the areas chosen."""
    peers = _peers(filters)
    areas, ranked = (FRANCE, *peers, *extras), 1 + len(peers)
    axes = _axes(finest, int(filters.start[:4])) or (AXES[0],)
    return _Counts(
        {axis: strata_counts(release, filters, areas, finest, axis, ranked) for axis in axes},
        rate_counts(release, filters, areas, peers[0].level, tuple(_READINGS), ranked),
        share_counts(release, filters, areas, {code: (of, value) for code, (_, of, value) in _SHARES.items()}, ranked),
        early_exit_counts(release, filters, areas, ranked),
        queries.unlocated(release, filters),
    )


@lru_cache(maxsize=64)
def _of_peers(release: Release, filters: Filters, extras: tuple[Area, ...], finest: str) -> dict[str, Any]:
    """The fields of the answer that no territory chosen changes; `extras`, `finest`: as `_counts`."""
    peers = _peers(filters)
    year, level = int(filters.start[:4]), peers[0].level
    found = _axes(finest, year)
    counts = _counts(release, filters.only(_COUNTED), extras, finest)
    axis = filters.axis if filters.axis in counts.strata else AXES[0]

    options = _rated(release, filters)
    noise, broken = options["noise_variance"], options["broken"]
    common: dict[str, Any] = {"equivalence": filters.equivalence / 100, "noise_variance": noise}
    rated = common | options

    strata, unknown = counts.strata[axis]
    indicator = ACCESS_RATE if filters.period.years else ACCESS_RATE_MONTHLY
    denominators = _denominators(finest, found, year)
    ratios, rates = indirect_ratios(strata, **common, broken=broken), direct_rates(strata, **rated)
    funnel = rate_funnel(of_group(counts.whole, filters.reading), **rated)
    ratio_cells = among(ratios, peers)
    crude, parts = access_rate(counts.whole, **rated), entry_share(counts.shares, **common)
    early = entry_share(counts.early, **common)
    crude_cells, part_cells, early_cells = (among(frame, peers) for frame in (crude, parts, early))
    rows = [
        PortraitRow(code, label, indicator, find(level, code, (), year), crude, code, crude_cells[code])
        for code, label in _READINGS.items()
    ]
    rows.append(
        PortraitRow(
            STANDARDISED_RATIO.code,
            "Ratio standardisé",
            STANDARDISED_RATIO,
            denominators.get((axis, "")),
            ratios,
            "",
            ratio_cells[""],
        )
    )
    rows += [
        PortraitRow(code, label, ENTRY_SHARE, None, parts, code, part_cells[code])
        for code, (label, *_) in _SHARES.items()
    ]
    rows.append(
        PortraitRow(
            EARLY_EXIT_SHARE.code,
            EARLY_EXIT_SHARE.short_title,
            EARLY_EXIT_SHARE,
            None,
            early,
            "early",
            early_cells["early"],
        )
    )
    rows.append(_coverage(release, filters, peers, extras))
    return {
        "peers": peers,
        "indicator": indicator,
        "axes": tuple(counts.strata),
        "axis": axis,
        "axis_refused": "" if filters.axis == axis else _refused(finest, filters.axis, year),
        "denominators": denominators,
        "reading_denominator": find(level, filters.reading, (), year),
        "unknown": unknown,
        "funnel": funnel,
        "funnel_cells": among(funnel, peers)[filters.reading],
        "ratios": ratios,
        "ratio_cells": ratio_cells[""],
        "rates": rates,
        "rate_cells": among(rates, peers)[""],
        "portrait": tuple(rows),
        "noise": noise,
        "unlocated": counts.unlocated,
    }


def _coverage(release: Release, filters: Filters, peers: tuple[Area, ...], extras: tuple[Area, ...]) -> PortraitRow:
    """Couverture by the sites of the page Territoires, open on the last day of the period."""
    areas = (FRANCE, *peers, *extras)
    found = reached(release, filters, areas, _REACH)
    frame = coverage_share(
        [area.id for area in areas],
        f"{found.day:%Y-%m-%d}",
        found.people,
        found.covered,
        ranked=1 + len(peers),
        equivalence=filters.equivalence / 100,
    )
    persons = "actifs" if found.vintage else "habitants"
    return PortraitRow(
        COVERAGE_SHARE.code,
        f"Part des {persons} à {KILOMETRES.up_to(_REACH)} d’un lieu",
        COVERAGE_SHARE,
        None,
        frame,
        "",
        among(frame, peers)[""],
        demand_source(found.vintage),
    )


def _peers(filters: Filters) -> tuple[Area, ...]:
    return regions() if filters.area_level == "reg" else departments()


def _periods(filters: Filters) -> int:
    """Years of a rate by year, months of one by month."""
    return filters.period.years or filters.period.months


def _axes(level: str, year: int) -> tuple[str, ...]:
    return tuple(axis for axis in AXES if find_axis(level, axis, year))


def _denominators(level: str, axes: tuple[str, ...], year: int) -> dict[tuple[str, str], Denominator]:
    """By axis and stratum, for its source, its definition and its scope; "": the population that the strata make."""
    found: dict[tuple[str, str], Denominator] = {}
    for axis in axes:
        margin = tuple(dict.fromkeys(name for stratum in STRATA[axis] for name in stratum.margin))
        whole = find(level, "ens", margin, year)
        if whole is not None:
            found[axis, ""] = whole
        groups = (stratum.group for stratum in STRATA[axis])
        found |= {(axis, group): one for group, one in zip(groups, find_axis(level, axis, year), strict=True)}
    return found


def _refused(level: str, axis: str, year: int) -> str:
    first = STRATA[axis][0]
    why = explain(level, first.reading, first.margin, year)
    return f"Axe « {AXIS_LABELS[axis]} » indisponible ici. {why} Le statut d’emploi le remplace."


@lru_cache(maxsize=16)
def _traits(release: Release, level: str, year: int) -> pd.DataFrame:
    return features(release, regions() if level == "region" else departments(), level, year)


@lru_cache(maxsize=256)
def _neighbours(release: Release, territory: Area, year: int) -> tuple[Neighbour, ...]:
    """The areas of the territory's level whose population is most like its own; none for France."""
    if territory == FRANCE:
        return ()
    return nearest(_traits(release, territory.level, year), territory.id, _NEIGHBOURS)
