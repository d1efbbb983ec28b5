"""Contrôles of a finished release, before it may be published. Each failure is a French sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from data import additivity
from data.disclosure import KEY_MODULUS
from data.schema import EVENTS, RENDERED, SERVICE_CUBE, metadata

_EVENTS = {"entries": "entrées", "exits": "sorties"}
_POPULATION = [*additivity.PROFILE, "area", "population"]
# Rows of a query on the release that is checked, whatever engine holds it.
Ask = Callable[[str], list[Any]]

_RULES: tuple[tuple[str, str], ...] = (
    ("SELECT count(*) = 0 FROM entries WHERE n < 1", "une ligne d’entrées a un nombre inférieur à 1"),
    (
        f'SELECT count(*) = 0 FROM entries WHERE "key" NOT BETWEEN 0 AND {KEY_MODULUS - 1}',  # noqa: S608
        "une clé d’enregistrement est hors bornes",
    ),
    ("SELECT count(*) > 0 FROM entries", "la version ne contient aucune entrée"),
    ("SELECT count(*) > 0 FROM population", "la version ne contient aucun dénominateur"),
    ("SELECT count(*) = 0 FROM population WHERE population < 0", "un dénominateur est négatif"),
    ("SELECT count(*) = 1 FROM releases", "la carte d’identité de la version manque"),
    (
        "SELECT count(*) = 0 FROM sites WHERE lat NOT BETWEEN -90 AND 90 OR lon NOT BETWEEN -180 AND 180",
        "un lieu a des coordonnées impossibles",
    ),
)


def check_release(ask: Ask) -> list[str]:
    """Every rule that a release breaks; an empty list when it is sound. Raises what `ask` does for a missing table."""
    for table in metadata.sorted_tables:
        ask(f"SELECT count(*) FROM {table.name}")  # noqa: S608
    problems = [text for query, text in _RULES if not ask(query)[0][0]]
    for events in EVENTS:
        sent = f"SELECT operator, month FROM slices WHERE table_name = '{events}'"  # noqa: S608
        if ask(f"SELECT count(*) FROM (SELECT DISTINCT operator, month FROM {events} EXCEPT {sent}) AS lost")[0][0]:  # noqa: S608
            problems.append(f"des {_EVENTS[events]} sont d’un mois que le journal n’a pas")
    rows = ask(f"SELECT {', '.join(_POPULATION)} FROM population WHERE level <> 'commune'")  # noqa: S608
    wrong = additivity.problems(pd.DataFrame([tuple(row) for row in rows], columns=_POPULATION))
    problems += [additivity.shown(wrong)] if wrong else []
    for events, cubes in EVENTS.items():
        total = _digest(ask, events)
        problems += [
            f"le cube {cube.name} ne totalise pas les {_EVENTS[events]}"
            for cube in cubes
            if cube is not SERVICE_CUBE and _digest(ask, cube.name) != total
        ]
    # A path is in as many cells as it has services: only the cell of those that have any is counted once.
    served = _digest(ask, "exits", "WHERE services <> 0")
    if _digest(ask, SERVICE_CUBE.name, f"WHERE service = {RENDERED.position('tout')}") != served:
        problems.append(f"le cube {SERVICE_CUBE.name} ne totalise pas les sorties qui ont un service")
    return problems


def _digest(ask: Ask, table: str, where: str = "") -> tuple[Any, ...]:
    """Events and key sum: equal for the rows and for every cube made from them."""
    return tuple(ask(f'SELECT sum(n), sum("key") % {KEY_MODULUS} FROM {table} {where}')[0])  # noqa: S608
