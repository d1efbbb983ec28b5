"""The queries of recourse, on DuckDB and on PostgreSQL, against a slow second implementation over the rows."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data import published, queries, recourse_queries
from data.cube import cube_with
from data.engine import Database, open_releases
from data.schema import DIMENSIONS
from filters import Filters
from geo.areas import AREAS, FRANCE
from nomenclatures import DURATION, EMPLOYMENT_STATUS, EXIT_KIND, LEVEL, OPERATORS, READINGS, REASON, SERVICE
from tests.data.test_queries import close, oracle, rows

__all__ = ["rows"]  # the fixture

QUESTIONS = [
    Filters(),
    Filters(area="R76", reading="de"),
    Filters(area="D31", area_level="dep", reading="ao"),
    Filters(area="R06", families=("ml", "apec")),
    Filters(start="2016-03", end="2017-02", families=("pe",)),
    Filters(start="2016-11", end="2018-07", area="R11", families=("ml", "ce", "apec", "reg")),
]
each_question = pytest.mark.parametrize("filters", QUESTIONS, ids=lambda f: f.to_query() or "défaut")


@pytest.fixture(scope="module")
def exits(inputs):
    """The exits as text codes, one row each, with their duration in months (NaN: unknown)."""
    frame = inputs.exits.to_pandas()
    for name in DIMENSIONS.keys() & set(frame.columns) - {"services"}:
        frame[name] = np.array(DIMENSIONS[name].codes)[frame[name]]
    months = [pd.to_datetime(frame[name]) for name in ("month", "entry_month")]
    frame["months"] = (months[0].dt.year - months[1].dt.year) * 12 + months[0].dt.month - months[1].dt.month
    frame["month"] = months[0].dt.strftime("%Y-%m")
    frame["family"] = frame["operator"].map({o.code: o.family for o in OPERATORS})
    return frame


def noises(release, filters):
    return published.noise_blocks(release, filters)[0]


def of_status(kept, filters, status):
    return kept[kept["employment_status"].isin((status,) if status else READINGS[filters.reading])]


def duration_of(months):
    """Class of a duration, written apart from the nomenclature's bounds."""
    if np.isnan(months):
        return "nr"
    for last, code in ((1, "d0"), (3, "d2"), (6, "d4"), (12, "d7")):
        if months <= last:
            return code
    return "d13"


@pytest.mark.parametrize("events", ["entries", "exits"])
@each_question
def test_monthly_flows(release, rows, exits, filters, events):
    months = queries.covered_months(release)
    found = recourse_queries.monthly_flows(release, filters, events)
    assert list(found) == ["", *filters.families]
    for family, counts in found.items():
        kept = replace(filters, families=(family,) if family else filters.families)
        happened = {"entries": rows, "exits": exits}[events]
        exact = oracle(happened, kept, filters.area, whole_window=True)["month"].value_counts()
        blocks = published.noise_blocks(release, kept)[1]
        assert len(counts) == 43
        assert all(close(count, exact.get(month, 0), blocks) for month, count in zip(months, counts, strict=True))


@each_question
def test_a_month_of_a_flow_is_the_same_count_as_that_month(release, filters):
    """However the question is phrased, the same rows have the same noise."""
    flows = recourse_queries.monthly_flows(release, filters)
    for family in filters.families:
        one = replace(filters, families=(family,), start="2017-05", end="2017-05")
        alone, _ = published.counts_of_areas(release, one, (filters.territory,), ())
        assert flows[family][queries.covered_months(release).index("2017-05")] == alone[0]


@each_question
def test_territory_count(release, rows, filters):
    found = recourse_queries.territory_count(release, filters)
    assert close(found, len(oracle(rows, filters, filters.area)), noises(release, filters))


@each_question
def test_operator_counts(release, rows, filters):
    found = recourse_queries.operator_counts(release, filters)
    assert list(found) == list(filters.families)
    for family, count in found.items():
        kept = replace(filters, families=(family,))
        assert close(count, len(oracle(rows, kept, filters.area)), noises(release, kept))


@each_question
def test_reasons(release, rows, filters):
    found = recourse_queries.reasons(release, filters)
    kept = oracle(rows, filters, filters.area)
    assert list(found.counts) == ["", *READINGS[filters.reading]] == list(found.totals)
    for status, counts in found.counts.items():
        exact = of_status(kept, filters, status)
        assert close(found.totals[status], len(exact), noises(release, filters))
        by_reason = Counter(exact["reason"])
        assert list(counts) == list(REASON.codes)
        assert all(close(count, by_reason[code], noises(release, filters)) for code, count in counts.items())


