"""The application without a browser: its WSGI client on the small release, and what a browser asks of it."""

from dataclasses import replace

import pytest

from app import create_app
from data.engine import Database, open_releases
from tests.callbacks.visitor import Visitor, client_of


@pytest.fixture(scope="session")
def client(duckdb_settings):
    # The walk of the catalogue takes more files than a visitor may.
    return client_of(create_app(replace(duckdb_settings, files_per_hour=10**6)))


@pytest.fixture(scope="session")
def visitor(client):
    return Visitor(client)


@pytest.fixture(scope="session")
def current(duckdb_settings):
    """The release that the application serves."""
    database = Database(open_releases(duckdb_settings))
    yield database.release()
    database.close()
