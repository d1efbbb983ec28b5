"""Les nombres de la page Territoires: what its cards show whatever the view, the score apart."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from callbacks.acces_numbers import acces_numbers
from callbacks.comparability import answered
from callbacks.territoires_coverage import Coverage, across_the_sea, coverage
from callbacks.territoires_places import answerable, demand_of, in_territory, last_day, level_of, near_pairs, sites_of
from callbacks.territoires_times import refused_rows, timed_pairs, timed_sites
from callbacks.territory_sums import AT, EVERYWHERE, everywhere_sums, in_area, people_of, unknown_people
from data.engine import Release
from data.site_queries import set_aside
from figures.cells import Cell
from filters import Filters
from geo.areas import AREAS, FRANCE
from geo.astray import Astray, astray
from geo.coverage import thirds
from geo.distance import FloatArray
from geo.places import Demand, Sites
from geo.travel import TIME
from indicators.catalogue import ACCESS_RATE, Indicator
from layouts.territoires_answer import THRESHOLDS, Misplaced, Place, Served, Territoires, Untimed
from nomenclatures import FAMILY


def territoires_numbers(release: Release, asked: Filters) -> Territoires:
    """Compute the page for `asked` on `release`, whatever the views. Raises data.engine.DatabaseUnavailable."""
    return _numbers(release, asked.question)


@lru_cache(maxsize=128)
def _numbers(release: Release, asked: Filters) -> Territoires:
    filters = answerable(release, asked)
    persons, everyone = demand_of(release, filters), sites_of(release, last_day(filters), filters.site_kind)
    of_families = np.isin(everyone.family, filters.families)
    shown = everyone.of(of_families & everyone.located)
    found = coverage(everyone, persons, filters.families, filters.measure)
    access, indicator, reason = _access(release, filters)
    places, cuts = _places(filters, persons, shown, found, access)
    return Territoires(
        **answered(release, filters, asked),
        day=last_day(filters),
        vintage=persons.vintage,
        unknown=int(unknown_people(persons)[AT[filters.area]]),
        places=tuple(places[area.id] for area in filters.scope),
        here=places[filters.area],
        france=places[FRANCE.id],
        served=_served(everyone, persons, filters),
        sites=shown,
        remote=int((of_families & ~everyone.located).sum()),
        completeness=shown.completeness,
        coverage_cuts=cuts[0],
        access_cuts=cuts[1],
        parted=sum(places[area.id].coverage_third >= 0 for area in level_of(filters)),
        access_indicator=indicator,
        access_reason=reason,
        sea=across_the_sea(persons, everyone, found, filters),
        misplaced=_misplaced(everyone, persons, filters),
        set_aside=set_aside(release),
        untimed=_untimed(everyone, persons, found.cost, filters) if filters.measure == TIME else None,
        lacks_times=filters.measure != asked.measure,
    )


def _access(release: Release, filters: Filters) -> tuple[dict[str, Cell], Indicator, str]:
    """Access rate of every territory of the level, as the page Accès publishes it; without one, why."""
    asked = filters.only(("start", "end", "families", "area_level", "release"))
    found = acces_numbers(release, asked)
    cells = {cell.area.id: cell for cell in (found.cells.france, *found.cells.compared) if cell}
    reason = ""
    if not any(cell.is_measured for cell in cells.values()):
        reason = "rupture" if any(cell.cell_status == "break" for cell in cells.values()) else "dénominateur"
    elif found.is_share:
        reason = "dénominateur"
    # Shares of all entries say nothing of access.
    return ({} if reason else cells), found.indicator if not found.is_share else ACCESS_RATE, reason


def _places(
    filters: Filters, persons: Demand, sites: Sites, found: Coverage, access: dict[str, Cell]
) -> tuple[dict[str, Place], tuple[tuple[float, float], tuple[float, float]]]:
    """Every territory of the level, each axis parted in thirds of that level; France and the territory, in none."""
    level = level_of(filters)
    areas = tuple(dict.fromkeys((*level, FRANCE, filters.territory)))
    at = [AT[area.id] for area in areas]
    shares = found.shares[at, THRESHOLDS.index(filters.reach)]
    cells = [access.get(area.id) for area in areas]
    rates = np.array([cell.value if cell is not None and cell.is_measured else np.nan for cell in cells])
    # Without a site, all are as far: nothing is weaker than the rest.
    parted = shares if len(sites) else np.full(len(areas), np.nan)
    of_coverage, of_access = (thirds(values[: len(level)]) for values in (parted, rates))
    counted, communes, people = _counts(sites, persons, found.cost, filters.reach)
    places = {
        area.id: Place(
            area,
            int(counted[at[k]]),
            float(people_of(persons)[at[k]]),
            float(shares[k]),
            tuple(float(share) for share in found.shares[at[k]]),
            float(found.median[at[k]]),
            int(communes[at[k]]),
            float(people[at[k]]),
            cells[k],
            int(of_coverage[0][k]) if k < len(level) else -1,
            int(of_access[0][k]) if k < len(level) else -1,
        )
        for k, area in enumerate(areas)
    }
    return places, (of_coverage[1], of_access[1])


def _counts(sites: Sites, persons: Demand, cost: FloatArray, reach: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sites, communes beyond the threshold and their persons, by territory of `EVERYWHERE`."""
    counted = np.zeros(len(EVERYWHERE))
    for department, number in zip(*np.unique(sites.department.astype(str), return_counts=True), strict=True):
        counted[0] += number
        if department:
            counted[AT[department]] += number
            counted[AT[f"R{AREAS[department].region}"]] += number
    beyond = cost > reach
    communes = everywhere_sums(persons, beyond & (persons.people > 0))
    return counted, communes, everywhere_sums(persons, persons.people * beyond)


