"""Sites whose point lies in another department than they state."""

import numpy as np

from geo.astray import FAR_KM, Astray, astray
from geo.distance import geodesic_km
from geo.places import Demand
from tests.geo.test_places import sites

TOWNS = Demand(
    code=np.array(["09122", "31555", "31001"], dtype=object),
    name=np.array(["Foix", "Toulouse", "Agassac"], dtype=object),
    department=np.array(["D09", "D31", "D31"], dtype=object),
    points=np.array([[42.96, 1.61], [43.60, 1.44], [43.35, 0.9]]),
    people=np.ones(3),
    unknown=np.zeros(3, dtype=bool),
    vintage=0,
)


def placed(*rows):
    """Sites from rows (lat, lon, commune, department)."""
    return sites(
        len(rows),
        points=np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2),
        commune=np.array([row[2] for row in rows], dtype=object),
        department=np.array([row[3] for row in rows], dtype=object),
    )


def test_a_site_in_another_department_far_from_its_commune_is_astray():
    found = astray(
        placed((43.6, 1.44, "09122", "D09"), (42.96, 1.61, "31001", "D31"), (43.6, 1.44, "31555", "D31")), TOWNS
    )
    km = [float(geodesic_km(42.96, 1.61, lat, lon)) for lat, lon in ((43.6, 1.44), (43.35, 0.9))]
    assert km[0] > km[1] > FAR_KM
    assert found == (Astray(0, "D31", km[0]), Astray(1, "D09", km[1]))


def test_a_site_near_its_commune_or_in_its_department_is_not():
    beside = (43.60, 1.44, "31001", "D31")
    across = (42.99, 1.61, "09122", "D09")
    unknown = [(43.6, 1.44, "99999", "D09"), (43.6, 1.44, "", "D09"), (np.nan, np.nan, "09122", "D09")]
    assert astray(placed(beside, across, *unknown), TOWNS) == ()
    # Three kilometres beyond the middle way, but no farther than a commune may be wide.
    towns = Demand(TOWNS.code, TOWNS.name, TOWNS.department, np.array([[42.96, 1.61], [43.02, 1.61], [43.35, 0.9]]),
                   TOWNS.people, TOWNS.unknown, 0)  # fmt: skip
    assert astray(placed((43.01, 1.61, "09122", "D09")), towns) == ()


def test_without_a_site_nothing_is_astray():
    assert astray(placed(), TOWNS) == ()
