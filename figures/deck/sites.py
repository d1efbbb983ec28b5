"""Lieux sur une diapositive: the rows of the files of the page Territoires as maps and native charts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from figures.cells import NO_DATA, SECRET, VALUE
from figures.deck.board import Bars, Cloud, Crossed, Entry, Map, Panel, Points, Series, Table
from figures.deck.ranking import MOST_ROWS, Tint, patched
from figures.measure import KILOMETRES, MINUTES
from figures.numbers import number
from figures.site_map import bivariate_colours, ink_on, third_colours
from figures.theme import BIVARIATE, LIGHT
from geo.areas import AREAS, FRANCE
from geo.contours import contours
from indicators.catalogue import ACCESS_SCORE
from typography import NBSP, NNBSP

_THIRDS = ("tiers fort", "tiers moyen", "tiers faible")
# The figures of more areas would hide their grounds.
MOST_COUNTED = 30
_TENTHS = range(10, 100, 10)
# Grounds and texts of the areas without a class.
_WITHOUT = {NO_DATA: (LIGHT.hatch_ground, "pas de données"), SECRET: (LIGHT.card, "secret, 0 à 4")}


def crossed(rows: pd.DataFrame, selected: str) -> tuple[Panel, ...]:
    """Carte of access and coverage, the number of sites on each area; of coverage alone where no access is known."""
    areas = _drawn(rows)
    if not len(areas):
        return ()
    has_access = areas["access_third"].notna().any()
    colours = bivariate_colours() if has_access else BIVARIATE[0]
    tints = []
    for row in areas.itertuples():
        fill = VALUE
        if not math.isfinite(row.coverage_third) or (has_access and not math.isfinite(row.access_third)):
            fill = SECRET if row.access_status == SECRET else NO_DATA
            ground = _WITHOUT[fill][0]
        else:
            coverage = int(row.coverage_third) - 1
            ground = colours[3 * (int(row.access_third) - 1) + coverage if has_access else coverage]
        text = number(row.sites) if len(areas) <= MOST_COUNTED else ""
        tints.append(Tint(AREAS[row.area], ground, text, ink_on(ground), fill))
    patches, ratio = patched(tints, selected)
    counts = Counter(tint.fill for tint in tints)
    fills = tuple(
        Entry(ground, f"{text} ({counts[fill]})", fill) for fill, (ground, text) in _WITHOUT.items() if counts[fill]
    )
    noted = (Entry("", "chiffre\u00a0: lieux ouverts"),) if len(areas) <= MOST_COUNTED else ()
    if not has_access:
        shades = tuple(Entry(c, f"couverture, {word}") for c, word in zip(colours, _THIRDS, strict=True))
        return (Map(patches, ratio, (*shades, *fills, *noted), "Couverture"),)
    square = Crossed(tuple(reversed(BIVARIATE)), "accès plus faible", "couverture plus faible", "les deux faibles")
    return (Map(patches, ratio, (*fills, *noted), "Accès × couverture", crossed=square),)


def scored(rows: pd.DataFrame, selected: str) -> tuple[Panel, ...]:
    """Carte of the mean score of each area, in thirds."""
    areas = _drawn(rows)
    if not len(areas):
        return ()
    colours = third_colours("light")
    tints = []
    for row in areas.itertuples():
        known = math.isfinite(row.score_third)
        ground = colours[int(row.score_third) - 1] if known else LIGHT.hatch_ground
        text = number(row.value, ACCESS_SCORE.decimals) if known else "n.d."
        tints.append(Tint(AREAS[row.area], ground, text, ink_on(ground), VALUE if known else NO_DATA))
    patches, ratio = patched(tints, selected)
    legend = tuple(Entry(colour, f"score, {word}") for colour, word in zip(colours, _THIRDS, strict=True))
    return (Map(patches, ratio, legend, ACCESS_SCORE.short_title),)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The areas of the map among the rows, which end with the territory and France."""
    level = AREAS[rows["area"].iloc[0]].level
    outlines = contours("department" if level == "department" else "region")
    return rows[[AREAS[area].level == level and area in outlines for area in rows["area"]]]


