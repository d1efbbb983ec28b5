"""Scène: where everything stands on a slide of 1920 × 1080 px, whichever file it is drawn in."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from figures.deck.board import Bars, Board, Cloud, Crossed, Lines, Map, Patch, Points, Series, Table
from figures.theme import LIGHT

WIDTH, HEIGHT = 1920, 1080
# The smallest text of a slide.
FLOOR = 24
_SIDE, _RULE_TOP, _BOTTOM = 64, 984, 962
_LINE = 1.3
_TITLES = (46, 40, 34)
_LEAD = 32
_PILL = 540
_KEY = 40
_MAP_SHARE = 0.44
_CROWD, _INNER = 40, 0.75
_MOST_NOTES = 4
_LEGEND_ROW = 34
# Height of a crossed legend, and of one of its grounds.
_CROSSED, _CELL = 112, 34
# Room left of the overseas insets for their figures.
_INSETS = 56
# Height of the rows of a table, less where it would be cut.
_ROW, _TIGHT, _PADDING = 44, 36, 14
_FIRST_COLUMN = 0.34
# Advances of the letters in the two faces, Arial and Inter, in em, near enough: what runs over goes into the margin.
_NARROW, _WIDE = frozenset("iljtfrI.,;:!’'|()[]/ \u00a0\u202f"), frozenset("mwMW@%‰—")
_BOLD = 1.06


class Box(NamedTuple):
    """Boîte, in px from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


class Ink(NamedTuple):
    """Encre of a text: size in px, colour, weight, side ("left", "right", "center")."""

    size: float = FLOOR
    colour: str = LIGHT.text
    bold: bool = False
    side: str = "left"


class Pen(Protocol):
    """Plume: what both files can draw. `alternative` is read to whoever does not see."""

    def text(self, box: Box, lines: list[str], ink: Ink, role: str = "") -> None: ...

    def pill(self, box: Box, text: str) -> None: ...

    def rule(self, x: float, y: float, width: float, colour: str) -> None: ...

    def swatch(self, box: Box, colour: str, line: bool) -> None: ...

    def map(self, box: Box, patches: tuple[Patch, ...], alternative: str) -> None: ...

    def bars(self, box: Box, bars: Bars, alternative: str) -> None: ...

    def lines(self, box: Box, lines: Lines, alternative: str) -> None: ...

    def points(self, box: Box, points: Points, alternative: str) -> None: ...

    def table(self, box: Box, table: Table, widths: list[float], heights: list[float], alternative: str) -> None: ...


def draw(board: Board, place: int, count: int, pen: Pen) -> None:
    """Dessine la planche `place` (from 1) of `count`."""
    inside = WIDTH - 2 * _SIDE
    room = inside - (_PILL + 24 if board.label else 0)
    pen.text(Box(_SIDE, 32, room, 36), fitted(board.context, FLOOR, room, 1), Ink(FLOOR, LIGHT.muted), role="context")
    if board.label:
        pen.pill(Box(WIDTH - _SIDE - _PILL, 26, _PILL, 48), board.label)
    top = 88.0
    size = next((s for s in _TITLES if len(wrapped(board.title, s, inside, True)) <= 2), _TITLES[-1])
    titles = fitted(board.title, size, inside, 2, bold=True)
    pen.text(Box(_SIDE, top, inside, len(titles) * size * _LINE), titles, Ink(size, bold=True), role="title")
    top += len(titles) * size * _LINE + 4
    for said, of_size, most in ((board.sentence, _LEAD, 2), (board.measure, FLOOR, 2)):
        lines = fitted(said, of_size, inside, most)
        if said:
            high = len(lines) * of_size * _LINE
            pen.text(Box(_SIDE, top, inside, high), lines, Ink(of_size, LIGHT.muted))
            top += high + 4
    _panels(board, Box(_SIDE, top + 12, inside, _BOTTOM - top - 12), pen)
    pen.rule(_SIDE, _RULE_TOP, inside, LIGHT.hairline)
    sources = fitted(board.source, FLOOR, inside - 200, 2)
    pen.text(Box(_SIDE, _RULE_TOP + 8, inside - 200, 64), sources, Ink(FLOOR, LIGHT.muted), role="source")
    number = Ink(FLOOR, LIGHT.text, bold=True, side="right")
    pen.text(Box(WIDTH - _SIDE - 180, _RULE_TOP + 8, 180, 32), [f"{place} / {count}"], number, role="number")


