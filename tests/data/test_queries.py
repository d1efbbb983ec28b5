"""Every query, on DuckDB and on PostgreSQL, against a slow second implementation over the rows themselves."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data import published, queries
from data.engine import Database, open_releases
from data.schema import DIMENSIONS
from denominators import find
from filters import Filters
from geo.areas import AREAS, FRANCE
from nomenclatures import OPERATORS, QUALIFICATION_GROUPS, READINGS

QUESTIONS = [
    Filters(),
    Filters(area="R76"),
    Filters(area="R76", area_level="dep"),
    Filters(area="D31", area_level="dep"),
    Filters(area="R06"),
    Filters(area_level="dep"),
    Filters(start="2018-01", end="2018-07", reading="de"),
    Filters(start="2016-03", end="2017-02", families=("pe",)),
    Filters(reading="ao", families=("ml", "ce", "apec", "reg")),
    Filters(sex="F", area="R24"),
    Filters(sex="M", qualification="sup", area="R94"),
    Filters(age="a15", qualification="q4", area="R11"),
    Filters(age="a45", area="D48", area_level="dep", level="3", reading="ao"),
    Filters(start="2015-01", end="2015-12", families=("ml",)),
]


@pytest.fixture(scope="module")
def rows(inputs):
    """The entries as text codes, one row each: what the oracle counts."""
    frame = inputs.entries.to_pandas()
    for name in DIMENSIONS.keys() & set(frame.columns):
        frame[name] = pd.Categorical.from_codes(frame[name], DIMENSIONS[name].codes)
    frame["month"] = pd.to_datetime(frame["month"]).dt.strftime("%Y-%m")
    frame["family"] = frame["operator"].map({o.code: o.family for o in OPERATORS}).astype("category")
    return frame


def oracle(rows, filters, area, excluded=(), whole_window=False):
    """Exact entries of one area, one condition at a time; the rows are copied once, under all of them."""
    kept = rows["family"].isin(filters.families) & rows["employment_status"].isin(READINGS[filters.reading])
    if not whole_window:
        kept &= (rows["month"] >= filters.start) & (rows["month"] <= filters.end)
    for name in ("sex", "age", "level"):
        if getattr(filters, name):
            kept &= rows[name] == getattr(filters, name)
    if filters.qualification:
        kept &= rows["qualification"].isin(QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,)))
    if area == FRANCE.id:
        return rows[kept & ~rows["territory"].isin(excluded)]
    inside = {a.id for a in AREAS.values() if a.level == "department" and AREAS[area].id == f"R{a.region}"} | {area}
    return rows[kept & rows["territory"].isin(inside)]


def excluded_of(filters):
    found = queries.denominator_for(filters)
    return found.excluded_areas if found else ()


def close(published, exact, blocks=1):
    """Whether a disclosed count can be that of `exact` entries: a noise of at most 5 a block, nothing from 1 to 4."""
    return abs(published - exact) <= 5 * blocks and published not in {1, 2, 3, 4}


@pytest.mark.parametrize("filters", QUESTIONS, ids=lambda f: f.to_query() or "défaut")
def test_area_counts(release, rows, filters):
    frame = queries.area_counts(release, filters)
    assert frame["area"].is_unique
    assert frame["area"].iloc[0] == FRANCE.id
    assert {a.id for a in filters.scope} <= set(frame["area"])
    assert filters.area in set(frame["area"])
    compared = set(frame[frame["compared"]]["area"])
    assert compared == {FRANCE.id, *(a.id for a in filters.scope)}
    for row in frame.itertuples():
        exact = len(oracle(rows, filters, row.area, excluded_of(filters)))
        assert close(row.count, exact, published.noise_blocks(release, filters)[0]), row
        if row.exempt:
            assert row.count == exact >= 1000


@pytest.mark.parametrize("filters", QUESTIONS, ids=lambda f: f.to_query() or "défaut")
def test_monthly_counts(release, rows, filters):
    frame = queries.monthly_counts(release, filters)
    assert len(frame) == 43 * (1 if filters.area == FRANCE.id else 2)
    for area, part in frame.groupby("area"):
        exact = oracle(rows, filters, area, excluded_of(filters), whole_window=True)["month"].value_counts()
        blocks = published.noise_blocks(release, filters)[1]
        assert all(close(row.count, exact.get(row.period, 0), blocks) for row in part.itertuples())
        assert not part["exempt"].any()


def test_inactive_operators_are_structural_zeros(release):
    frame = queries.monthly_counts(release, Filters(families=("ml",)))
    before = frame[frame["period"] < "2017-01"]
    assert not before["active"].any()
    assert (before["count"] == 0).all()
    assert frame[frame["period"] >= "2017-01"]["active"].all()
    assert not queries.area_counts(release, Filters(start="2015-01", end="2015-12", families=("ml",)))["active"].any()


@pytest.mark.parametrize("dimension", ["sex", "reading"])
@pytest.mark.parametrize("filters", QUESTIONS[:11], ids=lambda f: f.to_query() or "défaut")
def test_composition_lifts_its_own_filter(release, rows, filters, dimension):
    counts = queries.composition(release, filters, dimension)
    groups = {"sex": {"F", "M", "nr", ""}, "reading": {"de", "ao", ""}}[dimension]
    assert set(counts) == set(itertools.product({filters.area, FRANCE.id}, groups))
    lifted = replace(filters, **{dimension: "" if dimension == "sex" else "ens"})
    # The survey, which has the actives by sex of regions and of all readings together, has Mayotte.
    by_survey = dimension == "sex" and queries.actives_by_sex(release, filters)
    excluded = () if by_survey else excluded_of(filters)
    for (area, group), count in counts.items():
        chosen = replace(lifted, **{dimension: group}) if group else lifted
        exact = len(oracle(rows, chosen, area, excluded))
        assert close(count, exact, published.noise_blocks(release, filters)[0]), (area, group)


def test_the_women_of_france_are_those_of_the_field_of_the_actives(release, rows):
    """Mayotte is on both sides of the gap, or on neither."""
    assert queries.actives_by_sex(release, Filters())
    inside = rows[(rows["territory"] == "R06") | (rows["territory"] == "D976")]
    assert len(inside) > 20
    counts = queries.composition(release, Filters(), "sex")
    whole, without = (len(oracle(rows, Filters(), FRANCE.id, excluded)) for excluded in ((), ("R06", "D976")))
    blocks = published.noise_blocks(release, Filters())[0]
    assert close(counts[FRANCE.id, ""], whole, blocks)
    assert not close(counts[FRANCE.id, ""], without, blocks)


def test_unlocated_entries(release, rows):
    national = oracle(rows, Filters(), FRANCE.id)
    assert close(queries.unlocated(release, Filters()), (national["territory"] == "FR").sum())
    region_only = national["territory"].str.startswith("R")
    assert close(
        queries.unlocated(release, Filters(area_level="dep")), (region_only | (national["territory"] == "FR")).sum()
    )
    assert close(
        queries.unlocated(release, Filters(area_level="dep", area="R76")), (national["territory"] == "R76").sum()
    )


def test_the_same_rows_get_the_same_noise_however_asked(release):
    """A region of one department, a department inside its region's view, and the whole country by its regions."""
    for region, department in (("R04", "D974"), ("R01", "D971"), ("R03", "D973")):
        quarter = Filters(start="2017-02", end="2017-04", area_level="dep", area=region)
        counts = queries.area_counts(release, quarter).set_index("area")["count"]
        direct = queries.area_counts(release, replace(quarter, area=department)).set_index("area")["count"]
        national = queries.area_counts(release, replace(quarter, area=FRANCE.id)).set_index("area")["count"]
        assert counts[department] == direct[department] == national[department]