def served(rows: pd.DataFrame, name_of: Callable[[str], str], thresholds: Sequence[int]) -> tuple[Panel, ...]:
    """Couverture by operator: a bar for each threshold, the median with the name."""
    is_time = "threshold_min" in rows and rows["threshold_min"].notna().any()
    measure, suffix = (MINUTES, "_min") if is_time else (KILOMETRES, "")
    # A site of a neighbour serves too.
    is_reached = (rows["sites"] > 0) | (rows[[f"within_{at}{suffix}" for at in thresholds]] > 0).any(axis=1)
    kept = rows[rows["value"].notna() & is_reached]
    names = []
    for family, cost in zip(kept["family"], kept[f"median_{measure.unit}"], strict=True):
        median = f" (médiane {measure.written(cost)})" if math.isfinite(cost) else ""
        names.append(f"{name_of(family)}{median}")
    hues = (LIGHT.sequential[6], LIGHT.sequential[4], LIGHT.sequential[2])
    series = tuple(
        Series(f"À {measure.up_to(at)} ou moins, en %", tuple(kept[f"within_{at}{suffix}"].astype(float)), hue)
        for at, hue in zip(thresholds, hues, strict=True)
    )
    return (Bars(tuple(names), series, "%", 0, tuple(names[:1])),) if names else ()


def lorenz(rows: pd.DataFrame, selected: str) -> tuple[Panel, ...]:
    """Courbe de Lorenz of the score, of the territory and of France, beside the line of equal access."""
    clouds: list[Cloud] = []
    for area, hue in ((selected, LIGHT.accent), (FRANCE.id, LIGHT.similar)):
        own = rows[(rows["area"] == area) & rows["held_50"].notna()]
        if len(own) and AREAS[area].name not in [cloud.name for cloud in clouds]:
            held = (0.0, *(float(own[f"held_{share}"].iloc[0]) for share in _TENTHS), 100.0)
            clouds.append(_line(AREAS[area].name, (0.0, *map(float, _TENTHS), 100.0), held, hue))
    if not clouds:
        return ()
    equal = _line("accès égal", (0.0, 100.0), (0.0, 100.0), LIGHT.sequential[2])
    x_title = f"part des personnes, les moins bien desservies d’abord, en{NBSP}%"
    return (Points((*clouds, equal), x_title, f"part du score, en{NBSP}%", 1),)


def _line(name: str, xs: tuple[float, ...], ys: tuple[float, ...], hue: str) -> Cloud:
    return Cloud(name, ("",) * len(xs), xs, ys, hue, line=True, keyed=True)


def before_after(rows: pd.DataFrame) -> tuple[Panel, ...]:
    """Avant et après: the share of each department within the threshold, then who gains and loses.

    The departments that change most are first, those that do not change left out.
    """
    own = rows.iloc[1:] if len(rows) > 1 else rows
    touched = own[["losing", "gaining"]].max(axis=1) * 1e9 + own[["farther", "nearer"]].sum(axis=1)
    ranked = touched[touched > 0].sort_values(ascending=False, kind="stable").index
    shown = (own.loc[ranked] if len(ranked) else own).head(MOST_ROWS)
    names = tuple(AREAS[area].name for area in shown["area"])
    series = (
        Series(f"avant, en{NNBSP}%", tuple(shown["before"].astype(float)), LIGHT.diverging[4]),
        Series(f"après, en{NNBSP}%", tuple(shown["value"].astype(float)), LIGHT.accent),
    )
    heads = ("Personnes", "perdent", "gagnent", "plus loin", "plus près")
    lines = tuple(
        (AREAS[row.area].name, *(_count(v) for v in (row.losing, row.gaining, row.farther, row.nearer)))
        for row in shown.itertuples()
    )
    return Bars(names, series, "%", 1), Table(heads, lines)


def _count(persons: float) -> str:
    return number(persons) if round(persons) else "—"
