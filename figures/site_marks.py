"""Marques des lieux: a count for each area, or for the sites that would cover one another, and each site apart.

The zoom ladder: regions, then departments, have one mark each, at the place of their name; in one region, then in one
department, sites of one department that are too near for two marks are one, which counts them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from figures.map_labels import Bounds, Size, px_per_degree
from figures.numbers import number, plural
from geo.areas import AREAS, Area
from geo.inset import on_map
from geo.places import Sites

# Half of a mark that counts: 8 px, more with its count, and of one site alone.
_LEAST, _MOST, _GROWTH, _ALONE = 8.0, 21.0, 2.2, 4.5
# The same of a mark that counts a whole area, in which three figures have room; smaller where there are a hundred.
_AREA_LEAST, _AREA_GROWTH, _SMALL_LEAST, _SMALL_GROWTH, _MANY = 11.0, 0.6, 7.0, 0.35, 30
# How near two marks may be, as a share of the sum of their halves, groups and areas; two sites alone, in px.
_NEAR, _AREAS_NEAR, _APART = 1.0, 0.9, 10.0


class SiteMark(NamedTuple):
    """Marque: where on the map, how many sites, their family when they are of one, what it says beside its count, its
    area's id.

    `half`: half of its size, in px; `rows`: of the sites given; `act`: what a click on it does, "" to go to its area.
    """

    lon: float
    lat: float
    sites: int
    family: str
    text: str
    area: str
    half: float
    rows: tuple[int, ...] = ()
    act: str = ""


def _half(count: float) -> float:
    return _ALONE if count == 1 else min(_LEAST + _GROWTH * math.log2(count), _MOST)


def counted(count: int) -> str:
    """Gives: "12 lieux ouverts"."""
    return f"{number(count)} {plural(count, 'lieu', 'lieux')} {plural(count, 'ouvert')}"


def area_marks(counts: Iterable[tuple[Area, int]], frame: Bounds, size: Size) -> list[SiteMark]:
    """Une marque par territoire that has sites; of two that would cover each other, the one with more sites."""
    kept: list[tuple[float, float, float]] = []
    marks = []
    ranked = sorted(counts, key=lambda pair: -pair[1])
    least, growth = (_SMALL_LEAST, _SMALL_GROWTH) if len(ranked) > _MANY else (_AREA_LEAST, _AREA_GROWTH)
    for area, count in ranked:
        if not count:
            continue
        x, y = _px(np.array([area.label]), frame, size)[0]
        half = least + growth * math.log2(count)
        if all(math.hypot(x - a, y - b) >= _AREAS_NEAR * (half + other) for a, b, other in kept):
            kept.append((x, y, half))
            marks.append(SiteMark(*area.label, count, "", f"{area.name}<br>{counted(count)}", area.id, half))
    return marks


def site_marks(sites: Sites, frame: Bounds, size: Size) -> list[SiteMark]:
    """Lieux seuls et groupes, the largest groups first: those of one department, then of several where these touch."""
    at = on_map(sites.points, sites.department)
    px = _px(at, frame, size)
    departments = [np.flatnonzero(sites.department == code) for code in sorted(set(sites.department))]
    apart = [group for rows in departments for group in _grouped(px, [np.array([row]) for row in rows])]
    marks = [_mark(sites, at, group) for group in _grouped(px, apart)]
    return sorted(marks, key=lambda mark: (-mark.sites, mark.lon, mark.lat))


def _px(at: np.ndarray, frame: Bounds, size: Size) -> np.ndarray:
    """Px from an origin of no meaning, y upwards."""
    return np.asarray(at * np.array(px_per_degree(frame, size)))


def _grouped(px: np.ndarray, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Groups of rows joined, the nearest two each time, until no two marks are too near; each is at its sites’ mean."""
    members = list(groups)
    centre = np.array([px[rows].mean(axis=0) for rows in members]).reshape(-1, 2)
    weight = np.array([float(len(rows)) for rows in members])
    while len(members) > 1:
        half = np.array([_half(number_of) for number_of in weight])
        wanted = np.maximum(_NEAR * (half[:, None] + half[None]), _APART)
        excess = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1)) / wanted
        np.fill_diagonal(excess, np.inf)
        one, other = sorted(divmod(int(excess.argmin()), len(members)))
        if excess[one, other] >= 1:
            break
        total = weight[one] + weight[other]
        centre[one] = (centre[one] * weight[one] + centre[other] * weight[other]) / total
        weight[one], members[one] = total, np.concatenate([members[one], members[other]])
        centre, weight = np.delete(centre, other, axis=0), np.delete(weight, other)
        del members[other]
    return members


def _mark(sites: Sites, at: np.ndarray, rows: np.ndarray) -> SiteMark:
    lon, lat = (float(v) for v in at[rows].mean(axis=0))
    families, departments = set(sites.family[rows]), Counter(sites.department[rows]).most_common()
    family = families.pop() if len(families) == 1 else ""
    where = ", ".join(AREAS[code].name if code else "département inconnu" for code, _ in departments)
    # Plotly reads tags in its texts, and a name is an operator's.
    text = escape(str(sites.name[rows[0]]), quote=False) if len(rows) == 1 else where
    area, half = departments[0][0], _half(len(rows))
    return SiteMark(lon, lat, len(rows), family, text, area, half, tuple(int(row) for row in rows))
