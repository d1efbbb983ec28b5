"""Nombres et dates en français, as every screen, figure and sentence writes them.

U+202F separates thousands and precedes % and ‰, the decimal mark is a comma, minus is U+2212. A number that is missing
or infinite raises ValueError: what to write in its place is the caller's decision, never "nan".
"""

from __future__ import annotations

import math

from typography import MONTHS, NNBSP

MINUS = "−"
_SYMBOLS = ("%", "‰")
_LETTERS = (
    "aucun",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
)


def number(value: float, decimals: int = 0) -> str:
    """Nombre: "1 234,5"; ties to even on the last decimal; never "−0". Raises ValueError if not finite."""
    if not math.isfinite(value):
        raise ValueError(f"a number to print must be finite, got {value}")
    text = f"{abs(value):,.{decimals}f}".replace(",", NNBSP).replace(".", ",")
    is_zero = not text.strip(f"0,{NNBSP}")
    return text if value >= 0 or is_zero else MINUS + text


def percent(value: float, decimals: int = 0) -> str:
    """Pourcentage of a value already in %: "13 %"."""
    return with_unit(value, "%", decimals)


def with_unit(value: float, unit: str, decimals: int = 0) -> str:
    """Nombre et unité: a symbol (% or ‰) after U+202F, a noun after an ordinary space."""
    return f"{number(value, decimals)}{NNBSP if unit in _SYMBOLS else ' '}{unit}"


def signed(value: float, decimals: int = 0) -> str:
    """Nombre avec son signe: "+10,0", "−0,6"; what rounds to zero has no sign."""
    text = number(value, decimals)
    is_zero = not text.strip(f"0,{NNBSP}")
    return text if value < 0 or is_zero else f"+{text}"


def ordinal(rank: float) -> str:
    """Ordinal masculin: "1ᵉʳ", "3ᵉ", in superscript letters."""
    return number(rank) + ("ᵉʳ" if round(rank) == 1 else "ᵉ")


def span(low: float, high: float) -> str:
    """Intervalle de rang: "3–7" with an en dash, "3" when both ends are the same."""
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def plural(count: float, singular: str, several: str = "") -> str:
    """Accord du nom: French uses the plural from 2 on, so 0 and 1,9 take the singular."""
    return singular if abs(count) < 2 else several or f"{singular}s"


def in_letters(count: int, feminine: bool = True) -> str:
    """Nombre en lettres up to sixteen ("une", "quatre", "aucune" for 0), in figures beyond."""
    if count >= len(_LETTERS):
        return number(count)
    return _LETTERS[count] + ("e" if feminine and count < 2 else "")


def capitalised(text: str) -> str:
    """Majuscule initiale, the rest untouched."""
    return text[:1].upper() + text[1:]


def month_label(month: str) -> str:
    """Mois "2017-03" → "mars 2017"."""
    return f"{_month_name(month)} {month[:4]}"


def period_label(start: str, end: str) -> str:
    """Période, both months included: "2017", "2016 et 2017", "2015–2017", "mars 2017", "mai 2018 – juillet 2018"."""
    if start == end:
        return month_label(start)
    if not _whole_years(start, end):
        return f"{month_label(start)} – {month_label(end)}"
    first, last = start[:4], end[:4]
    if first == last:
        return first
    return f"{first} et {last}" if int(last) == int(first) + 1 else f"{first}–{last}"


def in_period(start: str, end: str) -> str:
    """Complément de temps at the head of a sentence: "En 2017", "De 2015 à 2017", "De janvier à juillet 2018"."""
    if start == end or _whole_years(start, end):
        label = period_label(start, end)
        return f"De {label.replace('–', ' à ')}" if "–" in label else f"En {label}"
    first = _month_name(start) if start[:4] == end[:4] else month_label(start)
    of = "D’" if first[0] in "ao" else "De "
    return f"{of}{first} à {month_label(end)}"


def _month_name(month: str) -> str:
    return MONTHS[int(month[5:7]) - 1]


def _whole_years(start: str, end: str) -> bool:
    return start[5:7] == "01" and end[5:7] == "12"