def test_a_range_of_months_is_a_sum_of_closed_blocks(release):
    """Overlapping ranges give no fresh noise: their differences are published months, whatever the range."""

    def count(start, end, **changes):
        filters = Filters(start=start, end=end, area_level="dep", sex="F", age="a26", qualification="q6", **changes)
        return queries.area_counts(release, filters).set_index("area")["count"]

    whole = count("2016-11", "2018-02")
    parts = [count("2016-11", "2016-12"), count("2017-01", "2017-12"), count("2018-01", "2018-02")]
    assert (whole == sum(parts)).all()
    months = sum(count(f"2017-{m:02d}", f"2017-{m:02d}") for m in range(1, 12))
    assert (count("2017-01", "2017-11") == months).all()
    assert published.noise_blocks(release, Filters(start="2016-11", end="2018-02"))[0] == 5


def test_a_union_of_operators_is_a_sum_of_closed_groups(release):
    quarter = Filters(start="2017-02", end="2017-02", area_level="dep", age="a15")
    count = lambda *families: queries.area_counts(release, replace(quarter, families=families))["count"]  # noqa: E731
    assert (count("pe", "apec", "reg") == count("pe") + count("apec") + count("reg")).all()
    assert published.noise_blocks(release, replace(quarter, families=("pe", "apec", "reg"))) == (3, 3)
    assert published.noise_blocks(release, replace(quarter, families=("ml", "ce", "apec", "reg"))) == (1, 1)


