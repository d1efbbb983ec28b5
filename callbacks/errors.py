"""Erreurs: no stack trace reaches a visitor; each answer says what to do, in French."""

from __future__ import annotations

import logging

from dash import Dash
from flask import Response, request
from werkzeug.exceptions import HTTPException

from data.engine import DatabaseUnavailable, NoRelease
from layouts.shell import PAGES

_LOG = logging.getLogger(__name__)
_TEXTS = {
    400: "La demande est mal formée : vérifiez l’adresse.",
    404: "Cette adresse n’existe pas : repartez de la page d’accueil.",
    405: "Cette adresse ne se lit qu’avec la méthode GET.",
    413: "La demande est trop longue : raccourcissez l’adresse.",
}


def register(app: Dash) -> None:
    pages = {path for path, _ in PAGES}
    server = app.server

    @server.before_request
    def refuse_unknown_page() -> Response | None:
        # Dash answers any address with its empty page: an address that is no page of ours is refused first.
        served = request.path in pages or request.path.startswith(("/_", "/assets/", "/fichiers/", "/healthz"))
        return None if served or request.method != "GET" else _text(_TEXTS[404], 404)

    @server.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        code = error.code or 500
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        return _text(_TEXTS.get(code, "La demande n’a pas abouti : réessayez dans un instant."), code)

    @server.errorhandler(DatabaseUnavailable)
    @server.errorhandler(NoRelease)
    def unavailable(error: Exception) -> Response:
        return _text(str(error), 503)

    @server.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        _LOG.exception("unexpected error on %s", request.path)
        return _text("Une erreur imprévue est survenue ; elle est enregistrée. Rechargez la page.", 500)


def _text(message: str, code: int) -> Response:
    return Response(message + "\n", status=code, mimetype="text/plain; charset=utf-8")
