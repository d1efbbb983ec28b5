"""Contrôles d’un relevé du recensement, before it may replace the one kept."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from data.snapshots import read_rows
from data.sources.insee import KEY
from geo.areas import departments, region_of

# A weighted count is rounded in each cell: a person or two by cell summed, then one in ten thousand.
_PERSONS, _SHARE = 2.0, 1e-4
# How far a region's and France's actives may stand from the shipped census, as a factor either way.
REGION_FACTOR, FRANCE_FACTOR = 1.25, 1.10
_MAYOTTE = ("R06", "D976")


def check(table: pd.DataFrame) -> list[str]:
    """Contrôler un relevé: what fails, in French; empty when everything holds. `table` as `insee.parse` gives it.

    F + M = total; employed + unemployed = actives; regions sum to France (Mayotte in or out, as the source counts it);
    departments sum to their region; all 17 regions and 100 departments; actives aged 15-64 close to the shipped census.
    """
    values = table.set_index(KEY)["population"]
    return [
        *_parts(values, "sex", ("F", "M"), "T", "femmes + hommes ≠ ensemble"),
        *_parts(values, "activity", ("employed", "unemployed"), "all", "actifs occupés + chômeurs ≠ actifs"),
        *_france(values),
        *_departments(values),
        *_plausible(values),
    ]


def _differ(found: pd.Series, expected: pd.Series, cells: int) -> pd.Series:
    return (found - expected).abs() > _PERSONS * cells + _SHARE * expected.abs()


def _parts(values: pd.Series, column: str, parts: tuple[str, str], whole: str, text: str) -> Iterator[str]:
    wide = values.unstack(column)
    if {*parts, whole} <= set(wide.columns):
        wrong = _differ(wide[parts[0]] + wide[parts[1]], wide[whole], 2)
        yield from _sum_up(text, wide.index[wrong].get_level_values("territory"))


def _france(values: pd.Series) -> Iterator[str]:
    wide = values.unstack("territory")
    regions = wide[[name for name in wide if name.startswith("R")]]
    if "FR" in wide:
        whole = wide["FR"][wide["FR"].notna() & regions.notna().any(axis=1)]
        sums = regions.loc[whole.index]
        wrong = _differ(sums.sum(axis=1), whole, 18)
        wrong &= _differ(sums.drop(columns="R06", errors="ignore").sum(axis=1), whole, 17)
        if wrong.any():
            yield f"La somme des régions n’est pas la France ({wrong.sum()} cases sur {len(wrong)})."


def _departments(values: pd.Series) -> Iterator[str]:
    owner = {d.id: region_of(d).id for d in departments() if d.id not in _MAYOTTE}
    wide = values.unstack("territory")
    held = [name for name in wide if name in owner]
    if not held:
        return
    inner = wide[wide[held].notna().all(axis=1)]
    for region in sorted(set(owner.values()) & set(wide.columns)):
        members = [name for name in held if owner[name] == region]
        if _differ(inner[members].sum(axis=1), inner[region], len(members) + 1).any():
            yield f"La somme des départements n’est pas la région {region}."


def _plausible(values: pd.Series) -> Iterator[str]:
    total = {"sex": "T", "age": "15-64", "qualification": "T", "csp": "T", "activity": "all"}
    try:
        found = values.xs(tuple(total.values()), level=tuple(total)).droplevel(["source", "vintage"])
    except KeyError:
        yield "Les actifs de 15 à 64 ans, ensemble des sexes, manquent : ce sont eux qui divisent les entrées."
        return
    for level, name, expected in (("région", "R", 17), ("département", "D", 100)):
        wanted = [a for a in found.dropna().index if a.startswith(name) and a not in _MAYOTTE]
        if len(wanted) != expected:
            yield f"Actifs de 15 à 64 ans : {len(wanted)} {level}s au lieu de {expected}."
    shipped = {"R" + row["region"]: float(row["active_15_64"]) for row in read_rows("rp2021_regions")}
    ratio = (found / pd.Series(shipped)).dropna()
    for region, gap in ratio[(ratio > REGION_FACTOR) | (ratio < 1 / REGION_FACTOR)].items():
        yield f"{region} : {gap:.2f} fois les actifs du recensement 2021 livré ; au plus {REGION_FACTOR} est admis."
    gap = found.reindex(shipped).sum() / sum(shipped.values())
    if not 1 / FRANCE_FACTOR <= gap <= FRANCE_FACTOR:
        yield f"France : {gap:.2f} fois les actifs du recensement 2021 livré ; au plus {FRANCE_FACTOR} est admis."


def _sum_up(text: str, territories: pd.Index) -> Iterator[str]:
    if len(territories):
        yield f"{text[0].upper()}{text[1:]} : {len(territories)} cases ({', '.join(sorted(set(territories))[:5])})."
