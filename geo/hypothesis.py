"""Hypothèse écrite: which sites close, move, change their hours, and which sessions open, as letters of an address.

Pieces are joined by "~", each a letter and its terms joined by "_": `fSITE` closes, `mSITE_COMMUNE` moves to the centre
of a commune, `hSITE_HOURS` changes the weekly hours, `aCOMMUNE_HOURS` adds an outreach session. In the code of a site,
whatever is no letter, digit or hyphen is "." and two hexadecimal digits a byte of its UTF-8, so that an address needs
no quoting.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

# An address is read up to 4,000 characters (filters.py), and other keys want theirs.
MOST_PIECES, MOST_LETTERS = 30, 2000
MOST_HOURS = 168.0
_HOURS = re.compile(r"[1-9][0-9]{0,2}(\.[1-9])?|0\.[1-9]")
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_CODE = re.compile(r"([A-Za-z0-9-]|\.[0-9A-F]{2})+")
_PLAIN = re.compile(r"[A-Za-z0-9-]")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Hypothèse by codes: `closed`, sites; `moved`, (site, commune); `hours`, (site, weekly hours); `added`, (commune,
    weekly hours). Each list in order and without repetition; a closed site is in no other.
    """

    closed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    hours: tuple[tuple[str, float], ...] = ()
    added: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.closed or self.moved or self.hours or self.added)

    def __str__(self) -> str:
        """The pieces, as `read_hypothesis` reads them; "" for no change."""
        return "~".join(
            [
                *(f"f{_escaped(site)}" for site in self.closed),
                *(f"m{_escaped(site)}_{commune}" for site, commune in self.moved),
                *(f"h{_escaped(site)}_{hours:g}" for site, hours in self.hours),
                *(f"a{commune}_{hours:g}" for commune, hours in self.added),
            ]
        )

    @property
    def size(self) -> int:
        return len(self.closed) + len(self.moved) + len(self.hours) + len(self.added)


class Read(NamedTuple):
    """Lecture: the hypothesis, and the pieces that were left out, as written."""

    hypothesis: Hypothesis
    ignored: tuple[str, ...]


def read_hypothesis(text: str) -> Read:
    """Read the pieces of an address. Left out: what is not of the grammar, says something again of the same site or
    commune or of a site that closes, and what comes after `MOST_PIECES` or `MOST_LETTERS`.
    """
    pieces = [piece for piece in text.split("~") if piece]
    ends = accumulate(len(piece) + 1 for piece in pieces)
    short = [rank < MOST_PIECES and end <= MOST_LETTERS for rank, end in enumerate(ends)]
    closing = {_site(piece[1:]) for piece, is_read in zip(pieces, short, strict=True) if is_read and piece[0] == "f"}
    known: dict[tuple[str, str], str | float] = {}
    ignored: list[str] = []
    for piece, is_read in zip(pieces, short, strict=True):
        kind, terms = piece[0], piece[1:].split("_")
        found = _READ[kind](terms) if is_read and kind in _READ else None
        if found is None or (kind, found[0]) in known or (kind in "mh" and found[0] in closing):
            ignored.append(piece)
        else:
            known[kind, found[0]] = found[1]
    of = {kind: sorted((key, value) for (of, key), value in known.items() if of == kind) for kind in _READ}
    hypothesis = Hypothesis(
        closed=tuple(site for site, _ in of["f"]),
        moved=tuple((site, str(commune)) for site, commune in of["m"]),
        hours=tuple((site, float(hours)) for site, hours in of["h"]),
        added=tuple((commune, float(hours)) for commune, hours in of["a"]),
    )
    return Read(hypothesis, tuple(ignored))


def with_session(hypothesis: Hypothesis, commune: str, hours: float) -> Hypothesis:
    """La même avec une permanence de plus, or with its hours if the commune has one already."""
    kept = tuple(session for session in hypothesis.added if session[0] != commune)
    return replace(hypothesis, added=tuple(sorted((*kept, (commune, hours)))))


def _escaped(code: str) -> str:
    return "".join(c if _PLAIN.fullmatch(c) else "".join(f".{b:02X}" for b in c.encode()) for c in code)


def _site(text: str) -> str | None:
    """The code of a site; None when it is not written as `_escaped` writes it."""
    if not _CODE.fullmatch(text):
        return None
    try:
        code = re.sub(rb"\.([0-9A-F]{2})", lambda match: bytes([int(match[1], 16)]), text.encode()).decode()
    except UnicodeDecodeError:
        return None
    return code if _escaped(code) == text else None


def _hours(text: str) -> float | None:
    return float(text) if _HOURS.fullmatch(text) and float(text) <= MOST_HOURS else None


def _commune(text: str) -> str | None:
    return text if _COMMUNE.fullmatch(text) else None


def _two(
    key: Callable[[str], str | None], value: Callable[[str], str | float | None]
) -> Callable[[list[str]], tuple[str, str | float] | None]:
    def read(terms: list[str]) -> tuple[str, str | float] | None:
        if len(terms) != 2:
            return None
        of, says = key(terms[0]), value(terms[1])
        return None if of is None or says is None else (of, says)

    return read


def _one(terms: list[str]) -> tuple[str, str | float] | None:
    code = _site("_".join(terms))
    return None if code is None else (code, "")


_READ: dict[str, Callable[[list[str]], tuple[str, str | float] | None]] = {
    "f": _one,
    "m": _two(_site, _commune),
    "h": _two(_site, _hours),
    "a": _two(_commune, _hours),
}
