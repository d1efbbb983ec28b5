"""Cartes des parcours: reasons, services rendered, exits and durations."""

from __future__ import annotations

import math

from figures.grid import Grid
from figures.numbers import percent
from figures.recours_grids import (
    durations_grid,
    exits_grid,
    reasons_grid,
    services_grid,
)
from indicators.catalogue import DURATION_SHARE, EXIT_SHARE, REASON_SHARE, SERVICE_SHARE, Indicator
from indicators.parts import FEWEST_OF_A_PROFILE
from layouts.definitions import SECRECY, definitions
from layouts.recours_answer import EVERYONE, Recours, Shares
from layouts.recours_text import CardText, foot, indicator_rows, keys, largest_share, sources, where
from nomenclatures import EXIT_KIND, LEVEL, REASON, SERVICE
from typography import NBSP


def reasons(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        REASON[first[0]].label if (first := largest_share(shares.rows, "")) else "",
        "des sollicitations",
        REASON_SHARE,
        "Motifs de sollicitation",
        reasons_grid(shares.rows, f"Motifs de sollicitation par statut, en % des entrées, {where(frame.filters)}"),
    )


def services(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        SERVICE[first[0]].label if (first := largest_share(shares.rows, "")) else "",
        "des parcours clos",
        SERVICE_SHARE,
        "Services rendus, parcours clos",
        services_grid(shares.rows, f"Services rendus par statut, en % des parcours clos, {where(frame.filters)}"),
    )


def _profile_card(
    frame: Recours, shares: Shares, first: str, of_what: str, indicator: Indicator, name: str, grid: Grid
) -> CardText:
    largest = largest_share(shares.rows, "")
    title = f"{name}{NBSP}: rien à montrer"
    if largest:
        title = f"{first}{NBSP}: {percent(largest[1], 1)} {of_what}"
    masked = (
        f"Un statut de moins de {FEWEST_OF_A_PROFILE} n’a pas de profil (n < {FEWEST_OF_A_PROFILE}) : chaque parcours y"
        " pèserait un point. « secret » : effectif de 0 à 4."
    )
    return CardText(
        title,
        f"{name}, profil en % par statut, {where(frame.filters)}",
        title,
        definitions([*indicator_rows(indicator), ("Petits effectifs", masked), SECRECY]),
        foot(f"{sources(frame)} {keys(grid)}".strip()),
        grid,
    )


def exits(frame: Recours, shares: Shares) -> CardText:
    found = {
        group: (value, count)
        for group, whole, value, count in zip(
            *(shares.rows[n].tolist() for n in ("group", "of", "value", "numerator")), strict=True
        )
        if whole == EVERYONE
    }
    grid = exits_grid(shares.rows, f"Sorties de chaque famille d’opérateurs, {where(frame.filters)}")
    title = f"Sorties{NBSP}: rien à montrer"
    if math.isfinite(found["plan"][0]):
        title = (
            f"{percent(found['plan'][0], 1)} des sorties avec un plan d’actions finalisé,"
            f" {percent(found['anticipee'][0], 1)} anticipées"
        )
    return CardText(
        title,
        f"Sorties par famille d’opérateurs, {where(frame.filters)}",
        title,
        definitions(
            [
                *indicator_rows(EXIT_SHARE),
                ("Niveau", f"{LEVEL['3'].label} : niveau atteint à la sortie."),
                (EXIT_KIND["early"].label, "Abandon, ou fin avant le terme prévu."),
                ("Avec formation", "Parcours qui a reçu le service « élaboration d’un parcours de formation »."),
                SECRECY,
            ]
        ),
        foot(f"{sources(frame)} {keys(grid)}".strip()),
        grid,
    )


def durations(frame: Recours, shares: Shares) -> CardText:
    short = next(
        (
            value
            for group, whole, value in zip(*(shares.rows[n].tolist() for n in ("group", "of", "value")), strict=True)
            if (group, whole) == ("d0", EVERYONE) and math.isfinite(value)
        ),
        None,
    )
    grid = durations_grid(shares.rows, f"Durée des parcours clos par famille d’opérateurs, {where(frame.filters)}")
    title = f"Durées{NBSP}: rien à montrer"
    if short is not None:
        title = f"{percent(short, 1)} des parcours clos ont fini le mois de l’entrée ou le suivant"
    return CardText(
        title,
        f"Durée des parcours clos, en % de ceux dont le mois d’entrée est connu, {where(frame.filters)}",
        title,
        definitions(
            [
                *indicator_rows(DURATION_SHARE),
                SECRECY,
            ]
        ),
        foot(f"{sources(frame)} {keys(grid)}".strip()),
        grid,
    )
