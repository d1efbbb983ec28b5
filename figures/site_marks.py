"""Marques des lieux: a count for each area, or for the sites that would cover one another, and each site apart.

The zoom ladder: regions, then departments, have one mark each, at the place of their name; in one region, then in one
department, sites of one department that are too near for two marks are one, which counts them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from figures.map_labels import Bounds, Size, px_per_degree
from figures.numbers import number, plural
from geo.areas import AREAS, Area
from geo.inset import on_map
from geo.places import Sites

# Half of a mark that counts: 8 px, more with its count, and of one site alone.
_LEAST, _MOST, _GROWTH, _ALONE = 8.0, 21.0, 2.2, 4.5
# How near two marks may be, as a share of the sum of their halves; two sites alone, in px between their centres.
_NEAR, _APART = 0.8, 10.0


class SiteMark(NamedTuple):
    """Marque: where on the map, how many sites, their family when they are of one, what it says, and its area's id."""

    lon: float
    lat: float
    sites: int
    family: str
    text: str
    area: str

    @property
    def half(self) -> float:
        """Rayon in px."""
        return _half(self.sites)


def _half(count: float) -> float:
    return _ALONE if count == 1 else min(_LEAST + _GROWTH * math.log2(count), _MOST)


def counted(count: int) -> str:
    """Gives: "12 lieux ouverts"."""
    return f"{number(count)} {plural(count, 'lieu', 'lieux')} {plural(count, 'ouvert')}"


def area_marks(counts: Iterable[tuple[Area, int]], frame: Bounds, size: Size) -> list[SiteMark]:
    """Une marque par territoire that has sites; of two that would cover each other, the one with more sites."""
    kept: list[tuple[float, float, float]] = []
    marks = []
    for area, count in sorted(counts, key=lambda pair: -pair[1]):
        if not count:
            continue
        x, y = _px(np.array([area.label]), frame, size)[0]
        half = max(_half(count), _LEAST)
        if all(math.hypot(x - a, y - b) >= _NEAR * (half + other) for a, b, other in kept):
            kept.append((x, y, half))
            marks.append(SiteMark(*area.label, count, "", f"{area.name}<br>{counted(count)}", area.id))
    return marks


def site_marks(sites: Sites, frame: Bounds, size: Size) -> list[SiteMark]:
    """Lieux seuls et groupes, the largest groups first; a site of no known department is drawn with those of none."""
    at = on_map(sites.points, sites.department)
    px = _px(at, frame, size)
    marks: list[SiteMark] = []
    for department in sorted(set(sites.department)):
        rows = np.flatnonzero(sites.department == department)
        marks += [_mark(sites, at, group, department) for group in _groups(px[rows], rows)]
    return sorted(marks, key=lambda mark: (-mark.sites, mark.lon, mark.lat))


def _px(at: np.ndarray, frame: Bounds, size: Size) -> np.ndarray:
    """Px from an origin of no meaning, y upwards."""
    return np.asarray(at * np.array(px_per_degree(frame, size)))


def _groups(px: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Rows grouped until no two marks are too near: each time the nearest two, each group at the mean of its sites."""
    places, inverse, counts = np.unique(np.round(px), axis=0, return_inverse=True, return_counts=True)
    centre, weight = places.astype(float), counts.astype(float)
    members = [rows[inverse.ravel() == k] for k in range(len(places))]
    while len(members) > 1:
        distance = np.hypot(*(centre[:, None] - centre[None]).transpose(2, 0, 1))
        half = np.array([_half(count) for count in weight])
        wanted = np.maximum(_NEAR * (half[:, None] + half[None]), _APART)
        excess = distance / wanted
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


def _mark(sites: Sites, at: np.ndarray, rows: Sequence[int] | np.ndarray, department: str) -> SiteMark:
    lon, lat = (float(v) for v in at[rows].mean(axis=0))
    families = set(sites.family[rows])
    where = AREAS[department].name if department else "département inconnu"
    text = str(sites.name[rows[0]]) if len(rows) == 1 else f"{counted(len(rows))}<br>{where}"
    return SiteMark(lon, lat, len(rows), families.pop() if len(families) == 1 else "", text, department)
