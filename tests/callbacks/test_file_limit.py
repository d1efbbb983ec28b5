"""Files are taken at a slow pace; the page never waits for it."""

from dataclasses import replace

import pytest

from app import create_app
from callbacks.pace import ROWS_OF_A_FILE, files_of
from data.crossed_groups import CrossedGroups
from data.published import CROSSED
from filters import Filters
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


LONG = "/fichiers/entrees-croisees.csv?pas=an&niv=dep&dim=ope-lec-sexe-age-qua"
MORE = "&du=2016-01&au=2017-12"


def test_a_long_table_counts_for_several_files(duckdb_settings):
    assert [files_of(rows) for rows in (0, 1, ROWS_OF_A_FILE, ROWS_OF_A_FILE + 1, 2_000_000)] == [1, 1, 1, 2, 100]
    client = client_of(create_app(replace(duckdb_settings, files_per_hour=20)))
    announced = client.get(LONG.replace("entrees-croisees.csv?", "apercu?table=entrees-croisees&"))
    rows = CrossedGroups(Filters(start="2017-01", end="2017-12", area_level="dep"), "an", CROSSED[:-1])
    files = files_of(len(rows.areas) * rows.groups)
    assert f"Compte pour {files} fichiers, sur 20 par heure." in announced.get_data(as_text=True)
    # Not read: what is asked counts.
    assert client.get(LONG, buffered=False).status_code == 200
    left = 20 - 1 - files
    assert 0 < left < files
    for address in (LONG, LONG.replace("/fichiers/", "/api/v1/data/").replace(".csv?", "?format=csv&")):
        refused = client.get(address)
        assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1
        assert f"il en reste {left} cette heure" in refused.get_data(as_text=True)
        left -= 1
    never = client.get(LONG + MORE)
    assert never.status_code == 400 and "et une heure en a 20" in never.get_data(as_text=True)
    codes = [client.get(FILE).status_code for _ in range(left)]
    assert codes == [200] * (left - 1) + [429]


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
