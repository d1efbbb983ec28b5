"""Zones d’emploi: their composition, a file that an administrator may load (CEP_EMPLOYMENT_ZONES); none is shipped.

A CSV (comma or semicolon) or a Parquet, one row a commune, with the heads of Insee's file (CODGEO, ZE2020, LIBZE2020)
or commune, zone, zone_name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.chosen_file import ChosenFile
from data.contract.places import communes, successors
from geo.distance import IntArray
from geo.places import TextArray

_HEADS = (("CODGEO", "ZE2020", "LIBZE2020"), ("commune", "zone", "zone_name"))


@dataclass(frozen=True, slots=True, eq=False)
class EmploymentZones:
    """Zones: `code` and `name`, in order of code; `of_commune`: the zone of each of `communes()`, -1 for none."""

    code: TextArray
    name: TextArray
    of_commune: IntArray


def read_zones(path: Path) -> EmploymentZones:
    """Read a composition. Raises OSError, and ValueError in French on other heads, a commune in two zones, a zone of
    two names, or no commune that is known."""
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
    else:
        table = pd.read_csv(path, sep=None, engine="python", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    heads = next((heads for heads in _HEADS if set(heads) <= set(table.columns)), None)
    if heads is None:
        raise ValueError(f"colonnes attendues : {', '.join(_HEADS[0])} ou {', '.join(_HEADS[1])}.")
    commune, zone, name = (table[head].astype(str).to_numpy(dtype=object) for head in heads)
    rows = pd.DataFrame({"commune": commune, "zone": zone, "name": name}).drop_duplicates()
    twice = rows.drop_duplicates(["commune", "zone"])["commune"]
    if twice.duplicated().any():
        raise ValueError(f"la commune {twice[twice.duplicated()].iloc[0]} est dans deux zones.")
    names = rows.drop_duplicates(["zone", "name"]).set_index("zone")["name"].sort_index()
    if names.index.has_duplicates:
        raise ValueError(f"la zone {names.index[names.index.duplicated()][0]} a deux noms.")
    place = {code: k for k, code in enumerate(names.index)}
    # A commune that has merged says the zone of its successor only where that one does not say its own.
    own = dict(zip(rows["commune"], rows["zone"], strict=True))
    held = {successors().get(code, code): zone for code, zone in own.items()} | own
    of = np.array([place[held[code]] if code in held else -1 for code in communes().index], dtype=np.int64)
    if (of < 0).all():
        raise ValueError("aucune commune connue.")
    return EmploymentZones(names.index.to_numpy(dtype=object), names.to_numpy(dtype=object), of)


_FILE = ChosenFile("CEP_EMPLOYMENT_ZONES", read_zones)
choose, is_chosen, employment_zones = _FILE.choose, _FILE.is_chosen, _FILE.content
