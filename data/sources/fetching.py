"""Réseau: probe, overall deadline, retries and bounded downloads, shared by every command that reads the network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests

PROBE_SECONDS = 10.0
ATTEMPTS = 5
# Connection, then each read: an answer that stops coming is asked again long before the overall deadline.
TIMEOUT = (10.0, 60.0)
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
_CHUNK = 1 << 20
T = TypeVar("T")


class FetchError(Exception):
    """Relevé impossible. The message is in French and says what to do; nothing was replaced."""


class Transient(Exception):
    """Échec passager: worth another try, after `wait` seconds when the server says so."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Deadline:
    """Délai d’ensemble d’une commande, in seconds from its creation."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, negative once passed."""
        return self._end - time.monotonic()

    def exceeded(self) -> FetchError:
        """The error to raise once it has passed."""
        return FetchError(
            f"Pas de réponse complète en {self.seconds:.0f} s : le relevé est abandonné. Relancez plus tard, ou"
            " allongez le délai (--deadline)."
        )


def probe(url: str, seconds: float = PROBE_SECONDS) -> None:
    """Sonder un serveur: any HTTP answer will do. Raises FetchError within `seconds` when there is none.

    In a thread, because no timeout bounds the resolution of a name.
    """
    failure: list[str] = [f"aucune réponse en {seconds:.0f} s"]

    def ask() -> None:
        try:
            requests.get(url, timeout=seconds / 2, stream=True, allow_redirects=False).close()
            failure.clear()
        except (requests.RequestException, ValueError) as error:
            failure[:] = [_reason(error)]

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise FetchError(
            f"Réseau coupé ou serveur injoignable : {urlsplit(url).netloc} ({failure[0]}). Vérifiez la connexion ou le"
            " mandataire (HTTPS_PROXY), puis relancez la commande."
        )


def patiently(ask: Callable[[], T], deadline: Deadline) -> T:
    """Insister: call `ask` until it neither raises Transient nor a network error, at most `ATTEMPTS` times.

    Pauses double from one second, or last what the server asks for. Raises FetchError when attempts or time run out.
    """
    for attempt in range(ATTEMPTS):
        wait = float(2**attempt)
        try:
            return ask()
        except Transient as error:
            reason, wait = str(error), max(wait, error.wait)
        except requests.RequestException as error:
            reason = _reason(error)
        if attempt < ATTEMPTS - 1:
            if wait >= deadline.remaining():
                raise FetchError(
                    f"Le serveur a échoué ({reason}) et un nouvel essai dépasserait le délai de"
                    f" {deadline.seconds:.0f} s. Relancez plus tard, ou allongez le délai (--deadline)."
                )
            time.sleep(wait)
    raise FetchError(f"Le serveur a échoué {ATTEMPTS} fois ({reason}). Relancez plus tard.")


def accept(response: requests.Response) -> requests.Response:
    """Juger une réponse: itself when it is good. Raises Transient (busy server) or FetchError (refusal)."""
    status = response.status_code
    if status in _TRANSIENT:
        raise Transient(f"réponse {status}", _retry_after(response))
    if status >= 400:
        where = urlsplit(response.url)
        raise FetchError(f"{where.netloc} refuse la demande (réponse {status}) : {where.path}.")
    return response


def download(url: str, path: Path, deadline: Deadline, limit: int, progress: Callable[[int, int], None]) -> None:
    """Télécharger dans `path`, at most `limit` bytes; `progress(done, total)` in bytes, total 0 when unknown.

    Raises FetchError.
    """

    def ask() -> None:
        with requests.get(url, timeout=TIMEOUT, stream=True) as response, path.open("wb") as file:
            accept(response)
            total, done = int(response.headers.get("Content-Length", 0)), 0
            for chunk in response.iter_content(_CHUNK):
                done += file.write(chunk)
                if deadline.remaining() < 0:
                    raise deadline.exceeded()
                if max(done, total) > limit:
                    raise FetchError(f"Le fichier dépasse {limit >> 20} Mo : ce n’est pas celui attendu.")
                progress(done, total)
            if done == 0:
                raise Transient("réponse vide")

    patiently(ask, deadline)


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "pas de réponse à temps"
    if isinstance(error, requests.exceptions.SSLError):
        return "certificat refusé"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "réponse tronquée"
    if isinstance(error, requests.ConnectionError):
        return "connexion impossible ou rompue"
    return "adresse ou réponse illisible"


def _retry_after(response: requests.Response) -> float:
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
