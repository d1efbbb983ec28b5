"""Série mensuelle: one line per area, cut at the breaks and labelled at its end."""

from __future__ import annotations

from typing import Any

import pandas as pd

from figures.axis import nice_ticks, tick_decimals
from figures.breaks import break_marks, doubtful_reasons, months_between, next_month, shown_breaks, titles_fit
from figures.comparison import NOTES
from figures.lines import Line, Points, area_lines, line_traces, shown_months
from figures.numbers import number
from figures.series_labels import (
    LABEL_SIZE,
    LISTED_PITCH,
    Reason,
    end_labels,
    end_texts,
    listed_note,
    listed_texts,
    reason_notes,
    reasons_shown,
    with_room,
)
from figures.theme import Tokens, text_width, tokens
from figures.wording import listed
from indicators.catalogue import Indicator
from typography import NBSP, NNBSP

_TOP, _BOTTOM, _LEFT = 30, 26, 44
_TICK_SIZE = 12
# A doubtful month may stand this far above the others before it leaves the axis and its value is written instead.
_OVERSHOOT = 1.3


def monthly_figure(
    points: Points,
    breaks: pd.DataFrame,
    indicator: Indicator,
    selected_area: str,
    theme: str = "light",
    period: tuple[str, str] | None = None,
    width: int = 1300,
    height: int = 280,
    narrow: bool = False,
) -> dict[str, Any]:
    """Série mensuelle, a Plotly figure as a dict.

    `points`: without any the figure says so; `breaks`: as breaks.shown_breaks and doubtful_reasons read them. `period`:
    the months chosen, lightly marked. `width` and `height` (px) only serve to place the texts, the figure fills its
    box. `narrow`: for a phone, breaks are numbers alone and the lines carry abbreviations, inside the plot. The texts
    that have no room in the plot are listed under it.
    """
    colours = tokens(theme)
    if not points:
        return _nothing(colours)
    lines = area_lines(points, selected_area, colours, narrow)
    months = shown_months(points)
    edge = next_month(months[-1])
    ticks = _value_ticks(lines)
    left = max(_LEFT, 10 + max(text_width(text, _TICK_SIZE) for text in _tick_texts(ticks, indicator)))
    ends = [] if narrow else end_texts(lines, indicator)
    right = 16 + max((text_width(text, LABEL_SIZE, bold=True) for text in ends), default=0.0)
    shown = shown_breaks(breaks, months[0], months[-1])
    month_width = (width - left - right) / months_between(months[0], edge)
    titled = not narrow and titles_fit(shown, month_width, edge, right)
    limits = (*(b.month for b in shown), edge)
    reasons = reasons_shown(
        lines, doubtful_reasons(breaks), limits, indicator, ticks[-1], 0.0 if narrow else month_width
    )
    before: list[Reason] | None = None
    while before != reasons:
        listed_rows = listed_texts(shown, titled, reasons, width - 8)
        bottom = _BOTTOM + LISTED_PITCH * len(listed_rows)
        plot_height = height - _TOP - bottom
        # Those that would cross a line are listed, which leaves the plot less height.
        before, reasons = reasons, with_room(reasons, lines, ticks[-1], (month_width, plot_height))
    shapes, numbers = break_marks(shown, titled, colours)
    if period is not None:
        shapes.insert(0, _period_mark(period, colours))
    annotations = [
        *numbers,
        *end_labels(lines, indicator, ticks[-1], plot_height, month_width if narrow else 0.0),
        *reason_notes(reasons, lines, ticks[-1], (month_width, plot_height), colours),
    ]
    if listed_rows:
        annotations.append(listed_note(listed_rows, left - 4, _BOTTOM, colours))
    values = _value_axis(ticks, indicator, colours)
    if not any(line.drawn or line.doubtful for line in lines):
        annotations.append(_empty_note(points, colours))
        # The ticks of no value would be those of no scale.
        values["visible"] = False
    return {
        "data": [trace for line in lines for trace in line_traces(line, indicator, ticks[-1], colours)],
        "layout": {
            "font": {"size": 12, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": round(left), "r": round(right), "t": _TOP, "b": round(bottom)},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "separators": f",{NNBSP}",
            "hoverlabel": {
                "bgcolor": colours.card,
                "bordercolor": colours.control,
                "font": {"size": 12.5, "color": colours.text},
            },
            "xaxis": _time_axis(months, edge, colours),
            "yaxis": values,
            "shapes": shapes,
            "annotations": annotations,
        },
    }


def _nothing(colours: Tokens) -> dict[str, Any]:
    """Figure sans mois: no operator chosen is present all along."""
    note = "Aucun opérateur choisi n’est présent sur toute la période"
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": [],
        "layout": {
            "font": {"size": 12, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": hidden,
            "yaxis": hidden,
            "annotations": [_centred(note, colours)],
        },
    }


def _value_ticks(lines: list[Line]) -> tuple[float, ...]:
    """Ticks from zero over every ordinary point, and over the doubtful ones that do not crush them."""
    ordinary = [point.value for line in lines for point in line.drawn]
    doubtful = [point.value for line in lines for point in line.doubtful]
    highest = max(ordinary, default=max(doubtful, default=0.0))
    return nice_ticks(0.0, max([highest, *(v for v in doubtful if v <= highest * _OVERSHOOT)]))


def _empty_note(points: Points, colours: Tokens) -> dict[str, Any]:
    """Why there is nothing to draw."""
    reasons = sorted({NOTES[point.cell_status] for of_area in points.values() for point in of_area} - {""})
    return _centred(
        f"Aucune valeur à tracer{NBSP}: {listed(reasons)}" if reasons else "Aucune valeur à tracer", colours
    )


def _centred(text: str, colours: Tokens) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "text": text,
        # A phone has room for one line of it.
        "font": {"size": 13, "color": colours.muted},
        # Above the lines of the breaks, which would cross it.
        "bgcolor": colours.card,
        "borderpad": 4,
        "showarrow": False,
    }


