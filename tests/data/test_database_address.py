"""DATABASE_URL: what cannot be read is said in one French line, without the address, which may hold a password."""

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app import create_app
from data.__main__ import main
from data.engine import SILENT, Database, DatabaseUnavailable, open_releases
from settings import Settings
from tests.callbacks.visitor import client_of

ROOT = Path(__file__).parents[2]
UNREADABLE = [
    "garbage",
    "mysql://u:s3cret@h/base",
    "sqlite:///x",
    "http://u:s3cret@h/base",
    "postgresql//u:s3cret@h/base",
    "postgresql://u:s3cret@h:port/base",
    "://",
    "nodriver+x://u:s3cret@h/base",
]
# Well formed, and of no use: the server does not exist, or the option is none of its own.
USELESS = ["postgresql://u:s3cret@127.0.0.1:1/base", "postgresql+nodriver://u@127.0.0.1:1/b?s3cret=1&s3cret=2"]
LEAKS = ("Traceback", "s3cret", "sqlalchemy", "psycopg", "garbage")


@pytest.fixture
def of(tmp_path):
    return lambda url: Settings(data_dir=tmp_path, database_url=url, demo_on_empty=True)


@pytest.mark.parametrize("url", UNREADABLE + USELESS)
@pytest.mark.parametrize("command", [["demo", "--if-none", "--quiet"], ["demo", "--quiet"], ["status"], ["rollback"]])
def test_a_command_says_it_in_one_line(tmp_path, monkeypatch, capsys, url, command):
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(command) == 1
    error = capsys.readouterr().err.strip()
    assert len(error.splitlines()) == 1
    assert not any(leak in error for leak in LEAKS)
    if url in UNREADABLE:
        assert "DATABASE_URL" in error and "postgresql://" in error


@pytest.mark.parametrize("url", UNREADABLE + USELESS)
def test_the_server_starts_and_says_it(of, url):
    client = client_of(create_app(of(url)))
    for path in ("/", "/methode", "/fichiers/acces-territoires.csv", "/healthz"):
        response = client.get(path)
        text = response.get_data(as_text=True)
        assert response.status_code == 503
        assert not any(leak in text for leak in LEAKS)
        assert ("DATABASE_URL" in text) == (url in UNREADABLE)
    assert client.get("/healthz").get_json()["status"] == "unavailable"
    assert "<h1>Service momentanément indisponible</h1>" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("command", ["status", "rollback"])
def test_the_terminal_shows_one_line(tmp_path, command):
    environment = {**os.environ, "CEP_DATA_DIR": str(tmp_path), "DATABASE_URL": "garbage"}
    done = subprocess.run(
        [sys.executable, "-m", "data", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "DATABASE_URL" in done.stderr


def test_the_process_does_not_die_of_it(tmp_path):
    environment = {**os.environ, "CEP_DATA_DIR": str(tmp_path), "DATABASE_URL": "garbage"}
    done = subprocess.run(
        [sys.executable, "-c", "import app"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


class Server:
    """A store whose server takes its time, then answers or does not."""

    def __init__(self, seconds=0.0):
        self.asked, self.seconds, self.answer = 0, seconds, None

    def history(self):
        self.asked += 1
        time.sleep(self.seconds)
        if self.answer is None:
            raise OperationalError("SELECT 1", {}, Exception("timeout"))
        return self.answer

    def close(self):
        """Nothing is open."""


def test_a_silence_is_remembered(monkeypatch):
    server = Server()
    database = Database(server)
    for _ in range(5):
        with pytest.raises(DatabaseUnavailable, match=SILENT):
            database.history()
    assert server.asked == 1
    server.answer = ("a",)
    with pytest.raises(DatabaseUnavailable):
        database.history()
    later = time.monotonic() + 11
    monkeypatch.setattr("data.engine.time.monotonic", lambda: later)
    assert database.history() == ("a",)
    assert server.asked == 2


def test_a_silence_after_an_answer_keeps_the_answer(monkeypatch):
    server = Server()
    server.answer = ("a",)
    database = Database(server)
    assert database.history() == ("a",)
    server.answer = None
    later = time.monotonic() + 2
    monkeypatch.setattr("data.engine.time.monotonic", lambda: later)
    assert [database.history() for _ in range(5)] == [("a",)] * 5
    assert server.asked == 2


def test_visitors_do_not_wait_one_after_the_other():
    server = Server(0.3)
    database = Database(server)
    said = []

    def visit():
        try:
            database.history()
        except DatabaseUnavailable as error:
            said.append(str(error))

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    start = time.monotonic()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert said == [SILENT] * 8
    assert server.asked == 1
    assert time.monotonic() - start < 2.0


def test_a_silent_server_holds_one_visitor_only(monkeypatch):
    """The others go on with the releases known."""
    monkeypatch.setattr("data.engine._POINTER_SECONDS", 0.0)
    server = Server()
    server.answer = ("a",)
    database = Database(server)
    assert database.history() == ("a",)
    server.answer, server.seconds = None, 3.0
    held = threading.Thread(target=database.history)
    held.start()
    start = time.monotonic()
    assert database.history() == ("a",)
    assert time.monotonic() - start < 2.0
    held.join()
    assert server.asked == 2


def test_a_readable_address_is_served(postgres_url, of):
    for url in (
        postgres_url,
        postgres_url.replace("postgresql:", "postgres:"),
        postgres_url.replace("postgresql:", "postgresql+psycopg2:"),
    ):
        with closing(open_releases(of(url))) as releases:
            assert isinstance(releases.history(), tuple)
