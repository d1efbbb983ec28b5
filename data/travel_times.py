"""Temps de trajet: minutes from communes to sites, a file that an administrator may load (CEP_TRAVEL_TIMES).

A CSV (comma or semicolon) or a Parquet, one row a pair: commune, site, minutes, and operator, whose code the site's is.
Without the column operator, a code that two operators have is of neither. None is shipped: it takes a road network.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from data.contract.places import communes
from geo.hypothesis import SiteKey
from geo.travel import TravelTimes, travel_pairs

_LOG = logging.getLogger(__name__)
_HEADS, _OPERATOR = ("commune", "site", "minutes"), "operator"
_chosen: list[str] = [""]


def choose(path: str) -> None:
    """The file that the settings name, "" for none; read at the first question."""
    _chosen[0] = path


def is_chosen() -> bool:
    """Whether the settings name a file. Reads nothing."""
    return bool(_chosen[0])


def travel_times() -> TravelTimes | None:
    """Temps de trajet, None when no file is loaded, or when it cannot be read: the log then says why."""
    return _loaded(_chosen[0]) if _chosen[0] else None


@cache
def _loaded(path: str) -> TravelTimes | None:
    try:
        times = read_times(Path(path))
    except (OSError, ValueError) as error:
        _LOG.error("CEP_TRAVEL_TIMES, %s : %s", path, error)
        return None
    for reason, count in times.refused.items():
        _LOG.warning("CEP_TRAVEL_TIMES, %s : %d lignes écartées (%s)", path, count, reason)
    return times


def read_times(path: Path) -> TravelTimes:
    """Read a table of times. Raises OSError, and ValueError in French on other heads, an operator said here and not
    there, or no pair that can be used."""
    table = pd.read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    if not set(_HEADS) <= set(table.columns):
        raise ValueError(f"colonnes attendues : {', '.join(_HEADS)}, et {_OPERATOR} si des codes se répètent.")
    operators = table[_OPERATOR].fillna("").astype(str).tolist() if _OPERATOR in table else [""] * len(table)
    if any(operators) and not all(operators):
        raise ValueError("l’opérateur manque sur une partie des lignes.")
    site = list(map(SiteKey, operators, table["site"].astype(str).tolist()))
    keys = tuple(dict.fromkeys(site))
    commune, minutes = table["commune"].astype(str).tolist(), table["minutes"].tolist()
    pairs, refused = travel_pairs(commune, site, minutes, communes().index.tolist(), keys)
    if not len(pairs.cost):
        raise ValueError("aucun temps utilisable : ni commune connue, ni durée.")
    return TravelTimes(pairs, keys, {reason: len(rows) for reason, rows in refused.items()})


def _read_csv(path: Path) -> pd.DataFrame:
    """All columns as text. Arrow reads two million rows in half a second, where pandas that guesses its comma takes
    ten."""
    with path.open(encoding="utf-8-sig") as file:
        head = file.readline()
    parsing = csv.ParseOptions(delimiter=";" if head.count(";") > head.count(",") else ",")
    named = [name.strip().strip('"') for name in head.strip().split(parsing.delimiter)]
    reading = csv.ReadOptions(skip_rows=1, column_names=named)
    texts = csv.ConvertOptions(column_types=dict.fromkeys(named, pa.string()))
    return csv.read_csv(path, read_options=reading, parse_options=parsing, convert_options=texts).to_pandas()
