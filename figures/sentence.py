"""Phrase: what a result says of a territory, in French built by rules from its numbers alone."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from figures.cells import SECRET, VALUE, ZERO, Cell, Cells
from figures.comparison import FEW, count_text
from figures.numbers import capitalised, in_letters, in_period, number, ordinal, plural, with_unit
from figures.outcomes import against_france, outcome_clauses
from figures.wording import (
    conjugate,
    counted_entries,
    inside_sentence,
    is_feminine,
    level_noun,
    listed,
    measure,
    pronoun,
    share_subject,
)
from geo.areas import FRANCE, Area, region_of
from indicators.catalogue import Indicator
from typography import NBSP


class Fragment(NamedTuple):
    """Fragment de phrase; `strong`: a key fact, set in bold."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Phrase: fragments in order, spaces included; `plain` is the alternative text, the caption and the file's note."""

    fragments: tuple[Fragment, ...]

    @property
    def plain(self) -> str:
        return "".join(fragment.text for fragment in self.fragments)


class Asked(NamedTuple):
    """Question: the period (two months), the reading's code, the people of the profile (wording.profile_people), and
    the operators and the level of service kept (wording.restriction)."""

    period: tuple[str, str]
    reading: str = "ens"
    people: str = ""
    restriction: str = ""

    @property
    def head(self) -> str:
        """Tête de phrase: "En 2017", "En 2017, sans Pôle emploi"."""
        when = in_period(*self.period)
        return f"{when}, {self.restriction}" if self.restriction else when


def access_sentence(
    cells: Cells,
    indicator: Indicator,
    territory: Area,
    period: tuple[str, str],
    reading: str = "ens",
    equivalence: float = 0.05,
    people: str = "",
    ruptures: Iterable[str] = (),
    restriction: str = "",
    not_yet: bool = False,
) -> Sentence:
    """Phrase de la page Accès, from the cells of rates or of shares (statistic "share").

    `people`, `restriction`: as wording gives them; `ruptures`: titles of the breaks inside the period,
    said when they refuse the rate; `not_yet`: no operator chosen is in the information system yet. A territory without
    a row has no data. Every case gives a sentence.
    """
    asked = Asked(period, reading, people, restriction)
    cell = cells.of(territory)
    if cell is None or cell.fill != VALUE:
        return compose(*_without_value(cell, territory, asked, tuple(ruptures), not_yet))
    if cell.statistic == "share":
        return compose(*_share(cell, cells.france, indicator, asked))
    if territory == FRANCE:
        return compose(*_level(cell, indicator, asked), *_tally(cells, equivalence))
    gap = against_france(cell, cells.france, indicator, equivalence)
    return compose(*_level(cell, indicator, asked, gap), *_place(cell, cells))


def compose(*fragments: Fragment | str) -> Sentence:
    """Phrase of fragments in order; empty ones are dropped."""
    return Sentence(tuple(f if isinstance(f, Fragment) else Fragment(f) for f in fragments if f))


def _level(cell: Cell, indicator: Indicator, asked: Asked, comparison: str = "") -> tuple[Fragment | str, ...]:
    """Gives: "En 2017, l’Occitanie compte 85,0 entrées pour 1 000 actifs, …"."""
    end = " (dénominateur approché)." if cell.cell_status == "approximate" else "."
    return (
        f"{asked.head}, {cell.area.article}",
        Fragment(cell.area.name, strong=True),
        f" {conjugate(cell.area, 'compte', 'comptent')} ",
        Fragment(measure(cell.value, indicator, asked.period, asked.reading, asked.people), strong=True),
        comparison + end,
    )


