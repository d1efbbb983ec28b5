"""Cellules: the value of a worksheet cell as the text that a CSV file would hold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

_MIDNIGHT = time()
_LINE_ENDS = str.maketrans("\r\n", "  ")


def as_text(cell: ReadOnlyCell | EmptyCell) -> str:
    """Texte d’une cellule: dates in ISO 8601, whole numbers without decimals, VRAI or FAUX, leading zeros as shown."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.translate(_LINE_ENDS)
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        return str(value).zfill(_shown_digits(cell))
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return repr(value) if isinstance(value, float) else str(value)


def _shown_digits(cell: ReadOnlyCell | EmptyCell) -> int:
    """Digits that a format such as « 00000 » (postal and municipality codes) shows; 0 for the other formats."""
    shown = cell.number_format or ""
    return len(shown) if shown.strip("0") == "" else 0
