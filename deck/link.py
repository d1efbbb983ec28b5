"""Lien d’une séance: a deck ↔ the value of `d` in `/seance?d=…`.

    deck  = version "~" text *( "~" slide )
    slide = card *( "!" key "." value ) [ "*" text [ "*" text ] ]

A text keeps every character but % ~ * and line ends: the first three are written %25 %7E %2A. Keys and values are those
of the addresses of pages, the ~ of a hypothesis on sites written %7E.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from deck.slides import EMPTY, LONGEST_QUERY, MOST_SLIDES, Cards, Deck, Opened, Slide, deck_of
from typography import spaced

VERSION = "1"
# Once in an address; servers and mail programs cut what is longer than 4,000 to 8,000.
LONGEST_LINK = 3_500
# Every slide with the longest hypothesis and texts.
_MOST_READ = MOST_SLIDES * LONGEST_QUERY
_ESCAPED = {"%": "%25", "~": "%7E", "*": "%2A"}
_PAIR = re.compile(r"([a-z0-9]{1,12})\.((?:[0-9A-Za-z._-]|%7E)+)")
_CARD = re.compile(r"[a-z0-9-]{1,60}")


def link_of(deck: Deck) -> str:
    """Valeur de `d`, not yet escaped for an address."""
    return "~".join((VERSION, _escaped(deck.title), *(_slide(slide) for slide in deck.slides)))


def address_of(deck: Deck) -> str | None:
    """Adresse de la séance, from the root of the site; None when it would be too long: a file holds it then."""
    address = f"/seance?d={quote(link_of(deck), safe='~!*')}"
    return address if len(address) <= LONGEST_LINK else None


def read_link(text: str, cards: Cards) -> Opened:
    """The deck of a value of `d`. Never raises: what cannot be read is left out, and said."""
    if len(text) > _MOST_READ:
        return Opened(EMPTY, (spaced("Ce lien de séance est trop long : ouvrez plutôt le fichier de la séance."),))
    version, *parts = text.split("~")
    if version != VERSION or not parts:
        wrong = "Ce lien de séance ne se lit pas : copiez-le en entier, ou ouvrez le fichier de la séance."
        return Opened(EMPTY, (spaced(wrong),))
    return deck_of(unquote(parts[0]), [_read_slide(part) for part in parts[1:]], cards)


def _slide(slide: Slide) -> str:
    pairs = [f"!{_escaped(pair.replace('=', '.', 1))}" for pair in slide.query.split("&") if pair]
    texts = [slide.title, slide.sentence] if slide.sentence else [slide.title] if slide.title else []
    return slide.card + "".join(pairs) + "".join(f"*{_escaped(text)}" for text in texts)


def _read_slide(part: str) -> dict[str, object]:
    asked, *texts = part.split("*")
    card, *pairs = asked.split("!")
    read = [_PAIR.fullmatch(pair) for pair in pairs]
    found: dict[str, object] = dict(zip(("title", "sentence"), map(unquote, texts), strict=False))
    # What is not a pair makes a query that cannot be read, which its reader says.
    query = None if None in read or len(texts) > 2 else "&".join(f"{pair[1]}={pair[2]}" for pair in read if pair)
    return {**found, "card": card if _CARD.fullmatch(card) else None, "query": query}


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)
