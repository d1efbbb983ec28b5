"""Temps de parcours: a table of minutes from communes to sites, read as pairs in the place of distances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from geo.pairs import Pairs, pairs_of


class Refused(NamedTuple):
    """Ligne refusée: its rank from 0 and why, one of `commune`, `site`, `minutes`, `twice`."""

    row: int
    reason: str


def travel_pairs(
    rows: Iterable[tuple[str, str, str | float | None]], communes: Sequence[str], sites: Sequence[str]
) -> tuple[Pairs, list[Refused]]:
    """Couples en minutes from rows (commune, site, minutes), numbered as `communes` and `sites`; and the rows refused.

    Minutes are a number or its text, with a decimal comma or point; empty, None or NaN says that there is no way, as
    does a pair in no row. Refused: a commune or a site that is not in the lists, minutes that are not a number
    or are negative or infinite, and a pair that an earlier row gave already. Raises ValueError if a list names one
    twice.
    """
    origin_of, site_of = _numbered(communes, "communes"), _numbered(sites, "sites")
    origins, ends, minutes, refused = [], [], [], []
    given: set[tuple[int, int]] = set()
    for row, (commune, site, text) in enumerate(rows):
        cost = _minutes(text)
        origin, end = origin_of.get(commune, -1), site_of.get(site, -1)
        reason = (
            "commune"
            if origin < 0
            else "site"
            if end < 0
            else "minutes"
            if cost is None
            else "twice"
            if (origin, end) in given
            else ""
        )
        if cost is None or reason:
            refused.append(Refused(row, reason))
            continue
        given.add((origin, end))
        origins.append(origin)
        ends.append(end)
        minutes.append(cost)
    return pairs_of(origins, ends, minutes, (len(origin_of), len(site_of))), refused


def _minutes(text: str | float | None) -> float | None:
    """Minutes, infinite where there is no way; None when it is no duration."""
    if text is None or not str(text).strip() or text != text:
        return np.inf
    try:
        minutes = float(str(text).replace(",", "."))
    except ValueError:
        return None
    return minutes if 0 <= minutes < np.inf else None


def _numbered(codes: Sequence[str], name: str) -> dict[str, int]:
    numbers = {code: k for k, code in enumerate(codes)}
    if len(numbers) != len(codes):
        raise ValueError(f"{name} holds a code twice")
    return numbers
