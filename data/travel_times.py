"""Temps de trajet: minutes from communes to sites, a file that an administrator may load (CEP_TRAVEL_TIMES).

A CSV (comma or semicolon) or a Parquet, one row a pair: commune, site, minutes, and operator, whose code the site's is.
Without the column operator, a code that two operators have is of neither. None is shipped: it takes a road network.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from data.chosen_file import ChosenFile
from data.contract.places import communes
from geo.distance import FloatArray, IntArray
from geo.hypothesis import SiteKey
from geo.travel import TravelTimes, duration, travel_pairs

_LOG = logging.getLogger(__name__)
_VARIABLE = "CEP_TRAVEL_TIMES"
_HEADS, _OPERATOR = ("commune", "site", "minutes"), "operator"


def read_times(path: Path) -> TravelTimes:
    """Read a table of times; the log counts the rows set aside.

    Raises OSError, and ValueError in French on other heads, an operator said here and not there, or no pair that can be
    used.
    """
    table = parquet.read_table(path) if path.suffix == ".parquet" else _read_csv(path)
    if not set(_HEADS) <= set(table.column_names):
        raise ValueError(f"colonnes attendues : {', '.join(_HEADS)}, et {_OPERATOR} si des codes se répètent.")
    town, towns = _coded(table, "commune")
    site, codes = _coded(table, "site")
    operator, operators = _coded(table, _OPERATOR) if _OPERATOR in table.column_names else (np.zeros_like(site), [""])
    if "" in operators and len(operators) > 1:
        raise ValueError("l’opérateur manque sur une partie des lignes.")
    known = {code: k for k, code in enumerate(communes().index)}
    keys, key = np.unique(operator * len(codes) + site, return_inverse=True)
    pairs, refused = travel_pairs(
        np.array([known.get(code, -1) for code in towns])[town], key, _minutes(table), (len(known), len(keys))
    )
    if not len(pairs.cost):
        raise ValueError("aucun temps utilisable : ni commune connue, ni durée.")
    named = tuple(SiteKey(operators[k // len(codes)], codes[k % len(codes)]) for k in keys.tolist())
    for reason, rows in refused.items():
        _LOG.warning("%s, %s : %d lignes écartées (%s)", _VARIABLE, path, len(rows), reason)
    return TravelTimes(pairs, named, {reason: len(rows) for reason, rows in refused.items()})


def _coded(table: pa.Table, name: str) -> tuple[IntArray, list[str]]:
    """The number of each row’s text among its different texts, "" for a missing one: few of millions."""
    column = table[name].cast(pa.string()).fill_null("").combine_chunks().dictionary_encode()
    return column.indices.to_numpy(zero_copy_only=False).astype(np.int64), column.dictionary.to_pylist()


def _minutes(table: pa.Table) -> FloatArray:
    if not pa.types.is_floating(table["minutes"].type) and not pa.types.is_integer(table["minutes"].type):
        text, texts = _coded(table, "minutes")
        return np.array([duration(of) for of in texts])[text]
    # A missing number says that there is no way, as a blank does; an infinite one is no duration.
    column = table["minutes"]
    minutes = column.cast(pa.float64()).to_numpy()
    blank = column.is_null(nan_is_null=True).to_numpy()
    return np.where(blank, np.inf, np.where(np.isinf(minutes), np.nan, minutes))


def _read_csv(path: Path) -> pa.Table:
    """All columns as text. Arrow reads two million rows in half a second, where pandas that guesses its comma takes
    ten."""
    with path.open(encoding="utf-8-sig") as file:
        head = file.readline()
    parsing = csv.ParseOptions(delimiter=";" if head.count(";") > head.count(",") else ",")
    named = [name.strip().strip('"') for name in head.strip().split(parsing.delimiter)]
    reading = csv.ReadOptions(skip_rows=1, column_names=named)
    used = [name for name in (*_HEADS, _OPERATOR) if name in named]
    texts = csv.ConvertOptions(column_types=dict.fromkeys(named, pa.string()), include_columns=used)
    return csv.read_csv(path, read_options=reading, parse_options=parsing, convert_options=texts)


_FILE = ChosenFile(_VARIABLE, read_times)
choose, is_chosen, travel_times = _FILE.choose, _FILE.is_chosen, _FILE.content
