"""Titles and alternative texts: claims that the numbers of the card prove."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.cells import read
from figures.lines import read_points
from figures.titles import compare_title, map_alt, map_title, series_alt, series_title
from geo.areas import AREAS
from indicators.catalogue import ACCESS_RATE, ACCESS_RATE_MONTHLY, ENTRY_SHARE
from tests.figures.results import (
    department_rates,
    fr,
    monthly,
    months,
    rates,
    region_rates,
    region_results,
    registry,
    shares,
)
from tests.figures.test_sentence import well_formed

BREAK = registry(("2017-01-01", "Missions locales", "Absentes avant.", float("nan"), None))


def test_map_title_gives_the_extremes():
    assert map_title(read(region_rates()), ACCESS_RATE) == fr("L’accès va de 54,3~‰ en Corse à 102,4~‰ à La Réunion")
    share = shares([("FR", 52, 1e6), ("R32", 55, 1e5), ("R04", 49, 1e4)])
    assert map_title(read(share), ENTRY_SHARE) == fr(
        "La part va de 49,0~% à La Réunion à 55,0~% dans les Hauts-de-France"
    )
    one = rates([("R76", 85.0, 2e6, "ok")])
    assert map_title(read(one), ACCESS_RATE) == fr("L’accès est de 85,0~‰ en Occitanie")
    flat = rates([("R76", 85.0, 2e6, "ok"), ("R11", 85.0, 2e6, "ok")])
    assert map_title(read(flat), ACCESS_RATE) == fr("L’accès est partout de 85,0~‰")
    assert map_title(read(rates([])), ACCESS_RATE) == "Aucun territoire n’a de valeur à cartographier"


def test_compare_title_counts_the_clear_gaps():
    assert compare_title(read(region_rates())) == "Sept régions dépassent nettement la France"
    assert re.fullmatch(r"\d+ départements dépassent nettement la France", compare_title(read(department_rates())))
    assert compare_title(read(rates([("D31", 100.0, 4e5, "ok")]))) == "Un département dépasse nettement la France"
    low = [("R76", 50.0, 2e6, "ok"), ("R11", 75.0, 2e6, "ok")]
    assert compare_title(read(rates(low))) == "Une région est nettement au-dessous de la France"
    assert (
        compare_title(read(rates([*low, ("R44", 60.0, 2e6, "ok")])))
        == "Deux régions sont nettement au-dessous de la France"
    )
    assert compare_title(read(rates(low[1:]))) == "Aucune région ne s’écarte nettement de la France"
    assert compare_title(read(rates(low, france=None))) == "La comparaison avec la France n’est pas possible"
    assert compare_title(read(rates([]))) == "La comparaison avec la France n’est pas possible"


@settings(max_examples=40)
@given(region_results())
def test_compare_title_agrees_with_the_outcomes(result):
    title = compare_title(read(result))
    outcomes = result.loc[result["area"] != "FR", "outcome"].tolist()
    assert ("dépasse" in title) == ("higher" in outcomes)
    assert ("régions" in title) == (
        max(outcomes.count("higher"), 0) > 1 or ("higher" not in outcomes and outcomes.count("lower") > 1)
    )


RUN = months("2016-10", 12)


def series(areas, france=7.0):
    """FR at `france`, and R76 at the twelve values given."""
    return monthly({"FR": dict.fromkeys(RUN, france), "R76": dict(zip(RUN, areas, strict=True))}, BREAK)


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([1.0] * 3 + [8.0] * 9, "Depuis 2017, l’Occitanie reste chaque mois au-dessus de la France"),
        ([9.0] * 3 + [6.0] * 9, "Depuis 2017, l’Occitanie reste chaque mois au-dessous de la France"),
        ([1.0] * 3 + [8.0] * 5 + [6.0] * 4, "Depuis 2017, l’Occitanie dépasse la France 5 mois sur 9"),
        ([1.0] * 3 + [7.0] * 9, "Depuis 2017, l’Occitanie reste chaque mois au niveau de la France"),
        (
            [1.0] * 3 + [7.0] * 5 + [6.0] * 4,
            "Depuis 2017, l’Occitanie reste chaque mois au niveau ou au-dessous de la France",
        ),
        (
            [1.0] * 3 + [7.0] * 5 + [8.0] * 4,
            "Depuis 2017, l’Occitanie reste chaque mois au niveau ou au-dessus de la France",
        ),
        ([None] * 12, "Aucune valeur mensuelle pour l’Occitanie"),
        (
            [1.0] * 4 + [None] * 8,
            "Depuis 2017, l’Occitanie reste chaque mois au-dessous de la France",
        ),
    ],
)
def test_series_title_speaks_of_what_follows_the_last_break(values, title):
    assert series_title(read_points(series(values)), ACCESS_RATE_MONTHLY, AREAS["R76"]) == title


def test_series_title_alone_and_in_the_plural():
    france = monthly({"FR": dict(zip(RUN, range(1, 13), strict=True))}, BREAK)
    assert series_title(read_points(france), ACCESS_RATE_MONTHLY, AREAS["FR"]) == fr(
        "Depuis 2017, l’accès mensuel va de 4,00~‰ (janvier 2017) à 12,00~‰ (septembre 2017) en France"
    )
    share = series_title(read_points(france), ENTRY_SHARE, AREAS["FR"])
    assert share.startswith(fr("Depuis 2017, la part mensuelle va de 4,0~% (janvier 2017)"))
    alone = monthly({"R32": dict.fromkeys(RUN[1:3], 2.0)}, BREAK)
    assert series_title(read_points(alone), ACCESS_RATE_MONTHLY, AREAS["R32"]) == fr(
        "Depuis novembre 2016, l’accès mensuel va de 2,00~‰ (novembre 2016) à 2,00~‰ (novembre 2016) "
        "dans les Hauts-de-France"
    )
    north = monthly({"FR": dict.fromkeys(RUN, 1.0), "R32": dict.fromkeys(RUN, 2.0)}, BREAK)
    assert "les Hauts-de-France restent chaque mois" in series_title(
        read_points(north), ACCESS_RATE_MONTHLY, AREAS["R32"]
    )


@given(st.lists(st.one_of(st.none(), st.floats(0.01, 14)), min_size=12, max_size=12))
def test_series_title_counts_right(values):
    frame = series(values)
    title = series_title(read_points(frame), ACCESS_RATE_MONTHLY, AREAS["R76"])
    well_formed(title + ".")
    recent = [v for v in values[3:] if v is not None] or [v for v in values[:3] if v is not None]
    shown = [round(v * 1e4) / 1e4 for v in recent]
    above, below = sum(v > 7 for v in shown), sum(v < 7 for v in shown)
    if "chaque mois" in title:
        assert not above or not below
        assert ("au-dessus" in title, "au-dessous" in title) == (above > 0, below > 0)
        assert ("au niveau" in title) == (len(shown) not in (above, below))
    elif shown:
        assert f"{above} mois sur {len(shown)}" in title


def test_map_alt_says_the_map():
    text = map_alt(read(region_rates(R94="secret", R03="zero")), ACCESS_RATE, ("2017-01", "2017-12"))
    well_formed(text)
    assert text == fr(
        "Carte_: taux d’accès par région, 2017. L’accès va de 61,6~‰ en Île-de-France à 102,4~‰ à La Réunion. "
        "Sept régions dépassent la France de plus de 5~%, quatre en sont proches, quatre sont au-dessous et une reste "
        "indécise. Sans valeur_: Guyane, zéro entrée~; Corse, secret statistique~; Mayotte, dénominateur indisponible."
    )
    plain = map_alt(read(rates([("R76", 85.0, 2e6, "ok")], france=None)), ACCESS_RATE, ("2017-01", "2017-12"))
    assert plain == fr("Carte_: taux d’accès par région, 2017. L’accès est de 85,0~‰ en Occitanie.")


@settings(max_examples=40)
@given(region_results(), st.sampled_from([0.0, 0.05]))
def test_map_alt_is_well_formed(result, equivalence):
    well_formed(map_alt(read(result), ACCESS_RATE, ("2017-01", "2017-12"), equivalence))


def test_series_alt_says_the_span_and_the_last_values():
    text = series_alt(read_points(series([1.0] * 3 + [8.0] * 9)), ACCESS_RATE_MONTHLY, AREAS["R76"])
    well_formed(text)
    assert text == fr(
        "Courbe mensuelle, octobre 2016 – septembre 2017. "
        "Depuis 2017, l’Occitanie reste chaque mois au-dessus de la France. "
        "Occitanie, septembre 2017_: 8,00~‰. France, septembre 2017_: 7,00~‰."
    )
    assert series_alt(read_points(series([None] * 12)), ACCESS_RATE_MONTHLY, AREAS["R76"]).count("‰") == 1
