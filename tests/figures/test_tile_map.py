"""Tiles: every region once, in the grid, with the classes of the map."""

from hypothesis import given, settings

from figures.cells import read
from figures.classes import classes_for
from figures.tile_map import tile_figure, tiles
from geo.areas import AREAS, regions
from indicators.catalogue import ACCESS_RATE
from tests.figures.results import check, department_rates, fr, rates, region_rates, region_results

CLASSES = classes_for(75.0)


def test_tiles_are_the_regions_by_row():
    placed = tiles(read(region_rates(R94="secret", R03="zero")), CLASSES, ACCESS_RATE)
    assert len({(tile.column, tile.row) for tile in placed}) == len(regions())
    assert [(tile.row, tile.column) for tile in placed] == sorted((tile.row, tile.column) for tile in placed)
    by_area = {tile.area: tile for tile in placed}
    assert (by_area["R76"].text, by_area["R76"].class_index, by_area["R76"].fill) == ("85", 4, "value")
    assert by_area["R76"].spoken == fr("Occitanie_: 85,0~‰")
    assert (by_area["R94"].text, by_area["R94"].class_index, by_area["R94"].fill) == ("s", -1, "secret")
    assert by_area["R03"].spoken == fr("Guyane_: zéro entrée")
    assert by_area["R06"].spoken == fr("Mayotte_: dénominateur indisponible")


def test_an_undecided_gap_is_marked_and_said():
    result = rates([("R76", 85.0, 2e6, "ok"), ("R94", 79.0, 2e4, "ok")])
    assert result.set_index("area").loc["R94", "outcome"] == "undecided"
    by_area = {tile.area: tile for tile in tiles(read(result), CLASSES, ACCESS_RATE)}
    assert (by_area["R94"].text, by_area["R94"].spoken) == ("79◇", fr("Corse_: 79,0~‰, écart à la France indécis"))
    assert "◇" not in by_area["R76"].text and "indécis" not in by_area["R76"].spoken


def test_an_area_outside_its_limits_is_marked_and_said():
    placed = {t.area: t for t in tiles(read(region_rates()), CLASSES, ACCESS_RATE, {"R76": "▲"})}
    assert (placed["R76"].text, placed["R76"].spoken) == ("85▲", fr("Occitanie_: 85,0~‰, hors limites"))
    assert placed["R76"].marked and [area for area, tile in placed.items() if tile.marked] == ["R76"]


def test_small_rates_keep_a_decimal():
    areas = [("R76", 3.4, 2e6, "ok"), ("R11", 2.8, 2e6, "ok")]
    placed = tiles(read(rates(areas, 3.0)), classes_for(3.0), ACCESS_RATE)
    assert {tile.text for tile in placed} == {"3,4", "2,8◇"}


def test_departments_have_no_tile():
    assert tiles(read(department_rates("76")), CLASSES, ACCESS_RATE) == []
    check(tile_figure(read(department_rates("76")), CLASSES, ACCESS_RATE, "D31"))


@settings(max_examples=30)
@given(region_results())
def test_a_tile_has_the_class_of_its_value(result):
    values = result.set_index("area")["value"]
    for tile in tiles(read(result), CLASSES, ACCESS_RATE):
        expected = CLASSES.index([values[tile.area]])[0] if tile.fill == "value" else -1
        assert tile.class_index == expected
        assert tile.abbreviation == AREAS[tile.area].abbreviation


def test_the_picture_has_a_square_a_tile_and_three_fills():
    figure = tile_figure(read(region_rates(R94="secret", R03="zero")), CLASSES, ACCESS_RATE, "R76", "dark")
    check(figure)
    shapes = figure["layout"]["shapes"]
    squares = [shape for shape in shapes if shape["type"] == "rect"]
    assert len(squares) == 18
    assert [shape["type"] for shape in shapes].count("path") == 1
    assert sum(shape["line"]["width"] == 3 for shape in squares) == 1
    dots = figure["data"][0]
    column, row = AREAS["R94"].tile
    assert dots["x"] and all(abs(x - column) < 0.5 for x in dots["x"]) and all(abs(y - row) < 0.5 for y in dots["y"])
    assert len(figure["layout"]["annotations"]) == 18