class Label(NamedTuple):
    """Étiquette d’un territoire de la carte: its box, its text, how it is written."""

    box: Box
    text: str
    ink: Ink


def labels(box: Box, patches: tuple[Patch, ...]) -> list[Label]:
    """Chiffres de la carte: on the areas, or at their left when these are too small; none where they would touch."""
    made = []
    crowded = len(patches) > _CROWD
    for patch in patches:
        if not patch.text:
            continue
        # The main island alone has room for a figure.
        xs = [x for x, _ in max(patch.rings, key=lambda ring: max(ring)[0] - min(ring)[0])]
        wide, high = text_width(patch.text, FLOOR), FLOOR * _LINE
        x, y = box.x + patch.at[0] * box.width, box.y + patch.at[1] * box.height
        ink = Ink(FLOOR, patch.ink, bold=True, side="center")
        if wide > (max(xs) - min(xs)) * box.width * _INNER:
            if crowded:
                continue
            x = box.x + min(x for ring in patch.rings for x, _ in ring) * box.width - wide / 2 - 2
            ink = ink._replace(colour=LIGHT.text)
        made.append(Label(Box(x - wide / 2, y - high / 2, wide, high), patch.text, ink))
    return made


def _panels(board: Board, body: Box, pen: Pen) -> None:
    """The panels side by side: a map is narrower than what stands beside it."""
    if len(board.panels) == 2:
        left = body.width * _MAP_SHARE
        boxes = [
            Box(body.x, body.y, left - 32, body.height),
            Box(body.x + left, body.y, body.width - left, body.height),
        ]
    else:
        boxes = [body] * len(board.panels)
    for panel, box in zip(board.panels, boxes, strict=True):
        if isinstance(panel, Map):
            _map(panel, box, board.alternative, pen)
        elif isinstance(panel, Table):
            _table(panel, box, board.alternative, pen)
        elif isinstance(panel, Bars):
            several = len(panel.series) > 1
            key = [(s.name, s.colour, False) for s in panel.series] if several else [(panel.series[0].name, "", False)]
            pen.bars(_keyed(key, box, pen), panel, board.alternative)
        elif isinstance(panel, Lines):
            box = _noted(panel.notes, box, pen)
            pen.lines(_keyed(_line_key(panel.series), box, pen), panel, board.alternative)
        else:
            pen.points(_keyed(_cloud_key(panel.clouds), box, pen), panel, board.alternative)


def _line_key(series: tuple[Series, ...]) -> list[tuple[str, str, bool]]:
    """One entry by colour, named as its first stretch is; then what hollow marks are."""
    named: dict[str, str] = {}
    for one in series:
        if not one.mark:
            named.setdefault(one.colour, one.name.split(" (")[0])
    marks = [("points isolés\u00a0: mois douteux", "", False)] if any(one.mark for one in series) else []
    return [*((name, colour, True) for colour, name in named.items()), *marks]


def _cloud_key(clouds: tuple[Cloud, ...]) -> list[tuple[str, str, bool]]:
    limits = {cloud.name.split(" à ")[-1]: cloud.colour for cloud in clouds if cloud.name.startswith("Limite")}
    points = [(cloud.name, cloud.colour, False) for cloud in clouds if not cloud.line]
    lines = [(cloud.name, cloud.colour, True) for cloud in clouds if cloud.keyed]
    return [*points, *((f"limites à {level}", colour, True) for level, colour in limits.items()), *lines]


