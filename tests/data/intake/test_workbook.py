"""XLSX workbooks: one sheet becomes a CSV, or the cell at fault is named."""

import io
import random
import re
import time as clock
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from data.intake import package, parts, receive, workbook
from tests.data.intake.readers import received, rows

HEAD = ["mois", "commune", "n"]


def book(*sheets, **states):
    """Workbook of (title, rows); `states`: title=hidden."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, table in sheets:
        sheet = made.create_sheet(title)
        for row in table:
            sheet.append(row)
        sheet.sheet_state = states.get(title, "visible")
    return saved(made)


def saved(made):
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def altered(content, part, pattern, replacement):
    """The same workbook with one part rewritten."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        assert part in old.namelist()
        for member in old.namelist():
            data = old.read(member)
            if member == part:
                data, count = re.subn(pattern, replacement, data, flags=re.DOTALL)
                assert count
            new.writestr(member, data)
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SIMPLE = book(("Entrées", [HEAD, ["2016-01", "31555", 3], ["2016-02", "2A004", 4]]))


def test_simple(made, tmp_path):
    folder = tmp_path / "travail"
    incoming = received(made(SIMPLE, "envoi.csv"), folder)
    assert (incoming.headers, incoming.delimiter, incoming.form) == (tuple(HEAD), ";", "csv")
    assert rows(incoming) == ([("2016-01", "31555", "3"), ("2016-02", "2A004", "4")], [])
    assert list(folder.iterdir()) == [incoming.path]


def test_values(made, tmp_path):
    day, moment = date(2016, 1, 31), datetime(2016, 1, 31, 8, 30)
    values = [day, moment, time(8, 30), 12.0, 0.1, True, 'dit "oui"; non', "deux\nlignes", None, "#N/A", 1e20]
    content = book(("a", [[f"c{n}" for n in range(len(values))], values]))
    expected = ["2016-01-31", "2016-01-31 08:30:00", "08:30:00", "12", "0.1", "VRAI", 'dit "oui"; non', "deux lignes"]
    table, rejects = rows(received(made(content), tmp_path))
    assert table == [(*expected, None, "#N/A", "1e+20")] and not rejects


def test_leading_zeros_are_kept_as_shown(made, tmp_path):
    content = openpyxl.Workbook()
    content.active.append(["commune", "n"])
    content.active.append([1004, 7])
    content.active["A2"].number_format = "00000"
    assert rows(received(made(saved(content)), tmp_path))[0] == [("01004", "7")]


def test_blank_rows(made, tmp_path):
    table = [[], [], HEAD, ["2016-01", "31555", 1], [], ["2016-02", "31555"], [None, "", None], []]
    read = rows(received(made(book(("a", table))), tmp_path))
    assert read == ([("2016-01", "31555", "1"), ("2016-02", "31555", None)], [])


def test_the_only_filled_sheet_is_read_and_the_others_are_named(made, tmp_path):
    filled = [HEAD, ["2016-01", "31555", 1]]
    one = [("2016-01", "31555", "1")]
    assert rows(received(made(book(("vide", []), ("b", filled))), tmp_path))[0] == one
    seen = []
    content = book(("a", filled), ("Notice", [["à lire"]]), ("Listes", [["x", "y"]]), Listes="hidden")
    incoming = receive(made(content), tmp_path, lambda label, fraction: seen.append(label))
    assert rows(incoming)[0] == one
    assert any("« Notice », « Listes » (masquée)" in label for label in seen)


