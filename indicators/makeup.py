"""Composition d’ensemble: how far the make-up of the entries is from that of the active population."""

from __future__ import annotations

import numpy as np
import pandas as pd

from frames import text_column
from indicators.compare import cells_of
from indicators.frame import TOO_FEW, number_column, result_frame
from indicators.skew import dissimilarity

# Below this, chance alone makes several points of dissimilarity: with six groups about 100 × sqrt(6 / 100) / 3 = 8.
FEWEST_ENTRIES = 100


def makeup_gap(counts: pd.DataFrame) -> pd.DataFrame:
    """Dissemblance D = ½ Σ |x_g/X - p_g/P| × 100, in % of the entries, one row per area × period.

    `counts`, after disclosure, one row per area × period × group of one partition: `area`, `period`, `group`, `count`
    (NaN: none found), `active` (False: structural zero), `population` (NaN: none). X sums the groups given: entries of
    unknown category are in none.

    cell_status, first that holds: no_data (a count missing, or a structural zero); no_denominator (a population
    missing); too_few (under 100 entries of known category); ok. No interval, hence no outcome and no rank: sampling
    pushes D up, and a comparison of two D would compare their numbers of entries. Rows in the order in which areas and
    periods first come; numerator: entries of known category. Raises ValueError if areas × periods differ in their
    number of groups.
    """
    cell = cells_of(counts, ("area", "period"))
    codes, first, size = np.unique(cell, return_index=True, return_counts=True)
    if len(set(size.tolist())) > 1:
        raise ValueError("areas and periods must have the same groups")
    each = int(size[0]) if len(size) else 1
    order = np.argsort(cell, kind="stable").reshape(-1, each)
    order = order[np.argsort(first, kind="stable")]
    count = number_column(counts, "count")[order]
    people = number_column(counts, "population")[order]
    active = counts["active"].to_numpy(dtype=bool)[order].all(axis=1)
    total = count.sum(axis=1)

    status = np.full(len(codes), "ok", dtype=object)
    status[total < FEWEST_ENTRIES] = TOO_FEW
    status[np.isnan(people).any(axis=1)] = "no_denominator"
    status[np.isnan(total) | ~active] = "no_data"
    ok = status == "ok"
    value = dissimilarity(np.where(ok[:, None], count, np.nan), np.where(ok[:, None], people, np.nan)) * 100
    missing = np.full(len(codes), np.nan)
    head = order[:, 0]
    return result_frame(
        area=text_column(counts, "area")[head],
        period=text_column(counts, "period")[head],
        group=np.full(len(codes), "", dtype=object),
        numerator=np.where(status == TOO_FEW, np.nan, total),
        denominator=people.sum(axis=1),
        value=value,
        lower=missing,
        upper=missing,
        confidence=np.full(len(codes), 0.95),
        statistic=np.full(len(codes), "dissimilarity", dtype=object),
        method=np.full(len(codes), "", dtype=object),
        benchmark=missing,
        outcome=np.full(len(codes), "", dtype=object),
        rank_low=missing,
        rank_high=missing,
        cell_status=status,
    )
