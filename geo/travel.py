"""Temps de trajet: a table of minutes from communes to sites, read as pairs in the place of distances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.distance import FloatArray, IntArray
from geo.hypothesis import SiteKey
from geo.pairs import Pairs, pairs_of
from geo.places import BoolArray, Sites

# What separates a commune from a site: kilometres as the crow flies, or these minutes.
DISTANCE, TIME = "distance", "temps"
# Why a row is refused.
COMMUNE, SITE, MINUTES, TWICE = "commune", "site", "minutes", "twice"


def travel_pairs(
    commune: ArrayLike, site: ArrayLike, minutes: ArrayLike, shape: tuple[int, int]
) -> tuple[Pairs, dict[str, IntArray]]:
    """Couples en minutes from three columns, one row a pair; and by reason the rows refused.

    `commune`, `site`: numbers within `shape`, -1 for one that is not known; `minutes`: infinite where there is no way,
    as for a pair in no row, NaN where what is written is no duration (`duration`). Refused: what is not known, no
    duration or below 0, and a pair that an earlier row gave already. Raises ValueError as `pairs_of` does.
    """
    origin, end = np.asarray(commune, dtype=np.int64), np.asarray(site, dtype=np.int64)
    cost = np.asarray(minutes, dtype=np.float64)
    if not origin.shape == end.shape == cost.shape == (cost.size,):
        raise ValueError("commune, site and minutes must be three columns of one length")
    is_known = (origin >= 0) & (end >= 0)
    refused = {COMMUNE: origin < 0, SITE: (origin >= 0) & (end < 0), MINUTES: is_known & ~(cost >= 0)}
    kept = np.flatnonzero(is_known & (cost >= 0))
    _, first = np.unique(origin[kept] * shape[1] + end[kept], return_index=True)
    rows = kept[first]
    found = {reason: np.flatnonzero(mask) for reason, mask in refused.items()} | {TWICE: np.setdiff1d(kept, rows)}
    pairs = pairs_of(origin[rows], end[rows], cost[rows], shape)
    return pairs, {reason: of for reason, of in found.items() if len(of)}


def duration(text: str | None) -> float:
    """Minutes écrites, with a decimal comma or point; infinite of a blank, which says that there is no way; NaN of what
    is no duration, "inf" among others."""
    if text is None or not text.strip():
        return np.inf
    try:
        minutes = float(text.replace(",", "."))
    except ValueError:
        return np.nan
    return minutes if 0 <= minutes < np.inf else np.nan


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """Temps de trajet d’un fichier: `pairs`, minutes from each commune to each of `keys`; `refused`: rows, by reason.

    A key without operator, in a file that does not say them, is that of the only site that has the code.
    """

    pairs: Pairs
    keys: tuple[SiteKey, ...]
    refused: Mapping[str, int]

    def numbers(self, sites: Sites) -> IntArray:
        """Rang parmi `sites` de chaque clé du fichier, -1 of one that is not there, or is of several of them."""
        at: dict[SiteKey, int] = {}
        for k, key in enumerate(sites.keys):
            bare = SiteKey("", key.code)
            at[bare] = -1 if bare in at else k
            at[key] = k
        return np.array([at.get(key, -1) for key in self.keys], dtype=np.int64)

    @property
    def used(self) -> BoolArray:
        """Whether each key has a time."""
        return np.bincount(self.pairs.site, minlength=len(self.keys)) > 0

    def within(self, rows: IntArray, size: int, limit: float) -> Pairs:
        """Couples of at most `limit` minutes, the sites numbered by `rows`, one a key, -1 for none of `size` sites."""
        return self._numbered(rows, size, self.pairs.cost <= limit)

    def nearest(self, rows: IntArray, size: int) -> tuple[IntArray, FloatArray]:
        """Lieu le plus proche of each commune: (row, minutes), -1 and infinite without any; `rows` as above."""
        return self._numbered(rows, size, np.ones(len(self.pairs.cost), dtype=np.bool_)).nearest()

    def nearest_of(self, rows: IntArray, communes: IntArray) -> FloatArray:
        """Minutes of some communes to the nearest site, infinite without any; `rows` as above."""
        wanted = np.zeros(self.pairs.shape[0], dtype=np.bool_)
        wanted[communes] = True
        kept = self.pairs.of(wanted[self.pairs.origin] & (rows >= 0)[self.pairs.site])
        return kept.nearest()[1][communes]

    def holds(self, rows: IntArray, pairs: Pairs) -> BoolArray:
        """Whether each of `pairs`, whose sites are numbered by `rows`, is in the file."""
        size = pairs.shape[1]
        own = self._numbered(rows, size, np.ones(len(self.pairs.cost), dtype=np.bool_))
        return np.isin(pairs.origin * size + pairs.site, own.origin * size + own.site)

    def _numbered(self, rows: IntArray, size: int, kept: BoolArray) -> Pairs:
        pairs = self.pairs.of(kept & (rows >= 0)[self.pairs.site])
        return pairs_of(pairs.origin, rows[pairs.site], pairs.cost, (pairs.shape[0], size))
