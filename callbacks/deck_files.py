"""Fichiers d’un jeu de diapositives: PPTX or PDF, made slide after slide, with its progress for whoever asks."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, request

from callbacks.deck_slides import Asked, slide
from callbacks.files import site_root
from callbacks.pace import Limit
from callbacks.page import Page
from callbacks.refusal import Refused, refusal
from data.engine import Database, DatabaseUnavailable, NoRelease
from figures.deck.slide import Slide
from settings import Settings

_LOG = logging.getLogger(__name__)
MOST_SLIDES = 40
_LONGEST = {"title": 300, "sentence": 1000}
_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
Write = Callable[[Iterable[Slide], int, str], Iterator[bytes | None]]


def register(app: Dash, database: Database, pages: Mapping[str, Page], limit: Limit, settings: Settings) -> None:
    """`pages`: those whose cards a slide may show, by path."""

    @app.server.route("/seance.<any(pptx, pdf):kind>", methods=["GET", "POST"])
    @limit
    def deck_file(kind: str) -> Response:
        try:
            title, asked = _read(request.values.get("d", ""), pages)
        except Refused as error:
            return refusal(str(error), error.status, request.path)
        # Read before the answer starts: nothing that streams may need the request.
        root = site_root(settings)
        slides = (slide(pages[one.path], one, database, root) for one in asked)
        made = _writer(kind)(slides, len(asked), title)
        name = f"cep-seance-{len(asked)}.{kind}"
        if request.values.get("suivi"):
            told = _told(made, len(asked), name, _TYPES[kind])
            headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
            return Response(told, mimetype="application/x-ndjson", headers=headers)
        # Made whole before the first byte, so that a failure can still be said.
        content = b"".join(part for part in made if part)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
        return Response(content, mimetype=_TYPES[kind], headers=headers)


def _writer(kind: str) -> Write:
    """The writer, loaded when the first file asks for it."""
    if kind == "pptx":
        from figures.deck.presentation import presentation

        return presentation
    from figures.deck.printed import printed

    return printed


def _told(made: Iterator[bytes | None], count: int, name: str, kind: str) -> Iterator[bytes]:
    """One line of JSON a slide, then one with the file. A visitor who leaves stops the work at the next slide."""
    yield _line({"done": 0, "of": count})
    try:
        for done, part in enumerate(made, 1):
            if part is None:
                yield _line({"done": done, "of": count})
            else:
                yield _line({"name": name, "type": kind, "content": base64.b64encode(part).decode()})
    except (DatabaseUnavailable, NoRelease) as error:
        yield _line({"error": str(error)})
    except Exception:
        _LOG.exception("deck")
        yield _line({"error": "Le fichier n’a pas pu être fait : réessayez dans un instant."})


def _line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _read(text: str, pages: Mapping[str, Page]) -> tuple[str, list[Asked]]:
    """Titre et diapositives of a deck in JSON. Raises Refused."""
    try:
        deck = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("Ce jeu de diapositives ne se lit pas : repartez de la page Séance.") from None
    found = deck.get("slides") if isinstance(deck, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise Refused("Ce jeu n’a pas de diapositives : ajoutez-en une.")
    if len(found) > MOST_SLIDES:
        raise Refused(f"Ce jeu a {len(found)} diapositives : un fichier en prend {MOST_SLIDES} au plus.", 413)
    title = deck.get("title")
    asked = [_asked(one, place, pages) for place, one in enumerate(found, 1)]
    return (title if isinstance(title, str) else "")[:300] or "Séance de l’Observatoire CEP", asked


def _asked(given: Mapping[str, Any], place: int, pages: Mapping[str, Page]) -> Asked:
    link = urlsplit(_text(given, "link", 4000))
    page = pages.get(link.path)
    if page is None:
        raise Refused(f"Diapositive {place} : cette page n’existe pas.")
    card = _text(given, "card", 60)
    if card not in [of.card for of in page.cards]:
        raise Refused(f"Diapositive {place} : cette carte n’est pas sur la page.")
    return Asked(link.path, link.query, card, *(_text(given, name, most) for name, most in _LONGEST.items()))


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    """A text of the deck without what no file can hold."""
    value = given.get(name)
    kept = value if isinstance(value, str) else ""
    return "".join(c for c in kept if c.isprintable())[:most]
