"""Graphies: the ways in which a file may write a code, and how two of them are compared."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nomenclatures import Nomenclature

_FILE = Path(__file__).with_name("spellings.csv")
_SPACES = re.compile(r"[\s_]+")
_TOTAL = re.compile(r"(sous[ -]?|grand )?(total|totaux)\b.{0,60}|ensemble|(tous|toutes?)( .{0,30}confondue?s?)?")


def plain(text: str) -> str:
    """Texte réduit: no case, accent, underscore or space too many, so that « Pôle  Emploi » reads as "pole emploi"."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    if not folded.isascii():
        folded = "".join(c for c in folded if not unicodedata.combining(c))
    return _SPACES.sub(" ", folded).strip()


def says_total(text: str) -> bool:
    """Whether a cell says that its row adds others: « Total », « Ensemble », « Sous-total Occitanie »."""
    return _TOTAL.fullmatch(plain(text)) is not None


@cache
def spellings(nomenclature: Nomenclature) -> dict[str, str]:
    """Graphies admises: plain text → code. Codes, labels, short labels, and the rows of `spellings.csv`.

    Raises ValueError when one spelling would mean two codes.
    """
    found: dict[str, str] = {}
    for text, code in (*_own(nomenclature), *_listed(nomenclature.name)):
        if found.setdefault(plain(text), nomenclature[code].code) != code:
            raise ValueError(f"{nomenclature.name}: « {text} » means {found[plain(text)]} and {code}")
    return found


def _own(nomenclature: Nomenclature) -> Iterator[tuple[str, str]]:
    for category in nomenclature:
        for text in (category.code, category.label, category.short_label):
            yield text, category.code


def _listed(name: str) -> Iterator[tuple[str, str]]:
    for dimension, text, code in _rows():
        if dimension == name:
            yield text, code


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple((r["dimension"], r["spelling"], r["code"]) for r in csv.DictReader(file))
