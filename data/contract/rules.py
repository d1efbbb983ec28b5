"""Règles: what may be wrong with a cell or a line, in words that say how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from nomenclatures import OPERATORS, Operator


@dataclass(frozen=True)
class Rule:
    """Règle: `text` says what is wrong, `remedy` what to do. {title}, {accepted} are filled from the field."""

    text: str
    remedy: str


def _period(operator: Operator) -> str:
    """« mon_cep (2020-01 à 2023-12) »."""
    end = f"à {operator.closed:%Y-%m}" if operator.closed else "à aujourd’hui"
    return f"{operator.code} ({operator.opened:%Y-%m} {end})"


RULES: dict[str, Rule] = {
    "blank": Rule("« {title} » est vide", "Remplissez la cellule : {accepted}."),
    "unknown_code": Rule(
        "valeur inconnue pour « {title} »",
        "Écrivez une de ces valeurs : {accepted} ; ou déclarez l’équivalence dans une table de correspondance (--map).",
    ),
    "first_level": Rule(
        "le niveau 1, l’accueil, n’est pas compté", "Supprimez la ligne : seuls les niveaux 2 et 3 se transmettent."
    ),
    "not_an_age": Rule("âge illisible", "Écrivez un nombre d’années, de 15 à 99, ou une classe : {accepted}."),
    "unknown_commune": Rule(
        "code commune inconnu du code officiel géographique",
        "Donnez le code Insee (31555 pour Toulouse), pas le code postal (31000) ; à défaut, laissez la commune vide et"
        " donnez le département.",
    ),
    "unknown_department": Rule("département inconnu", "Donnez un code Insee : 01 à 95, 2A, 2B, 971 à 974 ou 976."),
    "unknown_region": Rule(
        "région inconnue", "Donnez le code Insee d’une région : 11, 76… ou d’une région d’avant 2016."
    ),
    "unknown_territory": Rule(
        "territoire inconnu",
        "Donnez un code Insee : commune (31555), département (31, D31), région précédée de R (R76), ou FR.",
    ),
    "unknown_service": Rule(
        "service inconnu", "Séparez les services par une barre verticale (|), avec ces codes : {accepted}."
    ),
    "total_row": Rule(
        "la ligne est un total des autres",
        "Supprimez la ligne : le service additionne lui-même, et elle compterait deux fois.",
    ),
    "serial_date": Rule(
        "date devenue un nombre de tableur",
        "Donnez à la colonne le format Date dans le tableur, ou écrivez la date AAAA-MM-JJ, le mois AAAA-MM.",
    ),
    "not_a_month": Rule(
        "mois illisible", "Écrivez le mois AAAA-MM, par exemple 2017-03 ; 03/2017, 201703 et mars 2017 se lisent aussi."
    ),
    "not_a_date": Rule("date illisible", "Écrivez la date AAAA-MM-JJ, par exemple 2017-03-15, ou JJ/MM/AAAA."),
    "out_of_time": Rule(
        "date hors de la période possible", "Le service existe depuis janvier 2015, et une date à venir est refusée."
    ),
    "not_a_number": Rule("ce n’est pas un nombre", "Écrivez un nombre sans unité : {accepted}."),
    "ambiguous_number": Rule(
        "des milliers ou des décimales ?",
        "Retirez le point ou la virgule : 1200 pour mille deux cents ; un nombre entier n’a pas de décimale.",
    ),
    "not_an_integer": Rule("ce n’est pas un nombre entier", "Écrivez un nombre entier, en chiffres : {accepted}."),
    "out_of_bounds": Rule("nombre hors bornes", "Valeurs admises : {accepted}."),
    "not_a_postal_code": Rule("code postal illisible", "Écrivez cinq chiffres, par exemple 31000."),
    "formula": Rule(
        "le texte commence comme une formule de tableur", "Retirez le signe =, +, - ou @ au début de la cellule."
    ),
    "too_long": Rule("texte trop long", "Raccourcissez le texte : 200 caractères au plus."),
    "too_few_cells": Rule(
        "il manque des cellules à la ligne", "Gardez un séparateur par colonne, même si la cellule est vide."
    ),
    "too_many_cells": Rule(
        "la ligne a des cellules en trop",
        "Mettez entre guillemets droits un texte qui contient le séparateur, ou retirez les séparateurs en trop.",
    ),
    "open_quote": Rule(
        "un guillemet ouvert n’est pas refermé", "Fermez le guillemet, ou doublez-le s’il est dans le texte."
    ),
    "line_too_long": Rule("la ligne est trop longue", "Une ligne ne peut dépasser 2 Mo : retirez le contenu en trop."),
    "unreadable_line": Rule("la ligne est illisible", "Réécrivez la ligne sur le modèle du fichier fourni."),
    "territory_conflict": Rule(
        "la commune, le département et la région se contredisent",
        "Corrigez le code faux, ou ne gardez que le plus fin des trois.",
    ),
    "operator_conflict": Rule(
        "la cellule nomme un autre opérateur que l’option --operator",
        "Corrigez la cellule, videz-la, ou recommencez sans --operator.",
    ),
    "operator_closed": Rule(
        "l’opérateur n’existe pas à ce mois-là",
        f"Corrigez l’opérateur ou le mois : {', '.join(_period(operator) for operator in OPERATORS)}.",
    ),
    "exit_before_entry": Rule("la sortie précède l’entrée", "Vérifiez le mois de sortie et le mois d’entrée."),
    "no_place": Rule(
        "le lieu n’a ni commune ni coordonnées", "Donnez le code commune, ou la latitude et la longitude."
    ),
    "half_place": Rule("une coordonnée manque", "Donnez la latitude et la longitude, ou aucune des deux."),
    "outside_territory": Rule(
        "le point est hors des 101 départements",
        "Vérifiez les coordonnées ; un lieu de Saint-Martin ou de Saint-Pierre-et-Miquelon n’est pas dans le champ.",
    ),
    "postal_conflict": Rule(
        "le code postal n’est pas du département de la commune",
        "Vérifiez la commune : une homonyme a sans doute été retenue.",
    ),
    "place_conflict": Rule(
        "le point est dans un autre département que la commune déclarée, à plus de 20 km d’elle",
        "Corrigez les coordonnées ou la commune.",
    ),
    "closed_before_opened": Rule("le lieu ferme avant d’ouvrir", "Vérifiez les deux dates."),
}
