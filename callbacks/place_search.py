"""Recherches par nom de la page Territoires: what its fields ask while one types; the commune of a click on the map."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache

from dash import Dash
from flask import Response, request

from callbacks.default_periods import default_periods
from callbacks.hypothesis_numbers import FIELDS, nearest_town, places_of
from callbacks.territoires_numbers import territoires_numbers
from data.contract.places import communes
from data.contract.spelling import plain
from data.default_period import default_period
from data.engine import Database, Release
from filters import DefaultOf, Filters
from geo.areas import AREAS
from layouts.territoires_tables import found_list, listed_rows, site_note

TOWNS, SITES = "/territoires/communes", "/territoires/lieux"
_MOST_LETTERS, _MOST_TOWNS, _MOST_SITES = 60, 12, 30
_OWN = frozenset({"cherche", "carte"})
_PLACE = re.compile(r"(-?\d{1,3}\.\d{1,6}),(-?\d{1,2}\.\d{1,6})")


def register(app: Dash, database: Database) -> None:
    """The addresses that assets/hypothesis.js and assets/sites.js ask."""
    default_of = default_periods(database, default_period)

    @app.server.get(TOWNS)
    def towns() -> Response:
        filters, begins, clicked = _asked(default_of), _typed(), _place(request.args.get("carte", ""))

        def answer(release: Release) -> list[tuple[str, str]]:
            return _towns(release, filters, begins) if clicked is None else nearest_town(release, filters, clicked)

        found = database.answer(filters.release, answer)
        return fresh_json([{"code": code, "name": name} for code, name in found])

    @app.server.get(SITES)
    def sites() -> Response:
        filters, words = _asked(default_of), _typed().split()

        def answer(release: Release) -> dict[str, object]:
            return _sites(release, filters, words)

        return fresh_json(database.answer(filters.release, answer))


def fresh_json(value: object) -> Response:
    """Réponse that no cache keeps."""
    return Response(
        json.dumps(value, ensure_ascii=False), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def _asked(default_of: DefaultOf) -> Filters:
    query = request.query_string.decode("utf-8", "replace")
    kept = "&".join(part for part in query.split("&") if part.split("=")[0] not in _OWN)
    return Filters.from_query(kept, default_of)[0].only(FIELDS)


def _typed() -> str:
    return _plain(request.args.get("cherche", "")[:_MOST_LETTERS]).strip()


def _place(text: str) -> tuple[float, float] | None:
    """Lon and lat of the map, "2.35,48.85"; None when they are none."""
    found = _PLACE.fullmatch(text)
    lon, lat = (float(found[1]), float(found[2])) if found else (math.inf, math.inf)
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _towns(release: Release, filters: Filters, begins: str) -> list[tuple[str, str]]:
    """Communes of the territory whose name begins so, then those that hold it, a few."""
    if not begins:
        return []
    names = _plain_places(release, filters.only(("start", "end", "area", "area_level", "release")))
    first = [place for name, place in names if name.startswith(begins)]
    more = [place for name, place in names if begins in name and not name.startswith(begins)]
    return [*first, *more][:_MOST_TOWNS]


@lru_cache(maxsize=32)
def _plain_places(release: Release, filters: Filters) -> tuple[tuple[str, tuple[str, str]], ...]:
    places, _ = places_of(release, filters)
    return tuple(sorted(((_plain(name), (code, name)) for code, name in places), key=lambda found: found[0]))


def _sites(release: Release, filters: Filters, words: list[str]) -> dict[str, object]:
    """Lieux ouverts that hold every word, a few of them, and how many there are; `words` [] finds none."""
    shown = territoires_numbers(release, filters).sites_here
    texts = _plain_sites(release, filters.question)
    found = [row for row in listed_rows(shown) if words and all(word in texts[row] for word in words)]
    return {"count": len(found), "html": found_list(shown, found[:_MOST_SITES])}


@lru_cache(maxsize=16)
def _plain_sites(release: Release, question: Filters) -> tuple[str, ...]:
    """What each site of the map can be found by: its name, commune, department, operator and kind."""
    sites, names = territoires_numbers(release, question).sites_here, communes()["name"]
    return tuple(
        _plain(f"{name} {names.get(commune, '')} {AREAS[of].name if of else ''} {site_note(family, kind)}")
        for name, commune, of, family, kind in zip(
            sites.name, sites.commune, sites.department, sites.family, sites.kind, strict=True
        )
    )


def _plain(text: str) -> str:
    """As assets/plain.js does: hyphens and apostrophes are spaces too."""
    return plain(text.translate(str.maketrans("-’'", "   ")))
