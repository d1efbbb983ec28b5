"""The closed table of denominators: complete, from one source at a time, and never an improvised answer."""

import re
from collections import Counter
from dataclasses import astuple
from itertools import permutations, product

import pytest

import denominators
from denominators import (
    ALIGNMENT,
    LEVELS,
    MARGINS,
    PARTITIONS,
    alignment,
    comparators,
    describe_change,
    explain,
    find,
    rows,
)
from nomenclatures import (
    AGE,
    CSP,
    DISABILITY,
    EMPLOYMENT_STATUS,
    QUALIFICATION,
    QUALIFICATION_GROUPS,
    READING,
    SEX,
)

YEARS = (2014, 2015, 2017, 2019, 2020, 2023, 2026)
CASES = list(product(LEVELS, READING.codes, MARGINS, YEARS))
PROFILES = (("sex",), ("qualification_group",), ("sex", "qualification_group"))


def test_every_case_has_a_denominator_or_a_reason_and_never_both():
    assert len(MARGINS) == 12
    for case in CASES:
        assert (find(*case) is None) == bool(explain(*case)), case


def test_the_table_answers_as_the_methods_say():
    expected = {}
    for level, reading, margin, year in CASES:
        if year < 2015:
            source = None
        elif not margin:
            source = ("rp", 2018 if year < 2020 else 2021, "15-64")
        elif margin in PROFILES and level != "department" and reading == "ens" and year < 2020:
            source = ("lfs", 2016, "15+")
        else:
            source = None
        expected[level, reading, margin, year] = source
    found = {case: find(*case) for case in CASES}
    assert {case: d and d.perimeter for case, d in found.items()} == expected
    assert Counter(d and d.source for d in found.values()) == {"rp": 54, "lfs": 18, None: 684}


@pytest.mark.parametrize(("reading", "activity"), [("ens", "all"), ("de", "unemployed"), ("ao", "employed")])
def test_each_reading_is_divided_by_its_own_actives(reading, activity):
    found = find("department", reading, (), 2017)
    assert found.activity == activity
    assert "au sens du recensement" in found.definition


def test_only_the_job_seekers_carry_the_caution():
    caution = find("region", "de", (), 2017).caution
    assert "entrées de demandeurs d’emploi pour 1\u202f000 chômeurs au sens du recensement" in caution
    assert {find("region", reading, (), 2017).caution for reading in ("ens", "ao")} == {""}


def test_france_is_read_from_the_source_of_the_areas_compared():
    for reading, margin, year in product(READING.codes, MARGINS, YEARS):
        assert find("france", reading, margin, year) == find("region", reading, margin, year)


def test_mayotte_is_out_of_the_census_and_in_the_survey():
    assert find("region", "ens", (), 2017).excluded_areas == ("R06", "D976")
    assert find("region", "ens", ("sex",), 2017).excluded_areas == ()


def test_the_survey_warns_where_it_is_low_and_of_its_non_response():
    sex, group = (find("region", "ens", (name,), 2017).scope_note for name in ("sex", "qualification_group"))
    assert all(name in sex for name in ("Corse (−27\u202f%)", "Guyane (−19\u202f%)", "Réunion (−11", "Guadeloupe (−9"))
    assert "non déclarés" in group and "non déclarés" not in sex


def test_the_order_of_a_margin_does_not_matter():
    for margin in MARGINS:
        assert len({find("region", "ens", order, 2017) for order in permutations(margin)}) == 1


@pytest.mark.parametrize(
    ("case", "word"),
    [
        (("commune", "ens", ()), "territoire"),
        (("region", "tous", ()), "Lecture"),
        (("region", "ens", ("csp",)), "profil"),
        (("region", "ens", ("qualification", "qualification_group")), "profil"),
    ],
)
def test_an_unknown_code_is_refused_in_french(case, word):
    for ask in (find, explain):
        with pytest.raises(ValueError, match=word):
            ask(*case, 2017)


