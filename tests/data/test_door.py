"""One door: whatever is asked, a count leaves with its noise, once; only the closed list leaves exact."""

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import profile_queries, published, queries, recourse_queries, strata_queries
from data.build import publish
from data.disclosure import NoiseTable
from data.engine import Database, open_releases
from data.schema import DIMENSIONS
from denominators import PARTITIONS, STRATA, find, find_axis
from filters import Filters, Period
from geo.areas import AREAS, FRANCE, departments, region_of, regions
from nomenclatures import FAMILY, SEX
from settings import Settings
from tests.conftest import silent
from tests.data.test_queries import QUESTIONS, excluded_of, oracle, rows

ROOT = Path(__file__).resolve().parents[2]
SHIFT = 7
LAST_MONTH = "2018-07"
ALL = [
    *QUESTIONS,
    Filters(sex="F", area_level="dep"),
    Filters(start="2016-01", end="2017-12"),
    Filters(start="2018-01", end="2018-07"),
    Filters(age="a26", area="R11", start="2016-05", end="2016-05"),
    *(Filters(families=(family,)) for family in FAMILY.codes),
]
each_question = pytest.mark.parametrize("filters", ALL, ids=lambda f: f.to_query() or "défaut")
__all__ = ["rows"]  # the fixture

# Every public function of data/queries.py is either checked below or says nothing of any entry.
COUNTED = {"area_counts", "monthly_counts", "composition", "unlocated"}
# Those of data/recourse_queries.py all count, and are checked below; the rates of unemployment are a snapshot's.
RECOURSE = {
    "monthly_flows",
    "territory_count",
    "operator_counts",
    "reasons",
    "services",
    "exits",
    "signal_counts",
    "target_publics",
}
SILENT = {
    "denominator_for": lambda release, filters: queries.denominator_for(filters),
    "actives_by_sex": queries.actives_by_sex,
    "populations": lambda release, filters: queries.populations(
        release, find("region", "ens", (), int(filters.start[:4])), filters.sex, filters.qualification
    ),
    "constant_families": lambda release, filters: queries.constant_families(release, filters.families),
    "covered_months": lambda release, filters: queries.covered_months(release),
    "absent_months": lambda release, filters: queries.absent_months(release, filters.families),
    "all_active": lambda release, filters: queries.all_active(
        release, filters.families, Period(filters.start, filters.end)
    ),
    "series_breaks": lambda release, filters: queries.series_breaks(release).to_json(),
    "release_assumptions": lambda release, filters: queries.release_assumptions(release),
}


@pytest.fixture(scope="module")
def honest(duckdb_settings):
    """The release as it is served."""
    database = Database(open_releases(duckdb_settings))
    yield database.release()
    database.close()


@pytest.fixture(scope="module")
def shifted(honest):
    """The same release, its noise being always 7: a count that passed the door once can be told from any other."""
    noise = NoiseTable(np.array([SHIFT]), np.ones((1, 1)))
    return replace(honest, noise=noise, card=replace(honest.card, id="shifted"))


@pytest.fixture(scope="module")
def silenced(honest):
    """The same release without any noise: what the rows say."""
    noise = NoiseTable(np.array([0]), np.ones((1, 1)))
    return replace(honest, noise=noise, card=replace(honest.card, id="silenced"))


def exact_of(rows, filters, excluded=(), month=""):
    """Exact entries of every area, from the rows."""
    kept = oracle(rows, filters, FRANCE.id, whole_window=bool(month))
    found = Counter((kept[kept["month"] == month] if month else kept)["territory"].value_counts().to_dict())
    exact = {area.id: found[area.id] for area in departments()}
    for region in regions():
        exact[region.id] = found[region.id] + sum(found[d.id] for d in departments(region.code))
    return exact | {FRANCE.id: sum(n for territory, n in found.items() if territory not in excluded)}


