"""Les nombres de la page Comparer: one question to the data room, one answer for the screen, files and tests."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from callbacks.comparability import answered, is_broken, within
from data import published, queries
from data.engine import Release
from data.strata_queries import features, rate_counts, share_counts, strata_counts
from denominators import STRATA, Denominator, explain, find, find_axis
from figures.strata import AXIS_LABELS
from filters import Filters
from geo.areas import AREAS, FRANCE, Area, departments, regions
from indicators.access import access_rate
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRY_SHARE, STANDARDISED_RATIO, Indicator
from indicators.frame import of_group
from indicators.funnel import rate_funnel
from indicators.share import entry_share
from indicators.similarity import Neighbour, nearest
from indicators.standardised import decomposition, direct_rates, indirect_ratios
from layouts.comparer_answer import Comparer, PortraitRow, among

_NEIGHBOURS = 6
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


@lru_cache(maxsize=128)
def _numbers(release: Release, asked: Filters) -> Comparer:
    filters = within(release, asked)
    peers = regions() if filters.area_level == "reg" else departments()
    compared = (filters.territory, AREAS[filters.benchmark])
    second = (AREAS[filters.second],) if filters.second else ()
    extras = tuple(dict.fromkeys(a for a in (*compared, *second) if a not in (FRANCE, *peers)))
    finest = "department" if any(a.level == "department" for a in (peers[0], *compared)) else "region"
    of_peers = _of_peers(release, filters.change(area=FRANCE.id, benchmark=FRANCE.id, second=""), extras, finest)
    options = {"periods": of_peers.periods, "broken": is_broken(release, filters)}
    return Comparer(
        **answered(release, filters, asked),
        **of_peers.shown,
        decompositions={
            axis: decomposition(counts, filters.area, filters.benchmark, **options)
            for axis, counts in of_peers.strata.items()
        }
        if filters.area != FRANCE.id
        else {},
        neighbours=_neighbours(release, filters.territory, int(filters.start[:4])),
    )


class _OfPeers(NamedTuple):
    """Ce qui ne dépend pas du territoire choisi: fields of the answer, and the counts by stratum of each axis."""

    shown: dict[str, Any]
    strata: dict[str, pd.DataFrame]
    periods: int


@lru_cache(maxsize=64)
def _of_peers(release: Release, filters: Filters, extras: tuple[Area, ...], finest: str) -> _OfPeers:
    """`filters`: with its period and level, of no territory; `extras`: areas of another level shown beside them."""
    peers = regions() if filters.area_level == "reg" else departments()
    areas, ranked = (FRANCE, *peers, *extras), 1 + len(peers)
    year = int(filters.start[:4])
    level = peers[0].level
    found = [axis for axis in STRATA if find_axis(finest, axis, year)]
    axes = tuple(found) or ("statut",)
    axis = filters.axis if filters.axis in axes else axes[0]

    noise = release.noise.variance() * published.noise_blocks(filters)[0]
    periods = filters.period.years or filters.period.months
    common: dict[str, Any] = {"equivalence": filters.equivalence / 100, "noise_variance": noise}
    broken = is_broken(release, filters)
    rated = common | {"periods": periods, "broken": broken}

    base = filters.change(reading="ens")
    strata = {one: strata_counts(release, base, areas, finest, one, ranked) for one in axes}
    counts, unknown = strata[axis]
    whole = rate_counts(release, base, areas, level, tuple(_READINGS), ranked)
    shares = share_counts(release, base, areas, {code: key for code, (_, *key) in _SHARES.items()}, ranked)
    indicator = ACCESS_RATE if filters.period.years else ACCESS_RATE_MONTHLY
    ratios = indirect_ratios(counts, **common, broken=broken)
    rates, parts = access_rate(whole, **rated), entry_share(shares, **common)
    denominator = _whole_denominator(finest, axis, year) if found else None
    rows: list[tuple[str, str, Indicator, Denominator | None, pd.DataFrame]] = [
        (code, label, indicator, find(level, code, (), year), rates) for code, label in _READINGS.items()
    ]
    rows.append(("", "Ratio standardisé", STANDARDISED_RATIO, denominator, ratios))
    rows += [(code, label, ENTRY_SHARE, None, parts) for code, (label, *_) in _SHARES.items()]
    return _OfPeers(
        {
            "peers": peers,
            "indicator": indicator,
            "axes": axes,
            "axis": axis,
            "axis_refused": "" if filters.axis == axis else _refused(finest, filters.axis, year),
            "denominator": denominator,
            "reading_denominator": find(level, filters.reading, (), year),
            "unknown": unknown,
            "funnel": rate_funnel(of_group(whole, filters.reading), **rated),
            "ratios": ratios,
            "rates": direct_rates(counts, **rated),
            "portrait": tuple(_row(*row, peers) for row in rows),
            "noise": noise,
            "unlocated": queries.unlocated(release, base),
        },
        {one: frame for one, (frame, _) in strata.items()},
        periods,
    )


def _row(
    code: str,
    label: str,
    indicator: Indicator,
    denominator: Denominator | None,
    frame: pd.DataFrame,
    peers: tuple[Area, ...],
) -> PortraitRow:
    kept = of_group(frame, code)
    return PortraitRow(code or indicator.code, label, indicator, denominator, kept, among(kept, peers))


def _whole_denominator(level: str, axis: str, year: int) -> Denominator | None:
    """The population that the strata of an axis make together, for its source, its definition and its scope."""
    margin = tuple(dict.fromkeys(name for stratum in STRATA[axis] for name in stratum.margin))
    return find(level, "ens", margin, year)


def _refused(level: str, axis: str, year: int) -> str:
    first = STRATA[axis][0]
    why = explain(level, first.reading, first.margin, year)
    return f"Axe « {AXIS_LABELS[axis]} » indisponible ici. {why} Le statut d’emploi le remplace."


@lru_cache(maxsize=256)
def _neighbours(release: Release, territory: Area, year: int) -> tuple[Neighbour, ...]:
    """The areas of the territory's level whose population is most like its own; none for France."""
    if territory == FRANCE:
        return ()
    areas = regions() if territory.level == "region" else departments()
    return nearest(features(release, areas, territory.level, year), territory.id, _NEIGHBOURS)
