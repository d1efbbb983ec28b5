"""From the rows of a card's file to the panels of its slide: each number as the file has it, the unknown left out."""

import math

import pandas as pd
import pytest

from figures.deck.board import Bars
from figures.deck.reading import curves, effects, funnel, indicator_of, link, profile, ranked, shares, women
from geo.areas import FRANCE
from indicators.catalogue import ACCESS_RATE
from nomenclatures import UNKNOWN
from tests.figures.results import rates

NAN = math.nan


def bounded(rows, *columns):
    """Rows of (group, value, lower, upper) and of what `columns` names."""
    return pd.DataFrame(rows, columns=["group", "value", "lower", "upper", *columns])


def test_the_ranking_is_drawn_in_the_unit_of_the_indicator_of_its_rows():
    rows = rates([("R76", 80.0, 3e6, "ok"), ("R11", 90.0, 1e6, "ok")]).assign(indicator=ACCESS_RATE.code)
    assert indicator_of(rows) is ACCESS_RATE
    (bars,) = ranked(rows, indicator_of(rows), "R76")
    assert bars.categories == ("France", "▲ Île-de-France", "▲ Occitanie") and bars.unit == "‰"
    assert bars.series[0].values == (75.0, 90.0, 80.0)
    with pytest.raises(KeyError):
        indicator_of(rows.assign(indicator="autre"))


def test_a_profile_is_of_its_first_territory_and_of_the_groups_that_have_a_comparator():
    columns = ["area", "group_label", "share", "share_lower", "share_upper", "population_share"]
    rows = pd.DataFrame(
        [
            ("R76", "Femmes", 52.0, 51.0, 53.0, 48.2),
            ("R76", "Sans diplôme", 9.0, 8.0, 10.0, NAN),
            ("R76", "Hommes", 48.0, 47.0, 49.0, 51.8),
            ("FR", "Femmes", 50.0, 49.0, 51.0, 48.0),
        ],
        columns=columns,
    )
    (bars,) = profile(rows)
    assert bars.categories == ("Femmes", "Hommes")
    entries, actives = bars.series
    assert (entries.values, entries.lower, entries.upper) == ((52.0, 48.0), (51.0, 47.0), (53.0, 49.0))
    assert (actives.values, actives.lower) == ((48.2, 51.8), ())
    assert (entries.name, actives.name) == ("Entrées, Occitanie, en %", "Actifs, Occitanie, en %")
    many = pd.DataFrame([("R76", f"groupe {n}", 1.0, 0.0, 2.0, 1.0) for n in range(20)], columns=columns)
    assert profile(many)[0].categories == tuple(f"groupe {n}" for n in range(12))


def test_shares_keep_the_order_and_the_bounds_of_their_rows():
    (bars,) = shares(bounded([("b", 60.0, 55.0, 65.0), ("a", 40.0, 35.0, 45.0)]), str.upper)
    assert bars.categories == ("B", "A")
    (series,) = bars.series
    assert (series.values, series.lower, series.upper) == ((60.0, 40.0), (55.0, 35.0), (65.0, 45.0))


def test_the_share_of_women_is_that_of_the_territory_then_of_france_in_the_same_groups():
    rows = bounded(
        [
            ("a", 51.0, 50.0, 52.0, "FR", "Jeunes"),
            ("b", 53.0, 52.0, 54.0, "FR", "Aînés"),
            (UNKNOWN, 99.0, 98.0, 100.0, "FR", "Inconnu"),
            ("b", 60.0, 55.0, 65.0, "R76", "Aînés"),
        ],
        "area",
        "group_label",
    )
    (bars,) = women(rows)
    assert bars.categories == ("Jeunes", "Aînés")
    here, france = bars.series
    assert (here.name, france.name) == ("Occitanie, en %", "France, en %")
    assert math.isnan(here.values[0]) and here.values[1] == 60.0
    assert (france.values, france.lower, france.upper) == ((51.0, 53.0), (50.0, 52.0), (52.0, 54.0))


