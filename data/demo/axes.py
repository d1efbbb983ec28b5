"""Axes of the assumptions: the codes and the short labels of the nomenclatures, in the order of the arrays."""

from __future__ import annotations

from data.demo.assumption import Axis
from nomenclatures import (
    AGE,
    CSP,
    EMPLOYMENT_STATUS,
    EXIT_KIND,
    OPERATOR,
    QUALIFICATION,
    READING,
    REASON,
    SECTOR,
    SERVICE,
    SEX,
    UNKNOWN,
    Nomenclature,
)
from typography import MONTHS

# The five operators of 2015-2018, in the order of every array of this package.
OPERATORS = ("pole_emploi", "missions_locales", "cap_emploi", "apec", "fongecif_opacif")
# Readings of the employment status: job seekers, employed, unknown.
READINGS = ("de", "ao", UNKNOWN)


def axis(nomenclature: Nomenclature, *without: str) -> Axis:
    """Every category of `nomenclature` but `without`."""
    categories = [c for c in nomenclature if c.code not in without]
    return Axis(tuple(c.code for c in categories), tuple(c.short_label for c in categories))


BY_OPERATOR = Axis(OPERATORS, tuple(OPERATOR[code].label for code in OPERATORS))
BY_READING = Axis(READINGS, (READING["de"].label, READING["ao"].label, "Statut non renseigné"))
BY_STATUS = axis(EMPLOYMENT_STATUS)
BY_SEX = axis(SEX)
BY_AGE = axis(AGE)
KNOWN_AGE = axis(AGE, UNKNOWN)
BY_QUALIFICATION = axis(QUALIFICATION)
KNOWN_QUALIFICATION = axis(QUALIFICATION, UNKNOWN)
BY_CSP = axis(CSP)
KNOWN_CSP = axis(CSP, UNKNOWN)
BY_REASON = axis(REASON)
KNOWN_REASON = axis(REASON, UNKNOWN)
KNOWN_SECTOR = axis(SECTOR, "so", UNKNOWN)
BY_EXIT_KIND = axis(EXIT_KIND)
BY_SERVICE = axis(SERVICE)
BY_MONTH = Axis(
    tuple(f"{month:02}" for month in range(1, 13)),
    MONTHS,
)
BY_DIMENSION = Axis(
    ("sex", "age", "qualification", "disability", "reason"), ("sexe", "âge", "qualification", "handicap", "motif")
)
