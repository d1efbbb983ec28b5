"""Téléchargements: the form that chooses a table, its filters and its dimensions; the preview; the returning file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.numbers import month_label, number, plural
from filters import KEYS, Filters
from geo.areas import FRANCE, departments, regions
from layouts.card import FORMATS
from layouts.markup import Markup, icon, join, tag
from layouts.prose import paragraph, prose_table
from nomenclatures import AGE, FAMILY, LEVEL, PUBLIC_EMPLOYMENT_SERVICE, QUALIFICATION, READING, SEX

FORM = "telechargement"
_UNITS = ((1_000_000, "Mo"), (1_000, "ko"))


@dataclass(frozen=True)
class TableChoice:
    """Tableau offert: `crossing`, whether it parts entries by dimensions that are chosen."""

    name: str
    title: str
    crossing: bool


@dataclass(frozen=True)
class DownloadFacts:
    """`dimensions`: (key, title) of what the crossing may part; `initial`: the filters that the form starts from."""

    tables: Sequence[TableChoice]
    dimensions: Sequence[tuple[str, str]]
    months: Sequence[str]
    initial: Filters


@dataclass(frozen=True)
class Preview:
    """Aperçu: how many rows, bytes of the CSV as estimated, heads and the first rows; links are (label, address).

    `pace`: how many files it counts for, of how many an hour.
    """

    title: str
    count: int
    size: float
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    links: Sequence[tuple[str, str, str]]
    pace: tuple[int, int]


def downloads(facts: DownloadFacts) -> Markup:
    """Section des téléchargements."""
    first = facts.initial
    months = [(m, month_label(m)) for m in facts.months]
    areas = [(FRANCE.id, FRANCE.name), *((a.id, a.name) for a in (*regions(), *departments()))]
    everyone = ("", "Ensemble")
    without = "-".join(code for code in FAMILY.codes if code != PUBLIC_EMPLOYMENT_SERVICE)
    families = [("", "Tous les opérateurs"), (without, "Sans Pôle emploi"), *((c.code, c.label) for c in FAMILY)]
    fields = (
        _select("table", "Tableau", [(t.name, t.title) for t in facts.tables], facts.tables[0].name),
        _select("du", "De", months, first.start),
        _select("au", "À", months, first.end),
        _select("niv", "Territoires", [("reg", "Les régions"), ("dep", "Les départements")], first.area_level),
        _select("t", "Territoire mis en avant", areas, first.area),
        _select("lec", "Lecture", [(c.code, c.label) for c in READING], first.reading),
        _select("ope", "Opérateurs", families, ""),
        _select("sexe", "Sexe", [everyone, *((c.code, c.label) for c in SEX.known)], ""),
        _select("age", "Âge", [everyone, *((c.code, c.label) for c in AGE.known)], ""),
        _select("qua", "Qualification", [everyone, *((c.code, c.label) for c in QUALIFICATION.known)], ""),
        _select("nn", "Niveau de service", [everyone, *((c.code, c.label) for c in LEVEL)], ""),
    )
    crossing = tag(
        "fieldset",
        tag("legend", "Groupes croisés"),
        [
            tag("label", tag("input", type="checkbox", name="dim", value=key), tag("span", title), cls="check")
            for key, title in facts.dimensions
        ],
        _select("pas", "Une ligne par", [("mois", "Mois"), ("an", "Année entière")], "mois"),
        cls="crossing hidden",
        data_crossing=" ".join(t.name for t in facts.tables if t.crossing),
    )
    return join(
        [
            paragraph(
                "Tous les tableaux des pages, et les entrées par groupes croisés : chaque ligne y est une question que"
                " la page Accès pose aussi, avec le même bruit. Un groupe absent serait un renseignement : les lignes"
                " de 0 à 4 entrées y sont toutes, sans leur nombre."
            ),
            tag(
                "form",
                tag("div", fields, cls="fields"),
                crossing,
                tag("p", tag("button", "Aperçu et taille", type="submit", cls="primary"), cls="actions"),
                id=FORM,
                cls="download-form",
                action="/fichiers/apercu",
                aria_label="Choisir un tableau",
            ),
            tag("div", id="apercu", cls="preview", role="status"),
        ]
    )


def preview_markup(preview: Preview) -> Markup:
    """L’aperçu, with the links to the whole file."""
    size = next(
        (f"{number(preview.size / unit)} {name}" for unit, name in _UNITS if preview.size >= unit), "moins de 1 ko"
    )
    links = [
        tag("a", icon("download"), label, tag("small", note), href=address, cls="control", download=True)
        for label, note, address in preview.links
    ]
    rows = [["" if cell is None else str(cell) for cell in row] for row in preview.rows]
    files, most = preview.pace
    pace = f" Compte pour {files} fichiers, sur {most} par heure." if files > 1 else ""
    return join(
        [
            paragraph(
                tag("strong", f"{number(preview.count)} {plural(preview.count, 'ligne')}"),
                f", environ {size} en CSV.{pace}",
            ),
            tag("p", links, cls="actions"),
            prose_table(f"{preview.title}, premières lignes", preview.heads, rows) if rows else None,
        ]
    )


def preview_links(query: str, table: str) -> list[tuple[str, str, str]]:
    """Liens of each format for a query."""
    return [
        (label, note, f"/fichiers/{table}.{kind}?dialecte={dialect}" + (f"&{query}" if query else ""))
        for kind, dialect, label, note in FORMATS
    ]


def returning() -> Markup:
    """Section du fichier qui revient."""
    return join(
        [
            paragraph(
                "Déposez un CSV ou un ZIP téléchargé d’une carte : l’Observatoire vérifie qu’il n’a pas été modifié,"
                " rouvre sa vue dans la version qu’il cite, et donne les valeurs d’alors et celles d’aujourd’hui."
            ),
            tag(
                "form",
                tag(
                    "label",
                    tag("span", "Fichier à vérifier", cls="field-label"),
                    tag("input", type="file", name="fichier", accept=".csv,.zip", cls="control"),
                    cls="field",
                ),
                id="verification",
                cls="drop",
                aria_label="Vérifier un fichier",
            ),
            tag("div", id="retour-resultat", cls="returned", role="status"),
        ]
    )


def interface() -> Markup:
    """Section de l’API."""
    example = 'import pandas as pd\npd.read_csv("…/api/v1/data/acces-territoires?format=csv&t=R76")'
    return join(
        [
            paragraph(
                "Les mêmes tableaux, filtres et secret, par programme : ",
                tag("code", "GET /api/v1/"),
                ", en JSON, CSV ou Parquet.",
            ),
            tag("pre", tag("code", example), tabindex="0"),
            tag(
                "p",
                tag("a", "Documentation de l’API", href="/donnees/api", cls="control"),
                tag("a", "Document OpenAPI", href="/api/v1/openapi.json", cls="control"),
                cls="actions",
            ),
        ]
    )


def permalink_keys(keys: Sequence[tuple[str, str]]) -> Markup:
    """Section des permaliens: the keys of the address."""
    return prose_table("Clés de l’adresse", ("Clé", "Sens"), [(tag("code", key), text) for key, text in keys])


def _select(key: str, label: str, options: Sequence[tuple[str, str]], value: str) -> Markup:
    rows = [tag("option", text, value=code, selected=code == value) for code, text in options]
    return tag(
        "label",
        tag("span", label, cls="field-label"),
        tag("select", rows, name=key, cls="control"),
        cls="field",
    )


def dimension_keys(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(key, title) of fields of the filters given as (field, title)."""
    return [(KEYS[name], title) for name, title in names]
