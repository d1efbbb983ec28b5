"""Rapprochement des chiffres: the product's own number beside a published one, their difference, and what explains it.

A published figure is found again when the two differ by no more than its rounding and the noise of secrecy. Why they
may differ is a closed list, `REASONS`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

FOUND, BOUND, DIFFERENT, NOT_REBUILT = "retrouvé", "borne respectée", "écart", "non reconstruit"
# Of the value: what the noise of a count of many blocks may add to the rounding of the figure.
_NOISE = 1e-4
_PERCENT = 100.0
# Measures whose own number is a share, in %.
_SHARES = frozenset({"share", "exit_share", "family_share", "area_share", "actives", "rate"})


class Reason(NamedTuple):
    """Raison d’un écart: the kind of rule, and a French sentence."""

    kind: str
    text: str


REASONS: dict[str, Reason] = {
    "rounded": Reason("arrondi", "Le chiffre publié est arrondi."),
    "floor": Reason("définition", "Le chiffre publié est une borne, « plus de » : la valeur exacte n’est pas lisible."),
    "binary": Reason(
        "définition", "Le statut publié oppose demandeurs d’emploi et salariés ; les doubles statuts manquent."
    ),
    "persons": Reason(
        "doubles comptes",
        "Le chiffre compte des personnes, la version des entrées : une personne entre plusieurs fois.",
    ),
    "stock": Reason(
        "définition", "Bénéficiaires : ceux qui ont commencé ou fini dans l’année ; la version compte les démarrages."
    ),
    "lacking": Reason("opérateurs", "Le bilan de 2015 ajoute les déclarations d’opérateurs absents du système commun."),
    "declared": Reason("définition", "Nombre déclaré par l’opérateur, hors du système d’information commun."),
    "demands": Reason("définition", "Part des demandes ou des dossiers ; la version compte les entrées."),
    "level_1": Reason("définition", "Le niveau 1 (accueil) est compris ; la version ne compte que les niveaux 2 et 3."),
    "usage": Reason("définition", "Part des usages du service ; la version compte les parcours clos qui l’ont reçu."),
    "training": Reason(
        "définition", "La formation suivie est portée par le service « élaboration d’un parcours de formation »."
    ),
    "employees": Reason("définition", "Parmi les salariés : les entrées sans employeur sont laissées de côté."),
    "overrepresented": Reason(
        "définition",
        "Le rapport dit « surreprésentée » ; la version donne l’indice, part des entrées sur part des actifs"
        " (recensement 2018, hors Mayotte) : au-dessus de 1, la région l’est.",
    ),
    "census": Reason("dénominateur", "Actifs du recensement, de 15 à 64 ans, hors Mayotte."),
    "mayotte": Reason("périmètre", "L’enquête chargée compte Mayotte ; le chiffre publié la laisse de côté."),
    "sites": Reason("définition", "Lieux ouverts de l’opérateur dans la version, quelle que soit la date du chiffre."),
    "outside": Reason("opérateurs", "Des opérateurs n’étaient pas encore dans les données sur cette période."),
    "missing": Reason("opérateurs", "Des opérateurs n’ont pas transmis tous les mois de la période."),
    "raked": Reason(
        "données simulées", "Les données simulées sont calées sur ce chiffre : le retrouver ne prouve rien de réel."
    ),
    "simulated": Reason("données simulées", "Le nombre de la version vient d’hypothèses de simulation."),
    "break": Reason("rupture", "Une rupture de série sépare les deux années : l’évolution est refusée."),
    "not_covered": Reason("période", "La version ne couvre pas la période de ce chiffre."),
    "no_months": Reason("période", "Le chiffre n’a pas de mois entiers pour période."),
    "old_region": Reason("territoire", "Chiffre d’une région d’avant 2016, que la version ne connaît plus."),
    "several_areas": Reason("territoire", "Chiffre d’un groupe de territoires."),
    "comparator": Reason("comparateur", "Chiffre d’Insee ou d’un article, sans source plus fine chargée."),
    "ages": Reason("nomenclature", "Classes d’âge qui ne s’emboîtent pas avec celles du CEP."),
    "nomenclature": Reason("nomenclature", "Modalités qui ne correspondent à aucune de la version."),
    "outreach": Reason(
        "définition", "Antennes, relais et permanences : la version ne décrit que les lieux permanents."
    ),
    "single_place": Reason("définition", "Lieu d’un seul opérateur d’une famille que la version réunit."),
    "network": Reason("opérateurs", "Réseau d’un opérateur, que la version réunit avec les autres régionaux."),
    "survey": Reason("enquête", "Réponses de personnes interrogées : la version ne contient pas d’enquête."),
    "institution": Reason("hors champ", "Fait d’organisation : accords, marché, services harmonisés."),
    "means": Reason("hors champ", "Moyens et échanges des opérateurs : la version n’en contient pas."),
    "contacts": Reason("définition", "Demandes, contacts, entretiens ou prestations, qui ne sont pas des entrées."),
    "outcomes": Reason("hors champ", "Suites du conseil (projets, dossiers, indemnisation), suivies par d’autres."),
    "commitment": Reason("hors champ", "Engagement de service, non une mesure."),
    "target": Reason("objectif", "Objectif fixé : jamais mêlé aux résultats."),
}


class Comparison(NamedTuple):
    """Comparaison: own number, in the figure's unit, NaN where there is none; own minus published; how it ends."""

    own: float
    difference: float
    outcome: str


def own_value(measure: str, numerator: float, denominator: float, reference: tuple[float, float]) -> float:
    """Nombre du produit for one measure of the table of rules; NaN where a count is missing or nothing divides.

    entries, sites: the count; shares and rates: numerator / denominator × 100; change: (numerator / denominator - 1) ×
    100; index: (numerator / denominator) / (reference's numerator / denominator), 1 being in proportion.
    """
    if measure in ("entries", "sites"):
        return numerator
    if not denominator > 0:
        return math.nan
    if measure in _SHARES:
        return _PERCENT * numerator / denominator
    if measure == "change":
        return _PERCENT * (numerator / denominator - 1)
    if measure == "index":
        people, whole = reference
        return (numerator / denominator) / (people / whole) if people > 0 and whole > 0 else math.nan
    raise ValueError(f"unknown measure {measure!r}")


def compared(published: float, unit: str, own: float) -> Comparison:
    """Compare the product's own number with the published one, written in `unit`.

    "booléen" says that an index is above 1; a unit with "plus de" makes the figure a lower bound.
    """
    if math.isnan(own):
        return Comparison(math.nan, math.nan, NOT_REBUILT)
    if unit == "booléen":
        return Comparison(own, own - 1, FOUND if (own > 1) == (published == 1) else DIFFERENT)
    difference = own - published
    if abs(difference) <= _rounding(published) + _NOISE * abs(published):
        return Comparison(own, difference, FOUND)
    if "plus de" in unit and difference >= 0:
        return Comparison(own, difference, BOUND)
    return Comparison(own, difference, DIFFERENT)


def _rounding(published: float) -> float:
    """Half of the last unit that the figure is written with."""
    text = f"{published:.6f}".rstrip("0")
    return 0.5 * 10.0 ** -len(text.partition(".")[2])
