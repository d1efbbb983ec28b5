"""Cartes des opérateurs: the share of each family, and its entries over the public that it is there for."""

from __future__ import annotations

from figures.numbers import percent, period_label
from figures.recours_grids import (
    operators_grid,
    publics_grid,
)
from layouts.definitions import SECRECY, definitions
from layouts.recours_answer import Publics, Recours, Shares
from layouts.recours_text import READING, CardText, foot, largest_share, place, sources
from nomenclatures import FAMILY


def operators(frame: Recours, shares: Shares) -> CardText:
    rows = shares.rows
    first = largest_share(rows, "")
    period = period_label(shares.period.start, shares.period.end)
    title = "Parts des opérateurs indisponibles"
    if first:
        title = f"{FAMILY[first[0]].short_label} fait {percent(first[1], 1)} des entrées de {period}"
    other = shares.period != frame.filters.period
    why = " La dernière année pleine pour tous remplace la période choisie." if other else ""
    return CardText(
        title,
        f"{frame.filters.territory.name}, {period}{READING[frame.filters.reading]}",
        title,
        definitions(
            [
                ("Part", "Entrées de la famille ÷ entrées de toutes les familles choisies × 100."),
                (
                    "Période",
                    "Une année que tous les opérateurs ont transmise entière : une part sur une année incomplète"
                    " comparerait des opérateurs présents à des opérateurs absents.",
                ),
                SECRECY,
            ]
        ),
        foot(sources(frame) + why),
        operators_grid(rows, f"Entrées et part de chaque famille d’opérateurs, {period}"),
    )


def publics(frame: Recours, found: Publics) -> CardText:
    title = "Chaque opérateur rapporté au public qu’il vise, quand une source le compte"
    return CardText(
        title,
        f"Pénétration, {place(frame.filters)}",
        title,
        definitions(
            [
                (
                    "Taux de pénétration",
                    "Entrées de la famille dans son public ÷ personnes de ce public × 1 000, par an.",
                ),
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
                ("Cap emploi", "Aucune source chargée ne compte les actifs handicapés par territoire : pas de taux."),
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
        foot(sources(frame, "Insee, recensement et enquête Emploi")),
        publics_grid(found.rows, "Entrées de chaque famille d’opérateurs pour 1 000 personnes du public qu’elle vise"),
    )
