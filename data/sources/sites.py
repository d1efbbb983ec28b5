"""Lieux relevés: the columns every list of sites is conformed to, and what must hold before one is kept."""

from __future__ import annotations

import pandas as pd
from pyproj import Transformer

from data.contract.places import read_commune
from data.sources.contours import INSETS

COLUMNS = (
    "site",
    "operator",
    "name",
    "site_kind",
    "commune",
    "lat",
    "lon",
    "weekly_hours",
    "advisers_fte",
    "opened",
    "closed",
    "accessible",
    "postal_code",
)
# Beyond, the file is of another year or another kind: the import would set aside more than it takes.
_UNKNOWN_COMMUNES = 0.1
_LAMBERT = "EPSG:2154"
_SHRINKAGE = 0.5


def lambert_to_degrees(x: pd.Series, y: pd.Series, commune: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Coordonnées Insee → (lon, lat) in degrees, 5 decimals, NaN where there are none.

    Metres in Lambert 93, or in the UTM zone of the overseas department that `commune` (Insee code) lies in.
    """
    x, y = pd.to_numeric(x, errors="coerce"), pd.to_numeric(y, errors="coerce")
    lon, lat = pd.Series(float("nan"), index=x.index), pd.Series(float("nan"), index=x.index)
    located = x.notna() & y.notna() & commune.ne("")
    crs = commune[located].str[:3].map(lambda d: INSETS[d].crs if d in INSETS else _LAMBERT)
    for name, places in located[located].groupby(crs):
        move = Transformer.from_crs(name, "EPSG:4326", always_xy=True)
        lon[places.index], lat[places.index] = move.transform(x[places.index].to_numpy(), y[places.index].to_numpy())
    return lon.round(5), lat.round(5)


def check(table: pd.DataFrame, before: pd.DataFrame | None) -> list[str]:
    """Contrôler un relevé de lieux: what fails, in French; `before` is the one already kept.

    Not empty, one line a site, each with a commune or a point, few unknown communes, and no operator that loses half
    its places at once.
    """
    if table.empty:
        return ["Aucun lieu dans la source : rien à garder."]
    problems = []
    twice = table.loc[table["site"].duplicated(), "site"]
    if len(twice):
        problems.append(f"{len(twice)} identifiants de lieu en double, dont {twice.iloc[0]}.")
    nowhere = (table["commune"] == "") & table["lat"].isna()
    if nowhere.mean() > _UNKNOWN_COMMUNES:
        problems.append(f"{nowhere.sum()} lieux sur {len(table)} n’ont ni commune ni coordonnées.")
    communes = table.loc[table["commune"] != "", "commune"]
    unknown = [code for code in communes if read_commune(code) is None]
    if len(unknown) > _UNKNOWN_COMMUNES * len(table):
        problems.append(f"{len(unknown)} communes inconnues sur {len(table)} lieux, dont {unknown[0]}.")
    if before is not None:
        was, now = before["operator"].value_counts(), table["operator"].value_counts()
        for operator, count in was.items():
            if now.get(operator, 0) < _SHRINKAGE * count:
                problems.append(
                    f"{operator} : {now.get(operator, 0)} lieux au lieu de {count} dans le relevé gardé. Si la baisse"
                    " est vraie, supprimez ce relevé et relancez."
                )
    return problems
