"""Refus: what is wrong with a question and what to do, in French: a line of text, or problem+json under the API."""

from __future__ import annotations

import json

from flask import Response

from typography import spaced

API = "/api/v1"
_TITLES = {
    304: "Inchangé",
    400: "Demande mal formée",
    403: "Demande refusée",
    404: "Adresse inconnue",
    405: "Méthode non admise",
    410: "Version disparue",
    413: "Demande trop longue",
    429: "Trop de demandes",
    503: "Service momentanément indisponible",
}


class Refused(Exception):
    """Question refusée: its message, in French, and the status of the answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def refusal(message: str, status: int, path: str) -> Response:
    """The answer to a refused question, in the manner of the address that was asked."""
    # Half of a surrogate pair, which JSON may hold, is no character of an answer.
    text = spaced(message).encode("utf-8", "replace").decode()
    if path.startswith(API):
        title = _TITLES.get(status, "Demande sans réponse")
        problem = {"type": "about:blank", "title": title, "status": status, "detail": text, "instance": path}
        body = json.dumps(problem, ensure_ascii=False)
        return Response(body, status=status, content_type="application/problem+json")
    return Response(text + "\n", status=status, content_type="text/plain; charset=utf-8")