def closed_list(filters, area, excluded=()):
    """France × year, France × family × year, region × year: nothing else."""
    profile = (filters.sex, filters.age, filters.qualification, filters.level)
    if any(profile) or filters.reading != "ens" or filters.start[:4] != filters.end[:4]:
        return False
    if not (filters.start.endswith("-01") and filters.end.endswith("-12")) or filters.end > LAST_MONTH:
        return False
    everyone = filters.families == FAMILY.codes
    if AREAS[area].level == "france":
        return not excluded and (everyone or len(filters.families) == 1)
    return AREAS[area].level == "region" and everyone


def left(exact, blocks, exempt=False):
    """What must leave the door, were its noise always SHIFT."""
    return exact if exempt and exact >= 1000 else exact + SHIFT * blocks


def leaving(release, rows, filters, excluded=(), listed=True):
    """Area → what must leave the door, block by block; `listed`: the closed list holds."""
    total = Counter()
    for block in published.blocks_of(release, filters):
        part = replace(filters, start=block.start, end=block.end, families=block.families)
        for area, exact in exact_of(rows, part, excluded).items():
            total[area] += left(exact, 1, listed and closed_list(part, area, excluded))
    return total


def public_functions(module):
    return {
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and callable(thing)
        and not isinstance(thing, type)
        and thing.__module__ == module.__name__
    }


def test_every_query_is_declared():
    assert public_functions(queries) == COUNTED | SILENT.keys()
    assert not COUNTED & SILENT.keys()
    assert public_functions(strata_queries) == {
        *("strata_counts", "rate_counts", "share_counts", "early_exit_counts", "features"),
    }
    assert public_functions(profile_queries) == {
        *("partition_counts", "group_counts", "profile_counts", "month_group_counts", "women_counts"),
        *("partitions", "comparator_for", "published_profile"),
    }
    assert public_functions(recourse_queries) == RECOURSE | {"unemployment_rates"}


def numbers_of(found):
    """Every count of an answer, however deep, by the path that leads to it."""
    if isinstance(found, pd.DataFrame):
        keys = [name for name in ("area", "family", "signal", "employment_status") if name in found]
        for row in found.to_dict("records"):
            path = tuple(row[name] for name in keys)
            yield from (((*path, name), row[name]) for name in ("count", "total") if name in row)
    elif isinstance(found, dict):
        for name, part in found.items():
            yield from (((name, *path), value) for path, value in numbers_of(part))
    elif isinstance(found, np.ndarray):
        yield from (((place,), value) for place, value in enumerate(found.tolist()))
    elif isinstance(found, tuple):
        names = getattr(found, "_fields", range(len(found)))
        for name, part in zip(names, found, strict=True):
            if name not in ("months", "population", "low", "high"):
                yield from (((name, *path), value) for path, value in numbers_of(part))
    else:
        yield (), found


@pytest.mark.parametrize("query", sorted(RECOURSE))
@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(area="R76", reading="de"), Filters(area="D31", area_level="dep", families=("pe", "ml"))],
    ids=lambda f: f.to_query() or "défaut",
)
def test_counts_of_recourse_pass_the_door_once(shifted, silenced, query, filters):
    """Each leaves with one noise for each closed block of operators: with a noise of 7 it is so many 7 away from the
    count that no noise changes, but for the exact cells of the closed list."""
    exact = dict(numbers_of(getattr(recourse_queries, query)(silenced, filters)))
    found = dict(numbers_of(getattr(recourse_queries, query)(shifted, filters)))
    assert found.keys() == exact.keys() and (len(found) >= len(filters.families) or query == "territory_count")
    groups = {1, *published.noise_blocks(shifted, filters)}
    gaps = {path: found[path] - exact[path] for path in found if not np.isnan(exact[path])}
    whole = filters.area_level == "reg" and filters.reading == "ens"
    listed = (query == "operator_counts" and filters.area == FRANCE.id) or (query == "territory_count" and whole)
    assert all(gap in {SHIFT * n for n in groups} | ({0} if listed else set()) for gap in gaps.values())
    assert not listed or [exact[path] >= 1000 for path in gaps] == [gap == 0 for gap in gaps.values()]


