"""The cards of Territoires in a file: a class is a ground, a row of the file is a bar, and what is missing is said."""

import math

import pandas as pd
import pytest

from figures.cells import NO_DATA, SECRET, VALUE
from figures.deck.board import Bars, Map, Points, Table
from figures.deck.sites import MOST_COUNTED, before_after, crossed, lorenz, scored, served
from figures.site_map import third_colours
from figures.theme import BIVARIATE
from geo.areas import FRANCE, departments, regions

NAN = math.nan


def coverage(areas, thirds, status="ok"):
    """Rows of the file of coverage: (access, coverage) thirds from 1, NaN unknown, then those of France."""
    ids = [*(area.id for area in areas), FRANCE.id]
    access, shares = zip(*thirds, (NAN, NAN), strict=True)
    sites = [10 * (k + 1) for k in range(len(ids))]
    return pd.DataFrame(
        {"area": ids, "sites": sites, "access_third": access, "coverage_third": shares, "access_status": status}
    )


def test_each_area_has_the_ground_of_its_two_classes_and_the_number_of_its_sites():
    areas = regions()[:4]
    rows = coverage(areas, [(1, 1), (3, 3), (2, 3), (NAN, 2)], ["ok", "ok", "ok", "secret", "ok"])
    (drawn,) = crossed(rows, areas[1].id)
    grounds = [patch.ground for patch in drawn.patches]
    assert grounds[:3] == [BIVARIATE[0][0], BIVARIATE[2][2], BIVARIATE[1][2]]
    assert [patch.text for patch in drawn.patches] == ["10", "20", "30", "40"]
    assert [patch.chosen for patch in drawn.patches] == [False, True, False, False]
    assert [patch.fill for patch in drawn.patches] == [VALUE, VALUE, VALUE, SECRET]
    assert drawn.crossed.grounds == tuple(reversed(BIVARIATE))
    assert [entry.text for entry in drawn.legend] == ["secret, 0 à 4 (1)", "chiffre\u00a0: lieux ouverts"]


def test_without_a_rate_the_map_is_of_coverage_alone():
    (drawn,) = crossed(coverage(regions()[:3], [(NAN, 1), (NAN, 3), (NAN, NAN)], "break"), FRANCE.id)
    assert [patch.ground for patch in drawn.patches][:2] == [BIVARIATE[0][0], BIVARIATE[0][2]]
    assert drawn.crossed is None and drawn.patches[2].fill == NO_DATA
    assert [entry.text for entry in drawn.legend][:4] == [
        *(f"couverture, tiers {word}" for word in ("fort", "moyen", "faible")),
        "pas de données (1)",
    ]


def test_a_hundred_departments_have_no_figure_that_would_hide_them():
    areas = departments()
    (drawn,) = crossed(coverage(areas, [(1, 2)] * len(areas)), FRANCE.id)
    assert len(drawn.patches) > MOST_COUNTED and {patch.text for patch in drawn.patches} == {""}
    assert drawn.legend == ()


def test_rows_of_france_alone_have_no_map():
    rows = coverage([], [])
    assert crossed(rows, FRANCE.id) == ()
    assert scored(pd.DataFrame({"area": ["FR"], "value": [5.0], "score_third": [NAN]}), FRANCE.id) == ()


def test_the_map_of_the_score_says_each_mean():
    rows = pd.DataFrame({"area": ["R76", "R11", "R06"], "value": [5.84, 4.5, NAN], "score_third": [1.0, 3.0, NAN]})
    (drawn,) = scored(rows, "R76")
    assert isinstance(drawn, Map)
    assert [(patch.text, patch.fill) for patch in drawn.patches] == [("5,8", VALUE), ("4,5", VALUE), ("n.d.", NO_DATA)]
    assert [patch.ground for patch in drawn.patches][:2] == [third_colours("light")[0], third_colours("light")[2]]


def test_each_operator_with_a_site_has_a_bar_by_threshold():
    rows = pd.DataFrame(
        {
            "family": ["T", "pe", "reg", "ml"],
            "sites": [3, 2, 0, 1],
            "value": [80.0, 70.0, 0.0, 60.0],
            "within_10": [50.0, 40.0, 0.0, 30.0],
            "within_20": [80.0, 70.0, 0.0, 60.0],
            "within_30": [90.0, 80.0, 0.0, 70.0],
            "median_km": [6.24, 7.0, NAN, NAN],
        }
    )
    (bars,) = served(rows, {"T": "Tous", "pe": "Pôle emploi", "ml": "Missions locales"}.__getitem__, (10, 20, 30))
    assert bars.categories == ("Tous (médiane 6,2\u00a0km)", "Pôle emploi (médiane 7,0\u00a0km)", "Missions locales")
    assert [series.values for series in bars.series] == [(50.0, 40.0, 30.0), (80.0, 70.0, 60.0), (90.0, 80.0, 70.0)]
    assert bars.strong == bars.categories[:1]
    assert served(rows.assign(value=NAN), str, (10, 20, 30)) == ()


@pytest.mark.parametrize(("selected", "names"), [("R76", ["Occitanie", "France"]), ("FR", ["France"])])
def test_the_curve_goes_from_nothing_to_all_through_the_tenths_of_the_file(selected, names):
    held = {f"held_{share}": [float(share) - 8, float(share) - 5, NAN] for share in range(10, 100, 10)}
    rows = pd.DataFrame({"area": ["R76", "FR", "D31"], **held})
    (points,) = lorenz(rows, selected)
    assert isinstance(points, Points)
    assert [cloud.name for cloud in points.clouds] == [*names, "accès égal"]
    assert all(cloud.line and cloud.keyed for cloud in points.clouds)
    france = points.clouds[-2]
    assert france.xs == tuple(float(share) for share in range(0, 101, 10))
    assert france.ys == (0.0, *(float(share) - 5 for share in range(10, 100, 10)), 100.0)
    assert lorenz(rows.assign(held_50=NAN), selected) == ()


def under(losing):
    """Rows of the file of a hypothesis: the territory, then two departments, `losing` people each."""
    return pd.DataFrame(
        {
            "area": ["R76", "D31", "D09"],
            "before": [80.0, 90.0, 60.0],
            "value": [79.0, 90.0, 50.0],
            "losing": [sum(losing), *losing],
            "gaining": [0.0, 0.0, 0.0],
            "farther": [0.0, 0.0, 0.0],
            "nearer": [0.0, 0.0, 0.0],
            "threshold": [20, 20, 20],
        }
    )


def test_the_departments_that_a_hypothesis_touches_are_before_and_after():
    bars, table = before_after(under([0.0, 1200.4]))
    assert isinstance(bars, Bars) and isinstance(table, Table)
    assert bars.categories == ("Ariège",)
    assert [series.values for series in bars.series] == [(60.0,), (50.0,)]
    assert table.rows == (("Ariège", "1\u202f200", "—", "—", "—"),)
    none, _ = before_after(under([0.0, 0.0]))
    assert none.categories == ("Haute-Garonne", "Ariège")
    alone, _ = before_after(under([0.0, 0.0]).head(1))
    assert alone.categories == ("Occitanie",)
