"""Hypothèses de sortie et de lieux d'accueil."""

from __future__ import annotations

from data.demo.assumption import Assumption, Axis
from data.demo.axes import BY_EXIT_KIND, BY_OPERATOR, BY_REASON, BY_SERVICE, OPERATORS
from nomenclatures import LEVEL

_BY_LEVEL = Axis(LEVEL.codes, tuple(c.short_label for c in LEVEL))
_BY_SITE_OPERATOR = Axis(OPERATORS[:4], BY_OPERATOR.labels[:4])
_SERVICES = ("diagnostic", "information", "enquete", "projet", "competences", "creation", "financement", "suivi")

EXITS_REPORTED = Assumption("Sorties déclarées", "Part des parcours dont la sortie est déclarée\u00a0: {}.", 0.62)
ENTRY_MONTH_UNKNOWN = Assumption("Mois d’entrée", "Part des sorties dont le mois d’entrée est inconnu\u00a0: {}.", 0.03)
DURATION = Assumption(
    "Durée des parcours",
    "Durée moyenne d’un parcours de niveau 2, d’au moins un mois et de loi exponentielle\u00a0: {}.",
    (9, 8, 10, 4, 6),
    (BY_OPERATOR,),
    "mois",
)
DURATION_LEVEL_3 = Assumption(
    "Durée des parcours de niveau 3", "Coefficient appliqué à la durée moyenne\u00a0: {}.", 1.4, unit="×"
)
EXIT_KIND_BY_OPERATOR = Assumption(
    "Nature des sorties",
    "Répartition\u00a0: {}.",
    {
        "pole_emploi": (0.30, 0.45, 0.25),
        "missions_locales": (0.32, 0.40, 0.28),
        "cap_emploi": (0.22, 0.55, 0.23),
        "apec": (0.12, 0.70, 0.18),
        "fongecif_opacif": (0.18, 0.64, 0.18),
    },
    (BY_OPERATOR, BY_EXIT_KIND),
)
LEVEL_RISE = Assumption(
    "Passage au niveau 3", "Part des parcours entrés au niveau 2 et sortis au niveau 3\u00a0: {}.", 0.12
)
SERVICES_BY_LEVEL = Assumption(
    "Services rendus",
    "Probabilité de chaque service selon le niveau de sortie\u00a0: {}. Un parcours sans service tiré reçoit"
    " l’information.",
    {
        "2": dict(zip(_SERVICES, (0.42, 0.35, 0.22, 0.28, 0.20, 0.03, 0.03, 0.04), strict=True)),
        "3": dict(zip(_SERVICES, (0.38, 0.28, 0.25, 0.40, 0.24, 0.06, 0.12, 0.45), strict=True)),
    },
    (_BY_LEVEL, BY_SERVICE),
)
SERVICES_BY_REASON = Assumption(
    "Services selon le motif",
    "Coefficients\u00a0: {}.",
    {"projet": {"enquete": 1.3, "projet": 1.3}, "situation": {"diagnostic": 1.4}, "competences": {"competences": 1.8}},
    (BY_REASON, BY_SERVICE),
    "×",
    default=1.0,
)
SERVICES_BY_KIND = Assumption(
    "Services des sorties anticipées",
    "Coefficients\u00a0: {}.",
    {"early": (0.6, 1.2, 0.6, 0.5, 0.6, 0.4, 0.5, 0.4, 0.2)},
    (BY_EXIT_KIND, BY_SERVICE),
    "×",
    default=1.0,
)
TRAINING_BY_OPERATOR = Assumption(
    "Parcours avec formation",
    "La part publiée des parcours clos avec une formation est portée par le service «\u00a0élaboration d’un parcours de"
    " formation\u00a0»\u202f; fréquence d’un opérateur à l’autre, avant calage sur cette part\u00a0: {}.",
    (1.0, 1.3, 1.5, 0.4, 2.0),
    (BY_OPERATOR,),
    "×",
)
SITE_SPREAD = Assumption(
    "Lieux par département",
    "Les lieux sont répartis entre les départements selon la population à la puissance {} (méthode de Sainte-Laguë),"
    " l’Apec en métropole seulement\u202f; aucun à Mayotte, où la population des communes manque.",
    {"pole_emploi": 1.0, "missions_locales": 0.8, "cap_emploi": 0.3, "apec": 1.0},
    (_BY_SITE_OPERATOR,),
    "",
)
SITE_CONCENTRATION = Assumption(
    "Lieux par commune",
    "Dans un département, les lieux vont aux communes selon la population à la puissance {} (méthode de Sainte-Laguë),"
    " au point central de la commune.",
    0.75,
    unit="",
)
ADVISERS = Assumption(
    "Conseillers par lieu",
    "Moyenne en équivalents temps plein\u00a0: {}.",
    (30, 12, 14, 10),
    (_BY_SITE_OPERATOR,),
    "",
)
ADVISERS_SPREAD = Assumption(
    "Écarts de taille entre lieux", "Écart-type (en logarithme) du nombre de conseillers\u00a0: {}.", 0.35, unit=""
)
WEEKLY_HOURS = Assumption(
    "Heures d’ouverture",
    "Ouverture hebdomadaire\u00a0: {}. Tous les lieux sont permanents et ouverts sur toute la période.",
    (35, 35, 35, 38),
    (_BY_SITE_OPERATOR,),
    "heures",
)
