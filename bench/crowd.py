"""Affluence: 16 and 64 visitors without think time, on answers already seen and never seen."""

from __future__ import annotations

import multiprocessing
import threading
import time
from itertools import islice

import numpy as np

from bench.client import Visitor, questions
from bench.server import serving
from bench.table import Row, show
from settings import Settings

_SECONDS = 6.0
_NEVER_SEEN = 4000  # more than any run asks


def run(settings: Settings) -> None:
    """Print throughput, p50, p95 and errors; the load comes from another process on the same cores."""
    rows = []
    with serving("app:server", {"CEP_DATA_DIR": str(settings.data_dir)}) as server:
        _load(server.port, 4, warm=True, seed=0)
        for visitors in (16, 64):
            for warm in (True, False):
                rate, p50, p95, errors = _in_process(server.port, visitors, warm)
                name = f"{visitors} visiteurs, {'déjà vu' if warm else 'jamais vu'}"
                budget = ("≥ 200/s" if warm else "≥ 60/s") + (", p95 ≤ 300 ms, 0 erreur" if visitors == 64 else "")
                rows.append(Row(name, [rate, p50, p95, errors], budget))
        weights = " ".join(f"{m:.0f}" for m in server.workers_rss())
    show("Affluence (2 processus)", ("interactions/s", "p50 ms", "p95 ms", "erreurs"), rows)
    print(f"Mémoire des processus après l'affluence : {weights} MB (budget 250)")


def _in_process(port: int, visitors: int, warm: bool) -> tuple[float, float, float, int]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_load, (port, visitors, warm, visitors + 100))


def _load(port: int, visitors: int, warm: bool, seed: int) -> tuple[float, float, float, int]:
    answers: list[tuple[float, int]] = []
    # Written before the clock starts: drawing them would take the processor from the server.
    asked = [f.to_query() for f in islice(questions(0 if warm else seed), 40 if warm else _NEVER_SEEN)]
    stop = time.perf_counter() + _SECONDS

    def visit(number: int) -> None:
        visitor = Visitor(port)
        visitor.read_callback("acces-answer.")
        turn = number
        while time.perf_counter() < stop:
            query = asked[turn % len(asked)]
            turn += 1 if warm else visitors
            answer = visitor.ask(query, "light", "wide")
            answers.append((answer.milliseconds, answer.status))

    threads = [threading.Thread(target=visit, args=(i,)) for i in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [ms for ms, _ in answers]
    errors = sum(status != 200 for _, status in answers)
    return len(answers) / _SECONDS, float(np.percentile(times, 50)), float(np.percentile(times, 95)), errors