@each_question
def test_counts_of_areas_pass_the_door_once(shifted, rows, filters):
    frame = queries.area_counts(shifted, filters)
    excluded = excluded_of(filters)
    for column, asked in {"count": filters, "total": filters.without_profile()}.items():
        if column in frame:
            expected = leaving(shifted, rows, asked, excluded)
            assert frame[column].tolist() == [expected[area] for area in frame["area"]]
    public = {"area", "period", "group", "count", "exempt", "active", "compared", "population", "total"}
    assert set(frame.columns) <= public


def test_a_year_that_is_not_whole_in_the_release_is_not_exempt(honest):
    frame = queries.area_counts(honest, Filters(start="2018-01", end="2018-12"))
    assert not frame["exempt"].any()


def test_operators_in_another_order_are_the_same_rows(shifted):
    listed = queries.area_counts(shifted, Filters())
    other = queries.area_counts(shifted, Filters(families=tuple(reversed(FAMILY.codes))))
    assert listed["exempt"].any() and listed.equals(other)


def test_years_asked_together_are_exact_as_they_are_alone(honest):
    """The closed list holds year by year, and family by family."""
    count = lambda **asked: queries.area_counts(honest, Filters(**asked)).set_index("area")  # noqa: E731
    years = [count(start=f"{year}-01", end=f"{year}-12") for year in (2016, 2017)]
    both = count(start="2016-01", end="2017-12")
    assert both["exempt"].any() and (both["exempt"] == years[0]["exempt"] & years[1]["exempt"]).all()
    assert (both["count"] == years[0]["count"] + years[1]["count"]).all()
    areas = (FRANCE, *regions())
    asked = (("pe", "ml"), ("pe",), ("ml",))
    union, *alone = (published.counts_of_areas(honest, Filters(families=f), areas, ()) for f in asked)
    assert [exact.tolist() for _, exact in (union, *alone)] == 3 * [[True] + [False] * len(regions())]
    assert (union[0] == alone[0][0] + alone[1][0]).all()


@each_question
def test_counts_of_months_pass_the_door_once(shifted, rows, filters):
    frame = queries.monthly_counts(shifted, filters)
    excluded = excluded_of(filters)
    _, blocks = published.noise_blocks(shifted, filters)
    asked = {"count": filters} | ({"total": filters.without_profile()} if "total" in frame else {})
    for month in ("2015-01", "2016-12", "2017-06", "2018-07"):
        part = frame[frame["period"] == month]
        assert len(part)
        for column, question in asked.items():
            exact = exact_of(rows, question, excluded, month)
            assert part[column].tolist() == [left(exact[area], blocks) for area in part["area"]]
    assert set(frame.columns) <= {"area", "period", "group", "count", "exempt", "active", "population", "total"}


@pytest.mark.parametrize("dimension", ["sex", "reading"])
@each_question
def test_counts_of_groups_pass_the_door_once(shifted, rows, filters, dimension):
    excluded = excluded_of(filters)
    # By sex France has the field of its actives by sex: the survey's, which has Mayotte.
    level = "department" if filters.territory.level == "department" else "region"
    margin = tuple(dict.fromkeys(("sex", *filters.margin)))
    if dimension == "sex" and find(level, filters.reading, margin, int(filters.start[:4])):
        excluded = ()
    lifted = replace(filters, **{dimension: "" if dimension == "sex" else "ens"})
    expected = {
        group: leaving(shifted, rows, replace(lifted, **{dimension: group}) if group else lifted, excluded, not group)
        for group in ((*SEX.codes, "") if dimension == "sex" else ("de", "ao", ""))
    }
    for (area, group), count in queries.composition(shifted, filters, dimension).items():
        assert count == expected[group][area], (area, group)


