"""Erreurs: no stack trace reaches a visitor; each answer says what to do, in French."""

from __future__ import annotations

import logging

from dash import Dash
from dash._utils import split_callback_id
from dash.exceptions import DependencyException
from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from callbacks.asked import asked_json
from callbacks.refusal import API, refusal
from data.engine import DatabaseUnavailable, NoRelease
from layouts.shell import API_PAGE, PAGES, SEANCE

_LOG = logging.getLogger(__name__)
_LARGEST_QUESTION = 262_144  # bytes
_READING = ("GET", "HEAD", "OPTIONS")
_ANY = "/<path:path>"
# What a browser says of a request that another origin makes.
_ELSEWHERE = ("cross-site", "same-site")
_TEXTS = {
    400: "La demande est mal formée : vérifiez l’adresse.",
    404: "Cette adresse n’existe pas : repartez de la page d’accueil.",
    413: "La demande est trop longue : raccourcissez l’adresse.",
    414: "L’adresse est trop longue : raccourcissez-la.",
}


def register(app: Dash) -> None:
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = _LARGEST_QUESTION
    pages = {path for path, _ in PAGES} | {API_PAGE, SEANCE}

    @server.before_request
    def refuse_unknown_page() -> Response | None:
        # Dash answers any address with its page and 200: ours says 404, and its content says so with a way home.
        caught = request.url_rule is not None and request.url_rule.rule == _ANY
        if not caught or request.path in pages or request.method != "GET":
            return None
        if "." in request.path.rsplit("/", 1)[-1] or request.path.startswith(("/fichiers/", API)):
            return _text(_TEXTS[404], 404)
        return Response(app.index(), status=404, mimetype="text/html")

    @server.before_request
    def refuse_other_site() -> Response | None:
        # A page of another site may lead here, but not send anything in the name of who reads it.
        if request.method in _READING or request.headers.get("Sec-Fetch-Site", "") not in _ELSEWHERE:
            return None
        return _text("Cette demande vient d’un autre site : revenez sur l’Observatoire et recommencez.", 403)

    @server.before_request
    def refuse_unknown_question() -> Response | None:
        # The page of an older version, or a stranger: told so, without a trace in the log.
        if request.path != "/_dash-update-component" or request.method != "POST":
            return None
        return None if _is_ours(asked_json(), app) else _text(_TEXTS[400], 400)

    @server.errorhandler(MethodNotAllowed)
    def other_method(error: MethodNotAllowed) -> Response:
        adapter = server.create_url_adapter(request)
        rules = {m: adapter.match(method=m, return_rule=True)[0].rule for m in error.valid_methods or () if adapter}
        # Dash would answer GET at any address.
        answered = {m for m, rule in rules.items() if rule != _ANY or request.path in pages}
        taken = sorted(answered - {"HEAD", "OPTIONS"})
        response = _text(f"Cette adresse n’admet que la méthode {' ou '.join(taken)}.", 405)
        response.headers["Allow"] = ", ".join(sorted(answered))
        return response

    @server.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        code = error.code or 500
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        return _text(_TEXTS.get(code, "La demande n’a pas abouti : réessayez dans un instant."), code)

    @server.errorhandler(DependencyException)
    def no_such_bundle(error: DependencyException) -> Response:
        return _text(_TEXTS[404], 404)

    @server.errorhandler(DatabaseUnavailable)
    @server.errorhandler(NoRelease)
    def unavailable(error: Exception) -> Response:
        return _text(str(error), 503)

    @server.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        _LOG.exception("unexpected error on %s", request.path)
        return _text("Une erreur imprévue est survenue ; elle est enregistrée. Rechargez la page.", 500)


def _is_ours(question: object, app: Dash) -> bool:
    """Whether a question names one of our callbacks, with the very outputs, inputs and states that it has."""
    if not isinstance(question, dict) or not isinstance(question.get("output"), str):
        return False
    callback = app.callback_map.get(question["output"])
    changed = question.get("changedPropIds")
    if callback is None or not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        return False
    return (
        _names(question.get("outputs")) == _names(split_callback_id(question["output"]))
        and _names(question.get("inputs", [])) == _names(callback["inputs"])
        and _names(question.get("state", [])) == _names(callback["state"])
    )


def _names(given: object) -> object:
    """(id, property) of each component property in a list, or of a single one; None where the shape is another."""
    if isinstance(given, list):
        return [_names(one) if isinstance(one, dict) else None for one in given]
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        return None
    return given["id"], given.get("property")


def _text(message: str, code: int) -> Response:
    return refusal(message, code, request.path)
