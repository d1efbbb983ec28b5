"""Une interaction: the same questions to our page, to the pandas page, and to DuckDB, in one run."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial

import duckdb
import numpy as np

from bench.client import Answer, Visitor, questions
from bench.server import serving
from bench.table import Row, show
from callbacks.acces import page_parts
from callbacks.page import Look
from callbacks.pages import FILTERED
from callbacks.territoires import TERRITOIRES
from data import queries
from data.engine import Release
from data.schema import DIMENSIONS, cube_for
from filters import DECAYS, REACHES, TERRITORY_VIEWS, Filters
from geo.hypothesis import Hypothesis
from nomenclatures import OPERATORS, QUALIFICATION_GROUPS, READINGS
from settings import Settings

_OURS, _SLOW = 120, 12
# Where the hypotheses of the bench open a session.
_TOWNS = ("31555", "09122", "48095", "75056", "29019", "97411", "2A004", "59350")


def run(settings: Settings, release: Release) -> None:
    """Print the table of one interaction: HTTP uncached, cached, bytes; without HTTP; yardsticks."""
    rows: list[Row] = []
    with serving("app:server", {"CEP_DATA_DIR": str(settings.data_dir)}, workers=1) as server:
        for page, view in [(page, "") for page in FILTERED] + [(TERRITOIRES, view) for view in TERRITORY_VIEWS[1:]]:
            visitor = Visitor(server.port)
            visitor.read_callback(f"{page.ids.answer}.", release.id)
            for first in ("", "niv=dep"):
                visitor.ask(first, "light", "wide")
            every = (f.only(page.fields).to_query() for f in _viewed(questions(1), view))
            asked = list(itertools.islice(dict.fromkeys(itertools.islice(every, 10 * _OURS)), _OURS))
            uncached = [visitor.ask(query, "light", "wide") for query in asked]
            cached = [visitor.ask(query, "light", "wide") for query in asked]
            budget = "p50 ≤ 25, p95 ≤ 60 ; ≤ 8 kB" if page.path == "/" else "p50 ≤ 40 ; ≤ 8 kB"
            name = f"page {page.path}{view and f' ({view})'}"
            rows += [_http(f"{name}, jamais vue", uncached, budget), _http(f"{name}, déjà vue", cached, "≤ 6")]
    fresh, other = (list(itertools.islice(questions(seed), _OURS)) for seed in (2, 3))
    rows.append(_timed("la même sans HTTP", fresh, lambda f: page_parts(release, f, Look("light", "wide")), "≤ 12"))
    rows.append(_timed("deux sommes, cube en mémoire", other, lambda f: _cube(release, f), ""))
    path = str(settings.data_dir / f"cep-{release.id}.duckdb")
    release.engine.dispose()
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("SET threads = 2")
        few = list(itertools.islice(questions(4), _SLOW * 3))
        for name, asked, cube in (("le cube", few, True), ("les lignes", few[:_SLOW], False)):
            sums = partial(_sql, connection, cube=cube)
            rows.append(_timed(f"deux sommes, DuckDB sur {name}", asked, sums, "étalon"))
    with serving("bench.pandas_page:server", {"BENCH_RELEASE": path}, workers=1) as server:
        visitor = Visitor(server.port)
        visitor.read_callback("map.")
        visitor.ask("")
        slow = [visitor.ask(f.to_query()) for f in itertools.islice(questions(5), _SLOW)]
        rows.append(_http("page Dash à masques pandas", slow, "étalon"))
    show("Une interaction, ms", ("p50", "p95", "octets gzip"), rows)


def _viewed(asked: Iterable[Filters], view: str) -> Iterable[Filters]:
    """The same questions under a view of Territoires, each with a threshold, a decay and a hypothesis of its own."""
    for turn, filters in enumerate(asked):
        if not view:
            yield filters
            continue
        sessions = ((_TOWNS[turn % len(_TOWNS)], 1.0 + turn % 30),) if view == "hypothese" else ()
        yield filters.change(
            territory_view=view,
            reach=REACHES[turn % 3],
            decay=DECAYS[turn // 3 % 3],
            hypothesis=Hypothesis(added=sessions),
        )


def _http(name: str, answers: list[Answer], budget: str) -> Row:
    failed = sum(a.status != 200 for a in answers)
    times = [a.milliseconds for a in answers]
    size = statistics.median(a.size for a in answers)
    largest = max(a.size for a in answers)
    note = f"{size:.0f} (max {largest})" + (f", {failed} erreurs" if failed else "")
    return Row(name, [*np.percentile(times, [50, 95]), note], budget)


def _timed(name: str, asked: Iterable[Filters], answer: Callable[[Filters], object], budget: str) -> Row:
    times = []
    for filters in asked:
        start = time.perf_counter()
        answer(filters)
        times.append((time.perf_counter() - start) * 1000)
    return Row(name, [*np.percentile(times, [50, 95]), ""], budget)


def _cube(release: Release, filters: Filters) -> object:
    return queries.area_counts(release, filters), queries.monthly_counts(release, filters)


def _sql(connection: duckdb.DuckDBPyConnection, filters: Filters, cube: bool) -> object:
    """The two sums of the page, as plain SQL over the cube or over the rows."""
    kept = {"employment_status": READINGS[filters.reading]}
    if filters.sex:
        kept["sex"] = (filters.sex,)
    if filters.age:
        kept["age"] = (filters.age,)
    if filters.qualification:
        kept["qualification"] = QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,))
    if cube:
        kept["family"] = filters.families
    else:
        kept["operator"] = tuple(o.code for o in OPERATORS if o.family in filters.families)
    table = cube_for({"territory", *kept}).name if cube else "entries"
    conditions = []
    for name, codes in kept.items():
        positions = ", ".join(str(DIMENSIONS[name].position(code)) for code in codes)
        conditions.append(f"{name} IN ({positions})")
    where, sums = " AND ".join(conditions), 'sum(n), sum("key")'
    period = f"month BETWEEN '{filters.start}-01' AND '{filters.end}-01'"
    areas = f"SELECT territory, {sums} FROM {table} WHERE {where} AND {period} GROUP BY ALL"
    months = f"SELECT month, territory, {sums} FROM {table} WHERE {where} GROUP BY ALL"
    return connection.execute(areas).fetchall(), connection.execute(months).fetchall()
