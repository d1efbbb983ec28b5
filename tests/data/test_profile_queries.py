"""Groups and their comparators: against the rows and the snapshots, one condition at a time, on both engines."""

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from data import profile_queries, published
from data.build import publish
from data.engine import Database, open_releases
from data.inputs import Simulation, offer
from data.population import load_national_ages, load_population
from data.profile_queries import PROFILE, comparator_for, group_counts, month_group_counts, partition_counts
from denominators import PARTITIONS
from filters import Filters
from geo.areas import FRANCE, departments, regions
from nomenclatures import QUALIFICATION_GROUPS, READINGS, UNKNOWN
from settings import Settings
from tests.conftest import silent
from tests.data.test_queries import close, oracle, rows

__all__ = ["rows"]  # the fixture

WHOLE = Filters(start="2015-01", end="2018-07")
QUESTIONS = [
    WHOLE,
    Filters(area="R76"),
    Filters(reading="de", families=("pe", "ml")),
    Filters(reading="ao", area="R06"),
    Filters(area="D31", area_level="dep"),
    Filters(area="R94", area_level="dep", start="2016-03", end="2017-02"),
]
CASES = [
    *itertools.product(QUESTIONS, PROFILE),
    *((Filters(sex="F", area="R11"), dimension) for dimension in ("age", "qualification", "employment_status")),
]
OVERSEAS = {"R01", "R02", "R03", "R04", "R06"}


def excluded_of(release, filters, partition):
    comparator = comparator_for(release, filters, partition).comparator
    return comparator.excluded if comparator else ()


def of_group(kept, partition, group):
    """Rows of one group, by the definition of its partition."""
    if partition == "qualification_group":
        return kept[kept["qualification"].isin(QUALIFICATION_GROUPS[group])]
    if partition == "reading":
        return kept[kept["employment_status"].isin(READINGS[group])]
    return kept[kept[partition] == group]


@pytest.mark.parametrize(
    ("filters", "dimension"), CASES, ids=lambda x: x if isinstance(x, str) else x.to_query() or "défaut"
)
def test_group_counts(release, rows, filters, dimension):
    frame = group_counts(release, filters, dimension)
    blocks, _ = published.noise_blocks(release, filters)
    assert not frame.duplicated(["area", "partition", "group"]).any()
    assert frame["area"].iloc[0] == FRANCE.id
    assert {a.id for a in filters.scope} | {filters.area} == set(frame["area"]) - ({FRANCE.id} - {filters.area})
    for (partition, area), part in frame.groupby(["partition", "area"], sort=False):
        kept = oracle(rows, filters, area, excluded_of(release, filters, partition))
        assert close(part["total"].iloc[0], len(kept), blocks) or part["total_exempt"].iloc[0]
        assert part["total"].nunique() == 1
        for row in part.itertuples():
            exact = len(of_group(kept, partition, row.group))
            # A part that no row fills stays empty, and a count of several blocks may be from 1 to 4 no more than one.
            assert abs(row.count - exact) <= 5 * blocks, row
            assert row.count not in {1, 2, 3, 4}


def test_the_groups_of_a_filter_are_the_counts_of_the_page_acces(release):
    """The same rows, the same noise, however the question is asked."""
    from data.queries import area_counts

    frame = partition_counts(release, WHOLE, "qualification_group")
    for group in QUALIFICATION_GROUPS:
        theirs = area_counts(release, WHOLE.change(qualification=group)).set_index("area")["count"]
        ours = frame[frame["group"] == group].set_index("area")["count"]
        assert ours.equals(theirs[ours.index])


def test_regions_have_their_comparators_and_only_theirs(release):
    frame = pd.concat([group_counts(release, WHOLE, dimension) for dimension in PROFILE])
    known = frame[frame["status"] != "none"].groupby("partition")
    found = {
        name: (set(part["area"]), set(part["source"]), set(part["status"]), set(part["group"])) for name, part in known
    }
    everywhere = {FRANCE.id, *(r.id for r in regions())}
    assert found == {
        "sex": (everywhere, {"lfs 2016"}, {"aligned"}, {"F", "M"}),
        "qualification_group": (everywhere, {"lfs 2016"}, {"aligned"}, {"sup", "inf"}),
        "age": ({FRANCE.id}, {"ages 2016"}, {"approximate"}, {"a15"}),
        "csp": (everywhere - {"R06"}, {"csp 2014", "csp 2011"}, {"approximate"}, set(PARTITIONS["csp"])),
        "reading": (everywhere - {"R06"}, {"rp 2018"}, {"approximate"}, {"de", "ao"}),
    }
    none = frame[frame["status"] == "none"]
    assert none[["population", "population_total"]].isna().all().all() and set(none["source"]) == {""}
    assert (frame[frame["group"] == UNKNOWN]["status"] == "none").all()