DATA = [HEAD, ["2016-01", "31555", 1]]
ENDLESS = random.Random(0).randbytes(1 << 20).hex().encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (book(("a", [HEAD, ["2016-01", "31555", "=1+1"]])), "« a » de « envoi.csv » contient une formule en C2"),
        (book(("a", [HEAD, ["2016-01", "31555", 1], ["=A2", "31555", 1]])), "formule en A3"),
        (book(("a", [["mois", '=CONCAT("a";"b")', "n"], ["2016-01", "31555", 1]])), "formule en B1"),
        (book(("a", [])), "aucune cellule remplie"),
        (book(("a", [HEAD])), "aucune ligne de données"),
        (book(("a", [["Titre du tableau"], HEAD, ["2016-01", "31555", 1]])), "qu’une cellule remplie"),
        (book(("a", [["mois;commune;n"], ["2016-01;31555;1"]])), "une seule colonne"),
        (book(("a", [["Période", None, "Total"], HEAD])), "colonne sans nom, en B1"),
        (book(("a", [["mois", "n", "N "], ["2016-01", 1, 2]])), "apparaît deux fois (colonnes 2 et 3)"),
        (book(("a", [HEAD, ["2016-01", "31555", 1, "?"]])), "hors du tableau, en D2"),
        (book(("a", [[f"c{n}" for n in range(201)], [1]])), "plus de 200 colonnes"),
        (book(("a", DATA), ("b", DATA)), "plusieurs feuilles contiennent des données : « a », « b »"),
        (
            book(("v", []), ("b", DATA), ("c", [["x", "y"]])),
            "plusieurs feuilles contiennent des données : « b », « c »",
        ),
        (book(("v", []), ("b", DATA), b="hidden"), "seules des feuilles masquées sont remplies : « b » (masquée)"),
        (SIMPLE[:-40], "abîmée ou coupée"),
        (SIMPLE[: len(SIMPLE) // 2], "abîmée ou coupée"),
        (altered(SIMPLE, SHEET, b"</sheetData>.*", b""), "abîmé"),
        (altered(SIMPLE, SHEET, b"<v>3</v>", b"<v>3x</v>"), "abîmé"),
        (altered(SIMPLE, SHEET, b'r="3"', b'r="99999999999"'), "abîmé|hors|dépasse la dernière ligne"),
        (altered(SIMPLE, SHEET, b'<row r="3"', b'<row r="1048576"'), "remplie jusqu’à la dernière ligne possible"),
        (altered(SIMPLE, "[Content_Types].xml", b".*", b"rien"), "abîmée"),
        (altered(SIMPLE, SHEET, b"<sheetData>", b"<sheetData>" + ENDLESS), "texte de plus d’un mégaoctet"),
    ],
    ids=range(22),
)
def test_refused(made, refusal, content, expected):
    assert re.search(expected.replace("(", r"\(").replace(")", r"\)").replace("?", "."), refusal(made(content)))


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_xml_entities(made, refusal, part):
    content = altered(SIMPLE, part, rb"\A(<\?xml[^>]*\?>)?", BOMB)
    assert "XML interdit" in refusal(made(content))


def test_oversized_workbook(made, refusal, monkeypatch):
    huge = altered(SIMPLE, SHEET, b"</sheetData>", b"</sheetData>" + b"<a/>" * (20 << 20))
    assert "démesuré une fois décompressé" in refusal(made(huge))
    monkeypatch.setattr(parts, "MAX_PART", 10)
    assert "démesuré" in refusal(made(SIMPLE))


def test_wide_formatting_is_bounded(made, refusal, monkeypatch):
    monkeypatch.setattr(workbook, "_SPARE_CELLS", 10_000)
    wide = altered(SIMPLE, SHEET, b'(<row r="3".*?)</row>', rb'\1<c r="XFD3"/></row>')
    assert "trop de cellules hors du tableau" in refusal(made(wide))


