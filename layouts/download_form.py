"""Formulaire des téléchargements: a table, or several for one file, and each choice that changes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from figures.measure import KILOMETRES, MEASURES
from figures.numbers import month_label
from figures.strata import AXIS_LABELS
from filters import EQUIVALENCE_ZONES, KEYS, REACHES, Filters
from geo.areas import FRANCE
from indicators.signals import SIGNALS
from layouts.controls import Option
from layouts.filter_bar import DECAY_LABELS, every_area
from layouts.filter_labels import SITE_KIND_LABELS, raw_values
from layouts.markup import Markup, icon, tag
from layouts.profils import GAP_LABELS, HEAT_LABELS, SIDE_LABELS, pair_groups
from nomenclatures import (
    AGE,
    FAMILY,
    LEVEL,
    PUBLIC_EMPLOYMENT_SERVICE,
    QUALIFICATION,
    QUALIFICATION_GROUP_LABELS,
    READING,
    SEX,
    Nomenclature,
)
from typography import NNBSP

FORM = "telechargement"
STEPS = (("mois", "Mois"), ("an", "Année entière"))
Groups = Sequence[tuple[str, Sequence[Option]]]


@dataclass(frozen=True)
class TableChoice:
    """Tableau offert: the title of its page, what it measures, and the keys that change it; `crossing`: whether it
    parts entries by dimensions that are chosen."""

    name: str
    title: str
    page: str
    measures: str
    keys: tuple[str, ...]
    crossing: bool


@dataclass(frozen=True)
class DownloadFacts:
    """What is offered, and what an address has chosen of it.

    `dimensions`: (key, title) of what the crossing may part; `filters`, `chosen` (names of tables, the first of which
    is that of the list), `step`, `parted` (keys): the choice;
    `asked`: whether the address made it, so that its preview is shown at once.
    """

    tables: Sequence[TableChoice]
    dimensions: Sequence[tuple[str, str]]
    months: Sequence[str]
    filters: Filters
    chosen: Sequence[str] = ()
    step: str = "mois"
    parted: Collection[str] = ()
    asked: bool = False


def download_form(facts: DownloadFacts) -> Markup:
    """The form, whose fields are the keys of the address (assets/downloads.js)."""
    named = {table.name: table for table in facts.tables}
    chosen = [named[name] for name in facts.chosen if name in named] or [facts.tables[0]]
    keys = {key for table in chosen for key in table.keys}
    values = raw_values(facts.filters)
    pages = [(page, list(of)) for page, of in groupby(facts.tables, key=lambda table: table.page)]
    tables = tag(
        "select",
        [tag("optgroup", [_table(t, t == chosen[0]) for t in of], label=page) for page, of in pages],
        name="table",
        cls="control",
    )

    measures = MEASURES.values() if any("mes" in table.keys for table in facts.tables) else (KILOMETRES,)
    unit = " ou ".join(measure.unit for measure in measures)

    def fields(legend: str, *of: str) -> Markup:
        written = [_field(key, values[key], facts.months, unit, key in keys) for key in of]
        return tag("fieldset", tag("legend", legend), tag("div", written, cls="fields"))

    return tag(
        "form",
        tag(
            "div",
            tag("label", tag("span", "Tableau", cls="field-label"), tables, cls="field"),
            tag("p", chosen[0].measures, cls="hint", data_measures=True),
            cls="table-choice",
        ),
        _others(pages, chosen),
        fields("Période et territoires", "du", "au", "niv", "t", "avec", "t2"),
        fields("Public et opérateurs", "lec", "ope", "perim", "sexe", "age", "qua", "nn"),
        fields(
            "Réglages du tableau",
            *("cote", "ch", "paire", "dis", "axe", "sig", "sigope", "mes", "seuil", "lieu", "dec", "eq"),
        ),
        _crossing(facts, any(table.crossing for table in chosen)),
        tag("p", tag("button", "Aperçu et taille", type="submit", cls="primary"), cls="actions"),
        id=FORM,
        cls="download-form",
        action="/donnees",
        aria_label="Choisir un tableau",
        data_asked=facts.asked,
    )


def _table(table: TableChoice, selected: bool) -> Markup:
    return tag(
        "option",
        table.title,
        value=table.name,
        selected=selected,
        data_keys=" ".join(table.keys),
        data_measures=table.measures,
        data_crossing=table.crossing,
    )


def _others(pages: Sequence[tuple[str, Sequence[TableChoice]]], chosen: Sequence[TableChoice]) -> Markup:
    """The tables that may leave with the one of the list, in one ZIP."""
    first, *others = chosen
    groups = [
        tag(
            "fieldset",
            tag("legend", page),
            tag("div", [_box("table", t.name, t.title, t in others, t == first) for t in of], cls="checks"),
        )
        for page, of in pages
    ]
    return tag(
        "details",
        tag("summary", icon("chevron"), "Avec d’autres tableaux, dans un seul ZIP"),
        tag("p", "Chaque tableau a son CSV, et suit ceux des choix qui le changent.", cls="hint"),
        groups,
        cls="fold others",
        open=bool(others),
    )


def _box(name: str, value: str, title: str, checked: bool, hidden: bool = False) -> Markup:
    return tag(
        "label",
        tag("input", type="checkbox", name=name, value=value, checked=checked, disabled=hidden),
        tag("span", title),
        cls="check",
        hidden=hidden,
    )


def _crossing(facts: DownloadFacts, shown: bool) -> Markup:
    boxes = [_box("dim", key, title, key in facts.parted) for key, title in facts.dimensions]
    step = _labelled("pas", "Une ligne par", [("", STEPS)], facts.step)
    return tag(
        "fieldset",
        tag("legend", "Groupes croisés"),
        tag("div", step, tag("div", boxes, cls="checks"), cls="crossing"),
        data_dimensions=True,
        hidden=not shown,
        disabled=not shown,
    )


def _field(key: str, value: str, months: Sequence[str], unit: str, shown: bool) -> Markup:
    label, groups = _LABELS[key], _groups(key, months, unit)
    if value not in (code for _, options in groups for code, _ in options):
        # Several families, chosen on a page.
        groups = [*groups, ("", [(value, ", ".join(FAMILY[code].label for code in value.split("-")))])]
    return _labelled(key, label, groups, value, hidden=not shown)


def _labelled(key: str, label: str, groups: Groups, value: str, hidden: bool = False) -> Markup:
    content = [
        options if not name else tag("optgroup", options, label=name)
        for name, options in ((name, [_option(*option, value) for option in of]) for name, of in groups)
    ]
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag("select", content, name=key, cls="control", disabled=hidden),
        cls="field",
        hidden=hidden,
    )


def _option(code: str, label: object, value: str) -> Markup:
    return tag("option", label, value=code, selected=code == value)


_LABELS = {
    "du": "De",
    "au": "À",
    "niv": "Territoires",
    "t": "Territoire mis en avant",
    "avec": "Comparé à",
    "t2": "Second territoire",
    "lec": "Lecture",
    "ope": "Opérateurs",
    "perim": "Périmètre",
    "sexe": "Sexe",
    "age": "Âge",
    "qua": "Qualification",
    "nn": "Niveau de service",
    "cote": "Territoires montrés",
    "ch": "Indices, ou parts d’une dimension",
    "paire": "Deux groupes comparés",
    "dis": "Dimension de la dissemblance",
    "axe": "Axe de standardisation",
    "sig": "Signal",
    "sigope": "Opérateurs du signal",
    "mes": "Éloignement",
    "seuil": "Seuil",
    "lieu": "Nature des lieux",
    "dec": "Décroissance avec la distance",
    "eq": "Zone d’équivalence",
}


def _groups(key: str, months: Sequence[str], unit: str) -> Groups:
    """The choices of a key, by group; a group named "" has no heading."""
    if key in ("du", "au"):
        return [("", [(month, month_label(month)) for month in months])]
    if key in ("t", "avec", "t2"):
        return [("", [("", "Aucun")]), *every_area()] if key == "t2" else every_area(FRANCE)
    if key == "paire":
        return pair_groups()
    return [("", _flat(key, unit))]


def _flat(key: str, unit: str) -> Sequence[Option]:
    everyone = ("", "Ensemble")
    without = "-".join(code for code in FAMILY.codes if code != PUBLIC_EMPLOYMENT_SERVICE)
    choices: dict[str, Sequence[Option]] = {
        "niv": (("reg", "Les régions"), ("dep", "Les départements")),
        "lec": _all(READING),
        "ope": [("-".join(FAMILY.codes), "Tous"), (without, "Tous sauf Pôle emploi"), *_all(FAMILY)],
        "perim": (("tout", "Tout le champ"), ("constant", "Périmètre constant")),
        "sexe": [everyone, *_known(SEX)],
        "age": [everyone, *_known(AGE)],
        "qua": [everyone, *QUALIFICATION_GROUP_LABELS.items(), *_known(QUALIFICATION)],
        "nn": [("", "Niveaux 2 et 3"), *_all(LEVEL)],
        "cote": SIDE_LABELS,
        "ch": HEAT_LABELS,
        "dis": GAP_LABELS,
        "axe": list(AXIS_LABELS.items()),
        "sig": [("", "Le premier hors limites"), *((s.code, s.title) for s in SIGNALS)],
        "sigope": [("", "Les premiers hors limites"), *_all(FAMILY)],
        "mes": [(m.code, f"{m.how.capitalize()}, {m.unit}") for m in MEASURES.values()],
        "seuil": [(str(at), f"{at} {unit}") for at in REACHES],
        "lieu": list(SITE_KIND_LABELS.items()),
        "dec": DECAY_LABELS,
        "eq": [(str(zone), f"± {zone}{NNBSP}%") for zone in EQUIVALENCE_ZONES],
    }
    return choices[key]


def _all(nomenclature: Nomenclature) -> list[Option]:
    return [(c.code, c.label) for c in nomenclature]


def _known(nomenclature: Nomenclature) -> list[Option]:
    return [(c.code, c.label) for c in nomenclature.known]


def dimension_keys(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(key, title) of fields of the filters given as (field, title)."""
    return [(KEYS[name], title) for name, title in names]