def test_exempt_cells_are_the_closed_list(release):
    def exempt(**changes):
        frame = queries.area_counts(release, Filters().change(**changes))
        return set(frame[frame["exempt"]]["area"].str[0])

    assert exempt() <= {"R"}
    assert exempt(area_level="dep", area="R76") <= {"R"}
    for changes in (
        {"sex": "F"},
        {"age": "a15"},
        {"qualification": "sup"},
        {"reading": "de"},
        {"level": "2"},
        {"start": "2017-02"},
    ):
        assert exempt(**changes) == set(), changes
    assert exempt(families=("pe",)) <= {"F"}


def test_populations_come_from_the_margin_table(release):
    census = queries.area_counts(release, Filters()).set_index("area")["population"]
    assert census["FR"] == 30_777_802
    assert np.isnan(census["R06"])
    women = queries.area_counts(release, Filters(sex="F")).set_index("area")["population"]
    assert women["FR"] == pytest.approx(14_282_200)
    assert women["R06"] == pytest.approx(30_100)
    unemployed = queries.area_counts(release, Filters(reading="de", area_level="dep")).set_index("area")["population"]
    assert unemployed["FR"] == 4_132_709
    for filters in (Filters(age="a15"), Filters(qualification="q4"), Filters(sex="F", area_level="dep")):
        assert queries.denominator_for(filters) is None
        frame = queries.area_counts(release, filters)
        assert "population" not in frame
        assert (frame["total"] + 5 >= frame["count"]).all()


def test_a_period_the_release_does_not_cover_has_no_count(release):
    frame = queries.area_counts(release, Filters(start="2021-01", end="2021-12"))
    assert frame["count"].isna().all()


def test_constant_perimeter_keeps_operators_present_all_along(release):
    assert queries.constant_families(release, Filters().families) == ("ce", "apec", "reg")
    assert queries.constant_families(release, ("pe", "ml")) == ()


def test_months_before_an_operator_joins_are_outside_and_not_missing(release):
    """The registry says that Pôle emploi joins in January 2016 and the missions locales in January 2017."""
    missing, outside = queries.absent_months(release, Filters().families)
    assert missing == {}
    assert {family: (months[0], months[-1], len(months)) for family, months in outside.items()} == {
        "pe": ("2015-01", "2015-12", 12),
        "ml": ("2015-01", "2016-12", 24),
    }
    assert queries.absent_months(release, ("apec", "ml"))[1].keys() == {"ml"}


