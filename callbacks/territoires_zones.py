"""Couverture des zones d’emploi, where their composition is loaded."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from callbacks.territoires_coverage import coverage
from callbacks.territoires_places import answerable, demand_of, last_day, sites_of
from callbacks.territoires_score import score_of
from callbacks.territory_sums import in_area
from data.employment_zones import employment_zones
from data.engine import Release
from filters import Filters
from geo.coverage import group_means, group_quantiles, group_sums
from layouts.territoires_answer import THRESHOLDS, Zone


@lru_cache(maxsize=32)
def territoires_zones(release: Release, asked: Filters) -> tuple[Zone, ...]:
    """Couverture des zones d’emploi of the territory, the least served first; none unless their composition is loaded.

    A zone is whole, even where it goes on outside the territory: its persons work beyond the limit.
    """
    zones = employment_zones()
    if zones is None:
        return ()
    filters = answerable(release, asked.question)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    found = coverage(everyone, persons, filters.families, filters.measure)
    spread = score_of(everyone, persons, filters.families, filters.reach, filters.decay, filters.measure)
    of, size, people = zones.of_commune, len(zones.code), persons.people
    here, beyond = in_area(persons, filters.area), found.cost > filters.reach
    shares = np.stack([group_means(people, found.cost <= limit, of, size) for limit in THRESHOLDS], axis=1)
    median = group_quantiles(people, found.cost, of, size, (0.5,))[:, 0]
    at = {code: int(zone) for code, zone in zip(persons.code.tolist(), of.tolist(), strict=True)}
    open_ = everyone.of(everyone.located & np.isin(everyone.family, filters.families))
    sites = np.bincount([k for k in (at.get(code, -1) for code in open_.commune) if k >= 0], minlength=size)
    inside, outside = (np.bincount(of[mask & (of >= 0)], minlength=size) > 0 for mask in (here, ~here))
    total, communes_beyond, people_beyond = (
        group_sums(values, of, size) for values in (people, beyond & (people > 0), people * beyond)
    )
    score = group_means(people, spread.score, of, size)
    rows = [
        Zone(
            str(zones.code[k]),
            str(zones.name[k]),
            int(sites[k]),
            float(total[k]),
            tuple(float(share) for share in shares[k]),
            float(median[k]),
            int(communes_beyond[k]),
            float(people_beyond[k]),
            float(score[k]),
            bool(outside[k]),
        )
        for k in np.flatnonzero(inside)
    ]
    column = THRESHOLDS.index(filters.reach)
    return tuple(sorted(rows, key=lambda zone: (np.isnan(zone.shares[column]), zone.shares[column], zone.code)))
