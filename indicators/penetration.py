"""Pénétration: entries of an operator family for 1,000 persons of the public that it is there for, and a year."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from frames import small_frame
from indicators.intervals import poisson_interval, with_noise

_PER = 1000


class Public(Protocol):
    """Public: entries after disclosure, persons, and the bounds of these where their source is rounded."""

    @property
    def entries(self) -> float: ...
    @property
    def population(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


class _Rate(NamedTuple):
    value: float
    lower: float
    upper: float
    status: str


def penetration(
    publics: Mapping[str, Public],
    broken: Sequence[bool],
    years: int,
    area: str,
    period: str,
    approximate: Collection[str] = (),
    noise_variance: float = 0.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Taux de pénétration, one row per family of `publics`, in their order: entries / persons × 1,000 / years.

    `broken`: whether the period mixes two perimeters of the family; `years`: whole calendar years, 0 for a part of one;
    `approximate`: families whose public is not quite that of the population; `noise_variance`: of the perturbation of
    the entries. The bounds are those of the entries, as those of the access rate (Poisson, widened by the noise),
    each over the bound of a rounded population that takes it further. cell_status, first that holds: no_denominator;
    no_data (entries unknown); not_whole (part of a year); break; secret (0 after disclosure); approximate; ok. Only
    the last two have a value.
    """
    rates = [
        _rate(of, _status(of, family, is_broken, years, approximate), years, noise_variance, confidence)
        for (family, of), is_broken in _paired(publics, broken)
    ]
    entries = np.array([of.entries for of in publics.values()], dtype=np.float64)
    size = len(rates)
    return small_frame(
        {
            "area": np.array([area] * size, dtype=object),
            "period": np.array([period] * size, dtype=object),
            "group": np.array(list(publics), dtype=object),
            "numerator": np.where(entries == 0, np.nan, entries),
            "denominator": np.array([of.population for of in publics.values()], dtype=np.float64),
            "value": np.array([rate.value for rate in rates], dtype=np.float64),
            "lower": np.array([rate.lower for rate in rates], dtype=np.float64),
            "upper": np.array([rate.upper for rate in rates], dtype=np.float64),
            "confidence": np.full(size, confidence),
            "cell_status": np.array([rate.status for rate in rates], dtype=object),
        }
    )


def _paired(publics: Mapping[str, Public], broken: Sequence[bool]) -> list[tuple[tuple[str, Public], bool]]:
    return list(zip(publics.items(), broken, strict=True))


def _rate(of: Public, status: str, years: int, noise_variance: float, confidence: float) -> _Rate:
    if status not in ("ok", "approximate"):
        return _Rate(math.nan, math.nan, math.nan, status)
    lower, upper = with_noise(of.entries, *poisson_interval([of.entries], confidence), noise_variance, confidence)
    scale = _PER / years
    # The more persons, the lower the rate.
    lowest, highest = max(float(lower[0]), 0.0) / of.high, float(upper[0]) / of.low
    return _Rate(scale * of.entries / of.population, scale * lowest, scale * highest, status)


def _status(of: Public, family: str, is_broken: bool, years: int, approximate: Collection[str]) -> str:
    if not of.population > 0:
        return "no_denominator"
    if math.isnan(of.entries):
        return "no_data"
    if not years:
        return "not_whole"
    if is_broken:
        return "break"
    if of.entries == 0:
        return "secret"
    return "approximate" if family in approximate else "ok"
