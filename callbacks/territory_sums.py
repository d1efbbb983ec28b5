"""Sommes par territoire: over the communes of France, of each region and of each department, in one order."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from geo.areas import AREAS, FRANCE, Area, departments, regions
from geo.coverage import group_means, group_quantiles, group_sums
from geo.distance import FloatArray, IntArray
from geo.places import Demand

# Every territory once: France, the regions, then the departments.
EVERYWHERE: tuple[Area, ...] = (FRANCE, *regions(), *departments())
AT = {area.id: k for k, area in enumerate(EVERYWHERE)}


@lru_cache(maxsize=8)
def _groups(persons: Demand) -> tuple[IntArray, IntArray]:
    """Number of each commune's department, and of its region, in their lists."""
    at = {d.id: k for k, d in enumerate(departments())}
    region_at = {r.code: k for k, r in enumerate(regions())}
    of_region = np.array([region_at[d.region] for d in departments()])
    department = np.array([at[d] for d in persons.department], dtype=np.int64)
    return department, of_region[department]


def _parts(persons: Demand) -> tuple[tuple[IntArray, int], ...]:
    """France, the regions and the departments: of each, the number of each commune's, and how many there are."""
    department, region = _groups(persons)
    return (np.zeros_like(region), 1), (region, len(regions())), (department, len(departments()))


def everywhere_means(persons: Demand, values: np.ndarray) -> FloatArray:
    """Moyenne des personnes de chaque territoire de `EVERYWHERE`, from a value by commune."""
    return np.concatenate([group_means(persons.people, values, of, size) for of, size in _parts(persons)])


def everywhere_sums(persons: Demand, values: np.ndarray) -> FloatArray:
    """Somme de chaque territoire de `EVERYWHERE`, from a value by commune."""
    return np.concatenate([group_sums(values, of, size) for of, size in _parts(persons)])


def everywhere_quantiles(persons: Demand, values: FloatArray, shares: tuple[float, ...]) -> FloatArray:
    """Quantiles des personnes de chaque territoire de `EVERYWHERE`: its rows, and a column for each of `shares`."""
    line = np.argsort(values, kind="stable")
    people, ranked = persons.people[line], values[line]
    return np.concatenate([group_quantiles(people, ranked, of[line], size, shares) for of, size in _parts(persons)])


@lru_cache(maxsize=8)
def unknown_people(persons: Demand) -> FloatArray:
    """Communes without a number of persons, by territory of `EVERYWHERE`."""
    return everywhere_sums(persons, persons.unknown)


@lru_cache(maxsize=8)
def people_of(persons: Demand) -> FloatArray:
    """Personnes, by territory of `EVERYWHERE`."""
    return everywhere_sums(persons, persons.people)


def in_area(persons: Demand, area: str) -> np.ndarray:
    """Masque des communes d’un territoire."""
    department, region = _groups(persons)
    of = AREAS[area]
    if of == FRANCE:
        return np.ones(len(department), dtype=bool)
    groups, everyone = (region, regions()) if of.level == "region" else (department, departments())
    return np.asarray(groups == everyone.index(of))
