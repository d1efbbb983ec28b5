"""Marks of sites: none lost, none over another, the ladder from areas to single sites."""

import math

import numpy as np
import pytest

from figures.map_labels import SIZES, px_per_degree
from figures.site_marks import area_marks, counted, site_marks
from geo.areas import AREAS, departments, regions
from tests.figures.places import sites

SCREEN = SIZES["screen"]
OCCITANIE = AREAS["R76"].bounds
NATIONAL = (-9.0, 41.0, 10.0, 52.0)


def apart(marks, frame, share):
    """Whether no two marks are nearer than a share of the sum of their halves."""
    across, up = px_per_degree(frame, SCREEN)
    return all(
        math.hypot((a.lon - b.lon) * across, (a.lat - b.lat) * up) >= share * (a.half + b.half) - 1e-6
        for k, a in enumerate(marks)
        for b in marks[:k]
    )


def test_one_site_is_itself():
    found = site_marks(sites((43.6, 1.44, "ml", "D31")), OCCITANIE, SCREEN)
    assert [(m.sites, m.family, m.text, m.area) for m in found] == [(1, "ml", "Lieu 0", "D31")]


def test_a_name_is_text_and_no_markup():
    named = sites((43.6, 1.44, "ml", "D31"))
    named.name[0] = "<a href='x'>R & D</a>"
    assert [m.text for m in site_marks(named, OCCITANIE, SCREEN)] == ["&lt;a href='x'&gt;R &amp; D&lt;/a&gt;"]


def test_sites_of_one_place_are_counted_and_of_one_family_or_none():
    found = site_marks(sites(*[(43.6, 1.44, "pe", "D31")] * 3, (42.96, 1.6, "ce", "D09")), OCCITANIE, SCREEN)
    assert [(m.sites, m.family, m.area) for m in found] == [(3, "pe", "D31"), (1, "ce", "D09")]
    assert found[0].text == "Haute-Garonne"
    mixed = site_marks(sites((43.6, 1.44, "pe", "D31"), (43.6, 1.44, "ml", "D31")), OCCITANIE, SCREEN)
    assert [(m.sites, m.family) for m in mixed] == [(2, "")]


def test_a_group_across_a_limit_names_both_sides_the_larger_first():
    rows = [(48.85, 2.35, "pe", "D75")] * 2 + [(48.85, 2.351, "pe", "D94")]
    found = site_marks(sites(*rows), AREAS["R11"].bounds, SCREEN)
    assert [(m.sites, m.area, m.text) for m in found] == [(3, "D75", "Paris, Val-de-Marne")]


def test_a_site_of_no_known_department_is_drawn():
    found = site_marks(sites((43.6, 1.44, "pe", ""), (43.6, 1.44, "pe", "")), OCCITANIE, SCREEN)
    assert [(m.area, m.text) for m in found] == [("", "département inconnu")]
    assert site_marks(sites(), OCCITANIE, SCREEN) == []


@pytest.mark.parametrize("seed", range(4))
def test_no_site_is_lost_and_no_mark_covers_another(seed):
    random = np.random.default_rng(seed)
    at = random.uniform((42.5, 0), (45, 4.5), (120, 2))
    rows = [(*point, ("pe", "ml")[k % 2], ("D31", "D81", "D34")[k % 3]) for k, point in enumerate(at)]
    found = site_marks(sites(*rows), OCCITANIE, SCREEN)
    assert sum(m.sites for m in found) == 120
    assert [m.sites for m in found] == sorted((m.sites for m in found), reverse=True)
    assert apart(found, OCCITANIE, 1.0)


@pytest.mark.parametrize("areas", [regions(), departments()], ids=["regions", "departments"])
def test_areas_have_one_mark_and_the_one_with_more_sites_stays(areas):
    counts = [(area, k % 40) for k, area in enumerate(areas)]
    found = area_marks(counts, NATIONAL, SCREEN)
    assert apart(found, NATIONAL, 0.9) and all(m.sites for m in found)
    most = max(counts, key=lambda pair: pair[1])
    assert (most[0].id, most[1]) in {(m.area, m.sites) for m in found}
    assert len({m.area for m in found}) == len(found)


def test_a_count_agrees():
    assert (counted(1), counted(2)) == ("1 lieu ouvert", "2 lieux ouverts")