def _period_mark(period: tuple[str, str], colours: Tokens) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": f"{period[0]}-01",
        "x1": f"{next_month(period[1])}-01",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": colours.zone,
        "opacity": 0.6,
        "line": {"width": 0},
        "layer": "below",
    }


def _time_axis(months: list[str], edge: str, colours: Tokens) -> dict[str, Any]:
    """Years centred under their months; the ticks stand between the years."""
    years = sorted({month[:4] for month in months})
    spans = [[m for m in months if m[:4] == year] for year in years]
    centres = [span[len(span) // 2] + ("-01" if len(span) % 2 == 0 else "-15") for span in spans]
    return {
        "type": "date",
        "range": [f"{months[0]}-01", f"{edge}-01"],
        "tickvals": centres,
        "ticktext": years,
        "ticks": "",
        "minor": {
            "tickvals": [f"{span[0]}-01" for span in spans],
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": colours.control,
        },
        "tickfont": {"color": colours.muted},
        "showgrid": False,
        "showline": True,
        "linecolor": colours.control,
        "fixedrange": True,
    }


def _value_axis(ticks: tuple[float, ...], indicator: Indicator, colours: Tokens) -> dict[str, Any]:
    return {
        # A little more than the last tick, whose grid line would not be drawn on the very edge.
        "range": [0, round(ticks[-1] * 1.005, 6)],
        "tickvals": list(ticks),
        "ticktext": _tick_texts(ticks, indicator),
        "tickfont": {"size": _TICK_SIZE, "color": colours.muted},
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": "rgba(0,0,0,0)",
        "gridcolor": colours.grid,
        "zeroline": False,
        "fixedrange": True,
    }


def _tick_texts(ticks: tuple[float, ...], indicator: Indicator) -> list[str]:
    labels = [number(tick, tick_decimals(ticks)) for tick in ticks]
    return [*labels[:-1], f"{labels[-1]}{NNBSP}{indicator.unit}"]
