"""Wrong coordinates of a real file, from its import to the page: set aside and in its report, or listed on the page."""

from contextlib import closing

import pytest

from callbacks.territoires import TERRITOIRES
from callbacks.territoires_numbers import territoires_numbers
from data.engine import Database
from filters import Filters
from layouts import ids
from layouts.territoires_tables import misplaced_table
from layouts.territoires_texts import foots
from tests.data.imports.conftest import make
from tests.data.imports.files import written

HEADS = ("identifiant", "operateur", "nom", "commune", "latitude", "longitude")
# Léguevin, in Haute-Garonne: its own point; one of Gers, 12 km away; then Paris, Saint-Martin and half a place.
ROWS = [
    ("A1", "apec", "Bien placé", "31291", "43,60", "1,23"),
    ("A2", "apec", "Dans le Gers", "31291", "43,613", "1,081"),
    ("A3", "apec", "À Paris", "31291", "48,86", "2,35"),
    ("A4", "apec", "À Saint-Martin", "", "18,07", "-63,05"),
    ("A5", "apec", "À moitié placé", "31291", "43,6", ""),
    # Stated nowhere, it is where its point is.
    ("A6", "apec", "Sans commune", "", "48,86", "2,35"),
    # Of a file with more faults than one line in twenty, nothing is taken.
    *((f"B{k}", "apec", f"Toulon {k}", "83137", "43,12", "5,93") for k in range(60)),
]


@pytest.fixture
def imported(tmp_path, monkeypatch, capsys):
    desk = make(tmp_path, monkeypatch, capsys)
    entry = {"mois": "2017-03", "operateur": "apec", "niveau": "2", "departement": "31", "nombre": "2000"}
    desk.accept([entry], name="entrees.csv")
    rows = [dict(zip(HEADS, row, strict=True)) for row in ROWS]
    desk.accept(written(rows), "--table", "sites", name="lieux.csv")
    return desk


def test_wrong_coordinates_are_detected_and_listed(imported):
    report = {row["ligne"]: row for row in imported.report("lieux.csv")}
    assert {line: row["regle"] for line, row in report.items()} == {
        "4": "place_conflict",
        "5": "outside_territory",
        "6": "half_place",
    }
    assert "autre département que la commune déclarée" in report["4"]["explication"]
    with closing(Database(imported.releases)) as database:
        release = database.release()
        numbers = territoires_numbers(release, Filters(start="2017-03", end="2017-03", area="R76", area_level="dep"))
        (listed,) = numbers.misplaced
        assert (listed.name, listed.stated.id, listed.found.id) == ("Dans le Gers", "D31", "D32")
        assert 10 < listed.km < 20
        assert sorted(numbers.sites_here.code) == ["A1", "A2"] and numbers.set_aside == 3
        table = misplaced_table(numbers)
        assert "1 lieu hors du département déclaré" in table and "Dans le Gers" in table and ">Gers</td>" in table
        assert "3 lignes de lieux écartées à l’import" in foots(numbers, None)[ids.PLACES]
        rows = TERRITOIRES.tables["lieux"](release, Filters(start="2017-03", end="2017-03", area="R76"))
        assert rows.set_index("site")["point_area"].to_dict() == {"A1": "", "A2": "D32"}
        paris = territoires_numbers(release, Filters(start="2017-03", end="2017-03", area="D75", area_level="dep"))
        assert list(paris.sites_here.code) == ["A6"] and paris.misplaced == ()
