"""Files are taken at a slow pace; the page never waits for it."""

from dataclasses import replace

import pytest

from app import create_app
from settings import Settings
from tests.callbacks.visitor import Visitor, client_of

FILE = "/fichiers/acces-serie.csv?t=R76"


@pytest.fixture
def hurried(duckdb_settings):
    return client_of(create_app(replace(duckdb_settings, files_per_hour=2)))


def test_too_many_files_are_refused_in_french_with_the_time_to_wait(hurried):
    assert [hurried.get(FILE).status_code for _ in range(2)] == [200, 200]
    refused = hurried.get("/fichiers/acces-territoires.csv")
    assert refused.status_code == 429
    assert refused.content_type == "text/plain; charset=utf-8"
    text = refused.get_data(as_text=True)
    assert text.startswith("Trop de fichiers demandés en une heure\u00a0: réessayez dans ")
    assert text.endswith(" min.\n")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601
    assert "Content-Security-Policy" in refused.headers


def test_each_address_has_its_own_count(hurried):
    for _ in range(3):
        last = hurried.get(FILE)
    assert last.status_code == 429
    assert hurried.get(FILE, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_the_page_is_not_limited(hurried):
    for _ in range(3):
        hurried.get(FILE)
    visitor = Visitor(hurried)
    for area in ("R76", "R11", "R93", "R24"):
        assert visitor.look(f"t={area}")["sentence"]
    assert hurried.get("/").status_code == 200


def test_the_pace_is_a_setting():
    assert Settings().files_per_hour == 600
    assert Settings.from_environment({"CEP_FILES_PER_HOUR": "12"}).files_per_hour == 12
