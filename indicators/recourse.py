"""Recours relatif: how much more one group uses the service than another, area by area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from frames import small_frame, text_column
from indicators.compare import compare_to_benchmark
from indicators.frame import FEWEST_EVENTS, number_column, result_frame
from indicators.intervals import with_noise
from indicators.skew import relative_recourse

_OF_AREA = ("area", "period", "compared", "status", "source", "active")


def pair_counts(counts: pd.DataFrame, partition: str, first: str, second: str) -> pd.DataFrame:
    """Comptes de deux groupes, one row per area, as `recourse_ratio` reads them, from the counts of the profiles.

    `counts`: columns partition, group, count, population and those of `recourse_ratio`, the areas in one order in every
    group; no row where the partition is not there.
    """
    inside, groups = text_column(counts, "partition") == partition, text_column(counts, "group")
    a, b = counts[inside & (groups == first)], counts[inside & (groups == second)]
    columns = {name: a[name].to_numpy() for name in _OF_AREA}
    columns["group"] = np.full(len(a), f"{first}-{second}", dtype=object)
    for side, rows in (("a", a), ("b", b)):
        columns |= {f"{name}_{side}": rows[name].to_numpy() for name in ("count", "population")}
    return small_frame(columns)


def recourse_ratio(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    noise_variance: float = 0.0,
) -> pd.DataFrame:
    """Rapport de recours of the group a to the group b: (count_a / population_a) / (count_b / population_b).

    `counts`, after disclosure, one row per area × period: `area`, `period`, `group`, `count_a`, `count_b` (NaN: none
    found), `population_a`, `population_b` (one source; NaN: none), `status` and `source` as the profile queries give
    them, and perhaps `compared` (False: not ranked) and `active` (False: no operator was there, so zero is known). Both
    counts are perturbed.

    Bounds: ratio × exp(± z sqrt(1/a + 1/b)), both counts Poisson, widened on the log scale by the noise: the variance
    of log a gains `noise_variance` / a².

    cell_status, first that holds: no_data (a count missing, or no operator and no entry); secret (a count of 0, be it a
    true zero or not); no_denominator (a population missing or 0, status "none"); approximate; ok. `benchmark`: the
    ratio of that area. An area whose `source` is not the benchmark's has neither outcome nor rank, nor has one with
    fewer than 10 entries in a group: unlike denominators do not compare, and few entries support no verdict.

    Returns the result frame, numerator and denominator being the counts of a and of b. Raises ValueError on a negative
    or infinite number.
    """
    a, b = number_column(counts, "count_a"), number_column(counts, "count_b")
    people_a, people_b = number_column(counts, "population_a"), number_column(counts, "population_b")
    alignment, source = text_column(counts, "status"), text_column(counts, "source")

    status = np.where(alignment == "approximate", "approximate", "ok").astype(object)
    status[(alignment == "none") | ~(people_a > 0) | ~(people_b > 0)] = "no_denominator"
    status[(a == 0) | (b == 0)] = "secret"
    absent = ~counts["active"].to_numpy(dtype=bool) if "active" in counts else np.zeros(len(counts), dtype=bool)
    status[np.isnan(a) | np.isnan(b) | (absent & (a == 0) & (b == 0))] = "no_data"
    known = (status == "ok") | (status == "approximate")

    events_a, events_b = np.where(known, a, np.nan), np.where(known, b, np.nan)
    ratio, lower, upper = relative_recourse(events_a, people_a, events_b, people_b, confidence)
    noise = noise_variance / events_a**2 + noise_variance / events_b**2
    low, high = with_noise(np.log(ratio), np.log(lower), np.log(upper), noise, confidence)
    lower, upper = np.exp(low), np.exp(high)

    of_benchmark = dict(zip(text_column(counts, "area"), source, strict=True)).get(benchmark)
    enough = known & (a >= FEWEST_EVENTS) & (b >= FEWEST_EVENTS) & (source == of_benchmark)
    compared = compare_to_benchmark(
        counts,
        np.where(enough, ratio, np.nan),
        np.where(enough, lower, np.nan),
        np.where(enough, upper, np.nan),
        enough,
        benchmark,
        equivalence,
    )
    return result_frame(
        area=text_column(counts, "area"),
        period=text_column(counts, "period"),
        group=text_column(counts, "group"),
        numerator=np.where(status == "secret", np.nan, a),
        denominator=np.where(status == "secret", np.nan, b),
        value=ratio,
        lower=lower,
        upper=upper,
        confidence=np.full(len(counts), confidence),
        statistic=np.full(len(counts), "relative_recourse", dtype=object),
        method=np.where(known, "poisson+bruit" if noise_variance else "poisson", "").astype(object),
        benchmark=np.where(source == of_benchmark, compared.benchmark, np.nan),
        outcome=compared.outcome,
        rank_low=compared.rank_low,
        rank_high=compared.rank_high,
        cell_status=status,
    )