def _place(cell: Cell, cells: Cells) -> tuple[str, ...]:
    """Gives: "Elle se situe entre le 3ᵉ et le 7ᵉ rang des 17 régions mesurées"; nothing where a rank means nothing."""
    measured = sum(other.is_measured for other in cells.compared)
    if math.isnan(cell.rank_low) or cell not in cells.compared or measured < 2:
        return ()
    low, high = ordinal(cell.rank_low), ordinal(cell.rank_high)
    rank = f"au {low} rang" if low == high else f"entre le {low} et le {high} rang"
    those = f"{number(measured)} {level_noun(cells.level)}s {'mesurées' if is_feminine(cells.level) else 'mesurés'}"
    regions = {other.area.region for other in cells.compared}
    if cells.level == "department" and len(regions) == 1:
        those += f" {region_of(cell.area).of}"
    verb = "se situent" if pronoun(cell.area) == "Ils" else "se situe"
    return (f" {pronoun(cell.area)} {verb} {rank} des {those}.",)


def _tally(cells: Cells, equivalence: float) -> tuple[str, ...]:
    """Gives: "Sept régions la dépassent de plus de 5 %, cinq en sont proches et cinq sont au-dessous"."""
    clauses = outcome_clauses(cells, ("la ", ""), equivalence)
    return (f" {capitalised(listed(clauses))}.",) if clauses else ()


def _share(cell: Cell, france: Cell | None, indicator: Indicator, asked: Asked) -> tuple[Fragment | str, ...]:
    """Gives: "En 2017, les femmes représentent 53 % des entrées en Occitanie, contre 52 % en France. Dénominateur…"."""
    subject, total = share_subject(asked.reading, asked.people)
    against = ""
    if france is not None and france is not cell and france.fill == VALUE:
        against = f", contre {with_unit(france.value, indicator.unit, indicator.decimals)} {FRANCE.locative}"
    return (
        f"{asked.head}, {subject} représentent ",
        Fragment(f"{with_unit(cell.value, indicator.unit, indicator.decimals)} {total}", strong=True),
        " ",
        Fragment(cell.area.locative, strong=True),
        f"{against}. Dénominateur indisponible{NBSP}: le taux d’accès n’est pas calculé.",
    )


def _without_value(
    cell: Cell | None, territory: Area, asked: Asked, ruptures: tuple[str, ...], not_yet: bool
) -> tuple[Fragment | str, ...]:
    """Why there is no value, and the count where it is known."""
    when = f"{asked.head}, "
    entries = counted_entries(asked.reading, asked.people)
    named = (f"{when}{territory.article}", Fragment(territory.name, strong=True))
    if cell is None or cell.cell_status == "no_data":
        end = f"{NBSP}: aucun opérateur choisi n’est encore dans le système d’information." if not_yet else "."
        return (when, Fragment("aucune donnée", strong=True), f" n’est disponible pour {territory.definite}{end}")
    if cell.fill == SECRET:
        return (
            *named,
            f" {conjugate(territory, 'compte', 'comptent')} ",
            Fragment(f"{FEW} entrées{entries}", strong=True),
            f"{NBSP}: le secret statistique ne permet pas d’en dire plus.",
        )
    if cell.fill == ZERO:
        return (
            *named,
            f" {conjugate(territory, 'ne compte', 'ne comptent')} ",
            Fragment(f"aucune entrée{entries}", strong=True),
            f"{NBSP}: aucun opérateur choisi n’était actif.",
        )
    headline = "le dénominateur est indisponible"
    reason = "aucune population chargée ne correspond à ce territoire et à ce profil"
    if cell.cell_status == "break":
        headline = "le taux d’accès n’est pas calculé"
        several = len(ruptures) > 1
        what = f"{in_letters(len(ruptures))} ruptures" if several else "une rupture"
        named_ruptures = listed([inside_sentence(title) for title in ruptures])
        reason = f"la période contient {what} de série" + (f" ({named_ruptures})" if ruptures else "")
    return (
        when,
        Fragment(headline, strong=True),
        f" pour {territory.definite}{NBSP}: {reason}.",
        *_known_count(cell, entries),
    )


def _known_count(cell: Cell, entries: str) -> tuple[Fragment | str, ...]:
    """Gives: "On y compte 1 234 entrées"."""
    if math.isnan(cell.numerator):
        return ()
    count = f"{count_text(cell)} {plural(cell.numerator, 'entrée')}{entries}"
    return (" On y compte ", Fragment(count, strong=True), ".")
