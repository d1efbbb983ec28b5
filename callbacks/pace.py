"""Allure des demandes: files and answers of the API, a long one as several, and searches of sites, by address."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dash import Dash
from flask import Response, abort, current_app, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits import parse

from callbacks.refusal import Refused, refusal
from figures.numbers import number
from settings import Settings

# What is made in the time of one table of a page.
ROWS_OF_A_FILE = 20_000
_FILES, _SEARCHES = "files", "searches"
Limit = Callable[[Callable[..., Response]], Callable[..., Response]]
SEARCHES_PER_HOUR = 120
# Status of the answer that starts a search: asking again whether there is room counts for nothing.
STARTED = 201


class Pace(NamedTuple):
    """Allures, as decorators: that of files and of the API, all together, and that of the searches."""

    files: Limit
    searches: Limit


def register(app: Dash, settings: Settings) -> Pace:
    # Each worker counts its own: the secrecy needs a slow pace, not an exact one.
    limiter = Limiter(get_remote_address, app=app.server, storage_uri="memory://", on_breach=_too_many)
    # A search takes a processor for a minute at most, and several at once are refused anyway (data/siting_jobs.py).
    return Pace(
        limiter.shared_limit(_pace(settings), scope=_FILES),
        limiter.shared_limit(
            f"{SEARCHES_PER_HOUR} per hour",
            scope=_SEARCHES,
            deduct_when=lambda response: response.status_code == STARTED,
        ),
    )


def files_of(rows: int) -> int:
    """How many files a table of so many rows counts for."""
    return max(1, -(-rows // ROWS_OF_A_FILE))


def charge(rows: Sequence[int], settings: Settings) -> None:
    """Count tables of so many rows, a long one for all its files. Raises Refused, or ends with 429."""
    lines = f"{number(sum(rows))} lignes"
    of, less = (f"{len(rows)} tableaux, {lines},", "moins de tableaux ou") if len(rows) > 1 else (lines, "moins")
    _charge(sum(map(files_of, rows)), of, f"{less} de lignes", settings)


def charge_slides(slides: int, settings: Settings) -> None:
    """Count each slide of a deck for one file. Raises Refused, or ends with 429."""
    _charge(slides, f"{number(slides)} diapositives", "moins de diapositives", settings)


def _charge(files: int, of: str, less: str, settings: Settings) -> None:
    """The limit of the address has counted one file. What is refused counts for nothing more: what is left is for
    shorter ones."""
    counted = f"{of} comptent pour {files} fichiers"
    if files > settings.files_per_hour:
        raise Refused(f"{counted}, et une heure en a {settings.files_per_hour} : demandez {less}.")
    (limiter,) = current_app.extensions["limiter"]
    strategy, pace, place = limiter.limiter, parse(_pace(settings)), (get_remote_address(), _FILES)
    if files > 1 and not (strategy.test(pace, *place, cost=files - 1) and strategy.hit(pace, *place, cost=files - 1)):
        window = strategy.get_window_stats(pace, *place)
        left = f"{counted}, il en reste {window.remaining + 1} cette heure"
        abort(_later(f"{left} : demandez {less}, ou réessayez", window.reset_time))


def _pace(settings: Settings) -> str:
    return f"{settings.files_per_hour} per hour"


def _too_many(limit: RequestLimit) -> Response:
    what = "recherches demandées" if _SEARCHES in limit.key else "fichiers demandés"
    return _later(f"Trop de {what} en une heure : réessayez", limit.reset_at)


def _later(text: str, moment: float) -> Response:
    seconds = max(1, int(moment) - int(time.time()))
    response = refusal(f"{text} dans {-(-seconds // 60)} min.", 429, request.path)
    response.headers["Retry-After"] = str(seconds)
    return response
