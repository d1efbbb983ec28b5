"""Ranking: the standardised order, and what moves when the make-up of the population is set aside."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.ranking_chart import MOST_ROWS, rank_rows, ranking_chart, shown_rows
from figures.theme import THEMES
from geo.areas import departments, regions
from indicators.catalogue import STANDARDISED_RATE
from tests.figures.comparisons import standardised
from tests.figures.results import check
from tests.figures.test_funnel_chart import read

FRANCE = [(2_000_000, 4_000_000), (130_000, 26_000_000)]


def ranked(areas, france=FRANCE):
    rates, _ = standardised({**({"FR": france} if france else {}), **areas})
    return read(rates), dict(zip(rates["area"], rates["crude"], strict=True))


def some(areas):
    """Areas whose rates grow while their unemployment falls."""
    return {
        a.id: [((400 + 3 * i) * (90 - i % 60), 1_000 * (90 - i % 60)), (5 * 900, 900_000)] for i, a in enumerate(areas)
    }


def test_rows_go_down_and_climbs_cancel_out():
    rows = rank_rows(*ranked(some(regions())))
    assert [row.cell.value for row in rows] == sorted((row.cell.value for row in rows), reverse=True)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert sum(row.climbs for row in rows) == 0
    assert any(row.climbs for row in rows)


def test_areas_without_a_rate_are_left_out():
    areas = some(regions())
    areas["R06"] = [(50, float("nan")), (50, float("nan"))]
    assert "R06" not in {row.cell.area.id for row in rank_rows(*ranked(areas))}


def test_of_many_areas_those_that_move_most_and_the_one_chosen_are_drawn():
    rows = rank_rows(*ranked(some(departments())))
    still = min(rows, key=lambda row: abs(row.climbs)).cell.area.id
    shown = shown_rows(rows, still)
    assert len(shown) == MOST_ROWS and still in {row.cell.area.id for row in shown}
    assert [row.rank for row in shown] == sorted(row.rank for row in shown)
    assert shown_rows(rows[:5], still) == rows[:5]


@pytest.mark.parametrize("width", [340, 430, 752])
@pytest.mark.parametrize("theme", THEMES)
def test_the_chart(theme, width):
    cells, crude = ranked(some(regions()))
    figure = ranking_chart(cells, crude, STANDARDISED_RATE, "R93", theme=theme, width=width)
    assert check(figure) < 2500
    names = figure["data"][1]["text"]
    assert any(name.startswith("<b>Provence") for name in names)
    assert "Bourgogne-Franche-Comté" in names, "no name is cut, not even on a phone"
    heads = next(t for t in figure["data"] if isinstance(t.get("marker", {}).get("symbol"), list))["marker"]["symbol"]
    rows = rank_rows(cells, crude)
    assert heads == ["triangle-right" if row.cell.value >= row.crude else "triangle-left" for row in rows]


def test_without_france_nothing_is_standardised_and_there_is_no_zone_of_equivalence():
    whole, without = (
        ranking_chart(*ranked(some(regions()), france), STANDARDISED_RATE, "R93") for france in (FRANCE, None)
    )
    # The row of the territory chosen, the rules between rows, the zone, the rate of France.
    assert len(whole["layout"]["shapes"]) == 4
    (rules,) = without["layout"]["shapes"]
    assert rules["path"] == "" and rank_rows(*ranked(some(regions()), None)) == ()
    check(without)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(1_000, 10**5), st.integers(0, 90), st.integers(1_000, 10**6)),
        max_size=18,
    ),
    st.booleans(),
)
def test_any_ranking_is_drawn(values, with_france):
    areas = {
        a.id: [(de, unemployed), (ao, employed)]
        for a, (de, unemployed, ao, employed) in zip(regions(), values, strict=False)
    }
    cells, crude = ranked(areas, FRANCE if with_france or not areas else None)
    assert check(ranking_chart(cells, crude, STANDARDISED_RATE, "R76")) <= 3_000
