"""Lands: the list of islands against the shipped contours."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import departments
from geo.sea import CONTINENT, crosses_sea, land_of

ROOT = Path(__file__).parents[2]
BRIDGED = ("17093", "17140", "17323", "17337", "17385", "17411", "17485", "17486")  # Oléron
BRIDGED += ("17019", "17051", "17121", "17161", "17207", "17286", "17297", "17318", "17360", "17369")  # Ré
BRIDGED += ("85011", "85083", "85106", "85163")  # Noirmoutier


@pytest.fixture(scope="module")
def communes():
    return pd.read_parquet(ROOT / "geo/communes.parquet")


def test_the_lands_of_departments():
    codes = [d.code for d in departments()]
    land = dict(zip(codes, land_of("", codes), strict=True))
    assert land.pop("2A") == land.pop("2B") == "Corse"
    overseas = ["Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    assert [land.pop(code) for code in ("971", "972", "973", "974", "976")] == overseas
    assert len(land) == 94
    assert set(land.values()) == {CONTINENT}


def test_a_journey_crosses_the_sea_between_two_lands_only():
    communes = ["31555", "2A004", "56152", "56114", "85163", "97105", "97608", "97611"]
    of = ["31", "2A", "56", "56", "85", "971", "976", "976"]
    land = land_of(communes, of)
    crossing = crosses_sea(land[:, None], land)
    assert not np.diag(crossing).any()
    assert (crossing == crossing.T).all()
    assert crossing[0].tolist() == [False, True, True, True, False, True, True, True]
    assert not crossing[2, 3], "two communes of Belle-Île"
    assert crossing[6, 7], "Petite-Terre and Mamoudzou"


def test_a_department_unknown_is_refused():
    with pytest.raises(KeyError):
        land_of("", "99")


def test_every_island_is_a_commune_by_its_name(communes):
    names = communes.set_index("code")["name"]
    with (ROOT / "geo/islands.csv").open(encoding="utf-8", newline="") as file:
        islands = {row["code"]: row["island"] for row in csv.DictReader(file)}
    assert set(islands) <= set(names.index)
    assert list(islands) == sorted(islands)
    groups = {"Belle-Île": 4, "Marie-Galante": 3, "Petite-Terre": 2}
    assert {i: list(islands.values()).count(i) for i in groups} == groups
    alone = {c: i for c, i in islands.items() if i not in groups}

    def key(name):
        words = name.replace("’", "-").replace("'", "-").replace(" ", "-").lower().split("-")
        return {w for w in words if w not in {"l", "la", "île", "d", "de"}}

    assert {c for c, island in alone.items() if key(island) != key(names[c])} == set()


def test_the_islands_of_the_metropole_are_the_communes_off_the_main_contours_less_those_with_a_bridge(communes):
    """Overseas departments stand in insets on the map: their islands are checked by name only."""
    collection = json.loads((ROOT / "assets/geo/departements.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in collection["features"]]
    # Contours share their limits to the third decimal.
    lands = sorted(shapely.union_all(shapes).buffer(0.0005).geoms, key=lambda part: -part.area)
    metropole = communes[~communes["code"].str.startswith("97")]
    points = shapely.points(metropole["lon"], metropole["lat"])
    tree = shapely.STRtree(lands)
    of = np.full(len(points), -1)
    inside = tree.query(points, predicate="intersects")
    of[inside[0]] = inside[1]
    outside = np.flatnonzero(of < 0)
    assert len(outside) < 50
    nearest, far = tree.query_nearest(points[outside], return_distance=True, all_matches=False)
    of[outside] = nearest[1]
    corsica = int(tree.nearest(shapely.Point(9.1, 42.2)))
    off = ~np.isin(of, [0, corsica])
    # Molène and Sein are smaller than a square kilometre and left out of the contours.
    off[outside[far > 0.05]] = True
    land = land_of(metropole["code"], metropole["department"])
    islands = ~np.isin(land, [CONTINENT, "Corse"])
    assert set(metropole["code"][off]) == set(metropole["code"][islands]) | set(BRIDGED)
    assert islands.sum() == 16
