"""Complétion: what a site or a population file leaves to be read from the map of communes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contract import places
from data.population import COLUMNS
from data.schema import TERRITORY, sites
from denominators import divides
from geo.areas import AREAS

_LEVELS = {"F": "france", "R": "region", "D": "department", "C": "commune"}
_CELL = [c for c in COLUMNS if c not in {"level", "population", "flag"}]


def complete_sites(rows: pd.DataFrame) -> pd.DataFrame:
    """Lieux with their commune (the nearest, where only coordinates are given), their point (the commune's, where only
    it is given) and their department; the columns of schema.sites.
    """
    found = rows.copy()
    lat, lon = (found[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("lat", "lon"))
    commune = found["commune"].to_numpy(dtype=object).copy()
    missing = np.array([not isinstance(c, str) for c in commune], dtype=bool)
    if missing.any():
        commune[missing] = places.nearest_communes(lat[missing], lon[missing])[0]
    towns = places.communes().loc[commune]
    found["commune"] = commune
    found["lat"] = np.where(np.isnan(lat), towns["lat"].to_numpy(), lat)
    found["lon"] = np.where(np.isnan(lon), towns["lon"].to_numpy(), lon)
    found["territory"] = np.array([TERRITORY.position(d) for d in towns["department"]], dtype=np.int16)
    return found[[c.name for c in sites.columns]]


def complete_population(rows: pd.DataFrame, origin: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Population with the departments that its communes make, and French notes; columns of schema.population.

    Rows of one commune are added (districts, merged communes). Where a whole department counts nobody at all, the
    source has no figure: its rows are emptied, and so are the sums that would lack it. Regions and France are summed
    over what the release holds (data.additivity).
    """
    found = rows.rename(columns={"territory": "area"})
    found["vintage"] = found["vintage"].astype(int)
    found["flag"] = found["flag"].fillna("").astype(object)
    found = _added(found)
    notes = [
        f"  {source} {vintage} : aucun taux n’utilise ce millésime."
        for source, vintage in dict.fromkeys(zip(found["source"], found["vintage"], strict=True))
        if not divides(source, vintage)
    ]
    if found["area"].str.startswith("C").any():
        found, emptied = _without_empty_departments(found)
        notes += [f"  {AREAS[d].name} : zéro partout, donc chiffres manquants dans la source." for d in emptied]
        # What the file says itself comes last, and stays.
        found = pd.concat([_departments(found), found], ignore_index=True).drop_duplicates(_CELL, keep="last")
    found["level"] = found["area"].str[0].map(_LEVELS)
    return found.assign(origin=origin)[[*COLUMNS, "origin"]], tuple(notes)


def _without_empty_departments(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    department = _department(rows)
    total = rows["population"].groupby(department).sum()
    emptied = sorted(str(d) for d in total.index[total == 0])
    kept = rows.copy()
    kept.loc[department.isin(emptied), "population"] = np.nan
    return kept, emptied


def _department(rows: pd.DataFrame) -> pd.Series:
    is_commune = rows["area"].str.startswith("C")
    found = pd.Series(None, index=rows.index, dtype=object)
    found[is_commune] = [places.department_of(area[1:]) for area in rows.loc[is_commune, "area"]]
    return found


def _departments(rows: pd.DataFrame) -> pd.DataFrame:
    """Departments as sums of the communes."""
    communes = rows[rows["area"].str.startswith("C")]
    return _added(communes.assign(area=_department(communes)))


def _added(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the same cell as one, empty where one of them is empty."""
    groups = rows.assign(empty=rows["population"].isna()).groupby(_CELL, as_index=False, dropna=False)
    added = groups.agg(population=("population", "sum"), flag=("flag", "max"), empty=("empty", "max"))
    added["population"] = added["population"].mask(added["empty"])
    return added.drop(columns="empty")
