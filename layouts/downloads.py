"""Téléchargements: the choice of a table and its preview, the dictionary, programs and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.numbers import number, plural
from layouts.card import FORMATS
from layouts.download_form import DownloadFacts, download_form
from layouts.markup import Markup, icon, join, tag
from layouts.prose import fold, french, paragraph, prose_table, scrolling

_UNITS = ((1_000_000, "Mo"), (1_000, "ko"))
# Of several tables, one CSV each.
FORMATS_OF_SEVERAL = (
    ("zip", "tableur", "ZIP, tableur français", "un CSV par tableau, virgule décimale"),
    ("zip", "recherche", "ZIP, recherche", "un CSV par tableau, point décimal"),
)
# Above, a file takes long enough for its progress to be shown on the page (assets/long-downloads.js).
_LONG_ROWS = 20_000


@dataclass(frozen=True)
class TablePreview:
    """Aperçu d’un tableau: how many rows, bytes of the CSV as estimated, heads and the first rows.

    `numbers`: whether each column is one of numbers; `about`: what cites and explains it, as (term, text); `programs`:
    (program, lines) that ask for it.
    """

    title: str
    count: int
    size: float
    heads: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]
    about: Sequence[tuple[str, str]]
    programs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """Aperçu: the tables of one file; links are (label, note, address); `pace`: how many files they count for, of how
    many an hour; `about`: what cites several tables together."""

    tables: Sequence[TablePreview]
    links: Sequence[tuple[str, str, str]]
    pace: tuple[int, int]
    about: Sequence[tuple[str, str]] = ()

    @property
    def count(self) -> int:
        return sum(table.count for table in self.tables)

    @property
    def size(self) -> float:
        return sum(table.size for table in self.tables)


def downloads(facts: DownloadFacts) -> Markup:
    """Section des téléchargements."""
    return join(
        [
            paragraph(
                "Tous les tableaux des pages, et les entrées par groupes croisés : chaque ligne y est une question que"
                " la page Accès pose aussi, avec le même bruit. Un groupe absent serait un renseignement : les lignes"
                " de 0 à 4 entrées y sont toutes, sans leur nombre."
            ),
            download_form(facts),
            tag("div", id="apercu", cls="preview", role="status"),
        ]
    )


def preview_markup(preview: Preview) -> Markup:
    """L’aperçu, with the links to the whole file."""
    size = next(
        (f"{number(preview.size / unit)} {name}" for unit, name in _UNITS if preview.size >= unit), "moins de 1 ko"
    )
    files, most = preview.pace
    pace = f" Compte pour {files} fichiers, sur {number(most)} par heure." if files > 1 else ""
    lines = f"{number(preview.count)} {plural(preview.count, 'ligne')}"
    several = len(preview.tables) > 1
    what = f"{lines} de {number(len(preview.tables))} tableaux" if several else lines
    columns = "" if several else f" de {len(preview.tables[0].heads)} colonnes"
    # The progress of a file would be read aloud at each of its parts: its script announces the end.
    return join(
        [
            paragraph(tag("strong", what), f"{columns}, environ {size} en CSV.{pace}"),
            tag("p", [_link(preview, *link) for link in preview.links], cls="actions"),
            tag("div", id="avancement", cls="file-progress", aria_live="off"),
            [_folded(table) for table in preview.tables] if several else _whole(preview.tables[0]),
            fold("Citation", _facts(preview.about)) if several else None,
        ]
    )


def file_links(
    name: str, query: str, formats: Sequence[tuple[str, str, str, str]] = FORMATS
) -> list[tuple[str, str, str]]:
    """Liens of each format for a query."""
    return [
        (label, note, f"/fichiers/{name}.{kind}?dialecte={dialect}" + (f"&{query}" if query else ""))
        for kind, dialect, label, note in formats
    ]


def interface(root: str) -> Markup:
    """Section de l’API, at the address of the site."""
    example = f'import pandas as pd\npd.read_csv("{root}/api/v1/data/acces-territoires?format=csv&t=R76")'
    return join(
        [
            paragraph(
                "Les mêmes tableaux, filtres et secret, par programme : ",
                tag("code", "GET /api/v1/"),
                ", en JSON, CSV ou Parquet. L’aperçu d’un tableau donne ses lignes pour pandas et pour R.",
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
    """Section des permaliens: how an address cites a view, and its keys."""
    return join(
        [
            paragraph(
                "L’adresse d’une page est sa citation : elle porte les filtres et, avec ",
                tag("code", "v"),
                ", la version des données. Le bouton Partager et chaque ligne d’un fichier la donnent entière. Les clés"
                " sont stables : une clé qui changerait de nom resterait lue sous l’ancien.",
            ),
            fold(
                f"Clés de l’adresse, {len(keys)}",
                prose_table("Clés de l’adresse", ("Clé", "Sens"), [(tag("code", key), text) for key, text in keys]),
            ),
        ]
    )


def column_dictionary(columns: Sequence[tuple[str, str, str, str]]) -> Markup:
    """Section du dictionnaire; `columns`: (name, French head, kind, meaning) of every column of the files."""
    rows = [(tag("code", name), tag("code", label), kind, text) for name, label, kind, text in columns]
    return join(
        [
            paragraph(
                "Une colonne a le même nom et le même sens dans tous les fichiers : en anglais dans le dialecte"
                " « Recherche », Parquet et l’API, en français dans le dialecte « Tableur français » et le classeur."
                " Les nombres ne sont pas arrondis ; une cellule vide dit sa raison dans la colonne du statut. Chaque"
                " ligne porte sa version, sa méthode et l’adresse de la vue qui la montre. Les indicateurs et leurs"
                " formules sont sur la ",
                tag("a", "page Méthode", href="/methode#definitions"),
                ".",
            ),
            fold(
                f"Colonnes, {len(rows)}",
                prose_table("Colonnes des fichiers", ("Nom", "En-tête français", "Type", "Sens"), rows, "columns"),
            ),
        ]
    )


def _link(preview: Preview, label: str, note: str, address: str) -> Markup:
    """A link; of a long file, one that the page follows, with what it can expect of its size."""
    is_long = preview.count > _LONG_ROWS
    weight = f"{preview.size:.0f}" if ".csv?" in address else "0"
    return tag(
        "a",
        icon("download"),
        label,
        tag("small", note),
        href=address,
        cls="control",
        download=True,
        data_long=weight if is_long else None,
    )


def _folded(table: TablePreview) -> Markup:
    """One of several tables, on request."""
    title = f"{table.title}, {number(table.count)} {plural(table.count, 'ligne')} de {len(table.heads)} colonnes"
    return fold(title, [_rows(table), _facts(table.about), _programs(table)])


def _whole(table: TablePreview) -> list[Markup]:
    return [
        _rows(table),
        fold("Définitions et citation", _facts(table.about)),
        fold("La même demande par programme", _programs(table)),
    ]


def _facts(facts: Sequence[tuple[str, str]]) -> Markup:
    return tag("dl", [(tag("dt", term), tag("dd", french(text))) for term, text in facts], cls="about")


def _programs(table: TablePreview) -> list[tuple[Markup, Markup]]:
    return [(tag("p", program), tag("pre", tag("code", text), tabindex="0")) for program, text in table.programs]


def _rows(table: TablePreview) -> Markup:
    return _first_rows(table) if table.rows else paragraph("Aucune ligne ne répond : élargissez la demande.")


def _first_rows(preview: TablePreview) -> Markup:
    """Premières lignes, on one line each: the frame scrolls."""
    classes = ["n" if is_number else None for is_number in preview.numbers]
    heads = [tag("th", head, scope="col", cls=cls) for head, cls in zip(preview.heads, classes, strict=True)]
    body = [
        tag("tr", [tag("td", cell, cls=cls) for cell, cls in zip(row, classes, strict=True)]) for row in preview.rows
    ]
    caption = f"{preview.title}, {len(preview.rows)} {plural(len(preview.rows), 'première ligne', 'premières lignes')}"
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", heads)),
        tag("tbody", body),
        cls="result first-rows",
    )
    return scrolling(table, caption)