def test_effects_are_those_of_their_axis_then_their_sum():
    rows = pd.DataFrame(
        [
            ("sexe", "F", 0.5, -0.2, "‰"),
            ("statut", "de", 3.0, 1.0, "‰"),
            ("statut", "ao", NAN, NAN, "‰"),
            ("statut", "", 3.0, 1.0, "‰"),
        ],
        columns=["axis", "group", "composition", "behaviour", "unit"],
    ).assign(area="R76")
    (bars,) = effects(rows, "statut")
    assert isinstance(bars, Bars) and bars.categories == ("Demandeurs d’emploi", "Ensemble")
    assert bars.strong == ("Ensemble",) and not any(series.lower for series in bars.series)
    assert [series.values for series in bars.series] == [(3.0, 3.0), (1.0, 1.0)]
    (first,) = effects(rows, "qualif")
    assert first.categories == ("Femmes",), "the first axis, where the one asked is not there"
    assert effects(rows.assign(composition=NAN), "statut") == ()
    both = pd.concat([rows, rows.assign(area="R53", behaviour=2.0)])
    (sums,) = effects(both, "statut")
    assert sums.categories == ("Occitanie", "Bretagne")
    assert [series.values for series in sums.series] == [(3.0, 3.0), (1.0, 2.0)]


def test_the_line_of_a_cloud_goes_from_its_first_to_its_last_point():
    rows = pd.DataFrame(
        {
            "area": ["FR", "R76", "R11", "R06"],
            "group": ["avec"] * 4,
            "value": [70.0, 75.0, 66.0, 60.0],
            "unemployment": [9.0, 10.0, 8.0, NAN],
            "slope": [4.5] * 4,
            "intercept": [30.0] * 4,
        }
    )
    (points,) = link(rows, {"avec": "Avec"}, "R76", "x", "y")
    cloud, line = points.clouds
    assert (cloud.names, cloud.xs, cloud.ys) == (("Occitanie", "Île-de-France"), (10.0, 8.0), (75.0, 66.0))
    assert line.line and (line.xs, line.ys) == ((8.0, 10.0), (66.0, 75.0))
    assert points.named == ("Occitanie",)


def test_a_funnel_has_its_four_limits_and_names_who_is_outside():
    rows = pd.DataFrame(
        {
            "area": ["FR", "R76", "R11", "R94"],
            "denominator": [1e7, 2e6, 1e6, 1e5],
            "value": [70.0, 90.0, 71.0, 72.0],
            "position_998": ["", "above", "inside", "inside"],
            "limit_lower_95": [NAN, 69.0, 68.0, NAN],
            "limit_upper_95": [NAN, 71.0, 72.0, NAN],
            "limit_lower_998": [NAN, 68.0, 67.0, NAN],
            "limit_upper_998": [NAN, 72.0, 73.0, NAN],
        }
    )
    (points,) = funnel(rows, ACCESS_RATE, "R11", "actifs")
    cloud, *limits = points.clouds
    assert (cloud.names, cloud.xs) == (("Corse", "Île-de-France", "Occitanie"), (1e5, 1e6, 2e6))
    assert [(limit.xs, limit.ys) for limit in limits] == [
        ((1e6, 2e6), ys) for ys in ((68.0, 69.0), (72.0, 71.0), (67.0, 68.0), (73.0, 72.0))
    ]
    assert all(limit.line for limit in limits)
    assert points.logarithmic and points.named == ("Occitanie", "Île-de-France")


def test_a_stretch_without_a_known_month_has_no_curve():
    rows = pd.DataFrame(
        {
            "area": [FRANCE.id] * 3,
            "period": ["2016-12", "2017-01", "2017-02"],
            "count": [NAN, 5.0, 6.0],
            "segment": [0, 1, 1],
            "rupture": ["", "Un champ change.", ""],
            "doubtful": False,
        }
    )
    drawn = curves(rows, "area", str, "count", "", 0, {"2017-01": 1})
    (series,) = drawn.series
    assert series.name == "FR (2)" and math.isnan(series.values[0]) and series.values[1:] == (5.0, 6.0)
    assert drawn.breaks == (("2017-01", 1),)
