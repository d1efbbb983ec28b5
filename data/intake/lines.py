"""Lignes: one fast pass that proves a UTF-8 CSV file readable row by row, and the copy that tidies what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.intake.header import Header, nul, read_header
from data.intake.quotes import MisplacedQuote, Positions, Quotes
from data.intake.reading import HEAD, Reading
from data.intake.refusal import FileRefused, french_size
from data.intake.workspace import Workspace

# Bytes of a row. 200 columns of 1,300 characters fit. DuckDB 1.5.6 stops at 2,000,000 and then may lose, without a
# reject, the rows that follow several such lines in the same buffer.
MAX_ROW = 1 << 18


class NotUtf8(Exception):
    """The file is not UTF-8 at `line`; `mixed`: valid UTF-8 accents came before, so it is not another encoding."""

    def __init__(self, line: int, mixed: bool) -> None:
        self.line, self.mixed = line, mixed


def survey(reading: Reading, label: str) -> tuple[Header, bool]:
    """Header of the file, and whether it can be read in place (else `tidied` first). Raises FileRefused, NotUtf8.

    In place: UTF-8, no BOM nor preamble, line ends all LF or all CRLF, none of them inside a quoted value, no row of
    empty cells only (Excel leaves such « ;;;; » below a table).
    """
    try:
        header = read_header(reading.head, reading.size <= HEAD, reading.name)
    except UnicodeDecodeError:
        raise NotUtf8(1, mixed=False) from None
    found = _Survey(reading.name, header)
    skip = header.start
    found.lines = reading.head[:skip].count(b"\n")
    for block in _blocks(reading.chunks(label)):
        found.feed(block[skip:])
        skip = 0
    return header, found.conclude() and header.start == 0


def tidied(reading: Reading, header: Header, workspace: Workspace) -> Path:
    """Copie rangée of a surveyed file: no preamble, LF ends the rows and nothing else does.

    A line end inside a quoted value becomes a space. Blank lines after the header and after such a row stand for the
    lines so lost: a row keeps its line number. A row of empty cells only becomes a blank line.
    """
    quotes, skip = Quotes(header.delimiter), header.start
    blank = _blank_row(header.delimiter)
    lost = len((reading.head[:skip] + b"-").splitlines()) - 1
    with workspace.copy(".csv") as (path, write):
        for block in _blocks(reading.chunks("Mise en forme des lignes")):
            block, skip = block[skip:], 0
            begun = quotes.inside  # its first bytes end a value
            if lost or quotes.inside or b'"' in block:
                block, lost = _on_one_line(block, quotes, lost)
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            first = block.find(b"\n") + 1 if begun else 0
            write(block[:first] + blank.sub(b"", block[first:]))
    return path


def _blank_row(delimiter: str) -> re.Pattern[bytes]:
    """A whole row whose cells are all empty, without its line end; lines that hold nothing at all are not rows."""
    cell = rb'(?:[ \t]|"[ \t]*+")*+' if delimiter != "\t" else rb'(?: |"[ \t]*+")*+'
    return re.compile(rb"(?<![^\r\n])" + cell + b"(?:" + re.escape(delimiter.encode()) + cell + rb")++(?![^\r\n])")


def _on_one_line(block: bytes, quotes: Quotes, lost: int) -> tuple[bytes, int]:
    """Block with a space for each line end inside a value, and as many blank lines after the row, `lost` more after the
    first; with the lines still to be given back.
    """
    outside, within = quotes.feed(block)
    content = np.frombuffer(block, dtype=np.uint8).copy()
    ends = outside[~_followed(content, outside)]
    rows = np.searchsorted(ends, within[~_followed(content, within)])
    missing = np.bincount(rows, minlength=ends.size + 1)
    missing[0] += lost
    content[within] = ord(" ")
    return np.insert(content, np.repeat(ends + 1, missing[:-1]), ord("\n")).tobytes(), int(missing[-1])


def _followed(content: npt.NDArray[np.uint8], ends: Positions) -> npt.NDArray[np.bool_]:
    """Which of these line ends are a CR that a LF follows: they end the line together."""
    after = content[np.minimum(ends + 1, content.size - 1)]
    followed: npt.NDArray[np.bool_] = (content[ends] == ord("\r")) & (after == ord("\n"))
    return followed


def _blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes cut after a line end, so that no character, line end or closing quote is split.

    A line too long to wait for is given unfinished: the survey refuses it.
    """
    rest = b""
    for chunk in chunks:
        block = rest + chunk
        cut = block.rfind(b"\n") + 1 or block.rfind(b"\r", 0, len(block) - 1) + 1
        if len(block) - cut > MAX_ROW:
            cut = len(block)
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest:
        yield rest


