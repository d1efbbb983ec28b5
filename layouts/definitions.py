"""Définitions et sources: what the info panel of every card says, term by term."""

from __future__ import annotations

from collections.abc import Sequence

from denominators import Denominator
from layouts.markup import Markup, join, tag
from typography import spaced

Row = tuple[str, str]
SECRECY: Row = (
    "Secret statistique",
    "Les effectifs sont perturbés de quelques unités ; le total et ses parties peuvent différer d’autant.",
)


def definitions(rows: Sequence[Row], method: str = "/methode") -> Markup:
    """Panneau of terms and definitions, then the way to the whole method."""
    return join([terms(rows), tag("p", tag("a", "Toute la méthode", href=method))])


def terms(rows: Sequence[Row]) -> Markup:
    """Termes et définitions."""
    return tag("dl", [(tag("dt", name), tag("dd", spaced(text))) for name, text in rows])


def denominator_rows(denominator: Denominator) -> list[Row]:
    """Source, definition, scope and caution of a denominator."""
    rows = [
        ("Dénominateur", denominator.citation),
        ("Définition du dénominateur", denominator.definition),
        ("Champ", denominator.scope_note),
    ]
    return [*rows, ("Précaution", denominator.caution)] if denominator.caution else rows
