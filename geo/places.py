"""Lieux d’accueil et communes: the places of the service and the persons who may come, as columns.

Values are compared by identity: whoever computes on them keeps the result by the value itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import FloatArray
from geo.hypothesis import SiteKey

TextArray = NDArray[np.object_]
BoolArray = NDArray[np.bool_]
# Where a site weighs most: what is known of every one of them decides.
FTE, HOURS, SITES = "fte", "hours", "sites"


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Lieux: one item a site. `code`: of its `operator`; `department`: area id, "" unknown; `points`: lat, lon in
    degrees, NaN where unknown.

    `kind`, `family`: codes of their nomenclatures; `fte`, `hours`: NaN where unknown; `dated`, `accessibility`: whether
    the opening date, and the access of disabled persons, are known.
    """

    operator: TextArray
    code: TextArray
    name: TextArray
    family: TextArray
    kind: TextArray
    commune: TextArray
    department: TextArray
    points: FloatArray
    fte: FloatArray
    hours: FloatArray
    dated: BoolArray
    accessibility: BoolArray

    def __len__(self) -> int:
        return len(self.code)

    def of(self, kept: BoolArray) -> Sites:
        """Lieux retenus par un masque."""
        return Sites(*(getattr(self, name)[kept] for name in Sites.__slots__))

    @property
    def keys(self) -> list[SiteKey]:
        """Clés: what names a site, since two operators may have the same code."""
        return [SiteKey(*key) for key in zip(self.operator.tolist(), self.code.tolist(), strict=True)]

    @property
    def located(self) -> BoolArray:
        """Lieux where one can go, and which the map can show: neither remote nor without coordinates."""
        return np.asarray((self.kind != "remote") & ~np.isnan(self.points).any(axis=1))

    @property
    def unit(self) -> str:
        """Unité de poids: advisers if every site says how many, else weekly hours if every one does, else the site."""
        for unit, known in ((FTE, self.fte), (HOURS, self.hours)):
            if len(self) and np.isfinite(known).all():
                return unit
        return SITES

    @property
    def weight(self) -> FloatArray:
        """Poids of each site, all in one unit: sums never add hours to advisers."""
        return {FTE: self.fte, HOURS: self.hours}.get(self.unit, np.ones(len(self)))

    @property
    def completeness(self) -> float:
        """Complétude: share of what is known among advisers, hours, opening date and accessibility; NaN if none."""
        known = (np.isfinite(self.fte), np.isfinite(self.hours), self.dated, self.accessibility)
        return float(np.mean(known)) if len(self) else np.nan


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Demande: one item a commune. `department`: area id; `people`: 0 where no source has them (`unknown`).

    `vintage`: of the census whose actives aged 15 to 64 are counted; 0: all inhabitants, no commune vintage being
    loaded.
    """

    code: TextArray
    name: TextArray
    department: TextArray
    points: FloatArray
    people: FloatArray
    unknown: BoolArray
    vintage: int

    @property
    def is_of_actives(self) -> bool:
        return self.vintage > 0
