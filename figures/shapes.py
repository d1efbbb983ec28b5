"""Formes d’un fond de graphique: many lines or boxes of one style as a single path, which weighs a tenth as much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Box = tuple[float, float, float, float]


def rules(places: Iterable[float], colour: str, width: float = 1.0) -> dict[str, Any]:
    """Filets across the whole figure, at the heights `places` of the value axis."""
    path = "".join(f"M0,{y:g}H1" for y in places)
    return {"type": "path", "xref": "paper", "path": path, "layer": "below", "line": {"width": width, "color": colour}}


def segments(lines: Iterable[Box], colour: str, width: float = 1.0, dash: str = "solid") -> dict[str, Any]:
    """Traits (x0, y0, x1, y1) in the units of the axes."""
    path = "".join(f"M{x0:g},{y0:g}L{x1:g},{y1:g}" for x0, y0, x1, y1 in lines)
    return {"type": "path", "path": path, "layer": "below", "line": {"width": width, "color": colour, "dash": dash}}


def boxes(areas: Iterable[Box], ground: str) -> dict[str, Any]:
    """Aplats (x0, y0, x1, y1) in the units of the axes."""
    path = "".join(f"M{x0:g},{y0:g}H{x1:g}V{y1:g}H{x0:g}Z" for x0, y0, x1, y1 in areas)
    return {"type": "path", "path": path, "layer": "below", "fillcolor": ground, "line": {"width": 0}}
