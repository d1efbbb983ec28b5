"""Territoires: the table of 120 areas, its French and its laws."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geo.areas import AREAS, FRANCE, Area, UnknownArea, area, departments, region_of, regions

ROOT = Path(__file__).parents[2]
ABBREVIATIONS = "GUA MTQ GUY REU MAY IDF CVL BFC NOR HDF GES PDL BRE NAQ OCC ARA PAC COR"


def test_the_country_has_18_regions_and_101_departments() -> None:
    assert len(AREAS) == 1 + 18 + 101
    assert len(regions()) == 18
    assert len(departments()) == 101
    assert " ".join(a.abbreviation for a in regions()) == ABBREVIATIONS
    assert [a.code for a in departments()] == sorted(a.code for a in departments())


def test_an_area_is_known_by_its_level_and_code() -> None:
    assert area("R75").name == "Nouvelle-Aquitaine"
    assert area("D75").name == "Paris"
    assert FRANCE.id == "FR"
    assert all(key == a.id for key, a in AREAS.items())
    assert re.fullmatch(r"(FR|R\d\d|D(\d\d|2[AB]|97\d)\s?)+", "".join(AREAS))


def test_an_unknown_area_is_refused_in_french() -> None:
    with pytest.raises(UnknownArea, match="Territoire inconnu : « R99 »"):
        area("R99")
    with pytest.raises(UnknownArea):
        departments("99")


def test_departments_are_shared_out_among_regions() -> None:
    assert sorted(d.id for r in regions() for d in departments(r.code)) == sorted(d.id for d in departments())
    assert [d.code for d in departments("94")] == ["2A", "2B"]
    assert len(departments("76")) == 13
    assert all(len(departments(code)) == 1 for code in ("01", "02", "03", "04", "06"))


def test_region_of_a_department_a_region_and_france() -> None:
    assert region_of(area("D31")) is area("R76")
    assert region_of(area("R76")) is area("R76")
    assert region_of(area("D974")).name == "La Réunion"
    with pytest.raises(UnknownArea, match="aucune région"):
        region_of(FRANCE)


@pytest.mark.parametrize(
    ("id", "definite", "of", "locative"),
    [
        ("FR", "la France", "de la France", "en France"),
        ("R76", "l’Occitanie", "de l’Occitanie", "en Occitanie"),
        ("R11", "l’Île-de-France", "de l’Île-de-France", "en Île-de-France"),
        ("R24", "le Centre-Val de Loire", "du Centre-Val de Loire", "en Centre-Val de Loire"),
        ("R32", "les Hauts-de-France", "des Hauts-de-France", "dans les Hauts-de-France"),
        ("R44", "le Grand Est", "du Grand Est", "dans le Grand Est"),
        ("R04", "La Réunion", "de La Réunion", "à La Réunion"),
        ("R06", "Mayotte", "de Mayotte", "à Mayotte"),
        ("R94", "la Corse", "de la Corse", "en Corse"),
        (
            "R93",
            "la Provence-Alpes-Côte d’Azur",
            "de la Provence-Alpes-Côte d’Azur",
            "en Provence-Alpes-Côte d’Azur",
        ),
        ("D75", "Paris", "de Paris", "à Paris"),
        ("D59", "le Nord", "du Nord", "dans le Nord"),
        ("D40", "les Landes", "des Landes", "dans les Landes"),
        ("D23", "la Creuse", "de la Creuse", "dans la Creuse"),
        ("D01", "l’Ain", "de l’Ain", "dans l’Ain"),
        ("D31", "la Haute-Garonne", "de la Haute-Garonne", "en Haute-Garonne"),
        ("D93", "la Seine-Saint-Denis", "de la Seine-Saint-Denis", "en Seine-Saint-Denis"),
        ("D95", "le Val-d’Oise", "du Val-d’Oise", "dans le Val-d’Oise"),
        ("D78", "les Yvelines", "des Yvelines", "dans les Yvelines"),
    ],
)
def test_names_in_a_sentence(id: str, definite: str, of: str, locative: str) -> None:
    assert (area(id).definite, area(id).of, area(id).locative) == (definite, of, locative)


@pytest.mark.parametrize("a", AREAS.values(), ids=AREAS)
def test_grammar_of_every_area(a: Area) -> None:
    vowel = a.name[0] in "AEÉIÎOUYH" and a.name != "Yvelines" and not a.name.startswith("Haut")
    assert (a.article == "l’") == (vowel and a.article not in ("les ", ""))
    assert not (vowel and a.article in ("le ", "la ")), "an article must be elided before a vowel"
    allowed = {
        "le ": ("dans le ", "en "),
        "la ": ("dans la ", "en "),
        "l’": ("dans l’", "en "),
        "les ": ("dans les ",),
        "": ("à ",),
    }[a.article]
    assert a.locative.removesuffix(a.name) in allowed
    assert (a.article == "") == (a.name in {"Paris", "Mayotte", "La Réunion"})
    assert a.article != "les " or any(word.endswith("s") for word in a.name.replace("-", " ").split())
    assert "'" not in a.name + a.article + a.locative


def test_tiles_are_one_cell_per_region() -> None:
    tiles = {a.tile: a.abbreviation for a in regions()}
    grid = [[tiles.get((column, row), "   ") for column in range(5)] for row in range(6)]
    assert ["".join(row).rstrip() for row in grid] == [
        "      HDF",
        "   NORIDFGES",
        "BREPDLCVLBFC",
        "   NAQARA",
        "   OCCPACCOR",
        "GUAMTQGUYREUMAY",
    ]
    assert all(a.tile is None for a in (FRANCE, *departments()))


def test_points_and_bounds_nest() -> None:
    for a in AREAS.values():
        west, south, east, north = a.bounds
        assert west < a.label[0] < east
        assert south < a.label[1] < north
    for parent, children in [(FRANCE, regions()), *((r, departments(r.code)) for r in regions())]:
        corners = list(zip(*(c.bounds for c in children), strict=True))
        assert parent.bounds == (min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3]))


def test_the_table_has_no_blank_but_tiles_and_articles() -> None:
    with (ROOT / "geo" / "areas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            blank = {column for column, value in row.items() if not value}
            assert blank <= {"article", "tile_column", "tile_row"} | ({"region"} if row["level"] == "france" else set())


def test_import_takes_nothing_heavy() -> None:
    code = "import sys, geo.areas; print(sorted({'numpy', 'pandas', 'shapely', 'pyproj'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
