"""Tableaux de la page Territoires: the rows of each card, with the definitions of their own numbers, for its file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from callbacks.territoires_numbers import territoires_numbers
from callbacks.territoires_score import territoires_score, territoires_towns
from callbacks.territoires_zones import territoires_zones
from data.engine import Release
from data.travel_times import is_chosen
from figures.measure import KILOMETRES, MEASURES, Measure
from filters import Filters
from geo.areas import FRANCE
from indicators.catalogue import ACCESS_SCORE, COVERAGE_SHARE, Indicator
from layouts.territoires_answer import THRESHOLDS, Place, Score, Territoires
from layouts.territoires_definitions import demand_source

# All the families chosen, in the place of one.
EVERY_FAMILY = "T"


def coverage(release: Release, filters: Filters) -> pd.DataFrame:
    """Couverture et accès des territoires: the areas of the map, then the territory and France."""
    numbers = territoires_numbers(release, filters)
    places = _places(numbers)
    rows = pd.DataFrame(
        {
            "area": [p.area.id for p in places],
            "value": [100 * p.share for p in places],
            **_covered(numbers, places),
            "coverage_third": [_third(p.coverage_third) for p in places],
            "access_third": [_third(p.access_third) for p in places],
            "signal": [p.signal for p in places],
        }
    )
    return _described(numbers, rows, COVERAGE_SHARE)


def served(release: Release, filters: Filters) -> pd.DataFrame:
    """Couverture par opérateur: the territory, by all the families chosen, then by each."""
    numbers = territoires_numbers(release, filters)
    column = THRESHOLDS.index(numbers.threshold)
    rows = pd.DataFrame(
        {
            "area": [numbers.filters.area] * len(numbers.served),
            "family": [row.family or EVERY_FAMILY for row in numbers.served],
            "sites": [row.sites for row in numbers.served],
            "denominator": [numbers.here.people or np.nan] * len(numbers.served),
            "value": [100 * row.shares[column] for row in numbers.served],
            **_within(numbers, [row.shares for row in numbers.served]),
            **measured(numbers.measure, "median", [row.median for row in numbers.served]),
            **measured(numbers.measure, "farthest", [row.farthest for row in numbers.served]),
            "communes_beyond": [row.communes for row in numbers.served],
            "people_beyond": [row.people for row in numbers.served],
        }
    )
    return _described(numbers, rows, COVERAGE_SHARE)


def score(release: Release, filters: Filters) -> pd.DataFrame:
    """Score d’accès des territoires: the areas of the map, then the territory and France."""
    numbers, found = territoires_numbers(release, filters), territoires_score(release, filters)
    places = _places(numbers)
    areas = [p.area.id for p in places]
    gini = dict(zip((FRANCE.id, numbers.filters.area), reversed(found.gini), strict=True))
    held = dict(zip((FRANCE.id, numbers.filters.area), reversed(found.held), strict=True))
    rows = pd.DataFrame(
        {
            "area": areas,
            "value": [found.of[area].mean for area in areas],
            # The map of the score tells the rest as well.
            **_covered(numbers, places),
            "worst_share": [100 * found.of[area].worst for area in areas],
            "score_third": [_third(found.of[area].third) for area in areas],
            "gini": [gini.get(area, np.nan) for area in areas],
            **{
                f"held_{share}": [100 * held[area][share // 10] if held.get(area) else np.nan for area in areas]
                for share in range(10, 100, 10)
            },
            **_sensitivity(numbers, found, areas),
            "decay": [numbers.filters.decay] * len(areas),
            "weight_unit": [found.unit] * len(areas),
        }
    )
    return _described(numbers, rows, ACCESS_SCORE)


def _sensitivity(numbers: Territoires, found: Score, areas: list[str]) -> dict[str, np.ndarray]:
    """Of the territory, what the page says under each threshold, in columns of its unit."""
    columns: dict[str, np.ndarray] = {}
    for of in found.sensitivity:
        for name, value in (("gini", of.gini), ("worst_share", 100 * of.worst)):
            values = [value if area == numbers.filters.area else np.nan for area in areas]
            columns |= measured(numbers.measure, f"{name}_{of.threshold}", values)
    return columns


def towns(release: Release, filters: Filters) -> pd.DataFrame:
    """Accès aux lieux par commune: one row a commune of the territory, none for the whole country."""
    return _towns(release, filters)


def worst_towns(release: Release, filters: Filters) -> pd.DataFrame:
    """Communes les moins bien desservies: those of France’s worst-served tenth, the most peopled first."""
    return _towns(release, filters, is_worst=True)


def _towns(release: Release, filters: Filters, is_worst: bool = False) -> pd.DataFrame:
    numbers, found = territoires_numbers(release, filters), territoires_towns(release, filters, is_worst)
    rows = pd.DataFrame(
        {
            "area": found.department,
            "commune": found.code,
            "commune_name": found.name,
            "denominator": found.people,
            "value": found.score,
            "score_third": found.third + 1.0,
            **measured(numbers.measure, "distance", found.cost),
            "nearest_site": found.site,
            "decay": numbers.filters.decay,
        }
    )
    return _described(numbers, rows, ACCESS_SCORE)


def zones(release: Release, filters: Filters) -> pd.DataFrame:
    """Couverture des zones d’emploi: one row a zone of the territory, none unless their composition is loaded."""
    numbers, found = territoires_numbers(release, filters), territoires_zones(release, filters)
    column = THRESHOLDS.index(numbers.threshold)
    rows = pd.DataFrame(
        {
            "area": [numbers.filters.area] * len(found),
            "zone": [zone.code for zone in found],
            "zone_name": [zone.name for zone in found],
            "is_across": [zone.is_across for zone in found],
            "sites": [zone.sites for zone in found],
            "denominator": [zone.people or np.nan for zone in found],
            "value": np.array([100 * zone.shares[column] for zone in found], dtype=np.float64),
            **_within(numbers, [zone.shares for zone in found]),
            **measured(numbers.measure, "median", [zone.median for zone in found]),
            "communes_beyond": [zone.communes_beyond for zone in found],
            "people_beyond": [zone.people_beyond for zone in found],
            "access_score": [zone.score for zone in found],
            "decay": [numbers.filters.decay] * len(found),
        }
    )
    return _described(numbers, rows, COVERAGE_SHARE)


def places(release: Release, filters: Filters) -> pd.DataFrame:
    """Lieux ouverts: one row a site of the territory that one can go to."""
    numbers = territoires_numbers(release, filters)
    sites, elsewhere = numbers.sites_here, {site.key: site.found.id for site in numbers.misplaced}
    rows = pd.DataFrame(
        {
            "area": [department or FRANCE.id for department in sites.department],
            "operator": sites.operator,
            "site": sites.code,
            "site_name": sites.name,
            "family": sites.family,
            "site_kind": sites.kind,
            "commune": sites.commune,
            "lat": sites.points[:, 0],
            "lon": sites.points[:, 1],
            "advisers_fte": sites.fte,
            "weekly_hours": sites.hours,
            "point_area": [elsewhere.get(key, "") for key in sites.keys],
        }
    )
    return rows.assign(
        period=f"{numbers.day:%Y-%m-%d}",
        definition="Lieu ouvert ce jour-là, dont l’opérateur est dans le champ, et où l’on peut se rendre.",
        vintage="",
        cell_status="ok",
    )


def _places(numbers: Territoires) -> list[Place]:
    """The areas of the map, then the territory and France, each once."""
    return list({p.area.id: p for p in (*numbers.places, numbers.here, numbers.france)}.values())


def _covered(numbers: Territoires, places: list[Place]) -> dict[str, Any]:
    return {
        "sites": [p.sites for p in places],
        "denominator": [p.people or np.nan for p in places],
        **_within(numbers, [p.shares for p in places]),
        **measured(numbers.measure, "median", [p.median for p in places]),
        "communes_beyond": [p.communes_beyond for p in places],
        "people_beyond": [p.people_beyond for p in places],
        "access_rate": [p.access.value if p.access else np.nan for p in places],
        "access_status": [p.access.cell_status if p.access else "no_data" for p in places],
    }


def measured(measure: Measure, name: str, values: ArrayLike, suffix: str = "") -> dict[str, np.ndarray]:
    """Colonnes d’une mesure: `name` with its unit; where travel times are loaded, one column a unit, of which the other
    is empty. NaN where a value is infinite."""
    of = np.asarray(values, dtype=np.float64)
    known = np.where(np.isfinite(of), of, np.nan)
    units = MEASURES.values() if is_chosen() else (KILOMETRES,)
    empty = np.full(known.shape, np.nan)
    return {f"{name}_{unit.unit}{suffix}": known if unit == measure else empty for unit in units}


def _within(numbers: Territoires, shares: list[tuple[float, ...]]) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for k, at in enumerate(THRESHOLDS):
        found |= measured(numbers.measure, f"within_{at}", [100 * of[k] for of in shares])
    return {name.removesuffix("_km"): values for name, values in found.items()}


def threshold(measure: Measure, reach: int) -> dict[str, float]:
    """Seuil, in the column of its unit: `threshold` of kilometres, `threshold_min` where travel times are loaded."""
    own: dict[str, float] = {"threshold": np.nan if measure.is_time else reach}
    return own | ({"threshold_min": reach if measure.is_time else np.nan} if is_chosen() else {})


def _third(third: int) -> float:
    return third + 1 if third >= 0 else np.nan


def _described(numbers: Territoires, rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    return rows.assign(
        period=f"{numbers.day:%Y-%m-%d}",
        **threshold(numbers.measure, numbers.threshold),
        unit=indicator.unit,
        indicator=indicator.code,
        definition=indicator.definition,
        vintage=demand_source(numbers.vintage),
        cell_status=np.where(rows["value"].isna(), "no_denominator", "ok"),
    )
