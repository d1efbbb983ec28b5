"""Champ et table du contrat: what one column of an operator's file is, declared once.

Validation, dictionary, templates, Table Schema and error messages all come from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import pandas as pd

from nomenclatures import AGE, OPERATOR, SERVICE, Category, Nomenclature


class Kind(Enum):
    """Nature d’un champ: how its text is read."""

    CODE = "code"
    AGE = "age"
    COMMUNE = "commune"
    DEPARTMENT = "department"
    REGION = "region"
    TERRITORY = "territory"
    SERVICES = "services"
    TEXT = "text"
    POSTAL_CODE = "postal_code"
    MONTH = "month"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"


FIRST_DAY = date(2015, 1, 1)  # of the service: nothing in a file may be older
MAXIMUM_LENGTH = 200  # characters of a text
REFUSED = object()  # what an empty cell stands for when it may not be empty


@dataclass(frozen=True, eq=False)
class Field:
    """Champ du contrat.

    `name`: the column of the release; `header`: the French head of the template. A file may use either, or one of the
    `aliases`. `blank`: the value that an empty cell, or an absent optional column, stands for (a code, None for
    unknown); REFUSED when the cell must be filled. `required`: the column must be in the file. `nomenclature`:
    the closed list of a code; `apart`: plain text that is no code of it → the rule that says what to do with its rows;
    `minimum` and `maximum`: bounds of a number, both included.
    """

    name: str
    header: str
    kind: Kind
    title: str
    description: str
    example: str
    required: bool = False
    blank: object = None
    nomenclature: Nomenclature | None = None
    apart: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    aliases: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Every head under which a file may name the column."""
        return (self.name, self.header, *self.aliases)


@dataclass(frozen=True)
class Crossing:
    """Règle entre champs: a condition on several columns, judged on the distinct combinations that a file holds.

    `holds`: from a frame of combinations (columns `fields`, values of the release) to one bool a row.
    """

    rule: str
    fields: tuple[str, ...]
    holds: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Table:
    """Table du contrat: its fields in the order of the template, and its rules across fields.

    `one_of`: at least one of these columns must be in the file. `sliced_by`: what a file replaces as a whole
    (the region only where the operator reports by region, data.imports.slices); empty where it replaces cell by cell.
    `personal`: rows describe persons, so a column that looks like a direct identifier is refused.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    sliced_by: tuple[str, ...]
    crossings: tuple[Crossing, ...] = ()
    one_of: tuple[str, ...] = ()
    personal: bool = True
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({f.name: f for f in self.fields})

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name


def accepted(field: Field) -> str:
    """Ce que la cellule admet, in French, for the remedy of an error and for the dictionary."""
    if field.kind is Kind.AGE:
        return _codes(AGE)
    if field.kind is Kind.SERVICES:
        return _codes(SERVICE)
    if field.nomenclature:
        return _codes(field.nomenclature)
    if field.minimum is not None or field.maximum is not None:
        low = "" if field.minimum is None else f"à partir de {_plain(field.minimum)}"
        high = "" if field.maximum is None else f"jusqu’à {_plain(field.maximum)}"
        return " et ".join(part for part in (low, high) if part)
    return f"par exemple {field.example}"


def _codes(nomenclature: Nomenclature) -> str:
    """Each code and what it means: « F (femmes), M (hommes) »."""
    return ", ".join(f"{category.code} ({_meaning(nomenclature, category)})" for category in nomenclature)


def _meaning(nomenclature: Nomenclature, category: Category) -> str:
    # Written in brackets, a label has none of its own.
    label = category.label.replace(" (", ", ").replace(")", "")
    return label if nomenclature is OPERATOR or not label[1:2].islower() else label[0].lower() + label[1:]


def _plain(bound: float) -> str:
    """A bound as it may be written in a cell: no exponent, no space."""
    return f"{bound:.0f}" if bound == int(bound) else f"{bound:g}"
