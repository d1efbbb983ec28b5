"""Tableau de mesures: one line per measure, its budget at right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measure: its name, its figures (numbers or texts) and the budget printed beside them."""

    name: str
    figures: Sequence[object]
    budget: str = ""


def show(title: str, heads: Sequence[str], rows: Sequence[Row]) -> None:
    """Print an aligned table."""
    print(f"\n{title}")
    print(f"{'':<40}" + "".join(f"{head:>18}" for head in heads) + "   budget")
    for row in rows:
        print(f"{row.name:<40}" + "".join(f"{_text(f):>18}" for f in row.figures) + f"   {row.budget}")


def _text(figure: object) -> str:
    return f"{figure:.2f}" if isinstance(figure, float) else str(figure)
