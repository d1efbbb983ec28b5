"""Communes: the committed points, names and populations, and the manifest that vouches for the shipped files."""

import json
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from geo.areas import departments

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return pd.read_parquet(ROOT / "geo/communes.parquet")


def test_one_row_per_commune(communes: pd.DataFrame) -> None:
    assert list(communes.columns) == ["code", "name", "department", "region", "lat", "lon", "population"]
    assert len(communes) == 34_875
    assert communes["code"].is_unique
    assert communes["code"].is_monotonic_increasing
    assert communes["code"].str.fullmatch(r"\d[\dAB]\d{3}").all()
    assert (ROOT / "geo/communes.parquet").stat().st_size <= 1_500_000


def test_a_commune_lies_in_the_department_of_its_code(communes: pd.DataFrame) -> None:
    overseas = communes["code"].str.startswith("97")
    prefix = communes["code"].str[:2].where(~overseas, communes["code"].str[:3])
    assert (communes["department"] == prefix).all()
    region = {d.code: d.region for d in departments()}
    assert set(communes["department"]) == set(region)
    assert (communes["department"].map(region) == communes["region"]).all()


def test_points_are_true_positions(communes: pd.DataFrame) -> None:
    mainland = communes[~communes["code"].str.startswith("97")]
    assert mainland["lat"].between(41.3, 51.1).all()
    assert mainland["lon"].between(-5.2, 9.6).all()
    boxes = {
        "971": (15.8, 16.6, -61.9, -61.0),
        "972": (14.3, 15.0, -61.3, -60.8),
        "973": (2.1, 5.8, -54.7, -51.6),
        "974": (-21.5, -20.8, 55.2, 55.9),
        "976": (-13.1, -12.5, 45.0, 45.4),
    }
    for code, (south, north, west, east) in boxes.items():
        rows = communes[communes["department"] == code]
        assert rows["lat"].between(south, north).all(), code
        assert rows["lon"].between(west, east).all(), code
    # No commune may stand far from its own department: bounds are those of the map, so the mainland only.
    bounds = {d.code: d.bounds for d in departments()}
    for code, rows in mainland.groupby("department"):
        west, south, east, north = bounds[code]
        assert rows["lon"].between(west - 0.05, east + 0.05).all(), code
        assert rows["lat"].between(south - 0.05, north + 0.05).all(), code


def test_known_towns(communes: pd.DataFrame) -> None:
    by_code = communes.set_index("code")
    assert by_code.loc["75056", "population"] == 2_187_526
    assert by_code.loc["31555", ["lat", "lon"]].tolist() == pytest.approx([43.604, 1.444], abs=0.02)
    assert by_code.loc["01001", "name"] == "L'Abergement-Clémenciat"
    assert by_code.loc["76351", "name"] == "Le Havre"
    assert by_code.loc["17300", "name"] == "La Rochelle"


def test_population_is_missing_rather_than_zero(communes: pd.DataFrame) -> None:
    missing = communes[communes["population"].isna()]
    assert set(missing["department"]) == {"976", "60"}
    assert len(missing) == 18
    # The six communes of the Meuse destroyed in 1916, which have no inhabitant, are the only zeros.
    assert set(communes.loc[communes["population"] == 0, "department"]) == {"55"}


def test_the_manifest_vouches_for_the_files() -> None:
    manifest = json.loads((ROOT / "geo/manifest.json").read_text(encoding="utf-8"))
    assert manifest["licence"] == "Licence Ouverte 2.0"
    assert set(manifest["results"]) == {
        "assets/geo/regions.geojson",
        "assets/geo/departements.geojson",
        "geo/communes.parquet",
        "geo/successors.csv",
        "geo/contour_areas.csv",
    }
    for name, stated in manifest["results"].items():
        content = (ROOT / name).read_bytes()
        assert stated == {"sha256": sha256(content).hexdigest(), "bytes": len(content)}, name


def test_every_successor_is_a_commune_of_today_and_none_succeeds_itself(communes) -> None:
    successors = pd.read_csv(ROOT / "geo/successors.csv", dtype=str)
    assert successors["code"].is_unique
    assert set(successors["successor"]) <= set(communes["code"])
    assert set(successors["code"]).isdisjoint(communes["code"])
    assert (successors.loc[successors["successor"] == "75056", "code"].str[:3] == "751").sum() == 20