@each_question
def test_unlocated_counts_pass_the_door_once(shifted, rows, filters):
    exact = exact_of(rows, filters)
    if filters.area_level == "reg":
        lost = exact[FRANCE.id] - sum(exact[r.id] for r in regions())
    elif filters.area == FRANCE.id:
        lost = exact[FRANCE.id] - sum(exact[d.id] for d in departments())
    else:
        region = region_of(filters.territory)
        lost = exact[region.id] - sum(exact[d.id] for d in departments(region.code))
    assert queries.unlocated(shifted, filters) == left(lost, published.noise_blocks(shifted, filters)[0])


@pytest.mark.parametrize("name", SILENT)
def test_the_other_queries_do_not_depend_on_the_entries(honest, inputs, tmp_path_factory, name):
    halved = _halved(inputs, tmp_path_factory)
    try:
        for filters in ALL:
            assert SILENT[name](halved.release(), filters) == SILENT[name](honest, filters)
    finally:
        halved.close()


_HALVED = {}


def _halved(inputs, tmp_path_factory):
    """A release of half the entries, of the same months."""
    if "settings" not in _HALVED:
        settings = Settings(data_dir=tmp_path_factory.mktemp("halved"), demo_on_empty=False)
        half = replace(inputs, entries=inputs.entries.take(list(range(0, inputs.entries.num_rows, 2))))
        publish(half.fill, settings, silent)
        _HALVED["settings"] = settings
    return Database(open_releases(_HALVED["settings"]))


def test_the_real_noise_leaves_no_small_count_and_few_exact_ones(honest, rows):
    """With the table served: 1 to 4 never, and exact no more often than the table says."""
    counts, exact = [], []
    for filters in ALL:
        if published.noise_blocks(honest, filters)[0] == 1:
            frame = queries.area_counts(honest, filters)
            true = exact_of(rows, filters, excluded_of(filters))
            kept = [a for a in frame["area"] if not closed_list(filters, a, excluded_of(filters))]
            counts += frame.set_index("area")["count"][kept].tolist()
            exact += [true[a] for a in kept]
    counts, exact = np.array(counts), np.array(exact)
    assert not np.isin(counts, (1, 2, 3, 4)).any()
    assert (np.abs(counts - exact) <= 5).all()
    large = exact >= 10
    assert large.sum() > 300
    untouched = np.diff(honest.noise.cumulative[-1], prepend=0.0)[5]
    assert (counts == exact)[large].mean() == pytest.approx(untouched, abs=4 / np.sqrt(large.sum()) / 2)
    assert not (counts == exact)[(exact > 0) & (exact < 5)].any()


@pytest.mark.parametrize("dimension", ["sex", "age", "employment_status", "csp", "disability", "reason"])
def test_groups_pass_the_door_once(shifted, rows, dimension):
    filters = Filters(families=("pe", "ml"), start="2017-01", end="2018-02")
    found = published.counts_of_groups(shifted, filters, (FRANCE,), (), dimension)[0]
    exact = Counter(oracle(rows, filters, FRANCE.id)[dimension])
    blocks, _ = published.noise_blocks(shifted, filters)
    # A part of a group that no row fills stays empty, at most as many parts as there are blocks.
    for count, code in zip(found, DIMENSIONS[dimension].codes, strict=True):
        assert (count - exact[code]) % SHIFT == 0 and 0 <= count - exact[code] <= SHIFT * blocks
        assert count > exact[code] or exact[code] == 0


PEERS = (FRANCE, *regions(), *departments("76"))
COMPARED = [
    Filters(),
    Filters(families=("pe", "ml"), start="2017-01", end="2018-02"),
    Filters(families=tuple(f for f in FAMILY.codes if f != "pe"), start="2016-01", end="2016-12"),
]
each_comparison = pytest.mark.parametrize("filters", COMPARED, ids=lambda f: f.to_query() or "défaut")


