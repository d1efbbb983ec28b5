"""Labels: a name is written on the lines that fit, or not at all."""

import pytest

from figures.map_labels import _fitted, is_inset
from figures.theme import text_width
from geo.areas import AREAS, departments, regions


@pytest.mark.parametrize(
    ("name", "width", "height", "written"),
    [
        ("Lot", 60, 20, "Lot"),
        ("Hautes-Pyrénées", 70, 40, "Hautes-<br>Pyrénées"),
        ("Hautes-Pyrénées", 70, 20, ""),
        ("Hautes-Pyrénées", 30, 90, ""),
        ("Territoire de Belfort", 80, 40, "Territoire<br>de Belfort"),
        ("Lot", 60, 10, ""),
    ],
)
def test_fitted(name, width, height, written):
    assert _fitted(name, width, height, 12) == written


def test_no_size_no_name():
    assert _fitted("Lot", 500, 500, 0) == ""


@pytest.mark.parametrize("width", [40, 60, 90, 140])
def test_what_is_written_fits_and_is_the_whole_name(width):
    for area in (*regions(), *departments()):
        lines = _fitted(area.name, width, 40, 12).split("<br>")
        assert all(text_width(line, 12) <= width for line in lines)
        assert lines == [""] or "".join(lines).replace(" ", "") == area.name.replace(" ", "")


def test_insets_are_the_overseas_areas():
    assert {a.id for a in regions() if is_inset(a)} == {"R01", "R02", "R03", "R04", "R06"}
    assert {a.id for a in departments() if is_inset(a)} == {"D971", "D972", "D973", "D974", "D976"}
    assert not is_inset(AREAS["D01"])
