"""Chiffres clés de la page Accès: entries, measure, women, employed, each beside its reference.

The share of women is that of the entries chosen, whatever their sex; the share of the employed that of the entries
of the profile, whatever their status: each label says of which entries.
"""

from __future__ import annotations

import math

from figures.cells import Cell
from figures.comparison import FEW
from figures.numbers import number, percent, period_label, plural, signed, with_unit
from figures.sentence import Fragment
from figures.wording import counted_entries, population, profile_people
from geo.areas import FRANCE
from layouts.acces_answer import Acces, measure
from layouts.kpi import Kpi
from typography import NNBSP

_WHY = {
    "break": "rupture dans la période",
    "no_data": "période non couverte",
    "no_denominator": "dénominateur indisponible",
    "secret": "secret statistique",
}
_NOT_YET = "pas encore dans le système d’information"


def kpis(acces: Acces) -> tuple[Kpi, ...]:
    """Chiffres clés: entries, measure, women, employed; no measure where it is the share of women itself."""
    filters = acces.filters
    of_women = acces.is_share and filters.sex == "F" and not filters.age and not filters.qualification
    return _entries(acces), *(() if of_women else (_measured(acces),)), _women(acces), _employed(acces)


def _entries(acces: Acces) -> Kpi:
    area, row = acces.filters.territory, acces.here
    name = acces.national_name if area == FRANCE else area.name
    kept = f" ({acces.restriction})" if acces.restriction else ""
    label = f"Entrées{counted_entries(acces.filters.reading, acces.people)}{kept}, {name}"
    if row.cell_status == "secret" or math.isnan(row.numerator):
        return Kpi(label, FEW) if row.cell_status == "secret" else _unknown(acces, label)
    france = acces.france.numerator
    if area == FRANCE:
        return Kpi(label, number(row.numerator), notes=((Fragment(period_label(*acces.period)),),))
    if not france > 0 or acces.leaves_out(area.id):
        return Kpi(label, number(row.numerator))
    share = Fragment(percent(row.numerator / france * 100, 1), strong=True)
    return Kpi(label, number(row.numerator), notes=((share,), (Fragment(_of_whole(acces)),)))


def _of_whole(acces: Acces) -> str:
    """What the share of the territory is a share of: the entries of France under the same filters."""
    same = acces.people or acces.restriction or acces.filters.reading != "ens"
    return "de celles de France" if same else "des entrées de France"


def _measured(acces: Acces) -> Kpi:
    indicator, row, france = acces.indicator, acces.here, acces.france
    name = measure(acces)
    label = f"{name[0].upper()}{name[1:]}" if acces.is_share else f"Taux d’accès, {name.split(' pour ')[-1]}"
    if not acces.is_share:
        label = f"Taux d’accès{' mensuel' if not acces.filters.period.years else ''}, pour {name.split(' pour ')[-1]}"
    if acces.absences.partial:
        label += " (résultat partiel)"
    if math.isnan(row.value):
        if row.cell_status == "secret":
            return Kpi(label, FEW, notes=((Fragment(_WHY["secret"]),),))
        return _unknown(acces, label)
    return Kpi(label, number(row.value, indicator.decimals), indicator.unit, _against(acces, row, france))


def _against(acces: Acces, row: Cell, france: Cell) -> tuple[tuple[Fragment, ...], ...]:
    indicator = acces.indicator
    if acces.filters.area == FRANCE.id:
        return ((Fragment("hors Mayotte" if acces.leaves_out("R06") else ""),),)
    if math.isnan(france.value):
        return ()
    # The gap of the two figures as printed: a reader who subtracts them finds it.
    gap = round(row.value, indicator.decimals) - round(france.value, indicator.decimals)
    reference = Fragment(with_unit(france.value, indicator.unit, indicator.decimals), strong=True)
    unit = f" {plural(abs(gap), 'point')}" if acces.is_share else f"{NNBSP}{indicator.unit}"
    return (
        (Fragment("France "), reference),
        (Fragment("écart "), Fragment(f"{signed(gap, indicator.decimals)}{unit}", strong=True)),
    )


def _women(acces: Acces) -> Kpi:
    filters = acces.filters
    others = profile_people("", filters.age, filters.qualification)
    label = f"Part des femmes parmi les entrées{counted_entries(filters.reading, others)}"
    shares = _shares(acces.by_sex, "F")
    here = shares.get(filters.area)
    if here is None:
        return _unknown(acces, label)
    lines: list[tuple[Fragment, ...]] = []
    actives = acces.actives_by_sex
    if actives:
        expected = actives["F"] / sum(actives.values()) * 100
        lines = [
            (Fragment(percent(expected, 1), strong=True), Fragment(f" des {population(filters.reading, others)}")),
            (Fragment("écart "), Fragment(_points(here, expected), strong=True)),
        ]
    elif acces.filters.area != FRANCE.id and FRANCE.id in shares:
        lines = _gap_lines(here, shares[FRANCE.id])
    return Kpi(label, number(here, 1), "%", tuple(lines))


def _employed(acces: Acces) -> Kpi:
    whole = "dans l’ensemble des entrées" if acces.filters.reading != "ens" else "parmi les entrées"
    label = f"Part des actifs occupés {whole}{counted_entries('ens', acces.people)}"
    shares = _shares(acces.by_reading, "ao")
    here = shares.get(acces.filters.area)
    if here is None:
        return _unknown(acces, label)
    is_france = acces.filters.area == FRANCE.id or FRANCE.id not in shares
    return Kpi(label, number(here, 1), "%", () if is_france else tuple(_gap_lines(here, shares[FRANCE.id])))


def _unknown(acces: Acces, label: str) -> Kpi:
    """A figure that is not known: why, where that can be said."""
    status = acces.here.cell_status
    why = _NOT_YET if status == "no_data" and acces.absences.not_yet else _WHY.get(status, "")
    return Kpi(label, "n.d.", notes=((Fragment(why),),) if why else ())


def _gap_lines(here: float, france: float) -> list[tuple[Fragment, ...]]:
    return [
        (Fragment("France "), Fragment(percent(france, 1), strong=True)),
        (Fragment("écart "), Fragment(_points(here, france), strong=True)),
    ]


def _points(here: float, reference: float) -> str:
    gap = round(round(here, 1) - round(reference, 1), 1)
    return f"{signed(gap, 1)} {plural(abs(gap), 'point')}"


def _shares(counts: dict[tuple[str, str], float], group: str) -> dict[str, float]:
    """Area id → share of `group`, in %; areas without entries or whose count is under secrecy are left out."""
    areas = dict.fromkeys(area for area, _ in counts)
    return {
        a: min(counts[a, group] / counts[a, ""], 1.0) * 100 for a in areas if counts[a, group] > 0 and counts[a, ""] > 0
    }
