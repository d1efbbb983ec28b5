"""Contrat d’interface, shown: the dictionary of each file, its templates, the errors and the correspondences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from figures.numbers import number
from layouts.markup import Markup, icon, join, tag
from layouts.prose import fold, french, paragraph, prose_table
from nomenclatures import OPERATORS

TEMPLATE_FILE = "/fichiers/modele-{}.csv"
SCHEMA_FILE = "/fichiers/schema-{}.json"
DICTIONARY_FILE = "/fichiers/dictionnaire.csv"
_NONE = "—"


@dataclass(frozen=True)
class TableFacts:
    """Table du contrat: `columns`, its dictionary (columns of data.contract.publication)."""

    name: str
    title: str
    description: str
    columns: pd.DataFrame


@dataclass(frozen=True)
class ContractFacts:
    """Contrat: its tables and rules, and what reads as something else (frames of data.contract)."""

    tables: Sequence[TableFacts]
    rules: pd.DataFrame
    spellings: pd.DataFrame
    levels: pd.DataFrame
    old_regions: pd.DataFrame
    moved_communes: int


def file_formats(contract: ContractFacts) -> Markup:
    """Section des formats: what every file may be, then each table, its files and its dictionary."""
    dictionary = tag(
        "a", icon("download"), "Dictionnaire complet, CSV", href=DICTIONARY_FILE, cls="control", download=True
    )
    return join(
        [
            paragraph(
                "Un fichier par table. CSV à point-virgule, virgule ou tabulation, en UTF-8 ou Windows-1252,"
                " compressé ou non (gz, zip), Parquet ou XLSX. Une ligne par personne, ou des lignes déjà agrégées"
                " avec leur nombre. Les colonnes sont dans n’importe quel ordre ; majuscules et accents ne comptent"
                " pas dans les codes."
            ),
            paragraph(
                "Aucun identifiant direct n’est accepté : une colonne qui ressemble à un nom, une adresse"
                " électronique, un téléphone ou un numéro de sécurité sociale fait refuser le fichier."
            ),
            tag("p", dictionary, cls="actions"),
            *map(_table, contract.tables),
        ]
    )


def rule_list(contract: ContractFacts) -> Markup:
    """Section des erreurs: each message of the report, and how to mend."""
    rows = [(french(row.text), row.remedy, tag("code", row.code)) for row in contract.rules.itertuples(index=False)]
    return join(
        [
            paragraph(
                "Le rapport d’un import donne, pour chaque erreur, la ligne, la colonne, la valeur, la règle et le"
                " remède. Une ligne en erreur est écartée ; au-delà d’un seuil, tout le fichier est refusé et rien"
                " n’est chargé."
            ),
            fold(
                f"Messages et remèdes, {len(rows)}",
                prose_table("Messages et remèdes", ("Message", "Que faire", "Règle"), rows, "rules"),
            ),
        ]
    )


def correspondences(contract: ContractFacts) -> Markup:
    """Section des correspondances: levels of education, regions, communes and spellings."""
    levels = [
        (tag("code", row.code), row.label, ", ".join(row.levels_1969) or _NONE, ", ".join(row.levels_2019) or _NONE)
        for row in contract.levels.itertuples(index=False)
    ]
    regions = [
        (tag("code", row.code), row.name, tag("code", row.successor), row.successor_name)
        for row in contract.old_regions.itertuples(index=False)
    ]
    spellings = [
        (row.dimension, row.spelling, tag("code", row.code), row.label, row.source)
        for row in contract.spellings.itertuples(index=False)
    ]
    return join(
        [
            paragraph(
                f"{number(contract.moved_communes)} codes de communes fusionnées, de communes déléguées et"
                " d’arrondissements de Paris, Lyon et Marseille sont lus comme la commune d’aujourd’hui. Les codes"
                " et les libellés des nomenclatures sont tous admis, ainsi que les graphies ci-dessous ; un"
                " opérateur ajoute les siennes dans une table de correspondance."
            ),
            prose_table(
                "Niveaux de qualification",
                ("Code", "Niveau", "Nomenclature de 1969", "Cadre national de 2019"),
                levels,
            ),
            fold(
                f"Régions d’avant 2016 ({len(regions)})",
                prose_table("Régions d’avant 2016", ("Code", "Région", "Code actuel", "Région actuelle"), regions),
            ),
            fold(
                f"Autres graphies admises ({len(spellings)})",
                prose_table("Graphies admises", ("Dimension", "Graphie", "Code", "Libellé", "Source"), spellings),
            ),
        ]
    )


def how_to_send() -> Markup:
    """Section « transmettre »: the steps, and the commands."""
    codes = [
        (tag("code", o.code), o.label, f"{o.opened:%m/%Y}", f"{o.closed:%m/%Y}" if o.closed else _NONE)
        for o in OPERATORS
    ]
    steps = (
        (
            "Partez du modèle CSV de la table. Dans un tableur, mettez d’abord les colonnes au format Texte : il"
            " changerait « 2017-03 » en date et « 01 » en « 1 ».",
            "",
        ),
        (
            "Essayez sans rien publier : l’aperçu donne les mois nouveaux, les totaux avant et après, les codes"
            " inconnus ; le rapport d’erreurs est écrit à côté du fichier.",
            "python -m data import FICHIER --operator CODE --dry-run",
        ),
        ("Corrigez les lignes écartées d’après le rapport, et recommencez l’essai.", ""),
        (
            "Publiez : la nouvelle version remplace les mois que le fichier contient, pour cet opérateur seulement ;"
            " chaque opérateur régional (Mon CEP, Avenir Actifs) envoie son fichier, qui ne remplace que sa région.",
            "python -m data import FICHIER --operator CODE",
        ),
    )
    return join(
        [
            tag(
                "ol",
                [tag("li", french(text), _command(command) if command else None) for text, command in steps],
                cls="steps",
            ),
            paragraph("Le même fichier transmis deux fois ne change rien. CODE est un de ceux-ci :"),
            prose_table("Codes des opérateurs", ("Code", "Opérateur", "Premier mois", "Dernier mois"), codes),
        ]
    )


def _table(table: TableFacts) -> Markup:
    links = [
        tag(
            "a",
            icon("download"),
            label,
            href=address.format(table.name),
            cls="control small",
            download=True,
            aria_label=f"{label}, {table.title}",
        )
        for label, address in (("Modèle CSV", TEMPLATE_FILE), ("Schéma JSON", SCHEMA_FILE))
    ]
    rows = [
        (
            _name(row),
            _meaning(row),
            _values(row),
            french(row.required),
            row.blank,
            tag("code", row.example) if row.example else _NONE,
        )
        for row in table.columns.itertuples(index=False, name="Row")
    ]
    heads = ("Colonne", "Sens", "Type et valeurs", "Présence", "Cellule vide", "Exemple")
    return join(
        [
            tag("div", tag("h3", table.title), tag("p", links, cls="actions"), cls="table-head"),
            paragraph(table.description),
            fold(
                f"Dictionnaire\u00a0: {table.title}, {len(rows)} colonnes",
                prose_table(f"Dictionnaire des colonnes, {table.title}", heads, rows, "dictionary"),
            ),
        ]
    )


def _name(row: Any) -> Markup:
    also = ", ".join(dict.fromkeys(name for name in (row.column, *row.aliases) if name != row.header))
    return join([tag("code", row.header), tag("small", f"ou {also}") if also else None])


def _meaning(row: Any) -> Markup:
    title = f"{row.title[:1].upper()}{row.title[1:]}"
    return join([tag("strong", title), tag("span", french(row.description), cls="text")])


def _values(row: Any) -> Markup:
    values = [tag("li", tag("code", code), f" {label}") for code, label in row.values]
    return join(
        [row.type, tag("ul", values) if values else tag("small", french(row.accepted)) if row.accepted else None]
    )


def _command(text: str) -> Markup:
    return tag("pre", tag("code", text))
