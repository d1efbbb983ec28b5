"""Lieux d'accueil simulés, on real communes: the largest populations first, in every department."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.demo import exit_assumptions as assumed
from data.demo.entries import MONTHS
from data.demo.margins import Margin
from data.demo.territory import OVERSEAS
from data.schema import TERRITORY
from geo.areas import AREAS, departments, region_of
from nomenclatures import ACCESSIBLE, OPERATOR, SITE_KIND, UNKNOWN
from settings import ROOT

COMMUNES = ROOT / "geo" / "communes.parquet"
_NOUNS = {
    "pole_emploi": "Agence de démonstration",
    "missions_locales": "Mission locale de démonstration",
    "cap_emploi": "Cap emploi de démonstration",
    "apec": "Centre Apec de démonstration",
}


def site_table(margins: tuple[Margin, ...], rng: np.random.Generator) -> pa.Table:
    """Lieux d'accueil, the columns of the schema; as many by operator as published. Raises FileNotFoundError."""
    towns = pq.read_table(COMMUNES, columns=["code", "name", "department", "lat", "lon", "population"]).to_pandas()
    # No municipal population in the source (Mayotte): no site is placed there.
    towns["population"] = towns["population"].astype(np.float64).fillna(0.0)
    counts = {m.code: int(m.value) for m in margins if m.table == "sites"}
    sites = pd.concat([_sites_of(operator, counts[operator], towns, rng) for operator in _NOUNS], ignore_index=True)
    return pa.table(
        {
            "site": sites["site"].to_list(),
            "operator": pa.array([OPERATOR.position(o) for o in sites["operator"]], pa.int16()),
            "name": sites["label"].to_list(),
            "site_kind": pa.array(np.full(len(sites), SITE_KIND.position("permanent")), pa.int16()),
            "commune": sites["code"].to_list(),
            "territory": pa.array([TERRITORY.position(d) for d in sites["area"]], pa.int16()),
            "lat": sites["lat"].to_numpy(np.float64),
            "lon": sites["lon"].to_numpy(np.float64),
            "weekly_hours": sites["weekly_hours"].to_numpy(np.float64),
            "advisers_fte": sites["advisers_fte"].to_numpy(np.float64),
            "opened": pa.array([MONTHS[0]] * len(sites), pa.date32()),
            "closed": pa.array([None] * len(sites), pa.date32()),
            "accessible": pa.array(np.full(len(sites), ACCESSIBLE.position(UNKNOWN)), pa.int16()),
        }
    )


def _sites_of(operator: str, count: int, towns: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    areas = [d.id for d in departments() if operator != "apec" or region_of(d).id not in OVERSEAS]
    population = towns.groupby("department")["population"].sum()
    weights = [float(population[AREAS[a].code]) ** assumed.SITE_SPREAD.by_code()[operator] for a in areas]
    chosen: list[tuple[str, int]] = []
    for area, seats in zip(areas, highest_averages(weights, count), strict=True):
        inside = towns[towns["department"] == AREAS[area].code]
        votes = inside["population"].to_numpy(np.float64) ** assumed.SITE_CONCENTRATION.number
        for index, here in zip(inside.index, highest_averages(votes.tolist(), seats), strict=True):
            chosen += [(area, index)] * here
    sites = towns.loc[[index for _, index in chosen]].reset_index(drop=True)
    rank = sites.groupby("code").cumcount() + 1
    several = sites["code"].duplicated(keep=False)
    spread = np.exp(assumed.ADVISERS_SPREAD.number * rng.standard_normal(count))
    return sites.assign(
        area=[area for area, _ in chosen],
        operator=operator,
        site=[f"demo-{operator.replace('_', '-')}-{i:04}" for i in range(1, count + 1)],
        label=_NOUNS[operator] + ", " + sites["name"] + np.where(several, " " + rank.astype(str), ""),
        weekly_hours=assumed.WEEKLY_HOURS.by_code()[operator],
        advisers_fte=np.round(assumed.ADVISERS.by_code()[operator] * spread, 1),
    )


def highest_averages(votes: list[float], seats: int) -> list[int]:
    """Méthode de Sainte-Laguë: seats given one by one to the largest votes / (2 × seats already won + 1), ties to the
    first; kinder to small departments than d'Hondt.
    """
    won = [0] * len(votes)
    queue = [(-vote, index) for index, vote in enumerate(votes)]
    heapq.heapify(queue)
    for _ in range(seats):
        _, index = queue[0]
        won[index] += 1
        heapq.heapreplace(queue, (-votes[index] / (2 * won[index] + 1), index))
    return won
