"""Fichiers d’une séance: PPTX or PDF of the deck of a link, made slide after slide, with its progress on demand."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from dash import Dash
from flask import Response, request

from callbacks.citation import site_root
from callbacks.deck_boards import board
from callbacks.pace import Limit, charge_slides
from callbacks.page import Page
from callbacks.refusal import Refused, refusal
from callbacks.slides import cards_of
from data.engine import Database, DatabaseUnavailable, NoRelease
from deck.link import read_link
from deck.slides import Cards, Deck
from figures.deck.board import Board
from settings import Settings

_LOG = logging.getLogger(__name__)
_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
Write = Callable[[Iterable[Board], int, str], Iterator[bytes | None]]


def register(app: Dash, database: Database, pages: Sequence[Page], limit: Limit, settings: Settings) -> None:
    """`pages`: those whose cards a slide may show."""
    of_path, cards = {page.path: page for page in pages}, cards_of(pages)

    @app.server.route("/seance.<any(pptx, pdf):kind>", methods=["GET", "POST"])
    @limit
    def deck_file(kind: str) -> Response:
        try:
            deck = _asked(request.values.get("d", ""), cards)
            charge_slides(len(deck.slides), settings)
        except Refused as error:
            return refusal(str(error), error.status, request.path)
        # Read before the answer starts: nothing that streams may need the request.
        root, count = site_root(settings), len(deck.slides)
        made = _writer(kind)(_boards(deck, database, of_path, root), count, deck.title)
        name = f"cep-seance-{count}.{kind}"
        if request.values.get("suivi"):
            told = _told(made, count, name, _TYPES[kind])
            headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
            return Response(told, mimetype="application/x-ndjson", headers=headers)
        # Made whole before the first byte, so that a failure can still be said.
        content = b"".join(part for part in made if part)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
        return Response(content, mimetype=_TYPES[kind], headers=headers)


def _boards(deck: Deck, database: Database, pages: Mapping[str, Page], root: str) -> Iterator[Board]:
    """One after the other, those of slides that name no release all on the one that is current at the start."""
    current = database.answer("", lambda release: release.id)
    for slide in deck.slides:
        drawn = partial(board, pages[slide.path], slide, root=root)
        yield database.answer(slide.release or current, drawn)


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


def _asked(link: str, cards: Cards) -> Deck:
    """The deck of a link, whole. Raises Refused: a file would not say what it lacks."""
    deck, problems = read_link(link, cards)
    if problems:
        raise Refused(problems[0])
    if not deck.slides:
        raise Refused("Cette séance n’a pas de diapositives : ajoutez-en une.")
    return deck
