"""A flow ready to draw: the columns of the series, and the change over a year."""

import numpy as np
import pandas as pd
import pytest

from indicators.change import year_on_year
from indicators.flow import flow_frame
from indicators.series import continuity_of, flows, months_between

MONTHS = months_between("2015-01", "2017-06")
BREAKS = pd.DataFrame(
    {
        "date": ["2016-01-01"],
        "family": [None],
        "bridge_factor": [np.nan],
        "text": ["Rupture."],
        "doubtful_months": ["2016-01"],
    }
)


@pytest.fixture
def monthly():
    return {month: float(100 + place) for place, month in enumerate(MONTHS)} | {"2015-03": np.nan, "2015-04": 0.0}


def test_columns_are_those_of_the_series(monthly):
    continuity = continuity_of(BREAKS)
    frame, series = flow_frame("R76", "pe", monthly, continuity), flows(monthly, continuity)
    assert set(frame["area"]) == {"R76"} and set(frame["group"]) == {"pe"}
    for name in ("period", "cumulative", "moving_12", "segment", "rupture", "doubtful", "cumulative_doubtful"):
        pd.testing.assert_series_equal(frame[name], series[name])
    assert "change_value" not in frame


def test_a_count_of_nought_is_said_by_its_status_alone(monthly):
    frame = flow_frame("FR", "pe", monthly, continuity_of(BREAKS)).set_index("period")
    assert frame.at["2015-03", "cell_status"] == "no_data"
    assert frame.at["2015-04", "cell_status"] == "secret"
    assert frame.loc[["2015-03", "2015-04"], "count"].isna().all()
    assert frame.at["2015-05", "cell_status"] == "ok" and frame.at["2015-05", "count"] == 104


def test_changes_stand_beside_their_month(monthly):
    continuity = continuity_of(BREAKS)
    frame = flow_frame("FR", "pe", monthly, continuity, 3.0, changes=True).set_index("period")
    found = year_on_year(monthly, continuity, noise_variance=3.0).set_index("period")
    assert (frame.loc[found.index, "change_status"] == found["status"]).all()
    assert frame.loc[found.index, "change_value"].equals(found["value"].rename("change_value"))
    assert (frame.loc[list(MONTHS[:12]), "change_status"] == "no_data").all()
    assert frame.at["2016-06", "change_status"] == "break" and np.isnan(frame.at["2016-06", "change_value"])
    assert frame.at["2017-06", "change_status"] == "ok"
    assert frame.at["2017-06", "change_value"] == pytest.approx(100 * (129 / 117 - 1))
