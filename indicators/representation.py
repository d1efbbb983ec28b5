"""Représentation: the groups among the entries of an area, against the same groups among its active population."""

from __future__ import annotations

import numpy as np
import pandas as pd

from frames import text_column
from indicators.compare import cells_of, is_compared, outcome, rank_interval
from indicators.frame import FEWEST_EVENTS, extended, number_column, read_cells, result_frame
from indicators.intervals import wilson_interval, with_noise

ALIGNED, APPROXIMATE, UNALIGNED = "aligned", "approximate", "none"


def representation(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    noise_variance: float = 0.0,
) -> pd.DataFrame:
    """Indice de représentation: (count / total) / (population / population_total), 1 when the shares are equal.

    `counts`, after disclosure, one row per area × period × group: `area`, `period`, `group`, `count` (NaN: none
    found), `exempt` (exact), `active` (False: structural zero), `total` (entries of all groups whose category is
    known; NaN: none found) and `total_exempt`, `population` and `population_total` (the group and all groups among the
    actives, one source; NaN: none), `status` (how far the two groups match, as in denominators.ALIGNMENT: "aligned",
    "approximate" or "none"), and perhaps `compared` (False: not ranked). Units are free: a published share of the
    population goes with a total of 100.

    Bounds: Wilson's of the share p = count / total, divided by the population's share, which is taken as fixed. A
    noise of variance v on the count and w on the total (`noise_variance`, 0 where exempt) adds (v + p² w) / total² to
    the variance of p (intervals.with_noise). A count above its total, perturbed apart, is brought back to it; a
    population above its total is an error.

    cell_status, first that holds: no_data (count or total missing); secret (count or total 0, neither exempt nor
    structural); no_data (no entry to share out); no_denominator (status "none", or no population); approximate; ok.
    Unlike in access_rate, secrecy comes before the denominator: without denominator the share among entries is
    still given, under secrecy nothing is. Value and bounds are given where ok or approximate.

    `benchmark` is the column's constant 1: each area is compared with its own population. `outcome` against
    1 × (1 ± equivalence), but "" under 10 entries of the group, too few for a verdict. Ranks: the areas of a
    period and group among themselves, without the area `benchmark`, whatever the number of entries.

    Returns the result frame (numerator: count; denominator: total; value without unit), rows in the order of
    `counts`, and in % the columns share, share_lower, share_upper, population_share, and gap in points (share -
    population_share), NaN where not known. Raises ValueError on an unknown status, and as access_rate does.
    """
    cells = read_cells(counts, noise_variance)
    total = number_column(counts, "total")
    population, everyone = number_column(counts, "population"), number_column(counts, "population_total")
    if (population > everyone).any():
        raise ValueError("population must not exceed population_total")
    alignment = text_column(counts, "status")
    if not set(alignment) <= {ALIGNED, APPROXIMATE, UNALIGNED}:
        raise ValueError(f"status must be {ALIGNED}, {APPROXIMATE} or {UNALIGNED}, got {sorted(set(alignment))}")
    total_perturbed = ~counts["total_exempt"].to_numpy(dtype=bool) & ~cells.structural

    comparable = (alignment != UNALIGNED) & (population > 0) & ~np.isnan(everyone)
    part = np.where(comparable, population, np.nan) / np.where(comparable, everyone, np.nan)
    status = np.where(comparable, np.where(alignment == APPROXIMATE, "approximate", "ok"), "no_denominator")
    status = status.astype(object)
    status[total == 0] = "no_data"
    status[cells.secret | (total_perturbed & (total == 0))] = "secret"
    status[np.isnan(cells.events) | np.isnan(total)] = "no_data"
    shared = (status != "no_data") & (status != "secret")
    ok = shared & comparable

    entries = np.where(shared, total, np.nan)
    count = np.minimum(cells.events, entries)
    share = count / entries
    noise = (cells.noise + share**2 * np.where(total_perturbed, noise_variance, 0.0)) / entries**2
    lower, upper = with_noise(share, *wilson_interval(count, entries, confidence), noise, confidence)
    known = shared & cells.structural
    lower[known] = upper[known] = 0.0
    lower, upper = np.maximum(lower, 0.0), np.minimum(upper, 1.0)

    value, index_lower, index_upper = share / part, lower / part, upper / part
    verdict = outcome(index_lower, index_upper, 1.0, equivalence)
    verdict[~(count >= FEWEST_EVENTS)] = ""
    ranked = ok & is_compared(counts, benchmark)
    rank_low, rank_high = rank_interval(index_lower, index_upper, ranked, within=cells_of(counts))
    method = np.where(noise > 0, "wilson+bruit", "wilson").astype(object)
    method[~ok | cells.structural] = ""
    result = result_frame(
        area=text_column(counts, "area"),
        period=text_column(counts, "period"),
        group=text_column(counts, "group"),
        numerator=np.where(cells.secret, np.nan, cells.events),
        denominator=np.where(total == 0, np.nan, total),
        value=value,
        lower=index_lower,
        upper=index_upper,
        confidence=np.full(len(counts), confidence),
        statistic=np.full(len(counts), "representation_index", dtype=object),
        method=method,
        benchmark=np.where(ok, 1.0, np.nan),
        outcome=verdict,
        rank_low=rank_low,
        rank_high=rank_high,
        cell_status=status,
    )
    return extended(
        result,
        share=share * 100,
        share_lower=lower * 100,
        share_upper=upper * 100,
        population_share=part * 100,
        gap=(share - part) * 100,
    )