def test_the_comparators_are_those_of_the_snapshots(release):
    population = load_population()
    lfs = population[
        (population["source"] == "lfs") & (population["age"] == "15+") & (population["qualification"] == "T")
    ]
    frame = partition_counts(release, WHOLE, "sex")
    for row in frame[frame["group"] == "F"].itertuples():
        women, all_sexes = (
            lfs[(lfs["area"] == row.area) & (lfs["sex"] == sex)]["population"].item() for sex in ("F", "T")
        )
        assert row.population == women
        assert row.population_total == pytest.approx(all_sexes, abs=200)
    women = frame[(frame["area"] == FRANCE.id) & (frame["group"] == "F")].iloc[0]
    assert round(women["population"] / women["population_total"] * 100, 1) == 48.2
    ages = load_national_ages().set_index("age")["share"]
    young = partition_counts(release, WHOLE, "age").set_index(["area", "group"]).loc[(FRANCE.id, "a15")]
    assert (young["population"], young["population_total"]) == (ages["15-24"], ages.sum())


@pytest.mark.parametrize(("reading", "activity"), [("ens", "all"), ("de", "unemployed"), ("ao", "employed")])
def test_occupations_are_read_by_activity_and_never_mixed(release, reading, activity):
    """France is the metropolitan sum of 2014 on both sides; overseas regions are of 2011."""
    population = load_population()
    csp = population[(population["source"] == "csp") & (population["activity"] == activity)]
    frame = partition_counts(release, WHOLE.change(reading=reading), "csp").set_index(["area", "group"])
    for (area, group), row in frame[frame["status"] != "none"].iterrows():
        year = 2011 if area in OVERSEAS else 2014
        of_group = csp[(csp["vintage"] == year) & (csp["csp"] == group)]
        if area == FRANCE.id:
            of_group = of_group[~of_group["area"].isin([*OVERSEAS, FRANCE.id])]
        else:
            of_group = of_group[of_group["area"] == area]
        assert row["population"] == of_group["population"].sum()
        assert row["source"] == f"csp {year}"
        assert row["compared"] == (year == 2014)


def test_departments_have_a_status_and_nothing_else(release):
    for filters in (Filters(area_level="dep"), Filters(area="D31", area_level="dep")):
        frame = pd.concat([group_counts(release, filters, dimension) for dimension in PROFILE])
        of_departments = frame[frame["area"].str.startswith("D") & (frame["status"] != "none")]
        assert set(of_departments["partition"]) == {"reading"}
        assert set(of_departments["area"]) == {a.id for a in filters.scope} - {"D976"}


def test_no_comparator_outside_its_years(release):
    for start, end in (("2014-01", "2014-12"), ("2019-06", "2020-06")):
        frame = pd.concat([group_counts(release, Filters(start=start, end=end), d) for d in PROFILE])
        assert set(frame["status"]) == {"none"}
    after = pd.concat([group_counts(release, Filters(start="2021-01", end="2021-12"), d) for d in PROFILE])
    assert set(after[after["status"] != "none"]["source"]) == {"rp 2021"}
    assert after["count"].isna().all() and after["total"].isna().all()


@pytest.mark.parametrize("partition", ["sex", "qualification_group", "csp", "reading", "age"])
def test_month_group_counts(release, rows, partition):
    filters = Filters(area="R76", families=("pe", "ml", "apec"))
    frame = month_group_counts(release, filters, partition)
    _, blocks = published.noise_blocks(release, filters)
    assert len(frame) == 2 * 43 * len(PARTITIONS[partition])
    excluded = excluded_of(release, filters, partition)
    kept = {area: oracle(rows, filters, area, excluded, whole_window=True) for area in ("FR", "R76")}
    for row in frame[frame["period"].isin(["2015-01", "2016-12", "2018-07"])].itertuples():
        of_month = kept[row.area][kept[row.area]["month"] == row.period]
        assert abs(row.count - len(of_group(of_month, partition, row.group))) <= 5 * blocks
    of_period = partition_counts(release, filters, partition).set_index(["area", "group"])["population"]
    for (area, group), part in frame.groupby(["area", "group"]):
        expected = of_period[area, group]
        assert (part["population"] == expected).all() or (math.isnan(expected) and part["population"].isna().all())


