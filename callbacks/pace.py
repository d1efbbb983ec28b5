"""Allure des demandes: files and answers of the API are limited by the visitor's address, all together."""

from __future__ import annotations

import time
from collections.abc import Callable

from dash import Dash
from flask import Response, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from callbacks.refusal import refusal
from settings import Settings

Limit = Callable[[Callable[..., Response]], Callable[..., Response]]


def register(app: Dash, settings: Settings) -> Limit:
    """The limit that each limited address shares with the others, as a decorator."""
    # Each worker counts its own: the secrecy needs a slow pace, not an exact one.
    limiter = Limiter(get_remote_address, app=app.server, storage_uri="memory://", on_breach=_too_many)
    limit: Limit = limiter.shared_limit(f"{settings.files_per_hour} per hour", scope="files")
    return limit


def _too_many(limit: RequestLimit) -> Response:
    seconds = max(1, limit.reset_at - int(time.time()))
    text = f"Trop de fichiers demandés en une heure : réessayez dans {-(-seconds // 60)} min."
    response = refusal(text, 429, request.path)
    response.headers["Retry-After"] = str(seconds)
    return response