@pytest.mark.parametrize(
    ("case", "word"),
    [
        (("region", "ens", (), 2014), "existe depuis 2015"),
        (("region", "ens", ("age", "sex"), 2017), "tranches d’âge"),
        (("region", "ens", ("qualification",), 2017), "deux groupes"),
        (("department", "ens", ("sex",), 2017), "par département"),
        (("department", "de", ("sex",), 2017), "seuls chômeurs"),
        (("region", "ao", ("sex",), 2017), "seuls actifs occupés"),
        (("region", "ens", ("sex",), 2021), "celle de 2016"),
    ],
)
def test_the_reason_says_what_is_missing(case, word):
    assert word in explain(*case)


def test_a_change_of_source_is_said_and_a_change_of_reading_is_not():
    census, survey = find("region", "ens", (), 2017), find("region", "ens", ("sex",), 2017)
    said = describe_change(census, survey)
    assert "l’enquête Emploi 2016 (15 ans ou plus, France avec Mayotte) remplace le recensement 2018" in said
    assert "le territoire, son total et la France sont recalculés" in said
    assert "recensement 2021" in describe_change(census, find("region", "ens", (), 2021))
    assert "indisponible" in describe_change(survey, None)
    assert "recensement 2018" in describe_change(None, census)
    assert describe_change(None, None) == ""
    assert describe_change(census, find("region", "ao", (), 2017)) == ""
    assert describe_change(survey, find("region", "ens", ("sex", "qualification_group"), 2017)) == ""


def test_the_displayed_rows_answer_each_level_and_reading_once():
    seen = Counter()
    for row in rows():
        for level, reading in product(row["Territoires"].split(", "), row["Lecture"].split(", ")):
            seen[row["Filtre de profil"], level, reading] += 1
    profiles = {profile for profile, _, _ in seen}
    assert len(profiles) == 6
    assert set(seen.values()) == {1}
    assert len(seen) == len(profiles) * len(LEVELS) * len(READING)


def test_the_displayed_rows_say_what_find_says():
    shown = {(row["Filtre de profil"], row["Lecture"], row["Territoires"]): row for row in rows()}
    sex = shown["Sexe", "Ensemble", "France, régions"]
    assert sex["Entrées de 2015 à 2019"] == find("region", "ens", ("sex",), 2017).short
    assert sex["Entrées à partir de 2020"] == "dénominateur indisponible"
    total = shown["Aucun filtre de profil", "Actifs occupés", "France, régions, départements"]
    assert total["Entrées à partir de 2020"] == find("department", "ao", (), 2022).short
    age = shown["Âge, seul ou croisé", "Ensemble, Demandeurs d’emploi, Actifs occupés", "France, régions, départements"]
    assert age["Entrées de 2015 à 2019"] == "dénominateur indisponible"


def test_every_known_group_has_exactly_one_alignment():
    expected = Counter(
        (nomenclature.name, category.code)
        for nomenclature in (SEX, AGE, QUALIFICATION, CSP, EMPLOYMENT_STATUS, DISABILITY)
        for category in nomenclature.known
    )
    expected += Counter(("qualification", group) for group in QUALIFICATION_GROUPS)
    expected += Counter(("employment_status", reading) for reading in ("de", "ao"))
    assert Counter((a.dimension, a.group) for a in ALIGNMENT) == expected


def test_the_alignments_are_those_of_the_methods():
    status = {(a.dimension, a.group): a.status for a in ALIGNMENT}
    aligned = {("sex", "F"), ("sex", "M"), ("qualification", "sup"), ("qualification", "inf")}
    approximate = {("age", "a15"), *(("csp", category.code) for category in CSP.known)}
    approximate |= {("employment_status", "de"), ("employment_status", "ao")}
    assert {key for key, value in status.items() if value == "aligned"} == aligned
    assert {key for key, value in status.items() if value == "approximate"} == approximate
    assert set(status.values()) == set(denominators.STATUS_LABELS)
    assert all(bool(a.comparator) == (a.status != "none") for a in ALIGNMENT)


def test_what_is_shown_follows_french_typography():
    shown = [text for row in rows() for text in row.values()]
    shown += [field for alignment in ALIGNMENT for field in astuple(alignment)]
    shown += [text for case in CASES if (d := find(*case)) for text in (d.citation, d.scope_note, d.caution, d.short)]
    shown += [describe_change(find(*a), find(*b)) for a, b in product(CASES[:12], CASES[-12:])]
    wrong = [text for text in shown if re.search(r"[ \w][;?!%‰]| :|« | »|\d \d{3}|'|'", text)]
    assert wrong == []


