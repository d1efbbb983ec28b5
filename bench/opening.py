"""Ouverture: start of the server, first page in a cold browser, bytes, click to drawing."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, sync_playwright

from bench.server import serving
from bench.table import Row, show
from settings import Settings

_DRAWN = ".js-plotly-plot .choroplethlayer path"
_RUNS = 5


def run(settings: Settings) -> None:
    """Print medians of five runs."""
    starts, weights = [], []
    for _ in range(_RUNS):
        with serving("app:server", {"CEP_DATA_DIR": str(settings.data_dir)}) as server:
            starts.append(server.started)
            weights.append(max(server.workers_rss()))
    with serving("app:server", {"CEP_DATA_DIR": str(settings.data_dir)}) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        pages = [_open(browser, f"http://127.0.0.1:{server.port}/") for _ in range(_RUNS)]
        clicks = _click(browser, f"http://127.0.0.1:{server.port}/")
        browser.close()
    median = statistics.median
    show(
        "Ouverture (médianes de cinq)",
        ("mesure",),
        [
            Row("démarrage jusqu'à /healthz, s", [median(starts)], "≤ 2"),
            Row("mémoire d'un processus au démarrage, MB", [median(weights)], "≤ 250"),
            Row("première page à froid, carte dessinée, s", [median(p[0] for p in pages)], "≤ 2,5"),
            Row("poids compressé, MB", [median(p[1] for p in pages)], "≤ 2,2"),
            Row("clic → dessiné, ms", [median(clicks)], "≤ 200"),
        ],
    )


def _open(browser: Browser, address: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    session = context.new_cdp_session(page)
    received = 0.0
    session.send("Network.enable")

    def add(event: dict[str, float]) -> None:
        nonlocal received
        received += event["encodedDataLength"]

    session.on("Network.loadingFinished", add)
    page.goto(address, wait_until="commit")
    page.wait_for_selector(_DRAWN)
    seconds = page.evaluate("performance.now()") / 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, received / 1e6


def _click(browser: Browser, address: str) -> list[float]:
    """Milliseconds from a click on a reading to the redrawn map and sentence."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(address)
    page.wait_for_selector(_DRAWN)
    page.wait_for_timeout(500)
    times = []
    for text in ("Demandeurs d’emploi", "Actifs occupés", "Ensemble", "Demandeurs d’emploi", "Ensemble"):
        times.append(
            page.evaluate(
                """(text) => new Promise((done) => {
                    const labels = [...document.querySelectorAll('.segment label')];
                    const label = labels.find((l) => l.textContent.trim() === text);
                    const graph = document.querySelector('#map-graph .js-plotly-plot');
                    const start = performance.now();
                    graph.on('plotly_afterplot', () => requestAnimationFrame(() => done(performance.now() - start)));
                    label.click();
                })""",
                text,
            )
        )
        page.wait_for_timeout(300)
    page.close()
    return times
