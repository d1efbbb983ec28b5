"""Parts make their whole in the tables shipped, and every way of breaking that is seen."""

import pytest

from data.additivity import problems
from data.population import load_population


def changed(population, area, amount, source="rp", **cell):
    rows = population.copy()
    here = (
        (rows["source"] == source) & (rows["area"] == area) & (rows["vintage"] == (2016 if source == "lfs" else 2021))
    )
    for column, value in ({"sex": "T", "qualification": "T", "activity": "all"} | cell).items():
        here &= rows[column] == value
    assert here.any()
    rows.loc[here, "population"] += amount
    return problems(rows)


@pytest.fixture(scope="module")
def population():
    return load_population()


def test_the_tables_shipped_are_additive(population):
    assert problems(population) == []


@pytest.mark.parametrize(
    ("area", "words"), [("FR", ("régions", "départements")), ("R76", ("régions",)), ("D31", ("départements",))]
)
def test_a_part_or_a_whole_that_changed_is_seen(population, area, words):
    found = changed(population, area, 5000)
    assert [word for word in ("régions", "départements") if any(word in text for text in found)] == list(words)


def test_rounding_is_allowed_for(population):
    assert changed(population, "FR", 10) == []
    assert changed(population, "R76", 200, "lfs", sex="F", age="15+") == []
    found = changed(population, "R76", 2000, "lfs", sex="F", age="15+")
    assert "Occitanie (lfs, 2016, 15+, T, T, all) : femmes et hommes ne font pas l’ensemble" in found


def test_a_missing_part_is_not_judged(population):
    without = population[~((population["area"] == "R76") & (population["source"] == "rp"))]
    assert not any("régions" in text for text in changed(without, "R11", 5000))
