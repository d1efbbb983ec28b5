"""Mesure de l’éloignement: kilometres as the crow flies or minutes of travel, and how each is said."""

from __future__ import annotations

import math
from typing import NamedTuple

from figures.numbers import number
from geo.travel import DISTANCE, TIME
from typography import NBSP

# Under this, a commune and a site are one point.
_SAME_PLACE = 0.05


class Measure(NamedTuple):
    """Mesure: its code of the address, its unit and its decimals, then its words: how it is measured, of what a median
    is one, and the noun of a threshold."""

    code: str
    unit: str
    decimals: int
    how: str
    median: str
    threshold: str

    @property
    def is_time(self) -> bool:
        return self.code == TIME

    def up_to(self, threshold: int) -> str:
        """Seuil écrit: "20 km"."""
        return f"{threshold}{NBSP}{self.unit}"

    def written(self, value: float, none: str = "aucun", unknown: str = "n.d.") -> str:
        """Valeur écrite: "6,1 km", "12 min"; "sur place", `none` when infinite, `unknown` where nobody lives."""
        if math.isnan(value):
            return unknown
        if value < _SAME_PLACE:
            return "sur place"
        return f"{number(value, self.decimals)}{NBSP}{self.unit}" if math.isfinite(value) else none


KILOMETRES = Measure(DISTANCE, "km", 1, "à vol d’oiseau", "Distance médiane", "Seuil de distance")
MINUTES = Measure(TIME, "min", 0, "en temps de trajet", "Temps médian", "Seuil de temps")
MEASURES = {measure.code: measure for measure in (KILOMETRES, MINUTES)}
