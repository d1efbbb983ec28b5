"""Instantanés: the small reference tables shipped with the product, each with a manifest.

A snapshot is two files: `<name>.csv` (UTF-8, comma, codes as text) and `<name>.json` (producer, vintage, definition,
licence, sha256, caveats).
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent
NAMES = (
    "rp2018_regions",
    "rp2018_departments",
    "rp2021_regions",
    "rp2021_departments",
    "lfs2016_region_sex_diploma",
    "csp2011_25_54_regions",
    "csp2014_25_54_regions",
    "unemployment_rates",
    "national_ages_2016",
    "published_figures",
)


class SnapshotError(Exception):
    """Instantané absent ou illisible. The message is in French and says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Fiche d’un instantané: its producer, vintage, definition and scope in French, and the trace of its file."""

    name: str
    title: str
    producer: str
    dataset: str
    vintage: str
    definition: str
    scope: str
    licence: str
    source: str
    retrieved: str
    sha256: str
    row_count: int
    notes: tuple[str, ...]


def load_manifests(folder: Path = FOLDER) -> dict[str, Manifest]:
    """Fiches de tous les instantanés, by name, in the order of `NAMES`. Raises SnapshotError."""
    return {name: _manifest(name, folder) for name in NAMES}


def _manifest(name: str, folder: Path) -> Manifest:
    try:
        content = json.loads(_read(folder / f"{name}.json"))
        return Manifest(**{**content, "notes": tuple(content["notes"])})
    except (ValueError, TypeError, KeyError):
        expected = ", ".join(f.name for f in fields(Manifest))
        raise SnapshotError(f"La fiche {name}.json est illisible : elle doit porter les champs {expected}.") from None


def read_rows(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """Lignes d’un instantané: column name -> cell, all text, an empty cell as "". Raises SnapshotError."""
    try:
        header, *rows = csv.reader(io.StringIO(_read(folder / f"{name}.csv").decode("utf-8")))
    except ValueError:
        raise SnapshotError(f"La table {name}.csv est vide ou illisible : restaurez le fichier livré.") from None
    if any(len(row) != len(header) for row in rows):
        raise SnapshotError(f"La table {name}.csv a des lignes de longueurs différentes : restaurez le fichier livré.")
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_table(name: str, folder: Path = FOLDER) -> pd.DataFrame:
    """Table d’un instantané: `read_rows` as a frame of text columns. Raises SnapshotError."""
    return pd.DataFrame(read_rows(name, folder), dtype=str)


def digest(name: str, folder: Path = FOLDER) -> str:
    """Empreinte sha256 du fichier CSV de l’instantané, in hexadecimal. Raises SnapshotError."""
    return sha256(_read(folder / f"{name}.csv")).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise SnapshotError(f"Le fichier {path.name} manque dans {path.parent} : restaurez le fichier livré.") from None