@pytest.mark.parametrize("axis", STRATA)
@each_comparison
def test_counts_of_strata_pass_the_door_once_and_none_is_exact(shifted, rows, filters, axis):
    level = "department" if axis == "statut" else "region"
    frame, unknown = strata_queries.strata_counts(shifted, filters, PEERS, level, axis, len(PEERS))
    excluded = find_axis(level, axis, 2017)[0].excluded_areas
    blocks, _ = published.noise_blocks(shifted, filters)
    assert not frame["exempt"].any()
    rest = Counter(exact_of(rows, filters, excluded))
    for stratum in STRATA[axis]:
        part = replace(filters, reading=stratum.reading, sex=stratum.sex, qualification=stratum.qualification)
        exact = exact_of(rows, part, excluded)
        of_stratum = frame[frame["group"] == stratum.group]
        assert of_stratum["count"].tolist() == [left(exact[a], blocks) for a in of_stratum["area"]]
        rest.subtract(exact)
    assert unknown == {area.id: left(rest[area.id], blocks) for area in PEERS}
    assert set(frame.columns) == {"area", "period", "group", "count", "exempt", "active", "compared", "population"}


@pytest.mark.parametrize("reading", ["ens", "de", "ao"])
@each_comparison
def test_counts_of_rates_pass_the_door_once(shifted, rows, filters, reading):
    frame = strata_queries.rate_counts(shifted, filters, PEERS, "region", ("ens", "de", "ao"), len(PEERS))
    frame = frame[frame["group"] == reading]
    asked = replace(filters, reading=reading)
    excluded = find("region", reading, (), 2017).excluded_areas
    expected = leaving(shifted, rows, asked, excluded)
    assert frame["count"].tolist() == [expected[a] for a in frame["area"]]


@pytest.mark.parametrize(
    ("dimension", "group"), [("sex", "F"), ("age", "a15"), ("qualification", "q6"), ("level", "3")]
)
@each_comparison
def test_counts_of_shares_pass_the_door_once(shifted, rows, filters, dimension, group):
    frame = strata_queries.share_counts(
        shifted, filters, PEERS, {"women": ("sex", "F"), "asked": (dimension, group)}, len(PEERS)
    )
    frame = frame[frame["group"] == "asked"]
    blocks = published.noise_blocks(shifted, filters)[0]
    whole, part = leaving(shifted, rows, filters), exact_of(rows[rows[dimension] == group], filters)
    assert not frame["exempt"].any()
    assert frame["count"].tolist() == [left(part[a], blocks) for a in frame["area"]]
    assert frame["total"].tolist() == [whole[a] for a in frame["area"]]


@each_comparison
def test_counts_of_early_exits_pass_the_door_once(shifted, silenced, filters):
    there, exact = (strata_queries.early_exit_counts(r, filters, PEERS, len(PEERS)) for r in (shifted, silenced))
    blocks = published.noise_blocks(shifted, filters)[0]
    assert not there["exempt"].any()
    for column in ("count", "total"):
        filled = exact[column] > 0
        assert filled.any() and (there[column] - exact[column])[filled].between(SHIFT, SHIFT * blocks).all()
        assert (there[column] - exact[column]).mod(SHIFT).eq(0).all()


def test_features_do_not_depend_on_the_entries(honest, inputs, tmp_path_factory):
    halved = _halved(inputs, tmp_path_factory)
    try:
        for level, areas in (("region", regions()), ("department", departments())):
            here, there = (strata_queries.features(r, areas, level, 2017) for r in (honest, halved.release()))
            assert here.equals(there)
    finally:
        halved.close()


PROFILES = [f for f in ALL if not (f.sex or f.age or f.qualification)]


def in_partition(filters, partition, group):
    """The filters of one group, where it is a filter."""
    name = {"qualification_group": "qualification"}.get(partition, partition)
    return filters.change(**{name: group})


