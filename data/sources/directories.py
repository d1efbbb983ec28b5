"""Annuaires publics: sites from the DILA directory of administrations and from Insee's BPE (équipements).

`read` opens a file, compressed or not; `parse_dila` and `parse_bpe` are pure. Which type of service belongs to which
operator is the table `site_types.csv`. BPE types: Insee, variable TYPEQU, A122 « Réseau de proximité Pôle emploi »,
France Travail since.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.sources.archives import open_file
from data.sources.fetching import FetchError
from data.sources.sites import COLUMNS, lambert_to_degrees

_TYPES = Path(__file__).with_name("site_types.csv")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ACCESSIBLE = {"ACC": "o", "NAC": "n"}
_CHUNK = 200_000
_LONGEST_NAME = 200
_BPE = {"DEPCOM", "TYPEQU", "LAMBERT_X", "LAMBERT_Y", "LONGITUDE", "LATITUDE", "NOMRS", "CODPOS", "SIRET"}


def operators(directory: str) -> dict[str, str]:
    """Type de service → opérateur, for "dila" or "bpe"."""
    with _TYPES.open(encoding="utf-8", newline="") as file:
        return {row["type"]: row["operator"] for row in csv.DictReader(file) if row["directory"] == directory}


def read(directory: str, path: Path) -> pd.DataFrame:
    """Lire un annuaire, "dila" or "bpe" → `COLUMNS` of the sites. Raises FetchError, or OSError without a file."""
    if directory == "dila":
        with open_file(path, (".json",)) as content:
            return parse_dila(content)
    if path.suffix == ".parquet":
        return bpe_sites(_bpe_parquet(path))
    with open_file(path, (".csv",)) as content:
        return parse_bpe(content)


def parse_dila(content: io.BufferedReader) -> pd.DataFrame:
    """Annuaire de l’administration (JSON) → `COLUMNS` of the sites. Raises FetchError."""
    try:
        document = json.load(content)
    except ValueError:
        raise FetchError("L’annuaire n’est pas un JSON lisible : fichier tronqué ou d’une autre nature.") from None
    records = document if isinstance(document, list) else document.get("service") or document.get("results") or []
    known, met, rows = operators("dila"), Counter[str](), []
    for record in records:
        for pivot in _nested(record, "pivot"):
            kind = pivot.get("type_service_local", "")
            met[kind] += 1
            if kind in known:
                rows.append(_dila_site(record, pivot, known[kind]))
                break
    if not rows:
        common = ", ".join(name for name, _ in met.most_common(10) if name) or "aucun"
        raise FetchError(f"Aucun type de service connu dans l’annuaire, mais : {common} ; complétez {_TYPES.name}.")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"lat": float, "lon": float})


def parse_bpe(content: io.BufferedReader) -> pd.DataFrame:
    """Base permanente des équipements (CSV) → `COLUMNS` of the sites, read by chunks. Raises FetchError."""
    known, kept = operators("bpe"), []
    options = {"dtype": str, "keep_default_na": False, "chunksize": _CHUNK, "usecols": lambda name: name in _BPE}
    first = content.peek()
    separator = ";" if first.count(b";") > first.count(b",") else ","
    try:
        for chunk in pd.read_csv(content, sep=separator, encoding="utf-8-sig", **options):
            if not {"DEPCOM", "TYPEQU"} <= set(chunk):
                raise FetchError("Ce n’est pas la BPE : il manque les colonnes DEPCOM et TYPEQU.")
            kept.append(chunk[chunk["TYPEQU"].isin(list(known))])
    except (ValueError, pd.errors.ParserError) as error:
        raise FetchError(f"La BPE est illisible : {error}.") from None
    rows = pd.concat(kept, ignore_index=True)
    return bpe_sites(rows)


def bpe_sites(rows: pd.DataFrame) -> pd.DataFrame:
    """Équipements (columns of the BPE, text) → `COLUMNS`. The BPE numbers no place: a site is its type and its rank."""
    if rows.empty:
        raise FetchError(f"Aucun équipement des types attendus dans la BPE : complétez {_TYPES.name}.")
    known = operators("bpe")
    blank = pd.Series("", index=rows.index)
    if {"LONGITUDE", "LATITUDE"} <= set(rows):
        lon, lat = (pd.to_numeric(rows[name], errors="coerce").round(5) for name in ("LONGITUDE", "LATITUDE"))
    else:
        lon, lat = lambert_to_degrees(rows.get("LAMBERT_X", blank), rows.get("LAMBERT_Y", blank), rows["DEPCOM"])
    table = pd.DataFrame(
        {
            "operator": rows["TYPEQU"].map(known),
            "name": rows.get("NOMRS", blank),
            "site_kind": "permanent",
            "commune": rows["DEPCOM"],
            "lat": lat,
            "lon": lon,
            "postal_code": rows.get("CODPOS", blank),
        }
    )
    siret = rows.get("SIRET", blank)
    table = table.sort_values(["commune", "lat", "lon"], kind="stable")
    rank = (table.groupby("commune").cumcount() + 1).astype(str)
    table["site"] = siret.where(siret != "", "BPE-" + rows["TYPEQU"] + "-" + table["commune"] + "-" + rank)
    generic = "Agence de la commune " + table["commune"] + " (" + rank + ")"
    table["name"] = table["name"].where(table["name"] != "", generic)
    return table.reindex(columns=list(COLUMNS)).fillna({"site": ""}).reset_index(drop=True)


def _bpe_parquet(path: Path) -> pd.DataFrame:
    try:
        columns = sorted(_BPE & set(pq.read_schema(path).names))
        rows = pd.read_parquet(path, columns=columns, filters=[("TYPEQU", "in", list(operators("bpe")))])
    except (pa.ArrowException, KeyError):
        raise FetchError("Ce n’est pas la BPE en Parquet : fichier illisible ou sans colonne TYPEQU.") from None
    return rows.astype(object).where(rows.notna(), "").astype(str)


def _dila_site(record: dict[str, Any], pivot: dict[str, Any], operator: str) -> dict[str, Any]:
    addresses = _nested(record, "adresse")
    address = next((a for a in addresses if a.get("type_adresse") == "Adresse"), addresses[0] if addresses else {})
    codes = pivot.get("code_insee_commune") or []
    name = " ".join(str(record.get("nom", "")).split())[:_LONGEST_NAME]
    lat, lon = (address.get(axis) or float("nan") for axis in ("latitude", "longitude"))
    return {
        "site": record.get("id") or record.get("ancien_code_pivot", ""),
        "operator": operator,
        "name": name,
        # A permanence is a session held in another body's premises; the directory says so in the name only.
        "site_kind": "outreach" if "permanence" in name.casefold() else "permanent",
        "commune": record.get("code_insee_commune") or (codes[0] if len(codes) == 1 else ""),
        "lat": lat,
        "lon": lon,
        "weekly_hours": _weekly_hours(_nested(record, "plage_ouverture")),
        "accessible": _ACCESSIBLE.get(address.get("accessibilite", ""), ""),
        "postal_code": address.get("code_postal", ""),
    }


def _nested(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects, which one of the two publications of the directory writes as JSON in a text."""
    value = record.get(name) or []
    return json.loads(value) if isinstance(value, str) else value


def _weekly_hours(slots: list[dict[str, Any]]) -> float | None:
    """Heures d’ouverture par semaine; None when a slot has a comment (« un mardi sur deux ») or an hour is missing."""
    minutes = 0
    for slot in slots:
        try:
            first, last = (_DAYS.index(slot[name].casefold()) for name in ("nom_jour_debut", "nom_jour_fin"))
            parts = [(slot[f"valeur_heure_debut_{i}"], slot[f"valeur_heure_fin_{i}"]) for i in (1, 2)]
            spans = [_minutes(end) - _minutes(start) for start, end in parts if start and end]
        except (KeyError, ValueError, AttributeError):
            return None
        if slot.get("commentaire") or not spans or last < first or min(spans) <= 0:
            return None
        minutes += (last - first + 1) * sum(spans)
    return round(minutes / 60, 2) if minutes else None


def _minutes(text: str) -> int:
    moment = time.fromisoformat(text)
    return 60 * moment.hour + moment.minute