def test_a_notice_before_the_table_is_passed_over(made, tmp_path):
    notice = ("Lisez-moi", [["Export du système"], [], ["Contact : a@b.fr"]])
    assert rows(received(made(book(notice, ("Données", DATA))), tmp_path))[0] == [("2016-01", "31555", "1")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (book(("Lisez-moi", [["x"]]), ("b", DATA), ("c", [["x", "y"]])), "plusieurs feuilles .* : « b », « c »"),
        (book(("a", [["Titre"], HEAD]), ("Listes", [["x"]])), r"\(A1\).*feuilles non lues : « Listes »"),
        (book(("a", [["Titre", None, "n"]]), ("b", [["x"]])), "sans nom, en B1 .feuilles non lues : « b »"),
    ],
)
def test_the_sheets_that_are_not_read_are_named(made, refusal, content, expected):
    assert re.search(expected, refusal(made(content)))


def merged(*ranges):
    made = openpyxl.Workbook()
    for row in [HEAD, *[["2016-01", "31555", 1]] * 20]:
        made.active.append(row)
    for each in ranges:
        made.active.merge_cells(each)
    return saved(made)


def test_merged_cells(made, refusal, tmp_path):
    message = refusal(made(merged("A2:A11", "B2:B3")))
    assert "cellules fusionnées sous ses en-têtes : " in message and "A2:A11" in message and "B2:B3" in message
    aside = altered(merged("A2:A11"), SHEET, b"A2:A11", b"E1:F1")
    assert len(rows(received(made(aside), tmp_path / "autre"))[0]) == 20
    assert "abîmé" in refusal(made(altered(merged("A2:A11"), SHEET, b"A2:A11", b"A0:::")))


@pytest.fixture
def quick():
    """A refusal costs seconds, whatever the file asks for."""
    start = clock.process_time()
    yield
    assert clock.process_time() - start < 12


def test_far_empty_rows_are_bounded(made, refusal, quick):
    empty = [(f"s{n}", [[]]) for n in range(30)]
    content = book(*empty)
    for n in range(1, 31):
        far = b'<sheetData><row r="1048575"><c/></row></sheetData>'
        content = altered(content, f"xl/worksheets/sheet{n}.xml", rb"<sheetData ?/>|<sheetData>.*</sheetData>", far)
    assert len(content) < 40_000
    assert "trop de lignes vides précèdent les données" in refusal(made(content))


def test_one_far_empty_row_is_nothing(made, tmp_path, quick):
    content = altered(SIMPLE, SHEET, b"</sheetData>", b'<row r="1048575"><c/></row></sheetData>')
    assert len(rows(received(made(content), tmp_path))[0]) == 2


def test_sheets_are_counted(made, refusal, monkeypatch):
    monkeypatch.setattr(package, "MAX_SHEETS", 2)
    assert "a 3 feuilles ; la limite est de 2" in refusal(made(book(("a", DATA), ("b", []), ("c", []))))
    twice = altered(book(("a", DATA), ("b", [])), "xl/_rels/workbook.xml.rels", b"sheet2.xml", b"sheet1.xml")
    assert "abîmé" in refusal(made(twice))


@pytest.mark.parametrize(("count", "expected"), [(200_000, "éléments"), (1_000_000, "démesuré")])
def test_styles_are_bounded(made, refusal, quick, growth, count, expected):
    styles = altered(SIMPLE, "xl/styles.xml", b"</cellXfs>", b"<xf/>" * count + b"</cellXfs>")
    path = made(styles)
    with growth as grown:
        assert expected in refusal(path)
    assert grown() < 64 << 20


def test_a_part_under_another_name_is_bounded_too(made, refusal, quick):
    """The workbook's own part, where the limit of a sheet would let it be huge."""
    crowd = b"<definedNames>" + b'<definedName name="a"/>' * 120_000 + b"</definedNames>"
    content = altered(SIMPLE, "[Content_Types].xml", b"/xl/workbook.xml", b"/xl/worksheets/w.xml")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
        new.writestr("xl/worksheets/w.xml", old.read("xl/workbook.xml").replace(b"</sheets>", b"</sheets>" + crowd))
        new.writestr("xl/worksheets/_rels/w.xml.rels", old.read("xl/_rels/workbook.xml.rels"))
    assert "abîmé" in refusal(made(packed.getvalue()))
