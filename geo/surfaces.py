"""Superficies: the surface of each territory, read once from `contour_areas.csv` (IGN, Admin Express)."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from geo.areas import Area

_PREFIX = {"region": "R", "department": "D"}


def surface(area: Area) -> float:
    """Superficie of a region or a department, in km²; KeyError for France, which the file does not measure."""
    return _surfaces()[area.id]


@lru_cache(maxsize=1)
def _surfaces() -> dict[str, float]:
    with Path(__file__).with_name("contour_areas.csv").open(encoding="utf-8", newline="") as file:
        return {_PREFIX[row["level"]] + row["code"]: float(row["area_km2"]) for row in csv.DictReader(file)}
