"""Ruptures dessinées: the numbered marks above a series, and the reasons of its doubtful months."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from figures.numbers import month_label
from figures.theme import Tokens, text_width
from typography import NNBSP

DISC = 8
_TITLE_SIZE = 12.5
_TITLE_SHIFT = 14


class Break(NamedTuple):
    """Rupture: its number on the figure, its first month "YYYY-MM", its title and its full text."""

    number: int
    month: str
    title: str
    text: str


def shown_breaks(breaks: pd.DataFrame, first: str, last: str) -> tuple[Break, ...]:
    """Ruptures that cut a series shown from month `first` to `last`, numbered in time order.

    `breaks`: columns date, title, text, bridge_factor; give the rows that concern the operators and the level
    shown. A break with a bridge factor does not cut; one in the first month has nothing before it. Those of
    one month share a number.
    """
    texts: dict[str, list[tuple[str, str]]] = {}
    columns = (breaks[name].tolist() for name in ("date", "title", "text", "bridge_factor"))
    for day, title, text, factor in zip(*columns, strict=True):
        month = str(day)[:7]
        if pd.isna(factor) and first < month <= last:
            texts.setdefault(month, []).append((title, text))
    return tuple(
        Break(i, month, f"{NNBSP}; ".join(t for t, _ in texts[month]), " ".join(t for _, t in texts[month]))
        for i, month in enumerate(sorted(texts), start=1)
    )


def doubtful_reasons(breaks: pd.DataFrame) -> dict[str, str]:
    """Mois douteux → reason: "janvier 2016 : ce mois contient…".

    The reason is the last clause (after a semicolon) of the text of the break that names the month in its column
    `doubtful_months` (months "YYYY-MM" separated by spaces, or missing).
    """
    return {
        month: f"{month_label(month)}\u00a0: {text.split(';')[-1].strip().rstrip('.')}"
        for months, text in zip(breaks["doubtful_months"].tolist(), breaks["text"].tolist(), strict=True)
        if not pd.isna(months)
        for month in months.split()
    }


def titles_fit(shown: tuple[Break, ...], month_width: float, right_edge: str, spare: float = 0.0) -> bool:
    """Whether every title fits between its mark and the next; otherwise only the numbers are drawn.

    `month_width`: px of a month on the axis; `right_edge`: the month after the last one shown; `spare`: px free
    beyond it.
    """
    limits = [*((b.month, -float(DISC)) for b in shown), (right_edge, spare)]
    return all(
        months_between(b.month, limit) * month_width + extra
        >= _TITLE_SHIFT + text_width(b.title, _TITLE_SIZE, bold=True)
        for b, (limit, extra) in zip(shown, limits[1:], strict=True)
    )


def break_marks(
    shown: tuple[Break, ...], titled: bool, colours: Tokens
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Repères: shapes (a dashed line and a disc per break), annotations (the numbers, and the titles if `titled`)."""
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, month, title, _ in shown:
        day = f"{month}-01"
        line = {"color": colours.text, "width": 1.2, "dash": "4px,3px"}
        shapes.append({"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line})
        shapes.append(
            {
                "type": "circle",
                "xsizemode": "pixel",
                "xanchor": day,
                "x0": -DISC,
                "x1": DISC,
                "ysizemode": "pixel",
                "yref": "paper",
                "yanchor": 1,
                "y0": 2,
                "y1": 2 + 2 * DISC,
                "fillcolor": colours.text,
                "line": {"width": 0},
            }
        )
        above = {"x": day, "yref": "paper", "y": 1, "yshift": 2 + DISC, "yanchor": "middle", "showarrow": False}
        disc = {"text": f"<b>{number}</b>", "font": {"size": 11.5, "color": colours.card}, "borderpad": 0}
        annotations.append(above | disc)
        if titled:
            text = {"text": f"<b>{title}</b>", "font": {"size": _TITLE_SIZE}, "borderpad": 0}
            annotations.append(above | text | {"xshift": _TITLE_SHIFT, "xanchor": "left"})
    return shapes, annotations


def next_month(month: str) -> str:
    """Mois suivant: "2017-12" → "2018-01"."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]), 12)
    return f"{year}-{number + 1:02d}"


def months_between(start: str, end: str) -> int:
    """Nombre de mois from `start` to `end`, 0 when they are the same."""
    return (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])
