"""Poids des territoires: what the census and the labour force survey say of each region and department."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.axes import OPERATORS, READINGS
from data.demo.flow_assumptions import (
    DEPARTMENT_SPREAD,
    MANAGER_ELASTICITY,
    OPERATOR_SPREAD,
    REGION_ONLY,
    REGION_RATIO,
    REGION_SPREAD,
    UNEMPLOYMENT_ELASTICITY,
    UNLOCATED,
)
from data.population import load_population
from data.schema import TERRITORY
from geo.areas import FRANCE, departments, regions

Floats = NDArray[np.float64]
MAYOTTE = ("R06", "D976")
# Overseas regions have the codes 01 to 06.
OVERSEAS = tuple(r.id for r in regions() if r.code < "10")
# The region axis of every array of this package: the 18 regions, then the entries that nobody could place.
PLACES = (*(r.id for r in regions()), FRANCE.id)


@dataclass(frozen=True, slots=True)
class Actives:
    """Actifs: by area id, persons (15-64, census 2018), and ratios to France of the unemployment rate; by region id,
    of the women-to-men odds and of the share of graduates (labour force survey 2016).
    """

    persons: dict[str, float]
    unemployment: dict[str, float]
    women: dict[str, float]
    graduates: dict[str, float]


def read_actives() -> Actives:
    """Actifs of the 18 regions and 101 departments; Mayotte from the survey. Raises data.snapshots.SnapshotError."""
    population = load_population()
    census = population[(population["source"] == "rp") & (population["vintage"] == 2018)]
    counts = census.pivot(index="area", columns="activity", values="population")
    survey = population[(population["source"] == "lfs") & (population["age"] == "15+")]
    profile = survey.pivot(index="area", columns=["sex", "qualification"], values="population")
    persons = counts["all"].to_dict() | dict.fromkeys(MAYOTTE, float(profile.loc["R06", ("T", "T")]))
    unemployment = _ratio(counts["unemployed"] / counts["all"]) | dict.fromkeys(MAYOTTE, 1.0)
    return Actives(
        persons,
        unemployment,
        _ratio(profile["F", "T"] / profile["M", "T"]),
        _ratio(profile["T", "sup"] / (profile["T", "sup"] + profile["T", "inf"])),
    )


def _ratio(rates: pd.Series) -> dict[str, float]:
    return {str(area): float(rate) for area, rate in (rates / rates[FRANCE.id]).items()}


def region_shares(actives: Actives, rng: np.random.Generator) -> Floats:
    """Part de chaque région dans les entrées, in the order of `PLACES`; the last one is not located."""
    persons = np.array([actives.persons[r.id] for r in regions()])
    spread = REGION_SPREAD.number * rng.uniform(-1.0, 1.0, persons.size)
    weights = persons * REGION_RATIO.array() * (1.0 + spread)
    return np.append(weights / weights.sum() * (1.0 - UNLOCATED.number), UNLOCATED.number)


def by_place(ratios: dict[str, float]) -> Floats:
    """`ratios` by region in the order of `PLACES`, 1 where the place is unknown."""
    return np.array([*(ratios[r.id] for r in regions()), 1.0])


def unemployment_factors(actives: Actives, areas: tuple[str, ...]) -> Floats:
    """Effet du chômage local, (readings, areas): the area's ratio to the power assumed for each reading."""
    ratios = np.array([actives.unemployment[area] for area in areas])
    powers = UNEMPLOYMENT_ELASTICITY.array()
    return ratios[None, :] ** powers[:, None]


def operator_factors(actives: Actives, rng: np.random.Generator) -> Floats:
    """Implantation des opérateurs, (operators, places): 1 on average, the Apec where graduates are and not overseas."""
    factors = np.exp(OPERATOR_SPREAD.number * rng.standard_normal((len(OPERATORS), len(PLACES))))
    apec = OPERATORS.index("apec")
    factors[apec] *= by_place(actives.graduates) ** MANAGER_ELASTICITY.number
    factors[apec, [PLACES.index(r) for r in OVERSEAS]] = 0.0
    return factors


def places_within(place: str) -> tuple[str, ...]:
    """Territoires les plus fins d’une région: its departments, then the region itself where it has several."""
    if place == FRANCE.id:
        return (place,)
    inside = tuple(d.id for d in departments(place[1:]))
    return (*inside, place) if len(inside) > 1 else inside


def weights_within(place: str, actives: Actives, rng: np.random.Generator) -> Floats:
    """Poids des territoires les plus fins, (operators, readings, territories), summing to 1 over territories."""
    areas = places_within(place)
    if len(areas) == 1:
        return np.ones((len(OPERATORS), len(READINGS), 1))
    inside = areas[:-1]
    persons = np.array([actives.persons[d] for d in inside])
    persons = persons * np.exp(DEPARTMENT_SPREAD.number * rng.standard_normal(persons.size))
    operators = np.exp(OPERATOR_SPREAD.number * rng.standard_normal((len(OPERATORS), 1, persons.size)))
    weights = persons * unemployment_factors(actives, inside) * operators
    weights *= (1.0 - REGION_ONLY.number) / weights.sum(axis=2, keepdims=True)
    return np.concatenate([weights, np.full((*weights.shape[:2], 1), REGION_ONLY.number)], axis=2)


def positions(areas: tuple[str, ...]) -> NDArray[np.int16]:
    """Positions of the areas in the nomenclature of territories."""
    return np.array([TERRITORY.position(area) for area in areas], np.int16)
