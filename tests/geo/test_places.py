"""Sites and their weights: one unit for all, laws of selection, what counts as a place where one can go."""

import numpy as np
import pytest

from geo.places import Demand, Sites


def sites(count, **columns):
    texts = {
        name: np.array([f"{name}{k}" for k in range(count)], dtype=object)
        for name in ("operator", "code", "name", "family", "kind", "commune", "department")
    }
    known = {
        "points": np.tile([45.0, 2.0], (count, 1)),
        "fte": np.arange(1.0, count + 1),
        "hours": np.full(count, 35.0),
        "dated": np.ones(count, dtype=bool),
        "accessibility": np.zeros(count, dtype=bool),
    }
    return Sites(**(texts | known | columns))


def test_the_unit_is_what_every_site_says():
    some = np.array([1.0, np.nan, 3.0])
    assert sites(3).unit == "fte" and sites(3).weight.tolist() == [1, 2, 3]
    assert sites(3, fte=some).unit == "hours" and sites(3, fte=some).weight.tolist() == [35] * 3
    assert sites(3, fte=some, hours=some).unit == "sites" and sites(3, fte=some, hours=some).weight.tolist() == [1] * 3
    assert sites(0).unit == "sites" and not len(sites(0).weight)


def test_a_part_of_the_sites_has_its_own_unit():
    mixed = sites(3, fte=np.array([1.0, np.nan, 3.0]))
    assert mixed.of(np.array([True, False, True])).unit == "fte"
    assert mixed.of(np.array([True, False, True])).code.tolist() == ["code0", "code2"]


def test_completeness_is_the_share_of_what_is_known():
    assert sites(4).completeness == pytest.approx(0.75)
    assert sites(2, fte=np.array([1.0, np.nan])).completeness == pytest.approx(5 / 8)
    assert np.isnan(sites(0).completeness)


def test_nobody_goes_to_a_remote_site_or_to_one_without_coordinates():
    kinds = np.array(["permanent", "remote", "outreach"], dtype=object)
    points = np.array([[45.0, 2.0], [45.0, 2.0], [np.nan, np.nan]])
    assert sites(3, kind=kinds, points=points).located.tolist() == [True, False, False]


def test_a_demand_without_vintage_is_of_all_inhabitants():
    empty = np.zeros(0)
    assert [Demand(*(empty,) * 6, vintage=v).is_of_actives for v in (0, 2021)] == [False, True]
