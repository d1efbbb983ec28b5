"""Réponse de la page Comparer: every number that the page, its files and its pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from denominators import Denominator
from figures.cells import Cell, Cells, rows_of
from geo.areas import AREAS, FRANCE, Area, region_of
from indicators.catalogue import Indicator
from indicators.similarity import Neighbour
from indicators.standardised import Decomposition
from layouts.answer import Answer


@dataclass(frozen=True)
class PortraitRow:
    """Ligne du profil territorial: one indicator of every area; `code` names it in files, `label` on the screen.

    `frame`: a result frame that has it as the group `group`; `source`: of its persons, where they are no denominator of
    entries.
    """

    code: str
    label: str
    indicator: Indicator
    denominator: Denominator | None
    frame: pd.DataFrame
    group: str
    cells: Cells
    source: str = ""


@dataclass(frozen=True)
class Comparer(Answer):
    """Everything the page shows. Frames are shared between requests: do not write into them.

    `peers`: the areas compared, all of one level; `indicator`: of the rates, by year or by month; `axes`: those that
    one source gives for the territory and for what it is compared with; `axis`: the one used, `axis_refused`: why it is
    not the one asked, "" if it is; `denominators`: by axis and stratum ("": the whole of the axis);
    `reading_denominator`: of the funnel; `decompositions`: by axis, none for France;
    `unknown`: area id → entries of no stratum of the axis; `funnel`: as
    indicators.funnel.rate_funnel; `ratios`, `rates`: as indicators.standardised,
    each with its cells; `noise`: variance of the noise of one
    count of the funnel; `traits`: of the areas of the territory's level, as data.strata_queries.features;
    `neighbours`: the areas most like the territory.
    """

    peers: tuple[Area, ...]
    indicator: Indicator
    axes: tuple[str, ...]
    axis: str
    axis_refused: str
    denominators: dict[tuple[str, str], Denominator]
    reading_denominator: Denominator | None
    decompositions: dict[str, Decomposition]
    furthest: tuple[Decomposition, ...]
    unknown: dict[str, float]
    funnel: pd.DataFrame
    funnel_cells: Cells
    ratios: pd.DataFrame
    ratio_cells: Cells
    rates: pd.DataFrame
    rate_cells: Cells
    portrait: tuple[PortraitRow, ...]
    traits: pd.DataFrame
    neighbours: tuple[Neighbour, ...]
    noise: float
    unlocated: int

    @property
    def territory(self) -> Area:
        return self.filters.territory

    @property
    def against(self) -> Area:
        return AREAS[self.filters.benchmark]

    @property
    def second(self) -> Area | None:
        return AREAS[self.filters.second] if self.filters.second else None

    @property
    def is_france(self) -> bool:
        return self.territory == FRANCE

    @property
    def denominator(self) -> Denominator | None:
        """Dénominateur de l’axe: the population that its strata make together."""
        return self.denominators.get((self.axis, ""))

    @property
    def decomposition(self) -> Decomposition | None:
        return self.decompositions.get(self.axis)

    @property
    def described(self) -> tuple[str, ...]:
        """Areas whose traits are shown: the territory and those most like it; for France all regions, or the
        departments furthest from it: a hundred would weigh more than an answer may."""
        if self.is_france and self.filters.area_level == "reg":
            return tuple(area.id for area in self.peers)
        if self.is_france:
            return tuple(one.area for one in self.furthest)
        return (self.territory.id, *(one.area for one in self.neighbours))

    @property
    def zoom(self) -> Area | None:
        """Région of which the map shows the departments alone, None where it shows every area."""
        close = self.filters.area_level == "dep" and not self.is_france
        return region_of(self.territory) if close else None

    @cached_property
    def map_cells(self) -> Cells:
        """Cellules of the ratios that the map shows."""
        shown = set(self.filters.scope) if self.zoom else set(self.peers)
        return self.ratio_cells._replace(compared=tuple(c for c in self.ratio_cells.compared if c.area in shown))

    @property
    def france(self) -> Cell:
        """Cellule de la France in the funnel."""
        found = self.funnel_cells.france
        if found is None:
            raise LookupError("the funnel has no row for France")
        return found

    @property
    def entries(self) -> int:
        """Entrées de la France under every reading, as `unlocated` counts them, 0 where they are not known."""
        found = self.portrait[0].cells.france
        return int(found.numerator) if found is not None and found.numerator == found.numerator else 0

    @property
    def scale(self) -> float:
        """Entries per unit of the rate and active: the rate is entries / actives / scale."""
        return (self.filters.period.years or self.filters.period.months) / self.indicator.per

    @cached_property
    def phi(self) -> float:
        """Surdispersion of the funnel, NaN where it is not known."""
        known = self.funnel["phi"].to_numpy()
        known = known[~np.isnan(known)]
        return float(known[0]) if len(known) else np.nan

    @cached_property
    def positions(self) -> dict[str, str]:
        """Area compared → its place in the funnel at 99.8 %: "above", "below", "inside", "" where it has none."""
        ids = {area.id for area in self.peers}
        pairs = zip(self.funnel["area"].tolist(), self.funnel["position_998"].tolist(), strict=True)
        return {area: place for area, place in pairs if area in ids}

    @cached_property
    def detectable(self) -> dict[str, float]:
        """Area → minimum detectable gap, in % of France; areas without one are left out."""
        pairs = zip(self.funnel["area"].tolist(), (self.funnel["detectable"] * 100).tolist(), strict=True)
        return {area: gap for area, gap in pairs if gap == gap}


def furthest_areas(funnel: pd.DataFrame, peers: Sequence[Area], most: int) -> tuple[Area, ...]:
    """At most `most` of the areas compared, those that lie furthest from France, in shares of the width of the funnel
    at 99.8 %."""
    f = {name: funnel[name].to_numpy() for name in ("value", "benchmark", "limit_lower_998", "limit_upper_998")}
    side = np.where(f["value"] > f["benchmark"], f["limit_upper_998"], f["limit_lower_998"])
    distance = np.abs(f["value"] - f["benchmark"]) / np.abs(side - f["benchmark"])
    known = {a: d for a, d in zip(funnel["area"].tolist(), distance.tolist(), strict=True) if d == d}
    return tuple(sorted((a for a in peers if a.id in known), key=lambda area: -known[area.id])[:most])


def among(frame: pd.DataFrame, peers: Sequence[Area]) -> dict[str, Cells]:
    """Cellules of a result frame by group, the areas compared being `peers` whatever the level of the others."""
    chosen = set(peers)
    groups: dict[str, list[Cell]] = {}
    for group, cell in zip(frame["group"].tolist(), rows_of(frame), strict=True):
        groups.setdefault(group, []).append(cell)
    return {
        group: Cells(
            next((cell for cell in cells if cell.area == FRANCE), None),
            tuple(cell for cell in cells if cell.area in chosen),
            tuple(cell for cell in cells if cell.area not in chosen and cell.area != FRANCE),
        )
        for group, cells in groups.items()
    }
