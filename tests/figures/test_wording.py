"""Words: who is counted, per what, and agreement with the territory."""

import pytest

from figures.wording import (
    alphabetical,
    conjugate,
    counted_entries,
    inside_sentence,
    is_feminine,
    level_noun,
    listed,
    measure,
    measure_name,
    profile_people,
    pronoun,
    restriction,
    share_subject,
)
from geo.areas import AREAS, departments, regions
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY
from nomenclatures import AGE, QUALIFICATION, QUALIFICATION_GROUPS, READING, SEX
from tests.figures.results import fr

YEAR = ("2017-01", "2017-12")


@pytest.mark.parametrize(
    ("profile", "people"),
    [
        (("", "", ""), ""),
        (("F", "", ""), "femmes"),
        (("", "a15", ""), "personnes de 15 à 25 ans"),
        (("M", "a45", "q4"), "hommes de 45 ans et plus de niveau IV"),
        (("", "", "sup"), "personnes de niveau I à III"),
    ],
)
def test_people_of_a_profile(profile, people):
    assert profile_people(*profile) == people


def test_every_profile_of_the_filters_has_words_of_its_own():
    sexes = ("", *(c.code for c in SEX.known))
    ages = ("", *(c.code for c in AGE.known))
    levels = ("", *QUALIFICATION_GROUPS, *(c.code for c in QUALIFICATION.known))
    all_words = [profile_people(s, a, q) for s in sexes for a in ages for q in levels]
    assert len(set(all_words)) == len(all_words)
    assert not any("  " in words or "(" in words for words in all_words)
    with pytest.raises(KeyError):
        profile_people("X")


@pytest.mark.parametrize(
    ("reading", "people", "words"),
    [
        ("ens", "", ""),
        ("ens", "femmes", " de femmes"),
        ("ens", "hommes de 15 à 25 ans", " d’hommes de 15 à 25 ans"),
        ("de", "", " de demandeurs d’emploi"),
        ("ao", "femmes", " d’actifs occupés (femmes)"),
    ],
)
def test_entries_counted(reading, people, words):
    assert counted_entries(reading, people) == words


def test_both_definitions_of_the_unemployed_are_named():
    name = measure_name(ACCESS_RATE, YEAR, "de")
    assert name == fr("entrées de demandeurs d’emploi pour 1~000 chômeurs au sens du recensement")


def test_measures():
    assert measure(85.04, ACCESS_RATE, YEAR) == fr("85,0 entrées pour 1~000 actifs")
    assert measure(1.94, ACCESS_RATE, YEAR, "ao") == fr("1,9 entrée d’actifs occupés pour 1~000 actifs occupés")
    assert measure(1.96, ACCESS_RATE, YEAR) == fr("2,0 entrées pour 1~000 actifs")
    assert measure(70, ACCESS_RATE, ("2016-01", "2017-12")) == fr("70,0 entrées par an pour 1~000 actifs")
    assert measure(6.5, ACCESS_RATE_MONTHLY, ("2018-01", "2018-07")) == fr("6,50 entrées par mois pour 1~000 actifs")
    assert measure(6.5, ACCESS_RATE_MONTHLY, ("2018-03", "2018-03")) == fr("6,50 entrées pour 1~000 actifs")


@pytest.mark.parametrize(
    ("reading", "people", "population"),
    [
        ("ens", "femmes", "actives"),
        ("de", "femmes", "chômeuses au sens du recensement"),
        ("ao", "femmes", "actives occupées"),
        ("ens", "hommes", "hommes actifs"),
        ("ens", "femmes de 15 à 25 ans", "actifs du même profil"),
    ],
)
def test_a_rate_is_per_the_same_people(reading, people, population):
    assert measure_name(ACCESS_RATE, YEAR, reading, people).endswith(fr(f" pour 1~000 {population}"))


def test_a_title_loses_the_capital_of_its_article_only():
    assert inside_sentence("Les missions locales entrent") == "les missions locales entrent"
    assert inside_sentence("L’Apec entre") == "l’Apec entre"
    assert inside_sentence("Pôle emploi entre") == "Pôle emploi entre"


def test_shares_have_a_subject_and_a_total():
    assert share_subject("ens", "femmes") == ("les femmes", "des entrées")
    assert share_subject("de", "femmes") == ("les femmes", "des entrées de demandeurs d’emploi")
    assert share_subject("ao", "") == ("les actifs occupés", "des entrées")
    assert all(share_subject(code, "")[0].startswith("les ") for code in READING.codes)


@pytest.mark.parametrize(
    ("area", "subject", "verb"),
    [
        ("R76", "Elle", "compte"),
        ("R44", "Il", "compte"),
        ("R32", "Ils", "comptent"),
        ("R52", "Ils", "comptent"),
        ("R04", "Elle", "compte"),
        ("D40", "Le département", "comptent"),
        ("D75", "Le département", "compte"),
    ],
)
def test_agreement(area, subject, verb):
    assert pronoun(AREAS[area]) == subject
    assert conjugate(AREAS[area], "compte", "comptent") == verb


def test_plural_territories_are_those_whose_name_has_les():
    several = {a.name for a in (*regions(), *departments()) if conjugate(a, "", "s")}
    assert {"Hauts-de-France", "Pays de la Loire", "Landes", "Yvelines"} <= several
    assert len(several) == 16
    assert all(name.split("-")[0].split(" ")[0][-1] in "sx" or name == "Pays de la Loire" for name in several)


def test_territories_are_in_the_order_of_a_french_reader_overseas_last():
    names = [area.name for area in alphabetical(regions())]
    assert names.index("Île-de-France") == names.index("Hauts-de-France") + 1
    assert names[:1] == ["Auvergne-Rhône-Alpes"] and names[-5:] == [
        "Guadeloupe",
        "Guyane",
        "La Réunion",
        "Martinique",
        "Mayotte",
    ]


def test_levels_and_lists():
    assert (level_noun("region"), level_noun("department")) == ("région", "département")
    assert (is_feminine("region"), is_feminine("department")) == (True, False)
    assert [listed(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a et b", "a, b et c"]


@pytest.mark.parametrize(
    ("families", "level", "text"),
    [
        (("pe", "ml", "ce", "apec", "reg"), "", ""),
        (("ml", "ce", "apec", "reg"), "", "sans Pôle emploi"),
        (("ml", "ce", "apec", "reg"), "3", "sans Pôle emploi et au niveau 3"),
        (("pe", "ml", "reg"), "", "sans Cap emploi ni l’Apec"),
        (("apec", "reg"), "", "avec l’Apec et les Fongécif et Opacif seulement"),
        (("apec",), "", "avec l’Apec seulement"),
        (("ce", "apec", "reg"), "", "sans Pôle emploi ni les missions locales"),
        (("pe", "ml"), "2", "avec Pôle emploi et les missions locales seulement et au niveau 2"),
        (("pe", "ml", "ce", "apec", "reg"), "2", "au niveau 2"),
    ],
)
def test_restriction_names_operators_and_level(families, level, text):
    assert restriction(families, level) == text
