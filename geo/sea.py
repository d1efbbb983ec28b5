"""Traversées maritimes: whether a straight line between two places stands for a journey by boat or by air.

A land is what one can cross without leaving the ground: the continent, Corsica, each overseas department, and the
islands of `islands.csv`: the communes on a contour of their own that no bridge joins to another land. Ré, Oléron and
Noirmoutier, Basse-Terre and Grande-Terre are joined. Not known: islands that are a part of a commune (Porquerolles,
Chausey), and the communes of Guyane that no road reaches, which are on the land of the others.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.areas import AREAS, departments

CONTINENT = "Continent"
_OWN_REGION = ("01", "02", "03", "04", "06", "94")


def land_of(communes: ArrayLike, departments: ArrayLike) -> NDArray[np.object_]:
    """Terre sur laquelle se trouve chaque commune, a French name, from the codes of communes and of departments.

    Where the commune is not known (an empty text), the main land of the department. Raises KeyError on a department
    that is none of the 101.
    """
    codes, of = np.broadcast_arrays(np.asarray(communes, dtype=object), np.asarray(departments, dtype=object))
    main, islands = _main_lands(), _islands()
    names = [islands.get(code) or main[department] for code, department in zip(codes.flat, of.flat, strict=True)]
    return np.array(names, dtype=object).reshape(codes.shape)


def crosses_sea(land: ArrayLike, other: ArrayLike) -> NDArray[np.bool_]:
    """Traversée: the two lands differ; arrays of `land_of`, which broadcast."""
    return np.asarray(np.asarray(land, dtype=object) != np.asarray(other, dtype=object), dtype=np.bool_)


@cache
def _main_lands() -> dict[str, str]:
    return {d.code: AREAS[f"R{d.region}"].name if d.region in _OWN_REGION else CONTINENT for d in departments()}


@cache
def _islands() -> dict[str, str]:
    with Path(__file__).with_name("islands.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["island"] for row in csv.DictReader(file)}
