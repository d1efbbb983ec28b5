"""Insee, recensement (Melodi): the active population by territory, sex, age, activity, occupation and diploma.

`fetch` asks pynsee, in an isolated process; `parse` is pure and gives rows ready for the import of the population.
Codes are read through `melodi_codes.csv`; a dataset's other dimensions are kept at their total. A count that is not of
actives has no place in this table: where a dataset does not say who is active, only the six occupations of actives
(PCS 1 to 6) are taken, and its other rows are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from data.sources.fetching import Deadline, FetchError, probe
from data.sources.isolation import Step, run

API = "https://api.insee.fr"
COLUMNS = ("source", "vintage", "territory", "sex", "age", "qualification", "csp", "activity", "population", "flag")
KEY = list(COLUMNS[:-2])
# Datasets in order of precedence: a cell that two of them hold comes from the first (the main census, not the sample).
PARTS = (
    ("DS_RP_EMPLOI_LR_PRINC", "FRANCE"),
    ("DS_RP_EMPLOI_LR_PRINC", "REG"),
    ("DS_RP_EMPLOI_LR_PRINC", "DEP"),
    ("DS_RP_EMPLOI_LR_COMP", "FRANCE"),
    ("DS_RP_EMPLOI_LR_COMP", "REG"),
    ("DS_RP_DIPLOMES_PRINC", "FRANCE"),
    ("DS_RP_DIPLOMES_PRINC", "REG"),
    ("DS_RP_POPULATION_COMP", "FRANCE"),
    ("DS_RP_POPULATION_COMP", "REG"),
)
CODES = Path(__file__).with_name("melodi_codes.csv")
_OUTSIDE = ("R06", "D976")  # the census tables that rates use are of France without Mayotte (denominators)
_PROFILE = ("sex", "qualification", "csp", "activity")
_TOTAL = "_T"
_PERSONS = "POP"
_GEO = re.compile(r"(?:\d{4}-)?(FRANCE|REG|DEP)-(\w+)")
_PREFIX = {"REG": "R", "DEP": "D"}
_METROPOLITAN = "FM"
_AGE = re.compile(r"Y(\d+)T(\d+)|Y_GE(\d+)|Y_LT(\d+)")


def fetch(folder: Path, deadline: Deadline, vintage: int | None, step: Step) -> dict[str, pd.DataFrame]:
    """Demander les jeux de Melodi: dataset → its rows as pynsee gives them. Raises FetchError.

    `folder` is the child's own (cache, log); `vintage` None asks for every vintage.
    """
    probe(f"{API}/melodi/catalog/all")
    request = {"base": API, "vintage": vintage, "seconds": deadline.remaining(), "parts": PARTS}
    names = run("data.sources.melodi_process", request, folder, deadline, step, PYNSEE_SILENT_MODE="true")
    frames: dict[str, list[pd.DataFrame]] = {}
    for name in names:
        frames.setdefault(name.split(".")[0], []).append(pd.read_parquet(folder / name))
    return {dataset: pd.concat(found, ignore_index=True) for dataset, found in frames.items()}


def parse(frames: Mapping[str, pd.DataFrame], vintage: int | None = None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Conformer: `COLUMNS`, one row a cell, and the datasets that gave no row. Default vintage: each one's last.

    `population` in persons (NaN where the source is empty); `age` as "15-64", "15+", "T"; FR is the source's own row.
    Raises FetchError when an answer is empty or has another shape.
    """
    tables = {dataset: _conform(dataset, frame, vintage) for dataset, frame in frames.items()}
    left_out = tuple(dataset for dataset, table in tables.items() if table.empty)
    if len(left_out) == len(tables):
        raise FetchError(f"Aucune ligne de population active reconnue : complétez {CODES.name} (codes de Melodi).")
    table = pd.concat([tables[d] for d in tables if d not in left_out]).drop_duplicates(KEY, keep="first")
    return table.sort_values(KEY, ignore_index=True)[list(COLUMNS)], left_out


