"""Légende de la carte: the same classes as the map, the tiles, the table and the file, with their counts."""

from __future__ import annotations

from figures.cells import UNDECIDED_MARK
from figures.classes import MIDDLE, Classes, Counts
from figures.numbers import number, percent, plural
from geo.areas import Area
from indicators.catalogue import Indicator
from layouts.markup import Markup, join, tag
from typography import NBSP


def map_legend(
    classes: Classes,
    counts: Counts,
    indicator: Indicator,
    unit_label: str,
    areas_label: str,
    reference: str,
    unlocated: int | None,
    total: int,
    whole: Area,
) -> Markup:
    """Légende: a column beside the map, a strip above it on a narrow card.

    `unit_label`: "Entrées pour 1 000 actifs"; `areas_label`: "régions"; `reference`: how the grey class reads, not said
    where no class is grey;
    `unlocated` of the `total` entries of `whole` (0: unknown) are in none of the areas compared; None says nothing.
    """
    labels = classes.labels(indicator)
    edges = ["", *classes.bound_texts(0 if min(classes.bounds, default=0) >= 20 else indicator.decimals)]
    rows = [
        _row(f"k{i}" if classes.bounds else "k-none", label, count, edge, i == MIDDLE)
        for i, (label, count, edge) in enumerate(zip(labels, counts.per_class, edges, strict=True))
    ]
    return join(
        [
            tag("p", tag("strong", unit_label), tag("span", areas_label), cls="legend-head"),
            tag("ol", list(reversed(rows)), cls="ramp") if classes.bounds or any(counts.per_class) else None,
            tag("p", reference, cls="hint") if classes.bounds else None,
            tag("p", _undecided(counts.undecided, areas_label), cls="hint") if counts.undecided else None,
            tag("ul", [_row(f"f-{kind}", label, count) for kind, label, count in counts.fills], cls="fills"),
            None if unlocated is None else tag("p", _unlocated(unlocated, total, whole), cls="unlocated"),
        ]
    )


def _row(swatch: str, label: str, count: int, edge: str = "", is_reference: bool = False) -> Markup:
    return tag(
        "li",
        tag("span", cls=f"swatch {swatch}", aria_hidden="true"),
        tag("span", label, cls="range"),
        tag("span", edge, cls="edge", aria_hidden="true") if edge else None,
        tag("span", number(count), cls="count"),
        cls="reference" if is_reference else None,
    )


def _undecided(count: int, areas_label: str) -> str:
    """Gives: "◇ Écart à la France indécis : 5 régions."."""
    areas = plural(count, areas_label.removesuffix("s"))
    return f"{UNDECIDED_MARK} Écart à la France indécis{NBSP}: {number(count)} {areas}."


def _unlocated(unlocated: int, total: int, whole: Area) -> Markup:
    if not unlocated:
        # A count of 0 has passed the door like any other: it may stand for a few.
        return Markup("Entrées non localisées\u00a0: aucune ou presque (effectif publié 0).")
    share = f" ({percent(unlocated / total * 100, 1)})" if total else ""
    entries = f"{number(unlocated)} {plural(unlocated, 'entrée')} non {plural(unlocated, 'localisée')}"
    counted = plural(unlocated, "comptée")
    return join([tag("strong", entries), f"{share}, {counted} pour {whole.definite} seulement."])
