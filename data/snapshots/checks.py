"""Contrôles des instantanés: what must hold for the shipped tables to serve as denominators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from data.snapshots import FOLDER, NAMES, SnapshotError, digest, load_manifests, read_table

# Thousands with one decimal: each published cell is at most 0.05 away from the truth.
_HALF_UNIT = 0.05
_DUST = 1e-6
_COUNTS = ["population_15_64", "active_15_64", "unemployed_15_64", "employed_15_64"]
_CSP_KEY = ["region", "csp", "activity"]
_CSP = ("c1", "c2", "c3", "c4", "c5", "c6")
_REGIONS = {"rp2018_regions": 17, "rp2021_regions": 17, "csp2011_25_54_regions": 17, "csp2014_25_54_regions": 13}


def check_snapshots(folder: Path = FOLDER) -> list[str]:
    """Contrôler les instantanés: the list of what fails, in French; empty when everything holds.

    Checked: sha256, row count and vintage against the manifest; census: employed = actives - unemployed, regions =
    sum of their departments, exactly; labour force survey: F + M = T within 0.15 thousand, regions = France within
    0.95, diplomas = total within 0.25; completeness of the other tables.
    """
    problems: list[str] = []
    try:
        tables = {name: read_table(name, folder) for name in NAMES}
        problems += _check_files(tables, folder)
        for vintage in (2018, 2021):
            problems += _check_census(vintage, tables[f"rp{vintage}_regions"], tables[f"rp{vintage}_departments"])
        problems += _check_survey(tables["lfs2016_region_sex_diploma"])
        problems += _check_others(tables)
    except SnapshotError as error:
        problems.append(str(error))
    except (KeyError, ValueError) as error:
        problems.append(f"Un instantané n’a pas la forme attendue : {error}.")
    return problems


def _check_files(tables: dict[str, pd.DataFrame], folder: Path) -> Iterator[str]:
    for name, manifest in load_manifests(folder).items():
        table = tables[name]
        if manifest.name != name:
            yield f"{name} : la fiche porte le nom « {manifest.name} »."
        if digest(name, folder) != manifest.sha256:
            yield f"{name} : l’empreinte sha256 du fichier n’est pas celle de la fiche."
        if len(table) != manifest.row_count:
            yield f"{name} : {len(table)} lignes au lieu de {manifest.row_count}."
        if "vintage" in table:
            first, last = table["vintage"].min(), table["vintage"].max()
            if manifest.vintage != (first if first == last else f"{first}-{last}"):
                yield f"{name} : millésime {first}-{last} dans la table, {manifest.vintage} dans la fiche."
        if name in _REGIONS and table["region"].nunique() != _REGIONS[name]:
            yield f"{name} : {table['region'].nunique()} régions au lieu de {_REGIONS[name]}."


def _check_census(vintage: int, regions: pd.DataFrame, departments: pd.DataFrame) -> Iterator[str]:
    regions = regions.astype(dict.fromkeys(_COUNTS, int)).set_index("region")
    departments = departments.astype(dict.fromkeys(_COUNTS, int))
    if departments["department"].nunique() != 100:
        yield f"Recensement {vintage} : {departments['department'].nunique()} départements au lieu de 100."
    for label, table in (("régions", regions), ("départements", departments)):
        if (table["employed_15_64"] != table["active_15_64"] - table["unemployed_15_64"]).any():
            yield f"Recensement {vintage}, {label} : actifs ayant un emploi ≠ actifs − chômeurs."
        if (table["active_15_64"] > table["population_15_64"]).any() or (table[_COUNTS] <= 0).any(axis=None):
            yield f"Recensement {vintage}, {label} : effectif nul, négatif ou plus grand que la population."
    gaps = departments.groupby("region")[_COUNTS].sum() - regions[_COUNTS]
    for code in gaps.index[gaps.isna().any(axis=1) | (gaps != 0).any(axis=1)]:
        yield f"Recensement {vintage} : la somme des départements n’est pas la région {code}."


def _check_survey(table: pd.DataFrame) -> Iterator[str]:
    table = table.assign(value=pd.to_numeric(table["active_thousands"]))
    wide = table.pivot(index=["region", "age", "qualification"], columns="sex", values="value")
    for region, age, diploma in wide.index[(wide["F"] + wide["M"] - wide["T"]).abs() > 3 * _HALF_UNIT + _DUST]:
        yield f"Enquête Emploi : F + M ≠ T ({region}, {age}, {diploma})."
    published = table[table["qualification"] != "nrp"]
    france = published[published["region"] == "FR"].set_index(["age", "sex", "qualification"])["value"]
    regions = published[published["region"] != "FR"]
    if regions["region"].nunique() != 18 or published["value"].isna().any():
        yield "Enquête Emploi : il faut 18 régions et aucune case vide hors non-réponse."
    sums = regions.groupby(["age", "sex", "qualification"])["value"].sum()
    for age, sex, diploma in sums.index[(sums - france).abs() > 19 * _HALF_UNIT + _DUST]:
        yield f"Enquête Emploi : la somme des régions n’est pas la France ({age}, {sex}, {diploma})."
    cells = table.pivot(index=["region", "age", "sex"], columns="qualification", values="value")
    gaps = cells["T"] - cells[["ed0-2", "ed3-4", "ed5-8"]].sum(axis=1)
    # An unpublished non-response is unknown, not zero: the diplomas may then only fall short of the total.
    wrong = ((gaps - cells["nrp"]).abs() > 5 * _HALF_UNIT + _DUST) | (gaps < -4 * _HALF_UNIT - _DUST)
    for region, age, sex in cells.index[wrong]:
        yield f"Enquête Emploi : la somme des diplômes n’est pas l’ensemble ({region}, {age}, {sex})."


def _check_others(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    for name in ("csp2011_25_54_regions", "csp2014_25_54_regions"):
        table = tables[name]
        if set(table["csp"]) != set(_CSP) or (table.drop_duplicates(_CSP_KEY).groupby("region").size() != 12).any():
            yield f"{name} : il faut les six catégories, en emploi et au chômage, dans chaque région."
        if table.duplicated(_CSP_KEY).any():
            yield f"{name} : une case est en double."
        if (table["active_25_54"].astype(int) <= 0).any():
            yield f"{name} : effectif nul ou négatif."
    rates = pd.to_numeric(tables["unemployment_rates"]["rate_percent"]).dropna()
    if not rates.between(0, 100).all() or tables["unemployment_rates"].duplicated(["vintage", "region", "sex"]).any():
        yield "Taux de chômage : une valeur hors de 0-100 % ou une case en double."
    if tables["national_ages_2016"]["share_percent"].astype(int).sum() != 100:
        yield "Âges nationaux : les parts ne font pas 100 %."
    figures = tables["published_figures"]
    if "quote" in figures or (figures[["value", "definition", "unit", "source_title"]] == "").any(axis=None):
        yield "Chiffres publiés : il faut une valeur, une unité, une définition et une source par ligne, sans citation."
    pd.to_numeric(figures["value"])