def test_both_engines_answer_alike(duckdb_settings, postgres_settings):
    databases = [Database(open_releases(s)) for s in (duckdb_settings, postgres_settings)]
    files, server = (database.release() for database in databases)
    assert files.id == server.id
    for filters in QUESTIONS:
        for query in (queries.area_counts, queries.monthly_counts):
            pd.testing.assert_frame_equal(query(files, filters), query(server, filters))
        assert queries.unlocated(files, filters) == queries.unlocated(server, filters)
        for dimension in ("sex", "reading"):
            counts = queries.composition(files, filters, dimension)
            assert counts == queries.composition(server, filters, dimension)
    pd.testing.assert_frame_equal(queries.series_breaks(files), queries.series_breaks(server))
    for database in databases:
        database.close()


def test_every_denominator_of_the_table_is_found(release):
    for level, reading, sex in itertools.product(("reg", "dep"), READINGS, ("", "F")):
        filters = Filters(area_level=level, reading=reading, sex=sex)
        found = find("region" if level == "reg" else "department", reading, filters.margin, 2017)
        frame = queries.area_counts(release, filters).set_index("area")
        assert ("population" in frame) == (found is not None)
        if found:
            missing = frame.index[frame["population"].isna()]
            assert set(missing) == set(found.excluded_areas) & set(frame.index)


GROUPED = [
    Filters(),
    Filters(area="R76", area_level="dep", reading="de"),
    Filters(start="2016-03", end="2017-02", families=("pe", "apec")),
    Filters(start="2015-01", end="2018-07", reading="ao", area="R06"),
]


@pytest.mark.parametrize("filters", GROUPED, ids=lambda f: f.to_query() or "défaut")
@pytest.mark.parametrize(
    "dimension",
    (
        "sex",
        "age",
        "qualification",
        "employment_status",
        "level",
        "csp",
        "disability",
        "reason",
        "employer_size",
        "sector",
    ),
)
def test_counts_of_groups(release, rows, filters, dimension):
    areas = tuple(dict.fromkeys((FRANCE, *filters.scope, filters.territory)))
    found = published.counts_of_groups(release, filters, areas, (), dimension)
    assert found.shape == (len(areas), len(DIMENSIONS[dimension]))
    for area, of_area in zip(areas, found, strict=True):
        exact = Counter(oracle(rows, filters, area.id)[dimension])
        for code, count in zip(DIMENSIONS[dimension].codes, of_area, strict=True):
            assert close(count, exact[code], published.noise_blocks(release, filters)[0]), (area.id, code)


@pytest.mark.parametrize("dimension", ["sex", "age", "qualification", "level"])
def test_a_group_is_the_same_count_as_its_filter(release, dimension):
    """However the question is phrased, the same rows have the same noise."""
    filters = Filters(area="R76", area_level="dep", families=("ml",))
    areas = (FRANCE, filters.territory, *filters.scope)
    found = published.counts_of_groups(release, filters, areas, (), dimension)
    for code, counts in zip(DIMENSIONS[dimension].codes, found.T, strict=True):
        alone, _ = published.counts_of_areas(release, replace(filters, **{dimension: code}), areas, ())
        assert counts.tolist() == alone.tolist()


def test_groups_cross_the_profile_where_a_cube_does(release, rows):
    filters = Filters(sex="F", age="a15", level="3", families=("ml",))
    found = published.counts_of_groups(release, filters, (FRANCE,), (), "qualification")[0]
    exact = Counter(oracle(rows, filters, FRANCE.id)["qualification"])
    assert all(close(n, exact[code]) for n, code in zip(found, DIMENSIONS["qualification"].codes, strict=True))
    for restricted in ({"sex": "F"}, {"level": "3"}, {"age": "a15"}):
        with pytest.raises(LookupError, match="aucun cube"):
            published.counts_of_groups(release, Filters(**restricted), (FRANCE,), (), "csp")
