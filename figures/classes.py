"""Classes de la carte: seven classes centred on the benchmark, one object for map, tiles, table, legend and file."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import count, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from figures.cells import NO_DATA, SECRET, VALUE, ZERO, Cells
from figures.numbers import number
from figures.theme import Tokens
from indicators.catalogue import Indicator

# Distance of the outer breaks from the edge of the equivalence zone, in shares of the benchmark: with the default
# zone of 5 % the breaks lie at ± 5, 15 and 25 %.
_STEPS = (0.0, 0.10, 0.20)
MIDDLE = 3
FILL_LABELS = {SECRET: "Secret statistique (s)", ZERO: "Zéro entrée"}
# Why areas have no value, when all of them have one reason.
_NO_DATA_LABELS = {
    "no_data": "Pas de données (n.d.)",
    "no_denominator": "Dénominateur indisponible (n.d.)",
    "break": "Taux refusé\u00a0: rupture (n.d.)",
    "too_few": "Effectif trop faible (n.d.)",
}
# Below these levels a figure needs two decimals, then one, to tell areas apart.
_DECIMALS = (20.0, 2.0, 0.2)


class Counts(NamedTuple):
    """Effectifs: how many areas each class (low to high) and each fill that is not a value holds.

    `reasons`: the statuses of the areas counted in `no_data`; `undecided`: the areas, of any class, whose gap with
    France is undecided.
    """

    per_class: tuple[int, ...]
    no_data: int
    secret: int
    zero: int
    reasons: frozenset[str]
    undecided: int = 0

    @property
    def fills(self) -> tuple[tuple[str, str, int], ...]:
        """Libellés des aplats: (fill, label, count) of each; the label of no data is its reason, if there is one."""
        why = "Sans valeur (n.d.)" if len(self.reasons) > 1 else _NO_DATA_LABELS[next(iter(self.reasons), "no_data")]
        return (
            (NO_DATA, why, self.no_data),
            (SECRET, FILL_LABELS[SECRET], self.secret),
            (ZERO, FILL_LABELS[ZERO], self.zero),
        )


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes: six increasing bounds, in the unit of the values, around `benchmark`; the middle class is its zone.

    A class holds its lower bound and not its upper one. Without a benchmark there are no bounds: every value is
    then in one class, which says nothing of its level.
    """

    bounds: tuple[float, ...]
    benchmark: float
    equivalence: float

    @property
    def count(self) -> int:
        return len(self.bounds) + 1

    def index(self, values: ArrayLike) -> NDArray[np.intp]:
        """Numéro de classe 0..6, low to high, of an array of values; −1 where NaN."""
        array = np.asarray(values, dtype=np.float64)
        return np.where(np.isnan(array), -1, np.searchsorted(self.bounds, array, side="right"))

    def columns(self, values: ArrayLike) -> dict[str, NDArray[np.float64]]:
        """Colonnes d’un fichier: `class_low` and `class_high` of each value, NaN where its class has no such bound, and
        where a value is NaN."""
        index, edges = self.index(values), np.array([np.nan, *self.bounds, np.nan])
        known = index >= 0
        low, high = (np.where(known, edges[index + side], np.nan) for side in (0, 1))
        return {"class_low": low, "class_high": high}

    def labels(self, indicator: Indicator) -> tuple[str, ...]:
        """Libellés, low to high: "moins de 56,2", "56,2 à 63,8" … "93,8 et plus"."""
        if not self.bounds:
            return ("sans référence",)
        texts = self.bound_texts(indicator.decimals)
        between = [f"{low} à {high}" for low, high in pairwise(texts)]
        return (f"moins de {texts[0]}", *between, f"{texts[-1]} et plus")

    def bound_texts(self, least: int) -> tuple[str, ...]:
        """Bornes imprimées, low to high, with as few decimals from `least` on as tell them apart."""
        printed = (tuple(number(bound, decimals) for bound in self.bounds) for decimals in count(least))
        return next(texts for texts in printed if len(set(texts)) == len(texts))

    def colours(self, tokens: Tokens) -> tuple[str, ...]:
        """Couleurs of the classes, low to high."""
        return tokens.diverging if self.bounds else (tokens.zone,)

    def figure_colours(self, tokens: Tokens) -> tuple[str, ...]:
        """Couleurs of a figure printed on each class."""
        return tokens.on_diverging if self.bounds else (tokens.text,)

    def counts(self, cells: Cells) -> Counts:
        """Effectifs of the areas compared."""
        areas = cells.compared
        per_class = Counter(self.index([cell.value for cell in areas if cell.fill == VALUE]).tolist())
        fills = Counter(cell.fill for cell in areas)
        reasons = frozenset(cell.cell_status for cell in areas if cell.fill == NO_DATA)
        classed = tuple(per_class[i] for i in range(self.count))
        undecided = sum(cell.outcome == "undecided" for cell in areas)
        return Counts(classed, fills[NO_DATA], fills[SECRET], fills[ZERO], reasons, undecided)


def classes_for(benchmark: float, equivalence: float = 0.05) -> Classes:
    """Classes around `benchmark`: its zone ± `equivalence`, then two breaks 10 and 20 points of % further each way.

    With 0.05 they are benchmark × 0.75, 0.85, 0.95, 1.05, 1.15, 1.25. A benchmark that is NaN or not positive gives one
    class without bounds. Raises ValueError unless 0 < equivalence < 0.8.
    """
    if not 0 < equivalence < 0.8:
        raise ValueError(f"equivalence must be in (0, 0.8), got {equivalence}")
    if not (math.isfinite(benchmark) and benchmark > 0):
        return Classes((), math.nan, equivalence)
    gaps = [equivalence + step for step in _STEPS]
    shares = [*(1 - gap for gap in reversed(gaps)), *(1 + gap for gap in gaps)]
    # Rounded so that 1 - (0.05 + 0.10) is 0.85 and a printed bound is the one announced.
    return Classes(tuple(benchmark * round(share, 10) for share in shares), float(benchmark), equivalence)


def label_decimals(indicator: Indicator, cells: Cells) -> int:
    """Décimales d’un chiffre imprimé on a map or a tile, where room is short: as few as tell the areas apart.

    None from 20 on, one below, two below 2, three below 0.2, never more than the indicator has; the level is France's
    value, or the largest one without it.
    """
    if cells.france is not None and cells.france.fill == VALUE:
        level = cells.france.value
    else:
        level = max((cell.value for cell in cells.compared if cell.fill == VALUE), default=math.inf)
    return min(indicator.decimals, sum(level < bound for bound in _DECIMALS))
