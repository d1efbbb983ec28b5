"""The real application under its production server, in a real Chromium."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from bench.server import serving
from tests.browser.window import Window

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# A browser keeps its connections open: a server that stops would wait for them.
HURRIED = {"GUNICORN_CMD_ARGS": "--graceful-timeout 1"}

expect.set_options(timeout=6_000)


@pytest.fixture(scope="session")
def site(duckdb_settings):
    environment = {"CEP_DATA_DIR": str(duckdb_settings.data_dir), "CEP_DEMO_ON_EMPTY": "0", "DATABASE_URL": ""}
    with serving("app:server", environment | HURRIED) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def chromium():
    """The browser of the machine. A machine without it fails, it does not skip."""
    program = shutil.which("chromium")
    if not program:
        pytest.fail("Chromium est introuvable : installez le paquet chromium (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(chromium, site):
    context = chromium.new_context(viewport=DESK, locale="fr-FR", color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    yield context
    context.close()


@pytest.fixture(scope="session")
def tabs():
    """The tab that tests share, once one has opened it."""
    return []


@pytest.fixture
def home():
    """The page where each test begins; the tests of another page name theirs."""
    return "/"


@pytest.fixture
def window(context, site, tabs, home, request):
    """A page at its defaults on a desk. Whatever a test does, nothing may complain and no request may leave."""
    if not tabs:
        tabs.append(Window(context, site))
        tabs[0].open(path=home)
    window = tabs[0]
    window.page.set_viewport_size(DESK)
    window.go_home(home)
    window.requests.clear()
    window.errors.clear()
    failed = request.session.testsfailed
    yield window
    if request.session.testsfailed > failed:
        tabs.clear()
        window.page.close()
    assert window.foreign == []
    assert window.errors == []


@pytest.fixture
def page(window):
    return window.page