def _served(sites: Sites, persons: Demand, filters: Filters) -> tuple[Served, ...]:
    """The territory, by all the families chosen, then by each, in the nomenclature's order."""
    at = AT[filters.area]
    column = THRESHOLDS.index(filters.reach)
    here = in_area(persons, filters.area)
    people = persons.people * here
    rows = []
    of_area = in_territory(sites, filters.area)
    groups = [("", filters.families), *((f, (f,)) for f in FAMILY.codes if f in filters.families)]
    for name, families in groups if len(filters.families) > 1 else groups[1:]:
        found = coverage(sites, persons, families, filters.measure)
        beyond = found.cost > THRESHOLDS[column]
        rows.append(
            Served(
                name,
                int((np.isin(sites.family, families) & of_area).sum()),
                tuple(float(share) for share in found.shares[at]),
                float(found.median[at]),
                float(found.farthest[at]),
                int((beyond & (people > 0)).sum()),
                float(people[beyond].sum()),
            )
        )
    return tuple(rows)


@lru_cache(maxsize=16)
def _astray(sites: Sites, persons: Demand) -> tuple[Astray, ...]:
    return astray(sites, persons)


def _misplaced(sites: Sites, persons: Demand, filters: Filters) -> tuple[Misplaced, ...]:
    of_area, keys = in_territory(sites, filters.area), sites.keys
    return tuple(
        Misplaced(keys[site], str(sites.name[site]), AREAS[sites.department[site]], AREAS[department], km)
        for site, department, km in _astray(sites, persons)
        if of_area[site] and sites.family[site] in filters.families
    )


def _untimed(sites: Sites, persons: Demand, cost: FloatArray, filters: Filters) -> Untimed:
    """What the file of times leaves out of the territory, and of the sites counted."""
    here, near = in_area(persons, filters.area), near_pairs(sites, persons)
    of_families = np.isin(sites.family, filters.families)
    counted = here[near.origin] & of_families[near.site]
    without = here & np.isinf(cost) & (persons.people > 0)
    shown = in_territory(sites, filters.area) & of_families
    return Untimed(
        int(counted.sum()),
        int((counted & ~timed_pairs(sites, near)).sum()),
        int(without.sum()),
        float(persons.people[without].sum()),
        int((shown & ~timed_sites(sites)).sum()),
        refused_rows(),
    )
