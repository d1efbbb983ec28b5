"""Séance: reads a deck brought as a link, a file or a territory, and answers with its slides frozen on one release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dash import Dash
from dash._utils import to_json
from flask import Response, request

from callbacks.asked import asked_json
from callbacks.catalogue import PublishedTable
from callbacks.headers import ASSETS, asset_url, asset_urls, plain_markup
from callbacks.pace import Limit
from callbacks.page import Look, Page
from callbacks.refusal import Refused, refusal
from callbacks.slides import Frozen, cards_of, freeze
from data.engine import Database, Release
from deck.default import default_deck, is_default
from deck.file import Reopened, Saved, read_file, write_file
from deck.link import address_of, link_of, read_link
from deck.slides import Cards, Deck, Opened, Slide
from geo.areas import AREAS, FRANCE
from layouts.document import plain_document
from layouts.seance import TITLE, alone

CONTENT = "/seance/contenu"
# The room alone, as its guardian keeps it, and the guardian, whose address gives it the right to /seance.
ROOM, GUARDIAN = "/seance/salle", "/seance-gardien.js"
_SCREENS = ("hall", "stage", "narrow")
_SCRIPTS = ("theme.js", "geo-offline.js", "plotly/plotly.min.js")


def register(
    app: Dash,
    database: Database,
    pages: Sequence[Page],
    tables: Mapping[str, PublishedTable],
    limit: Limit,
) -> None:
    cards = cards_of(pages)

    @app.server.get(ROOM)
    def seance_room() -> Response:
        scripts = [*(asset_url(name) for name in _SCRIPTS), *asset_urls("seance*.js")]
        return Response(plain_document(TITLE, scripts, asset_urls("*.css"), alone()), mimetype="text/html")

    @app.server.get(GUARDIAN)
    def seance_guardian() -> Response:
        text = (ASSETS / "worker" / "seance.js").read_text(encoding="utf-8")
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    @app.server.post(CONTENT)
    @limit
    def seance_content() -> Response:
        try:
            asked = _asked()
            opened, then = _opened(asked, cards)
            deck = _moved(opened.deck, asked.get("area"))
            look = _look(asked)

            def frozen(slide: Slide, asked_release: str) -> Frozen:
                return database.answer(asked_release, lambda release: freeze(slide, release, pages, tables, look))

            body = database.answer("", lambda release: _content(deck, release, frozen))
        except Refused as error:
            return refusal(str(error), error.status, request.path)
        body |= {"problems": list(opened.problems), "then": then}
        # As Dash writes its answers: figures may hold arrays, and months without a value.
        response = Response(plain_markup(to_json(body).encode()), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response


def _asked() -> Mapping[str, Any]:
    asked = asked_json()
    if not isinstance(asked, dict):
        raise Refused("La demande est mal formée : rechargez la page Séance.")
    return asked


def _look(asked: Mapping[str, Any]) -> Look:
    """What the browser says of its screen, or a light room of 4:3."""
    screen = asked.get("screen")
    known = screen if isinstance(screen, str) and screen in _SCREENS else "stage"
    return Look("dark" if asked.get("theme") == "dark" else "light", known)


def _opened(asked: Mapping[str, Any], cards: Cards) -> tuple[Opened, Any]:
    """The deck asked, and what a file says was seen, by slide."""
    if isinstance(asked.get("file"), str):
        found: Reopened = read_file(asked["file"], cards)
        if found.saved is None:
            raise Refused(found.problems[0])
        return Opened(found.saved.deck, found.problems), _then(found.saved)
    if isinstance(asked.get("link"), str):
        return read_link(asked["link"], cards), None
    area = asked.get("area")
    return Opened(default_deck(AREAS[area] if isinstance(area, str) and area in AREAS else FRANCE), ()), None


def _then(saved: Saved) -> dict[str, Any]:
    return {
        "date": saved.date.isoformat() if saved.date else None,
        "hash": saved.hash,
        "slides": [
            seen
            and {
                "release": seen.release,
                "title": seen.title,
                "said": seen.sentence,
                "values": seen.values,
                "digest": seen.digest,
            }
            for seen in saved.seen
        ],
    }


def _moved(deck: Deck, area: object) -> Deck:
    """The deck of another territory; a default deck is that of its territory."""
    if not isinstance(area, str):
        return deck
    if area not in AREAS:
        raise Refused(f"« {area[:40]} » n’est pas un territoire : choisissez-en un dans la liste.")
    if any(is_default(deck, was) for was in AREAS.values()):
        return default_deck(AREAS[area])
    return deck.at(area)


def _content(deck: Deck, release: Release, frozen_of: Callable[[Slide, str], Frozen]) -> dict[str, Any]:
    """What the room holds: each slide on the release that it names, `release` for those that name none."""
    frozen = [frozen_of(slide, slide.release or release.id) for slide in deck.slides]
    saved = Saved(deck, datetime.now(UTC), tuple(one.seen for one in frozen))
    return {
        "title": deck.title,
        "link": link_of(deck),
        "address": address_of(deck),
        "release": release.id,
        "frozen": saved.date.isoformat() if saved.date else "",
        "hash": saved.hash,
        "slides": [one.shown for one in frozen],
        "file": write_file(saved),
    }
