"""Rows of the compare-areas table: order, words, and nothing left out."""

import pytest
from hypothesis import given, settings

from figures.cells import read
from figures.comparison import GLYPHS, NOTES, WORDS, comparison_rows
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import department_rates, fr, region_rates, region_results, with_status


def test_the_table_of_the_regions():
    rows = comparison_rows(read(region_rates(R94="secret", R11="no_data")), ACCESS_RATE)
    assert [row.name for row in rows[:3]] == ["France", "La Réunion", "Guadeloupe"]
    assert [row.name for row in rows[-3:]] == ["Corse", "Île-de-France", "Mayotte"]
    france, first = rows[:2]
    assert (france.rank, france.value, france.glyph, france.word) == ("—", "75,0", "◆", "référence")
    assert (first.rank, first.value, first.glyph, first.word) == ("1", "102,4", "▲", "plus élevé")
    assert first.interval == "98,8 à 106,1"
    assert first.count == fr("3~072")


@pytest.mark.parametrize(
    ("status", "value", "count", "note"),
    [
        ("secret", "s", "0 à 4", "secret statistique"),
        ("no_data", "n.d.", "n.d.", "pas de données"),
        ("no_denominator", "n.d.", fr("1~629"), "dénominateur indisponible"),
        ("zero", "0", "0", ""),
    ],
)
def test_a_row_without_a_value_says_why(status, value, count, note):
    rows = {row.area: row for row in comparison_rows(read(region_rates(R94=status)), ACCESS_RATE)}
    row = rows["R94"]
    assert (row.value, row.count, row.note) == (value, count, note)
    assert (row.rank == "—") == (status != "zero")


def test_a_break_is_said():
    rows = comparison_rows(read(with_status(region_rates(), "R94", "break")), ACCESS_RATE)
    assert rows[-2].name == "Corse"
    assert rows[-2].note == "rupture de série"


def test_areas_without_a_value_go_by_name_whatever_the_accents():
    statuses = dict.fromkeys(("R11", "R93", "R76"), "no_denominator")
    names = [row.name for row in comparison_rows(read(region_rates(**statuses)), ACCESS_RATE)][-4:]
    assert names == ["Île-de-France", "Mayotte", "Occitanie", "Provence-Alpes-Côte d’Azur"]


def test_no_france_no_pinned_row():
    result = region_rates()
    assert comparison_rows(read(result[result["area"] != "FR"]), ACCESS_RATE)[0].name == "La Réunion"


@settings(max_examples=40)
@given(region_results())
def test_values_go_down_and_every_area_has_one_row(result):
    rows = comparison_rows(read(result), ACCESS_RATE)
    assert sorted(row.area for row in rows) == sorted(result["area"])
    values = result.set_index("area")["value"]
    shown = [values[row.area] for row in rows if row.area != "FR" and row.fill in ("value", "zero")]
    assert shown == sorted(shown, reverse=True)
    without = [row.fill in ("value", "zero") for row in rows if row.area != "FR"]
    assert without == sorted(without, reverse=True)
    for row in rows:
        assert row.glyph == GLYPHS[row.outcome] and row.word == WORDS[row.outcome]


def test_every_outcome_and_status_has_words():
    assert set(GLYPHS) == set(WORDS) == {"", "lower", "undecided", "similar", "higher", "benchmark"}
    assert set(NOTES) == {"ok", "approximate", "secret", "no_denominator", "no_data", "break", "too_few"}
    assert len(comparison_rows(read(department_rates()), ACCESS_RATE)) == 102
