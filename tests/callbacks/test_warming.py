"""A worker that has just started: its first visitor finds the cubes read, and a disk without release stops nothing."""

import os
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from flask import Flask

from app import create_app
from callbacks import warming
from data.engine import Release
from tests.callbacks.visitor import client_of

CONFIGURATION = Path(__file__).parents[2] / "gunicorn.conf.py"


def test_a_worker_reads_the_cubes_before_they_are_asked_for(duckdb_settings, monkeypatch):
    app = create_app(duckdb_settings)
    worker = SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app.server))
    started = []
    monkeypatch.setattr(warming, "start", lambda database: started.append(database))
    runpy.run_path(str(CONFIGURATION))["post_worker_init"](worker)
    warming.warm(started[0])

    def refuse(*_):
        raise AssertionError("read again")

    monkeypatch.setattr(Release, "columns", refuse)
    client = client_of(app)
    assert client.get("/fichiers/entrees-croisees.csv?pas=an&dim=age").status_code == 200
    assert client.get("/fichiers/acces-territoires.csv").status_code == 200


def test_a_worker_forked_from_the_application_reads_a_release_and_leaves_in_peace(duckdb_settings):
    """DuckDB's own threads stay behind at a fork: a worker that has any is ended by a signal."""
    code = f"""
import os, runpy, sys
configuration = runpy.run_path({str(CONFIGURATION)!r})
assert configuration["preload_app"]
import app
configuration["pre_fork"](None, None)
child = os.fork()
if not child:
    print(app.server.test_client().get("/fichiers/acces-territoires.csv").status_code, flush=True)
    sys.exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    environment = {**os.environ, "CEP_DATA_DIR": str(duckdb_settings.data_dir), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CONFIGURATION.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["200", "0"], done.stderr


def test_without_a_release_there_is_nothing_to_warm(tmp_path, duckdb_settings):
    app = create_app(replace(duckdb_settings, data_dir=tmp_path))
    thread = warming.start(app.server.extensions["database"])
    thread.join(10)
    assert not thread.is_alive()
    assert client_of(app).get("/").status_code == 503


def test_a_page_without_a_database_starts_with_the_same_settings(monkeypatch):
    """The page in pandas that `make bench` compares with."""
    started = []
    monkeypatch.setattr(warming, "start", started.append)
    worker = SimpleNamespace(app=SimpleNamespace(wsgi=lambda: Flask("yardstick")))
    runpy.run_path(str(CONFIGURATION))["post_worker_init"](worker)
    assert started == []
