"""Fichier d’une séance: a deck ↔ JSON, with what its slides said on the day it was saved."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from deck.slides import LONGEST_SENTENCE, MOST_SLIDES, Cards, Deck, deck_of, plain, slide_at
from typography import spaced

FORMAT, VERSION = "seance-observatoire-cep", 1
LARGEST_FILE = 200_000
MOST_VALUES = 12
_LONGEST_LABEL = 120
_RELEASE = re.compile(r"[0-9a-z-]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOT_OURS = "Ce fichier n’est pas une séance de l’Observatoire CEP : choisissez un fichier .json enregistré ici."


@dataclass(frozen=True, slots=True)
class Seen:
    """Diapositive vue: what it said: release, title, sentence, a few values (label, text), digest of all its rows."""

    release: str
    title: str
    sentence: str
    values: tuple[tuple[str, str], ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """Séance enregistrée: a deck, the moment if known, and for each slide what was seen, if anything."""

    deck: Deck
    date: datetime | None
    seen: tuple[Seen | None, ...]

    @property
    def hash(self) -> str:
        return content_hash(self.seen)


class Reopened(NamedTuple):
    """Séance rouverte: a file read, None where it is none, and French sentences on what could not be read."""

    saved: Saved | None
    problems: tuple[str, ...]


def content_hash(seen: Sequence[Seen | None]) -> str:
    """Empreinte of what the slides said, in their order: the same content has the same, whenever it is saved."""
    text = json.dumps([_written(one) for one in seen], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_file(saved: Saved) -> str:
    """Fichier JSON, in UTF-8, fit to be read by a person."""
    slides = [
        {
            "path": slide.path,
            "query": slide.query,
            "card": slide.card,
            "title": slide.title,
            "sentence": slide.sentence,
            "seen": _written(seen),
        }
        for slide, seen in zip(saved.deck.slides, saved.seen, strict=True)
    ]
    body = {
        "format": FORMAT,
        "version": VERSION,
        "title": saved.deck.title,
        "saved": saved.date.isoformat(timespec="seconds") if saved.date else None,
        "releases": sorted({seen.release for seen in saved.seen if seen}),
        "hash": saved.hash,
        "slides": slides,
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def read_file(text: str, cards: Cards) -> Reopened:
    """The deck of a file. Never raises; a slide that cannot be read is left out, and said."""
    if len(text) > LARGEST_FILE:
        return Reopened(None, (spaced(_NOT_OURS),))
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return Reopened(None, (spaced(_NOT_OURS),))
    if not isinstance(body, dict) or body.get("format") != FORMAT or not isinstance(body.get("slides"), list):
        return Reopened(None, (spaced(_NOT_OURS),))
    if body.get("version") != VERSION:
        late = (
            "Ce fichier de séance est d’une autre version de l’Observatoire : rouvrez-le avec celle qui l’a enregistré."
        )
        return Reopened(None, (spaced(late),))
    found = [one if isinstance(one, dict) else {} for one in body["slides"]]
    deck, problems = deck_of(body.get("title"), found, cards)
    date = _date(body.get("saved"))
    seen = tuple(_seen(one.get("seen")) for one in found[:MOST_SLIDES])
    if content_hash(seen) != body.get("hash"):
        text = "Ce qui avait été vu a été modifié dans ce fichier : les valeurs d’alors ne sont pas montrées."
        return Reopened(Saved(deck, date, (None,) * len(deck.slides)), (*problems, spaced(text)))
    kept = [one for one, was in zip(seen, found, strict=False) if slide_at(1, was, cards)[0]]
    return Reopened(Saved(deck, date, tuple(kept)), problems)


def _written(seen: Seen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "release": seen.release,
        "title": seen.title,
        "sentence": seen.sentence,
        "values": [list(pair) for pair in seen.values],
        "digest": seen.digest,
    }


def _seen(found: object) -> Seen | None:
    if not isinstance(found, dict):
        return None
    release, digest, values = found.get("release"), found.get("digest"), found.get("values")
    if not isinstance(release, str) or not _RELEASE.fullmatch(release):
        return None
    pairs = values if isinstance(values, list) else []
    return Seen(
        release,
        plain(found.get("title"), LONGEST_SENTENCE),
        plain(found.get("sentence"), 2 * LONGEST_SENTENCE),
        tuple(
            (plain(pair[0], _LONGEST_LABEL), plain(pair[1], _LONGEST_LABEL))
            for pair in pairs[:MOST_VALUES]
            if isinstance(pair, list) and len(pair) == 2
        ),
        digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else "",
    )


def _date(found: object) -> datetime | None:
    try:
        date = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    return date if date is None or date.tzinfo else None
