"""Hypothèses et recherches de lieux, over HTTP on a release: `python -m bench.hypotheses`, on that of CEP_DATA_DIR.

With --times, also under a file of minutes drawn from the distances, every pair an hour away at most.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from bench.client import Visitor
from bench.server import Server, serving
from bench.table import Row, show
from callbacks.territoires import TERRITOIRES
from data.engine import Database, Release, open_releases
from data.site_queries import demand, open_sites
from filters import Filters
from geo.areas import AREAS, Area, departments
from geo.hypothesis import Hypothesis
from geo.pairs import pairs_within
from geo.places import Demand, Sites
from geo.travel import DISTANCE, TIME
from settings import Settings

# The most peopled, the one of most communes, and two of many departments.
_REGIONS = ("R11", "R75", "R44", "R76")
_CHANGES, _TIMES = (1, 10, 30), 5
_DAY = date(2017, 12, 31)
# Those that took longest of five regions and five departments of many communes.
_SEARCHED = ("R76", "R32", "D21", "D31")


def run(settings: Settings, with_times: bool) -> None:
    """Print milliseconds and bytes of the answers, then seconds of the searches."""
    release = Database(open_releases(settings)).release()
    sites, persons = open_sites(release, _DAY), demand(release, 2018)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CEP_DATA_DIR": str(_apart(settings.data_dir, Path(folder)))}
        measures = [DISTANCE]
        if with_times:
            environment["CEP_TRAVEL_TIMES"] = str(_minutes(sites, persons, Path(folder) / "times.parquet"))
            measures.append(TIME)
        with serving("app:server", environment, workers=1) as server:
            for measure in measures:
                _hypotheses(server, release, sites, persons, measure)
        with serving("app:server", environment, workers=1) as server:
            _searches(server, [AREAS[area] for area in _SEARCHED])


def _apart(data: Path, folder: Path) -> Path:
    """A folder with the same releases, where searches can be written."""
    for path in data.iterdir():
        if path.name != "searches":
            (folder / path.name).symlink_to(path.resolve())
    return folder


def _minutes(sites: Sites, persons: Demand, path: Path) -> Path:
    near = pairs_within(persons.points, sites.points, 60)
    minutes = 2 + 1.1 * near.cost + np.random.default_rng(1).exponential(4, len(near.cost))
    rows = {"operator": sites.operator[near.site], "site": sites.code[near.site], "minutes": minutes.round(1)}
    pd.DataFrame({"commune": persons.code[near.origin], **rows}).to_parquet(path)
    return path


def _hypotheses(server: Server, release: Release, sites: Sites, persons: Demand, measure: str) -> None:
    visitor = Visitor(server.port)
    visitor.read_callback(f"{TERRITOIRES.ids.answer}.", release.id)
    rows = []
    for region in _REGIONS:
        asked = Filters(area=region, area_level="dep", territory_view="hypothese", measure=measure)
        # The first question on a region finds its network.
        first = visitor.ask(asked.to_query(), "light", "wide")
        rows.append(Row(f"{AREAS[region].name}, sans changement", [first.milliseconds, "", first.size], ""))
        for count in _CHANGES:
            proposed = itertools.islice(_proposed(sites, persons, region, count, measure), _TIMES)
            answers = [visitor.ask(asked.change(hypothesis=h).to_query(), "light", "wide") for h in proposed]
            if len(answers) < _TIMES or any(answer.status != 200 for answer in answers):
                raise RuntimeError(f"{region}: {len(answers)} answers, {[answer.status for answer in answers]}")
            times = [answer.milliseconds for answer in answers]
            figures = [statistics.median(times), max(times), max(answer.size for answer in answers)]
            rows.append(Row(f"{AREAS[region].name}, {count} changements", figures, "≤ 300 ms ; ≤ 8192 octets"))
    unit = "minutes" if measure == TIME else "à vol d’oiseau"
    show(
        f"Hypothèses jamais vues, {unit}, ms (médiane et plus grande de {_TIMES})", ("p50", "max", "octets gzip"), rows
    )


def _proposed(sites: Sites, persons: Demand, region: str, count: int, measure: str) -> Iterator[Hypothesis]:
    """Hypotheses of `count` changes, no two alike: sites that close, move or change their hours, sessions that open."""
    own = {area.id for area in departments(AREAS[region].code)}
    here = np.flatnonzero(np.isin(sites.department, list(own)) & sites.located)
    keys = [sites.keys[k] for k in here]
    towns = persons.code[np.isin(persons.department, list(own))]
    random = np.random.default_rng(count)
    while True:
        chosen = [keys[k] for k in random.choice(len(keys), count, replace=False)]
        places = [str(town) for town in random.choice(towns, count, replace=False)]
        part = 0 if count == 1 else count // 3
        others = chosen[part:]
        if measure == TIME or count == 1:
            yield Hypothesis(
                closed=tuple(sorted(chosen[: part or 1])), hours=tuple((k, 9.0) for k in sorted(others[1:]))
            )
            continue
        yield Hypothesis(
            closed=tuple(sorted(chosen[:part])),
            moved=tuple(sorted(zip(others[:part], places[:part], strict=True))),
            added=tuple((town, 7.0) for town in sorted(places[2 * part :])),
        )


def _searches(server: Server, areas: list[Area]) -> None:
    """Ten sessions where no site is, which is the hardest, and where every one is."""
    rows = []
    for area in areas:
        for families, who in (("reg", "sans lieu"), ("pe-ml-ce-apec-reg", "avec lieux")):
            for model in ("couverture", "distance"):
                query = f"t={area.id}&niv=dep&ope={families}&modele={model}&p=10&visiteur={'a' * 16}"
                seconds, said = _searched(server, query)
                budget = "≤ 60 s" if area.level == "region" else "≤ 10 s"
                rows.append(Row(f"{area.name}, {who}, {model}", [seconds, said.count("<tr>") - 1, ""], budget))
    show("Recherches de dix permanences, s", ("s", "choix", ""), rows)


def _searched(server: Server, query: str) -> tuple[float, str]:
    """Seconds until the search has ended, as the page waits for it, and what it found."""
    address = f"http://127.0.0.1:{server.port}/territoires/recherche?{query}"
    start, method = time.perf_counter(), "POST"
    while True:
        with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=60) as answer:
            found = json.loads(answer.read())
        if found["state"] not in ("running", "busy"):
            return time.perf_counter() - start, found["html"]
        method = "GET" if found["state"] == "running" else "POST"
        time.sleep(0.2)


if __name__ == "__main__":
    run(Settings.from_environment(), "--times" in sys.argv[1:])
