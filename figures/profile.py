"""Profils: a result of representation read once as plain rows, and how each group is named and stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from denominators import PARTITIONS
from figures.cells import NO_DATA, SECRET, VALUE, ZERO
from figures.comparison import FEW, NOTES
from figures.numbers import number, signed
from geo.areas import AREAS, FRANCE, Area
from nomenclatures import (
    AGE,
    CSP,
    DISABILITY,
    EMPLOYMENT_STATUS,
    QUALIFICATION,
    QUALIFICATION_GROUP_LABELS,
    READING,
    SEX,
    UNKNOWN,
)
from typography import NNBSP

_NOMENCLATURES = {n.name: n for n in (SEX, AGE, QUALIFICATION, CSP, READING, EMPLOYMENT_STATUS, DISABILITY)}
HEADS = {
    "sex": "Sexe",
    "age": "Âge",
    "qualification_group": "Qualification, en deux groupes",
    "qualification": "Qualification, en cinq niveaux",
    "csp": "Catégorie socioprofessionnelle",
    "reading": "Statut",
    "employment_status": "Statut détaillé",
    "disability": "Handicap",
}
# Groups inside a sentence, with their article.
_PEOPLE = {
    "F": "les femmes",
    "M": "les hommes",
    "a15": "les 15 à 25 ans",
    "a26": "les 26 à 44 ans",
    "a45": "les 45 ans et plus",
    "sup": "les diplômés du supérieur",
    "inf": "les personnes de niveau IV ou infra",
    "q6": "les personnes de niveau infra V",
    "q5": "les personnes de niveau V, ou IV sans diplôme",
    "q4": "les personnes de niveau IV",
    "q3": "les personnes de niveau III",
    "q1": "les personnes de niveau I ou II",
    "c1": "les agriculteurs",
    "c2": "les artisans et commerçants",
    "c3": "les cadres",
    "c4": "les professions intermédiaires",
    "c5": "les employés",
    "c6": "les ouvriers",
    "de": "les demandeurs d’emploi",
    "ao": "les actifs occupés",
    "dei": "les demandeurs d’emploi inscrits",
    "den": "les demandeurs d’emploi non inscrits",
    "cdi": "les salariés en CDI",
    "cdd": "les salariés en CDD",
    "ind": "les indépendants",
    "o": "les travailleurs handicapés",
    "n": "les personnes sans RQTH",
}
_FEMININE = {"F", "inf", "q6", "q5", "q4", "q3", "q1", "c4", "n"}


def group_label(partition: str, group: str) -> str:
    """Libellé d’une modalité in a table, as short as it can be. Raises KeyError."""
    if partition == "qualification_group":
        return QUALIFICATION_GROUP_LABELS[group].removeprefix("Niveaux ")
    short = partition in ("sex", "age", "csp", "qualification", "employment_status")
    found = _NOMENCLATURES[partition][group]
    label = found.short_label if short else found.label
    return label[:1].upper() + label[1:]


def group_people(group: str) -> str:
    """Modalité dans une phrase: "les femmes", "les 15 à 25 ans". Raises KeyError."""
    return _PEOPLE[group]


def is_feminine_group(group: str) -> bool:
    """Genre of the people of a group, for what agrees with them."""
    return group in _FEMININE


def partition_of(group: str) -> str:
    """Partition of a group: its code belongs to one only. Raises LookupError."""
    for partition, groups in PARTITIONS.items():
        if group in groups:
            return partition
    raise LookupError(f"no partition has the group {group}")


class ProfileCell(NamedTuple):
    """Cellule d’un profil: a group of an area, missing numbers being NaN; shares and gap in % and points."""

    area: Area
    partition: str
    group: str
    numerator: float
    denominator: float
    value: float
    lower: float
    upper: float
    outcome: str
    cell_status: str
    share: float
    population_share: float
    gap: float
    source: str

    @property
    def fill(self) -> str:
        """Remplissage: as figures.cells.Cell has it."""
        if self.cell_status in ("ok", "approximate"):
            return VALUE if self.value else ZERO
        return SECRET if self.cell_status == "secret" else NO_DATA

    @property
    def has_share(self) -> bool:
        return not math.isnan(self.share)

    @property
    def has_index(self) -> bool:
        return self.fill == VALUE

    @property
    def approximate(self) -> bool:
        return self.cell_status == "approximate"

    @property
    def is_higher(self) -> bool:
        return self.outcome == "higher"

    @property
    def count_text(self) -> str:
        """Effectif: "3 008 335", "0 à 4" under secrecy, "n.d." when none is known."""
        if not math.isnan(self.numerator):
            return number(self.numerator)
        return FEW if self.fill == SECRET else "n.d."

    @property
    def index_text(self) -> str:
        return number(self.value, 2) if self.has_index else "0" if self.fill == ZERO else "—"

    @property
    def interval_text(self) -> str:
        """Intervalle: "1,07 – 1,12", "" without index."""
        return f"{number(self.lower, 2)} – {number(self.upper, 2)}" if self.has_index else ""

    @property
    def share_text(self) -> str:
        return number(self.share, 1) if self.has_share else ""

    @property
    def population_text(self) -> str:
        return "" if math.isnan(self.population_share) else number(self.population_share, 1)

    @property
    def gap_text(self) -> str:
        """Écart of the two shares as printed: a reader who subtracts them finds it."""
        if math.isnan(self.gap):
            return "—"
        return signed(round(round(self.share, 1) - round(self.population_share, 1), 1), 1)

    @property
    def note(self) -> str:
        return NOTES[self.cell_status]


Key = tuple[str, str, str]


class Profiles(NamedTuple):
    """Profils de tous les territoires of one answer: the cells by (area id, partition, group), and the area ids in
    order.

    The unknown of a dimension are in its last partition, under the group UNKNOWN.
    """

    cells: dict[Key, ProfileCell]
    areas: tuple[str, ...]

    def of(self, area: Area, partition: str) -> tuple[ProfileCell, ...]:
        """Cellules d’une partition in an area, without the unknown, in the order of the partition."""
        found = (self.cells.get((area.id, partition, group)) for group in PARTITIONS[partition])
        return tuple(cell for cell in found if cell is not None)

    def unknown(self, area: Area, partition: str) -> ProfileCell | None:
        return self.cells.get((area.id, partition, UNKNOWN))

    def group(self, area: Area, group: str) -> ProfileCell | None:
        return self.cells.get((area.id, partition_of(group), group))

    def measured(self, area: Area) -> Iterator[ProfileCell]:
        """Cellules that have an index, in order."""
        return (cell for key, cell in self.cells.items() if key[0] == area.id and cell.has_index)

    def partitions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(partition for _, partition, _ in self.cells))


_NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "outcome", "cell_status", "share")
_COLUMNS = ("area", "partition", "group", *_NUMBERS, "population_share", "gap", "source")


def read_profiles(result: pd.DataFrame) -> Profiles:
    """Profils of a frame of representation with the columns partition and source. KeyError on an unknown area."""
    columns = [result[name].tolist() for name in _COLUMNS]
    cells = {
        (area, partition, group): ProfileCell(AREAS[area], partition, group, *values)
        for area, partition, group, *values in zip(*columns, strict=True)
    }
    return Profiles(cells, tuple(dict.fromkeys(columns[0])))


def shown_sides(territory: Area, side: str) -> tuple[Area, ...]:
    """Territoires montrés for the choice "territoire", "france" or "deux"."""
    areas = {"territoire": (territory,), "france": (FRANCE,), "deux": (territory, FRANCE)}[side]
    return tuple(dict.fromkeys(areas))


def times_text(value: float) -> str:
    """Rapport en mots: "6,2 fois plus", "2,5 fois moins", "autant" when it does not show.

    From 1,1 to 1,9 the number is that of the ratio: "1,2 fois plus".
    """
    ratio = value if value >= 1 else 1 / value
    if round(ratio, 1) <= 1:
        return "à peu près autant"
    return f"{number(ratio, 1)} fois {'plus' if value > 1 else 'moins'}"


def published_text(value: float) -> str:
    """Chiffre publié: "publié : 52 %", with the decimals of the source."""
    return f"publié\u00a0: {number(value, 0 if value == round(value) else 1)}{NNBSP}%"
