"""Counts and populations by stratum: laws of partitions, sources that are never mixed, absent periods."""

import numpy as np
import pytest

from data import recourse_queries, strata_queries
from denominators import STRATA, find, find_axis
from filters import Filters
from geo.areas import AREAS, FRANCE, departments, regions

AREAS_OF = {"region": (FRANCE, *regions()), "department": (FRANCE, *departments())}


@pytest.mark.parametrize("axis", STRATA)
def test_an_axis_has_one_source_and_one_vintage_or_is_not_offered(axis):
    for level in AREAS_OF:
        for year in (2015, 2017, 2019, 2020, 2024):
            found = find_axis(level, axis, year)
            assert len({one.perimeter for one in found}) == (1 if found else 0)
            assert bool(found) == (axis == "statut" or (level == "region" and year < 2020))
            assert len(found) in (0, len(STRATA[axis]))


def test_the_strata_of_the_census_are_all_its_actives(release):
    for level, areas in AREAS_OF.items():
        frame, _ = strata_queries.strata_counts(release, Filters(), areas, level, "statut", len(areas))
        whole = strata_queries.rate_counts(release, Filters(), areas, level, ("ens",), len(areas))
        sums = frame.groupby("area", sort=False)["population"].sum(min_count=2)
        # The census prints rounded persons.
        np.testing.assert_allclose(sums.to_numpy(), whole["population"].to_numpy(), atol=2, equal_nan=True)


def test_strata_and_entries_of_no_stratum_make_all_the_entries(release):
    areas = AREAS_OF["region"]
    for axis in STRATA:
        excluded = find_axis("region", axis, 2017)[0].excluded_areas
        frame, unknown = strata_queries.strata_counts(release, Filters(), areas, "region", axis, len(areas))
        whole = strata_queries.rate_counts(release, Filters(), areas, "region", ("ens",), len(areas))
        if excluded != find("region", "ens", (), 2017).excluded_areas:
            whole = whole[whole["area"] != FRANCE.id]
        sums = frame.groupby("area", sort=False)["count"].sum()
        for area, count in zip(whole["area"], whole["count"], strict=True):
            # One noise of at most 5 for each stratum, for the rest and for the whole.
            assert abs(sums[area] + unknown[area] - count) <= 5 * (len(STRATA[axis]) + 2)


def test_only_the_first_areas_are_ranked(release):
    areas = (FRANCE, *regions(), AREAS["D31"])
    frame, _ = strata_queries.strata_counts(release, Filters(), areas, "department", "statut", 19)
    assert set(frame[~frame["compared"]]["area"]) == {"D31"}


def test_an_axis_without_a_denominator_has_no_population(release):
    frame, _ = strata_queries.strata_counts(release, Filters(), AREAS_OF["department"], "department", "sexe", 3)
    assert frame["population"].isna().all() and frame["count"].notna().all()
    before = Filters(start="2014-01", end="2014-12")
    assert strata_queries.rate_counts(release, before, (FRANCE,), "region", ("ens",), 1)["population"].isna().all()


def test_a_period_out_of_the_release_has_no_count(release):
    asked = Filters(start="2019-01", end="2019-12")
    frame, unknown = strata_queries.strata_counts(release, asked, AREAS_OF["region"], "region", "sexe", 19)
    assert frame["count"].isna().all() and unknown == {}
    assert frame["active"].all()
    assert strata_queries.rate_counts(release, asked, (FRANCE,), "region", ("ens",), 1)["count"].isna().all()
    assert strata_queries.share_counts(release, asked, (FRANCE,), {"women": ("sex", "F")}, 1)["total"].isna().all()


def test_early_exits_are_those_of_the_page_recours(release):
    asked = Filters(area="R76", start="2017-01", end="2017-12", families=("pe",))
    frame = strata_queries.early_exit_counts(release, asked, AREAS_OF["region"], 19).set_index("area")
    assert list(frame["group"].unique()) == ["early"] and (frame["count"] <= frame["total"]).all()
    shares, _ = recourse_queries.signal_counts(release, asked)
    early = shares[shares["signal"] == "early"].set_index("area")
    for area in ("FR", "R76", "R94"):
        assert tuple(frame.loc[area, ["count", "total"]]) == tuple(early.loc[area, ["count", "total"]])
    nothing = Filters(start="2013-01", end="2013-12")
    assert strata_queries.early_exit_counts(release, nothing, (FRANCE,), 1)[["count", "total"]].isna().all(axis=None)


def test_operators_out_of_the_field_are_structural_zeros(release):
    asked = Filters(start="2015-01", end="2015-12", families=("ml",))
    frame, _ = strata_queries.strata_counts(release, asked, AREAS_OF["region"], "region", "statut", 19)
    assert not frame["active"].any() and (frame["count"] == 0).all()


def test_features_describe_the_population_of_each_area(release):
    of_regions = strata_queries.features(release, regions(), "region", 2017).set_index("area")
    assert list(of_regions.columns) == ["density", "unemployed", "graduates", "prime"]
    assert of_regions["density"].idxmax() == "R11" and of_regions["graduates"].idxmax() == "R11"
    assert of_regions["unemployed"]["R76"] == pytest.approx(14.64, abs=0.01)
    assert of_regions.loc["R06", ["density", "unemployed"]].isna().all()
    of_departments = strata_queries.features(release, departments(), "department", 2017)
    assert list(of_departments.columns) == ["area", "density", "unemployed"]
    assert len(of_departments) == 101
