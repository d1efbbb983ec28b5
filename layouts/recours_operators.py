"""Cartes des opérateurs: the share of each family, and its entries over the public that it is there for."""

from __future__ import annotations

import math

from figures.numbers import number, percent, period_label
from figures.recours_grids import (
    operators_grid,
    publics_grid,
)
from indicators.catalogue import OPERATOR_SHARE, PENETRATION
from layouts.definitions import SECRECY, definitions
from layouts.recours_answer import Publics, Recours, Shares
from layouts.recours_text import READING, CardText, foot, indicator_rows, keys, largest_share, place, sources
from nomenclatures import FAMILY
from typography import NBSP, NNBSP


def operators(frame: Recours, shares: Shares) -> CardText:
    rows = shares.rows
    first = largest_share(rows, "")
    period = period_label(shares.period.start, shares.period.end)
    title = "Parts des opérateurs indisponibles"
    if first:
        title = f"{FAMILY[first[0]].short_label} fait {percent(first[1], 1)} des entrées de {period}"
    other = shares.period != frame.filters.period
    grid = operators_grid(rows, f"Entrées et part de chaque famille d’opérateurs, {period}")
    why = " La dernière année pleine pour tous remplace la période choisie." if other else ""
    return CardText(
        title,
        f"{frame.filters.territory.name}, {period}{READING[frame.filters.reading]}",
        title,
        definitions(
            [
                *indicator_rows(OPERATOR_SHARE),
                SECRECY,
            ]
        ),
        foot(f"{sources(frame)}{why} {keys(grid)}".strip()),
        grid,
    )


def publics(frame: Recours, found: Publics) -> CardText:
    title = _publics_title(found)
    grid = publics_grid(
        found.rows, "Entrées de chaque famille d’opérateurs pour 1 000 personnes du public qu’elle vise"
    )
    return CardText(
        title,
        f"Taux de pénétration : chaque opérateur rapporté au public qu’il vise, {place(frame.filters)}".replace(
            " :", f"{NBSP}:"
        ),
        title,
        definitions(
            [
                *indicator_rows(PENETRATION),
                (
                    "Entre parenthèses",
                    "Intervalle à 95 % des entrées (Byar, exact sous 10 ; élargi par la perturbation), et de l’arrondi"
                    " de la population quand sa source l’arrondit.",
                ),
                ("Pôle emploi", "Demandeurs d’emploi entrés, pour 1 000 chômeurs au sens du recensement."),
                (
                    "Missions locales",
                    "Jeunes de 15 à 25 ans entrés, pour 1 000 actifs de 15 à 24 ans. Ce public n’est connu que pour la"
                    " France, par une part arrondie à l’unité (enquête Emploi 2016) : le taux est approché, et"
                    " ses bornes ajoutent celles de cet arrondi.",
                ),
                (
                    "Cap emploi",
                    "Entrées de travailleurs handicapés (RQTH, reconnaissance de la qualité de travailleur handicapé)."
                    " Aucune source chargée ne compte ces actifs : pas de taux.",
                ),
                (
                    "Apec",
                    "Cadres entrés à l’Apec, pour 1 000 actifs cadres de 25 à 54 ans en 2014 (recensement, série"
                    " harmonisée), régions métropolitaines : le taux est approché.",
                ),
                ("Fongécif, Opacif", "Actifs occupés entrés, pour 1 000 actifs occupés du recensement."),
                ("Lecture", "Le choix d’une lecture (demandeurs d’emploi, actifs occupés) ne change pas ces publics."),
                SECRECY,
            ]
        ),
        foot(f"{sources(frame, 'Insee, recensement et enquête Emploi')} {keys(grid)}".strip()),
        grid,
    )


def _publics_title(found: Publics) -> str:
    """Titre: the lowest and the highest rate."""
    names = ("value", "group", "cell_status")
    known = [row for row in zip(*(found.rows[n].tolist() for n in names), strict=True) if math.isfinite(row[0])]
    if len(known) < 2:
        return "Chaque opérateur rapporté au public qu’il vise, quand une source le compte"
    low, high = (
        f"{f'≈{NBSP}' if status == 'approximate' else ''}{number(value, int(value < 10))}{unit}"
        f" ({FAMILY[family].short_label})"
        for (value, family, status), unit in ((min(known), " entrées"), (max(known), ""))
    )
    return f"Pour 1{NNBSP}000 personnes du public visé, de {low} à {high}"
