"""Étiquettes d’une série: the names at the end of its lines, the reasons beside its doubtful months."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.breaks import Break, months_between
from figures.lines import Line
from figures.numbers import capitalised, with_unit
from figures.theme import CHARACTER_WIDTH, Tokens, text_width
from indicators.catalogue import Indicator
from typography import NBSP

LABEL_SIZE = 13
_LABEL_PITCH = 18
_LISTED_SIZE = 12
LISTED_PITCH = _LISTED_SIZE * 1.35
_REASON_SIZE, _FEWEST_CHARACTERS, _REASON_CHARACTERS, _REASON_SHIFT = 11.5, 12, 30, 10


def end_texts(lines: list[Line], indicator: Indicator) -> list[str]:
    """Nom et dernière valeur of each line that has one: "Occitanie 6,5 ‰"."""
    return [
        f"{line.name} {with_unit(line.last.value, indicator.unit, indicator.decimals)}" for line in lines if line.last
    ]


def end_labels(
    lines: list[Line], indicator: Indicator, top: float, plot_height: float, month_width: float = 0.0
) -> list[dict[str, Any]]:
    """Étiquettes de fin de ligne, right of the plot; two that would overlap are moved apart around their middle.

    `month_width`: px of a month where there is no room at right: the labels are then inside the plot, above the ends of
    the lines and below them.
    """
    ended = [(line, line.last.value / top * plot_height) for line in lines if line.last]
    texts = end_texts(lines, indicator)
    heights = [height for _, height in ended]
    if month_width:
        heights = _inside(lines, heights, texts, top, plot_height, month_width)
    elif len(heights) == 2 and abs(heights[0] - heights[1]) < _LABEL_PITCH:
        low = max(sum(heights) / 2 - _LABEL_PITCH / 2, 0.0)
        first_is_lower = heights[0] <= heights[1]
        heights = [low, low + _LABEL_PITCH] if first_is_lower else [low + _LABEL_PITCH, low]
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "right" if month_width else "left",
            "xshift": 0 if month_width else 4,
            "yref": "paper",
            "y": round(height / plot_height, 4),
            "yanchor": "middle",
            "text": f"<b>{text}</b>",
            "font": {"size": LABEL_SIZE, "color": line.colour},
            "showarrow": False,
            "borderpad": 0,
        }
        for (line, _), height, text in zip(ended, heights, texts, strict=True)
    ]


def _inside(
    lines: list[Line], ends: list[float], texts: list[str], top: float, plot_height: float, month_width: float
) -> list[float]:
    """Heights of labels inside the plot: the higher line's above all that is drawn there, the other's below it."""
    reach = max((text_width(text, LABEL_SIZE, bold=True) for text in texts), default=0.0) / month_width
    last = max((line.points[-1].month for line in lines), default="")
    near = [
        point.value / top * plot_height
        for line in lines
        for point in (*line.drawn, *line.doubtful)
        if months_between(point.month, last) <= reach
    ]
    above = max(near, default=0.0) + _LABEL_PITCH * 0.8
    below = min(near, default=0.0) - _LABEL_PITCH * 0.8
    downwards = sorted(range(len(ends)), key=lambda i: (-ends[i], -i))
    if above > plot_height - _LABEL_PITCH / 2:
        places = [below - _LABEL_PITCH * i for i in range(len(ends))]
    elif len(ends) == 2 and below < _LABEL_PITCH / 2:
        places = [above + _LABEL_PITCH, above]
    else:
        places = [above, below]
    heights = dict(zip(downwards, places, strict=False))
    return [max(heights[i], 0.0) for i in range(len(ends))]


class Reason(NamedTuple):
    """Raison of a doubtful month: its text, and its rows beside its mark, none where there is no room for them."""

    month: str
    text: str
    rows: list[str]


def reasons_shown(
    lines: list[Line],
    reasons: dict[str, str],
    limits: Sequence[str],
    indicator: Indicator,
    top: float,
    month_width: float,
) -> list[Reason]:
    """Raisons of the doubtful months that have a mark, in the order given.

    One is wrapped before the next of the `limits` (months of the breaks, then the month after the last one), and has no
    row where a word would cross it. `top`: the end of the axis; `month_width`: px of a month.
    """
    shown = []
    for month, reason in reasons.items():
        marks = {line.name: point.value for line in lines for point in line.doubtful if point.month == month}
        if not marks:
            continue
        above = {
            name: with_unit(value, indicator.unit, indicator.decimals) for name, value in marks.items() if value > top
        }
        if above:
            # The territory, drawn over France, comes before it.
            named = [f"{name} {value}" if len(lines) > 1 else value for name, value in reversed(above.items())]
            reason += f" (hors échelle{NBSP}: {', '.join(named)})"
        # The mark stands in the middle of its month, the limit at the start of its own.
        room = (min(months_between(month, m) for m in limits if m > month) - 0.5) * month_width - 2 * _REASON_SHIFT
        characters = min(_REASON_CHARACTERS, int(room / text_width("m", _REASON_SIZE)))
        fits = characters >= max(_FEWEST_CHARACTERS, *map(len, textwrap.wrap(reason, 1, break_long_words=False)))
        shown.append(Reason(month, reason, textwrap.wrap(reason, characters) if fits else []))
    return shown


def with_room(shown: list[Reason], lines: list[Line], top: float, scale: tuple[float, float]) -> list[Reason]:
    """The reasons, without rows where those would cross a line wherever they stand. `scale`: as of reason_notes."""
    return [reason if _place(reason, lines, top, scale) else reason._replace(rows=[]) for reason in shown]


def reason_notes(
    shown: list[Reason], lines: list[Line], top: float, scale: tuple[float, float], colours: Tokens
) -> list[dict[str, Any]]:
    """Raisons beside their marks: at the top of the plot, or at its foot if lines are there.

    `scale`: px of a month, and of the plot's height.
    """
    notes = []
    for reason in shown:
        place = _place(reason, lines, top, scale)
        if place is None:
            continue
        notes.append(
            {
                "x": f"{reason.month}-15",
                "xanchor": "left",
                "xshift": _REASON_SHIFT,
                "align": "left",
                "yref": "paper",
                "y": 0.02 if place == "bottom" else 0.98,
                "yanchor": place,
                "text": "<br>".join(reason.rows),
                "font": {"size": _REASON_SIZE, "color": colours.muted},
                "showarrow": False,
                "borderpad": 0,
            }
        )
    return notes


def _place(reason: Reason, lines: list[Line], top: float, scale: tuple[float, float]) -> str | None:
    """Where the rows of a reason cross no line: "top", "bottom", or nowhere."""
    if not reason.rows:
        return None
    reach = max(text_width(row, _REASON_SIZE) for row in reason.rows) / scale[0]
    depth = 0.04 + len(reason.rows) * _REASON_SIZE * 1.35 / scale[1]
    near = [p.value for line in lines for p in line.drawn if 0 <= months_between(reason.month, p.month) <= reach]
    if not near or max(near) <= top * (1 - depth):
        return "top"
    return "bottom" if min(near) > top * depth else None


def listed_texts(shown: tuple[Break, ...], titled: bool, reasons: list[Reason], width: float) -> list[str]:
    """Lignes sous le tracé: the titles of the breaks and the reasons that have no room in it, wrapped on `width` px."""
    texts = [] if titled else [f"{b.number}{NBSP}: {b.title}" for b in shown]
    texts += [capitalised(reason.text) for reason in reasons if not reason.rows]
    characters = int(width / (_LISTED_SIZE * CHARACTER_WIDTH))
    return [row for text in texts for row in textwrap.wrap(text, characters)]


def listed_note(rows: list[str], left: float, depth: float, colours: Tokens) -> dict[str, Any]:
    """Those lines, `depth` px under the plot, from the left edge of the figure."""
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": -left,
        "yref": "paper",
        "y": 0,
        "yanchor": "top",
        "yshift": -depth,
        "align": "left",
        "text": "<br>".join(rows),
        "font": {"size": _LISTED_SIZE, "color": colours.muted},
        "showarrow": False,
        "borderpad": 0,
    }
