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
# How far a name that must be read may stand from its point, in px, a line then leading to it.
LEADS = (_GAP, 14, 26, 40)


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


def place(marks: Sequence[Mark], frame: Box, size: float, taken: Sequence[Box] = ()) -> list[Spot]:
    """Emplacement of each name, the nearest free one; the first marks choose first.

    `frame`: what labels must not leave; `taken`: boxes that are not free. A label covers no other label, no mark and
    nothing taken.
    """
    boxes = [mark.box for mark in marks]
    labels = list(taken)
    spots = []
    for mark, own in zip(marks, boxes, strict=True):
        spot = Spot("", 0)
        for tried in (Spot(side, gap) for gap in mark.gaps for side in _SIDES):
            box = mark.label(tried, size)
            if _inside(box, frame) and not _covers(box, own, boxes, labels):
                spot = tried
                labels.append(box)
                break
        spots.append(spot)
    return spots


def _covers(box: Box, own: Box, marks: Sequence[Box], labels: Sequence[Box]) -> bool:
    """Whether a label covers another, or a mark that is not at its own place."""
    return any(_overlap(box, one) for one in labels) or any(_overlap(box, one) for one in marks if one != own)


def _inside(box: Box, frame: Box) -> bool:
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
