"""Chiffres clés: label, value, and at right the benchmark and the gap; no arrow, no traffic light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.sentence import Fragment
from layouts.markup import Markup, tag
from layouts.sentence import fragments


@dataclass(frozen=True)
class Kpi:
    """Chiffre clé. `value` is printed as given ("85,0", "n.d."), `unit` after it; `notes`: lines of fragments.

    What follows the first comma of `label` is left out on a phone.
    """

    label: str
    value: str
    unit: str = ""
    notes: tuple[tuple[Fragment, ...], ...] = ()


def kpi_strip(kpis: Sequence[Kpi]) -> Markup:
    """Bandeau de chiffres clés, one term and its descriptions each."""
    return tag("dl", [_kpi(kpi) for kpi in kpis], cls="kpis")


def _kpi(kpi: Kpi) -> Markup:
    label, comma, rest = kpi.label.partition(", ")
    unit = tag("span", f"\u202f{kpi.unit}", cls="unit") if kpi.unit else None
    return tag(
        "div",
        tag("dt", label, tag("span", comma, rest, cls="more") if rest else None),
        tag("dd", kpi.value, unit, cls="value"),
        tag("dd", [tag("span", fragments(line)) for line in kpi.notes], cls="notes") if kpi.notes else None,
        cls="kpi",
    )
