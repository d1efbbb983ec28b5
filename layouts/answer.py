"""Réponse d’une page à filtres: what every page must say of the period and of the operators that it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from figures.breaks import Break, shown_breaks
from figures.wording import restriction
from filters import Filters, Period
from layouts.absences import Absences, Months, absences


@dataclass(frozen=True)
class Answer:
    """Réponse: the release, the filters answered, and what their period mixes or lacks.

    `filters`: those asked, the period cut to the months of the release (`clipped`: it was); `crossed_breaks`: the
    registry's breaks without a bridge inside the period; `comparable`: periods (first and last month) that no break
    crosses; `doubts`: why some months of the period are doubtful; `missing_months`, `outside_months`: by family chosen,
    the months of the window that it did not send, and those in which nothing was expected of it. Frames are shared
    between requests: do not write into them.
    """

    release: str
    demonstration: bool
    filters: Filters
    crossed_breaks: pd.DataFrame
    comparable: tuple[tuple[str, str], ...]
    missing_months: Months
    outside_months: Months
    doubts: tuple[str, ...]
    clipped: bool

    @property
    def period(self) -> tuple[str, str]:
        return self.filters.start, self.filters.end

    @property
    def restriction(self) -> str:
        """Opérateurs et niveau de service kept: "sans Pôle emploi", "résultat partiel sans l’Apec", "" for all."""
        if not self.absences.partial:
            return restriction(self.filters.families, self.filters.level)
        sent = [family for family in self.filters.families if family not in self.absences.silent]
        return f"résultat partiel {restriction(sent, self.filters.level)}".strip()

    @cached_property
    def absences(self) -> Absences:
        """Familles absentes of the period."""
        return self.absences_in(self.filters.families, self.filters.period)

    def absences_in(self, families: tuple[str, ...], period: Period) -> Absences:
        return absences(families, period, self.missing_months, self.outside_months)

    @property
    def ruptures(self) -> tuple[Break, ...]:
        """Ruptures inside the period, which refuse its rate: those of the registry, then the months not sent."""
        # No month is before the first one: every break inside the period is one that cuts.
        return (*shown_breaks(self.crossed_breaks, "", self.filters.end), *self._gaps)

    @property
    def rupture_titles(self) -> tuple[str, ...]:
        return (*self.crossed_breaks["title"], *(gap.title for gap in self._gaps))

    @cached_property
    def _gaps(self) -> tuple[Break, ...]:
        return self.absences.gaps(self.crossed_breaks["family"].tolist())
