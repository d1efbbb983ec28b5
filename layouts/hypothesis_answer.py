"""Réponse de la carte « Et si… »: what a hypothesis on sites changes, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from figures.measure import MEASURES, Measure
from filters import Filters
from geo.areas import Area
from geo.hypothesis import Hypothesis
from geo.scenario import Effects

# Weekly hours of a full-time adviser in France (Code du travail, article L3121-27).
FULL_TIME = 35.0


class Change(NamedTuple):
    """Élément de l’hypothèse: its piece of the address, and what it says in French."""

    piece: str
    text: str


@dataclass(frozen=True, eq=False)
class Outcome:
    """Ce que l’hypothèse change.

    `hypothesis`: what is understood of it, `changes` in words, `unknown`: what it names that is not there, `untimed`:
    what goes where no travel time is known, without effect under them; `people`:
    "actifs" or "habitants"; `unit`: of the weights, of geo/places.py; `whole`: effects
    on the territory, one group; `areas`: departments of the territory and those touched elsewhere, `effects` theirs.
    """

    release: str
    demonstration: bool
    filters: Filters
    hypothesis: Hypothesis
    changes: tuple[Change, ...]
    unknown: tuple[str, ...]
    untimed: tuple[Change, ...]
    people: str
    unit: str
    whole: Effects
    areas: tuple[Area, ...]
    effects: Effects

    @property
    def territory(self) -> Area:
        return self.filters.territory

    @property
    def measure(self) -> Measure:
        return MEASURES[self.filters.measure]

    @property
    def up_to(self) -> str:
        """Seuil, écrit: "20 km"."""
        return self.measure.up_to(self.filters.reach)
