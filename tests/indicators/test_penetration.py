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


def rate(public, broken=False, years=1, approximate=(), noise_variance=0.0):
    return penetration({"pe": public}, [broken], years, "FR", "2017-01/2017-12", approximate, noise_variance).iloc[0]


def test_a_rate_is_for_a_thousand_persons_and_a_year():
    assert rate(KNOWN)["value"] == pytest.approx(50)
    assert rate(KNOWN, years=2)["value"] == pytest.approx(25)
    assert rate(KNOWN)["cell_status"] == "ok"


def test_the_bounds_are_those_of_the_entries():
    row = rate(KNOWN)
    # Byar, O = 500: 500 (1 - 1/4500 - z/(3 sqrt 500))³ and 501 (1 - 1/4509 + z/(3 sqrt 501))³.
    assert row["lower"] == pytest.approx(45.71278, abs=1e-5) and row["upper"] == pytest.approx(54.58099, abs=1e-5)
    assert row["confidence"] == 0.95
    few = rate(Public(5, 1_000, 1_000, 1_000))
    # Exact under 10, O = 5: 1.6235 and 11.6683 (Garwood).
    assert few["lower"] == pytest.approx(1.6235, abs=1e-4) and few["upper"] == pytest.approx(11.6683, abs=1e-4)


def test_the_noise_widens_the_bounds_and_none_is_below_nought():
    plain, noisy = (rate(KNOWN, noise_variance=noise) for noise in (0.0, 300.0))
    z = 1.959964
    for bound in ("lower", "upper"):
        width = math.hypot(plain[bound] - plain["value"], 0.1 * z * math.sqrt(300))
        assert abs(noisy[bound] - noisy["value"]) == pytest.approx(width, rel=1e-6)
    assert rate(Public(5, 1_000, 1_000, 1_000), noise_variance=30.0)["lower"] == 0


def test_a_rounded_population_adds_to_the_bounds_of_the_entries():
    exact = rate(Public(900, 9_000, 9_000, 9_000))
    row = rate(Public(900, 9_000, 8_500, 9_500), approximate=("pe",))
    assert row["cell_status"] == "approximate" and row["value"] == exact["value"]
    assert row["lower"] == pytest.approx(exact["lower"] * 9_000 / 9_500)
    assert row["upper"] == pytest.approx(exact["upper"] * 9_000 / 8_500)


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
