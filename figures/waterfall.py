"""Écart expliqué dessiné: from what is compared to the territory, effect by effect; effects alone are bars."""

from __future__ import annotations

from typing import Any, NamedTuple

from figures.axis import nice_ticks, tick_decimals
from figures.numbers import number, signed, with_unit
from figures.shapes import rules, segments
from figures.strata import STRATUM_LABELS
from figures.theme import Tokens, text_width, tokens
from geo.areas import Area
from indicators.catalogue import Indicator
from indicators.standardised import Decomposition
from typography import NNBSP

# The share of the width that the names have, and the least width of a chart, in px (assets/comparer.css).
_NAMES, _NAMES_NARROW = 0.31, 0.44
_WIDTH, _WIDTH_NARROW = 430, 332
_MARGIN = 0.16
_BAR = 0.56
_NOTE = 11
# The names of the narrowest chart, with the start of its axis, where no mark stands.
_NOTE_ROOM = 175


class Step(NamedTuple):
    """Marche: one effect, from a level to the next, in the unit of the rate; total: head of a part, which is no bar."""

    name: str
    start: float
    effect: float
    total: bool = False

    @property
    def end(self) -> float:
        return self.start + self.effect


def steps(found: Decomposition) -> list[Step]:
    """Marches of a decomposition: the head of the composition and its groups, then those of the behaviour."""
    result = []
    level = found.value_against
    heads = (("Qui y vit (composition)", "composition"), ("Comment on y recourt (taux)", "behaviour"))
    names = [STRATUM_LABELS[group] for group in found.groups["group"]]
    for (title, part), total in zip(heads, (found.composition, found.behaviour), strict=True):
        result.append(Step(title, level, total, total=True))
        for name, effect in zip(names, found.groups[part].tolist(), strict=True):
            result.append(Step(name, level, effect))
            level += effect
    return result


def axis_start(found: Decomposition) -> float:
    """Where the cut axis begins, in the unit of the rate."""
    return _ticks(found)[0]


def _ticks(found: Decomposition) -> tuple[float, ...]:
    levels = [found.value_against, found.value, *(step.end for step in steps(found) if not step.total)]
    low, high = min(levels), max(levels)
    room = (high - low or abs(high) or 1.0) * _MARGIN
    # A rate is never below 0, but its effects taken one by one may lead there.
    return nice_ticks(max(low - room, min(low, 0.0)), high + room)


def waterfall(
    found: Decomposition,
    area: Area,
    against: Area,
    indicator: Indicator,
    without: str,
    theme: str = "light",
    narrow: bool = False,
) -> dict[str, Any]:
    """Cascade of a decomposition that has a value, a Plotly figure as a dict.

    `without`: what the two rates leave out ("hors statut inconnu"), which makes them lower than those of the page.
    """
    colours, decimals = tokens(theme), indicator.decimals
    effects = steps(found)
    rows = len(effects) + 2
    # From the top: what is compared, the effects, the territory.
    place = {at: rows - 2 - at for at in range(len(effects))}
    ticks = _ticks(found)
    names, width = (_NAMES_NARROW, _WIDTH_NARROW) if narrow else (_NAMES, _WIDTH)
    note = without if text_width(without, _NOTE) < _NOTE_ROOM else "hors inconnus"
    size = 12 if narrow else 13
    bars = [(place[at], step) for at, step in enumerate(effects) if not step.total]
    heads = [(place[at], step) for at, step in enumerate(effects) if step.total]
    ends = [(rows - 1, against.name, found.value_against), (0, area.name, found.value)]
    return {
        "data": [
            _bars(bars, colours),
            # Two lines of unlike sizes are set above their middle: in the last of many rows, across the rule over it.
            _column(
                0.0,
                [
                    (y if y else -0.02 * rows + 0.08, f"<b>{_short(name, narrow)}</b><br>{_small(note, colours)}")
                    for y, name, _ in ends
                ],
                "middle right",
                size,
                colours,
            ),
            _column(0.0, [(y, f"<b>{step.name}</b>") for y, step in heads], "middle right", size - 0.5, colours),
            _column(0.02, [(y, _short(step.name, narrow)) for y, step in bars], "middle right", size - 0.5, colours),
            _column(
                1.0,
                [(y, f"<b>{signed(step.effect, decimals)}{NNBSP}{indicator.unit}</b>") for y, step in heads],
                "middle left",
                size - 0.5,
                colours,
            ),
            _ends(ends, indicator, size, colours),
            _effects(bars, decimals, size, colours),
        ],
        "layout": {
            "font": {"size": size, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 4, "t": 0, "b": 26},
            "showlegend": False,
            "dragmode": False,
            "bargap": 1 - _BAR,
            "xaxis": {
                "domain": [names, 1],
                "range": [ticks[0], round(_reach(bars, ticks, decimals, size, width * (1 - names)), 4)],
                "tickvals": list(ticks[:-1]),
                "ticktext": _tick_texts(ticks[:-1], indicator),
                "tickfont": {"size": 12, "color": colours.muted},
                "gridcolor": colours.grid,
                "zeroline": False,
                "fixedrange": True,
            },
            "xaxis2": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"range": [-0.6, rows - 0.4], "visible": False, "fixedrange": True},
            "shapes": _lines(bars, heads, found, rows, colours),
        },
    }


