"""Page de l’API: rendered from its OpenAPI document, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from layouts.markup import Markup, join, tag
from layouts.prose import Section, fold, paragraph, prose_table, text_page

_NONE = "—"


def page(document: Mapping[str, Any]) -> html.Div:
    """Documentation: one section a path, its parameters, its answers."""
    root = document["servers"][0]["url"]
    sections: list[Section] = []
    said = ""
    for path, operation in document["paths"].items():
        asked = operation["get"]
        (part,) = asked["tags"]
        anchor = path.strip("/").replace("/", "-") or "index"
        sections.append(Section(anchor, asked["summary"], _path(root + path, asked), part if part != said else ""))
        said = part
    title = f"API de l’{document['info']['title']}, version {document['info']['version']}"
    head = join(
        [
            tag("p", document["info"]["description"], cls="lead"),
            paragraph(
                "Les refus sont des documents ",
                tag("code", "application/problem+json"),
                " en français. Une réponse porte un ETag : renvoyé dans ",
                tag("code", "If-None-Match"),
                ", il donne 304 tant que rien n’a changé. ",
                tag("a", "Le document OpenAPI", href="/api/v1/openapi.json"),
                ".",
            ),
        ]
    )
    return text_page(title, "api", sections, head, "data")


def _path(address: str, operation: Mapping[str, Any]) -> Markup:
    rows = [
        (tag("code", p["name"]), p["description"], tag("code", _values(p["schema"])))
        for p in operation.get("parameters", ())
    ]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    columns = answer.get("rows", {}).get("items", {}).get("properties", {})
    described = [
        (tag("code", name), c["title"], c["type"][0], c["description"] or _NONE) for name, c in columns.items()
    ]
    example = f"{address}?limite=5" if columns else address
    return join(
        [
            tag("pre", tag("code", f"GET {address}"), tabindex="0"),
            tag("p", tag("a", "Premières lignes" if columns else "Réponse", href=example), cls="try"),
            _folded("Paramètres", ("Clé", "Sens", "Valeurs"), rows, operation["summary"]),
            _folded("Colonnes", ("Nom", "En français", "Type", "Sens"), described, operation["summary"]),
        ]
    )


def _folded(name: str, heads: Sequence[str], rows: Sequence[Sequence[object]], of: str) -> Markup | None:
    return fold(f"{name}, {len(rows)}", prose_table(f"{name}, {of}", heads, rows)) if rows else None


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        values = schema["enum"]
        return ", ".join(values[:8]) + (f", … ({len(values)})" if len(values) > 8 else "")
    if "minimum" in schema:
        return f"{schema['minimum']} à {schema['maximum']}"
    return str(schema.get("pattern", schema["type"]))
