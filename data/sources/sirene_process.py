"""Sirene par pyinsee, in a process of its own (`data.sources.isolation`); the network part of `data.sources.sirene`.

pyinsee wants five environment variables when imported, makes folders, takes over the root logger, asks for a token at
an address that is hard-coded, and never retries: all of that stays here, and its requests go through ours.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import requests

from data.sources.fetching import TIMEOUT, Deadline, FetchError, Transient, accept, patiently
from data.sources.isolation import Step, serve

_PAGE = 1000


class _Stop(BaseException):
    """Carries a FetchError through pyinsee, which catches every Exception and goes on without an answer."""


def _work(request: dict[str, Any], step: Step) -> list[dict[str, Any]]:
    """Every establishment of the SIREN of the request, as Sirene describes them. Raises FetchError."""
    from pyinsee import insee_client

    deadline = Deadline(request["seconds"])

    def get(url: str, headers: dict[str, str], **_: Any) -> requests.Response:
        def once() -> requests.Response:
            response = requests.get(url, headers=headers, timeout=TIMEOUT)
            if response.status_code in (401, 403):
                raise FetchError("Sirene refuse la clé : vérifiez celle de votre compte (portail-api.insee.fr).")
            if response.status_code == 404:
                raise FetchError(f"Sirene ne connaît aucun établissement pour {siren}.")
            try:
                accept(response).json()
            except ValueError:
                raise Transient("réponse tronquée") from None
            return response

        try:
            return patiently(once, deadline)
        except FetchError as error:
            raise _Stop(error) from None

    insee_client.requests = SimpleNamespace(get=get, exceptions=requests.exceptions)
    # The key of the portal is given, so no token is asked for.
    insee_client.InseeClient._InseeClient__api_key = insee_client.API_KEY
    client = insee_client.InseeClient()
    found: list[dict[str, Any]] = []
    try:
        for siren in request["siren"]:
            step(siren)
            cursor, following = "", "*"
            while following != cursor:
                cursor = following
                rows, header = client.get_bulk(data_type="siret", q=f"siren:{siren}", nombre=_PAGE, curseur=cursor)
                found += rows
                following = header.get("curseurSuivant") or cursor
    except _Stop as stop:
        raise stop.args[0] from None
    return found


if __name__ == "__main__":
    serve(_work)
