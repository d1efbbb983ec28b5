"""The table of denominators conformed from the snapshots: golden values, laws, and nothing invented."""

from itertools import product

import pytest

from data.population import (
    COLUMNS,
    load_national_ages,
    load_population,
    load_published_figures,
    load_unemployment_rates,
)
from data.snapshots import read_rows
from denominators import LEVELS, MARGINS, find
from nomenclatures import CSP, QUALIFICATION_GROUPS, READING

KEY = [name for name in COLUMNS if name not in ("population", "flag")]
REPORT = "CNEFOP, Bilan analytique CEP, 2018"


@pytest.fixture(scope="module")
def population():
    return load_population()


@pytest.fixture(scope="module")
def value(population):
    cells = population.set_index(KEY)["population"]

    def read(source, vintage, area, *, sex="T", age, qualification="T", csp="T", activity="all"):
        level = {"F": "france", "R": "region", "D": "department"}[area[0]]
        return cells[source, vintage, level, area, sex, age, qualification, csp, activity]

    return read


def test_the_columns_and_the_codes_are_those_of_the_release(population):
    assert tuple(population.columns) == COLUMNS
    assert population["population"].dtype == float and population["vintage"].dtype == int
    assert not population.duplicated(KEY).any()
    assert set(population["source"]) == {"rp", "lfs", "csp"}
    assert set(population["age"]) == {"15-64", "15+", "25-64", "25-54"}
    assert set(population["qualification"]) == {"T", "sup", "inf", "ed0-2", "ed3-4", "ed5-8", "nrp"}
    assert set(population["csp"]) == {"T", *(category.code for category in CSP.known)}
    assert set(QUALIFICATION_GROUPS) <= set(population["qualification"])


@pytest.mark.parametrize(
    ("vintage", "active", "unemployed", "employed"),
    [(2018, 30_777_802, 4_132_709, 26_645_093), (2021, 31_162_282, 3_764_824, 27_397_458)],
)
def test_france_in_the_census(value, vintage, active, unemployed, employed):
    assert value("rp", vintage, "FR", age="15-64") == active
    assert value("rp", vintage, "FR", age="15-64", activity="unemployed") == unemployed
    assert value("rp", vintage, "FR", age="15-64", activity="employed") == employed


def test_region_and_department_in_the_census(value):
    assert value("rp", 2018, "R76", age="15-64") == 2_616_597
    assert value("rp", 2018, "R94", age="15-64", activity="employed") == 148_886 - 17_797
    assert value("rp", 2018, "D2A", age="15-64") == 71_330
    assert value("rp", 2021, "D01", age="15-64", activity="unemployed") == 29_109
    # The same code names a region and a department.
    assert value("rp", 2018, "R75", age="15-64") == 2_680_389
    assert value("rp", 2018, "D75", age="15-64") != value("rp", 2018, "R75", age="15-64")


def test_france_in_the_survey(value):
    women, everyone = value("lfs", 2016, "FR", sex="F", age="15+"), value("lfs", 2016, "FR", age="15+")
    assert (women, everyone) == (14_282_200, 29_615_200)
    assert round(100 * women / everyone, 1) == 48.2
    assert value("lfs", 2016, "FR", age="15+", qualification="sup") == 11_171_600
    assert value("lfs", 2016, "FR", age="15+", qualification="inf") == 5_071_500 + 13_274_100
    assert value("lfs", 2016, "FR", age="25-64") == 26_465_100
    assert value("lfs", 2016, "R06", age="15+") == 66_000


def test_the_two_groups_leave_non_response_out(value, population):
    survey = population[(population["source"] == "lfs") & (population["sex"] == "T")]
    for area, age in survey[["area", "age"]].drop_duplicates().itertuples(index=False):
        sup = value("lfs", 2016, area, age=age, qualification="sup")
        inf = value("lfs", 2016, area, age=age, qualification="inf")
        both = value("lfs", 2016, area, age=age) - sup - inf
        # Half a unit of rounding per published cell, four cells; at most 2 % of non-response.
        assert -200 <= both <= 0.02 * value("lfs", 2016, area, age=age)
    assert value("lfs", 2016, "FR", age="15+", qualification="nrp") == 98_000


def test_an_empty_cell_stays_empty_and_a_flag_stays_a_flag(population):
    missing = population[population["population"].isna()]
    assert len(missing) == 37
    assert set(missing["qualification"]) == {"nrp"} and set(missing["flag"]) == {"u"}
    assert not (population["population"] == 0).any()
    survey = population[population["source"] == "lfs"]
    assert set(survey.loc[survey["area"] == "R94", "flag"]) == {"u"}
    assert set(survey.loc[(survey["area"] == "FR"), "flag"]) == {""}


def test_employed_and_unemployed_make_all(population):
    wide = population[population["source"] != "lfs"].pivot(
        index=[name for name in KEY if name != "activity"], columns="activity", values="population"
    )
    assert (wide["employed"] + wide["unemployed"] == wide["all"]).all()


