"""XLSX workbooks: one sheet becomes a CSV, or the cell at fault is named."""

import io
import re
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from data.intake import parts, receive, workbook
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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (book(("a", [HEAD, ["2016-01", "31555", "=1+1"]])), "« a » de « envoi.csv » contient une formule en C2"),
        (book(("a", [HEAD, ["2016-01", "31555", 1], ["=A2", "31555", 1]])), "formule en A3"),
        (book(("a", [["mois", '=CONCAT("a";"b")', "n"], ["2016-01", "31555", 1]])), "formule en B1"),
        (book(("a", [])), "aucune cellule remplie"),
        (book(("a", [HEAD])), "aucune ligne de données"),
        (book(("a", [["Titre du tableau"], HEAD, ["2016-01", "31555", 1]])), "qu'une cellule remplie"),
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
        (altered(SIMPLE, SHEET, b'<row r="3"', b'<row r="1048576"'), "remplie jusqu'à la dernière ligne possible"),
        (altered(SIMPLE, "[Content_Types].xml", b".*", b"rien"), "abîmée"),
        (altered(SIMPLE, SHEET, b"<sheetData>", b"<sheetData>" + b" " * (4 << 20)), "texte de plus d'un mégaoctet"),
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
