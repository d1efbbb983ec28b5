"""Territoires: France, its 18 regions and 101 departments, as a table of constants read once from `areas.csv`.

Codes, names and articles: Insee, Code officiel géographique. Points and bounds: the contours of `assets/geo`
(IGN, Licence Ouverte 2.0), in degrees and in map coordinates: the overseas departments stand in their insets.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Level = Literal["france", "region", "department"]
_PREFIX: dict[Level, str] = {"france": "", "region": "R", "department": "D"}
_CONTRACTED = {"le ": "du ", "les ": "des "}


class UnknownArea(KeyError):
    """Territoire inconnu. The message is in French and fit for a visitor."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Territoire: one area, known by its level and its Insee code (region and department codes overlap).

    Areas are the constants of this module, so they are compared by identity.
    `region` is the code of the region it belongs to (its own for a region, empty for France); `article` ends
    with its space or apostrophe and is empty before Paris, Mayotte and La Réunion; `tile` is (column, row) in the
    grid of regions, from the top left, None elsewhere; `label` is an inner point (lon, lat); `bounds` is
    (lon_min, lat_min, lon_max, lat_max).
    """

    level: Level
    code: str
    name: str
    region: str
    article: str
    locative: str
    abbreviation: str
    tile: tuple[int, int] | None
    label: tuple[float, float]
    bounds: tuple[float, float, float, float]

    @property
    def id(self) -> str:
        """Identifiant: `FR`, `R76`, `D31`; the value of the column `area` and of the URL."""
        return _PREFIX[self.level] + self.code

    @property
    def definite(self) -> str:
        """Nom précédé de son article: « l’Occitanie », « le Nord », « Paris »."""
        return self.article + self.name

    @property
    def of(self) -> str:
        """Complément du nom: « de l’Occitanie », « du Nord », « des Landes », « de Paris », « de La Réunion »."""
        return _CONTRACTED.get(self.article, "de " + self.article) + self.name


def _read() -> dict[str, Area]:
    with (Path(__file__).with_name("areas.csv")).open(encoding="utf-8", newline="") as file:
        areas = [_area(row) for row in csv.DictReader(file)]
    return {a.id: a for a in areas}


def _area(row: dict[str, str]) -> Area:
    return Area(
        level=cast(Level, row["level"]),
        code=row["code"],
        name=row["name"],
        region=row["region"],
        article=row["article"],
        locative=row["locative"],
        abbreviation=row["abbreviation"],
        tile=(int(row["tile_column"]), int(row["tile_row"])) if row["tile_row"] else None,
        label=(float(row["label_lon"]), float(row["label_lat"])),
        bounds=(float(row["lon_min"]), float(row["lat_min"]), float(row["lon_max"]), float(row["lat_max"])),
    )


AREAS: dict[str, Area] = _read()
FRANCE = AREAS["FR"]
_REGIONS = tuple(a for a in AREAS.values() if a.level == "region")
_DEPARTMENTS = tuple(a for a in AREAS.values() if a.level == "department")


def area(id: str) -> Area:
    """Territoire d’identifiant `id` (`FR`, `R76`, `D31`). Raises UnknownArea."""
    try:
        return AREAS[id]
    except KeyError:
        raise UnknownArea(f"Territoire inconnu : « {id} ».") from None


def regions() -> tuple[Area, ...]:
    """Les 18 régions, by code."""
    return _REGIONS


def departments(region_code: str | None = None) -> tuple[Area, ...]:
    """Les 101 départements, or those of the region `region_code` (Insee code), by code. Raises UnknownArea."""
    if region_code is None:
        return _DEPARTMENTS
    region = area(f"R{region_code}")
    return tuple(a for a in _DEPARTMENTS if a.region == region.code)


def region_of(area_: Area) -> Area:
    """Région d’un département, or the region itself. Raises UnknownArea for France, which lies in no region."""
    if area_.level == "france":
        raise UnknownArea("La France n’appartient à aucune région.")
    return AREAS[f"R{area_.region}"]