def test_partitions_share_out_the_groups_of_the_alignments():
    assert Counter(group for groups in PARTITIONS.values() for group in groups) == Counter(a.group for a in ALIGNMENT)
    assert all(alignment(p, group).group == group for p, groups in PARTITIONS.items() for group in groups)
    with pytest.raises(LookupError):
        alignment("sex", "a15")


@pytest.mark.parametrize(
    ("partition", "reading", "years", "expected"),
    [
        ("sex", "ens", (2015, 2018), [("aligned", "lfs", (2016,)), ("aligned", "rp", (2018,))]),
        ("sex", "de", (2017, 2017), [("aligned", "lfs", (2016,)), ("aligned", "rp", (2018,))]),
        ("sex", "ens", (2021, 2021), [("aligned", "rp", (2021,))]),
        ("sex", "ens", (2019, 2020), []),
        (
            "age",
            "ens",
            (2017, 2017),
            [("aligned", "lfs", (2016,)), ("aligned", "rp", (2018,)), ("approximate", "ages", (2016,))],
        ),
        ("age", "ao", (2017, 2017), [("aligned", "lfs", (2016,)), ("aligned", "rp", (2018,))]),
        (
            "csp",
            "ao",
            (2015, 2018),
            [("aligned", "lfs", (2016,)), ("aligned", "rp", (2018,)), ("approximate", "csp", (2014, 2011))],
        ),
        ("csp", "ens", (2021, 2021), [("aligned", "rp", (2021,))]),
        ("reading", "ens", (2015, 2018), [("approximate", "rp", (2018,))]),
        ("reading", "ens", (2021, 2021), [("approximate", "rp", (2021,))]),
        ("reading", "ens", (2019, 2020), []),
        ("reading", "de", (2017, 2017), []),
        ("employment_status", "ens", (2017, 2017), []),
        ("disability", "ens", (2017, 2017), []),
    ],
)
def test_the_comparators_of_a_partition_in_order(partition, reading, years, expected):
    """Those of the groups' own codes first; none across two vintages, whatever the source."""
    found = comparators(partition, reading, *years)
    assert [(c.status, c.source, c.vintages) for c in found] == expected


def test_a_comparator_reads_the_values_of_the_alignments():
    for partition, groups in PARTITIONS.items():
        for comparator in comparators(partition, "ens", 2017, 2017):
            if comparator.status == "aligned":
                assert comparator.values == tuple((group, group) for group in groups)
            else:
                closed = {a.group: a.comparator for a in ALIGNMENT if a.status == "approximate"}
                assert dict(comparator.values).items() <= closed.items()
    with pytest.raises(KeyError):
        comparators("diploma", "ens", 2017, 2017)
    with pytest.raises(ValueError, match="Lecture inconnue"):
        comparators("sex", "tout", 2017, 2017)


def test_the_comparators_follow_french_typography():
    found = [c for p in PARTITIONS for year in (2017, 2021) for c in comparators(p, "ens", year, year)]
    wrong = [t for c in found for t in (c.citation, c.scope_note) if re.search(r"[ \w][;?!%‰]| :|« | »|\d \d{3}|'", t)]
    assert wrong == []


@pytest.mark.parametrize(("reading", "people"), [("ens", "actifs"), ("de", "chômeurs"), ("ao", "actifs occupés")])
def test_a_citation_names_those_whom_the_reading_counts(reading, people):
    """The panel of a card on job seekers would otherwise cite all the actives under "Dénominateur"."""
    for level in ("region", "department"):
        found = find(level, reading, (), 2017)
        assert f" 2018, {people} de 15 à 64 ans" in found.citation
    (occupations,) = (c for c in comparators("csp", reading, 2017, 2017) if c.status == "approximate")
    assert f", {people} de 25 à 54 ans" in occupations.citation
    assert occupations.scope_note.startswith(f"{people.capitalize()} de 25 à 54 ans")
