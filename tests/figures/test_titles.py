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
    by = fr(" de plus de 5~%")
    assert compare_title(read(region_rates())) == f"Sept régions dépassent la France{by}"
    assert re.fullmatch(rf"\d+ départements dépassent la France{by}", compare_title(read(department_rates())))
    assert compare_title(read(rates([("D31", 100.0, 4e5, "ok")]))) == f"Un département dépasse la France{by}"
    low = [("R76", 50.0, 2e6, "ok"), ("R11", 75.0, 2e6, "ok")]
    assert compare_title(read(rates(low))) == f"Une région est au-dessous de la France{by}"
    assert compare_title(read(rates(low)), 0) == "Une région est au-dessous de la France"
    lower = [*low, ("R44", 60.0, 2e6, "ok")]
    assert compare_title(read(rates(lower))) == f"Deux régions sont au-dessous de la France{by}"
    assert compare_title(read(rates(low[1:]))) == f"Aucune région ne s’écarte à coup sûr de la France{by}"
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
        (
            [1.0] * 3 + [8.0] * 5 + [6.0] * 4,
            "Depuis 2017, l’Occitanie dépasse nettement la France 5 mois sur 9 et est au-dessous 4 mois",
        ),
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
            "Depuis 2017, l’Occitanie est nettement au-dessous de la France 1 mois sur 1 (1 mois comparable sur 9)",
        ),
        (
            [1.0] * 3 + [8.0] * 2 + [None] + [7.0] * 6,
            "Depuis 2017, l’Occitanie dépasse nettement la France 2 mois sur 8 (8 mois comparables sur 9)",
        ),
    ],
)
def test_series_title_speaks_of_what_follows_the_last_break(values, title):
    assert series_title(read_points(series(values)), ACCESS_RATE_MONTHLY, AREAS["R76"]) == title


def test_series_title_claims_nothing_of_an_undecided_territory():
    """Few publishable months, all with wide intervals above France's value: not "above France each month"."""
    frame = series([9.0] * 3 + [9.0, None, 9.0, None, None, 9.0, None, None, None])
    wide = frame.assign(outcome=frame["outcome"].replace("higher", "undecided"))
    title = "Depuis 2017, l’Occitanie n’a pas d’écart net avec la France"
    assert series_title(read_points(wide), ACCESS_RATE_MONTHLY, AREAS["R76"]) == f"{title} (3 mois comparables sur 9)"
    full = series([9.0] * 12)
    wide = full.assign(outcome=full["outcome"].replace("higher", "undecided"))
    assert series_title(read_points(wide), ACCESS_RATE_MONTHLY, AREAS["R76"]) == title


def test_series_title_alone_and_in_the_plural():
    france = monthly({"FR": dict(zip(RUN, range(1, 13), strict=True))}, BREAK)
    assert series_title(read_points(france), ACCESS_RATE_MONTHLY, AREAS["FR"]) == fr(
        "Depuis 2017, l’accès mensuel va de 4,00~‰ (janvier 2017) à 12,00~‰ (septembre 2017) en France"
    )
    share = series_title(read_points(france), ENTRY_SHARE, AREAS["FR"])
    assert share.startswith(fr("Depuis 2017, la part mensuelle va de 4,0~% (janvier 2017)"))
    alone = monthly({"R32": dict.fromkeys(RUN[1:3], 2.0)}, BREAK)
    assert series_title(read_points(alone), ACCESS_RATE_MONTHLY, AREAS["R32"]) == fr(
        "Depuis novembre 2016, l’accès mensuel reste à 2,00~‰ dans les Hauts-de-France"
    )
    once = monthly({"FR": {month: 2.0 if month == RUN[5] else None for month in RUN}}, BREAK)
    assert series_title(read_points(once), ACCESS_RATE_MONTHLY, AREAS["FR"]) == fr(
        "En mars 2017, l’accès mensuel est de 2,00~‰ en France (1 mois publiable sur 9)"
    )
    north = monthly({"FR": dict.fromkeys(RUN, 1.0), "R32": dict.fromkeys(RUN, 2.0)}, BREAK)
    assert "les Hauts-de-France restent chaque mois" in series_title(
        read_points(north), ACCESS_RATE_MONTHLY, AREAS["R32"]
    )


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0.01, 14)), min_size=12, max_size=12))
def test_series_title_counts_right(values):
    frame = series(values)
    title = series_title(read_points(frame), ACCESS_RATE_MONTHLY, AREAS["R76"])
    well_formed(title + ".")
    own = frame[(frame["area"] == "R76") & frame["value"].notna()]
    recent = own[own["segment"] == own["segment"].max()]
    outcomes = recent["outcome"].tolist()
    above, below, similar = (outcomes.count(code) for code in ("higher", "lower", "similar"))
    total = 0 if own.empty else 9 if own["segment"].max() else 3
    if "chaque mois" in title:
        assert total in (above + similar, below + similar)
        assert ("au-dessus" in title, "au-dessous" in title) == (above > 0, below > 0)
        assert ("au niveau" in title) == (similar > 0)
    elif above or below:
        assert f"{above or below} mois sur {len(outcomes)}" in title
        assert ("comparable" in title) == (len(outcomes) < total)
    elif total:
        assert "pas d’écart net" in title


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
