"""Flux par famille d’opérateurs: small panels, each on its own scale, cut at the breaks that touch its operators."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from figures.axis import nice_ticks, tick_decimals
from figures.breaks import Break, months_between, next_month, shown_breaks
from figures.frame import empty_figure
from figures.numbers import month_label, number, signed
from figures.theme import Tokens, tokens
from typography import NBSP, NNBSP

_COLUMNS = {"wide": 3, "medium": 2, "small": 2, "narrow": 1, "hall": 3, "stage": 2}
# The narrowest plot of each kind of window, in px: on a wider one the panels only stand farther apart.
_NARROWEST = {"wide": 990, "medium": 800, "small": 520, "narrow": 270, "hall": 880, "stage": 630}
_PANEL, _GAP, _TOP, _BOTTOM, _LEFT = 168, 54, 30, 22, 52
_MOST_TICKS = 4
# The column that adds months up.
SUM = "cumulative"
_ALWAYS = ("0000-01", "9999-12")


class Panel(NamedTuple):
    """Panneau: its title, its rows (period, segment, doubtful), and the breaks that cut it."""

    title: str
    rows: pd.DataFrame
    breaks: pd.DataFrame


class Target(NamedTuple):
    """Objectif publié: a level of the panel of that title, from a month to another, never a result."""

    title: str
    value: float
    start: str
    end: str
    label: str


def all_breaks(panels: Sequence[Panel]) -> tuple[Break, ...]:
    """Ruptures of all the panels, numbered in time order; those of one month share a number."""
    if not panels:
        return ()
    months = panels[0].rows["period"].tolist()
    known = pd.concat([panel.breaks for panel in panels], ignore_index=True).drop_duplicates()
    return shown_breaks(known, months[0], months[-1])


def flow_panels(
    panels: Sequence[Panel],
    column: str,
    unit: str = "",
    theme: str = "light",
    viewport: str = "wide",
    targets: Sequence[Target] = (),
    period: tuple[str, str] = _ALWAYS,
) -> dict[str, Any]:
    """Panneaux, a Plotly figure as a dict; `column`: of the rows, NaN where nothing is drawn; `unit`: "%" or "";
    `period`: the months chosen, whose ground is grey and whose last value is written beside the name of each panel.

    A change in % has a line at zero and axes that go below it; the others start at zero. A sum says from which month.
    """
    colours = tokens(theme)
    per_row = min(_COLUMNS[viewport], max(len(panels), 1))
    lines = math.ceil(len(panels) / per_row) or 1
    height = _TOP + lines * _PANEL + (lines - 1) * _GAP + _BOTTOM
    numbers = {b.month: b.number for b in all_breaks(panels)}
    figure = empty_figure(colours, {"l": _LEFT, "r": 12, "t": _TOP, "b": _BOTTOM}, height)
    if not panels:
        figure["layout"]["annotations"].append(_nothing(colours))
    span = (height - _TOP - _BOTTOM) or 1
    for place, panel in enumerate(panels):
        row, across = divmod(place, per_row)
        top = 1 - row * (_PANEL + _GAP) / span
        # Room left of every panel but the first for the figures of its axis.
        width = 1 / per_row
        left = across * width + (_LEFT / _NARROWEST[viewport] if across else 0)
        domain = (round(left, 4), round((across + 1) * width - (0.01 if across + 1 < per_row else 0), 4))
        _draw(
            figure,
            panel,
            place + 1,
            column,
            unit,
            domain,
            (round(max(top - _PANEL / span, 0), 4), round(top, 4)),
            numbers,
            [t for t in targets if t.title == panel.title],
            period,
            colours,
        )
    return figure


def _draw(
    figure: dict[str, Any],
    panel: Panel,
    place: int,
    column: str,
    unit: str,
    across: tuple[float, float],
    up: tuple[float, float],
    numbers: Mapping[str, int],
    targets: Sequence[Target],
    period: tuple[str, str],
    colours: Tokens,
) -> None:
    name = "" if place == 1 else str(place)
    layout, axes = figure["layout"], {"xaxis": f"x{name}", "yaxis": f"y{name}"}
    points = list(zip(*(panel.rows[c].tolist() for c in ("period", column, "segment", "doubtful")), strict=True))
    months = [month for month, *_ in points]
    drawn = [value for _, value, _, doubtful in points if not (doubtful or math.isnan(value))]
    low = min([0.0, *drawn]) if unit else 0.0
    ticks = nice_ticks(low, max([*drawn, 0.0]) or 1.0, _MOST_TICKS)
    suffix = f"{NNBSP}{unit}" if unit else ""
    hover = f"%{{text}}{NBSP}: %{{y:{'+.1f' if unit else ',.0f'}}}{suffix}<extra></extra>"
    for segment in sorted({segment for _, _, segment, _ in points}):
        kept = [p for p in points if p[2] == segment]
        shown = [None if math.isnan(p[1]) or p[3] else round(p[1], 1 if unit else 0) for p in kept]
        # A line of one point would not be seen.
        is_alone = sum(value is not None for value in shown) == 1
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "lines+markers" if is_alone else "lines",
                "x": [_middle(p[0]) for p in kept],
                "y": shown,
                "text": [month_label(p[0]) for p in kept],
                "line": {"color": colours.accent, "width": 2},
                "hovertemplate": hover,
                **axes,
            }
        )
    doubtful = [(month, value) for month, value, _, is_doubtful in points if is_doubtful and not math.isnan(value)]
    if doubtful:
        above = [value > ticks[-1] for _, value in doubtful]
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [_middle(month) for month, _ in doubtful],
                "y": [min(round(value, 1), ticks[-1]) for _, value in doubtful],
                "text": [f"{month_label(month)}{NBSP}: {_written(value, unit)}" for month, value in doubtful],
                "marker": {
                    "size": 8,
                    "symbol": ["triangle-up" if is_above else "circle" for is_above in above],
                    "color": colours.card,
                    "line": {"width": 2, "color": colours.accent},
                },
                "hovertemplate": "%{text}, mois douteux<extra></extra>",
                "cliponaxis": False,
                **axes,
            }
        )
        layout["annotations"] += [
            _beyond(month, _written(value, unit), axes, colours)
            for (month, value), is_above in zip(doubtful, above, strict=True)
            if is_above
        ]
    layout["shapes"] += _period_mark(period, months, axes, colours)
    layout[f"xaxis{name}"] = _time_axis(months, across, f"y{name}", colours)
    layout[f"yaxis{name}"] = _value_axis(ticks, up, f"x{name}", suffix, unit, colours)
    layout["annotations"].append(_title(panel, points, column, unit, period, axes, colours))
    for month, number_ in numbers.items():
        if any(
            str(day)[:7] == month and pd.isna(f)
            for day, f in zip(panel.breaks["date"], panel.breaks["bridge_factor"], strict=True)
        ):
            layout["shapes"].append(_break_line(month, axes, colours))
            layout["annotations"].append(_disc(month, number_, axes, colours))
    for target in targets:
        first, last = max(target.start, months[0]), min(target.end, months[-1])
        if first <= last:
            line = {"color": colours.text, "width": 1.4, "dash": "dot"}
            ends = {"x0": first, "x1": last, "y0": target.value, "y1": target.value}
            layout["shapes"].append({"type": "line", "xref": axes["xaxis"], "yref": axes["yaxis"], "line": line} | ends)
            layout["annotations"].append(
                {
                    "text": target.label,
                    "x": last,
                    "y": target.value,
                    "xref": axes["xaxis"],
                    "yref": axes["yaxis"],
                    "xanchor": "right",
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"size": 11.5},
                }
            )


def _middle(month: str) -> str:
    """Milieu du mois, where its point stands: a break is at its start."""
    return f"{month}-15"


def _written(value: float, unit: str) -> str:
    return f"{signed(value, 1)}{NNBSP}{unit}" if unit else number(value)


def _beyond(month: str, text: str, axes: dict[str, str], colours: Tokens) -> dict[str, Any]:
    """Valeur hors échelle, beside its triangle."""
    return {
        "text": text,
        "x": _middle(month),
        "y": 1,
        "xref": axes["xaxis"],
        "yref": f"{axes['yaxis']} domain",
        "xanchor": "left",
        "xshift": 7,
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": 11.5, "color": colours.muted},
    }


def _period_mark(
    period: tuple[str, str], months: Sequence[str], axes: dict[str, str], colours: Tokens
) -> list[dict[str, Any]]:
    """Fond of the months chosen, where they are not all of those drawn."""
    first, last = max(period[0], months[0]), min(period[1], months[-1])
    if first > last or (first, last) == (months[0], months[-1]):
        return []
    return [
        {
            "type": "rect",
            "xref": axes["xaxis"],
            "yref": f"{axes['yaxis']} domain",
            "x0": f"{first}-01",
            "x1": f"{next_month(last)}-01",
            "y0": 0,
            "y1": 1,
            "fillcolor": colours.zone,
            "line": {"width": 0},
            "layer": "below",
        }
    ]


def _title(
    panel: Panel,
    points: Sequence[Any],
    column: str,
    unit: str,
    period: tuple[str, str],
    axes: dict[str, str],
    colours: Tokens,
) -> dict[str, Any]:
    known = [p for p in points if not math.isnan(p[1]) and not (p[3] and unit)]
    inside = [p for p in known if period[0] <= p[0] <= period[1]]
    said = "aucune valeur" + (" comparable" if unit else "") + (" sur la période" if known else "")
    if inside:
        month, value, segment, _ = inside[-1]
        start = next(p[0] for p in known if p[2] == segment)
        when = f"en {month_label(month)}"
        if column == SUM and start != month:
            when = f"de {month_label(start)} à {month_label(month)}"
        said = f"{_written(value, unit)} {when}"
    return {
        "text": f"<b>{panel.title}</b>  <span style='color:{colours.muted}'>{said}</span>",
        "xref": f"{axes['xaxis']} domain",
        "yref": f"{axes['yaxis']} domain",
        "x": 0,
        "y": 1,
        "yshift": 16,
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 12.5},
        "borderpad": 0,
    }


def _time_axis(months: list[str], across: tuple[float, float], anchor: str, colours: Tokens) -> dict[str, Any]:
    edge = next_month(months[-1])
    years = sorted({month[:4] for month in months})
    # A year of a few months has no room for its name.
    named = [year for year in years if sum(m[:4] == year for m in months) >= min(6, len(months))]
    middles = []
    for year in named:
        of_year = [m for m in months if m[:4] == year]
        middles.append(_middle(of_year[(len(of_year) - 1) // 2]))
    return {
        "type": "date",
        "domain": list(across),
        "anchor": anchor,
        "range": [f"{months[0]}-01", f"{edge}-01"] if months_between(months[0], edge) else None,
        "tickvals": middles,
        "ticktext": named,
        "tickfont": {"color": colours.muted, "size": 11.5},
        "showgrid": False,
        "showline": True,
        "linecolor": colours.control,
        "fixedrange": True,
    }


def _value_axis(
    ticks: tuple[float, ...], up: tuple[float, float], anchor: str, suffix: str, unit: str, colours: Tokens
) -> dict[str, Any]:
    texts = [number(tick, tick_decimals(ticks)) for tick in ticks]
    room = (ticks[-1] - ticks[0]) * 0.004
    return {
        "domain": list(up),
        "anchor": anchor,
        "range": [ticks[0], ticks[-1] + room],
        "tickvals": list(ticks),
        "ticktext": [*texts[:-1], f"{texts[-1]}{suffix}"],
        "tickfont": {"color": colours.muted, "size": 11.5},
        "gridcolor": colours.grid,
        "zeroline": bool(unit),
        "zerolinecolor": colours.control,
        "fixedrange": True,
    }


def _break_line(month: str, axes: dict[str, str], colours: Tokens) -> dict[str, Any]:
    day = f"{month}-01"
    line = {"color": colours.text, "width": 1.2, "dash": "4px,3px"}
    place = {"xref": axes["xaxis"], "yref": f"{axes['yaxis']} domain", "x0": day, "x1": day, "y0": 0, "y1": 1}
    return {"type": "line", "line": line} | place


def _disc(month: str, number_: int, axes: dict[str, str], colours: Tokens) -> dict[str, Any]:
    """Numéro d’une rupture, left of its line: at right stand the marks of its own month."""
    return {
        "text": f"<b>{number_}</b>",
        "x": f"{month}-01",
        "y": 1,
        "xref": axes["xaxis"],
        "yref": f"{axes['yaxis']} domain",
        "xanchor": "right",
        "yanchor": "middle",
        "showarrow": False,
        "bgcolor": colours.text,
        "borderpad": 2,
        "font": {"size": 10.5, "color": colours.card},
    }


def _nothing(colours: Tokens) -> dict[str, Any]:
    return {
        "text": "Aucun opérateur choisi n’est présent sur toute la période",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": 14, "color": colours.muted},
    }
