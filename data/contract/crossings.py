"""Règles entre champs: from distinct combinations of values of a release, one bool a row, True where the rule holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contract import places
from geo.areas import AREAS
from nomenclatures import OPERATORS

# A place farther than this from the point of its commune is a mistake, but in the communes of Guyane and Mayotte.
_FAR_KM = 20.0
# No commune of the 101 departments has a point this far from its town hall.
_BEYOND_KM = 100.0
# Postal areas cross the limits of departments, by a few kilometres only.
_POSTAL_KM = 10.0


def territory_agrees(rows: pd.DataFrame) -> pd.Series:
    """Commune, département et région: each in the next, where more than one is given."""
    department = rows["commune"].map(lambda c: places.department_of(c) if isinstance(c, str) else None)
    known = department.where(department.notna(), rows["department"])
    region = known.map(lambda d: f"R{AREAS[d].region}" if isinstance(d, str) else None)
    same_department = department.isna() | rows["department"].isna() | (department == rows["department"])
    return same_department & (region.isna() | rows["region"].isna() | (region == rows["region"]))


def operator_is_open(rows: pd.DataFrame) -> pd.Series:
    """Opérateur et mois: the operator belongs to the service in that month."""
    opened = {o.code: o.opened for o in OPERATORS}
    closed = {o.code: o.closed for o in OPERATORS}
    return pd.Series(
        [
            opened[operator] <= month and (closed[operator] is None or month <= closed[operator])
            for operator, month in zip(rows["operator"], rows["month"], strict=True)
        ],
        index=rows.index,
        dtype=bool,
    )


def leaves_after_entry(rows: pd.DataFrame) -> pd.Series:
    """Sortie et entrée: the exit does not precede the entry."""
    return rows["entry_month"].isna() | (rows["entry_month"] <= rows["month"])


def has_place(rows: pd.DataFrame) -> pd.Series:
    """Lieu: a commune or a coordinate."""
    return rows["commune"].notna() | rows["lat"].notna() | rows["lon"].notna()


def has_both_coordinates(rows: pd.DataFrame) -> pd.Series:
    """Coordonnées: both or none."""
    return rows["lat"].isna() == rows["lon"].isna()


def is_inside_france(rows: pd.DataFrame) -> pd.Series:
    """Point: near some commune of the 101 departments."""
    inside = pd.Series(True, index=rows.index)
    located = rows["lat"].notna() & rows["lon"].notna()
    lat, lon = (rows.loc[located, name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    inside[located] = places.nearest_communes(lat, lon)[1] <= _BEYOND_KM
    return inside


def is_near_commune(rows: pd.DataFrame) -> pd.Series:
    """Point et commune: near each other, or at least in one department."""
    near = pd.Series(True, index=rows.index)
    located = rows[rows["lat"].notna() & rows["lon"].notna() & rows["commune"].notna()]
    lat, lon = (located[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    commune = located["commune"].to_numpy(dtype=object)
    elsewhere = [
        places.department_of(nearest) != places.department_of(own)
        for nearest, own in zip(places.nearest_communes(lat, lon)[0], commune, strict=True)
    ]
    near[located.index] = ~((places.km_to_commune(lat, lon, commune) > _FAR_KM) & np.array(elsewhere, dtype=bool))
    return near


def postal_code_agrees(rows: pd.DataFrame) -> pd.Series:
    """Code postal et commune: of one department, but for the few postal areas that cross a limit."""

    def agrees(commune: object, code: object) -> bool:
        if not (isinstance(commune, str) and isinstance(code, str)):
            return True
        found = places.departments_of_postal_code(code)
        return places.department_of(commune) in found or any(
            places.km_to_department(commune, department) <= _POSTAL_KM for department in found
        )

    pairs = zip(rows["commune"], rows["postal_code"], strict=True)
    return pd.Series([agrees(*pair) for pair in pairs], index=rows.index, dtype=bool)


def opens_before_closing(rows: pd.DataFrame) -> pd.Series:
    """Ouverture et fermeture: in order."""
    return rows["opened"].isna() | rows["closed"].isna() | (rows["opened"] <= rows["closed"])
