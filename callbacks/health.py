"""État du service: /healthz, and the page that waits while the first release is built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from html import escape

from dash import Dash
from flask import Response, request

from data.engine import PROGRESS_FILE, Database, DatabaseUnavailable, NoRelease
from settings import ROOT, Settings
from typography import spaced

_SILENT_SECONDS = 120  # a build that has not spoken for so long is dead

_PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{title} – Observatoire CEP</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="{seconds}">
<style>
body{{margin:0;background:#F6F7F9;color:#18222D;font:16px/1.5 -apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,
sans-serif}}
main{{max-width:34rem;margin:16vh auto;padding:24px;background:#fff;border:1px solid #D9DEE4;border-radius:8px}}
h1{{font-size:19px;margin:0 0 8px}}
progress{{width:100%;height:12px;accent-color:#1A5A8C}}
@media (prefers-color-scheme:dark){{body{{background:#10151B;color:#E9EDF1}}
main{{background:#171E26;border-color:#303B47}}}}
</style></head><body><main><h1>{title}</h1><p>{text}</p>{bar}</main></body></html>"""


def register(app: Dash, database: Database, settings: Settings) -> None:
    server = app.server
    builder = _Builder(settings)

    @server.get("/healthz")
    def healthz() -> tuple[dict[str, str], int]:
        try:
            return {"status": "ok", "release": database.release().id}, 200
        except NoRelease:
            return {"status": "preparing"}, 200
        except DatabaseUnavailable as error:
            return {"status": "unavailable", "detail": str(error)}, 503

    @server.before_request
    def wait_for_release() -> Response | None:
        if request.path == "/healthz" or request.path.startswith(("/assets/", "/_dash-component-suites/")):
            return None
        try:
            database.release()
        except NoRelease:
            return _waiting(settings, builder)
        except DatabaseUnavailable as error:
            return _answer("Service momentanément indisponible", str(error), "", 15)
        return None


class _Builder:
    """Builds the demonstration release in a process of its own; the build lock settles between workers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.failed = False

    def start(self) -> None:
        """Start a build unless one runs here or elsewhere, or the last one of this worker failed."""
        with self._lock:
            if self._process is not None:
                ended = self._process.poll()
                self.failed = ended not in (None, 0) and self.progress() is None
                return
            if self.progress() is not None:
                return
            environment = {
                **os.environ,
                "CEP_DATA_DIR": str(self._settings.data_dir),
                "CEP_DEMO_ENTRIES": str(self._settings.demo_entries),
                "DATABASE_URL": self._settings.database_url,
            }
            command = [sys.executable, "-m", "data", "demo", "--if-none", "--quiet"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603

    def progress(self) -> tuple[str, float] | None:
        """What the running build last said, whichever worker started it; None when none has spoken of late."""
        path = self._settings.data_dir / PROGRESS_FILE
        try:
            if time.time() - path.stat().st_mtime > _SILENT_SECONDS:
                return None
            state = json.loads(path.read_text(encoding="utf-8"))
            return str(state["label"]), float(state["fraction"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _waiting(settings: Settings, builder: _Builder) -> Response:
    command = "« python -m data demo »"
    if not settings.demo_on_empty:
        return _answer("Aucune donnée publiée", f"Publiez une version avec {command}, puis rechargez la page.", "", 15)
    builder.start()
    if builder.failed:
        text = f"La fabrication de la version de démonstration a échoué. Lancez {command} pour en voir la cause."
        return _answer("Aucune donnée publiée", text, "", 30)
    label, fraction = builder.progress() or ("Démarrage", 0.0)
    bar = f'<progress max="1" value="{fraction:.2f}" aria-label="Avancement"></progress><p>{escape(label)}…</p>'
    text = "La version de démonstration se fabrique (une minute environ). Cette page se rafraîchit d’elle-même."
    return _answer("Préparation des données", text, bar, 2)


def _answer(title: str, text: str, bar: str, seconds: int) -> Response:
    headers = {"Retry-After": str(seconds)}
    if request.path == "/_dash-update-component":
        # A page already open says it itself (assets/outage.js).
        return Response(spaced(f"{title}. {text}\n"), 503, headers, content_type="text/plain; charset=utf-8")
    page = _PAGE.format(title=title, text=escape(spaced(text)), bar=bar, seconds=seconds)
    return Response(page, status=503, mimetype="text/html", headers=headers)