@each_question
def test_services(release, exits, filters):
    found = recourse_queries.services(release, filters)
    kept = oracle(exits, filters, filters.area)
    for status, counts in found.counts.items():
        exact = of_status(kept, filters, status)
        assert close(found.totals[status], (exact["services"] != 0).sum(), noises(release, filters))
        assert list(counts) == list(SERVICE.codes)
        for bit, (code, count) in enumerate(counts.items()):
            assert close(count, (exact["services"] // 2**bit % 2 == 1).sum(), noises(release, filters)), (status, code)


@each_question
def test_exits(release, exits, filters):
    found = recourse_queries.exits(release, filters)
    assert list(found) == ["", *filters.families]
    for family, of in found.items():
        asked = replace(filters, families=(family,) if family else filters.families)
        kept = oracle(exits, asked, filters.area)
        blocks = noises(release, asked)
        assert close(of.total, len(kept), blocks)
        assert close(of.served, (kept["services"] != 0).sum(), blocks)
        assert close(of.training, (kept["services"] // 2 ** SERVICE.position("formation") % 2).sum(), blocks)
        for counts, exact, codes in (
            (of.of_level, Counter(kept["level"]), LEVEL.codes),
            (of.of_kind, Counter(kept["exit_kind"]), EXIT_KIND.codes),
            (of.of_duration, Counter(duration_of(m) for m in kept["months"]), DURATION.codes),
        ):
            assert list(counts) == list(codes)
            assert all(close(count, exact[code], blocks) for code, count in counts.items())


@each_question
def test_signal_counts(release, rows, exits, filters):
    shares, statuses = recourse_queries.signal_counts(release, filters)
    areas = list(dict.fromkeys(["FR", *(a.id for a in filters.scope), filters.area]))
    everyone = replace(filters, reading="ens")
    # Every area of a few of them: the oracle is slow.
    for area in dict.fromkeys((FRANCE.id, areas[1], filters.area)):
        for family in filters.families:
            asked = replace(everyone, families=(family,))
            left, came = oracle(exits, asked, area), oracle(rows, asked, area)
            finished = left[left["exit_kind"] != "early"]
            timed = finished[finished["months"].notna()]
            exact = {
                "information": ((left["services"] // 2 % 2).sum(), (left["services"] > 0).sum()),
                "early": ((left["exit_kind"] == "early").sum(), len(left)),
                "short": ((timed["months"] <= 1).sum(), len(timed)),
                "direct_3": ((came["level"] == "3").sum(), len(came)),
                "support": ((left["level"] == "3").sum(), len(left)),
            }
            of_area = shares[(shares["area"] == area) & (shares["family"] == family)].set_index("signal")
            assert list(of_area.index) == list(exact)
            for signal, pair in exact.items():
                found = of_area.loc[signal, ["count", "total"]]
                assert all(close(a, b, noises(release, asked)) for a, b in zip(found, pair, strict=True)), (
                    area,
                    signal,
                )
            of_status = statuses[(statuses["area"] == area) & (statuses["family"] == family)]
            by_status = Counter(came["employment_status"])
            assert list(of_status["employment_status"]) == list(EMPLOYMENT_STATUS.codes)
            for row in of_status.itertuples():
                assert close(row.count, by_status[row.employment_status], noises(release, asked))
    assert list(dict.fromkeys(shares["area"])) == areas
    assert set(shares[shares["compared"]]["area"]) == {"FR", *(a.id for a in filters.scope)}
    assert not shares["exempt"].any() and not statuses["exempt"].any()


def test_a_family_outside_the_field_is_inactive_and_its_flows_are_structural_zeros(release):
    year = Filters(start="2015-01", end="2015-12", families=("ml", "apec"))
    shares, statuses = recourse_queries.signal_counts(release, year)
    for frame in (shares, statuses):
        assert not frame[frame["family"] == "ml"]["active"].any()
        assert frame[frame["family"] == "apec"]["active"].all()
    found = recourse_queries.monthly_flows(release, year)["ml"]
    before = queries.covered_months(release).index("2017-01")
    assert (found[:before] == 0).all() and (found[before:] > 0).all()


def test_a_period_the_release_does_not_cover_has_no_count(release):
    after = Filters(start="2021-01", end="2021-12")
    assert np.isnan(list(recourse_queries.operator_counts(release, after).values())).all()
    assert np.isnan(recourse_queries.exits(release, after)[""].total)
    assert np.isnan(recourse_queries.reasons(release, after).totals[""])
    shares, statuses = recourse_queries.signal_counts(release, after)
    assert shares[["count", "total"]].isna().all(axis=None) and statuses["count"].isna().all()


def test_both_engines_answer_alike(duckdb_settings, postgres_settings):
    databases = [Database(open_releases(s)) for s in (duckdb_settings, postgres_settings)]
    files, server = (database.release() for database in databases)
    for filters in QUESTIONS:
        for query in ("operator_counts", "reasons", "services", "exits"):
            assert getattr(recourse_queries, query)(files, filters) == getattr(recourse_queries, query)(server, filters)
        for one, other in zip(*(recourse_queries.signal_counts(r, filters) for r in (files, server)), strict=True):
            pd.testing.assert_frame_equal(one, other)
        for events in ("entries", "exits"):
            one, other = (recourse_queries.monthly_flows(r, filters, events) for r in (files, server))
            assert {family: counts.tolist() for family, counts in one.items()} == {
                family: counts.tolist() for family, counts in other.items()
            }
    for database in databases:
        database.close()


@pytest.mark.parametrize("area", ["FR", "R76", "R01", "D31"])
def test_target_publics(release, rows, area):
    """Entries of each family's own public, over the persons whom a loaded source counts."""
    filters = Filters(area=area, area_level="dep" if area[0] == "D" else "reg")
    found = recourse_queries.target_publics(release, filters)
    assert list(found) == list(filters.families)
    census = ("R06", "D976") if area == "FR" else ()
    for family, reading in (("pe", "de"), ("reg", "ao")):
        kept = oracle(rows, filters.change(families=(family,), reading=reading), area, census)
        assert close(found[family].entries, len(kept)) and found[family].population > 0
    disabled = oracle(rows, filters.change(families=("ce",)), area)
    assert close(found["ce"].entries, (disabled["disability"] == "o").sum()) and np.isnan(found["ce"][1:]).all()
    overseas = tuple(a.id for a in AREAS.values() if a.level != "france" and int(a.region) < 10)
    managers = oracle(rows, filters.change(families=("apec",)), area, overseas if area == "FR" else ())
    assert close(found["apec"].entries, (managers["csp"] == "c3").sum())
    assert (found["apec"].population > 0) is (area in ("FR", "R76"))
    young = oracle(rows, filters.change(families=("ml",)), area)
    assert close(found["ml"].entries, (young["age"] == "a15").sum())
    if area == "FR":
        assert found["ml"].low < found["ml"].population < found["ml"].high
        assert found["ml"].population == pytest.approx(0.09 * 29_615_200)
    else:
        assert np.isnan(found["ml"][1:]).all()


@pytest.mark.parametrize("area", ["FR", "R76", "D31"])
@pytest.mark.parametrize("reading", ["de", "ao"])
def test_target_publics_do_not_follow_the_reading(release, area, reading):
    """Population and entries are of one public: neither is cut by the reading."""
    asked = Filters(area=area, area_level="dep" if area[0] == "D" else "reg")
    everyone, read = (recourse_queries.target_publics(release, asked.change(reading=r)) for r in ("ens", reading))
    np.testing.assert_equal(
        {f: tuple(public) for f, public in read.items()}, {f: tuple(p) for f, p in everyone.items()}
    )
    assert everyone["pe"].entries > 0 and (area != "FR" or everyone["apec"].entries > 0)


def test_unemployment_is_the_mean_of_whole_years():
    one, two = (recourse_queries.unemployment_rates((year,)) for year in (2016, 2017))
    both = recourse_queries.unemployment_rates((2016, 2017))
    assert both["R76"] == pytest.approx((one["R76"] + two["R76"]) / 2) and set(both) == set(one) & set(two)
    assert recourse_queries.unemployment_rates((1999,)) == {}


def test_only_cubes_that_lie_by_month_are_summed_by_period(release):
    with pytest.raises(ValueError, match="lie by month"):
        cube_with(release, {"territory", "employment_status", "age"}).over(slice(0, 1))
