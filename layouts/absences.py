"""Absences d’opérateurs: which of the operators chosen a result leaves out over a period, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from figures.breaks import Break, next_month
from figures.numbers import period_label
from figures.wording import listed
from filters import Period
from nomenclatures import FAMILY, OPERATORS
from typography import NBSP, NNBSP

Months = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Absences:
    """Familles absentes d’une période, each in one list at most, in the nomenclature's order.

    `silent`: expected in the period, they sent none of it; `partly`: they sent a part of what was expected (family →
    months missing); `outside`: nothing was expected of them; `counted`: those that the result counts.
    """

    period: Period
    silent: tuple[str, ...]
    partly: Mapping[str, tuple[str, ...]]
    outside: tuple[str, ...]
    counted: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Résultat partiel: operators are counted, and something expected is not there."""
        return bool(self.counted and (self.silent or self.partly))

    @property
    def not_yet(self) -> str:
        """Pourquoi rien n’est compté when nothing was expected of any family chosen; "" otherwise."""
        if self.counted or self.silent or not self.outside:
            return ""
        return f"{self.left_out}{NBSP}: pas encore dans le système d’information"

    @property
    def lacking(self) -> str:
        """Ce qui manque, in a few words: "rien d’Apec ; Cap emploi sans octobre 2021"; "" when nothing does."""
        parts = [f"rien de transmis par {self._named(self.silent)}"] if self.silent else []
        parts += [f"{self._named([family])} sans {_spans(months)}" for family, months in self.partly.items()]
        return f"{NNBSP}; ".join(parts)

    @property
    def left_out(self) -> str:
        """Familles hors champ: "Pôle emploi et Missions locales"; "" when every family is in the field."""
        return self._named(self.outside)

    def remarks(self) -> list[str]:
        """Remarques: what the operators did not send, and those who were not in the field yet, or no longer."""
        when = period_label(self.period.start, self.period.end)
        found = [f"Résultat partiel pour {when}{NBSP}: {self.lacking}."] if self.partial else []
        if self.outside and self.counted:
            found.append(f"Hors du champ pour {when}{NBSP}: {self.left_out}.")
        if found and (self.silent or self.outside):
            found.append(f"L’effectif ne compte que {self._named(self.counted)}.")
        return found

    def gaps(self, known: Iterable[str]) -> tuple[Break, ...]:
        """Trous qui tiennent lieu de ruptures: of the families sent in part, but for those of `known`.

        Data that stop inside the period make two perimeters of it, even where they resume after its end only.
        """
        found = [(months, self._named([f])) for f, months in self.partly.items() if f not in set(known)]
        return tuple(
            Break(number, months[0], f"{name} sans {_spans(months)}", f"{name}, rien de transmis, {_spans(months)}.")
            for number, (months, name) in enumerate(sorted(found), start=1)
        )

    def _named(self, families: Iterable[str]) -> str:
        return listed([_name(family, self.period) for family in families])


def absences(families: Sequence[str], period: Period, missing: Months, outside: Months) -> Absences:
    """Absences of `families` over `period`; `missing`, `outside`: family → months "YYYY-MM", whole window."""
    silent, partly, left_out, counted = [], {}, [], []
    for family in families:
        lost, never = (_within(months.get(family, ()), period) for months in (missing, outside))
        if len(never) == period.months:
            left_out.append(family)
        elif lost and len(lost) + len(never) == period.months:
            silent.append(family)
        else:
            counted.append(family)
            if lost:
                partly[family] = lost
    return Absences(period, tuple(silent), partly, tuple(left_out), tuple(counted))


def _within(months: Iterable[str], period: Period) -> tuple[str, ...]:
    return tuple(month for month in months if period.start <= month <= period.end)


def _name(family: str, period: Period) -> str:
    """Nom des opérateurs of a family that exist in the period, the family's own when none does."""
    names = [
        o.label
        for o in OPERATORS
        if o.family == family
        and f"{o.opened:%Y-%m}" <= period.end
        and (o.closed is None or period.start <= f"{o.closed:%Y-%m}")
    ]
    return listed(names) or FAMILY[family].label


def _spans(months: Sequence[str]) -> str:
    """Mois en clair, consecutive ones together: "octobre 2021 – décembre 2021 et mars 2022"."""
    runs: list[list[str]] = []
    for month in months:
        if runs and next_month(runs[-1][1]) == month:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    return listed([period_label(first, last) for first, last in runs])
