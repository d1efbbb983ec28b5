"""Guillemets: which line ends of a CSV file close a row and which lie inside a quoted value (RFC 4180).

DuckDB 1.5.6 reading in parallel silently loses rows around a misplaced or unclosed quote (measured: 545,454 rows of
2,000,000 gone, without a reject, in a file where every other row holds « "4"5 »). So such a file must not reach it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D
Positions = npt.NDArray[np.intp]


class MisplacedQuote(Exception):
    """A closing quote followed by something else than a delimiter or a line end, at byte `position` of the block."""

    def __init__(self, position: int) -> None:
        self.position = position


class Quotes:
    """État des guillemets along a file. Feed it blocks in order, cut at line ends (inside a quoted value or not)."""

    def __init__(self, delimiter: str) -> None:
        self.inside = False  # at the end of the last block
        self.opened = 0  # position in the last block of the quote that is still open
        self._border = np.zeros(256, dtype=bool)
        self._border[[ord(delimiter), _LF, _CR, _QUOTE]] = True

    def feed(self, block: bytes) -> tuple[Positions, Positions]:
        """Positions of the CR and LF that are outside quoted values, and of those inside. Raises MisplacedQuote."""
        content = np.frombuffer(block, dtype=np.uint8)
        marks = self._marks(content)
        ends = np.flatnonzero((content == _LF) | (content == _CR))
        within = (np.searchsorted(marks, ends) + self.inside) % 2 == 1
        self.inside = bool((marks.size + self.inside) % 2)
        self.opened = int(marks[-1]) if marks.size else 0
        return ends[~within], ends[within]

    def _marks(self, content: npt.NDArray[np.uint8]) -> Positions:
        """Quotes that open or close a value, in turn. In a regular file these are all the quotes."""
        found = np.flatnonzero(content == _QUOTE)
        first = int(self.inside)
        opening, closing = found[first::2], found[1 - first :: 2]
        last = content.size - 1
        regular = ((opening == 0) | self._border[content[np.maximum(opening - 1, 0)]]).all() and (
            (closing == last) | self._border[content[np.minimum(closing + 1, last)]]
        ).all()
        return found if regular else self._slowly(content, found)

    def _slowly(self, content: npt.NDArray[np.uint8], found: Positions) -> Positions:
        """The same, one quote after another: a quote in the middle of a bare value is a character like another."""
        marks: list[int] = []
        inside, escaped, last = self.inside, -1, content.size - 1
        for position in found.tolist():
            if position == escaped:
                continue
            if not inside:
                if position == 0 or self._border[content[position - 1]]:
                    marks.append(position)
                    inside = True
            elif position < last and content[position + 1] == _QUOTE:
                escaped = position + 1
            elif position == last or self._border[content[position + 1]]:
                marks.append(position)
                inside = False
            else:
                raise MisplacedQuote(position)
        return np.array(marks, dtype=np.intp)