def without_mayotte(table: pd.DataFrame) -> pd.DataFrame:
    """Le champ des taux: Mayotte left out, and FR as the sum of the 17 other regions."""
    kept = table[~table["territory"].isin(["FR", *_OUTSIDE])]
    regions = kept[kept["territory"].str.startswith("R")]
    sums = regions.groupby([k for k in KEY if k != "territory"], as_index=False).agg(
        population=("population", lambda values: values.sum(min_count=17)), flag=("flag", "max")
    )
    france = sums.assign(territory="FR", population=sums["population"].round(3)).dropna(subset="population")
    return pd.concat([france, kept], ignore_index=True).sort_values(KEY, ignore_index=True)[list(COLUMNS)]


def _conform(dataset: str, frame: pd.DataFrame, vintage: int | None) -> pd.DataFrame:
    measure = next((name for name in frame if name.startswith("OBS_VALUE")), None)
    if measure is None or not {"GEO", "TIME_PERIOD"} <= set(frame.columns):
        raise FetchError(f"{dataset} n’a pas la forme attendue : il manque le territoire, l’année ou la valeur.")
    values = pd.to_numeric(frame[measure], errors="coerce").astype(float)
    if values.isna().all():
        raise FetchError(f"Toutes les valeurs de {dataset} sont vides : la réponse est refusée.")
    rows = frame.assign(
        territory=frame["GEO"].map(_territory),
        vintage=pd.to_numeric(frame["TIME_PERIOD"].str[:4]).astype(int),
        age=frame["AGE"].map(_age_label) if "AGE" in frame else "T",
        population=values,
        flag=frame["OBS_STATUS"].where(frame["OBS_STATUS"] != "A", "") if "OBS_STATUS" in frame else "",
    )
    # France may be there with and without its overseas departments: the first, "F", is the whole.
    france = rows.loc[rows["territory"] == "FR", "GEO"].min()
    rows = rows[rows["territory"].notna() & ((rows["territory"] != "FR") | (rows["GEO"] == france))]
    rows = rows[rows["vintage"] == (vintage or rows["vintage"].max())]
    if "RP_MEASURE" in rows:
        rows = rows[rows["RP_MEASURE"] == _PERSONS]
    codes = pd.read_csv(CODES, dtype=str)
    known = [name for name in codes["dimension"].unique() if name in rows]
    for name in frame.columns.difference([*known, "AGE", "GEO"]):
        if (frame[name] == _TOTAL).any():
            rows = rows[rows[name] == _TOTAL]
    if rows.duplicated(["territory", "vintage", "age", *known]).any():
        raise FetchError(f"{dataset} a une ventilation inconnue, une case y est en double : {', '.join(frame)}.")
    return _translate(rows, codes, known)


def _translate(rows: pd.DataFrame, codes: pd.DataFrame, known: list[str]) -> pd.DataFrame:
    """The source's codes to ours; a category made of several codes is their sum, or absent when one is missing."""
    rows = rows.assign(parts=1)
    for name in known:
        crosswalk = codes[codes["dimension"] == name]
        column = crosswalk["column"].iloc[0]
        own = crosswalk[["code", "value"]].rename(columns={"code": name, "value": column})
        rows = rows.merge(own.assign(size=own.groupby(column)[name].transform("size")), on=name)
        rows = rows.assign(parts=rows["parts"] * rows.pop("size"))
    columns = {name: rows.get(name, "T") for name in _PROFILE}
    if "activity" not in rows:
        rows = rows[columns["csp"] != "T"] if "csp" in rows else rows.iloc[:0]
        columns["activity"] = "all"
    rows = rows.assign(**columns, source="rp", blank=rows["population"].isna())
    table = rows.groupby(KEY, as_index=False).agg(
        population=("population", "sum"),
        blank=("blank", "any"),
        flag=("flag", "max"),
        found=("parts", "size"),
        parts=("parts", "first"),
    )
    table = table[table["found"] == table["parts"]]
    return table.assign(population=table["population"].round(3).mask(table["blank"]))


def _territory(geo: str) -> str | None:
    found = _GEO.fullmatch(geo)
    if not found or found[2] == _METROPOLITAN:
        return None
    return "FR" if found[1] == "FRANCE" else _PREFIX[found[1]] + found[2]


def _age_label(code: str) -> str:
    if code == _TOTAL:
        return "T"
    found = _AGE.fullmatch(code)
    if not found:
        return code.removeprefix("Y")
    first, last, over, under = found.groups()
    if over:
        return f"{over}+"
    return f"{first}-{last}" if first else f"0-{int(under) - 1}"
