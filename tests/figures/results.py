"""Result frames for the tests, made by the production indicators from chosen rates, populations and statuses."""

import gzip
import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from hypothesis import strategies as st

from geo.areas import FRANCE, departments, regions
from indicators.access import access_rate
from indicators.series import cut_at_breaks, cuts_between
from indicators.share import entry_share

STATUSES = ("ok", "secret", "zero", "no_data", "no_denominator")
# Rates per 1,000 that spread over all classes around 75, Mayotte being without a denominator.
RATES = {
    "R04": 102.4,
    "R01": 91.3,
    "R32": 90.0,
    "R02": 87.0,
    "R76": 85.0,
    "R93": 83.9,
    "R28": 81.3,
    "R75": 78.2,
    "R44": 76.8,
    "R24": 74.9,
    "R52": 73.6,
    "R27": 71.6,
    "R53": 69.4,
    "R84": 69.2,
    "R11": 61.6,
    "R03": 56.4,
    "R94": 54.3,
}
SMALL = {"R01", "R02", "R03", "R04", "R94"}


def fr(text):
    """`text` with "~" for the narrow no-break space and "_" for the no-break space."""
    return text.replace("~", "\u202f").replace("_", "\u00a0")


def rates(rows, france=75.0, noise_variance=0.0, **options):
    """Rates of (area, rate, population, status) rows, with France at `france` (None: no row)."""
    cells = [] if france is None else [(FRANCE.id, france, 3e7, "ok")]
    table = pd.DataFrame([*cells, *rows], columns=["area", "rate", "population", "status"])
    count = (table["rate"] * table["population"] / 1000).round()
    status = table["status"]
    counts = pd.DataFrame(
        {
            "area": table["area"],
            "period": "2017-01/2017-12",
            "group": "",
            "count": count.where(status != "no_data").where(~status.isin(["secret", "zero"]), 0.0),
            "exempt": False,
            "active": status != "zero",
            "population": table["population"].where(status != "no_denominator"),
        }
    )
    return access_rate(counts, noise_variance=noise_variance, **options)


def region_rates(**statuses):
    """The 18 regions of RATES; `statuses` (R94="secret") change the status of some."""
    rows = [(area, rate, 3e4 if area in SMALL else 2e6, statuses.get(area, "ok")) for area, rate in RATES.items()]
    return rates([*rows, ("R06", 0.0, 1e5, statuses.get("R06", "no_denominator"))])


def department_rates(region_code=None, **statuses):
    """Departments of one region, or all, whose rates go up with their place in the list."""
    areas = departments(region_code)
    spread = np.linspace(50, 100, len(areas))
    return rates([(a.id, r, 4e5, statuses.get(a.id, "ok")) for a, r in zip(areas, spread, strict=True)])


def shares(rows):
    """Shares of (area, share in %, total) rows."""
    table = pd.DataFrame(rows, columns=["area", "share", "total"])
    counts = table.assign(
        period="2017-01/2017-12",
        group="F",
        count=(table["share"] * table["total"] / 100).round(),
        exempt=True,
        active=True,
    )
    return entry_share(counts)


def with_status(result, area, status):
    """A copy where one row has a status that refuses the value, as the indicators leave it."""
    changed = result.copy()
    row = changed["area"] == area
    changed.loc[row, ["value", "lower", "upper", "rank_low", "rank_high"]] = np.nan
    changed.loc[row, "outcome"] = ""
    changed.loc[row, "cell_status"] = status
    return changed


def monthly(values, breaks):
    """A series from {area: {month: rate per 1,000}} (None: no data), cut at `breaks`."""
    rows = [(area, month, rate) for area, months in values.items() for month, rate in months.items()]
    table = pd.DataFrame(rows, columns=["area", "period", "rate"]).astype({"rate": float})
    counts = table.assign(group="", count=(table["rate"] * 1e4).round(), exempt=False, active=True, population=1e7)
    return cut_at_breaks(access_rate(counts), cuts_between(counts["period"].tolist(), breaks))


def registry(*rows):
    """A registry of breaks from (date, title, text, bridge factor, doubtful months)."""
    table = pd.DataFrame(rows, columns=["date", "title", "text", "bridge_factor", "doubtful_months"])
    table["bridge_factor"] = table["bridge_factor"].astype(float)
    return table.assign(family=None, kind="perimeter", level="france")


def months(start, count):
    """`count` months from `start`."""
    return [str(m) for m in pd.period_range(start, periods=count, freq="M")]


@st.composite
def region_results(draw):
    """Any result at the level of regions, France included, whatever the statuses."""
    rows = [
        (
            area.id,
            draw(st.floats(0.5, 400)),
            draw(st.sampled_from([3e3, 1e5, 2e6])),
            draw(st.sampled_from(STATUSES)),
        )
        for area in draw(st.lists(st.sampled_from(regions()), unique_by=lambda area: area.id))
    ]
    france = draw(st.one_of(st.none(), st.floats(0.5, 400)))
    return rates(rows, france, noise_variance=3.0, equivalence=draw(st.sampled_from([0.02, 0.05, 0.15])))


def check(figure):
    """The figure is valid for Plotly, serialises without NaN, and names no host. Returns its gzipped size."""
    go.Figure(figure)
    text = json.dumps(figure, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    assert "http" not in text
    assert "nan" not in text.lower().replace("finance", "")
    assert "None" not in text
    return len(gzip.compress(text.encode()))
