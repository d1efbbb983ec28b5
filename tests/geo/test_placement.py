from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.placement import FAR_KM, check_placement

TOWNS = pd.read_parquet(Path(__file__).parents[2] / "geo/communes.parquet")
POINTS, DEPARTMENTS = TOWNS[["lat", "lon"]].to_numpy(), TOWNS["department"].to_numpy(dtype=object)


def check(sites, stated, **options):
    return check_placement(sites, stated, POINTS, DEPARTMENTS, **options)


def test_every_town_hall_is_in_its_department_and_far_from_another():
    wrong, found, km = check(POINTS, DEPARTMENTS)
    assert not wrong.any()
    assert (found == DEPARTMENTS).all()
    assert (km == 0).all()
    other = np.where(DEPARTMENTS == "974", "31", "974")
    wrong, _, km = check(POINTS, other)
    assert wrong.all()
    assert km.min() > 1000


def test_a_geocoder_that_chose_a_namesake_is_caught():
    """Lomme (Nord) placed at Lhomme (Sarthe), Saint-Louis of La Réunion at Saint-Louis (Moselle)."""
    wrong, found, km = check([(47.743922, 0.557649), (48.716063, 7.188619)], ["59", "974"])
    assert wrong.all()
    assert found.tolist() == ["72", "57"]
    np.testing.assert_allclose(km, [318, 9065], atol=2)


def test_a_site_of_paris_nearer_to_another_town_hall_is_left_alone():
    """Rue Vitruve, 20th district: Montreuil's town hall is nearer than the one point of Paris."""
    placement = check([(48.8596, 2.4046)], ["75"])
    assert placement.department.tolist() == ["93"]
    assert placement.km[0] < FAR_KM
    assert not placement.wrong[0]
    assert check([(48.8596, 2.4046)], ["75"], far_km=1).wrong[0]


def test_what_is_not_known_is_not_judged():
    wrong, found, km = check([(np.nan, 2.3), (48.86, 2.35)], ["75", ""])
    assert wrong.tolist() == [False, False]
    assert found.tolist() == ["", "75"]
    assert np.isnan(km).all()


def test_a_department_that_has_no_commune_here_is_wrong():
    placement = check([(14.742602, -61.174931)], ["975"])
    assert (placement.wrong.tolist(), placement.department.tolist(), placement.km.tolist()) == (
        [True],
        ["972"],
        [np.inf],
    )


def test_without_communes_nothing_is_judged():
    wrong, found, km = check_placement([(48.86, 2.35)], ["75"], [], [])
    assert (wrong.tolist(), found.tolist()) == ([False], [""])
    assert np.isnan(km).all()


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one stated department"):
        check([(48.86, 2.35)], ["75", "75"])
    with pytest.raises(ValueError, match="one department"):
        check_placement([(48.86, 2.35)], ["75"], POINTS, ["75"])
