"""Réponse de la page Territoires: every number that the page, its files and its pictures show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from figures.cells import SECRET, Cell
from figures.measure import MEASURES, Measure
from geo.areas import FRANCE, Area
from geo.hypothesis import SiteKey
from geo.places import Sites
from indicators.catalogue import Indicator
from layouts.answer import Answer

# What a territory's two classes, coverage then access, are called; 2 is the weakest third.
BOTH, ACCESS, COVERAGE, NEITHER, UNKNOWN = "both", "access", "coverage", "", "unknown"
# Thresholds always shown side by side, in kilometres or minutes: the measure says which.
THRESHOLDS = (10, 20, 30)


class Served(NamedTuple):
    """Desserte des personnes d’un territoire par une famille d’opérateurs ("" : all those chosen).

    `shares`: within each of THRESHOLDS, fractions; `median`, `farthest`: distance that half, that nine in ten do not
    exceed, infinite without site; `communes`, `people`: those beyond the threshold chosen.
    """

    family: str
    sites: int
    shares: tuple[float, ...]
    median: float
    farthest: float
    communes: int
    people: float

    @property
    def is_reached(self) -> bool:
        """Whether these operators serve the territory: by a site of its own, or of a neighbour within a threshold."""
        return self.sites > 0 or any(share > 0 for share in self.shares)


class Place(NamedTuple):
    """Territoire sur la carte: its sites and how its persons are served.

    `share`: within the threshold chosen, `shares`: within each; `access`: cell of the access rate, None without one;
    `coverage_third`, `access_third`: 0 strongest, 2 weakest, -1 unknown.
    """

    area: Area
    sites: int
    people: float
    share: float
    shares: tuple[float, ...]
    median: float
    communes_beyond: int
    people_beyond: float
    access: Cell | None
    coverage_third: int
    access_third: int

    @property
    def is_hidden(self) -> bool:
        """Whether the secrecy of its entries, and nothing else, leaves it without a class of access."""
        return self.coverage_third >= 0 and self.access is not None and self.access.fill == SECRET

    @property
    def signal(self) -> str:
        """Signal: which of access and coverage are in the weakest third."""
        if self.coverage_third < 0:
            return UNKNOWN
        weak = (self.coverage_third == 2, self.access_third == 2)
        return {(True, True): BOTH, (False, True): ACCESS, (True, False): COVERAGE}.get(weak, NEITHER)


class Scored(NamedTuple):
    """Score d’accès d’un territoire: mean of its persons; `worst`: share of them in France’s worst-served tenth;
    `third`: 0 strongest, 2 weakest, -1 unknown."""

    mean: float
    worst: float
    third: int


class Sensitivity(NamedTuple):
    """Sensibilité du score au seuil: what the page would say under another one."""

    threshold: int
    gini: float
    worst: float


class Misplaced(NamedTuple):
    """Lieu égaré: its key and name, the department that it states, the one where its point lies, how far that is
    from its commune."""

    key: SiteKey
    name: str
    stated: Area
    found: Area
    km: float


class Town(NamedTuple):
    """Commune mal desservie: its name and department, its persons, how far the nearest site is, infinite without any,
    and its score."""

    name: str
    department: str
    people: float
    cost: float
    score: float


class Untimed(NamedTuple):
    """Ce que le fichier de temps laisse de côté: pairs of a commune and a site counted that is 30 km away or less, and
    those of them that have no time; communes without any, and their persons; sites without any; rows refused."""

    pairs: int
    pairs_without: int
    communes: int
    people: float
    sites: int
    refused: int


class Zone(NamedTuple):
    """Zone d’emploi, whole: its sites and how its persons are served, as `Place` says; `is_across`: whether some of it
    is outside the territory; `score`: mean of its persons."""

    code: str
    name: str
    sites: int
    people: float
    shares: tuple[float, ...]
    median: float
    communes_beyond: int
    people_beyond: float
    score: float
    is_across: bool


@dataclass(frozen=True, eq=False)
class Towns:
    """Communes d’un territoire: department (area id), persons (NaN unknown), how far the nearest site is (infinite
    without any) and its name, score, and its third among the persons of France: 0 best served, 2 worst."""

    code: NDArray[np.object_]
    name: NDArray[np.object_]
    department: NDArray[np.object_]
    people: NDArray[np.float64]
    cost: NDArray[np.float64]
    site: NDArray[np.object_]
    score: NDArray[np.float64]
    third: NDArray[np.int64]


@dataclass(frozen=True)
class Score:
    """Score d’accès: of the territories by id, the two cuts of their thirds, Gini index of the territory and of France,
    and what the threshold changes to it.

    `worst`: of the communes of France's worst-served tenth, those of the territory where most persons live,
    `worst_count`: how many there are in all; `held`: of the territory and of France, the share of the score held at
    each tenth of the persons, the worst served first, () where there is none; `unit`: of what is shared out, of
    geo/places.py.
    """

    of: dict[str, Scored]
    cuts: tuple[float, float]
    gini: tuple[float, float]
    held: tuple[tuple[float, ...], tuple[float, ...]]
    sensitivity: tuple[Sensitivity, ...]
    unit: str
    worst: tuple[Town, ...]
    worst_count: int


@dataclass(frozen=True)
class Territoires(Answer):
    """Everything the page shows.

    `day`: the sites are those open on it; `vintage`: of the census whose actives are counted, 0 for all inhabitants;
    `unknown`: communes of the territory without a known population; `threshold` in the unit of `measure`; `places`:
    those of the map, `here`: the territory, `france`; `served`: by family, all first; `sites`: the places to show, all
    France's; `remote`: sites that nobody can go to; `cuts`: of coverage and of access in thirds, `parted`: of how many
    territories; `sea`: persons whose nearest site is across the sea; `misplaced`: sites of the territory whose point is
    in another department than theirs, `set_aside`: lines of sites that no import took, of all France; `untimed`: under
    travel times, `lacks_times`: they were asked and are not loaded.
    """

    day: date
    vintage: int
    unknown: int
    places: tuple[Place, ...]
    here: Place
    france: Place
    served: tuple[Served, ...]
    sites: Sites
    remote: int
    completeness: float
    coverage_cuts: tuple[float, float]
    access_cuts: tuple[float, float]
    parted: int
    access_indicator: Indicator
    access_reason: str
    sea: float
    misplaced: tuple[Misplaced, ...]
    set_aside: int
    untimed: Untimed | None
    lacks_times: bool

    @property
    def measure(self) -> Measure:
        return MEASURES[self.filters.measure]

    @property
    def up_to(self) -> str:
        """Seuil choisi, écrit: "20 km"."""
        return self.measure.up_to(self.threshold)

    @property
    def threshold(self) -> int:
        return self.filters.reach

    @property
    def level(self) -> str:
        """Niveau des territoires de la carte."""
        return self.places[0].area.level

    @property
    def is_close(self) -> bool:
        """Whether the map shows one region, or one department, with its sites one by one."""
        return self.filters.area != FRANCE.id

    @property
    def is_alone(self) -> bool:
        """Whether the territory is one department: chosen as such, or the only one of its region."""
        return self.filters.territory.level == "department" or len(self.places) == 1

    @property
    def people(self) -> str:
        """Qui est compté: "actifs" or "habitants"."""
        return "actifs" if self.vintage else "habitants"

    @property
    def has_access(self) -> bool:
        """Whether the areas have an access rate over the period."""
        return any(place.access_third >= 0 for place in self.places)

    @cached_property
    def sites_here(self) -> Sites:
        """Lieux du territoire, those of the map's areas when it is one region or department."""
        if not self.is_close:
            return self.sites
        ids = [place.area.id for place in self.places]
        shown = [self.filters.area] if self.filters.territory.level == "department" else ids
        return self.sites.of(np.isin(self.sites.department, shown))
