"""Population: the snapshots conformed to the one table of denominators that a release carries.

Sources, never mixed in one rate: "rp" census (15-64, declared), "lfs" labour force survey (15+), "csp" harmonised
series (25-54). A cell the source leaves empty stays empty; nothing is estimated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from data.snapshots import FOLDER, SnapshotError, load_manifests, read_rows, read_table
from data.snapshots.checks import check_snapshots

__all__ = [
    "COLUMNS",
    "check_snapshots",
    "load_manifests",
    "load_national_ages",
    "load_population",
    "load_published_figures",
    "load_unemployment_rates",
]

COLUMNS = (
    "source",
    "vintage",
    "level",
    "area",
    "sex",
    "age",
    "qualification",
    "csp",
    "activity",
    "population",
    "flag",
)
_FRANCE = "FR"
_TOTAL = "T"
_NONE = ""
_NAN = float("nan")
_ACTIVITIES = {"active_15_64": "all", "employed_15_64": "employed", "unemployed_15_64": "unemployed"}
# The two groups of the service's qualifications that the survey's diplomas match; non-response is in neither.
_GROUPS = {"sup": ("ed5-8",), "inf": ("ed0-2", "ed3-4")}
_LEVELS = {"F": "france", "R": "region", "D": "department"}
_Row = tuple[str, int, str, str, str, str, str, str, str, float, str]


def load_population(folder: Path = FOLDER) -> pd.DataFrame:
    """Population active, one row per (source, vintage, area, sex, age, qualification, csp, activity).

    Columns `COLUMNS`; `population` in persons (float, NaN where the source is empty), `flag` as the source gives it.
    France is the sum of the 17 regions for "rp" and "csp" 2011 (hors Mayotte), the source's own row for "lfs"
    (Mayotte included), and absent for "csp" 2014 (metropolitan regions only). A new frame at each call.
    Raises data.snapshots.SnapshotError.
    """
    try:
        rows = [
            *_census(2018, folder),
            *_census(2021, folder),
            *_labour_force_survey(folder),
            *_occupations(2011, folder, with_france=True),
            *_occupations(2014, folder, with_france=False),
        ]
    except (KeyError, ValueError) as error:
        raise SnapshotError(
            f"Un instantané n’a pas la forme attendue : {error}. Restaurez le fichier livré."
        ) from error
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _area(code: str, prefix: str = "R") -> str:
    return code if code == _FRANCE else prefix + code


def _census(vintage: int, folder: Path) -> Iterator[_Row]:
    regions = read_rows(f"rp{vintage}_regions", folder)
    france = {"region": _FRANCE} | {name: str(sum(int(row[name]) for row in regions)) for name in _ACTIVITIES}
    areas = [(_area(row["region"]), row) for row in (france, *regions)]
    areas += [(_area(row["department"], "D"), row) for row in read_rows(f"rp{vintage}_departments", folder)]
    for area, row in areas:
        for name, activity in _ACTIVITIES.items():
            profile = (_TOTAL, "15-64", _TOTAL, _TOTAL, activity)
            yield "rp", vintage, _LEVELS[area[0]], area, *profile, float(row[name]), _NONE


def _labour_force_survey(folder: Path) -> Iterator[_Row]:
    cells: dict[tuple[str, str, str], dict[str, tuple[float, str]]] = defaultdict(dict)
    for row in read_rows("lfs2016_region_sex_diploma", folder):
        text = row["active_thousands"]
        # Thousands with one decimal: rounding only removes the binary dust of the product.
        value = float(round(float(text) * 1000)) if text else _NAN
        cells[_area(row["region"]), row["sex"], row["age"]][row["qualification"]] = value, row["flag"]
    for (area, sex, age), diplomas in cells.items():
        for group, members in _GROUPS.items():
            parts = [diplomas[member] for member in members]
            diplomas[group] = sum(value for value, _ in parts), max(flag for _, flag in parts)
        for qualification, (value, flag) in diplomas.items():
            profile = (sex, age, qualification, _TOTAL, "all")
            yield "lfs", 2016, _LEVELS[area[0]], area, *profile, value, flag


def _occupations(vintage: int, folder: Path, *, with_france: bool) -> Iterator[_Row]:
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in read_rows(f"csp{vintage}_25_54_regions", folder):
        areas = (_area(row["region"]), _FRANCE) if with_france else (_area(row["region"]),)
        for area in areas:
            for activity in (row["activity"], "all"):
                counts[area, row["csp"], activity] += int(row["active_25_54"])
    for (area, csp, activity), count in counts.items():
        profile = (_TOTAL, "25-54", _TOTAL, csp, activity)
        yield "csp", vintage, _LEVELS[area[0]], area, *profile, float(count), _NONE


def load_unemployment_rates(folder: Path = FOLDER) -> pd.DataFrame:
    """Taux de chômage au sens du BIT, 15-74 ans, 2014-2024: columns year, level, area, sex, rate, flag.

    `rate` in percent (NaN where the source is empty), `flag` as Eurostat gives it (b break, d definition differs,
    u low reliability). Context only, never a denominator. Raises data.snapshots.SnapshotError.
    """
    table = read_table("unemployment_rates", folder)
    area = table["region"].map(_area)
    return pd.DataFrame(
        {
            "year": table["vintage"].astype(int),
            "level": area.str[0].map(_LEVELS),
            "area": area,
            "sex": table["sex"],
            "rate": pd.to_numeric(table["rate_percent"]).astype(float),
            "flag": table["flag"],
        }
    )


def load_national_ages(folder: Path = FOLDER) -> pd.DataFrame:
    """Parts des âges parmi les actifs, France, 2016: columns age, share (percent, rounded to the unit by the source).

    Shares side by side only: never turned into persons, so they are not in `load_population`.
    """
    table = read_table("national_ages_2016", folder)
    return pd.DataFrame({"age": table["age"], "share": table["share_percent"].astype(float)})


def load_published_figures(folder: Path = FOLDER) -> pd.DataFrame:
    """Chiffres publiés sur le CEP: the snapshot's columns as text, `value` as a number in the row's `unit`.

    Two rows never make a series: their definitions differ. Raises data.snapshots.SnapshotError.
    """
    table = read_table("published_figures", folder)
    return table.assign(value=table["value"].astype(float))
