"""Réponse de la page Accès: every number that the page, its files and its pictures show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from denominators import Denominator
from figures.cells import Cell, Cells, read
from figures.lines import Points, read_points
from figures.wording import measure_name, profile_people
from geo.areas import FRANCE, Area
from indicators.catalogue import Indicator
from layouts.answer import Answer


@dataclass(frozen=True)
class Acces(Answer):
    """Everything the page shows. Frames are shared between requests: do not write into them.

    `result`: result frame, France, the areas compared, then the territory when it is of another level; `series`:
    monthly result frame with segment, rupture, doubtful, of the operators `series_families`; `breaks`: the registry's
    rows that touch them; `by_sex`, `by_reading`: (area, group) → count; `actives_by_sex`: sex → persons of the
    territory, empty without a source; `trend`: of the annual points, in words; `phi`: surdispersion of
    the rates compared, NaN without any; `detectable`: area → minimum detectable gap, in % of France.
    """

    indicator: Indicator
    series_indicator: Indicator
    denominator: Denominator | None
    no_denominator: str
    source_change: str
    result: pd.DataFrame
    series: pd.DataFrame
    series_families: tuple[str, ...]
    breaks: pd.DataFrame
    by_sex: dict[tuple[str, str], float]
    by_reading: dict[tuple[str, str], float]
    actives_by_sex: dict[str, float]
    unlocated: int
    trend: str
    phi: float
    detectable: Mapping[str, float]

    @property
    def people(self) -> str:
        return profile_people(self.filters.sex, self.filters.age, self.filters.qualification)

    @property
    def national_name(self) -> str:
        """Nom de l’ensemble national of the counts: the census leaves Mayotte out on both sides."""
        return f"{FRANCE.name} hors Mayotte" if self.leaves_out("R06") else FRANCE.name

    def leaves_out(self, area: str) -> bool:
        """Whether the national count leaves the territory out."""
        return self.denominator is not None and area in self.denominator.excluded_areas

    @property
    def is_share(self) -> bool:
        return self.denominator is None

    @cached_property
    def points(self) -> Points:
        return read_points(self.series)

    @property
    def window(self) -> tuple[str, str]:
        """Premier et dernier mois of the series, which has one at least."""
        of_france = self.points[FRANCE.id]
        return of_france[0].month, of_france[-1].month

    @cached_property
    def cells(self) -> Cells:
        return read(self.result)

    @property
    def france(self) -> Cell:
        return self._cell(FRANCE)

    @property
    def here(self) -> Cell:
        """Cellule du territoire."""
        return self._cell(self.filters.territory)

    def _cell(self, area: Area) -> Cell:
        found = self.cells.of(area)
        if found is None:
            raise LookupError(f"the result has no row for {area.id}")
        return found


def measure(acces: Acces) -> str:
    """Nom de la mesure: "entrées pour 1 000 actifs", "part des femmes parmi les entrées"."""
    if acces.is_share:
        return f"part des {acces.people} parmi les entrées" if acces.people else "part parmi les entrées"
    return measure_name(acces.indicator, acces.period, acces.filters.reading, acces.people)


def population_label(acces: Acces) -> str:
    """Nom du dénominateur in a table head."""
    if acces.is_share:
        return "Ensemble des entrées"
    return {"ens": "Actifs", "de": "Chômeurs (recensement)", "ao": "Actifs occupés"}[acces.filters.reading]
