"""Carte des flux: its title says the period chosen, its foot the breaks and the doubtful months."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from figures.breaks import Break, doubtful_reasons
from figures.numbers import capitalised, month_label, number, percent, signed
from figures.wording import listed
from filters import Filters
from indicators.catalogue import CUMULATIVE_FLOW, MONTHLY_FLOW, MOVING_FLOW, YEARLY_CHANGE
from layouts.definitions import SECRECY, Row, definitions
from layouts.markup import tag
from layouts.recours_answer import EVERYONE, Flow, Recours
from layouts.recours_text import READING, CardText, indicator_rows, sources
from nomenclatures import FAMILY
from typography import NBSP, NNBSP, spaced

FLOW_COLUMNS = {"mensuel": "count", "cumule": "cumulative", "glissant": "moving_12", "evolution": "change_value"}
_FLOW_NAMES = {
    "mensuel": "par mois",
    "cumule": "cumulées depuis le dernier changement de champ",
    "glissant": "sur douze mois glissants",
    "evolution": "évolution d’un mois sur le même mois de l’année précédente",
}
# Months that a lowest and a highest say something of.
_FEWEST_MONTHS = 3
_MARKS: Row = (
    "Mois douteux",
    "Marque creuse : le mois n’est relié à rien, et n’entre dans aucune évolution ni somme de douze mois. Un triangle :"
    " il dépasse l’échelle, sa valeur est écrite à côté.",
)
_PERIOD: Row = (
    "Fond grisé",
    "La période choisie ; le nombre à côté de chaque nom est celui de son dernier mois connu.",
)


_NOISES = "Chaque mois est perturbé à part : un cumul peut différer de quelques unités du total de la période."


def flows(frame: Recours, flow: Flow, breaks: Sequence[Break]) -> CardText:
    filters = frame.filters
    what = "entrées" if filters.flow_events == "entrees" else "sorties"
    title = "Aucun opérateur choisi n’est présent sur toute la période"
    alt = title
    if flow.of:
        alt = _flow_alt(flow, filters, what)
        title = _flow_title(flow, filters, what)
    perimeter = ", périmètre constant" if filters.perimeter == "constant" else ""
    said = [(b.number, f" {month_label(b.month)}{NBSP}: {spaced(b.title)}. ") for b in breaks]
    marks = [tag("span", tag("b", str(rank)), text, cls="break-key") for rank, text in said]
    rules = [
        *indicator_rows(MONTHLY_FLOW, CUMULATIVE_FLOW, MOVING_FLOW, YEARLY_CHANGE),
        _MARKS,
        _PERIOD,
        SECRECY,
    ]
    doubts = (
        f"{_doubtful_cumulatives(flow)} {_NOISES}" if filters.flow_view == "cumule" else _doubtful_months(flow, filters)
    )
    below = tag(
        "p",
        spaced(f"{sources(frame)} {doubts}".strip()),
        " ",
        *marks,
        tag("a", "Registre des ruptures", href="/methode#ruptures"),
    )
    subtitle = f"{filters.territory.name}{READING[filters.reading]}{perimeter}. Chaque panneau a son échelle"
    if filters.flow_view == "cumule":
        subtitle += " et son premier mois"
    return CardText(title, f"{subtitle}.", alt, definitions(rules), below)


def _doubtful_months(flow: Flow, filters: Filters) -> str:
    """Pourquoi un mois est douteux, where the view draws one: "Janvier 2016, mois douteux : …."."""
    if filters.flow_view != "mensuel":
        return ""
    drawn = {
        month
        for rows in flow.of.values()
        for month, count, doubtful in zip(*(rows[n].tolist() for n in ("period", "count", "doubtful")), strict=True)
        if doubtful and math.isfinite(count)
    }
    reasons = {month: text for registry in flow.breaks.values() for month, text in doubtful_reasons(registry).items()}
    return " ".join(f"Mois douteux, {reasons[month]}." for month in sorted(drawn & reasons.keys()))


def _doubtful_cumulatives(flow: Flow) -> str:
    """Réserve: the groups whose last cumulative holds doubtful months, and these; "" without any."""
    said = []
    for group, rows in flow.of.items():
        months, doubts, marked, segments = (
            rows[name].tolist() for name in ("period", "doubtful", "cumulative_doubtful", "segment")
        )
        if not marked or not marked[-1]:
            continue
        held = [
            month_label(month)
            for month, doubtful, segment in zip(months, doubts, segments, strict=True)
            if doubtful and segment == segments[-1]
        ]
        said.append(f"{group_name(group)} ({listed(held)})")
    return f"Cumul contenant un mois douteux : {', '.join(said)}." if said else ""


def group_name(group: str) -> str:
    return "Ensemble" if group == EVERYONE else FAMILY[group].short_label


def _flow_title(flow: Flow, filters: Filters, what: str) -> str:
    """Titre: what the period chosen shows, from its lowest to its highest month or at its last one."""
    view = filters.flow_view
    column = FLOW_COLUMNS[view]
    last = {group: _last(rows, column, filters) for group, rows in flow.of.items()}
    month, value = last[EVERYONE]
    if math.isnan(value):
        return f"{what.capitalize()}, {_FLOW_NAMES[view]}{NBSP}: aucune valeur comparable sur la période"
    when = capitalised(month_label(month))
    if view == "evolution":
        return f"{when}{NBSP}: {signed(value, 1)}{NNBSP}% d’{what} en un an".replace("d’sorties", "de sorties")
    if view == "cumule":
        start = first_of_sum(flow.of[EVERYONE], month)
        return (
            f"{number(value)} {what} de {month_label(start)} à {month_label(month)}"
            if start != month
            else (f"{when}{NBSP}: {number(value)} {what}")
        )
    if view == "mensuel":
        known = _comparable_months(flow.of[EVERYONE], filters)
        if len(known) >= _FEWEST_MONTHS:
            (low, lowest), (high, highest) = min(known, key=lambda k: k[1]), max(known, key=lambda k: k[1])
            return (
                f"Par mois, de {number(lowest)} {what} ({month_label(low)}) à {number(highest)} ({month_label(high)})"
            )
    total = f"{when}{NBSP}: {number(value)} {what}{' en douze mois' if view == 'glissant' else ''}"
    of_family = {group: v for group, (m, v) in last.items() if group != EVERYONE and m == month and math.isfinite(v)}
    if len(of_family) < 2 or not value > 0:
        return total
    first = max(of_family, key=lambda group: of_family[group])
    return f"{total}, dont {percent(100 * of_family[first] / value)} à {_AT[first]}"


def first_of_sum(rows: pd.DataFrame, month: str) -> str:
    """Premier mois of the cumulative that ends in `month`."""
    columns = (rows[name].tolist() for name in ("period", "segment", "cumulative"))
    points = [point for point in zip(*columns, strict=True) if point[0] <= month and math.isfinite(point[2])]
    return min((period for period, segment, _ in points if segment == points[-1][1]), default=month)


def _comparable_months(rows: pd.DataFrame, filters: Filters) -> list[tuple[str, float]]:
    """Mois comparables of the period chosen, none where a break parts it."""
    columns = (rows[name].tolist() for name in ("period", "count", "segment", "doubtful"))
    inside = [row for row in zip(*columns, strict=True) if filters.start <= row[0] <= filters.end]
    if len({segment for _, _, segment, _ in inside}) != 1:
        return []
    return [(month, count) for month, count, _, doubtful in inside if math.isfinite(count) and not doubtful]


# A family after "à".
_AT = {
    "pe": "Pôle emploi",
    "ml": "la mission locale",
    "ce": "Cap emploi",
    "apec": "l’Apec",
    "reg": "un Fongécif ou Opacif",
}


def _last(rows: pd.DataFrame, column: str, filters: Filters) -> tuple[str, float]:
    """The last month of the period chosen that has a value, and its value; NaN without any."""
    found = zip(rows["period"].tolist(), rows[column].tolist(), strict=True)
    kept = ((m, value) for m, value in found if filters.start <= m <= filters.end and math.isfinite(value))
    return max(kept, default=("", math.nan))


def _flow_alt(flow: Flow, filters: Filters, what: str) -> str:
    said = []
    view = filters.flow_view
    for group, rows in flow.of.items():
        name = group_name(group)
        month, value = _last(rows, FLOW_COLUMNS[view], filters)
        if math.isnan(value):
            said.append(f"{name}{NBSP}: aucune valeur comparable sur la période")
            continue
        figure = f"{signed(value, 1)}{NNBSP}%" if view == "evolution" else f"{number(value)} {what}"
        when = f"en {month_label(month)}"
        if view == "cumule" and (start := first_of_sum(rows, month)) != month:
            when = f"de {month_label(start)} à {month_label(month)}"
        said.append(f"{name}{NBSP}: {figure} {when}")
    return f"{'. '.join(said)}."
