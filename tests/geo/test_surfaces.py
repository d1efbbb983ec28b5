"""Surfaces: of every territory but France, and a region is the sum of its departments."""

import pytest

from geo.areas import FRANCE, departments, regions
from geo.surfaces import surface


def test_every_territory_has_a_surface_and_regions_are_the_sum_of_their_departments():
    for region in regions():
        parts = sum(surface(area) for area in departments(region.code))
        assert surface(region) == pytest.approx(parts, rel=0.002)
    assert surface(next(a for a in departments() if a.code == "75")) == pytest.approx(105, abs=1)


def test_france_is_not_measured():
    with pytest.raises(KeyError):
        surface(FRANCE)