def _keyed(entries: list[tuple[str, str, bool]], box: Box, pen: Pen) -> Box:
    """Draw the key in a line over a chart; what is left for the chart."""
    x = box.x
    for name, colour, is_line in entries:
        if colour:
            pen.swatch(Box(x, box.y + (14 if is_line else 6), 28, 5 if is_line else 22), colour, is_line)
            x += 40
        wide = text_width(name, FLOOR) + 24
        pen.text(Box(x, box.y, wide, 34), [name], Ink(FLOOR, LIGHT.text))
        x += wide + 16
    return Box(box.x, box.y + _KEY, box.width, box.height - _KEY)


def _noted(notes: tuple[str, ...], box: Box, pen: Pen) -> Box:
    lines = [line for note in notes for line in fitted(note, FLOOR, box.width, 1)][:_MOST_NOTES]
    if not lines:
        return box
    high = len(lines) * FLOOR * _LINE + 4
    pen.text(Box(box.x, box.bottom - high, box.width, high), lines, Ink(FLOOR, LIGHT.muted), role="breaks")
    return Box(box.x, box.y, box.width, box.height - high - 8)


def _map(panel: Map, box: Box, alternative: str, pen: Pen) -> None:
    entries = _flowed(panel.legend, box)
    flowed = (max(y for _, y, _, _ in entries) + _LEGEND_ROW) if entries else 0
    high = flowed + (_CROSSED if panel.crossed else 0)
    room = Box(box.x + _INSETS, box.y, box.width - _INSETS, box.height - high - 12)
    width = min(room.width, room.height * panel.ratio)
    height = width / panel.ratio
    pen.map(Box(room.x + (room.width - width) / 2, room.y, width, height), panel.patches, alternative)
    under = room.y + height + 12
    for x, y, colour, text in entries:
        top = under + y
        if colour:
            pen.swatch(Box(box.x + x, top + 5, 26, 22), colour, False)
        wide = text_width(text, FLOOR) + 24
        pen.text(Box(box.x + x + (36 if colour else 0), top, wide, _LEGEND_ROW), [text], Ink(FLOOR))
    if panel.crossed:
        _crossed(panel.crossed, Box(box.x, under + flowed, box.width, _CROSSED), pen)


def _crossed(legend: Crossed, box: Box, pen: Pen) -> None:
    """Two measures at once: the square of grounds, and beside it what each side says."""
    wide, high = 1.4 * _CELL, _CELL
    for line, grounds in enumerate(legend.grounds):
        for place, ground in enumerate(grounds):
            pen.swatch(Box(box.x + place * wide, box.y + 8 + line * high, wide, high), ground, False)
    left = box.x + wide * len(legend.grounds[0]) + 20
    pen.swatch(Box(left, box.y + 13, 26, 22), legend.grounds[0][-1], False)
    for line, text in enumerate((legend.corner, f"↑ {legend.upwards}", f"→ {legend.rightwards}")):
        start = left if line else left + 36
        pen.text(Box(start, box.y + 8 + line * high, box.x + box.width - start, high), [text], Ink(FLOOR))


def _flowed(legend: tuple[tuple[str, str], ...], box: Box) -> list[tuple[float, float, str, str]]:
    """Entries of a legend one after the other, as a text: x, y, colour, text."""
    made: list[tuple[float, float, str, str]] = []
    x = y = 0.0
    for colour, text in legend:
        wide = text_width(text, FLOOR) + (36 if colour else 0) + 28
        if x and x + wide > box.width:
            x, y = 0.0, y + _LEGEND_ROW
        made.append((x, y, colour, text))
        x += wide
    return made


