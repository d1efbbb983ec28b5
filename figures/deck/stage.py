"""Scène: where everything stands on a slide of 1920 × 1080 px, whichever file it is drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from figures.cells import VALUE
from figures.deck.board import (
    Bars,
    Board,
    Cloud,
    Crossed,
    Entry,
    Lines,
    Map,
    Panel,
    Patch,
    Points,
    Table,
    Words,
    known,
)
from figures.deck.scale import line_scale
from figures.theme import LIGHT
from typography import NBSP

WIDTH, HEIGHT = 1920, 1080
# The smallest text of a slide.
FLOOR = 24
_SIDE, _RULE_TOP, _FOOT = 64, 984, 22
_LINE = 1.3
_TITLES = (46, 40, 36)
_LEAD, _MEASURE = 32, 28
_PILL = 540
_KEY = 40
_MAP_SHARE = 0.44
_CROWD, _INNER = 40, 0.75
_MOST_NOTES, _NOTE_LINES = 6, 2
# Charts side by side, of which each has its own scale.
_ACROSS, _GUTTER = 3, 40
# Room of the figures of an axis, of its names, of what stands above.
AXIS, BELOW, ABOVE = 110, 44, 30
# Radius of the disc that holds the number of a break.
DISC = 16
_LEGEND_ROW = 34
# Height of a crossed legend, and of one of its grounds.
_CROSSED, _CELL = 112, 34
# Room left of the overseas insets for their figures.
_INSETS = 84
_PADDING = 14
# Sizes of a table, the largest that holds it all: its text, then its row.
_SIZES = ((34, 62), (31, 56), (28, 50), (FLOOR, 44), (FLOOR, 38), (FLOOR, 33))
_FIRST_COLUMN = 0.34
# How many times higher the rows of a short table become.
_SPREAD = 1.3
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

    def swatch(self, box: Box, colour: str, line: bool, fill: str = VALUE) -> None: ...

    def mark(self, x: float, top: float, bottom: float, number: int) -> None: ...

    def map(self, box: Box, patches: tuple[Patch, ...], alternative: str) -> None: ...

    def bars(self, box: Box, bars: Bars, alternative: str) -> None: ...

    def lines(self, box: Box, lines: Lines, alternative: str) -> None: ...

    def points(self, box: Box, points: Points, alternative: str) -> None: ...

    def table(self, table: Table, grid: Grid, alternative: str) -> None: ...


class Grid(NamedTuple):
    """Grille d’un tableau: its box, the widths of its columns, the heights of its rows, the size of its texts."""

    box: Box
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float


def draw(board: Board, place: int, count: int, pen: Pen) -> None:
    """Dessine la planche `place` (from 1) of `count`."""
    inside = WIDTH - 2 * _SIDE
    room = inside - (_PILL + 24 if board.label else 0)
    pen.text(Box(_SIDE, 32, room, 36), fitted(board.context, FLOOR, room, 1), Ink(FLOOR, LIGHT.muted), role="context")
    if board.label:
        pen.pill(Box(WIDTH - _SIDE - _PILL, 26, _PILL, 48), board.label)
    top = 88.0
    size, most = _title_size(board.title, inside)
    titles = fitted(board.title, size, inside, most, bold=True)
    pen.text(Box(_SIDE, top, inside, len(titles) * size * _LINE), titles, Ink(size, bold=True), role="title")
    top += len(titles) * size * _LINE + 4
    measured = FLOOR if board.sentence or board.notice else _MEASURE
    for said, of_size in ((board.sentence, _LEAD), (board.measure, measured), (board.notice, FLOOR)):
        lines = fitted(said, of_size, inside, 2)
        if said:
            high = len(lines) * of_size * _LINE
            pen.text(Box(_SIDE, top, inside, high), lines, Ink(of_size, LIGHT.muted))
            top += high + 4
    sources = fitted(board.source, FLOOR, inside - 200, 3)
    # Sources of three lines take the height of one from the panels.
    rule = _RULE_TOP - max(len(sources) - 2, 0) * FLOOR * _LINE
    _panels(board, Box(_SIDE, top + 12, inside, rule - _FOOT - top - 12), pen)
    pen.rule(_SIDE, rule, inside, LIGHT.hairline)
    box = Box(_SIDE, rule + 8, inside - 200, len(sources) * FLOOR * _LINE)
    pen.text(box, sources, Ink(FLOOR, LIGHT.muted), role="source")
    number = Ink(FLOOR, LIGHT.text, bold=True, side="right")
    pen.text(Box(WIDTH - _SIDE - 180, rule + 8, 180, 32), [f"{place} / {count}"], number, role="number")


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
        if patch.outside or wide > (max(xs) - min(xs)) * box.width * _INNER:
            if crowded and not patch.outside:
                continue
            x = box.x + min(x for ring in patch.rings for x, _ in ring) * box.width - wide / 2 - 2
            ink = ink._replace(colour=LIGHT.text)
        made.append(Label(Box(x - wide / 2, y - high / 2, wide, high), patch.text, ink))
    return made


def _title_size(title: str, width: float) -> tuple[float, int]:
    """The largest size that keeps a title on one line, and its lines; a longer one has two, not so large."""
    for most in (1, 2):
        for size in _TITLES[most - 1 :]:
            if len(wrapped(title, size, width, True)) <= most:
                return size, most
    return _TITLES[-1], 2


def _panels(board: Board, body: Box, pen: Pen) -> None:
    """The panels side by side: a map is narrower than what stands beside it, many charts stand on rows of three."""
    if len(board.panels) == 2 and isinstance(board.panels[0], Map):
        left = body.width * _MAP_SHARE
        boxes = [
            Box(body.x, body.y, left - 32, body.height),
            Box(body.x + left, body.y, body.width - left, body.height),
        ]
    elif len(board.panels) > 1:
        body = _noted(_shared_notes(board.panels), body, pen)
        boxes = _rows(body, len(board.panels))
    else:
        boxes = [body] * len(board.panels)
    for panel, box in zip(board.panels, boxes, strict=True):
        _panel(panel, box, board, pen)


def _rows(body: Box, count: int) -> list[Box]:
    across = min(count, _ACROSS)
    down = -(-count // across)
    wide, high = (body.width + _GUTTER) / across, (body.height + _GUTTER / 2) / down
    return [
        Box(body.x + place % across * wide, body.y + place // across * high, wide - _GUTTER, high - _GUTTER / 2)
        for place in range(count)
    ]


def _shared_notes(panels: tuple[Panel, ...]) -> tuple[str, ...]:
    """The notes of all charts, of which those that start with a number are said once."""
    found: dict[str, str] = {}
    for note in (note for panel in panels if isinstance(panel, Bars | Lines) for note in panel.notes):
        found.setdefault(note.split(NBSP)[0] if note[0].isdigit() else note, note)
    return tuple(found.values())


def _panel(panel: Panel, box: Box, board: Board, pen: Pen) -> None:
    several = len(board.panels) > 1
    if isinstance(panel, Map):
        _map(panel, box, board.alternative, pen)
    elif isinstance(panel, Table):
        _table(panel, box, board.alternative, pen)
    elif isinstance(panel, Words):
        lines = wrapped(panel.text, _LEAD, box.width)
        pen.text(Box(box.x, box.y + _KEY, box.width, len(lines) * _LEAD * _LINE), lines, Ink(_LEAD))
    elif isinstance(panel, Bars):
        key = [(s.name, s.colour if len(panel.series) > 1 else "", False) for s in panel.series]
        box = box if several and not isinstance(board.panels[0], Map) else _noted(panel.notes, box, pen)
        pen.bars(_keyed(key, box, pen), panel, board.alternative)
    elif isinstance(panel, Lines):
        key = [(panel.title, "", False)] if panel.title else _line_key(panel)
        inside = _keyed(key, box if several else _noted(panel.notes, box, pen), pen, bool(panel.title))
        pen.lines(inside, panel, board.alternative)
        plot = plot_of(inside)
        for month, number in panel.breaks:
            x = plot.x + plot.width * panel.categories.index(month) / len(panel.categories)
            pen.mark(x, plot.y - ABOVE / 2, plot.bottom, number)
    else:
        key = [(panel.title, "", False)] if panel.title else _cloud_key(panel.clouds)
        pen.points(_keyed(key, box, pen, bool(panel.title)), panel, board.alternative)


def plot_of(box: Box) -> Box:
    """Cadre des courbes, inside of their axes."""
    return Box(box.x + AXIS, box.y + ABOVE, box.width - AXIS - 24, box.height - BELOW - ABOVE)


class Side(NamedTuple):
    """Côté of a point where its name stands: "above", "below", "right" or "left", and the box of the name."""

    name: str
    box: Box


def sides(points: Sequence[tuple[str, float, float]]) -> list[Side]:
    """Côtés of the names of points (name, x, y), each the first where it meets no name placed before."""
    placed: list[Side] = []
    for name, x, y in points:
        wide, high = text_width(name, FLOOR, bold=True), FLOOR * _LINE
        found = [
            Side("above", Box(x - wide / 2, y - 12 - high, wide, high)),
            Side("below", Box(x - wide / 2, y + 12, wide, high)),
            Side("right", Box(x + 14, y - high / 2, wide, high)),
            Side("left", Box(x - 14 - wide, y - high / 2, wide, high)),
        ]
        free = [side for side in found if not any(_meet(side.box, other.box) for other in placed)]
        placed.append((free or found)[0])
    return placed


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.bottom and b.y < a.bottom


def cloud_plot(box: Box) -> Box:
    """Cadre d’un nuage, inside of its axes and their names."""
    return Box(box.x + AXIS, box.y + 56, box.width - AXIS - 24, box.height - 2 * BELOW - 56)


def _line_key(lines: Lines) -> list[tuple[str, str, bool]]:
    """One entry by colour, named as its first stretch is; then what hollow marks are, where the scale shows some."""
    named: dict[str, str] = {}
    for one in lines.series:
        if not one.mark:
            named.setdefault(one.colour, one.name.split(" (")[0])
    high = line_scale(lines).high
    is_marked = any(value <= high for one in lines.series if one.mark for value in known(one.values))
    marks = [("points isolés\u00a0: mois douteux", "", False)] if is_marked else []
    return [*((name, colour, True) for colour, name in named.items()), *marks]


def _cloud_key(clouds: tuple[Cloud, ...]) -> list[tuple[str, str, bool]]:
    limits = {cloud.name.split(" à ")[-1]: cloud.colour for cloud in clouds if cloud.name.startswith("Limite")}
    points = [(cloud.name, cloud.colour, False) for cloud in clouds if not cloud.line]
    lines = [(cloud.name, cloud.colour, True) for cloud in clouds if cloud.keyed]
    return [*points, *((f"limites à {level}", colour, True) for level, colour in limits.items()), *lines]


def _keyed(entries: list[tuple[str, str, bool]], box: Box, pen: Pen, bold: bool = False) -> Box:
    """Draw the key in a line over a chart; what is left for the chart."""
    x = box.x
    for name, colour, is_line in entries:
        if colour:
            pen.swatch(Box(x, box.y + (14 if is_line else 6), 28, 5 if is_line else 22), colour, is_line)
            x += 40
        wide = text_width(name, FLOOR, bold) + 24
        pen.text(Box(x, box.y, wide, 34), [name], Ink(FLOOR, LIGHT.text, bold))
        x += wide + 16
    return Box(box.x, box.y + _KEY, box.width, box.height - _KEY)


def _noted(notes: tuple[str, ...], box: Box, pen: Pen) -> Box:
    """Write the notes under a chart; what is left for the chart."""
    found = [line for note in notes for line in fitted(note, FLOOR, box.width, _NOTE_LINES)]
    lines = found[:_MOST_NOTES]
    if not lines:
        return box
    high = len(lines) * FLOOR * _LINE + 4
    pen.text(Box(box.x, box.bottom - high, box.width, high), lines, Ink(FLOOR, LIGHT.muted), role="breaks")
    return Box(box.x, box.y, box.width, box.height - high - 8)


def _map(panel: Map, box: Box, alternative: str, pen: Pen) -> None:
    box = _noted(panel.notes, box, pen)
    entries = _flowed(panel.legend, box)
    flowed = (max(y for _, y, _ in entries) + _LEGEND_ROW) if entries else 0
    high = flowed + (_CROSSED if panel.crossed else 0)
    room = Box(box.x + _INSETS, box.y, box.width - _INSETS, box.height - high - 12)
    width = min(room.width, room.height * panel.ratio)
    height = width / panel.ratio
    pen.map(Box(room.x + (room.width - width) / 2, room.y, width, height), panel.patches, alternative)
    under = room.y + height + 12
    for x, y, entry in entries:
        top = under + y
        if entry.ground:
            pen.swatch(Box(box.x + x, top + 5, 26, 22), entry.ground, False, entry.fill)
        wide = text_width(entry.text, FLOOR) + 24
        pen.text(Box(box.x + x + (36 if entry.ground else 0), top, wide, _LEGEND_ROW), [entry.text], Ink(FLOOR))
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


def _flowed(legend: tuple[Entry, ...], box: Box) -> list[tuple[float, float, Entry]]:
    """Entries of a legend one after the other, as a text: x, y, entry."""
    made: list[tuple[float, float, Entry]] = []
    x = y = 0.0
    for entry in legend:
        wide = text_width(entry.text, FLOOR) + (36 if entry.ground else 0) + 28
        if x and x + wide > box.width:
            x, y = 0.0, y + _LEGEND_ROW
        made.append((x, y, entry))
        x += wide
    return made


def _table(table: Table, box: Box, alternative: str, pen: Pen) -> None:
    """All of it at the largest size that holds it; else as many columns and rows as there is room for at the smallest,
    and a note of what is left out."""
    notes = fitted(table.note, FLOOR, box.width, 2)
    room = Box(box.x, box.y, box.width, box.height - len(notes) * _KEY)
    for size, row in _SIZES:
        shown, grid, missing = _laid(table, room, size, row)
        if not missing:
            grid = _spread(grid, room.height)
            break
    pen.table(shown, grid, alternative)
    top = grid.box.bottom + 8
    for note in (*([missing] if missing else []), *notes):
        pen.text(Box(box.x, top, box.width, 34), [note], Ink(FLOOR, LIGHT.muted))
        top += _KEY - 6


def _spread(grid: Grid, height: float) -> Grid:
    """The rows of a short table further apart."""
    times = min(_SPREAD, height / grid.box.height)
    heights = tuple(high * times for high in grid.heights)
    return grid._replace(box=grid.box._replace(height=sum(heights)), heights=heights)


def _laid(table: Table, box: Box, size: float, row: float) -> tuple[Table, Grid, str]:
    """What there is room for, where it stands, and what is left out."""
    longest = max((text_width(line[0], size) for line in (table.heads, *table.rows) if _has_cells(line)), default=0.0)
    first = min(longest + 2 * _PADDING, box.width * (_FIRST_COLUMN if len(table.heads) > 1 else 1))
    wanted = [_column_width(table, place, size) for place in range(1, len(table.heads))]
    kept, used = 0, 0.0
    for wide in wanted:
        if used + wide > box.width - first:
            break
        kept, used = kept + 1, used + wide
    first = min(longest + 2 * _PADDING, box.width - used)
    spare = (box.width - first - used) / max(kept, 1)
    widths = [first, *(wide + spare for wide in wanted[:kept])]
    head = _height(table.heads[: kept + 1], widths, size, row)
    tall = [_height(line[: kept + 1], widths, size, row) for line in table.rows]
    whole = kept == len(wanted) and head + sum(tall) <= box.height
    places = list(range(len(tall))) if whole else _places(table, tall, box.height - head - _KEY)
    rows = tuple(table.rows[place][: kept + 1] for place in places)
    strong = tuple(order for order, place in enumerate(places) if place in table.strong)
    tints = tuple((places.index(line), at, step) for line, at, step in table.tints if line in places and at <= kept)
    heights = [head, *(tall[place] for place in places)]
    grid = Grid(Box(box.x, box.y, sum(widths), sum(heights)), tuple(widths), tuple(heights), size)
    missing = _missing(len(table.rows) - len(rows), len(wanted) - kept)
    return Table(table.heads[: kept + 1], rows, strong, tints=tints), grid, missing


class Tint(NamedTuple):
    """Fond d’une case, and what is written on it."""

    ground: str
    ink: str


def tinted(table: Table) -> dict[tuple[int, int], Tint]:
    """Fonds of the cells that have a class, by row and column."""
    ramp = tuple(zip(LIGHT.diverging, LIGHT.on_diverging, strict=True))
    return {(row, column): Tint(*ramp[step]) for row, column, step in table.tints}


def _has_cells(row: tuple[str, ...]) -> bool:
    """Whether a row is not a name alone, which then spans the table."""
    return len(row) == 1 or any(row[1:])


def spans(row: tuple[str, ...]) -> bool:
    """Si le nom d’une ligne, seul, tient toute la largeur."""
    return not _has_cells(row)


def _column_width(table: Table, place: int, size: float) -> float:
    """Room for the longest word of a head, and for figures on one line, up to a quarter of the slide."""
    words = [text_width(word, size) for word in table.heads[place].split()]
    cells = [text_width(row[place], size) for row in table.rows]
    return min(max([*words, *cells, 80.0]) + 2 * _PADDING, WIDTH / 4)


def _height(cells: tuple[str, ...], widths: list[float], size: float, row: float) -> float:
    if spans(cells):
        return row + (len(wrapped(cells[0], size, sum(widths) - 2 * _PADDING)) - 1) * size * _LINE
    lines = max(len(wrapped(text, size, wide - 2 * _PADDING)) for text, wide in zip(cells, widths, strict=True))
    return row + max(lines - 1, 0) * size * _LINE


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
    figures = [cell for cell in cells if len(cell) < 5 or any(c.isdigit() for c in cell[: 9 if len(cell) < 9 else 3])]
    return place > 0 and 2 * len(figures) >= len(cells)
