"""Hypothèse écrite: which sites close, move, change their hours, and which sessions open, as letters of an address.

Pieces are joined by "~", each a letter and its terms joined by "_": `fSITE` closes, `mSITE_COMMUNE` moves to the centre
of a commune, `hSITE_HOURS` changes the weekly hours, `aCOMMUNE_HOURS` adds an outreach session. A SITE is two terms,
its operator ("-" for "_") and its code, of which two operators may have the same; addresses written before the operator
was in them have the code alone. In a code, whatever is no letter, digit or hyphen is "." and two hexadecimal digits a
byte of its UTF-8, so that an address needs no quoting.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, NamedTuple

# An address is read up to 4,000 characters (filters.py), and other keys want theirs.
MOST_PIECES, MOST_LETTERS = 30, 2000
MOST_HOURS = 168.0
_HOURS = re.compile(r"[1-9][0-9]{0,2}(\.[1-9])?|0\.[1-9]")
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_OPERATOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"([A-Za-z0-9-]|\.[0-9A-F]{2})+")
_PLAIN = re.compile(r"[A-Za-z0-9-]")


class SiteKey(NamedTuple):
    """Clé d’un lieu: the code of its operator, "" when an old address does not say it, and its code there."""

    operator: str
    code: str

    def __str__(self) -> str:
        """Its terms, as an address holds them."""
        code = _escaped(self.code)
        return f"{self.operator.replace('_', '-')}_{code}" if self.operator else code


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Hypothèse by keys: `closed`, sites; `moved`, (site, commune); `hours`, (site, weekly hours); `added`, (commune,
    weekly hours). Each list in order and without repetition; a closed site is in no other.
    """

    closed: tuple[SiteKey, ...] = ()
    moved: tuple[tuple[SiteKey, str], ...] = ()
    hours: tuple[tuple[SiteKey, float], ...] = ()
    added: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.closed or self.moved or self.hours or self.added)

    def __str__(self) -> str:
        """The pieces, as `read_hypothesis` reads them; "" for no change."""
        return "~".join(
            [
                *(f"f{site}" for site in self.closed),
                *(f"m{site}_{commune}" for site, commune in self.moved),
                *(f"h{site}_{hours:g}" for site, hours in self.hours),
                *(f"a{commune}_{hours:g}" for commune, hours in self.added),
            ]
        )

    @property
    def size(self) -> int:
        return len(self.closed) + len(self.moved) + len(self.hours) + len(self.added)

    @property
    def sites(self) -> tuple[SiteKey, ...]:
        """Lieux that it names, each once."""
        return tuple(dict.fromkeys([*self.closed, *(site for site, _ in (*self.moved, *self.hours))]))

    def under(self, named: Callable[[SiteKey], SiteKey]) -> Hypothesis:
        """La même sous d’autres clés of its sites; of what then says something again of one, the first is kept."""
        return read_hypothesis(
            str(
                Hypothesis(
                    tuple(named(site) for site in self.closed),
                    tuple((named(site), commune) for site, commune in self.moved),
                    tuple((named(site), hours) for site, hours in self.hours),
                    self.added,
                )
            )
        ).hypothesis


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
    closing = {
        _site(piece[1:].split("_")) for piece, is_read in zip(pieces, short, strict=True) if is_read and piece[0] == "f"
    }
    known: dict[tuple[str, SiteKey | str], str | float] = {}
    ignored: list[str] = []
    for piece, is_read in zip(pieces, short, strict=True):
        kind, terms = piece[0], piece[1:].split("_")
        found = _READ[kind](terms) if is_read and kind in _READ else None
        if found is None or (kind, found[0]) in known or (kind in "mh" and found[0] in closing):
            ignored.append(piece)
        else:
            known[kind, found[0]] = found[1]
    of: dict[str, list[tuple[Any, Any]]] = {
        kind: sorted((key, value) for (of, key), value in known.items() if of == kind) for kind in _READ
    }
    hypothesis = Hypothesis(tuple(site for site, _ in of["f"]), tuple(of["m"]), tuple(of["h"]), tuple(of["a"]))
    return Read(hypothesis, tuple(ignored))


def with_session(hypothesis: Hypothesis, commune: str, hours: float) -> Hypothesis:
    """La même avec une permanence de plus, or with its hours if the commune has one already."""
    kept = tuple(session for session in hypothesis.added if session[0] != commune)
    return replace(hypothesis, added=tuple(sorted((*kept, (commune, hours)))))


def _escaped(code: str) -> str:
    return "".join(c if _PLAIN.fullmatch(c) else "".join(f".{b:02X}" for b in c.encode()) for c in code)


def _site(terms: list[str]) -> SiteKey | None:
    """Key of a site from its terms; None when they are not written as its `str`."""
    *operators, text = terms
    if len(operators) > 1 or not all(map(_OPERATOR.fullmatch, operators)):
        return None
    code = _code(text)
    return None if code is None else SiteKey("".join(operators).replace("-", "_"), code)


def _code(text: str) -> str | None:
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


def _town(terms: list[str]) -> str | None:
    return _commune(terms[0]) if len(terms) == 1 else None


_Found = tuple[SiteKey | str, str | float]


def _pair(
    key: Callable[[list[str]], SiteKey | str | None], value: Callable[[str], str | float | None]
) -> Callable[[list[str]], _Found | None]:
    """Reads what a piece is of, then, in its last term, what it says."""

    def read(terms: list[str]) -> _Found | None:
        if len(terms) < 2:
            return None
        of, says = key(terms[:-1]), value(terms[-1])
        return None if of is None or says is None else (of, says)

    return read


def _closing(terms: list[str]) -> _Found | None:
    site = _site(terms)
    return None if site is None else (site, "")


_READ: dict[str, Callable[[list[str]], _Found | None]] = {
    "f": _closing,
    "m": _pair(_site, _commune),
    "h": _pair(_site, _hours),
    "a": _pair(_town, _hours),
}
