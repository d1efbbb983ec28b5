"""Sites of a day and persons of the communes: laws on the demonstration, dates on rows of our own."""

from datetime import date
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from data import site_queries
from data.site_queries import demand, open_sites

DAY = date(2017, 12, 31)


def test_the_demonstration_has_its_published_sites_all_located(release):
    found = open_sites(release, DAY)
    assert len(found) == release.card.sites and found.located.all()
    assert set(found.family) == {"pe", "ml", "ce", "apec"} and found.unit == "fte"
    assert all(code.startswith("D") for code in found.department)
    assert found.dated.all() and not found.accessibility.any()


def test_two_days_with_the_same_sites_have_one_value(release):
    assert open_sites(release, DAY) is open_sites(release, date(2018, 3, 31))
    assert open_sites(release, DAY) is not open_sites(release, date(2014, 12, 31))


def test_before_the_service_no_site_is_open(release):
    before = open_sites(release, date(2014, 12, 31))
    assert not len(before) and before.points.shape == (0, 2) and np.isnan(before.completeness)


@pytest.mark.parametrize(
    ("operator", "opened", "closed", "is_open"),
    [
        ("cap_emploi", None, None, True),
        ("cap_emploi", DAY, None, True),
        ("cap_emploi", date(2018, 1, 1), None, False),
        ("cap_emploi", None, DAY, False),
        ("cap_emploi", None, date(2018, 1, 1), True),
        ("france_travail", None, None, False),
    ],
)
def test_a_site_is_open_between_its_dates_and_while_its_operator_is_in_the_field(operator, opened, closed, is_open):
    row = SimpleNamespace(operator=operator, opened=opened, closed=closed)
    assert site_queries._is_open(row, DAY) is is_open


def test_the_last_day_of_an_operator_counts():
    row = SimpleNamespace(operator="pole_emploi", opened=None, closed=None)
    assert [site_queries._is_open(row, d) for d in (date(2023, 12, 31), date(2024, 1, 1))] == [True, False]


def test_without_a_commune_vintage_the_demand_is_every_inhabitant(release):
    found = demand(release, 2018)
    assert found.vintage == 0 and not found.is_of_actives
    with duckdb.connect() as connection:
        total, known = connection.execute(
            "SELECT sum(population), count(population) FROM 'geo/communes.parquet'"
        ).fetchall()[0]
    assert found.people.sum() == total and (~found.unknown).sum() == known
    assert set(found.department[found.unknown]) == {"D976", "D60"}


class _Loaded:
    """A release whose communes are loaded for some vintages: (vintage, area, persons)."""

    def __init__(self, rows):
        self.held = rows

    def rows(self, statement):
        if len(statement.selected_columns) == 1:
            return [(v,) for v in sorted({v for v, _, _ in self.held})]
        asked = statement.compile().params["vintage_1"]
        return [(area, people) for v, area, people in self.held if v == asked]


@pytest.mark.parametrize(("asked", "given"), [(2018, 2018), (2021, 2021), (2016, 2021)])
def test_the_actives_of_the_period_are_counted_or_else_the_last_ones(asked, given):
    loaded = _Loaded([(2018, "C31555", 10.0), (2021, "C31555", 20.0), (2021, "C01001", 1.0)])
    found = demand(loaded, asked)
    assert found.vintage == given and found.people.sum() == {2018: 10, 2021: 21}[given]
    assert (~found.unknown).sum() == {2018: 1, 2021: 2}[given]
    assert found.department[~found.unknown].tolist()[-1] == "D31"
