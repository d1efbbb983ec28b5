"""Carte des flux: its title is the last value of the period chosen, its foot the breaks and the doubtful months."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from figures.breaks import Break
from figures.numbers import NBSP, NNBSP, month_label, number, percent, signed
from figures.wording import listed
from filters import Filters
from layouts.definitions import SECRECY, Row, definitions
from layouts.markup import tag
from layouts.recours_answer import EVERYONE, Flow, Recours
from layouts.recours_text import READING, CardText, sources
from nomenclatures import FAMILY
from typography import spaced

FLOW_COLUMNS = {"mensuel": "count", "cumule": "cumulative", "glissant": "moving_12", "evolution": "change_value"}
_FLOW_NAMES = {
    "mensuel": "par mois",
    "cumule": "cumulées depuis le dernier changement de champ",
    "glissant": "sur douze mois glissants",
    "evolution": "évolution d’un mois sur le même mois de l’année précédente",
}


def flows(frame: Recours, flow: Flow, breaks: Sequence[Break]) -> CardText:
    filters = frame.filters
    what = "entrées" if filters.flow_events == "entrees" else "sorties"
    title = "Aucun opérateur choisi n’est présent sur toute la période"
    alt = title
    if flow.of:
        alt = _flow_alt(flow, FLOW_COLUMNS[filters.flow_view], filters.flow_view, what)
        title = _flow_title(flow, filters, what)
    perimeter = ", périmètre constant" if filters.perimeter == "constant" else ""
    said = [(b.number, f" {month_label(b.month)}{NBSP}: {spaced(b.title)}. ") for b in breaks]
    marks = [tag("span", tag("b", str(rank)), text, cls="break-key") for rank, text in said]
    rules: list[Row] = [
        ("Flux", "Effectifs d’un mois, après perturbation. Chaque panneau a sa propre échelle."),
        ("Cumul", "Il repart de zéro à chaque rupture sans raccord : il n’additionne jamais deux champs."),
        (
            "Douze mois glissants",
            "Somme des douze derniers mois, absente tant qu’une rupture est entre eux ou que l’un d’eux est douteux.",
        ),
        (
            "Évolution",
            "Un mois sur le même mois de l’année précédente, refusée dès qu’une rupture sans raccord les sépare ou"
            " qu’un des deux est douteux.",
        ),
        (
            "Mois douteux",
            "Cercle creux : il n’est relié à rien, et n’entre dans aucune évolution ni somme de douze mois. Un cumul"
            " qui le contient le dit.",
        ),
        SECRECY,
    ]
    doubts = f" {_doubtful_cumulatives(flow)}" if filters.flow_view == "cumule" else ""
    below = tag(
        "p", spaced(sources(frame) + doubts), " ", *marks, tag("a", "Registre des ruptures", href="/methode#ruptures")
    )
    subtitle = f"{filters.territory.name}{READING[filters.reading]}{perimeter}. Chaque panneau a son échelle."
    return CardText(title, subtitle, alt, definitions(rules), below)


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
    """Titre: the last month known of all the operators, and the largest of them in it."""
    column = FLOW_COLUMNS[filters.flow_view]
    last = {group: _last(rows, column) for group, rows in flow.of.items()}
    month, value = last[EVERYONE]
    if math.isnan(value):
        return f"{what.capitalize()}, {_FLOW_NAMES[filters.flow_view]}{NBSP}: aucune valeur comparable"
    when = month_label(month).capitalize()
    if filters.flow_view == "evolution":
        return f"{when}{NBSP}: {signed(value, 1)}{NNBSP}% d’{what} en un an".replace("d’sorties", "de sorties")
    span = {"mensuel": "", "cumule": " depuis la dernière rupture", "glissant": " en douze mois"}[filters.flow_view]
    total = f"{when}{NBSP}: {number(value)} {what}{span}"
    known = {group: v for group, (m, v) in last.items() if group != EVERYONE and m == month and math.isfinite(v)}
    if filters.flow_view == "cumule" or len(known) < 2 or not value > 0:
        return total
    first = max(known, key=lambda group: known[group])
    return f"{total}, dont {percent(100 * known[first] / value)} à {_AT[first]}"


# A family after "à".
_AT = {
    "pe": "Pôle emploi",
    "ml": "la mission locale",
    "ce": "Cap emploi",
    "apec": "l’Apec",
    "reg": "un Fongécif ou Opacif",
}


def _last(rows: pd.DataFrame, column: str) -> tuple[str, float]:
    """The last month that has a value, and its value; NaN without any."""
    found = zip(rows["period"].tolist(), rows[column].tolist(), strict=True)
    return max(((month, value) for month, value in found if math.isfinite(value)), default=("", math.nan))


def _flow_alt(flow: Flow, column: str, view: str, what: str) -> str:
    said = []
    for group, rows in flow.of.items():
        name = group_name(group)
        month, value = _last(rows, column)
        if math.isnan(value):
            said.append(f"{name}{NBSP}: aucune valeur comparable")
            continue
        figure = f"{signed(value, 1)}{NNBSP}%" if view == "evolution" else f"{number(value)} {what}"
        said.append(f"{name}{NBSP}: {figure} en {month_label(month)}")
    return f"{'. '.join(said)}."
