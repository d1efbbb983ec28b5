"""Hypothèses de profil: who comes to which operator, and why. Starting points, which the raking then moves."""

from __future__ import annotations

from data.demo.assumption import Assumption
from data.demo.axes import (
    BY_AGE,
    BY_CSP,
    BY_DIMENSION,
    BY_OPERATOR,
    BY_QUALIFICATION,
    BY_READING,
    BY_SEX,
    BY_STATUS,
    KNOWN_AGE,
    KNOWN_CSP,
    KNOWN_QUALIFICATION,
    KNOWN_REASON,
    KNOWN_SECTOR,
)

_START = " Point de départ, que le calage sur les marges publiées déplace ensuite."

UNKNOWN_SHARE = Assumption(
    "Non renseigné",
    "Part des entrées dont la modalité n’est pas renseignée\u00a0: {}. Pour le statut, le non renseigné est ce qui"
    " manque aux parts publiées pour faire 100\u202f%. Pour l’âge, les 45 ans et plus sont le reste.",
    {"sex": 0.001, "age": 0.002, "qualification": 0.004, "disability": 0.015, "reason": 0.015},
    (BY_DIMENSION,),
)
REASON_SHARE = Assumption(
    "Motifs de sollicitation",
    "Seules des bornes sont publiées (plus de la moitié, un peu plus d’un cinquième)\u202f; parts retenues\u00a0: {}."
    " Le reste est «\u00a0autre motif\u00a0» ou non renseigné.",
    {"projet": 0.52, "situation": 0.22, "competences": 0.21},
    (KNOWN_REASON,),
)
OPERATOR_SHARE = Assumption(
    "Poids des opérateurs",
    "Part de chaque opérateur dans l’ensemble des entrées\u00a0: {}.",
    (0.805, 0.075, 0.040, 0.045, 0.035),
    (BY_OPERATOR,),
)
STATUS_BY_OPERATOR = Assumption(
    "Statut selon l’opérateur",
    "Statuts de départ\u00a0: {}." + _START,
    {
        "pole_emploi": (0.968, 0.003, 0.012, 0.004, 0.0005, 0.0125),
        "missions_locales": (0.72, 0.24, 0.01, 0.015, 0.0, 0.015),
        "cap_emploi": (0.86, 0.05, 0.06, 0.01, 0.0, 0.02),
        "apec": (0.50, 0.02, 0.42, 0.02, 0.01, 0.03),
        "fongecif_opacif": (0.0, 0.0, 0.87, 0.10, 0.015, 0.015),
    },
    (BY_OPERATOR, BY_STATUS),
)
AGE_BY_OPERATOR = Assumption(
    "Âge selon l’opérateur",
    "Âges de départ\u00a0: {}." + _START,
    {
        "pole_emploi": (0.185, 0.52, 0.295),
        "missions_locales": {"a15": 1.0},
        "cap_emploi": (0.06, 0.42, 0.52),
        "apec": (0.05, 0.60, 0.35),
        "fongecif_opacif": (0.06, 0.62, 0.32),
    },
    (BY_OPERATOR, KNOWN_AGE),
)
QUALIFICATION_BY_OPERATOR = Assumption(
    "Qualification selon l’opérateur",
    "Niveaux de départ\u00a0: {}." + _START,
    {
        "pole_emploi": (0.275, 0.28, 0.20, 0.10, 0.145),
        "missions_locales": (0.42, 0.33, 0.21, 0.03, 0.01),
        "cap_emploi": (0.30, 0.38, 0.18, 0.08, 0.06),
        "apec": (0.01, 0.02, 0.05, 0.20, 0.72),
        "fongecif_opacif": (0.10, 0.27, 0.27, 0.20, 0.16),
    },
    (BY_OPERATOR, KNOWN_QUALIFICATION),
)
WOMEN_BY_OPERATOR = Assumption(
    "Femmes selon l’opérateur",
    "Parts de femmes de départ\u00a0: {}." + _START,
    (0.52, 0.49, 0.50, 0.45, 0.58),
    (BY_OPERATOR,),
)
LEVEL_3_BY_OPERATOR = Assumption(
    "Niveau de service",
    "Part des entrées au niveau 3 (accompagnement à la mise en œuvre)\u00a0: {}.",
    (0.22, 0.45, 0.40, 0.18, 0.30),
    (BY_OPERATOR,),
)
QUALIFICATION_BY_AGE = Assumption(
    "Qualification selon l’âge",
    "Coefficients de départ\u00a0: {}." + _START,
    {
        "a15": (1.0, 1.0, 1.4, 0.8, 0.6),
        "a26": (0.9, 0.9, 1.0, 1.2, 1.3),
        "a45": (1.2, 1.2, 0.75, 0.85, 0.85),
    },
    (BY_AGE, BY_QUALIFICATION),
    "×",
    default=1.0,
)
QUALIFICATION_BY_SEX = Assumption(
    "Qualification selon le sexe",
    "Coefficients de départ\u00a0: {}." + _START,
    {"F": (0.9, 0.9, 1.1, 1.15, 1.1)},
    (BY_SEX, BY_QUALIFICATION),
    "×",
    default=1.0,
)
CSP_BY_QUALIFICATION = Assumption(
    "Catégorie socioprofessionnelle selon la qualification",
    "Répartition de départ\u00a0: {}.",
    {
        "q6": (0.01, 0.03, 0.01, 0.05, 0.48, 0.42),
        "q5": (0.01, 0.04, 0.02, 0.09, 0.46, 0.38),
        "q4": (0.01, 0.04, 0.05, 0.18, 0.50, 0.22),
        "q3": (0.005, 0.035, 0.12, 0.42, 0.34, 0.08),
        "q1": (0.003, 0.027, 0.50, 0.32, 0.13, 0.02),
        "nr": (0.01, 0.03, 0.12, 0.18, 0.42, 0.24),
    },
    (BY_QUALIFICATION, KNOWN_CSP),
)
CSP_BY_SEX = Assumption(
    "Catégorie socioprofessionnelle selon le sexe",
    "Coefficients\u00a0: {}.",
    {"F": (1.0, 0.8, 0.95, 1.1, 1.35, 0.45), "M": (1.0, 1.2, 1.05, 0.9, 0.65, 1.5)},
    (BY_SEX, KNOWN_CSP),
    "×",
    default=1.0,
)
CSP_BY_OPERATOR = Assumption(
    "Catégorie socioprofessionnelle selon l’opérateur",
    "Coefficients\u00a0: {}.",
    {"apec": (0.1, 0.3, 12.0, 1.0, 0.2, 0.05), "fongecif_opacif": (0.2, 0.3, 1.0, 1.3, 1.0, 1.0)},
    (BY_OPERATOR, KNOWN_CSP),
    "×",
    default=1.0,
)
CSP_OF_INDEPENDENTS = Assumption(
    "Catégorie socioprofessionnelle des indépendants",
    "Répartition\u00a0: {}. Les salariés ne sont ni agriculteurs, ni artisans, ni commerçants.",
    (0.12, 0.55, 0.18, 0.10, 0.03, 0.02),
    (KNOWN_CSP,),
)
CSP_UNKNOWN = Assumption(
    "Catégorie socioprofessionnelle non renseignée",
    "Part des entrées sans catégorie (dont jamais en emploi)\u00a0: {}.",
    (0.04, 0.25, 0.05, 0.01, 0.02),
    (BY_OPERATOR,),
)
DISABILITY_BY_OPERATOR = Assumption(
    "Handicap selon l’opérateur",
    "Parts de travailleurs handicapés de départ\u00a0: {}." + _START,
    (0.035, 0.015, 0.93, 0.01, 0.03),
    (BY_OPERATOR,),
)
DISABILITY_BY_AGE = Assumption(
    "Handicap selon l’âge",
    "Coefficients appliqués au rapport des chances\u00a0: {}.",
    {"a15": 0.5, "a26": 0.9, "a45": 1.5},
    (BY_AGE,),
    "×",
    default=1.0,
)
REASON_BY_OPERATOR = Assumption(
    "Motif selon l’opérateur",
    "Motifs de départ\u00a0: {}." + _START,
    {
        "pole_emploi": (0.53, 0.22, 0.20, 0.05),
        "missions_locales": (0.56, 0.24, 0.14, 0.06),
        "cap_emploi": (0.50, 0.24, 0.22, 0.04),
        "apec": (0.44, 0.30, 0.22, 0.04),
        "fongecif_opacif": (0.50, 0.16, 0.30, 0.04),
    },
    (BY_OPERATOR, KNOWN_REASON),
)
REASON_BY_READING = Assumption(
    "Motif selon le statut",
    "Coefficients\u00a0: {}.",
    {"ao": (0.9, 1.1, 1.3, 1.0)},
    (BY_READING, KNOWN_REASON),
    "×",
    default=1.0,
)
SMALL_EMPLOYER = Assumption(
    "Taille de l’employeur",
    "Part des salariés venant d’un employeur de moins de 50 salariés\u00a0: {}. Seule une borne est publiée, pour les"
    " Fongécif (plus de la moitié). Sans objet pour les demandeurs d’emploi et les indépendants.",
    (0.48, 0.48, 0.48, 0.34, 0.56),
    (BY_OPERATOR,),
)
EMPLOYER_UNKNOWN = Assumption(
    "Employeur non renseigné",
    "Part des actifs occupés dont la taille de l’employeur, ou le secteur, n’est pas renseignée\u00a0: {} chacune."
    " Ni l’une ni l’autre ne l’est quand le statut ne l’est pas.",
    0.05,
)
SECTOR_BY_CSP = Assumption(
    "Secteur d’activité",
    "Secteur des actifs occupés selon la catégorie\u00a0: {}. Sans objet pour les demandeurs d’emploi.",
    {
        "c1": (0.90, 0.02, 0.01, 0.03, 0.03, 0.01),
        "c2": (0.02, 0.12, 0.22, 0.40, 0.22, 0.02),
        "c3": (0.01, 0.22, 0.05, 0.17, 0.38, 0.17),
        "c4": (0.01, 0.20, 0.06, 0.18, 0.28, 0.27),
        "c5": (0.01, 0.07, 0.03, 0.33, 0.26, 0.30),
        "c6": (0.04, 0.38, 0.16, 0.24, 0.15, 0.03),
        "nr": (0.02, 0.18, 0.07, 0.25, 0.28, 0.20),
    },
    (BY_CSP, KNOWN_SECTOR),
)
