"""Parts d’un profil: what share of the entries or of the exits of a group has a reason, a service, an outcome.

A path may have several services: the parts of one whole do not always sum to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from frames import small_frame
from indicators.frame import FEWEST_EVENTS, TOO_FEW
from indicators.intervals import non_negative, wilson_interval, with_noise

# Fewer entries or exits make no profile of a status: one of them would move its shares by a point.
FEWEST_OF_A_PROFILE = 100


class Part(NamedTuple):
    """Partie: a category, the whole that it is a part of, and both counts after disclosure (NaN: unknown)."""

    group: str
    of: str
    events: float
    total: float


def part_shares(
    parts: Sequence[Part],
    area: str,
    period: str,
    noise_variance: float = 0.0,
    fewest: int = FEWEST_OF_A_PROFILE,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Parts en %: events / total × 100, one row per part in their order, with Wilson's interval.

    The noise of both counts widens the interval as in entry_share; a count above its total gives 100. cell_status,
    first that holds: no_data (either unknown); too_few (a total under `fewest`, never less than 10); secret (a
    count of 0 after disclosure); ok. Only an ok row has a value; a count of 0 is not repeated. Columns: area, period,
    group, of, numerator, denominator, value, lower, upper, confidence, cell_status. Raises ValueError on a negative
    count or variance.
    """
    events, size = (non_negative([getattr(p, name) for p in parts], name) for name in ("events", "total"))
    noise = float(non_negative(noise_variance, "noise_variance"))
    status = np.full(len(parts), "ok", dtype=object)
    status[events == 0] = "secret"
    status[size < max(fewest, FEWEST_EVENTS)] = TOO_FEW
    status[np.isnan(events) | np.isnan(size)] = "no_data"
    n = np.where(status == "ok", size, np.nan)
    x = np.minimum(np.where(status == "ok", events, np.nan), n)
    share = x / n
    lower, upper = with_noise(share, *wilson_interval(x, n, confidence), noise * (1 + share**2) / n**2, confidence)
    return small_frame(
        {
            "area": np.array([area] * len(parts), dtype=object),
            "period": np.array([period] * len(parts), dtype=object),
            "group": np.array([p.group for p in parts], dtype=object),
            "of": np.array([p.of for p in parts], dtype=object),
            "numerator": np.where(events == 0, np.nan, events),
            "denominator": np.where(size == 0, np.nan, size),
            "value": 100 * share,
            "lower": 100 * np.maximum(lower, 0),
            "upper": 100 * np.minimum(upper, 1),
            "confidence": np.full(len(parts), confidence),
            "cell_status": status,
        }
    )
