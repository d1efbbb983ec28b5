"""A server on the loopback that answers as a test says, and an offline command line."""

import json
import threading
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from data.sources import command
from settings import Settings


@dataclass
class Answer:
    """What the server sends: JSON of `content` unless it is bytes; `cut` bytes are promised and not sent."""

    content: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


@pytest.fixture
def serve():
    """serve(answer): the URL of a server; `answer(path, query, headers)` is called once a request."""
    servers = []

    def start(answer):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                found = answer(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}, self.headers)
                time.sleep(found.delay)
                body = found.content if isinstance(found.content, bytes) else json.dumps(found.content).encode()
                try:
                    self.send_response(found.status)
                    for name, value in found.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body[: len(body) - found.cut])
                except OSError:
                    pass  # the client is gone, as some tests want

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "var", demo_on_empty=False)


@pytest.fixture
def fetch(settings, capsys):
    """fetch("insee", …): exit code, what was printed, what was printed as an error."""

    def run(*words):
        parser = ArgumentParser()
        command.register(parser.add_subparsers(required=True))
        arguments = parser.parse_args(["fetch", *map(str, words), "--quiet"])
        asked = replace(settings, sirene_key=Settings.from_environment().sirene_key)
        code = arguments.run(asked, arguments)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def no_network():
    """An address where nothing listens: connection refused."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}"
