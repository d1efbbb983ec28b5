"""Lecture d’un tableau publié: the rows of a card's file as the panels of its slide, each number as it is there."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html.parser import HTMLParser

import pandas as pd

from figures.cells import read
from figures.classes import classes_for
from figures.deck.board import Bars, Cloud, Lines, Panel, Points, Series, Table, known
from figures.deck.ranking import area_map, near, ranking
from figures.deck.scale import OVERSHOOT
from figures.numbers import month_label, with_unit
from figures.strata import STRATUM_LABELS
from figures.theme import LIGHT
from geo.areas import AREAS, FRANCE
from indicators.catalogue import CATALOGUE, Indicator
from nomenclatures import UNKNOWN
from typography import NBSP

_MOST_GROUPS = 12
_HUES = (LIGHT.text, LIGHT.accent, LIGHT.lower, LIGHT.sequential[3], LIGHT.similar, LIGHT.diverging[1])


def mapped(rows: pd.DataFrame, indicator: Indicator, selected: str, equivalence: float) -> tuple[Panel, ...]:
    """Carte et classement of the rows, one an area."""
    cells = near(read(rows), selected)
    reference = cells.france.value if cells.france else math.nan
    drawn = area_map(cells, classes_for(reference, equivalence), indicator, selected, LIGHT)
    bars = ranking(cells, indicator, selected, LIGHT)
    return (bars,) if drawn is None else (drawn, bars)


def ranked(rows: pd.DataFrame, indicator: Indicator, selected: str) -> tuple[Panel, ...]:
    """Classement of the rows, one an area."""
    return (ranking(near(read(rows), selected), indicator, selected, LIGHT),)


def indicator_of(rows: pd.DataFrame) -> Indicator:
    """Indicateur of the rows. KeyError where they have none."""
    return CATALOGUE[rows["indicator"].iloc[0]]


def rupture_numbers(rows: pd.DataFrame, by: str) -> dict[str, int]:
    """Numéro of each month at which the curve of some `by` is cut, in time order."""
    return {month: place for place, month in enumerate(sorted(_cuts(rows, by)), 1)}


def _cuts(rows: pd.DataFrame, by: str) -> dict[str, str]:
    """What is said of each month that starts a stretch: a break that has a bridge cuts nothing."""
    found: dict[str, str] = {}
    stretches: dict[str, int] = {}
    columns = (rows[name] for name in ("period", by, "segment", "rupture"))
    for month, key, segment, text in sorted(zip(*columns, strict=True)):
        if text and stretches.get(key, segment) != segment:
            found.setdefault(month, text)
        stretches[key] = segment
    return found


def curves(
    rows: pd.DataFrame,
    by: str,
    name_of: Callable[[str], str],
    value: str,
    unit: str,
    decimals: int,
    numbers: Mapping[str, int],
    title: str = "",
) -> Lines:
    """Courbes: one for each stretch between two breaks of each `by`, one of the doubtful months, joined to nothing."""
    months = sorted(rows["period"].unique())
    series = []
    doubts: list[tuple[str, str, float]] = []
    keys = list(dict.fromkeys(rows[by]))
    # France under the territory, the whole before its parts.
    for place, key in enumerate(sorted(keys, key=lambda k: k == FRANCE.id)):
        own = rows[rows[by] == key]
        colour = _HUES[0] if key == FRANCE.id else _HUES[(place + (by == "area")) % len(_HUES)]
        points = {
            month: (number, segment, bool(doubtful))
            for month, number, segment, doubtful in zip(
                own["period"], own[value], own["segment"], own["doubtful"], strict=True
            )
        }
        segments = sorted({segment for _, segment, _ in points.values()})
        for order, segment in enumerate(segments, 1):
            kept = _values(months, points, partial(_is_joined, segment))
            if known(kept):
                tail = f" ({order})" if len(segments) > 1 else ""
                series.append(Series(f"{name_of(key)}{tail}", kept, colour))
        doubtful = _values(months, points, lambda point: point[2])
        if known(doubtful):
            series.append(Series(f"{name_of(key)}, mois douteux", doubtful, colour, mark=True))
            doubts += [(m, name_of(key), v) for m, v in zip(months, doubtful, strict=True) if math.isfinite(v)]
    cut = _cuts(rows, by)
    notes = [f"{numbers[month]}{NBSP}: {month_label(month)}, {text}" for month, text in cut.items()]
    limit = max((v for s in series if not s.mark for v in known(s.values)), default=math.inf) * OVERSHOOT
    beyond = [
        f"{name} {with_unit(v, unit, decimals).rstrip()} en {month_label(m)}" for m, name, v in doubts if v > limit
    ]
    if beyond:
        notes.append(f"Hors échelle, mois douteux{NBSP}: {', '.join(beyond)}.")
    breaks = tuple((month, numbers[month]) for month in cut)
    return Lines(tuple(months), tuple(series), unit, decimals, tuple(notes), breaks, title)


def _is_joined(segment: int, point: tuple[float, int, bool]) -> bool:
    return point[1] == segment and not point[2]


def _values(
    months: Sequence[str],
    points: dict[str, tuple[float, int, bool]],
    keeps: Callable[[tuple[float, int, bool]], bool],
) -> tuple[float, ...]:
    return tuple(float(points[m][0]) if m in points and keeps(points[m]) else math.nan for m in months)


def profile(rows: pd.DataFrame) -> tuple[Panel, ...]:
    """Profil: the share of each group among the entries beside its share among the actives."""
    area = AREAS[rows["area"].iloc[0]]
    shown = rows[(rows["area"] == area.id) & rows["population_share"].notna()].head(_MOST_GROUPS)
    return (
        Bars(
            tuple(shown["group_label"]),
            (
                Series(
                    f"Entrées, {area.name}, en %",
                    _floats(shown["share"]),
                    LIGHT.accent,
                    _floats(shown["share_lower"]),
                    _floats(shown["share_upper"]),
                ),
                Series(f"Actifs, {area.name}, en %", _floats(shown["population_share"]), LIGHT.diverging[4]),
            ),
            "%",
            1,
        ),
    )


def shares(rows: pd.DataFrame, name_of: Callable[[str], str]) -> tuple[Panel, ...]:
    """Parts of one area, with their intervals."""
    series = Series("Part, en %", _floats(rows["value"]), LIGHT.accent, _floats(rows["lower"]), _floats(rows["upper"]))
    return (Bars(tuple(name_of(group) for group in rows["group"]), (series,), "%", 1),)


def women(rows: pd.DataFrame) -> tuple[Panel, ...]:
    """Part des femmes of each group, in the territory and in France."""
    rows = rows[rows["group"] != UNKNOWN]
    names = tuple(dict.fromkeys(rows["group_label"]))[:_MOST_GROUPS]
    areas = sorted(dict.fromkeys(rows["area"]), key=lambda area: area == FRANCE.id)
    series = []
    for area, colour in zip(areas, (LIGHT.accent, LIGHT.diverging[4]), strict=False):
        own = rows[rows["area"] == area].set_index("group_label").reindex(names)
        numbers = (_floats(own["value"]), colour, _floats(own["lower"]), _floats(own["upper"]))
        series.append(Series(f"{AREAS[area].name}, en %", *numbers))
    return (Bars(names, tuple(series), "%", 1),)


def effects(rows: pd.DataFrame, axis: str) -> tuple[Panel, ...]:
    """Écart expliqué: what the make-up and the recourse of each group add to the gap, then their sums, if there are;
    of several territories the sums alone.

    An axis that the rows lack gives way to their first, as on the page.
    """
    axis = axis if axis in set(rows["axis"]) else rows["axis"].iloc[0]
    shown = rows[(rows["axis"] == axis) & rows["composition"].notna()]
    if not len(shown):
        return ()
    if shown["area"].nunique() > 1:
        shown = shown[shown["group"] == ""]
        names = tuple(AREAS[area].name for area in shown["area"])
    else:
        names = tuple(STRATUM_LABELS[group] if group else "Ensemble" for group in shown["group"])
    unit = shown["unit"].iloc[0]
    series = (
        Series(f"Population, en {unit}", _floats(shown["composition"]), LIGHT.diverging[4]),
        Series(f"Recours, en {unit}", _floats(shown["behaviour"]), LIGHT.accent),
    )
    return (Bars(names, series, unit, 1, ("Ensemble",)),)


def link(rows: pd.DataFrame, clouds: dict[str, str], selected: str, x_title: str, y_title: str) -> tuple[Panel, ...]:
    """Nuages of unemployment and access, each with its line and its scale; `clouds`: group → its name."""
    panels = []
    for place, (group, name) in enumerate(clouds.items()):
        own = rows[
            (rows["group"] == group)
            & (rows["area"] != FRANCE.id)
            & rows["value"].notna()
            & rows["unemployment"].notna()
        ]
        colour = (LIGHT.accent, LIGHT.lower)[place % 2]
        xs = _floats(own["unemployment"])
        if not xs:
            continue
        made = [Cloud(name, tuple(AREAS[a].name for a in own["area"]), xs, _floats(own["value"]), colour)]
        slope, intercept = own["slope"].iloc[0], own["intercept"].iloc[0]
        if math.isfinite(slope):
            ends = (min(xs), max(xs))
            fit = tuple(intercept + slope * x for x in ends)
            made.append(Cloud(f"{name}, droite", ("", ""), ends, fit, colour, line=True))
        panels.append(Points(tuple(made), x_title, y_title, 1, named=_names(selected), title=name))
    return tuple(panels)


def funnel(rows: pd.DataFrame, indicator: Indicator, selected: str, x_title: str) -> tuple[Panel, ...]:
    """Entonnoir: each area by the size of its denominator, and the limits, which run through the areas."""
    own = rows[(rows["area"] != FRANCE.id) & rows["value"].notna()].sort_values("denominator")
    xs = _floats(own["denominator"])
    names = tuple(AREAS[area].name for area in own["area"])
    made = [Cloud(indicator.short_title, names, xs, _floats(own["value"]), LIGHT.accent)]
    limited = own[own["limit_lower_998"].notna()]
    for column, name, colour in (
        ("limit_lower_95", "Limite basse à 95\u202f%", LIGHT.map_edge),
        ("limit_upper_95", "Limite haute à 95\u202f%", LIGHT.map_edge),
        ("limit_lower_998", "Limite basse à 99,8\u202f%", LIGHT.text),
        ("limit_upper_998", "Limite haute à 99,8\u202f%", LIGHT.text),
    ):
        if len(limited):
            at = _floats(limited["denominator"])
            made.append(Cloud(name, ("",) * len(at), at, _floats(limited[column]), colour, line=True))
    outside = own[own["position_998"].isin(("above", "below"))]["area"]
    named = (*(AREAS[a].name for a in outside), *_names(selected))
    y_title = f"{indicator.short_title}, {indicator.unit}"
    return (Points(tuple(made), x_title, y_title, indicator.decimals, True, tuple(dict.fromkeys(named))),)


def _names(selected: str) -> tuple[str, ...]:
    return () if selected == FRANCE.id else (AREAS[selected].name,)


def _floats(column: pd.Series) -> tuple[float, ...]:
    return tuple(float(value) for value in column)


def twin(markup: str) -> Table | None:
    """Tableau d’une carte, from its HTML on the page; None where there is none."""
    reader = _Twin()
    reader.feed(markup)
    heads, *body = reader.rows or [[]]
    if not body:
        return None
    width = max(len(row) for row in (heads, *body))
    rows = tuple(tuple(_joined(cell) for cell in row + [""] * (width - len(row))) for row in body)
    strong = tuple(place - 1 for place in reader.strong if place)
    tints = tuple((row - 1, column, step) for row, column, step in reader.tints)
    named = tuple(_joined(cell) for cell in heads + [""] * (width - len(heads)))
    return Table(named, rows, strong, _joined(reader.note), tints)


def _joined(text: str) -> str:
    """The text with single ordinary spaces; those of French typography stay."""
    return " ".join(part for part in text.split(" ") if part)


class _Twin(HTMLParser):
    """Reader of the first table: the texts of its rows, the places of the rows that stand out, what its foot says."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.strong: list[int] = []
        self.note = ""
        self.tints: list[tuple[int, int, int]] = []
        self._open = False
        self._foot = False
        self._done = False
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if self._hidden or (tag in _TEXTS and {"sr", "sr-only"} & set(classes)):
            self._hidden += tag not in _EMPTY
        elif tag == "tfoot":
            self._foot = not self._done
        elif self._foot:
            pass
        elif tag == "tr" and not self._done:
            if {"pinned", "on", "selected"} & set(classes):
                self.strong.append(len(self.rows))
            self.rows.append([])
        elif tag in ("td", "th") and self.rows and not self._done:
            span = int(given.get("colspan") or 1)
            self.rows[-1] += [""] * span
            self._open = True
            self._cell = len(self.rows[-1]) - span
            self.tints += [(len(self.rows) - 1, self._cell, int(c[1:])) for c in classes if _CLASS.fullmatch(c)]
        elif tag in _APART:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= tag not in _EMPTY
        elif tag in ("td", "th"):
            self._open = False
        elif tag == "tfoot":
            self._foot = False
        elif tag == "table":
            self._done = True

    def handle_data(self, data: str) -> None:
        if self._foot:
            self.note += data
        elif self._open and not self._hidden and not self._done:
            self.rows[-1][self._cell] += data


_CLASS = re.compile(r"k\d")
_APART = ("br", "div", "p", "small", "span")
_EMPTY = ("br", "img", "input", "use", "path")
_TEXTS = ("span", "caption", "td", "th", "small", "p")
