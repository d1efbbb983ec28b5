"""Étiquettes d’une série: the names at the end of its lines, the reasons beside its doubtful months."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from figures.breaks import months_between
from figures.lines import Line
from figures.numbers import with_unit
from figures.theme import Tokens, text_width
from indicators.catalogue import Indicator

LABEL_SIZE = 13
_LABEL_PITCH = 18
_REASON_SIZE, _REASON_CHARACTERS, _REASON_SHIFT = 11.5, 30, 10


def end_texts(lines: list[Line], indicator: Indicator) -> list[str]:
    """Nom et dernière valeur of each line that has one: "Occitanie 6,5 ‰"."""
    return [
        f"{line.name} {with_unit(line.last.value, indicator.unit, indicator.decimals)}" for line in lines if line.last
    ]


def end_labels(lines: list[Line], indicator: Indicator, top: float, plot_height: float) -> list[dict[str, Any]]:
    """Étiquettes de fin de ligne, right of the plot; two that would overlap are moved apart around their middle."""
    ended = [(line, line.last.value / top * plot_height) for line in lines if line.last]
    heights = [height for _, height in ended]
    if len(heights) == 2 and abs(heights[0] - heights[1]) < _LABEL_PITCH:
        low = max(sum(heights) / 2 - _LABEL_PITCH / 2, 0.0)
        first_is_lower = heights[0] <= heights[1]
        heights = [low, low + _LABEL_PITCH] if first_is_lower else [low + _LABEL_PITCH, low]
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 4,
            "yref": "paper",
            "y": round(height / plot_height, 4),
            "yanchor": "middle",
            "text": f"<b>{text}</b>",
            "font": {"size": LABEL_SIZE, "color": line.colour},
            "showarrow": False,
            "borderpad": 0,
        }
        for (line, _), height, text in zip(ended, heights, end_texts(lines, indicator), strict=True)
    ]


def reason_notes(
    lines: list[Line],
    reasons: dict[str, str],
    limits: Sequence[str],
    indicator: Indicator,
    top: float,
    scale: tuple[float, float],
    colours: Tokens,
) -> list[dict[str, Any]]:
    """Raisons of the doubtful months, beside their marks: at the top of the plot, or at its foot if lines are there.

    A reason is wrapped before the next of the `limits` (months of the breaks, then the month after the last one), and
    left out where a word would cross it: the page still says it. `top`: the end of the axis; `scale`: px of a month,
    and of the plot's height.
    """
    notes = []
    for month, reason in reasons.items():
        marks = [point for line in lines for point in line.doubtful if point.month == month]
        if not marks:
            continue
        highest = max(point.value for point in marks)
        if highest > top:
            reason += f" ({with_unit(highest, indicator.unit, indicator.decimals)}, hors échelle)"
        # The mark stands in the middle of its month, the limit at the start of its own.
        room = (min(months_between(month, m) for m in limits if m > month) - 0.5) * scale[0] - 2 * _REASON_SHIFT
        characters = min(_REASON_CHARACTERS, int(room / text_width("m", _REASON_SIZE)))
        if characters < max(map(len, textwrap.wrap(reason, 1, break_long_words=False))):
            continue
        rows = textwrap.wrap(reason, characters)
        reach = max(text_width(row, _REASON_SIZE) for row in rows) / scale[0]
        depth = 0.04 + len(rows) * _REASON_SIZE * 1.35 / scale[1]
        near = [p.value for line in lines for p in line.drawn if 0 <= months_between(month, p.month) <= reach]
        is_low = bool(near) and max(near) > top * (1 - depth) and min(near) > top * depth
        notes.append(
            {
                "x": marks[0].middle,
                "xanchor": "left",
                "xshift": _REASON_SHIFT,
                "align": "left",
                "yref": "paper",
                "y": 0.02 if is_low else 0.98,
                "yanchor": "bottom" if is_low else "top",
                "text": "<br>".join(rows),
                "font": {"size": _REASON_SIZE, "color": colours.muted},
                "showarrow": False,
                "borderpad": 0,
            }
        )
    return notes
