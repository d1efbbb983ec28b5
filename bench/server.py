"""Serveurs sous mesure: start one on loopback, know when it answers and what it weighs, stop it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server: port, seconds from its start to its first healthy answer, process id of the parent."""

    port: int
    started: float
    process: int

    def workers_rss(self) -> list[float]:
        """Resident memory of each worker, MB."""
        listing = subprocess.run(["ps", "-o", "rss=", "--ppid", str(self.process)], capture_output=True, text=True)
        return [int(line) / 1024 for line in listing.stdout.split()]


@contextmanager
def serving(module: str, environment: dict[str, str], workers: int = 2, path: str = "/healthz") -> Iterator[Server]:
    """Serve `module` ("app:server") by gunicorn with the production settings until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", module, "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--log-level", "warning", "--no-control-socket"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}{path}", process)
        yield Server(port, time.perf_counter() - start, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                raise RuntimeError(f"the server of {url} stopped") from None
            time.sleep(0.05)
    raise TimeoutError(url)
