"""Placement des étiquettes: where the names of points stand without covering one another, a point, or the edge."""

from __future__ import annotations

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


class Mark(NamedTuple):
    """Point à nommer: place in px (y upwards), name, bold or not, and half the size of its mark."""

    x: float
    y: float
    name: str
    bold: bool = False
    half: float = 6.0

    @property
    def box(self) -> Box:
        return self.x - self.half, self.y - self.half, self.x + self.half, self.y + self.half

    def anchor(self, side: str) -> tuple[float, float]:
        """Where the name begins on one side of the point."""
        _, _, right, above = _SIDES[side]
        return self.x + right * (self.half + _GAP), self.y + above * (self.half + _GAP)

    def label(self, side: str, size: float) -> Box:
        """Boîte of the name on one side of the point."""
        width, height = text_width(self.name, size, self.bold), size * 1.15
        across, up, _, _ = _SIDES[side]
        x, y = self.anchor(side)
        return x + across * width, y + up * height, x + (across + 1) * width, y + (up + 1) * height


def place(marks: Sequence[Mark], frame: Box, size: float, taken: Sequence[Box] = ()) -> list[str]:
    """Côté of each name, "" where it has no room; the first marks choose first.

    `frame`: what labels must not leave; `taken`: boxes that are not free. A label covers no other label, no mark and
    nothing taken.
    """
    occupied = [*taken, *(mark.box for mark in marks)]
    sides = []
    for mark in marks:
        found = ""
        for side in _SIDES:
            box = mark.label(side, size)
            if _inside(box, frame) and not any(_overlap(box, other) for other in occupied if other != mark.box):
                found = side
                occupied.append(box)
                break
        sides.append(found)
    return sides


def _inside(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
