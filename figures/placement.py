"""Placement des étiquettes: where the names of points stand without covering one another, a point, or the edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from figures.theme import text_width

Box = tuple[float, float, float, float]
# Around a point, in the order in which they are tried: position in Plotly's words, then the box's corner as shares of
# the label's size, and its sides of the point's gap.
_SIDES = {
    "middle right": (0.0, -0.5, 1, 0),
    "middle left": (-1.0, -0.5, -1, 0),
    "top center": (-0.5, 0.0, 0, 1),
    "bottom center": (-0.5, -1.0, 0, -1),
    "top right": (0.0, 0.0, 0.6, 0.6),
    "bottom right": (0.0, -1.0, 0.6, -0.6),
    "top left": (-1.0, 0.0, -0.6, 0.6),
    "bottom left": (-1.0, -1.0, -0.6, -0.6),
}
_GAP = 2
# How far a name that must be read may stand from its point, in px, a line then leading to it.
LEADS = (_GAP, 14, 26, 40, 58)
Line = tuple[float, float, float, float]
# What a place costs beyond its distance, in px that a name would rather go: a name on a curve, a line that leads over
# another one or over a mark, and a line and a name that cross.
_ON_CURVE, _OVER_LINE, _OVER_MARK, _STRUCK = 10, 30, 40, 60


class Spot(NamedTuple):
    """Emplacement of a name: a side of its point, "" where it has no room, and the px between them."""

    side: str
    gap: float

    @property
    def is_led(self) -> bool:
        """Whether a line must lead from the point to its name."""
        return bool(self.side) and self.gap > _GAP


class Mark(NamedTuple):
    """Point à nommer: place in px (y upwards), name, bold or not, half the size of its mark, to be named or not.

    `gaps`: how far from the point its name may stand, in px; without any, the point is only not to be covered.
    """

    x: float
    y: float
    name: str
    bold: bool = False
    half: float = 6.0
    gaps: tuple[float, ...] = (_GAP,)

    @property
    def box(self) -> Box:
        return self.x - self.half, self.y - self.half, self.x + self.half, self.y + self.half

    def anchor(self, spot: Spot) -> tuple[float, float]:
        """Where the name begins on one side of the point."""
        _, _, right, above = _SIDES[spot.side]
        reach = self.half + spot.gap
        return self.x + right * reach, self.y + above * reach

    def label(self, spot: Spot, size: float) -> Box:
        """Boîte of the name on one side of the point."""
        width, height = text_width(self.name, size, self.bold), size * 1.15
        across, up, _, _ = _SIDES[spot.side]
        x, y = self.anchor(spot)
        return x + across * width, y + up * height, x + (across + 1) * width, y + (up + 1) * height


def place(
    marks: Sequence[Mark], frame: Box, size: float, taken: Sequence[Box] = (), curves: Sequence[Sequence[float]] = ()
) -> list[Spot]:
    """Emplacement of each name, the nearest free one that crosses little; the first marks choose first.

    `frame`: what labels must not leave; `taken`: boxes that are not free; `curves`: heights in px of drawn lines, at
    even steps from the left of the frame to its right. A label covers no other label, no mark and nothing taken; where
    it can, it stands off the curves and off the lines that lead to names, which go through no label and over no mark.
    """
    boxes = [mark.box for mark in marks]
    labels, leads = list(taken), list[Line]()
    spots = []
    for mark, own in zip(marks, boxes, strict=True):
        spot, label, lead, least = Spot("", 0), None, None, math.inf
        for tried in (Spot(side, gap) for gap in mark.gaps for side in _SIDES):
            if tried.gap >= least:
                break
            box = mark.label(tried, size)
            if not _inside(box, frame) or _covers(box, own, boxes, labels):
                continue
            line = (mark.x, mark.y, *mark.anchor(tried)) if tried.is_led else None
            cost = tried.gap + _STRUCK * sum(_meets(other, box) for other in leads)
            cost += _ON_CURVE if any(_crossed(box, curve, frame) for curve in curves) else 0
            if line:
                cost += _STRUCK * sum(_meets(line, other) for other in labels)
                cost += _OVER_MARK * sum(_meets(line, other) for other in boxes if other != own)
                cost += _OVER_LINE * sum(_cross(line, other) for other in leads)
            if cost < least:
                spot, label, lead, least = tried, box, line, cost
        spots.append(spot)
        labels += [label] if label else []
        leads += [lead] if lead else []
    return spots


def _meets(line: Line, box: Box) -> bool:
    """Whether a line goes through a box (Liang and Barsky: what is left of the line inside each pair of sides)."""
    x, y, right, above = line[0], line[1], line[2] - line[0], line[3] - line[1]
    first, last = 0.0, 1.0
    for move, low, high in ((right, box[0] - x, box[2] - x), (above, box[1] - y, box[3] - y)):
        if not move:
            if low > 0 or high < 0:
                return False
            continue
        enters, leaves = sorted((low / move, high / move))
        first, last = max(first, enters), min(last, leaves)
    return first < last


def _cross(one: Line, other: Line) -> bool:
    """Whether two lines cross: the ends of each are on both sides of the other."""
    return all(_side(a, (b[0], b[1])) * _side(a, (b[2], b[3])) < 0 for a, b in ((one, other), (other, one)))


def _side(line: Line, point: tuple[float, float]) -> float:
    """On which side of a line a point is, by the sign."""
    x, y, right, above = line
    return (right - x) * (point[1] - y) - (above - y) * (point[0] - x)


def _crossed(box: Box, curve: Sequence[float], frame: Box) -> bool:
    """Whether a curve goes through a box."""
    heights = [_height(x, curve, frame) for x in (box[0], (box[0] + box[2]) / 2, box[2])]
    return min(heights) < box[3] and box[1] < max(heights)


def _height(x: float, curve: Sequence[float], frame: Box) -> float:
    at = min(max((x - frame[0]) / (frame[2] - frame[0]), 0.0), 1.0) * (len(curve) - 1)
    before = min(int(at), len(curve) - 2)
    return curve[before] + (curve[before + 1] - curve[before]) * (at - before)


def _covers(box: Box, own: Box, marks: Sequence[Box], labels: Sequence[Box]) -> bool:
    """Whether a label covers another, or a mark that is not at its own place."""
    return any(_overlap(box, one) for one in labels) or any(_overlap(box, one) for one in marks if one != own)


def _inside(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
