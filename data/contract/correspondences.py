"""Correspondances: what the import reads as something else, as tables to be read by people."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.contract import places
from data.contract.tables import TABLES
from geo.areas import AREAS
from nomenclatures import QUALIFICATION

_FOLDER = Path(__file__).parent
_ROMAN = re.compile("[IV]+")
_ROMAN_WORD = re.compile(r"\b[iv]+(?=bis|\b)")
# The two nomenclatures of levels of education, by the source that spellings.csv gives.
_LEVELS = {"1969": "Nomenclature des niveaux de formation de 1969", "2019": "Cadre national des certifications"}


def spelling_rows() -> pd.DataFrame:
    """Graphies admises besides codes and labels: dimension (French title), spelling, code, label, source."""
    known = {f.nomenclature.name: f.nomenclature for t in TABLES.values() for f in t.fields if f.nomenclature}
    rows = _read("spellings.csv")
    named = [known[name] for name in rows["dimension"]]
    return rows.assign(
        dimension=[n.title for n in named],
        label=[n[code].label for n, code in zip(named, rows["code"], strict=True)],
    )


def qualification_levels() -> pd.DataFrame:
    """Niveaux de qualification: code, label, and the levels of 1969 and of 2019 that read as it (tuples of texts)."""
    rows = _read("spellings.csv")
    rows = rows[rows["dimension"] == QUALIFICATION.name]
    table: dict[str, list[object]] = {"code": [], "label": [], **{f"levels_{year}": [] for year in _LEVELS}}
    for category in QUALIFICATION.known:
        table["code"].append(category.code)
        table["label"].append(category.label)
        for year, source in _LEVELS.items():
            found = rows[rows["source"].str.startswith(source) & (rows["code"] == category.code)]["spelling"]
            # A level of 1969 may be the category's own short label, which reads as it without being listed.
            own = [category.short_label] if year == "1969" and _ROMAN.fullmatch(category.short_label) else []
            texts = [_ROMAN_WORD.sub(lambda w: w.group().upper(), text) for text in (*own, *found)]
            table[f"levels_{year}"].append(
                tuple({text.replace(" ", ""): text for text in reversed(texts)}.values())[::-1]
            )
    return pd.DataFrame(table, dtype=object)


def old_regions() -> pd.DataFrame:
    """Régions d’avant 2016: code, name, successor (code), successor_name."""
    rows = _read("old_regions.csv")
    return rows.assign(successor_name=[AREAS[f"R{code}"].name for code in rows["successor"]])


def moved_communes() -> int:
    """Nombre de codes de communes (merged ones, delegated ones, districts) that read as a commune of today."""
    return len(places.successors())


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / name, dtype=str, keep_default_na=False)