def _table(table: Table, box: Box, alternative: str, pen: Pen) -> None:
    """As many columns and rows as there is room for, at a size that is read; a note says what is left out."""
    longest = max((text_width(row[0], FLOOR) for row in (table.heads, *table.rows)), default=0.0)
    first = min(longest + 2 * _PADDING, box.width * (_FIRST_COLUMN if len(table.heads) > 1 else 1))
    columns = range(1, len(table.heads))
    wanted = [_column_width(table, place, text_width(table.heads[place], FLOOR)) for place in columns]
    if sum(wanted) > box.width - first:
        # The heads on as many lines as they have words.
        words = [max(text_width(word, FLOOR) for word in head.split(" ")) for head in table.heads]
        wanted = [_column_width(table, place, words[place]) for place in columns]
    kept, used = 0, 0.0
    for wide in wanted:
        if used + wide > box.width - first:
            break
        kept, used = kept + 1, used + wide
    first = min(longest + 2 * _PADDING, box.width - used)
    spare = (box.width - first - used) / max(kept, 1)
    widths = [first, *(wide + spare for wide in wanted[:kept])]
    head = _height(table.heads[: kept + 1], widths)
    limit = box.height - head - _KEY
    tall = [_height(row[: kept + 1], widths) for row in table.rows]
    if sum(tall) > limit:
        tall = [_height(row[: kept + 1], widths, _TIGHT) for row in table.rows]
    places = _places(table, tall, limit)
    rows = tuple(table.rows[place][: kept + 1] for place in places)
    strong = tuple(order for order, place in enumerate(places) if place in table.strong)
    heights = [head, *(tall[place] for place in places)]
    shown = Table(table.heads[: kept + 1], rows, strong)
    pen.table(Box(box.x, box.y, sum(widths), sum(heights)), shown, widths, heights, alternative)
    missing = _missing(len(table.rows) - len(rows), len(wanted) - kept)
    note = " ".join(part for part in (missing, table.note) if part)
    if note:
        under = Box(box.x, box.y + sum(heights) + 6, box.width, 34)
        pen.text(under, fitted(note, FLOOR, box.width, 1), Ink(FLOOR, LIGHT.muted))


def _column_width(table: Table, place: int, head: float) -> float:
    """Room for a head of that width, and for figures on one line, up to a quarter of the slide."""
    cells = [text_width(row[place], FLOOR) for row in table.rows]
    return min(max([head, *cells, 80.0]) + 2 * _PADDING, WIDTH / 4)


def _height(cells: tuple[str, ...], widths: list[float], row: float = _ROW) -> float:
    lines = max(len(wrapped(text, FLOOR, wide - 2 * _PADDING)) for text, wide in zip(cells, widths, strict=True))
    return row + max(lines - 1, 0) * FLOOR * _LINE


def _places(table: Table, tall: list[float], limit: float) -> list[int]:
    """The first rows that fit, those that stand out in any case."""
    kept = [place for place in table.strong if place < len(tall)]
    left = limit - sum(tall[place] for place in kept)
    for place, high in enumerate(tall):
        if place in kept:
            continue
        if high > left:
            break
        kept.append(place)
        left -= high
    return sorted(kept)


def _missing(rows: int, columns: int) -> str:
    parts = [f"{count} {noun}{'s' if count > 1 else ''}" for count, noun in ((rows, "ligne"), (columns, "colonne"))]
    said = " et ".join(part for part in parts if not part.startswith("0"))
    return f"{said} de plus à l’adresse de la diapositive." if said else ""


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Largeur of one line of text, in px, near enough."""
    return sum(_advance(letter) for letter in text) * size * (_BOLD if bold else 1.0)


def _advance(letter: str) -> float:
    if letter in _NARROW:
        return 0.31
    if letter in _WIDE:
        return 0.88
    if letter.isdigit():
        return 0.6
    return 0.69 if letter.isupper() else 0.56


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lignes of a text that fits in `width` px; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        elif word:
            lines.append(word)
    return lines


def fitted(text: str, size: float, width: float, most: int, bold: bool = False) -> list[str]:
    """At most `most` lines, the last cut short by "…"."""
    lines = wrapped(text, size, width, bold)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(f"{last}…", size, bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,.;:") + "…"]


def is_of_figures(table: Table, place: int) -> bool:
    """Whether most cells of a column hold a figure: it is then aligned on the right."""
    cells = [row[place] for row in table.rows if row[place] not in ("", "—")]
    return place > 0 and 2 * sum(any(c.isdigit() for c in cell[:3]) or len(cell) < 5 for cell in cells) >= len(cells)
