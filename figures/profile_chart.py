"""Images des profils: the chart of the groups, the heat map and the share of women, drawn for the picture files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.cells import NO_DATA, SECRET, VALUE
from figures.comparison import GLYPHS
from figures.export import Swatch
from figures.heat import CLASSES, HeatRow, heat_counts, scale_labels
from figures.numbers import number
from figures.profile_rows import ProfileRow, ProfileSection
from figures.ratio_axis import tick_marks, zone
from figures.theme import Tokens, tokens
from typography import NBSP, NNBSP

_ROW = 20
# Columns of the picture, in shares of its width: shares, index, and where texts stand.
_SHARES, _INDEX = (0.28, 0.5), (0.55, 0.8)
_FIGURE, _INTERVAL, _GAP = 0.855, 0.875, 1.0


class Line(NamedTuple):
    """Ligne dessinée: a head (bold, nothing else), or a label with its two shares, NaN-free texts and its row."""

    head: bool
    label: str
    row: ProfileRow | None


def profile_picture(
    sections: Sequence[ProfileSection], equivalence: float, theme: str, compared: str
) -> dict[str, Any]:
    """Graphique des groupes, a Plotly figure as a dict whose layout has the height that its rows need.

    `compared`: those whom the entries are compared with.
    """
    colours = tokens(theme)
    lines = [
        line
        for s in sections
        for line in (
            Line(True, f"{s.head}{f' ({s.unknown})' if s.unknown else ''}", None),
            *(Line(False, _label(row), row) for row in s.rows),
        )
    ]
    at = {i: len(lines) - 1 - i for i in range(len(lines))}
    rows = [(at[i], line.row) for i, line in enumerate(lines) if line.row is not None]
    low, high = zone(equivalence)
    top = len(lines) - 0.5
    keys = f"Parts, en % (disque{NBSP}: entrées, cercle{NBSP}: {compared})"
    span = {"type": "rect", "xref": "x2", "y0": -0.5, "y1": top, "layer": "below", "line": {"width": 0}}
    shapes: list[dict[str, Any]] = [span | {"x0": low, "x1": high, "fillcolor": colours.zone}]
    shapes += [_vertical("x2", 50, top, colours.text, 1.2)]
    shapes += [_vertical("x", share, top, colours.grid, 1) for share in (0, 25, 50, 75, 100)]
    shapes += [_connector(y, row, colours) for y, row in rows if row.cell.has_share and row.cell.population_text]
    heads = [(float(share), "x", str(share)) for share in (0, 25, 50, 75, 100)]
    heads += [(position, "x2", label) for position, label in tick_marks()]
    annotations = [_head(x, ref, text, top, colours) for x, ref, text in heads]
    annotations += [
        _head(_SHARES[0], "paper", keys, top + 0.9, colours, "left"),
        _head(_INDEX[0], "paper", "Indice, échelle logarithmique", top + 0.9, colours, "left"),
        _head(_FIGURE, "paper", "Indice", top, colours, "right"),
        _head(_INTERVAL, "paper", "intervalle", top, colours, "left"),
        _head(_GAP, "paper", "points", top, colours, "right"),
    ]
    data = [
        _texts(
            0.0, [(at[i], f"<b>{line.label}</b>") for i, line in enumerate(lines) if line.head], "right", colours.text
        ),
        _texts(0.012, [(at[i], line.label) for i, line in enumerate(lines) if not line.head], "right", colours.text),
        _dots([(y, row.cell.population_share) for y, row in rows if row.cell.population_text], colours, hollow=True),
        _dots([(y, row.cell.share) for y, row in rows if row.cell.has_share], colours),
        *_marks(rows, colours),
        _texts(_FIGURE, [(y, row.cell.index_text) for y, row in rows if row.mark], "left", colours.text),
        _texts(_INTERVAL, [(y, row.cell.interval_text) for y, row in rows if row.mark], "right", colours.muted),
        _texts(_GAP, [(y, _gap(row)) for y, row in rows if row.mark], "left", colours.text),
        _texts(_INDEX[0], [(y, row.pill) for y, row in rows if not row.mark], "right", colours.muted),
    ]
    return {
        "data": data,
        "layout": _layout(len(lines), top + 1.7, colours)
        | {
            "xaxis": {"domain": list(_SHARES), "range": [0, 100], "visible": False, "fixedrange": True},
            "xaxis2": {"domain": list(_INDEX), "range": [0, 100], "visible": False, "fixedrange": True},
            "xaxis3": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "shapes": shapes,
            "annotations": annotations,
        },
    }


def _label(row: ProfileRow) -> str:
    notes = ", ".join(filter(None, (row.published, row.note)))
    return f"{row.label}, {row.cell.area.name}{f' ({notes})' if notes else ''}"


def _gap(row: ProfileRow) -> str:
    return f"{GLYPHS[row.cell.outcome]} {row.cell.gap_text}".strip()


def _layout(lines: int, top: float, colours: Tokens) -> dict[str, Any]:
    return {
        "height": _ROW * (lines + 3),
        "font": {"size": 11.5, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "dragmode": False,
        "yaxis": {"range": [-0.5, top], "visible": False, "fixedrange": True},
    }


def _vertical(axis: str, x: float, top: float, colour: str, width: float) -> dict[str, Any]:
    line = {"width": width, "color": colour}
    return {"type": "line", "xref": axis, "x0": x, "x1": x, "y0": -0.5, "y1": top, "layer": "below", "line": line}


def _connector(y: int, row: ProfileRow, colours: Tokens) -> dict[str, Any]:
    line = {"width": 1.4, "color": colours.control}
    ends = {"x0": row.cell.share, "x1": row.cell.population_share}
    return {"type": "line", "xref": "x", **ends, "y0": y, "y1": y, "layer": "below", "line": line}


def _head(x: float, ref: str, text: str, y: float, colours: Tokens, anchor: str = "center") -> dict[str, Any]:
    font = {"size": 11, "color": colours.muted}
    place = {"x": x, "xref": ref, "xanchor": anchor, "y": y, "yref": "y", "yanchor": "bottom"}
    return place | {"text": text, "showarrow": False, "font": font, "borderpad": 0}


def _texts(x: float, items: Sequence[tuple[int, str]], side: str, colour: str) -> dict[str, Any]:
    """Texts of a column that stand at the `side` of x."""
    return {
        "type": "scatter",
        "mode": "text",
        "xaxis": "x3",
        "x": [x] * len(items),
        "y": [y for y, _ in items],
        "text": [text for _, text in items],
        "textposition": f"middle {side}",
        "textfont": {"color": colour},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _dots(items: Sequence[tuple[int, float]], colours: Tokens, hollow: bool = False) -> dict[str, Any]:
    line = {"width": 2, "color": colours.similar if hollow else colours.accent}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for _, x in items],
        "y": [y for y, _ in items],
        "marker": {"size": 8, "color": colours.card if hollow else colours.accent, "line": line},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _marks(rows: Sequence[tuple[int, ProfileRow]], colours: Tokens) -> list[dict[str, Any]]:
    """Indices, one trace an outcome and a kind of mark; hollow where the comparator is approximate."""
    hues = {"higher": colours.higher, "lower": colours.lower}
    groups: dict[tuple[str, bool], list[tuple[int, ProfileRow]]] = {}
    for y, row in rows:
        if row.mark is not None:
            groups.setdefault((row.cell.outcome, row.cell.approximate), []).append((y, row))
    traces = []
    for (outcome, approximate), found in groups.items():
        colour = hues.get(outcome, colours.similar)
        marks = [row.mark for _, row in found if row.mark is not None]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "xaxis": "x2",
                "x": [mark.dot for mark in marks],
                "y": [y for y, _ in found],
                "marker": {
                    "size": 7,
                    "color": colours.card if approximate else colour,
                    "line": {"width": 1.6, "color": colour},
                },
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [max(m.left + m.width - m.dot, 0.0) if m.width else 0.0 for m in marks],
                    "arrayminus": [m.dot - m.left if m.width else 0.0 for m in marks],
                    "thickness": 1.6,
                    "width": 4.5,
                    "color": colour,
                },
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )
    return traces


def heat_picture(rows: Sequence[HeatRow], heads: Sequence[tuple[str, bool]], theme: str = "light") -> dict[str, Any]:
    """Carte de chaleur dessinée, the same classes and figures as its table."""
    colours = tokens(theme)
    grounds = {NO_DATA: colours.hatch_ground, SECRET: colours.card}
    left, width = 0.26, 0.74 / max(len(heads), 1)
    shapes, places = [], []
    for i, row in enumerate(rows):
        y = len(rows) - 1 - i
        for j, cell in enumerate(row.cells):
            ground = (
                CLASSES.colours(colours)[cell.class_index]
                if cell.fill == VALUE
                else grounds.get(cell.fill, colours.card)
            )
            box = {"x0": left + j * width, "x1": left + (j + 1) * width, "y0": y - 0.5, "y1": y + 0.5}
            edge = {"line": {"width": 1, "color": colours.card}, "layer": "below"}
            shapes.append({"type": "rect", "xref": "x3", **box, "fillcolor": ground, **edge})
            ink = CLASSES.figure_colours(colours)[cell.class_index] if cell.fill == VALUE else colours.text
            places.append((left + (j + 0.5) * width, y, cell.text, ink))
    names = [(len(rows) - 1 - i, row.area.name) for i, row in enumerate(rows)]
    figures = {
        "type": "scatter",
        "mode": "text",
        "xaxis": "x3",
        "x": [x for x, *_ in places],
        "y": [y for _, y, *_ in places],
        "text": [text for *_, text, _ in places],
        "textfont": {"color": [ink for *_, ink in places]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    annotations = [
        _head(
            left + (j + 0.5) * width,
            "x3",
            _broken(f"{label}{' (approché)' if approximate else ''}"),
            len(rows) - 0.4,
            colours,
        )
        for j, (label, approximate) in enumerate(heads)
    ]
    return {
        "data": [_texts(0.0, names, "right", colours.text), figures],
        "layout": _layout(len(rows) + 3, len(rows) + 4.0, colours)
        | {
            "xaxis": {"visible": False, "fixedrange": True},
            "xaxis3": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "shapes": shapes,
            "annotations": annotations,
        },
    }


def _broken(label: str) -> str:
    return label.replace(", ", ",<br>").replace(" ", "<br>")


def heat_swatches(rows: Sequence[HeatRow], theme: str, zone: float | None = None) -> list[Swatch]:
    """Légende of the picture, from high to low, then the fills present."""
    colours = tokens(theme)
    per_class, fills = heat_counts(rows, zone is not None)
    ramp = zip(CLASSES.colours(colours), scale_labels(zone), per_class, strict=True)
    shown = [Swatch(colour, f"{label} ({number(count)})") for colour, label, count in ramp]
    return [
        *reversed(shown),
        *(Swatch(colours.card, f"{label} ({number(count)})", fill) for fill, label, count in fills if count),
    ]


def women_picture(
    rows: Sequence[tuple[str, float, float]], ticks: Sequence[float], names: tuple[str, str], theme: str = "light"
) -> dict[str, Any]:
    """Part des femmes dessinée: (label, share of the territory, share of France or NaN), in %, on one axis."""
    colours = tokens(theme)
    at = [(len(rows) - 1 - i, *row) for i, row in enumerate(rows)]
    top = len(rows) - 0.5
    shown = [(y, label, a, b) for y, label, a, b in at if a == a]
    both = [(y, a, b) for y, _, a, b in shown if b == b]
    shapes = [_vertical("x", tick, top, colours.grid, 1) for tick in ticks]
    annotations = [_head(tick, "x", f"{tick:g}", top, colours) for tick in ticks]
    ring = f", cercle{NBSP}: {names[1]}" if both else ""
    legend = f"Disque{NBSP}: {names[0]}{ring}, en{NNBSP}%"
    annotations.append(_head(_SHARES[0], "paper", legend, top + 0.9, colours, "left"))
    return {
        "data": [
            _texts(0.0, [(y, label) for y, label, _, _ in at], "right", colours.text),
            _dots([(y, b) for y, _, b in both], colours, hollow=True),
            _dots([(y, a) for y, _, a, _ in shown], colours),
            _texts(0.86, [(y, number(a, 1)) for y, _, a, _ in shown], "right", colours.text),
            _texts(0.92, [(y, number(b, 1)) for y, _, b in both], "right", colours.muted),
        ],
        "layout": _layout(len(rows), top + 1.7, colours)
        | {
            "xaxis": {"domain": [0.3, 0.84], "range": [ticks[0], ticks[-1]], "visible": False, "fixedrange": True},
            "xaxis3": {"domain": [0, 1], "range": [0, 1], "visible": False, "fixedrange": True},
            "shapes": shapes,
            "annotations": annotations,
        },
    }
