"""Taux d’accès: entries related to the active population of the same margins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from frames import text_column
from indicators.compare import compare_to_benchmark
from indicators.frame import FEWEST_EVENTS, number_column, read_cells, result_frame, widest_noise
from indicators.intervals import EXACT_BELOW, poisson_interval, with_noise


def access_rate(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    per: float = 1000.0,
    noise_variance: float = 0.0,
    periods: float = 1.0,
    broken: bool = False,
) -> pd.DataFrame:
    """Taux d’accès: count / population × per / periods, with its interval, outcome and rank interval.

    `counts`, after disclosure, one row per area × period × group, one level of territory and the benchmark:
    `area`, `period`, `group`, `count` (NaN: none found), `exempt` (exact), `active` (False: no operator was
    active, a structural zero), `population` (NaN or 0: no denominator), and if there are areas of another level,
    `compared` (False for them: not ranked). Entries are events: one person may enter twice.

    `periods` is the length of the period, in years for a rate per year (whole calendar years only) and in months
    for a rate per month. `noise_variance` is the variance of the perturbation of a large count, added to the Poisson
    variance of the rows that carry it (intervals.with_noise), twice for a count below 10. `broken` says that the
    period contains a break without a bridge: no rate is given.

    cell_status, first that holds: break; no_denominator; no_data; secret (count 0, neither exempt nor structural);
    ok. A row that is not ok has no value, bounds, method, outcome or rank; a count of 0 under secrecy is not
    repeated in `numerator`. A structural zero is ok, with value and bounds 0 and no method. Bounds are Byar's,
    exact below 10 events. `outcome` is "" under 10 events, too few for a verdict; a structural zero has one, and the
    benchmark is always "benchmark".

    Returns the result frame, rows in the order of `counts`, value in entries per `per` actives. Raises ValueError
    on a negative or infinite count or population, periods or per not positive, two benchmark rows in one
    period and group, and as intervals and compare do.
    """
    if not (0 < per < np.inf and 0 < periods < np.inf):
        raise ValueError(f"per and periods must be positive and finite, got {per} and {periods}")
    cells = read_cells(counts, noise_variance)
    population = number_column(counts, "population")
    population = np.where(population == 0, np.nan, population)

    status = np.full(len(counts), "ok", dtype=object)
    status[cells.secret] = "secret"
    status[np.isnan(cells.events)] = "no_data"
    status[np.isnan(population)] = "no_denominator"
    if broken:
        status[:] = "break"
    ok = status == "ok"

    events = np.where(ok, cells.events, np.nan)
    lower, upper = poisson_interval(events, confidence)
    lower, upper = with_noise(events, lower, upper, widest_noise(cells.events, cells.noise), confidence)
    known = ok & cells.structural
    lower[known] = upper[known] = 0.0

    scale = per / (population * periods)
    value, lower, upper = events * scale, np.maximum(lower, 0.0) * scale, upper * scale
    enough = cells.structural | (events >= FEWEST_EVENTS)
    compared = compare_to_benchmark(counts, value, lower, upper, ok, benchmark, equivalence, enough)
    method = np.where(events < EXACT_BELOW, "exact", "byar").astype(object)
    method[cells.noise > 0] += "+bruit"
    method[~ok | cells.structural] = ""
    return result_frame(
        area=text_column(counts, "area"),
        period=text_column(counts, "period"),
        group=text_column(counts, "group"),
        numerator=np.where(cells.secret, np.nan, cells.events),
        denominator=population,
        value=value,
        lower=lower,
        upper=upper,
        confidence=np.full(len(counts), confidence),
        statistic=np.full(len(counts), "rate", dtype=object),
        method=method,
        **compared._asdict(),
        cell_status=status,
    )