def _reach(bars: list[tuple[int, Step]], ticks: tuple[float, ...], decimals: int, size: float, plot: float) -> float:
    """Where the axis ends: past its last tick where a figure, right of its bar, would leave a plot of so many px."""
    reach = ticks[-1]
    for _, step in bars:
        room = 1 - text_width(_figure(step, decimals), size, bold=True) / plot
        reach = max(reach, ticks[0] + (max(step.start, step.end) - ticks[0]) / room)
    return reach


def _figure(step: Step, decimals: int) -> str:
    return f" {signed(step.effect, decimals)}"


def _short(name: str, narrow: bool) -> str:
    return name if not narrow or len(name) <= 22 else f"{name[:21].rstrip()}…"


def _small(text: str, colours: Tokens) -> str:
    return f'<span style="font-size:{_NOTE}px;color:{colours.muted}">{text}</span>'


def _tick_texts(ticks: tuple[float, ...], indicator: Indicator) -> list[str]:
    texts = [number(tick, tick_decimals(ticks)) if len(ticks) > 1 else number(tick, 1) for tick in ticks]
    return [*texts[:-1], f"{texts[-1]}{NNBSP}{indicator.unit}"]


def _hue(effect: float, colours: Tokens) -> str:
    return colours.higher if effect > 0 else colours.lower


def _bars(bars: list[tuple[int, Step]], colours: Tokens) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [y for y, _ in bars],
        "base": [round(step.start, 4) for _, step in bars],
        "x": [round(step.effect, 4) for _, step in bars],
        "marker": {"color": [_hue(step.effect, colours) for _, step in bars]},
        "hoverinfo": "skip",
    }


def _column(at: float, texts: list[tuple[float, str]], position: str, size: float, colours: Tokens) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "xaxis": "x2",
        "x": [at] * len(texts),
        "y": [y for y, _ in texts],
        "text": [text for _, text in texts],
        "textposition": position,
        "textfont": {"size": size, "color": colours.text},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _ends(ends: list[tuple[int, str, float]], indicator: Indicator, size: float, colours: Tokens) -> dict[str, Any]:
    """The two levels compared, as points; the figure stands on the side that has more room."""
    values = [value for _, _, value in ends]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [round(value, 4) for value in values],
        "y": [y for y, _, _ in ends],
        "text": [f"<b>{with_unit(value, indicator.unit, indicator.decimals)}</b>" for value in values],
        "textposition": ["middle right", "middle left"] if values[0] <= values[1] else ["middle left", "middle right"],
        "textfont": {"size": size, "color": colours.text},
        "marker": {
            "symbol": ["diamond", "circle"],
            "size": [11, 11],
            "opacity": 1,
            "color": [colours.text, _hue(values[1] - values[0], colours)],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _effects(bars: list[tuple[int, Step]], decimals: int, size: float, colours: Tokens) -> dict[str, Any]:
    """The figures of the effects, each on the side of its bar that the next one leaves free."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [round(max(step.start, step.end), 4) for _, step in bars],
        "y": [y for y, _ in bars],
        "text": [f"<b>{_figure(step, decimals)}</b>" for _, step in bars],
        "textposition": "middle right",
        "textfont": {"size": size, "color": colours.text},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _lines(
    bars: list[tuple[int, Step]],
    heads: list[tuple[int, Step]],
    found: Decomposition,
    rows: int,
    colours: Tokens,
) -> list[dict[str, Any]]:
    """Rules over the parts, then the thread from one level to the next."""
    levels = [found.value_against, *(step.end for _, step in bars)]
    places = [rows - 1, *(y for y, _ in bars), 0]
    threads = list(zip(levels, places, places[1:], strict=False))
    near = [(x, above, x, below) for x, above, below in threads if above - below == 1 and below]
    far = [(x, above, x, below) for x, above, below in threads if above - below > 1 or not below]
    return [
        rules([y + 0.5 for y, _ in heads], colours.hairline),
        rules([0.5], colours.control),
        segments(near, colours.control),
        segments(far, colours.control, dash="dot"),
    ]
