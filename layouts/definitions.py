"""Définitions et sources: what the info panel of every card says, term by term."""

from __future__ import annotations

from collections.abc import Sequence

from denominators import Denominator
from figures.numbers import NBSP, NNBSP
from layouts.markup import Markup, join, tag

Row = tuple[str, str]
SECRECY: Row = (
    "Secret statistique",
    "Les effectifs sont perturbés de quelques unités ; le total et ses parties peuvent différer d’autant.",
)


def definitions(rows: Sequence[Row]) -> Markup:
    """Panneau of terms and definitions, then the way to the whole method."""
    lines = [
        (tag("dt", name), tag("dd", text.replace(" ;", f"{NNBSP};").replace(" :", f"{NBSP}:"))) for name, text in rows
    ]
    return join([tag("dl", lines), tag("p", tag("a", "Toute la méthode", href="/methode"))])


def denominator_rows(denominator: Denominator) -> list[Row]:
    """Source, definition, scope and caution of a denominator."""
    rows = [
        ("Dénominateur", denominator.citation),
        ("Définition du dénominateur", denominator.definition),
        ("Champ", denominator.scope_note),
    ]
    return [*rows, ("Précaution", denominator.caution)] if denominator.caution else rows
