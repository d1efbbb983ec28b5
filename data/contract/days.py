"""Jours et mois: the first day that a text means, as a spreadsheet, a database or a person writes it."""

from __future__ import annotations

import re
from datetime import date

from data.contract.spelling import plain

_FIGURES = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})([-/.](?P<d>\d{1,2})([T ].*)?)?"
    r"|((?P<D>\d{1,2})[-/.])?(?P<M>\d{1,2})[-/.](?P<Y>\d{4})"
    r"|(?P<yy>20\d{2})(?P<mm>\d{2})(?P<dd>\d{2})?"
)
_NAMED = re.compile(r"((?P<day>\d{1,2})(er)?[ -])?(?P<name>[a-z]{3,9})\.?[ -/]?(?P<year>(20)?\d{2})")
_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
# Days since 1899-12-30 that a spreadsheet shows for the years 2009 to 2064 once a column has lost its format.
_SERIAL = re.compile(r"[45]\d{4}([.,]0+)?")


def read_day(text: str) -> date | None:
    """First day meant by a month or a date: 2017-03, 03/2017, 201703, 15/03/2017, « mars 2017 », « mars-17 ».

    Years of two digits are read after the name of a month only, as French spreadsheets write months: the service is of
    this century. None when the text means none, or more than one.
    """
    found = _FIGURES.fullmatch(text.strip())
    if found:
        year, month = found["y"] or found["Y"] or found["yy"], found["m"] or found["M"] or found["mm"]
        return _date(int(year), int(month), int(found["d"] or found["D"] or found["dd"] or 1))
    named = _NAMED.fullmatch(plain(text))
    if not named:
        return None
    number = _month(named["name"])
    return _date(2000 + int(named["year"][-2:]), number, int(named["day"] or 1)) if number else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """Month of which a French or English name starts as `name` does, when there is only one."""
    found = [number for number, names in enumerate(_MONTHS, 1) if any(full.startswith(name) for full in names)]
    return found[0] if len(found) == 1 else None


def is_serial(text: str) -> bool:
    """Whether a text is the number under a date of a spreadsheet, its format lost."""
    return _SERIAL.fullmatch(text.strip()) is not None
