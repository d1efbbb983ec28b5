"""Employment zones on the page Territoires, once their composition is loaded: each as if it were computed alone."""

import re

import numpy as np
import pytest

from callbacks.catalogue import published_tables
from callbacks.page import Look
from callbacks.pages import FILTERED
from callbacks.territoires import TERRITOIRES, page_parts
from callbacks.territoires_coverage import coverage
from callbacks.territoires_numbers import territoires_numbers
from callbacks.territoires_places import last_day
from callbacks.territoires_zones import territoires_zones
from data import employment_zones
from data.site_queries import demand, open_sites
from filters import Filters
from geo.inequality import median_distance
from layouts.markup import HTML
from layouts.territoires import ZONES

CACHES = (territoires_zones, page_parts)


def asked(**values):
    return Filters(area_level="dep").change(**values).only(TERRITOIRES.fields)


@pytest.fixture(scope="module")
def compositions(current, tmp_path_factory):
    """Zones by the last figure of the commune's code, which no territory holds whole; Mayotte is a zone of its own."""
    path = tmp_path_factory.mktemp("zones") / "zones.csv"
    codes = demand(current, 2018).code.tolist()
    zone_of = {code: "M" if code.startswith("976") else code[-1] for code in codes if code[-1] != "9"}
    rows = [f"{code};{zone};Zone {zone}" for code, zone in zone_of.items()]
    path.write_text("\n".join(["CODGEO;ZE2020;LIBZE2020", *rows]), encoding="utf-8")
    for cached in CACHES:
        cached.cache_clear()
    employment_zones.choose(str(path))
    yield zone_of
    employment_zones.choose("")
    for cached in CACHES:
        cached.cache_clear()


def test_a_zone_is_covered_as_if_it_were_alone(current, compositions):
    filters = asked(area="D48", reach=20)
    persons, sites = demand(current, 2018), open_sites(current, last_day(filters))
    found = coverage(sites, persons, filters.families)
    zones = territoires_zones(current, filters)
    of_lozere = persons.code[persons.department == "D48"]
    assert {zone.code for zone in zones} == {compositions[code] for code in of_lozere if code in compositions}
    for zone in zones:
        rows = np.array([compositions.get(code) == zone.code for code in persons.code])
        people, km = persons.people[rows], found.cost[rows]
        assert zone.people == people.sum() and zone.median == median_distance(people, km)
        for limit, share in zip((10, 20, 30), zone.shares, strict=True):
            assert share == pytest.approx(people[km <= limit].sum() / people.sum())
        assert (zone.communes_beyond, zone.people_beyond) == (((km > 20) & (people > 0)).sum(), people[km > 20].sum())
        assert zone.sites == sum(compositions.get(code) == zone.code for code in sites.commune[sites.located])
        assert zone.is_across
    shares = [zone.shares[1] for zone in zones]
    assert shares == sorted(shares)


def test_the_page_shows_the_least_served_and_its_file_all(current, compositions):
    parts = page_parts(current, asked(area="R76"), Look("light", "wide"))
    shown = re.findall(r">(Zone \d)", parts[ZONES, HTML])
    zones = territoires_zones(current, asked(area="R76"))
    assert shown == [zone.name for zone in zones[:8]] and "8 sur 9, entières" in parts[ZONES, HTML]
    rows = TERRITOIRES.tables["zones"](current, asked(area="R76")).set_index("zone")
    assert list(rows.index) == [zone.code for zone in zones] and rows["value"].tolist() == rows["within_20"].tolist()
    assert "territoires-zones" in published_tables(FILTERED)
    by_score = page_parts(current, asked(area="R76", territory_view="score"), Look("light", "wide"))[ZONES, HTML]
    assert re.findall(r">(Zone \d)", by_score) == [z.name for z in sorted(zones, key=lambda z: z.score)[:8]]
    mayotte = territoires_zones(current, asked(area="R06"))
    assert [zone.code for zone in mayotte] == ["M"] and np.isnan(mayotte[0].shares).all() and not mayotte[0].is_across


def test_without_a_composition_there_is_none(current, compositions):
    employment_zones.choose("")
    for cached in CACHES:
        cached.cache_clear()
    assert territoires_zones(current, asked(area="R76")) == ()
    assert page_parts(current, asked(area="R76"), Look("light", "wide"))[ZONES, HTML] == ""
    assert TERRITOIRES.tables["zones"](current, asked(area="R76")).empty
    assert "territoires-zones" not in published_tables(FILTERED)
    assert territoires_numbers(current, asked(area="R76")).places
