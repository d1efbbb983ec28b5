"""Document PDF: the slides of a deck, one a page, drawn as vectors with a font of their own.

reportlab is imported here and nowhere else; whoever prints nothing does not load this module.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from figures.axis import tick_decimals
from figures.cells import NO_DATA, SECRET, VALUE
from figures.deck.board import Bars, Board, Lines, Patch, Points, Table
from figures.deck.scale import Scale, across, bar_scale, line_scale, months_between, point_scales, short_month
from figures.deck.stage import (
    AXIS,
    BELOW,
    DISC,
    FLOOR,
    HEIGHT,
    WIDTH,
    Box,
    Grid,
    Ink,
    cloud_plot,
    draw,
    is_of_figures,
    labels,
    plot_of,
    sides,
    spans,
    text_width,
    tinted,
    wrapped,
)
from figures.numbers import number
from figures.theme import LIGHT
from typography import NBSP, NNBSP

_PT = 0.5
_FONTS = Path(__file__).with_name("fonts")
_REGULAR, _BOLD = "Inter-Regular", "Inter-Bold"
_LINE, _ASCENT = 1.3, 0.97
_NAMES = 0.36
_FIGURE = 110
_CAP = 7
# Px between the lines, or the dots, of a ground that is no value.
_PITCH = 12


def printed(boards: Iterable[Board], count: int, title: str) -> Iterator[bytes | None]:
    """PDF of `count` slides: None after each slide is drawn, then the file, whole."""
    _register()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH * _PT, HEIGHT * _PT), invariant=1, lang="fr-FR", pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("Observatoire CEP")
    canvas.setCreator("Observatoire CEP")
    canvas.setSubject("Conseil en évolution professionnelle")
    for place, board in enumerate(boards, 1):
        canvas.bookmarkPage(f"p{place}")
        canvas.addOutlineEntry(board.title, f"p{place}")
        draw(board, place, count, _Pen(canvas, board))
        canvas.showPage()
        yield None
    canvas.save()
    yield file.getvalue()


@lru_cache(maxsize=1)
def _register() -> None:
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))


class _Pen:
    """Plume of one page; its px count from the top left corner."""

    def __init__(self, canvas: Any, board: Board) -> None:
        self._canvas, self._board = canvas, board

    def text(self, box: Box, lines: list[str], ink: Ink, role: str = "") -> None:
        for order, line in enumerate(lines):
            self._line(box, box.y + order * ink.size * _LINE, line, ink)
        if role == "source":
            area = (box.x * _PT, (HEIGHT - box.bottom) * _PT, (box.x + box.width) * _PT, (HEIGHT - box.y) * _PT)
            self._canvas.linkURL(self._board.permalink, area)

    def pill(self, box: Box, text: str) -> None:
        self._fill(LIGHT.banner)
        self._stroke(LIGHT.banner_edge, 1.5)
        self._canvas.roundRect(*self._corner(box), box.height / 2 * _PT, stroke=1, fill=1)
        top = box.y + (box.height - FLOOR * _LINE) / 2
        self._line(box, top, text, Ink(FLOOR, LIGHT.banner_text, bold=True, side="center"))

    def rule(self, x: float, y: float, width: float, colour: str) -> None:
        self._segment(x, y, x + width, y, colour, 2)

    def mark(self, x: float, top: float, bottom: float, number: int) -> None:
        self._canvas.setDash(4, 3)
        self._segment(x, top, x, bottom, LIGHT.text, 2.4)
        self._canvas.setDash()
        self._fill(LIGHT.text)
        self._canvas.circle(*self._at(x, top), DISC * _PT, stroke=0, fill=1)
        ink = Ink(FLOOR, LIGHT.card, bold=True, side="center")
        self._line(Box(x - DISC, top, 2 * DISC, 0), top - FLOOR * _LINE / 2, str(number), ink)

    def swatch(self, box: Box, colour: str, line: bool, fill: str = VALUE) -> None:
        self._box(box, colour)
        if fill != VALUE:
            path = self._canvas.beginPath()
            path.rect(*self._corner(box))
            self._pattern(path, box, fill)
        if not line:
            self._stroke(LIGHT.map_edge, 1)
            self._canvas.rect(*self._corner(box), stroke=1, fill=0)

    def map(self, box: Box, patches: tuple[Patch, ...], alternative: str) -> None:
        for patch in sorted(patches, key=lambda p: p.chosen):
            self._fill(patch.ground)
            self._stroke(LIGHT.selection if patch.chosen else LIGHT.map_edge, 4.5 if patch.chosen else 1)
            path = self._canvas.beginPath()
            for ring in patch.rings:
                points = [self._at(box.x + x * box.width, box.y + y * box.height) for x, y in ring]
                path.moveTo(*points[0])
                for point in points[1:]:
                    path.lineTo(*point)
                path.close()
            self._canvas.drawPath(path, stroke=1, fill=1, fillMode=0)
            if patch.fill != VALUE:
                self._pattern(path, _around(box, patch), patch.fill)
        for label in labels(box, patches):
            self._line(label.box, label.box.y, label.text, label.ink)

    def _pattern(self, path: Any, box: Box, fill: str) -> None:
        """Hachures of what has no data, points of what is secret, over a ground."""
        self._canvas.saveState()
        self._canvas.clipPath(path, stroke=0, fill=0)
        if fill == NO_DATA:
            for step in range(-int(box.height // _PITCH) - 1, int(box.width // _PITCH) + 1):
                x = box.x + step * _PITCH
                self._segment(x, box.bottom, x + box.height, box.y, LIGHT.hatch, 2)
        elif fill == SECRET:
            self._fill(LIGHT.hatch)
            for row in range(int(box.height // _PITCH) + 1):
                for column in range(int(box.width // _PITCH) + 1):
                    at = self._at(box.x + (column + 0.5) * _PITCH, box.y + (row + 0.5) * _PITCH)
                    self._canvas.circle(*at, 2 * _PT, stroke=0, fill=1)
        self._canvas.restoreState()

    def bars(self, box: Box, bars: Bars, alternative: str) -> None:
        scale = bar_scale(bars)
        longest = max((text_width(name, FLOOR, bold=True) for name in bars.categories), default=0.0)
        names = min(box.width * _NAMES, longest + 28)
        plot = Box(box.x + names, box.y, box.width - names - _FIGURE, box.height)
        for tick in scale.ticks:
            if scale.low <= tick <= scale.high:
                x = _across(plot, scale, tick)
                self._segment(x, plot.y, x, plot.bottom, LIGHT.grid, 1.5)
        row = plot.height / max(len(bars.categories), 1)
        filled = 0.74 if len(bars.series) == 1 else 0.88
        thick = row * filled / len(bars.series)
        for place, name in enumerate(bars.categories):
            top = plot.y + place * row
            ink = Ink(FLOOR, LIGHT.text, name in bars.strong, "right")
            self._line(Box(box.x, top, names - 14, row), top + (row - FLOOR * _LINE) / 2, _cut(name, names - 14), ink)
            for order, series in enumerate(bars.series):
                value = series.values[place]
                middle = top + row * (1 - filled) / 2 + thick * (order + 0.5)
                if not math.isfinite(value):
                    continue
                colour = series.colours[place] if series.colours else series.colour
                ends = sorted((_across(plot, scale, 0.0), _across(plot, scale, value)))
                self._box(Box(ends[0], middle - thick / 2, ends[1] - ends[0], thick), colour)
                reach, low = ends[1], ends[0]
                if series.lower and math.isfinite(series.lower[place]):
                    low = _across(plot, scale, series.lower[place])
                    high = _across(plot, scale, series.upper[place])
                    self._whisker(low, high, middle)
                    reach = max(reach, high)
                figure = Ink(FLOOR, LIGHT.text, name in bars.strong)
                at = Box(reach + 12, middle, _FIGURE, thick)
                if value < 0:
                    figure = figure._replace(side="right")
                    at = Box(low - 12 - _FIGURE, middle, _FIGURE, thick)
                self._line(at, middle - FLOOR * _LINE / 2, number(value, bars.decimals), figure)
        zero = _across(plot, scale, 0.0)
        self._segment(zero, plot.y, zero, plot.bottom, LIGHT.control, 2)

    def _whisker(self, low: float, high: float, y: float) -> None:
        self._segment(low, y, high, y, LIGHT.text, 2.5)
        for x in (low, high):
            self._segment(x, y - _CAP, x, y + _CAP, LIGHT.text, 2.5)

    def lines(self, box: Box, lines: Lines, alternative: str) -> None:
        scale = line_scale(lines)
        plot = plot_of(box)
        self._rungs(plot, scale, lines.unit if lines.unit in ("%", "‰") else "")
        count = len(lines.categories)
        step = plot.width / max(count, 1)
        for place in range(0, count, months_between(count, plot.width)):
            middle = Box(plot.x + step * (place + 0.5) - 90, plot.bottom, 180, 30)
            self._line(
                middle, plot.bottom + 10, short_month(lines.categories[place]), Ink(FLOOR, LIGHT.muted, side="center")
            )
        for series in lines.series:
            points = [
                (plot.x + step * (place + 0.5), _up(plot, scale, value)) if math.isfinite(value) else None
                for place, value in enumerate(series.values)
            ]
            found = [point for point in points if point]
            if not series.mark:
                for a, b in pairwise(points):
                    if a and b:
                        self._segment(*a, *b, series.colour, 4.5)
            if series.mark or len(found) == 1:
                for point in found:
                    if point[1] >= plot.y:
                        self._disc(*point, series.colour, LIGHT.card if series.mark else series.colour)

    def points(self, box: Box, points: Points, alternative: str) -> None:
        horizontal, vertical = point_scales(points)
        plot = cloud_plot(box)
        self._line(box, box.y + 4, points.y_title, Ink(FLOOR, LIGHT.muted))
        self._rungs(plot, vertical, "")
        log = points.logarithmic
        decimals = 0 if log else tick_decimals(horizontal.ticks)
        for tick in horizontal.ticks:
            x = _across(plot, horizontal, tick, log)
            at = Box(x - 120, plot.bottom, 240, 30)
            self._line(at, plot.bottom + 8, number(tick, decimals), Ink(FLOOR, LIGHT.muted, side="center"))
        below = Box(plot.x, plot.bottom + BELOW, plot.width, 30)
        self._line(below, plot.bottom + BELOW, points.x_title, Ink(FLOOR, LIGHT.muted, side="right"))
        for cloud in points.clouds:
            places = [
                (_across(plot, horizontal, x, log), _up(plot, vertical, y))
                for x, y in zip(cloud.xs, cloud.ys, strict=True)
            ]
            if cloud.line:
                for a, b in pairwise(places):
                    self._segment(*a, *b, cloud.colour, 4.5 if cloud.keyed else 2.5)
                continue
            for x, y in places:
                self._disc(x, y, cloud.colour, cloud.colour)
            named = [(n, *at) for n, at in zip(cloud.names, places, strict=True) if n in points.named]
            for (name, _, _), side in zip(named, sides(named), strict=True):
                self._line(side.box, side.box.y, name, Ink(FLOOR, LIGHT.text, bold=True, side="center"))

    def table(self, table: Table, grid: Grid, alternative: str) -> None:
        box, size, tints = grid.box, grid.size, tinted(table)
        y = box.y
        for line, (row, high) in enumerate(zip((table.heads, *table.rows), grid.heights, strict=True)):
            strong = line - 1 in table.strong
            if strong:
                self._box(Box(box.x, y, box.width, high), LIGHT.zone)
            x = box.x
            cells = [(row[0], box.width)] if spans(row) else list(zip(row, grid.widths, strict=True))
            for place, (text, wide) in enumerate(cells):
                colour = LIGHT.text if line else LIGHT.muted
                tint = tints.get((line - 1, place))
                if tint:
                    self._box(Box(x + 1, y + 1, wide - 2, high - 2), tint.ground)
                    colour = tint.ink
                ink = Ink(size, colour, strong, "right" if is_of_figures(table, place) else "left")
                said = wrapped(text, size, wide - 28)
                inside = Box(x + 12, y, wide - 24, high)
                self.text(inside._replace(y=y + (high - len(said) * size * _LINE) / 2), said, ink)
                x += wide
            y += high
            self._segment(box.x, y, box.x + box.width, y, LIGHT.grid if line else LIGHT.control, 2)

    def _rungs(self, plot: Box, scale: Scale, unit: str) -> None:
        decimals = tick_decimals(scale.ticks)
        for tick in scale.ticks:
            y = _up(plot, scale, tick)
            self._segment(plot.x, y, plot.x + plot.width, y, LIGHT.grid, 1.5)
            said = number(tick, decimals) + (f"{NNBSP}{unit}" if unit and tick == scale.ticks[-1] else "")
            ink = Ink(FLOOR, LIGHT.muted, side="right")
            self._line(Box(plot.x - AXIS, y, AXIS - 12, 30), y - FLOOR * _LINE / 2, said, ink)
        self._segment(plot.x, plot.bottom, plot.x + plot.width, plot.bottom, LIGHT.control, 2)

    def _line(self, box: Box, top: float, text: str, ink: Ink) -> None:
        font = _BOLD if ink.bold else _REGULAR
        said = _printable(text, font)
        self._fill(ink.colour)
        self._canvas.setFont(font, ink.size * _PT)
        y = (HEIGHT - top - ink.size * _ASCENT) * _PT
        if ink.side == "right":
            self._canvas.drawRightString((box.x + box.width) * _PT, y, said)
        elif ink.side == "center":
            self._canvas.drawCentredString((box.x + box.width / 2) * _PT, y, said)
        else:
            self._canvas.drawString(box.x * _PT, y, said)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * _PT, (HEIGHT - y) * _PT

    def _corner(self, box: Box) -> tuple[float, float, float, float]:
        return (*self._at(box.x, box.bottom), box.width * _PT, box.height * _PT)

    def _fill(self, colour: str) -> None:
        self._canvas.setFillColorRGB(*_parts(colour))

    def _stroke(self, colour: str, width: float) -> None:
        self._canvas.setStrokeColorRGB(*_parts(colour))
        self._canvas.setLineWidth(width * _PT)

    def _box(self, box: Box, colour: str) -> None:
        self._fill(colour)
        self._canvas.rect(*self._corner(box), stroke=0, fill=1)

    def _segment(self, x0: float, y0: float, x1: float, y1: float, colour: str, width: float) -> None:
        self._stroke(colour, width)
        self._canvas.line(*self._at(x0, y0), *self._at(x1, y1))

    def _disc(self, x: float, y: float, edge: str, ground: str) -> None:
        self._fill(ground)
        self._stroke(edge, 3)
        self._canvas.circle(*self._at(x, y), 7 * _PT, stroke=1, fill=1)


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _around(box: Box, patch: Patch) -> Box:
    xs, ys = zip(*(point for ring in patch.rings for point in ring), strict=True)
    left, top = box.x + min(xs) * box.width, box.y + min(ys) * box.height
    return Box(left, top, (max(xs) - min(xs)) * box.width, (max(ys) - min(ys)) * box.height)


def _across(plot: Box, scale: Scale, value: float, logarithmic: bool = False) -> float:
    return plot.x + across(scale, value, logarithmic) * plot.width


def _up(plot: Box, scale: Scale, value: float) -> float:
    return plot.bottom - across(scale, value) * plot.height


def _cut(text: str, width: float) -> str:
    lines = wrapped(text, FLOOR, width * 1.1)
    return lines[0] if len(lines) < 2 else lines[0] + "…"


def _printable(text: str, font: str) -> str:
    """The text in letters that the font has: what it lacks is written in its plain form, or left out."""
    # The narrow space of Inter is too thin to part thousands from afar.
    text = text.replace(NNBSP, NBSP)
    known = pdfmetrics.getFont(font).face.charToGlyph
    return "".join(c if ord(c) in known else "".join(k for k in normalize("NFKD", c) if ord(k) in known) for c in text)
