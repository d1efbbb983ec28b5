"""Axes et strates: the French names of what a standardisation holds equal."""

from __future__ import annotations

AXIS_LABELS = {
    "statut": "Statut d’emploi",
    "sexe": "Sexe",
    "qualif": "Qualification",
    "croise": "Sexe et qualification",
}
# What is held equal, after "à".
AXIS_EQUAL = {
    "statut": "statut d’emploi égal",
    "sexe": "sexe égal",
    "qualif": "qualification égale",
    "croise": "sexe et qualification égaux",
}
# What the rates of an axis leave out: entries of an unknown category are in no stratum.
AXIS_WITHOUT = {
    "statut": "hors statut inconnu",
    "sexe": "hors sexe inconnu",
    "qualif": "hors qualification inconnue",
    "croise": "hors sexe ou qualification inconnus",
}
STRATUM_LABELS = {
    "de": "Demandeurs d’emploi",
    "ao": "Actifs occupés",
    "F": "Femmes",
    "M": "Hommes",
    "sup": "Niveaux I à III",
    "inf": "Niveaux IV et infra",
    "F-sup": "Femmes, I à III",
    "F-inf": "Femmes, IV et infra",
    "M-sup": "Hommes, I à III",
    "M-inf": "Hommes, IV et infra",
}
# The group among the actives, after "la part".
STRATUM_PART = {
    "de": "des chômeurs",
    "ao": "des actifs occupés",
    "F": "des femmes",
    "M": "des hommes",
    "sup": "des niveaux I à III",
    "inf": "des niveaux IV et infra",
    "F-sup": "des femmes de niveau I à III",
    "F-inf": "des femmes de niveau IV ou infra",
    "M-sup": "des hommes de niveau I à III",
    "M-inf": "des hommes de niveau IV ou infra",
}