class _Survey:
    """What the blocks seen so far have shown."""

    def __init__(self, name: str, header: Header) -> None:
        self.lines = 0
        self._name = name
        self._quotes = Quotes(header.delimiter)
        self._accents = False
        self._ends = [0, 0, 0]  # CRLF, lone LF, lone CR
        self._quoted_ends = False
        self._blank = _blank_row(header.delimiter)
        self._blank_rows = False
        self._blank_start = np.zeros(256, dtype=bool)  # first byte that such a row may have
        self._blank_start[list(b' \t"' + header.delimiter.encode())] = True
        self._nothing = b' \t\r\n"' + header.delimiter.encode()
        self._open_row = 0  # bytes of the row that the last block left unfinished
        self._row_line = 0  # line where that row started
        self._opened = 0  # line of the quote that the last block left open
        self._header_left = header.end - header.start
        self._rows = False

    def feed(self, block: bytes) -> None:
        if b"\0" in block:
            raise nul(self._name, self._line(block, block.index(b"\0")))
        if self._quotes.inside or b'"' in block:
            self._feed_quotes(block)
        else:
            self._check_lengths(block)
        if not block.isascii():
            try:
                block.decode("utf-8")
            except UnicodeDecodeError as error:
                accents = self._accents or not block[: error.start].isascii()
                raise NotUtf8(self._line(block, error.start), accents) from None
            self._accents = True
        self._count_ends(block)
        self._blank_rows = self._blank_rows or self._has_blank_row(block)
        if not self._rows:
            self._rows = bool(block[self._header_left :].strip(self._nothing))
            self._header_left = max(0, self._header_left - len(block))

    def conclude(self) -> bool:
        """After the last block: whether the lines need no tidying. Raises FileRefused."""
        if self._quotes.inside:
            raise self._unclosed()
        if not self._rows:
            raise FileRefused(
                f"« {self._name} » n’a qu’une ligne d’en-têtes, sans aucune ligne de données.",
                "Refaites l’export : chaque ligne après la première est un enregistrement.",
            )
        windows, unix, old_mac = self._ends
        return not (self._quoted_ends or self._blank_rows or old_mac or (windows and unix))

    def _line(self, block: bytes, position: int) -> int:
        return self.lines + 1 + block[:position].count(b"\n" if b"\n" in block else b"\r")

    def _count_ends(self, block: bytes) -> None:
        content = np.frombuffer(block, dtype=np.uint8)
        feeds = int(np.count_nonzero(content == ord("\n")))
        returns = block.count(b"\r") if b"\r" in block else 0
        both = block.count(b"\r\n") if returns else 0
        self._ends = [self._ends[0] + both, self._ends[1] + feeds - both, self._ends[2] + returns - both]
        self.lines += feeds + returns - both

    def _has_blank_row(self, block: bytes) -> bool:
        content = np.frombuffer(block, dtype=np.uint8)
        after = content[1:][content[:-1] <= ord("\r")]  # a line end or a tab came before: few enough to look at
        may = bool(self._blank_start[content[:1]].any() or self._blank_start[after].any())
        return may and self._blank.search(block) is not None

    def _check_lengths(self, block: bytes) -> None:
        start = 0
        while len(block) - start > MAX_ROW:
            end = max(block.rfind(b"\n", start, start + MAX_ROW + 1), block.rfind(b"\r", start, start + MAX_ROW + 1))
            if end < 0:
                raise self._too_long(self._line(block, start))
            start = end + 1

    def _feed_quotes(self, block: bytes) -> None:
        try:
            outside, within = self._quotes.feed(block)
        except MisplacedQuote as error:
            place = error.position - max(block.rfind(b"\n", 0, error.position), block.rfind(b"\r", 0, error.position))
            raise FileRefused(
                f"« {self._name} » a un guillemet mal placé à la ligne {self._line(block, error.position)}, "
                f"caractère {place} : du texte suit le guillemet fermant.",
                'Dans une valeur entre guillemets, doublez les guillemets ("") ; ou retirez-les.',
            ) from None
        if self._quotes.inside and (self._quotes.opened or not self._opened):
            self._opened = self._line(block, self._quotes.opened)
        self._quoted_ends = self._quoted_ends or bool(within.size)
        starts = np.concatenate(([-1 - self._open_row], outside))
        lengths = np.diff(starts)
        self._open_row = len(block) - 1 - int(starts[-1])
        begin = self._row_line  # of the first row that ends in this block
        if outside.size or not begin:
            self._row_line = self._line(block, int(starts[-1]) + 1)
        if self._open_row > MAX_ROW or (lengths.size and lengths.max() > MAX_ROW):
            if self._quotes.inside:
                raise self._unclosed()
            longest = int(lengths.argmax()) if lengths.size else 0
            first = int(starts[longest]) + 1
            raise self._too_long(begin if first < 0 else self._line(block, first))

    def _unclosed(self) -> FileRefused:
        return FileRefused(
            f"Dans « {self._name} », le guillemet ouvert à la ligne {self._opened} n’est pas refermé.",
            "Fermez ou retirez ce guillemet : tout ce qui le suit serait lu comme une seule valeur.",
        )

    def _too_long(self, line: int) -> FileRefused:
        return FileRefused(
            f"La ligne {line} de « {self._name} » dépasse {french_size(MAX_ROW)}.",
            "Une ligne du modèle tient en quelques centaines de caractères : corrigez ou retirez cette ligne.",
        )
