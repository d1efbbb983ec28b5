"""The sentence: golden texts of every case, then laws on any result: what it says is what the numbers prove."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.cells import read
from figures.numbers import ordinal
from figures.sentence import Fragment, access_sentence
from figures.wording import profile_people
from geo.areas import AREAS, FRANCE
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRY_SHARE
from nomenclatures import READING
from tests.figures.results import (
    STATUSES,
    department_rates,
    fr,
    rates,
    region_rates,
    region_results,
    shares,
    with_status,
)

YEAR = ("2017-01", "2017-12")


def say(result, area, indicator=ACCESS_RATE, period=YEAR, **options):
    return access_sentence(read(result), indicator, AREAS[area], period, **options).plain


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (
            "R76",
            "En 2017, l’Occitanie compte 85,0 entrées pour 1~000 actifs, 13~% de plus que la France (75,0). "
            "Elle se situe entre le 4ᵉ et le 5ᵉ rang des 17 régions mesurées.",
        ),
        (
            "R32",
            "En 2017, les Hauts-de-France comptent 90,0 entrées pour 1~000 actifs, 20~% de plus que la France (75,0). "
            "Ils se situent entre le 2ᵉ et le 4ᵉ rang des 17 régions mesurées.",
        ),
        (
            "R44",
            "En 2017, le Grand Est compte 76,8 entrées pour 1~000 actifs, un niveau proche de celui de la France "
            "(75,0). Il se situe au 9ᵉ rang des 17 régions mesurées.",
        ),
        (
            "R11",
            "En 2017, l’Île-de-France compte 61,6 entrées pour 1~000 actifs, 18~% de moins que la France (75,0). "
            "Elle se situe au 15ᵉ rang des 17 régions mesurées.",
        ),
        (
            "R04",
            "En 2017, La Réunion compte 102,4 entrées pour 1~000 actifs, 37~% de plus que la France (75,0). "
            "Elle se situe au 1ᵉʳ rang des 17 régions mesurées.",
        ),
        (
            "R27",
            "En 2017, la Bourgogne-Franche-Comté compte 71,6 entrées pour 1~000 actifs, 5~% de moins que la France "
            "(75,0)~; l’écart est indécis, car l’intervalle (71,2 à 72,0) chevauche la limite de ± 5~%. "
            "Elle se situe au 12ᵉ rang des 17 régions mesurées.",
        ),
        (
            "FR",
            "En 2017, la France compte 75,0 entrées pour 1~000 actifs. Sept régions la dépassent de plus de 5~%, "
            "quatre en sont proches, cinq sont au-dessous et une reste indécise.",
        ),
        (
            "R06",
            "En 2017, le dénominateur est indisponible pour Mayotte_: aucune population chargée ne correspond à ce "
            "territoire et à ce profil.",
        ),
        ("D31", "En 2017, aucune donnée n’est disponible pour la Haute-Garonne."),
    ],
)
def test_regions(area, text):
    assert say(region_rates(), area) == fr(text)


def test_key_facts_are_strong():
    sentence = access_sentence(read(region_rates()), ACCESS_RATE, AREAS["R76"], YEAR)
    strong = [fragment.text for fragment in sentence.fragments if fragment.strong]
    assert strong == ["Occitanie", fr("85,0 entrées pour 1~000 actifs")]
    assert sentence.fragments[0] == Fragment("En 2017, l’")


def test_departments_of_one_region_are_counted_in_it():
    assert say(department_rates("76"), "D32").endswith(
        "Le département se situe au 8ᵉ rang des 13 départements mesurés de l’Occitanie."
    )
    assert say(department_rates(), "D32").endswith("des 101 départements mesurés.")


def test_a_region_above_its_departments_has_no_rank_among_them():
    result = rates([("D31", 80.0, 4e5, "ok"), ("D32", 70.0, 1e5, "ok"), ("R76", 85.0, 2e6, "ok")])
    assert say(result, "R76").endswith(fr("13~% de plus que la France (75,0)."))


def test_one_area_alone_has_no_rank():
    assert "rang" not in say(department_rates("01"), "D971")


def test_an_operator_that_is_not_there_yet_is_said():
    sentence = access_sentence(
        read(with_status(region_rates(), "R94", "no_data")), ACCESS_RATE, AREAS["R94"], YEAR, not_yet=True
    )
    end = "pour la Corse_: aucun opérateur choisi n’est encore dans le système d’information."
    assert sentence.plain.endswith(fr(end))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (
            "secret",
            "En 2017, la Corse compte 0 à 4 entrées_: le secret statistique ne permet pas d’en dire plus.",
        ),
        ("zero", "En 2017, la Corse ne compte aucune entrée_: aucun opérateur choisi n’était actif."),
        ("no_data", "En 2017, aucune donnée n’est disponible pour la Corse."),
        (
            "no_denominator",
            "En 2017, le dénominateur est indisponible pour la Corse_: aucune population chargée ne correspond à ce "
            "territoire et à ce profil. On y compte 1~629 entrées.",
        ),
    ],
)
def test_without_a_value(status, text):
    assert say(region_rates(R94=status), "R94") == fr(text)


def test_plural_territories_without_a_value():
    assert "les Hauts-de-France comptent 0 à 4 entrées" in say(region_rates(R32="secret"), "R32")
    assert "les Hauts-de-France ne comptent aucune entrée" in say(region_rates(R32="zero"), "R32")


def test_a_break_refuses_the_rate_and_names_itself():
    result = with_status(region_rates(), "R76", "break")
    expected = (
        "En 2016 et 2017, le taux d’accès n’est pas calculé pour l’Occitanie_: la période contient {}. "
        "On y compte 170~000 entrées."
    )
    period = ("2016-01", "2017-12")
    assert say(result, "R76", period=period) == fr(expected.format("une rupture de série"))
    one = say(result, "R76", period=period, ruptures=["Les missions locales entrent"])
    assert one == fr(expected.format("une rupture de série (les missions locales entrent)"))
    two = say(result, "R76", period=period, ruptures=["Pôle emploi entre", "Les missions locales entrent"])
    assert two == fr(expected.format("deux ruptures de série (Pôle emploi entre et les missions locales entrent)"))


def test_an_approximate_denominator_is_said():
    result = region_rates()
    result.loc[result["area"] == "R76", "cell_status"] = "approximate"
    assert fr("la France (75,0) (dénominateur approché).") in say(result, "R76")


def test_shares_where_no_population_has_the_margins():
    result = shares([("FR", 52.0, 1e6), ("R76", 53.0, 1e5)])
    end = " Dénominateur indisponible_: le taux d’accès n’est pas calculé."
    assert say(result, "R76", ENTRY_SHARE, people=profile_people("F")) == fr(
        "En 2017, les femmes représentent 53,0~% des entrées en Occitanie, contre 52,0~% en France." + end
    )
    assert say(result, "FR", ENTRY_SHARE, people=profile_people("F")) == fr(
        "En 2017, les femmes représentent 52,0~% des entrées en France." + end
    )
    alone = result[result["area"] != "FR"]
    assert say(alone, "R76", ENTRY_SHARE, reading="de") == fr(
        "En 2017, les demandeurs d’emploi représentent 53,0~% des entrées en Occitanie." + end
    )


def test_readings_and_partial_years():
    text = say(region_rates(), "R76", reading="de")
    assert fr("entrées de demandeurs d’emploi pour 1~000 chômeurs au sens du recensement") in text
    partial = say(region_rates(), "R76", ACCESS_RATE_MONTHLY, ("2018-01", "2018-07"))
    assert partial.startswith(
        fr("De janvier à juillet 2018, l’Occitanie compte 85,00 entrées par mois pour 1~000 actifs")
    )


def test_without_france_nothing_is_compared():
    result = region_rates()
    text = say(result[result["area"] != "FR"], "R76")
    assert "France" not in text
    result.loc[result["area"] != "FR", "outcome"] = ""
    assert say(result, "FR") == fr("En 2017, la France compte 75,0 entrées pour 1~000 actifs.")


def test_an_interval_that_holds_france_is_too_wide():
    result = rates([("R94", 80.0, 1e3, "ok"), ("R76", 85.0, 2e6, "ok")])
    assert "est trop large pour conclure" in say(result, "R94")


def test_a_gap_that_does_not_show():
    result = rates([("R94", 75.0, 1e3, "ok"), ("R76", 75.4, 2e8, "ok")], equivalence=0.0)
    assert "autant que la France (75,0)" in say(result, "R94", equivalence=0.0)
    assert fr("0,5~% de plus que la France (75,0)") in say(result, "R76", equivalence=0.0)


def test_the_tally_writes_figures_past_sixteen_and_agrees():
    many = say(department_rates(), "FR")
    assert re.search(
        r" \d+ départements la dépassent de plus de 5\u202f%, \d+ en sont proches, \d+ sont au-dessous", many
    )
    one = rates([("D31", 100.0, 4e5, "ok")])
    assert say(one, "FR").endswith(fr("Un département la dépasse de plus de 5~%."))
    low = rates([("R76", 50.0, 2e6, "ok"), ("R94", 70.0, 3e3, "ok")])
    assert say(low, "FR").endswith(fr("Une région est au-dessous de plus de 5~% et une reste indécise."))
    wide = rates([("D31", 70.0, 3e3, "ok"), ("D32", 71.0, 3e3, "ok")])
    assert say(wide, "FR").endswith("Deux départements restent indécis.")
    zero = rates([("R76", 100.0, 2e6, "ok")], equivalence=0.0)
    assert say(zero, "FR", equivalence=0.0).endswith("Une région la dépasse.")


def well_formed(text):
    assert text == text.strip() and text.endswith(".") and text[0].isupper()
    assert "nan" not in text.lower().split() and "None" not in text and "{" not in text
    assert "  " not in text and "'" not in text and '"' not in text
    assert not re.search(r"[^\u202f][;%‰?!]", text)
    assert not re.search(r"[^\u00a0]:", text)
    assert not re.search(r" [,.)]|\( |-\d|\.\.", text)
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize("status", [*STATUSES, "break", "approximate"])
def test_every_area_and_status_has_a_sentence(status):
    """119 territories and France, in each status, under each reading."""
    for result in (region_rates(), department_rates()):
        for area in [a.id for a in AREAS.values() if a.id in set(result["area"])]:
            changed = result if status == "ok" else with_status(result, area, status if status != "zero" else "no_data")
            row = changed["area"] == area
            if status == "zero":
                changed.loc[row, ["value", "lower", "upper", "numerator"]] = 0.0
                changed.loc[row, "cell_status"] = "ok"
            if status == "approximate":
                changed.loc[row, ["value", "lower", "upper"]] = 75.0
            for reading in READING.codes:
                text = say(changed, area, reading=reading)
                well_formed(text)
                assert AREAS[area].name in text
    assert len([a for a in AREAS.values() if a != FRANCE]) == 119


@settings(max_examples=70)
@given(
    region_results(),
    st.sampled_from(sorted(AREAS)),
    st.sampled_from([YEAR, ("2015-01", "2016-12"), ("2018-01", "2018-07"), ("2017-03", "2017-03")]),
    st.sampled_from(READING.codes),
    st.sampled_from(["", "femmes", "hommes de 15 à 25 ans"]),
)
def test_the_words_agree_with_the_numbers(result, area, period, reading, people):
    text = say(result, area, period=period, reading=reading, people=people)
    well_formed(text)
    cells = read(result)
    cell = cells.of(AREAS[area])
    if cell is None or cell.fill != "value":
        assert "de plus que" not in text and "rang" not in text
        return
    assert ("de plus que" in text) <= (cell.value > cell.benchmark)
    assert ("de moins que" in text) <= (cell.value < cell.benchmark)
    assert ("proche de celui" in text) == (cell.outcome == "similar")
    assert ("indécis," in text) == (cell.outcome == "undecided")
    if "dépasse" in text and area == "FR":
        found = re.search(r"(\w+) régions? la (dépassent|dépasse)", text)
        higher = sum(c.outcome == "higher" for c in cells.compared)
        assert (found.group(2) == "dépassent") == (higher > 1)
    ranks = re.search(r"(?:entre le |au )(\S+?)(?: et le (\S+))? rang des (\d+)", text)
    if ranks:
        low, high, measured = ranks.groups()
        assert low == ordinal(cell.rank_low) and (high or low) == ordinal(cell.rank_high)
        assert int(measured) == sum(c.is_measured for c in cells.compared) >= cell.rank_high
    singular = re.search(r"([\d\u202f,]+) (entrée|entrées)\b", text)
    shown = float(singular.group(1).replace("\u202f", "").replace(",", "."))
    assert (singular.group(2) == "entrées") == (shown >= 2)
    assert np.isclose(shown, cell.value, atol=0.051)
