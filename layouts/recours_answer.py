"""Réponse de la page Recours: what each of its cards shows. Frames are shared among requests: write into none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from filters import Period
from indicators.correlation import Line
from indicators.signals import SIGNAL
from layouts.answer import Answer

# The group of all the operators chosen together.
EVERYONE = "ensemble"


@dataclass(frozen=True)
class Recours(Answer):
    """What every card says of the period and of the operators, and the entries of the territory (NaN: not known)."""

    entries: float


class Flow(NamedTuple):
    """Flux d’entrées ou de sorties.

    families: those of the perimeter; of: family, or EVERYONE, → its rows, one a month; breaks: those that touch it.
    """

    families: tuple[str, ...]
    of: dict[str, pd.DataFrame]
    breaks: dict[str, pd.DataFrame]


class Shares(NamedTuple):
    """Parts: the period answered, and rows of group × of, in %."""

    period: Period
    rows: pd.DataFrame


class Publics(NamedTuple):
    """Publics visés: the period answered, and one row per family, for 1,000 persons and a year."""

    period: Period
    rows: pd.DataFrame


class Link(NamedTuple):
    """Recours et chômage: years of the rates, result frames of the groups "avec" and "sans" with `unemployment`, and
    the line of each."""

    years: tuple[int, ...]
    rows: pd.DataFrame
    lines: dict[str, Line]


class Signals(NamedTuple):
    """Signaux: the rows of indicators.signals, of every family, signal and area."""

    rows: pd.DataFrame

    def chosen(self, signal: str, family: str) -> tuple[str, str]:
        """Signal et famille shown: those named; where one is not, that of the first pair with an area outside the
        limits, else of the first pair."""
        known = list(zip(*(self.rows[n].tolist() for n in ("group", "family", "flag")), strict=True))
        families = list(dict.fromkeys(of for _, of, _ in known))
        kept = [of for of in families if of == family] or families
        pairs = [(code, of) for code in SIGNAL if signal in ("", code) for of in kept]
        flagged = {(code, of) for code, of, flag in known if flag}
        return next((pair for pair in pairs if pair in flagged), pairs[0])

    def of(self, signal: str, family: str) -> pd.DataFrame:
        rows = self.rows
        return rows[((rows["group"] == signal) & (rows["family"] == family)).to_numpy()]


class Match(NamedTuple):
    """Rapprochement d’un chiffre publié with the product's own number, NaN where there is none.

    period: its whole months, None without; dates: as its source gives them; reasons: codes of
    indicators.reconciliation.REASONS, the first being why nothing is rebuilt where nothing is.
    """

    indicator: str
    definition: str
    operator: str
    period: Period | None
    dates: str
    area: str
    area_name: str
    category: str
    published: float
    unit: str
    source: str
    url: str
    measure: str
    own: float
    difference: float
    outcome: str
    reasons: tuple[str, ...]
