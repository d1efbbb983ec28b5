"""Réponse de la page Profils: every number that the page, its files and its pictures show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from denominators import PARTITIONS, Comparator
from figures.cells import Cells, read
from figures.lines import Points, read_points
from figures.profile import ProfileCell, Profiles, shown_sides
from figures.profile_sentence import pair_of
from figures.share_axis import share_ticks
from geo.areas import FRANCE, Area
from layouts.answer import Answer

# The partition of each choice of the dissimilarity.
GAP_PARTITIONS = {"sexe": "sex", "groupe": "qualification_group", "csp": "csp", "statut": "reading"}

# The partition whose shares the heat map shows, by choice of its view; that of the indices has none.
SHARE_PARTITIONS = {
    "sexe": "sex",
    "age": "age",
    "qualif": "qualification",
    "csp": "csp",
    "statut": "employment_status",
    "handicap": "disability",
}


@dataclass(frozen=True)
class Groups:
    """Profils: what does not depend on the choices of a card.

    `state`: "ok", or what the whole selection is: "no_data", "zero" (structural), "secret"; `result`: representation of
    every partition, with the columns partition and source; `profiles`: the same, read; `comparators`: by partition,
    None where none has rows; `women`: share of women, a result frame by area and group of ages and statuses, with the
    column partition; `published`: (dimension, group) → (share in % of the report, source), empty unless the question is
    the report's.
    """

    result: pd.DataFrame
    profiles: Profiles
    comparators: Mapping[str, Comparator | None]
    state: str
    women: pd.DataFrame
    published: Mapping[tuple[str, str], tuple[float, str]]


@dataclass(frozen=True)
class Profils(Answer):
    """Everything the page shows. Frames are shared between requests: do not write into them.

    `recourse`, `gaps`: result frames by area of the pair and of the partition chosen; `gap_series`: the same partition
    by month, with segment, rupture, doubtful; `breaks`: the registry's rows that touch the operators.
    """

    groups: Groups
    recourse: pd.DataFrame
    gaps: pd.DataFrame
    gap_series: pd.DataFrame
    breaks: pd.DataFrame

    @property
    def profiles(self) -> Profiles:
        return self.groups.profiles

    @property
    def territory(self) -> Area:
        return self.filters.territory

    @property
    def sides(self) -> tuple[Area, ...]:
        """Territoires montrés by the chart."""
        return shown_sides(self.territory, self.filters.profile_side)

    @property
    def pair(self) -> tuple[str, str]:
        return pair_of(self.filters.group_pair)

    @property
    def gap_partition(self) -> str:
        return GAP_PARTITIONS[self.filters.gap_dimension]

    @property
    def equivalence(self) -> float:
        return self.filters.equivalence / 100

    def alike(self, partition: str) -> frozenset[str]:
        """Territoires whose comparator of a partition is of France's own source and vintage."""
        of_france = {c.source for c in self.profiles.of(FRANCE, partition)}
        found = (c for (_, of, _), c in self.profiles.cells.items() if of == partition and c.source in of_france)
        return frozenset(cell.area.id for cell in found)

    @cached_property
    def recourse_cells(self) -> Cells:
        return read(self.recourse)

    @cached_property
    def gap_cells(self) -> Cells:
        return read(self.gaps)

    @cached_property
    def gap_points(self) -> Points:
        return read_points(self.gap_series)

    @cached_property
    def women_ticks(self) -> tuple[float, ...]:
        """Axe of the share of women: it covers the territory and France."""
        women = self.groups.women
        return share_ticks(women["value"][women["area"].isin((self.filters.area, FRANCE.id))].tolist())

    @property
    def share_partition(self) -> str:
        """Partition whose shares the heat map shows, "" for indices."""
        return SHARE_PARTITIONS.get(self.filters.heat_view, "")

    @property
    def heat_zone(self) -> float | None:
        """Équivalence around the shares of France, None for indices."""
        return self.equivalence if self.share_partition else None

    @cached_property
    def heat_columns(self) -> tuple[str, ...]:
        """Groupes: the columns of the heat map, those that some area compared has an index for, or a partition's."""
        if self.share_partition:
            return PARTITIONS[self.share_partition]
        compared = {area.id for area in self.filters.scope}
        found = dict.fromkeys(
            cell.group
            for (area, _, _), cell in self.profiles.cells.items()
            if area in compared and cell.cell_status in ("ok", "approximate")
        )
        return tuple(found)

    @cached_property
    def heat_cells(self) -> tuple[tuple[ProfileCell, ...], ...]:
        """Cellules comparables: by column of the heat map, those of the areas compared, alike for indices."""
        if self.share_partition:
            cells = (self.profiles.of(area, self.share_partition) for area in self.filters.scope)
            return tuple(zip(*cells, strict=True))
        alike = {partition: self.alike(partition) for partition in self.profiles.partitions()}
        found = ([self.profiles.group(area, group) for area in self.filters.scope] for group in self.heat_columns)
        return tuple(tuple(c for c in column if c is not None and c.area.id in alike[c.partition]) for column in found)

    @property
    def heat_areas(self) -> tuple[Area, ...]:
        """Lignes of the heat map: France, then the areas compared."""
        return (FRANCE, *self.filters.scope)