@pytest.mark.parametrize("filters", PROFILES, ids=lambda f: f.to_query() or "défaut")
@pytest.mark.parametrize("partition", PARTITIONS)
def test_counts_of_profiles_pass_the_door_once(shifted, rows, filters, partition):
    """No count that is not exempt is exact; the groups that are filters have the very count of the page Accès."""
    if partition == "reading" and filters.reading != "ens":
        return
    frame = profile_queries.partition_counts(shifted, filters, partition)
    blocks, _ = published.noise_blocks(shifted, filters)
    comparator = profile_queries.comparator_for(shifted, filters, partition).comparator
    excluded = comparator.excluded if comparator else ()
    assert not frame["exempt"].any()
    exact = exact_of(rows, filters, excluded)
    whole = leaving(shifted, rows, filters, excluded)
    totals = [whole[area] for area in frame["area"]]
    assert frame["total"].tolist() == totals
    assert frame["total_exempt"].tolist() == [t == exact[a] for a, t in zip(frame["area"], totals, strict=True)]
    for group, part in frame.groupby("group"):
        if partition in ("qualification_group", "reading"):
            of_group = exact_of(rows, in_partition(filters, partition, group), excluded)
        else:
            of_group = exact_of(rows[rows[partition] == group], filters, excluded)
        for row in part.itertuples():
            # A part of a count that no row fills stays empty, at most as many parts as there are blocks.
            extra = row.count - of_group[row.area]
            assert extra % SHIFT == 0 and 0 <= extra <= SHIFT * blocks, row
            assert extra > 0 or of_group[row.area] == 0, row
    public = {"area", "period", "group", "partition", "count", "exempt", "active", "compared", "total", "total_exempt"}
    assert set(frame.columns) == public | {"population", "population_total", "status", "source"}


@pytest.mark.parametrize("partition", [p for p in PARTITIONS if p != "disability"])
def test_monthly_counts_of_profiles_pass_the_door_once(shifted, rows, partition):
    filters = Filters(families=("pe", "ml"), area="R11")
    frame = profile_queries.month_group_counts(shifted, filters, partition)
    _, blocks = published.noise_blocks(shifted, filters)
    comparator = profile_queries.comparator_for(shifted, filters, partition).comparator
    excluded = comparator.excluded if comparator else ()
    part = frame[frame["period"] == "2017-06"]
    assert len(part)
    for group, of in part.groupby("group"):
        if partition in ("qualification_group", "reading"):
            exact = exact_of(rows, in_partition(filters, partition, group), excluded, "2017-06")
        else:
            exact = exact_of(rows[rows[partition] == group], filters, excluded, "2017-06")
        for row in of.itertuples():
            extra = row.count - exact[row.area]
            assert extra % SHIFT == 0 and 0 <= extra <= SHIFT * blocks and (extra > 0 or exact[row.area] == 0)


def _sources():
    rooms = ("data", "indicators", "figures", "layouts", "callbacks", "geo")
    for file in (*ROOT.glob("*.py"), *(f for room in rooms for f in (ROOT / room).rglob("*.py"))):
        yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_one_module_holds_exact_sums_and_the_door():
    users = {"data.exact": set(), "data.disclosure.disclose": set()}
    for path, tree in _sources():
        names = set(_imported(tree))
        for fenced in users:
            if any(name == fenced or name.startswith(f"{fenced}.") for name in names):
                users[fenced].add(path)
        assert path == "data/disclosure.py" or not any(
            isinstance(node, ast.Attribute) and node.attr == "disclose" for node in ast.walk(tree)
        )
    assert users == {"data.exact": {"data/published.py"}, "data.disclosure.disclose": {"data/published.py"}}


def test_no_room_but_data_reads_rows_counts_or_keys():
    fenced = ("data.exact", "data.cube", "data.build", "data.schema", "data.disclosure")
    found = []
    for path, tree in _sources():
        if path.startswith("data/"):
            continue
        found += [(path, n) for n in _imported(tree) if n in fenced or n.startswith(tuple(f"{f}." for f in fenced))]
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                found += [(path, f"[{node.slice.value!r}]")] if node.slice.value in ("n", "key") else []
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                if owner == "release" and node.attr in ("rows", "columns", "engine"):
                    found.append((path, f"release.{node.attr}"))
                elif owner == "card" and node.attr in ("entries", "exits"):
                    found.append((path, f"card.{node.attr}"))
    assert found == []
