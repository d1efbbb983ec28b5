"""The service around the page: an empty disk, a new release, a damaged one, an outage while a visitor looks."""

import shutil
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from bench.server import serving
from data.build import publish as publish_release
from data.inputs import demonstration_inputs
from data.releases import FileReleases
from settings import Settings
from tests.browser.conftest import HURRIED
from tests.browser.window import Window
from tests.callbacks.partial import SECRET
from tests.conftest import silent

COAST = "#map-graph .choroplethlayer .trace:first-child path"


KNOWN_FOR = 1_200  # milliseconds; a worker may know the old list of releases for a second


@contextmanager
def serve(folder, path="/healthz", **environment):
    settings = {"CEP_DATA_DIR": str(folder), "CEP_DEMO_ON_EMPTY": "0", "DATABASE_URL": "", **HURRIED, **environment}
    with serving("app:server", settings, workers=1, path=path) as server:
        yield f"http://127.0.0.1:{server.port}"


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def folder(tmp_path, duckdb_settings):
    return shutil.copytree(duckdb_settings.data_dir, tmp_path / "releases")


def test_an_empty_disk_becomes_the_application_by_itself(context, tmp_path):
    """The first visitor waits on a page that says so; it turns into the application without a hand."""
    with serve(tmp_path / "empty", CEP_DEMO_ON_EMPTY="1", CEP_DEMO_ENTRIES="3000") as site:
        window = Window(context, site)
        response = window.page.goto(site + "/?t=R76")
        assert response.status == 503
        expect(window.page.get_by_role("heading")).to_have_text("Préparation des données")
        expect(window.page.get_by_role("progressbar")).to_be_visible()
        window.page.wait_for_selector(COAST, timeout=90_000)
        window.settle()
        expect(window.page.locator("#acces-sentence")).to_contain_text("Occitanie")
        assert window.foreign == []
        assert [e for e in window.errors if "503" not in e] == []
        window.page.close()


def test_a_release_that_disappears_is_said_on_the_page(context, folder):
    """What is on the screen stays; the next choice says what happened, and a reload repairs when the data is back."""
    releases = FileReleases(folder)
    path = releases.path(releases.history()[0])
    hidden = path.with_suffix(".away")
    with serve(folder) as site:
        window = Window(context, site)
        window.open("t=R76")
        path.rename(hidden)
        window.page.wait_for_timeout(KNOWN_FOR)
        window.page.get_by_role("radio", name="Actifs occupés").check(force=True)
        alert = window.page.get_by_role("alert")
        expect(alert).to_contain_text("Aucune donnée publiée")
        expect(alert).to_contain_text("choix précédent")
        expect(window.page.locator("#acces-sentence")).to_contain_text("Occitanie")
        assert "lec=ao" in window.query, "the choice is kept in the address"
        assert status(site + "/") == 503
        hidden.rename(path)
        window.page.wait_for_timeout(KNOWN_FOR)
        alert.get_by_role("link", name="Recharger la page").click()
        window.page.wait_for_selector(COAST)
        window.settle()
        expect(window.page.get_by_role("alert")).to_have_count(0)
        expect(window.page.get_by_role("radio", name="Actifs occupés")).to_be_checked()
        window.page.close()


def test_a_server_that_stops_is_said_on_the_page_and_a_new_choice_heals_it(context, site, folder):
    with serve(folder) as stopped:
        window = Window(context, stopped)
        window.open("t=R76")
    page = window.page
    page.get_by_role("radio", name="Actifs occupés").check(force=True)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Le service ne répond pas")
    expect(alert).to_contain_text("dans l’adresse")

    # Whatever answers again, here another server of the same release, takes the alert away.
    def elsewhere(route):
        route.fulfill(response=route.fetch(url=route.request.url.replace(stopped, site)))

    page.route(stopped + "/**", elsewhere)
    page.get_by_role("radio", name="Demandeurs d’emploi").check(force=True)
    expect(alert).to_have_count(0)
    page.close()


def test_a_new_release_is_served_without_a_restart_and_a_damaged_one_is_not(context, folder, tmp_path):
    """The page follows the pointer; a file that cannot be read gives way to the release before it."""
    releases = FileReleases(folder)
    first = releases.history()[0]
    whole = releases.path(first).read_bytes()

    def publish(release, content):
        build = tmp_path / "build"
        build.write_bytes(content)
        releases.publish(build, release)
        window.page.wait_for_timeout(KNOWN_FOR)

    with serve(folder) as site:
        window = Window(context, site)
        window.open("t=R76")
        footer = window.page.locator(".footer")
        expect(footer).to_contain_text(first)
        second = "a" * 12
        publish(second, whole)
        window.open("t=R76")
        expect(footer).to_contain_text(second)
        window.open(f"t=R76&v={first}")
        expect(window.page.locator("#problems p")).to_have_count(0)
        for release, content in (("b" * 12, whole[: len(whole) // 2]), ("c" * 12, b"not a database" * 999)):
            publish(release, content)
            window.open("t=R76")
            expect(footer).to_contain_text(second)
            expect(window.page.locator("#acces-sentence")).to_contain_text("Occitanie")
        assert window.errors == []
        window.page.close()


def test_a_database_that_is_down_is_said_and_no_page_hangs(context, tmp_path):
    """PostgreSQL that does not answer: a page in French that says so, comes back by itself, and HTTP 503."""
    down = "postgresql://cep@127.0.0.1:1/cep"
    with serve(tmp_path, "/assets/theme.css", DATABASE_URL=down) as site:
        page = context.new_page()
        response = page.goto(site + "/?t=R76")
        assert response.status == 503
        expect(page.get_by_role("heading")).to_have_text("Service momentanément indisponible")
        expect(page.locator("main")).to_contain_text("La base de données ne répond pas")
        assert page.locator("meta[http-equiv=refresh]").count() == 1
        for path in ("/healthz", "/methode", "/fichiers/acces/carte.csv", "/_dash-layout"):
            assert status(site + path) == 503, path
        page.close()


def test_the_banner_follows_the_release_that_answers(context, tmp_path):
    """A demonstration asked under real data wears it; a tab opened before a change of release takes it off or on."""
    settings = replace(Settings(), data_dir=tmp_path, demo_on_empty=False, secret=SECRET)
    made = demonstration_inputs(4_000, silent)
    demonstration = publish_release(made.fill, settings, silent)
    publish_release(replace(made, kind="import", title="Fichiers").fill, settings, silent)
    with serve(tmp_path) as site:
        window = Window(context, site)
        page = window.page
        banner, footer = page.get_by_role("complementary", name="Nature des données"), page.locator(".footer")
        window.open("")
        expect(banner).to_have_count(0)
        expect(footer).not_to_contain_text("simulées")
        window.open(f"v={demonstration}")
        expect(banner).to_be_visible()
        expect(footer).to_contain_text(f"{demonstration} (démonstration)")
        window.open("")
        expect(banner).to_have_count(0)
        FileReleases(tmp_path).rollback()
        page.wait_for_timeout(KNOWN_FOR)
        page.get_by_role("radio", name="Demandeurs d’emploi").check(force=True)
        expect(banner).to_be_visible()
        expect(footer).to_contain_text(f"{demonstration} (démonstration)")
        expect(page.locator("[data-release]")).to_have_attribute("data-release", demonstration)
        assert window.errors == []
        page.close()
