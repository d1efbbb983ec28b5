"""Lieux du code officiel géographique: which commune, department or region a text names today.

Merged communes read as their successor and the districts of Paris, Lyon and Marseille as their commune
(`geo/successors.csv`, built with the contours, and `former_communes.csv` for those that are no part of it any more);
the regions of before 2016 as today's (`old_regions.csv`).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from geo.areas import AREAS
from settings import ROOT

FORMER_COMMUNES = Path(__file__).with_name("former_communes.csv")
_OLD_REGIONS = Path(__file__).with_name("old_regions.csv")
# Postal codes of Saint-Barthélemy, Saint-Martin and what lies beyond the 101 departments.
_BEYOND = ("97133", "97150", "975", "977", "978", "98")


@cache
def communes() -> pd.DataFrame:
    """Communes d’aujourd’hui, by code: name, department (area id), lat, lon in degrees, population (missing where the
    source has none). Shared: read only."""
    # Loaded on first use: most pages of the server never read a place.
    import pyarrow.parquet as pq

    table = pq.read_table(
        ROOT / "geo" / "communes.parquet", columns=["code", "name", "department", "lat", "lon", "population"]
    )
    frame = table.to_pandas()
    return frame.assign(department="D" + frame["department"].astype(object)).set_index("code")


@cache
def successors() -> dict[str, str]:
    """Commune supprimée, déléguée ou arrondissement → commune d’aujourd’hui."""
    return _pairs(FORMER_COMMUNES) | listed_parts()


def listed_parts() -> dict[str, str]:
    """Commune déléguée, associée ou arrondissement → commune d’aujourd’hui, as the geography in place has them."""
    return _pairs(ROOT / "geo" / "successors.csv")


@cache
def _old_regions() -> dict[str, str]:
    return _pairs(_OLD_REGIONS)


def _pairs(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["successor"] for row in csv.DictReader(file)}


def read_commune(text: str) -> str | None:
    """Code of today's commune; a first zero that a spreadsheet ate and spaces that it put in are forgiven.

    None when unknown.
    """
    code = "".join(text.split()).upper()
    code = code[1:] if len(code) == 6 and code[0] == "C" else code
    code = code.zfill(5) if code.isdigit() and len(code) == 4 else code
    code = successors().get(code, code)
    return code if code in communes().index else None


def read_department(text: str) -> str | None:
    """Area id of a department from "31", "D31", "1" (01) or its name. None when unknown."""
    return _read(text, "D", _names("department"))


def read_region(text: str) -> str | None:
    """Area id of a region from "76", "R76", "1" (01), a code of before 2016 or its name. None when unknown."""
    found = _read(text, "R", _names("region"))
    if found:
        return found
    successor = _old_regions().get(text.strip().upper().removeprefix("R"))
    return f"R{successor}" if successor else None


def read_territory(text: str) -> str | None:
    """Area id of any territory, a commune being "C31555": two or three characters are a department's code."""
    code = text.strip().upper()
    if code in {"FR", "FRANCE"}:
        return "FR"
    if code[:1] == "R" and code[1:].isdigit():
        return read_region(code)
    commune = read_commune(code)
    return f"C{commune}" if commune else read_department(code)


def _read(text: str, prefix: str, names: dict[str, str]) -> str | None:
    code = text.strip().upper().removeprefix(prefix)
    code = code.zfill(2) if code.isdigit() else code
    return prefix + code if prefix + code in AREAS else names.get(text.strip().casefold())


@cache
def _names(level: str) -> dict[str, str]:
    return {a.name.casefold(): a.id for a in AREAS.values() if a.level == level}


def department_of(commune: str) -> str:
    """Area id of the department of a known commune."""
    return str(communes().at[commune, "department"])


def departments_of_postal_code(code: str) -> tuple[str, ...]:
    """Area ids of the departments that a postal code belongs to; none beyond the 101 departments."""
    if code.startswith(_BEYOND):
        return ()
    if code.startswith("20"):
        return ("D2A", "D2B")
    found = "D" + (code[:3] if code.startswith("97") else code[:2])
    return (found,) if found in AREAS else ()


def nearest_communes(lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nearest commune of each point: (codes, kilometres to its own point)."""
    # Here and below, loaded on first use: the server shows the contract and never searches a place.
    from geo.distance import nearest_site

    index, km = nearest_site(np.column_stack([lat, lon]), communes()[["lat", "lon"]])
    codes: np.ndarray = communes().index.to_numpy(dtype=object)
    return codes[index], km


def km_to_commune(lat: np.ndarray, lon: np.ndarray, commune: np.ndarray) -> np.ndarray:
    """Kilometres from points to the points of known communes."""
    from geo.distance import geodesic_km

    towns = communes().loc[commune]
    return geodesic_km(lat, lon, towns["lat"].to_numpy(), towns["lon"].to_numpy())


def km_to_department(commune: str, department: str) -> float:
    """Kilometres from a commune to the nearest commune of a department."""
    from geo.distance import nearest_site

    _, km = nearest_site(communes().loc[[commune], ["lat", "lon"]], _points(department))
    return float(km[0])


@cache
def _points(department: str) -> np.ndarray:
    towns = communes()
    points: np.ndarray = towns.loc[towns["department"] == department, ["lat", "lon"]].to_numpy()
    return points
