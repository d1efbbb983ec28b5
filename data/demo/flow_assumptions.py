"""Hypothèses de lieu et de temps: where and when people enter."""

from __future__ import annotations

from data.demo.assumption import Assumption, Axis
from data.demo.axes import BY_MONTH, BY_OPERATOR, BY_READING
from geo.areas import regions

_BY_REGION = Axis(tuple(r.id for r in regions()), tuple(r.name for r in regions()))

REGION_RATIO = Assumption(
    "Régions sur-représentées",
    "Part dans les entrées rapportée à la part dans les actifs, avant l’ajustement à 100\u202f%\u00a0: {}. Le rapport"
    " publié donne l’ordre, sans chiffre\u202f; les autres régions sont à 1.",
    {"R24": 1.25, "R76": 1.12, "R93": 1.11, "R32": 1.12},
    (_BY_REGION,),
    "×",
    default=1.0,
)
REGION_SPREAD = Assumption(
    "Écarts entre régions",
    "Chaque région s’écarte de son rapport d’une valeur tirée au sort entre −{0} et +{0}.",
    0.02,
)
UNLOCATED = Assumption("Entrées non localisées", "Part des entrées dont le territoire est inconnu\u00a0: {}.", 0.016)
REGION_ONLY = Assumption(
    "Département inconnu",
    "Dans les régions de plusieurs départements, part des entrées connues à la région seulement\u00a0: {}.",
    0.008,
)
UNEMPLOYMENT_ELASTICITY = Assumption(
    "Chômage local",
    "Les entrées d’un territoire varient comme ses actifs, multipliés par le rapport de son taux de chômage"
    " (recensement 2018) à celui de la France, élevé à une puissance\u00a0: {}. Mayotte, absente du recensement,"
    " est prise au taux de la France, avec les actifs de l’enquête Emploi 2016.",
    {"de": 0.35, "ao": -0.2},
    (BY_READING,),
    "",
)
DEPARTMENT_SPREAD = Assumption(
    "Écarts entre départements",
    "Écart-type (en logarithme) de l’aléa propre à chaque département\u00a0: {}.",
    0.035,
    unit="",
)
OPERATOR_SPREAD = Assumption(
    "Écarts entre opérateurs d’un territoire",
    "Écart-type (en logarithme) de l’aléa de chaque opérateur dans chaque région, puis dans chaque"
    " département\u00a0: {}.",
    0.06,
    unit="",
)
PROFILE_SPREAD = Assumption(
    "Écarts de profil entre régions",
    "Écart-type (en logarithme) de l’aléa de chaque classe d’âge dans chaque région\u00a0: {}. À l’intérieur d’une"
    " région, le profil d’un opérateur ne diffère d’un département à l’autre que par le statut.",
    0.035,
    unit="",
)
WOMEN_ELASTICITY = Assumption(
    "Sexe selon la région",
    "Le rapport femmes-hommes d’une région suit celui de ses actifs (enquête Emploi 2016) à la puissance {}.",
    0.5,
    unit="",
)
DIPLOMA_ELASTICITY = Assumption(
    "Qualification selon la région",
    "Les niveaux I à III varient comme la part de diplômés du supérieur des actifs de la région (enquête Emploi 2016)"
    " à la puissance {}.",
    0.6,
    unit="",
)
MANAGER_ELASTICITY = Assumption(
    "Apec selon la région",
    "Les entrées de l’Apec varient comme les actifs, multipliés par le rapport de la part de diplômés du supérieur"
    " de la région à celle de la France, élevé à la puissance {}\u202f; aucune hors de la métropole.",
    1.5,
    unit="",
)
GROWTH = Assumption(
    "Croissance",
    "Croissance des entrées par an, pour chaque opérateur\u00a0: {}.",
    (0.02, 0.02, 0.03, 0.04, 0.06),
    (BY_OPERATOR,),
)
SEASONALITY = Assumption(
    "Saison",
    "Coefficient de chaque mois, le même pour tous les opérateurs, territoires et profils\u00a0: {}.",
    (1.08, 1.02, 1.06, 0.98, 0.95, 0.98, 0.92, 0.68, 1.18, 1.20, 1.07, 0.88),
    (BY_MONTH,),
    "×",
)
MONTH_SPREAD = Assumption(
    "Aléa mensuel",
    "Écart-type (en logarithme) de l’aléa de chaque mois, par opérateur et par territoire\u00a0: {}.",
    0.03,
    unit="",
)
BACKLOG = Assumption(
    "Janvier 2016 de Pôle emploi",
    "Ce mois contient des entrées de 2015, sans volume publié\u202f; coefficient retenu\u00a0: {}.",
    2.5,
    unit="×",
)