def test_france_is_the_sum_of_its_regions_and_of_its_departments(population):
    def sums(level, source, vintage):
        rows = population[
            (population["level"] == level) & (population["source"] == source) & (population["vintage"] == vintage)
        ]
        return rows.groupby(["activity", "csp"])["population"].sum()

    for source, vintage in (("rp", 2018), ("rp", 2021), ("csp", 2011)):
        assert sums("france", source, vintage).equals(sums("region", source, vintage))
    for vintage in (2018, 2021):
        assert sums("france", "rp", vintage).equals(sums("department", "rp", vintage))


def test_no_france_is_made_of_metropolitan_regions_only(population, value):
    rows = population[(population["source"] == "csp") & (population["vintage"] == 2014)]
    assert set(rows["level"]) == {"region"} and rows["area"].nunique() == 13
    assert value("csp", 2014, "R11", age="25-54", csp="c3") == 1_287_917 + 61_943
    assert value("csp", 2011, "FR", age="25-54", csp="c1", activity="employed") > 0


def test_the_survey_is_as_low_as_the_manifest_says(value):
    gaps = {
        area: round(100 * (value("lfs", 2016, area, age="15+") / value("rp", 2018, area, age="15-64") - 1))
        for area in ("R94", "R03", "R04", "R01", "R02")
    }
    assert gaps == {"R94": -27, "R03": -19, "R04": -11, "R01": -9, "R02": -7}


def test_a_denominator_found_has_its_rows_in_every_area(population):
    have = set(population[KEY].dropna().itertuples(index=False, name=None))
    full = population.dropna(subset=["population"])
    have = set(full[KEY].itertuples(index=False, name=None))
    departments = {"D976", *(f"D{row['department']}" for row in read_rows("rp2018_departments"))}
    regions = {f"R{row['region']}" for row in read_rows("lfs2016_region_sex_diploma")} - {"RFR"}
    areas = {"france": {"FR"}, "region": regions, "department": departments}
    assert (len(regions), len(departments)) == (18, 101)
    for level, reading, margin, year in product(LEVELS, READING.codes, MARGINS, (2015, 2019, 2020, 2024)):
        found = find(level, reading, margin, year)
        if found is None:
            continue
        sexes = ("F", "M") if "sex" in margin else ("T",)
        qualifications = tuple(QUALIFICATION_GROUPS) if "qualification_group" in margin else ("T",)
        for sex, qualification in product(sexes, qualifications):
            absent = {
                area
                for area in areas[level]
                if (found.source, found.vintage, level, area, sex, found.age, qualification, "T", found.activity)
                not in have
            }
            assert absent == set(found.excluded_areas) & areas[level]


def test_each_call_gives_a_new_frame():
    first = load_population()
    first.loc[:, "population"] = 0.0
    assert load_population()["population"].max() > 0


def test_unemployment_rates():
    rates = load_unemployment_rates()
    cell = rates.set_index(["year", "area", "sex"])
    assert list(rates.columns) == ["year", "level", "area", "sex", "rate", "flag"]
    assert len(rates) == 11 * 19 * 3
    assert cell.loc[(2016, "FR", "T"), "rate"] == 10.1
    assert cell.loc[(2021, "FR", "T"), "flag"] == "bd"
    empty = rates[rates["rate"].isna()]
    assert len(empty) == 21 and set(empty["area"]) == {"R06", "R94"}


def test_national_ages_are_those_the_report_quotes_and_agree_with_the_survey(value):
    ages = load_national_ages().set_index("age")["share"]
    assert ages.to_dict() == {"15-24": 9, "25-49": 62, "50-64": 28, "65+": 1}
    figures = load_published_figures()
    quoted = figures[(figures["indicator"] == "part_population_active") & (figures["dimension"] == "age")]
    assert quoted["value"].tolist() == ages.tolist()
    share = 100 * value("lfs", 2016, "FR", age="25-64") / value("lfs", 2016, "FR", age="15+")
    assert ages["25-49"] + ages["50-64"] == pytest.approx(share, abs=1)


def test_published_figures_carry_their_source_and_no_quotation():
    figures = load_published_figures()
    assert len(figures) == 316 and "quote" not in figures
    assert figures["value"].dtype == float and figures["value"].notna().all()
    needed = {"value", "unit", "definition", "indicator", "operator", "level", "period", "geo", "dimension", "category"}
    assert needed | {"source_title", "source_url"} <= set(figures.columns)
    assert (figures["source_title"] == REPORT).sum() == 45
    assert figures.loc[figures["source_title"] != REPORT, "source_url"].str.startswith("http").all()
    entries = figures[(figures["indicator"] == "entrees_cep") & (figures["period"] == "2015-01-01/2018-07-31")]
    assert entries[["value", "geo", "level", "source_title"]].values.tolist() == [[5_791_059, "FR", "2-3", REPORT]]


def test_published_figures_agree_with_the_survey_on_women(value):
    figures = load_published_figures()
    quoted = figures[(figures["indicator"] == "part_population_active") & (figures["category"] == "femmes")]
    share = 100 * value("lfs", 2016, "FR", sex="F", age="15+") / value("lfs", 2016, "FR", age="15+")
    assert quoted["value"].tolist() == [round(share)] == [48]
