"""Graphiques de la page Recours: the figures of its three charts, from their numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from callbacks.headers import asset_url
from callbacks.page import MAP_SIZES
from callbacks.recours_numbers import signal_numbers
from data.engine import Release
from figures.area_map import area_map
from figures.cells import Cells, read
from figures.classes import Classes, classes_for
from figures.export import Swatch, map_swatches
from figures.flow_panels import Panel, Target, flow_panels
from figures.link_chart import Cloud, Point, link_chart
from figures.numbers import signed
from figures.recours_grids import OUTSIDE_MARKS
from figures.theme import tokens
from filters import Filters
from geo.areas import AREAS, FRANCE, region_of
from indicators.catalogue import Indicator
from indicators.signals import DIVERSITY, SIGNAL
from layouts.recours_answer import Flow, Link, Match
from layouts.recours_figures import target_matches
from layouts.recours_flows import FLOW_COLUMNS, group_name
from layouts.recours_link import OVER, correlation_text
from nomenclatures import REGIONAL
from typography import NBSP, NNBSP

CONTOURS = {"reg": "geo/regions.geojson", "dep": "geo/departements.geojson"}
# Signals that count entries; the others count exits.
_OF_ENTRIES = ("direct_3", DIVERSITY)
_CLOUDS = {"avec": "Avec le service public de l’emploi", "sans": "Sans le service public de l’emploi"}


def panels(flow: Flow) -> list[Panel]:
    return [Panel(group_name(group), rows, flow.breaks[group]) for group, rows in flow.of.items()]


def flow_figure(
    flow: Flow, filters: Filters, matches: Sequence[Match], theme: str, viewport: str = "wide"
) -> dict[str, Any]:
    """Panneaux; the published targets are drawn on changes alone, where they are of one year to the next."""
    changes = filters.flow_view == "evolution"
    targets = [
        Target(
            group_name(REGIONAL),
            match.published,
            match.period.start,
            match.period.end,
            f"objectif {signed(match.published)}{NNBSP}%",
        )
        for match in target_matches(matches)
        if changes and match.period and match.unit.startswith("%")
    ]
    unit = "%" if changes else ""
    column = FLOW_COLUMNS[filters.flow_view]
    return flow_panels(panels(flow), column, unit, theme, viewport, targets, (filters.start, filters.end))


def link_figure(link: Link, reading: str, selected: str, theme: str, viewport: str = "wide") -> dict[str, Any]:
    names = ("area", "group", "unemployment", "value")
    points: dict[str, list[Point]] = {"avec": [], "sans": []}
    for area, group, x, y in zip(*(link.rows[n].tolist() for n in names), strict=True):
        if AREAS[area].level == "region" and math.isfinite(x) and math.isfinite(y):
            points[group].append(Point(area, AREAS[area].name, AREAS[area].abbreviation, x, y))
    clouds = [
        Cloud(_CLOUDS[group], points[group], line.slope, line.intercept, correlation_text(line))
        for group, line in link.lines.items()
    ]
    return link_chart(clouds, f"entrées pour 1\u202f000 {OVER[reading]}", selected, theme, viewport)


def signal_indicator(code: str) -> Indicator:
    """A signal as the maps and the legends read an indicator."""
    signal = SIGNAL[code]
    unit, decimals = (signal.unit, 1) if signal.unit else ("", 3)
    return Indicator(code, signal.title, signal.title, unit, 1.0, 0, decimals, signal.numerator, signal.denominator, "")


class ShownSignal(NamedTuple):
    """Signal montré sur la carte: its family, its cells and classes, and the mark of each area outside the limits."""

    indicator: Indicator
    family: str
    cells: Cells
    classes: Classes
    marks: dict[str, str]


def shown_signal(release: Release, filters: Filters) -> ShownSignal:
    found = signal_numbers(release, filters.question)
    signal, family = found.chosen(filters.signal, filters.signal_family)
    rows = found.of(signal, family)
    cells = read(rows)
    reference = cells.france.value if cells.france else math.nan
    flags = zip(*(rows[n].tolist() for n in ("area", "position", "flag")), strict=True)
    marks = {area: OUTSIDE_MARKS[position] for area, position, flag in flags if flag}
    return ShownSignal(
        signal_indicator(signal), family, cells, classes_for(reference, filters.equivalence / 100), marks
    )


def signal_figure(shown: ShownSignal, filters: Filters, theme: str, viewport: str = "wide") -> dict[str, Any]:
    close = filters.area_level == "dep" and filters.area != FRANCE.id
    counted = "entrées" if shown.indicator.code in _OF_ENTRIES else "sorties"
    return area_map(
        shown.cells,
        shown.classes,
        shown.indicator,
        filters.area,
        asset_url(CONTOURS[filters.area_level]),
        theme,
        region_of(filters.territory).bounds if close else None,
        MAP_SIZES[viewport],
        # What the table of the areas has of each, in its order (assets/map-hover.js).
        hover=(
            f"%{{customdata[1]}}<br>attendu{NBSP}: %{{customdata[2]}}<br>limites à 99,8{NNBSP}%{NBSP}:"
            f" %{{customdata[3]}}<br>%{{customdata[4]}} {counted}<br>%{{customdata[5]}}"
        ),
        marks=shown.marks,
    )


def signal_swatches(shown: ShownSignal, theme: str) -> list[Swatch]:
    """Légende of the picture of the map."""
    swatches = map_swatches(shown.classes, shown.classes.counts(shown.cells), shown.indicator, tokens(theme))
    # A signal flags one side only: its areas have one mark.
    outside = [Swatch("", f"{mark} hors limites ({len(shown.marks)})") for mark in dict.fromkeys(shown.marks.values())]
    return [*swatches, *outside]
