"""Rates of operators on their own public."""

import math
from typing import NamedTuple

import numpy as np
import pytest

from indicators.penetration import penetration


class Public(NamedTuple):
    entries: float
    population: float
    low: float
    high: float


NOBODY = Public(*[math.nan] * 4)
KNOWN = Public(500, 10_000, 10_000, 10_000)


def rate(public, broken=False, years=1, approximate=()):
    return penetration({"pe": public}, [broken], years, "FR", "2017-01/2017-12", approximate).iloc[0]


def test_a_rate_is_for_a_thousand_persons_and_a_year():
    assert rate(KNOWN)["value"] == pytest.approx(50)
    assert rate(KNOWN, years=2)["value"] == pytest.approx(25)
    assert rate(KNOWN)["cell_status"] == "ok"


def test_a_rounded_population_gives_bounds():
    row = rate(Public(900, 9_000, 8_500, 9_500), approximate=("pe",))
    assert row["cell_status"] == "approximate"
    assert row["lower"] == pytest.approx(900 / 9.5) and row["upper"] == pytest.approx(900 / 8.5)
    assert row["lower"] < row["value"] < row["upper"]


@pytest.mark.parametrize(
    ("public", "options", "status"),
    [
        (NOBODY, {}, "no_denominator"),
        (Public(5, 0, 0, 0), {}, "no_denominator"),
        (KNOWN._replace(entries=math.nan), {}, "no_data"),
        (KNOWN, {"years": 0}, "not_whole"),
        (KNOWN, {"years": 0, "broken": True}, "not_whole"),
        (KNOWN, {"broken": True}, "break"),
        (KNOWN._replace(entries=0), {}, "secret"),
    ],
)
def test_what_has_no_rate_says_why(public, options, status):
    row = rate(public, **options)
    assert row["cell_status"] == status
    assert np.isnan([row["value"], row["lower"], row["upper"]]).all()
    assert public.entries != 0 or math.isnan(row["numerator"])


def test_each_family_has_its_row_in_order():
    frame = penetration({"ml": KNOWN, "ce": NOBODY}, [False, False], 1, "R76", "p")
    assert frame["group"].tolist() == ["ml", "ce"] and set(frame["area"]) == {"R76"}
    with pytest.raises(ValueError):
        penetration({"ml": KNOWN}, [], 1, "R76", "p")
