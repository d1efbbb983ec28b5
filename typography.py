"""Typographie: the spaces that French puts around its marks and the names of its months, for every room that writes."""

from __future__ import annotations

import re

NBSP, NNBSP = "\u00a0", "\u202f"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_NARROW = re.compile(r" ([;?!%‰])")
_WIDE = re.compile(r" :|« | »")


def spaced(text: str) -> str:
    """Espaces insécables: narrow before ; ? ! % ‰, wide before the colon and inside « »."""
    return _WIDE.sub(lambda found: found.group().replace(" ", NBSP), _NARROW.sub(NNBSP + r"\1", text))


def grouped(number: int) -> str:
    """Nombre entier, its thousands set apart."""
    return f"{number:,}".replace(",", NNBSP)
