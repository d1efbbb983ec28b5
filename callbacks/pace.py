"""Allure des demandes: files and answers of the API, and searches of sites, are limited by the visitor's address."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from dash import Dash
from flask import Response, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from callbacks.refusal import refusal
from settings import Settings

Limit = Callable[[Callable[..., Response]], Callable[..., Response]]
SEARCHES_PER_HOUR = 120


class Pace(NamedTuple):
    """Allures, as decorators: that of files and of the API, all together, and that of the searches."""

    files: Limit
    searches: Limit


def register(app: Dash, settings: Settings) -> Pace:
    # Each worker counts its own: the secrecy needs a slow pace, not an exact one.
    limiter = Limiter(get_remote_address, app=app.server, storage_uri="memory://", on_breach=_too_many)
    # A search takes a processor for a minute at most, and several at once are refused anyway (data/siting_jobs.py).
    return Pace(
        limiter.shared_limit(f"{settings.files_per_hour} per hour", scope="files"),
        limiter.shared_limit(f"{SEARCHES_PER_HOUR} per hour", scope="searches"),
    )


def _too_many(limit: RequestLimit) -> Response:
    seconds = max(1, limit.reset_at - int(time.time()))
    what = "recherches demandées" if limit.key.find("searches") >= 0 else "fichiers demandés"
    text = f"Trop de {what} en une heure : réessayez dans {-(-seconds // 60)} min."
    response = refusal(text, 429, request.path)
    response.headers["Retry-After"] = str(seconds)
    return response
