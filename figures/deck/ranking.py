"""Classement d’une diapositive: the areas of a result frame as bars with their intervals, and as a map."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from figures.cells import NO_DATA, VALUE, Cell, Cells
from figures.classes import Classes, label_decimals
from figures.comparison import GLYPHS, NOTES, comparison_rows
from figures.deck.board import Bars, Entry, Map, Patch, Series
from figures.map_labels import is_inset
from figures.numbers import number
from figures.theme import Tokens
from geo.areas import AREAS, FRANCE, Area
from geo.contours import Ring, contours, projected
from indicators.catalogue import Indicator
from typography import NBSP

# What a slide has room for, at 24 px.
MOST_ROWS = 19
# More areas without a value are counted, not listed.
_MOST_LACKING = 3
# Coasts are drawn to this part of the map's width.
_STEP = 0.0012


class Tint(NamedTuple):
    """Teinte d’un territoire: its ground, the figure printed on it, the colour of that."""

    area: Area
    ground: str
    text: str
    ink: str
    fill: str = VALUE


def near(cells: Cells, selected: str) -> Cells:
    """Cellules of a slide: the departments of the region of the one selected, or all the areas compared."""
    area = AREAS[selected]
    if cells.level != "department" or area == FRANCE:
        return cells
    return Cells(cells.france, tuple(c for c in cells.compared if c.area.region == area.region), cells.others)


def ranking(cells: Cells, indicator: Indicator, selected: str, colours: Tokens) -> Bars:
    """Barres: France, then the areas from high to low; of too many, both ends and the selected one."""
    rows = comparison_rows(cells, indicator)
    lacking = [cell for cell in cells.compared if not cell.is_measured]
    if len(lacking) > _MOST_LACKING:
        left = {cell.area.id for cell in lacking} - {selected}
        rows = tuple(row for row in rows if row.area not in left)
    if len(rows) > MOST_ROWS:
        ends = {row.area for row in (*rows[: MOST_ROWS // 2], *rows[-(MOST_ROWS // 2) :])}
        rows = tuple(row for row in rows if row.area in ends or row.area == selected)
    hues = {"higher": colours.higher, "lower": colours.lower, "benchmark": colours.text}
    found = [cells.of(AREAS[row.area]) for row in rows]
    shown = [cell for cell in found if cell is not None]
    series = Series(
        f"{indicator.short_title}{f', {indicator.unit}' if indicator.unit else ''}",
        tuple(cell.value if cell.is_measured else math.nan for cell in shown),
        colours.similar,
        tuple(cell.lower if cell.is_measured else math.nan for cell in shown),
        tuple(cell.upper if cell.is_measured else math.nan for cell in shown),
        tuple(hues.get(row.outcome, colours.similar) for row in rows),
    )
    names = tuple(_named(row.name, cell, row.outcome) for row, cell in zip(rows, shown, strict=True))
    counts = Counter((cell.figure(0), NOTES[cell.cell_status]) for cell in lacking)
    notes = tuple(f"{figure}{NBSP}: {why} ({n})" for (figure, why), n in counts.items())
    strong = tuple(name for name, cell in zip(names, shown, strict=True) if cell.area.id in (selected, FRANCE.id))
    return Bars(names, (series,), indicator.unit, indicator.decimals, strong, notes)


def _named(name: str, cell: Cell, outcome: str) -> str:
    """Name with the glyph of its gap: a colour is never alone."""
    if not cell.is_measured:
        return f"{name} ({cell.figure(0)})"
    mark = GLYPHS[outcome]
    return f"{mark} {name}" if outcome in ("higher", "lower", "undecided") else name


def area_map(cells: Cells, classes: Classes, indicator: Indicator, selected: str, colours: Tokens) -> Map | None:
    """Carte of the areas compared, None where none of them has a contour."""
    outlines = contours("department" if cells.level == "department" else "region")
    drawn = [cell for cell in cells.compared if cell.area.id in outlines]
    if not drawn:
        return None
    decimals = label_decimals(indicator, cells)
    steps, inks = classes.colours(colours), classes.figure_colours(colours)
    index = classes.index([cell.value for cell in drawn]).tolist()
    tints = []
    for cell, step in zip(drawn, index, strict=True):
        is_value = cell.fill == VALUE
        ground = steps[step] if is_value else colours.hatch_ground if cell.fill == NO_DATA else colours.card
        ink = inks[step] if is_value else colours.muted
        tints.append(Tint(cell.area, ground, cell.marked(decimals), ink, cell.fill))
    patches, ratio = patched(tints, selected)
    return Map(patches, ratio, _legend(cells, classes, indicator, colours), indicator.short_title)


def patched(tints: Sequence[Tint], selected: str) -> tuple[tuple[Patch, ...], float]:
    """Territoires coloriés in the unit square, all of one level and with a contour; width over height."""
    outlines = contours("department" if tints[0].area.level == "department" else "region")
    xs, ys = zip(*(point for tint in tints for ring in outlines[tint.area.id] for point in ring), strict=True)
    left, top = min(xs), min(ys)
    width, height = max(xs) - left, max(ys) - top
    patches = []
    for area, ground, text, ink, fill in tints:
        rings = tuple(_fitted(ring, left, top, width, height) for ring in outlines[area.id])
        kept = tuple(ring for ring in rings if len(ring) > 2)
        x, y = projected(*area.label)
        at = ((x - left) / width, (y - top) / height)
        patches.append(Patch(area.name, kept, ground, text, ink, at, area.id == selected, fill, is_inset(area)))
    return tuple(patches), width / height


def _fitted(ring: Ring, left: float, top: float, width: float, height: float) -> Ring:
    """The ring in the unit square, without the points that the eye would not tell apart."""
    scaled = [((x - left) / width, (y - top) / height) for x, y in ring]
    kept = [scaled[0]]
    for point in scaled[1:]:
        if math.hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    return tuple(kept)


def _legend(cells: Cells, classes: Classes, indicator: Indicator, colours: Tokens) -> tuple[Entry, ...]:
    counts = classes.counts(cells)
    ramp = zip(classes.colours(colours), classes.labels(indicator), counts.per_class, strict=True)
    shown = [Entry(colour, f"{text} ({number(n)})") for colour, text, n in ramp if n]
    grounds = {NO_DATA: colours.hatch_ground}
    fills = [
        Entry(grounds.get(fill, colours.card), f"{label} ({number(n)})", fill) for fill, label, n in counts.fills if n
    ]
    undecided = [Entry("", f"◇{NBSP}écart indécis ({number(counts.undecided)})")] if counts.undecided else []
    return (*reversed(shown), *fills, *undecided)
