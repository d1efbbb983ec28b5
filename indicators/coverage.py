"""Couverture: the share of a territory's persons who have a site within reach, against France's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from frames import small_frame
from indicators.compare import compare_to_benchmark
from indicators.frame import number_column, result_frame
from indicators.intervals import FloatArray


def coverage_share(
    areas: Sequence[str],
    period: str,
    people: FloatArray,
    covered: FloatArray,
    ranked: int,
    benchmark: str = "FR",
    equivalence: float = 0.05,
) -> pd.DataFrame:
    """Part de la population à portée d’un lieu: covered / people × 100.

    One item an area, the first `ranked` being the benchmark and those of one level. `people`: persons; `covered`: those
    of them who have a site within reach, NaN where there is no site to reach. Places and distances are known, not
    drawn: the bounds are the value itself, and the verdict is its place against the equivalence zone.

    cell_status, first that holds: no_denominator (no people); no_data (no site); ok. A row that is not ok has no value,
    outcome or rank. Returns the result frame, one row an area in their order, value in %. Raises ValueError on negative
    or infinite numbers.
    """
    size = len(areas)
    counts = small_frame(
        {
            "area": np.array(areas, dtype=object),
            "period": np.full(size, period, dtype=object),
            "group": np.full(size, "", dtype=object),
            "people": people,
            "covered": covered,
            "compared": np.arange(size) < ranked,
        }
    )
    total, near = number_column(counts, "people"), number_column(counts, "covered")
    status = np.full(size, "ok", dtype=object)
    status[np.isnan(near)] = "no_data"
    status[~(total > 0)] = "no_denominator"
    ok = status == "ok"
    value = np.full(size, np.nan)
    value[ok] = near[ok] / total[ok] * 100
    compared = compare_to_benchmark(counts, value, value, value, ok, benchmark, equivalence)
    return result_frame(
        **{name: counts[name].to_numpy() for name in ("area", "period", "group")},
        numerator=near,
        denominator=np.where(total > 0, total, np.nan),
        value=value,
        lower=value,
        upper=value,
        confidence=np.ones(size),
        statistic=np.full(size, "share", dtype=object),
        method=np.full(size, "", dtype=object),
        **compared._asdict(),
        cell_status=status,
    )
