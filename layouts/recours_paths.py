"""Cartes des parcours: reasons, services rendered, exits and durations."""

from __future__ import annotations

import math

from figures.grid import Grid
from figures.numbers import NBSP, percent
from figures.recours_grids import (
    durations_grid,
    exits_grid,
    reasons_grid,
    services_grid,
)
from indicators.parts import FEWEST_OF_A_PROFILE
from layouts.definitions import SECRECY, Row, definitions
from layouts.recours_answer import EVERYONE, Recours, Shares
from layouts.recours_text import CardText, foot, largest_share, sources, where
from nomenclatures import EXIT_KIND, LEVEL, REASON, SERVICE
from typography import spaced


def reasons(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        REASON[first[0]].label if (first := largest_share(shares.rows, "")) else "",
        "des sollicitations",
        ("Motif", "Motif donné à l’entrée de niveau 2 ou 3. Part parmi toutes les entrées du statut."),
        "Motifs de sollicitation",
        reasons_grid(shares.rows, f"Motifs de sollicitation par statut, en % des entrées, {where(frame.filters)}"),
    )


def services(frame: Recours, shares: Shares) -> CardText:
    return _profile_card(
        frame,
        shares,
        SERVICE[first[0]].label if (first := largest_share(shares.rows, "")) else "",
        "des parcours clos",
        (
            "Service rendu",
            "Parcours clos qui ont reçu le service ÷ parcours clos qui en ont reçu au moins un × 100. Un parcours en"
            " reçoit souvent plusieurs : les parts ne font pas 100.",
        ),
        "Services rendus, parcours clos",
        services_grid(shares.rows, f"Services rendus par statut, en % des parcours clos, {where(frame.filters)}"),
    )


def _profile_card(
    frame: Recours, shares: Shares, first: str, of_what: str, definition: Row, name: str, grid: Grid
) -> CardText:
    largest = largest_share(shares.rows, "")
    title = f"{name}{NBSP}: rien à montrer"
    if largest:
        title = f"{first}{NBSP}: {percent(largest[1], 1)} {of_what}"
    masked = spaced(
        f"Un statut de moins de {FEWEST_OF_A_PROFILE} n’a pas de profil (n < {FEWEST_OF_A_PROFILE}) : chaque parcours y"
        " pèserait un point. « s » : effectif de 0 à 4, secret."
    )
    return CardText(
        title,
        f"{name}, profil en % par statut, {where(frame.filters)}",
        title,
        definitions([definition, ("Petits effectifs", masked), SECRECY]),
        foot(f"{sources(frame)} {masked}"),
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
    title = "Sorties : rien à montrer".replace(" :", f"{NBSP}:")
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
                ("Sortie", "Parcours clos, au mois de sa fin ; parts parmi toutes les sorties de la famille."),
                ("Niveau", f"{LEVEL['3'].label} : niveau atteint à la sortie."),
                (EXIT_KIND["early"].label, "Abandon, ou fin avant le terme prévu."),
                ("Avec formation", "Parcours qui a reçu le service « élaboration d’un parcours de formation »."),
                SECRECY,
            ]
        ),
        foot(sources(frame)),
        exits_grid(shares.rows, f"Sorties de chaque famille d’opérateurs, {where(frame.filters)}"),
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
    title = f"Durées{NBSP}: rien à montrer"
    if short is not None:
        title = f"{percent(short, 1)} des parcours clos ont fini le mois de l’entrée ou le suivant"
    return CardText(
        title,
        f"Durée des parcours clos, en % de ceux dont le mois d’entrée est connu, {where(frame.filters)}",
        title,
        definitions(
            [
                ("Durée", "Mois entre l’entrée et la sortie, quand le mois d’entrée est transmis."),
                (
                    "Précaution",
                    "Seuls les parcours finis ont une durée : un opérateur entré depuis peu dans les données n’a que"
                    " des parcours courts.",
                ),
                SECRECY,
            ]
        ),
        foot(sources(frame)),
        durations_grid(shares.rows, f"Durée des parcours clos par famille d’opérateurs, {where(frame.filters)}"),
    )
