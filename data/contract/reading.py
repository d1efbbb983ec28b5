"""Lecture d’un champ: from the texts that a column holds to the values that a release keeps.

A column is judged on its distinct texts, however many rows repeat them: pandera says which texts break which rule,
and the others are converted. Nothing here looks at rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from data.contract import places
from data.contract.days import is_serial, read_day
from data.contract.field import FIRST_DAY, MAXIMUM_LENGTH, REFUSED, Field, Kind
from data.contract.spelling import plain, says_total, spellings
from nomenclatures import AGE, SERVICE

# Thousands are set apart by a space, whichever: U+00A0 and U+202F are those of French spreadsheets.
_THOUSANDS = r"\d{1,3}([ \u00a0\u202f]\d{3})+"
_NUMBER = re.compile(rf"-?(\d{{1,12}}|{_THOUSANDS})([.,]\d{{1,12}})?")
# « 1,000 » is one or a thousand: three decimals are not those of a whole number.
_INTEGER = re.compile(rf"(\d{{1,9}}|{_THOUSANDS})([.,]0{{1,2}})?")
_AMBIGUOUS = re.compile(r"\d{1,3}([.,]\d{3})+")
_POSTAL_CODE = re.compile(r"\d{5}")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_AGE_YEARS = re.compile(r"(\d{2})( ans)?")
_AGE_STARTS = ((15, "a15"), (26, "a26"), (45, "a45"))
_PLACES: dict[Kind, tuple[Callable[[str], str | None], str]] = {
    Kind.COMMUNE: (places.read_commune, "unknown_commune"),
    Kind.DEPARTMENT: (places.read_department, "unknown_department"),
    Kind.REGION: (places.read_region, "unknown_region"),
    Kind.TERRITORY: (places.read_territory, "unknown_territory"),
}


@dataclass(frozen=True)
class Verdict:
    """Verdict on a column: text → value of the release, and text → rule that it breaks."""

    values: dict[str, Any]
    failures: dict[str, str]


def judge(field: Field, texts: list[str], latest: date | None = None) -> Verdict:
    """Juger les textes distincts d’une colonne. `latest`: last day accepted for a month or date (default: today)."""
    series = pd.Series(texts, dtype=object).str.strip()
    written = pd.Series(texts, dtype=object)[series != ""]
    failures: dict[str, str] = {}
    if field.blank is REFUSED:
        failures |= {text: "blank" for text, kept in zip(texts, series, strict=True) if not kept}
    try:
        _schema(field, latest or date.today()).validate(written, lazy=True)
    except SchemaErrors as error:
        found = error.failure_cases.sort_values("check_number", kind="stable")
        for index, rule in zip(found["index"], found["check"], strict=True):
            text = texts[int(index)]
            failures.setdefault(text, "total_row" if says_total(text) else str(rule))
    convert = _converter(field)
    values = {t: convert(t.strip()) if t.strip() else field.blank for t in texts if t not in failures}
    return Verdict(values, failures)


def _schema(field: Field, latest: date) -> pa.SeriesSchema:
    """pandera's schema of a column's texts that are not blank; each check is named by the rule it keeps."""
    checks = [pa.Check(holds, error=rule, element_wise=True) for rule, holds in _rules(field, latest)]
    return pa.SeriesSchema(object, checks=checks, nullable=False)


def _rules(field: Field, latest: date) -> list[tuple[str, Callable[[str], bool]]]:
    kind = field.kind
    if kind in _PLACES:
        read, rule = _PLACES[kind]
        return [(rule, lambda t: read(t) is not None)]
    if kind is Kind.CODE and field.nomenclature:
        known = spellings(field.nomenclature)
        apart = [(rule, partial(_is_not, text)) for text, rule in field.apart.items()]
        return [*apart, ("unknown_code", lambda t: plain(t) in known)]
    if kind is Kind.AGE:
        return [("not_an_age", lambda t: _age(t) is not None)]
    if kind is Kind.SERVICES:
        return [("unknown_service", lambda t: _services(t) is not None)]
    if kind is Kind.MONTH:
        within = partial(_between, FIRST_DAY, latest)
        return [
            ("serial_date", lambda t: not is_serial(t)),
            ("not_a_month", lambda t: read_day(t) is not None),
            ("out_of_time", within),
        ]
    if kind is Kind.DATE:
        return [("serial_date", lambda t: not is_serial(t)), ("not_a_date", lambda t: read_day(t) is not None)]
    if kind is Kind.INTEGER:
        clear = ("ambiguous_number", lambda t: _AMBIGUOUS.fullmatch(t.strip()) is None)
        return [clear, ("not_an_integer", _matches(_INTEGER)), ("out_of_bounds", partial(_inside, field))]
    if kind is Kind.NUMBER:
        return [("not_a_number", _matches(_NUMBER)), ("out_of_bounds", partial(_inside, field))]
    if kind is Kind.POSTAL_CODE:
        return [("not_a_postal_code", lambda t: _POSTAL_CODE.fullmatch(_postal_code(t)) is not None)]
    return [
        ("formula", lambda t: not _FORMULA.match(t.strip())),
        ("too_long", lambda t: len(t.strip()) <= MAXIMUM_LENGTH),
    ]


def _converter(field: Field) -> Callable[[str], Any]:
    kind = field.kind
    if kind in _PLACES:
        return _PLACES[kind][0]
    if kind is Kind.CODE and field.nomenclature:
        known = spellings(field.nomenclature)
        return lambda t: known[plain(t)]
    simple: dict[Kind, Callable[[str], Any]] = {
        Kind.AGE: _age,
        Kind.SERVICES: _services,
        Kind.MONTH: lambda t: _known_day(t).replace(day=1),
        Kind.DATE: _known_day,
        Kind.INTEGER: lambda t: int(_number(t)),
        Kind.NUMBER: _number,
        Kind.POSTAL_CODE: _postal_code,
    }
    return simple.get(kind, str)


def _is_not(said: str, text: str) -> bool:
    return plain(text) != said


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda t: pattern.fullmatch(t.strip()) is not None


def _number(text: str) -> float:
    return float("".join(text.split()).replace(",", "."))


def _inside(field: Field, text: str) -> bool:
    if not _NUMBER.fullmatch(text.strip()):
        return True  # another rule says so
    low = float("-inf") if field.minimum is None else field.minimum
    high = float("inf") if field.maximum is None else field.maximum
    return low <= _number(text) <= high


def _known_day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise ValueError(f"not a date: {text!r}")
    return day


def _between(first: date, last: date, text: str) -> bool:
    day = read_day(text)
    return day is None or first <= day <= last


def _age(text: str) -> str | None:
    years = _AGE_YEARS.fullmatch(plain(text).removesuffix(".0"))
    if years and int(years[1]) >= _AGE_STARTS[0][0]:
        return [code for start, code in _AGE_STARTS if int(years[1]) >= start][-1]
    return spellings(AGE).get(plain(text))


def _services(text: str) -> int | None:
    """Bit mask of services separated by a bar, in the order of the nomenclature; None when one is unknown."""
    known, mask = spellings(SERVICE), 0
    for part in text.split("|"):
        code = known.get(plain(part))
        if code is None:
            return None
        mask |= 1 << SERVICE.position(code)
    return mask


def _postal_code(text: str) -> str:
    return text.strip().replace(" ", "").zfill(5)
