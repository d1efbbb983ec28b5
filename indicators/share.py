"""Part parmi les entrées: what is shown where no denominator has the margins asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from frames import text_column
from indicators.compare import compare_to_benchmark
from indicators.frame import FEWEST_EVENTS, FEWEST_SHARED, number_column, read_cells, result_frame, widest_noise
from indicators.intervals import wilson_interval, with_noise


def entry_share(
    counts: pd.DataFrame,
    benchmark: str = "FR",
    confidence: float = 0.95,
    equivalence: float = 0.05,
    noise_variance: float = 0.0,
) -> pd.DataFrame:
    """Part parmi les entrées: count / total × 100, with its interval, outcome and rank interval.

    `counts` as for access_rate, without `population` and with `total`: the entries of all groups under the other
    filters (NaN: none found). Both are perturbed apart, so a count may exceed its total by a few units: the
    value is then 100 %, while `numerator` stays the count that the rest of the screen shows. `noise_variance` v is
    that of one large count; a share p of n entries gets v (1 + p²) / n² on the rows that are not exempt, v being
    twice as large for a count or a total below 10.

    `outcome` is "" under 10 entries of the group or 30 in all, too few for a verdict; a structural zero has one, and
    the benchmark is always "benchmark".

    cell_status, first that holds: no_data (count or total missing); secret (count or total 0, neither exempt nor
    structural); no_data (no entry at all to share out); ok. A structural zero is ok, with value and bounds 0 and no
    method. As with access_rate, a row that is not ok has no value, bounds, method, outcome or rank, and a count of
    0 under secrecy is not repeated. A share may span a break: the screen says so.

    Returns the result frame, rows in the order of `counts`, value in %. Raises ValueError as access_rate does.
    """
    cells = read_cells(counts, noise_variance)
    total = number_column(counts, "total")

    status = np.full(len(counts), "ok", dtype=object)
    status[total == 0] = "no_data"
    status[cells.secret | (cells.perturbed & (total == 0))] = "secret"
    status[np.isnan(cells.events) | np.isnan(total)] = "no_data"
    ok = status == "ok"

    entries = np.where(ok, total, np.nan)
    count = np.minimum(cells.events, entries)
    share = count / entries
    lower, upper = wilson_interval(count, entries, confidence)
    noise = widest_noise(cells.events, cells.noise) + share**2 * widest_noise(total, cells.noise)
    lower, upper = with_noise(share, lower, upper, noise / entries**2, confidence)
    known = ok & cells.structural
    lower[known] = upper[known] = 0.0

    value, lower, upper = share * 100, np.maximum(lower, 0.0) * 100, np.minimum(upper, 1.0) * 100
    method = np.where(cells.noise > 0, "wilson+bruit", "wilson").astype(object)
    method[~ok | cells.structural] = ""
    enough = cells.structural | ((count >= FEWEST_EVENTS) & (entries >= FEWEST_SHARED))
    compared = compare_to_benchmark(counts, value, lower, upper, ok, benchmark, equivalence, enough)
    return result_frame(
        area=text_column(counts, "area"),
        period=text_column(counts, "period"),
        group=text_column(counts, "group"),
        numerator=np.where(cells.secret, np.nan, cells.events),
        denominator=np.where(total == 0, np.nan, total),
        value=value,
        lower=lower,
        upper=upper,
        confidence=np.full(len(counts), confidence),
        statistic=np.full(len(counts), "share", dtype=object),
        method=method,
        **compared._asdict(),
        cell_status=status,
    )
