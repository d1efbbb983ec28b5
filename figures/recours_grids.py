"""Grilles de la page Recours: result rows in, tables of figures out, each masked number saying why."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from figures.comparison import FEW, NOTES
from figures.grid import Grid, GridCell, GridRow
from figures.numbers import month_label, number, percent, signed, with_unit
from geo.areas import AREAS, FRANCE
from indicators.frame import TOO_FEW
from indicators.parts import FEWEST_OF_A_PROFILE
from indicators.signals import SIGNAL, SIGNALS
from nomenclatures import DURATION, EMPLOYMENT_STATUS, FAMILY, REASON, SERVICE, Nomenclature
from typography import NBSP, NNBSP, spaced

EVERYONE = "ensemble"
# Whom each family is there for, and whom its rate divides by.
PUBLICS = {
    "pe": ("Demandeurs d’emploi", "chômeurs du recensement"),
    "ml": ("Jeunes de 15 à 25 ans", "actifs de 15 à 24 ans, France, approché"),
    "ce": ("Travailleurs handicapés", "aucune source chargée ne les compte"),
    "apec": ("Cadres", "cadres de 25 à 54 ans en 2014, hors outre-mer, approché"),
    "reg": ("Actifs occupés", "actifs occupés du recensement"),
}
_EXITS = (
    ("niveau_3", "Niveau 3"),
    ("anticipee", "Anticipées"),
    ("plan", "Plan d’actions finalisé"),
    ("formation", "Avec formation"),
)
_WHY = {
    "not_whole": "années entières seulement",
    "not_comparable": "périodes non comparables",
    "doubtful": "mois douteux",
    **{status: text for status, text in NOTES.items() if text},
    TOO_FEW: "effectif trop faible",
}
_MARKS = {"secret": "secret", TOO_FEW: f"n{NNBSP}<{NNBSP}{FEWEST_OF_A_PROFILE}"}


# Beside a value outside the limits, by the side on which it is.
OUTSIDE_MARKS = {"above": "▲", "below": "▼"}


class _Row(NamedTuple):
    group: str
    of: str
    numerator: float
    denominator: float
    value: float
    cell_status: str


def _read(rows: pd.DataFrame) -> dict[tuple[str, str], _Row]:
    columns = (rows[name].tolist() for name in _Row._fields)
    return {(row[0], row[1]): _Row(*row) for row in zip(*columns, strict=True)}


def _share(row: _Row, scale: float = 100.0) -> GridCell:
    if row.cell_status == "ok":
        return GridCell(percent(row.value, 1), row.value / scale if scale else math.nan)
    return GridCell(_MARKS.get(row.cell_status, "n.d."), note=_WHY[row.cell_status])


def _count(value: float, status: str) -> GridCell:
    if math.isfinite(value):
        return GridCell(number(value))
    return (
        GridCell(FEW, note=_WHY["secret"]) if status in ("secret", TOO_FEW) else GridCell("n.d.", note=_WHY["no_data"])
    )


def flow_grid(of: Mapping[str, pd.DataFrame], column: str, unit: str, caption: str) -> Grid:
    """Flux: months down, groups across, and what is to be known of the month."""
    if not of:
        return Grid(caption, "Mois", (), ())
    groups = list(of)
    columns = {group: rows[column].tolist() for group, rows in of.items()}
    status = {group: rows["change_status" if unit else "cell_status"].tolist() for group, rows in of.items()}
    notes = [list(dict.fromkeys(rupture for rupture in ruptures if rupture)) for ruptures in _across(of, "rupture")]
    doubts = [any(doubtful) for doubtful in _across(of, "doubtful")]
    lines = []
    for place, month in enumerate(next(iter(of.values()))["period"].tolist()):
        cells = tuple(_flow_cell(columns[group][place], status[group][place], unit) for group in groups)
        note = " ".join([*notes[place], *(["Mois douteux."] if doubts[place] else [])])
        lines.append(GridRow(month_label(month), (*cells, GridCell(spaced(note)))))
    heads = tuple("Ensemble" if group == EVERYONE else FAMILY[group].short_label for group in groups)
    return Grid(caption, "Mois", (*heads, "Rupture ou réserve"), tuple(lines), words=(len(heads),), stacked=False)


def _across(of: Mapping[str, pd.DataFrame], column: str) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[column].tolist() for rows in of.values()), strict=True))


def _flow_cell(value: float, status: str, unit: str) -> GridCell:
    if math.isfinite(value):
        return GridCell(f"{signed(value, 1)}{NNBSP}{unit}" if unit else number(value))
    return GridCell(FEW if status == "secret" else "—", note=_WHY.get(status, ""))


def operators_grid(rows: pd.DataFrame, caption: str) -> Grid:
    """Parts des opérateurs: entries and share of each family."""
    found = _read(rows)
    return Grid(
        caption,
        "Opérateurs",
        ("Entrées", "Part"),
        tuple(
            GridRow(FAMILY[family].label, (_count(row.numerator, row.cell_status), _share(row)))
            for (family, _), row in found.items()
        ),
    )


def publics_grid(rows: pd.DataFrame, caption: str) -> Grid:
    """Publics visés: entries, persons and rate of each family on its own public."""
    lines = []
    names = ("group", "numerator", "denominator", "value", "lower", "upper", "cell_status")
    highest = max((value for value in rows["value"].tolist() if math.isfinite(value)), default=math.nan)
    for family, entries, people, value, lower, upper, status in zip(*(rows[n].tolist() for n in names), strict=True):
        whom, over = PUBLICS[family]
        if math.isfinite(value):
            text = f"{with_unit(value, '‰', 1)} ({number(lower, 1)} à {number(upper, 1)})"
            if status == "approximate":
                # A decimal only where the bounds would read alike without one.
                fine = int(number(lower) == number(upper))
                text = f"≈{NBSP}{with_unit(value, '‰', fine)} ({number(lower, fine)} à {number(upper, fine)})"
            rate = GridCell(text, value / highest)
        else:
            rate = GridCell("n.d.", note=_WHY[status])
        persons = GridCell(number(people) if math.isfinite(people) else "n.d.", note="" if people == people else over)
        counted = _count(entries, "no_data" if status == "no_denominator" else status)
        why = over if status in ("ok", "approximate", "no_denominator") else _WHY[status]
        cells = (GridCell(whom), rate, counted, persons, GridCell(why))
        lines.append(GridRow(FAMILY[family].short_label, cells))
    heads = ("Public visé", "Pour 1\u202f000 par an", "Entrées", "Personnes", "Dénominateur")
    return Grid(caption, "Opérateurs", heads, tuple(lines), words=(0, 4))


def profile_grid(rows: pd.DataFrame, categories: Nomenclature, wholes: Nomenclature, corner: str, caption: str) -> Grid:
    """Profil en %: categories down, "Ensemble" and the wholes that the rows have across; bars share one scale."""
    found = _read(rows)
    columns = list(dict.fromkeys(of for _, of in found))
    highest = max((row.value for row in found.values() if math.isfinite(row.value)), default=100.0)
    # Families are short by their names, statuses by abbreviations.
    names = {c.code: c.short_label if wholes is FAMILY else c.label for c in wholes.categories}
    heads = tuple("Ensemble" if of in ("", EVERYONE) else names[of] for of in columns)
    lines = [
        GridRow(
            categories[code].short_label if categories is DURATION else categories[code].label,
            tuple(_share(found[code, of], highest) for of in columns),
        )
        for code in dict.fromkeys(code for code, _ in found)
        if code in categories
    ]
    totals = tuple(_total(found, of) for of in columns)
    return Grid(caption, corner, heads, (*lines, GridRow("Effectif", totals, pinned=True)))


def _total(found: dict[tuple[str, str], _Row], of: str) -> GridCell:
    row = next(row for (_, whole), row in found.items() if whole == of)
    return _count(row.denominator, "no_data" if row.cell_status == "no_data" else "secret")


def reasons_grid(rows: pd.DataFrame, caption: str) -> Grid:
    return profile_grid(rows, REASON, EMPLOYMENT_STATUS, "Motif de sollicitation", caption)


def services_grid(rows: pd.DataFrame, caption: str) -> Grid:
    return profile_grid(rows, SERVICE, EMPLOYMENT_STATUS, "Service rendu", caption)


def durations_grid(rows: pd.DataFrame, caption: str) -> Grid:
    return profile_grid(rows, DURATION, FAMILY, "De l’entrée à la sortie", caption)


def exits_grid(rows: pd.DataFrame, caption: str) -> Grid:
    """Sorties: count and shares of each family, all of them together first."""
    found = _read(rows)
    lines = []
    for family in dict.fromkeys(of for _, of in found):
        total = found["total", family]
        cells = (_count(total.numerator, total.cell_status), *(_share(found[code, family]) for code, _ in _EXITS))
        name = "Ensemble" if family == EVERYONE else FAMILY[family].short_label
        lines.append(GridRow(name, cells, pinned=family == EVERYONE))
    return Grid(caption, "Opérateurs", ("Sorties", *(label for _, label in _EXITS)), tuple(lines))


def signals_grid(rows: pd.DataFrame, families: Sequence[str], chosen: tuple[str, str], caption: str) -> Grid:
    """Signaux hors limites: for each signal and family, how many of the areas judged stand out."""
    judged: dict[tuple[str, str], list[bool]] = {}
    names = ("group", "family", "flag", "position", "area")
    for signal, family, flag, position, area in zip(*(rows[n].tolist() for n in names), strict=True):
        of = judged.setdefault((signal, family), [])
        if position and area != FRANCE.id:
            of.append(bool(flag))
    lines = []
    for signal in SIGNALS:
        cells = []
        for family in families:
            of = judged.get((signal.code, family), [])
            text = f"{sum(of)} sur {len(of)}" if of else "non jugé"
            note = "" if of else "trop peu d’événements"
            is_chosen = (signal.code, family) == chosen
            cells.append(GridCell(text, note=note, patch=f"sig={signal.code}&sigope={family}", on=is_chosen))
        lines.append(GridRow(signal.title, tuple(cells)))
    return Grid(caption, "Signal", tuple(FAMILY[f].short_label for f in families), tuple(lines))


def signal_areas_grid(rows: pd.DataFrame, selected: str, caption: str) -> Grid:
    """Un signal d’une famille, by area: value, expected, limits and what is said; France first, then from the
    farthest outside."""
    signal = SIGNAL[rows["group"].iloc[0]]
    decimals, unit = (1, "%") if signal.unit else (3, "")
    names = (
        "area",
        "denominator",
        "value",
        "expected",
        "limit_lower",
        "limit_upper",
        "flag",
        "position",
        "cell_status",
    )
    lines: list[tuple[tuple[bool, float, str], GridRow]] = []
    for area, total, value, expected, low, high, flag, position, status in zip(
        *(rows[n].tolist() for n in names), strict=True
    ):
        is_france = area == FRANCE.id
        text = _written(unit, decimals)
        if math.isfinite(value):
            limits = f"{text(low)} à {text(high)}" if math.isfinite(low) and not is_france else "—"
            cells = (
                GridCell(text(value)),
                GridCell(text(expected)),
                GridCell(limits),
                GridCell(number(total)),
                GridCell("référence" if is_france else said(position, flag=flag)),
            )
            distance = -signal.direction * (value - expected)
        else:
            missing = GridCell("secret" if status == "secret" else "n.d.", note=_WHY[status])
            cells = (missing, missing, missing, missing, GridCell(_WHY[status]))
            distance = math.inf
        name = AREAS[area].name
        row = GridRow(name, cells, pinned=is_france, patch=f"t={area}", on=area == selected and not is_france)
        lines.append(((not is_france, distance, name), row))
    heads = ("Valeur", "Attendu", f"Limites à 99,8{NNBSP}%", "Événements", "Lecture")
    rows_ = tuple(row for _, row in sorted(lines, key=lambda line: line[0]))
    return Grid(caption, "Territoire", heads, rows_, words=(4,))


def said(position: str, *, flag: bool) -> str:
    """Lecture d’une position: flagged outside the limits on the side the signal names, never a judgement."""
    if flag:
        return f"{OUTSIDE_MARKS[position]} hors limites"
    return {"above": "au-dessus, non signalé", "below": "au-dessous, non signalé", "inside": "dans les limites"}.get(
        position, "non jugé"
    )


def _written(unit: str, decimals: int) -> Callable[[float], str]:
    return lambda value: with_unit(value, unit, decimals) if unit else number(value, decimals)
