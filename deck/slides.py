"""Diapositives: what a deck is made of, its bounds, and what is wrong with what a visitor brings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import parse_qsl

from filters import KEYS, RENAMED, VERSION_KEY, Filters, Period, migrated
from geo.hypothesis import MOST_LETTERS
from typography import spaced

MOST_SLIDES = 30
LONGEST_TITLE, LONGEST_SENTENCE = 120, 400
TITLE = "Séance"
# Card → the page that shows it: what a deck may hold.
Cards = Mapping[str, str]
_EVER = Period("1900-01", "2099-12")
# As filters.py writes them: a hypothesis on sites is the longest.
_VALUE = re.compile(rf"[0-9A-Za-z._~-]{{1,{MOST_LETTERS}}}")
LONGEST_QUERY = 4000
# Each key once, and what other programs add to an address.
_MOST_PAIRS = 2 * len(KEYS)


@dataclass(frozen=True, slots=True)
class Slide:
    """Diapositive: the card of a page at a query string (without "?"), its own title and the speaker's sentence.

    Without a title of its own, a slide has that of its card, which follows the numbers.
    """

    path: str
    query: str
    card: str
    title: str = ""
    sentence: str = ""

    @property
    def permalink(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def release(self) -> str:
        """The release that its query names, "" for the current one."""
        return self.filters(_EVER).release

    def filters(self, period: Period) -> Filters:
        """The filters of its query; `period`: that of a query that names none."""
        return Filters.from_query(self.query, lambda _: period)[0]

    def at(self, area: str) -> Slide:
        """The slide of another territory: one that comes back from a department compares regions again."""
        asked = self.filters(_EVER)
        level = "reg" if asked.area.startswith("D") and not area.startswith("D") else asked.area_level
        moved = asked.change(area=area, area_level=level)
        written = {key for key, _ in parse_qsl(self.query)}
        named = [name for name in ("start", "end") if KEYS[name] in written]
        return replace(self, query=moved.to_query(explicit=named))


@dataclass(frozen=True, slots=True)
class Deck:
    """Séance: slides in their order, under one title."""

    title: str
    slides: tuple[Slide, ...]

    def at(self, area: str) -> Deck:
        """The deck of another territory, all slides at once."""
        return replace(self, slides=tuple(slide.at(area) for slide in self.slides))


class Opened(NamedTuple):
    """Séance ouverte: what could be read, and French sentences on what could not: which slide, what to do."""

    deck: Deck
    problems: tuple[str, ...]


EMPTY = Deck(TITLE, ())


def plain(text: object, most: int) -> str:
    """One line of at most `most` characters, as a title holds it; "" for anything but text."""
    if not isinstance(text, str):
        return ""
    shown = "".join(" " if unicodedata.category(c)[0] == "C" or (c.isspace() and c not in _KEPT) else c for c in text)
    return re.sub(" +", " ", shown).strip()[:most].strip()


# No-break spaces, which French typography needs.
_KEPT = "\u00a0\u202f"


def slide_at(place: int, found: Mapping[str, object], cards: Cards) -> tuple[Slide | None, list[str]]:
    """The slide of a mapping with the fields of `Slide`, and what is wrong with it; None without a card known.

    `place`: its number in the deck, from 1. The page is that of the card, whatever the mapping says.
    """
    card = found.get("card")
    if not isinstance(card, str) or card not in cards:
        shown = card[:40] if isinstance(card, str) else ""
        return None, [_wrong(place, f"la carte « {shown} » n’existe pas : ajoutez-la de nouveau depuis sa page.")]
    query, problems = canonical(found.get("query"))
    slide = Slide(
        cards[card],
        query,
        card,
        plain(found.get("title"), LONGEST_TITLE),
        plain(found.get("sentence"), LONGEST_SENTENCE),
    )
    return slide, [_wrong(place, problem) for problem in problems]


def deck_of(title: object, found: Sequence[Mapping[str, object]], cards: Cards) -> Opened:
    """The deck of the slides that can be read, at most `MOST_SLIDES`."""
    slides: list[Slide] = []
    problems: list[str] = []
    for place, one in enumerate(found[:MOST_SLIDES], start=1):
        slide, wrong = slide_at(place, one, cards)
        slides += [slide] if slide else []
        problems += wrong
    if len(found) > MOST_SLIDES:
        text = (
            f"Une séance a au plus {MOST_SLIDES} diapositives : faites-en deux ; les {MOST_SLIDES} premières restent."
        )
        problems.append(spaced(text))
    return Opened(Deck(plain(title, LONGEST_TITLE) or TITLE, tuple(slides)), tuple(problems))


def canonical(query: object) -> tuple[str, list[str]]:
    """A query string with the keys of today in their order, without the projected view; and what is left aside."""
    if not isinstance(query, str) or len(query) > LONGEST_QUERY or query.count("&") > _MOST_PAIRS:
        return "", ["son adresse ne se lit pas : ajoutez-la de nouveau depuis sa page."]
    pairs, wrong = migrated(parse_qsl(query.removeprefix("?"), keep_blank_values=True), RENAMED)
    problems = [_lower(text) for text in wrong]
    values: dict[str, str] = {}
    for key, value in pairs:
        known = key in KEYS.values() and _VALUE.fullmatch(value)
        asked, unread = Filters.from_query(f"{key}={value}", lambda _: _EVER) if known else (Filters(), ("",))
        if unread and asked.hypothesis:
            # Its pieces are read one by one.
            problems += [_lower(text) for text in unread]
            values[key] = str(asked.hypothesis)
        elif unread:
            text = (
                f"« {key[:40]}={value[:40]} » ne se lit pas : la valeur par défaut est utilisée, vérifiez le réglage."
            )
            problems.append(text)
        elif key != KEYS["projection"]:
            values[key] = value
    if Filters.from_query(_written(values), lambda _: _EVER)[1]:
        problems.append(
            "la période finit avant de commencer : la période par défaut est utilisée, choisissez-la de nouveau."
        )
        values = {key: value for key, value in values.items() if key not in (KEYS["start"], KEYS["end"])}
    return _written(values), problems


def _written(values: Mapping[str, str]) -> str:
    kept = [f"{key}={values[key]}" for key in KEYS.values() if key in values]
    return "&".join([*kept, *([f"{VERSION_KEY}={len(RENAMED) + 1}"] if RENAMED and kept else [])])


def _wrong(place: int, text: str) -> str:
    return spaced(f"Diapositive {place} : {text}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
