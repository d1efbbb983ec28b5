"""État du service: /healthz, and the page that waits while the first release is built."""

from __future__ import annotations

import json
import subprocess
import sys
from html import escape

from dash import Dash
from flask import Response, request

from data.engine import Database, DatabaseUnavailable, NoRelease
from settings import ROOT, Settings

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
    builds: list[subprocess.Popen[bytes]] = []

    def build_demonstration() -> None:
        """Start the build in a process of its own, once; the build lock settles between workers."""
        if settings.demo_on_empty and not (builds and builds[-1].poll() is None):
            command = [sys.executable, "-m", "data", "demo", "--if-none", "--quiet"]
            builds.append(subprocess.Popen(command, cwd=ROOT))  # noqa: S603

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
            build_demonstration()
            return _waiting(settings)
        except DatabaseUnavailable as error:
            return _answer("Service momentanément indisponible", str(error), "", 15)
        return None


def _waiting(settings: Settings) -> Response:
    if not settings.demo_on_empty:
        return _answer(
            "Aucune donnée publiée", "Publiez une version avec « python -m data demo », puis rechargez la page.", "", 15
        )
    label, fraction = _progress(settings)
    bar = f'<progress max="1" value="{fraction:.2f}" aria-label="Avancement"></progress><p>{escape(label)}…</p>'
    return _answer(
        "Préparation des données",
        "La version de démonstration se fabrique (une minute environ). Cette page se rafraîchit d’elle-même.",
        bar,
        2,
    )


def _progress(settings: Settings) -> tuple[str, float]:
    try:
        state = json.loads((settings.data_dir / "progress.json").read_text(encoding="utf-8"))
        return str(state["label"]), float(state["fraction"])
    except (OSError, ValueError, KeyError, TypeError):
        return "Démarrage", 0.0


def _answer(title: str, text: str, bar: str, seconds: int) -> Response:
    page = _PAGE.format(title=title, text=escape(text), bar=bar, seconds=seconds)
    return Response(page, status=503, mimetype="text/html", headers={"Retry-After": str(seconds)})