def test_a_month_of_operators_to_come_is_a_structural_zero(release):
    frame = month_group_counts(release, Filters(families=("ml",)), "sex")
    before = frame[frame["period"] < "2017-01"]
    assert not before["active"].any() and (before["count"] == 0).all()
    assert frame[frame["period"] >= "2017-01"]["active"].all()


def test_the_published_profile_is_that_of_the_report():
    found = profile_queries.published_profile()
    assert {key: value for key, (value, _) in found.items()}.items() >= {
        ("sex", "F"): 52.0,
        ("age", "a15"): 23.0,
        ("qualification", "q6"): 27.0,
        ("employment_status", "dei"): 89.0,
        ("disability", "o"): 7.0,
    }.items()
    assert {source for _, source in found.values()} == {"CNEFOP, Bilan analytique CEP, 2018"}
    assert all(group in PARTITIONS[dimension] for dimension, group in found)


# -- a fine vintage, loaded --


@dataclass(frozen=True)
class Finer(Simulation):
    """The demonstration with a vintage that has the service's own ages by region, but for one of them in Corse."""

    def fill(self, connection):
        inputs = super().fill(connection)
        cells = itertools.product([FRANCE.id, *(r.id for r in regions() if r.id != "R06")], PARTITIONS["age"])
        shares = {"a15": 1000.0, "a26": 5000.0, "a45": 4000.0}
        people = {(whole, age): n * (17 if whole else 1) for whole in (True, False) for age, n in shares.items()}
        fine = pd.DataFrame(
            [
                (
                    "rp",
                    2018,
                    "france" if area == "FR" else "region",
                    area,
                    "T",
                    age,
                    "T",
                    "T",
                    "all",
                    people[area == "FR", age],
                    "",
                )
                for area, age in cells
                if (area, age) != ("R94", "a26")
            ],
            columns=[*load_population().columns],
        )
        offer(connection, "population", pd.concat([load_population(), fine]).assign(origin=""))
        return inputs


@pytest.fixture(scope="module")
def finer(inputs, tmp_path_factory):
    settings = replace(Settings(), data_dir=tmp_path_factory.mktemp("finer"), demo_on_empty=False)
    publish(Finer(**vars(inputs)).fill, settings, silent)
    database = Database(open_releases(settings))
    yield database.release()
    database.close()


def test_a_fine_vintage_turns_approximate_into_aligned(finer):
    """By the groups' own codes, without a change of code; an area that lacks a group of the partition stays without."""
    frame = partition_counts(finer, WHOLE, "age")
    known = frame[frame["group"] != UNKNOWN]
    aligned = known[known["status"] != "none"]
    assert set(aligned["status"]) == {"aligned"} and set(aligned["source"]) == {"rp 2018"}
    assert set(known["area"]) - set(aligned["area"]) == {"R06", "R94"}
    assert set(aligned["group"]) == set(PARTITIONS["age"])
    assert (aligned["population_total"] == np.where(aligned["area"] == "FR", 170_000, 10_000)).all()
    # The census leaves Mayotte out on both sides.
    assert comparator_for(finer, WHOLE, "age").comparator.excluded == ("R06", "D976")
    # Other readings have no such rows, hence no comparator; other dimensions are untouched.
    assert set(partition_counts(finer, WHOLE.change(reading="ao"), "age")["status"]) == {"none"}
    assert set(partition_counts(finer, WHOLE, "sex")["source"]) == {"lfs 2016", ""}


def test_without_it_the_ages_of_regions_have_no_comparator(release):
    frame = partition_counts(release, WHOLE, "age")
    assert np.array_equal(frame["status"] == "approximate", (frame["area"] == "FR") & (frame["group"] == "a15"))
    assert {d.id for d in departments()} & set(frame["area"]) == set()
