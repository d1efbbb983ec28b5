"""Flux d’un groupe, ready to draw and to file: monthly, cumulative, over twelve months, and the change over a year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from frames import small_frame
from indicators.change import year_on_year
from indicators.series import Continuity, flows


def flow_frame(
    area: str,
    group: str,
    monthly: Mapping[str, float],
    continuity: Continuity,
    noise_variance: float = 0.0,
    changes: bool = False,
) -> pd.DataFrame:
    """Flux de `group`, one row per month: the columns of series.flows, after area and group, and cell_status.

    cell_status: no_data (unknown month); secret (a count of 0 after disclosure, which is not repeated); ok. With
    `changes`, also change_value, change_lower and change_upper (in %, each month against that of the year before) and
    change_status, as change.year_on_year gives them. Raises ValueError as these do.
    """
    frame = {name: column.to_numpy() for name, column in flows(monthly, continuity).items()}
    counts, size = frame.pop("count"), len(frame["period"])
    columns = {name: np.array([text] * size, dtype=object) for name, text in (("area", area), ("group", group))}
    columns |= {"period": frame.pop("period"), "count": np.where(counts == 0, np.nan, counts), **frame}
    columns["cell_status"] = np.where(np.isnan(counts), "no_data", np.where(counts == 0, "secret", "ok")).astype(object)
    if changes:
        found = year_on_year(monthly, continuity, noise_variance=noise_variance)
        before = size - len(found)
        for name in ("value", "lower", "upper"):
            columns[f"change_{name}"] = np.concatenate([np.full(before, np.nan), found[name].to_numpy()])
        columns["change_status"] = np.array([*["no_data"] * before, *found["status"]], dtype=object)
    return small_frame(columns)
