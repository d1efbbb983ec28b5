"""Graphiques de la page Recours: the figures of its three charts, from their numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from callbacks.headers import asset_url
from figures.area_map import area_map
from figures.cells import Cells, read
from figures.classes import Classes, classes_for
from figures.flow_panels import Panel, Target, flow_panels
from figures.link_chart import Cloud, Point, link_chart
from figures.numbers import NNBSP, signed
from filters import Filters
from geo.areas import AREAS, FRANCE, region_of
from indicators.catalogue import Indicator
from indicators.signals import DIVERSITY, SIGNAL
from layouts.recours_answer import Flow, Link, Match
from layouts.recours_figures import target_matches
from layouts.recours_flows import FLOW_COLUMNS, group_name
from layouts.recours_link import OVER, correlation_text
from nomenclatures import REGIONAL

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


def signal_cells(rows: pd.DataFrame, filters: Filters) -> tuple[Cells, Classes]:
    cells = read(rows)
    reference = cells.france.value if cells.france else math.nan
    return cells, classes_for(reference, filters.equivalence / 100)


def signal_figure(
    cells: Cells, classes: Classes, signal: str, filters: Filters, theme: str, viewport: str = "wide"
) -> dict[str, Any]:
    close = filters.area_level == "dep" and filters.area != FRANCE.id
    return area_map(
        cells,
        classes,
        signal_indicator(signal),
        filters.area,
        asset_url(CONTOURS[filters.area_level]),
        theme,
        region_of(filters.territory).bounds if close else None,
        "narrow" if viewport == "narrow" else "screen",
        "entrées" if signal in _OF_ENTRIES else "sorties",
    )
