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


def test_visitors_behind_a_proxy_have_their_own_counts(duckdb_settings):
    """The last address of X-Forwarded-For is the one that the proxy saw; those before it are anyone's to write."""
    client = client_of(create_app(replace(duckdb_settings, files_per_hour=2, proxies=1)))

    def ask(forwarded):
        return client.get(FILE, headers={"X-Forwarded-For": forwarded}).status_code

    assert [ask("192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert ask("203.0.113.9, 192.0.2.1") == 429
    assert ask("192.0.2.2") == 200
    assert ask("192.0.2.1, 192.0.2.2") == 200
    assert ask("192.0.2.2") == 429


def test_without_a_proxy_what_a_visitor_writes_is_not_believed(hurried):
    codes = [hurried.get(FILE, headers={"X-Forwarded-For": f"192.0.2.{i}"}).status_code for i in range(3)]
    assert codes == [200, 200, 429]


def test_a_proxy_says_the_address_and_nothing_else(duckdb_settings):
    client = client_of(create_app(replace(duckdb_settings, proxies=1)))
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp", "X-Forwarded-Prefix": "/evil"}
    text = client.get(FILE, headers={**headers, "X-Forwarded-For": "192.0.2.1"}).get_data(as_text=True)
    assert "http://localhost/?" in text and "evil" not in text and "ftp" not in text


def test_the_page_is_not_limited(hurried):
    for _ in range(3):
        hurried.get(FILE)
    visitor = Visitor(hurried)
    for area in ("R76", "R11", "R93", "R24"):
        assert visitor.look(f"t={area}")["acces-sentence"]
    assert hurried.get("/").status_code == 200


def test_the_pace_is_a_setting():
    assert Settings().files_per_hour == 600
    assert Settings.from_environment({"CEP_FILES_PER_HOUR": "12"}).files_per_hour == 12


def test_the_proxies_are_a_setting():
    assert Settings().proxies == 0
    assert Settings.from_environment({"CEP_PROXIES": "2"}).proxies == 2
    with pytest.raises(ValueError, match="CEP_PROXIES"):
        Settings.from_environment({"CEP_PROXIES": "un"})
