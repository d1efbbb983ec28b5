"""CSV files: accepted as they are, accepted after a copy, or refused with the line."""

import codecs
import hashlib

import pytest

from data.intake import FileRefused, receive
from data.intake.header import MAX_COLUMNS, MAX_HEADER
from data.intake.lines import MAX_ROW
from data.intake.reading import CHUNK
from tests.data.intake.readers import received, rows

PLAIN = "mois;commune;nom\n2016-01;31555;Été\n2016-02;2A004;Noël\n"
READ = [("2016-01", "31555", "Été"), ("2016-02", "2A004", "Noël")]


def test_plain_file_is_used_in_place(made, tmp_path):
    path = made(PLAIN.encode())
    incoming = received(path, tmp_path / "travail")
    assert (incoming.path, incoming.form, incoming.delimiter, incoming.name) == (path, "csv", ";", "envoi.csv")
    assert incoming.headers == ("mois", "commune", "nom")
    assert incoming.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest() and incoming.size == len(PLAIN.encode())
    assert rows(incoming) == (READ, []) and not list((tmp_path / "travail").iterdir())


@pytest.mark.parametrize(
    ("content", "in_place"),
    [
        (PLAIN.replace(";", ",").encode(), True),
        (PLAIN.replace(";", "\t").encode(), True),
        (PLAIN.replace("\n", "\r\n").encode(), True),
        (PLAIN.rstrip("\n").encode(), True),
        (codecs.BOM_UTF8 + PLAIN.encode(), False),
        (PLAIN.encode("cp1252"), False),
        (PLAIN.replace(";", "\t").encode("utf-16"), False),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), False),
        (PLAIN.replace("\n", "\r").encode(), False),
        (PLAIN.replace("\n", "\r\n", 1).encode(), False),
        (PLAIN.replace("\n", "\r\n", 2).replace("\r\n", "\n", 1).encode(), False),
        (b"\n\r\n  \n" + PLAIN.encode(), False),
        (b"sep=;\r\n" + PLAIN.replace("\n", "\r\n").encode(), False),
        (codecs.BOM_UTF8 + b'"mois";"commune";"nom"\n' + PLAIN.partition("\n")[2].encode(), False),
    ],
)
def test_every_accepted_writing_gives_the_same_rows(made, tmp_path, content, in_place):
    path = made(content)
    incoming = received(path, tmp_path / "travail")
    assert incoming.headers == ("mois", "commune", "nom")
    assert rows(incoming) == (READ, [])
    assert (incoming.path == path) is in_place
    read = incoming.path.read_bytes()
    assert not read.startswith(codecs.BOM_UTF8) and read.decode()
    assert incoming.sha256 == hashlib.sha256(content).hexdigest()


def test_quoted_values(made, tmp_path):
    content = 'a;"b, ""c"""\n1;"x;y"\n"2";"dit ""oui"""\n3;bureau 18" est\n4;"deux\r\nlignes"\n5;""\n'
    incoming = received(made(content.encode()), tmp_path / "travail")
    assert incoming.headers == ("a", 'b, "c"')
    table = [(a, b or "") for a, b in rows(incoming)[0]]
    assert table == [("1", "x;y"), ("2", 'dit "oui"'), ("3", 'bureau 18" est'), ("4", "deux  lignes"), ("5", "")]
    assert incoming.path.read_bytes().count(b"\n") == 7  # one row a line, which keeps its number


def test_ragged_rows_are_left_to_the_rejects(made, tmp_path):
    assert rows(received(made(b"a;b\n1;2\n1;2;3\n1\n4;5\n"), tmp_path)) == ([("1", "2"), ("4", "5")], [(3,), (4,)])


def test_no_row_is_lost_when_line_ends_change_late(made, tmp_path):
    """DuckDB 1.5.6 in parallel loses rows of such a file without a word; the copy has them all."""
    content = b"a;b\n" + b"1;2\n" * 1_000_000 + b"3;4\r\n5;6\n"
    table, rejects = rows(received(made(content), tmp_path / "travail"))
    assert len(table) == 1_000_002 and not rejects and table[-2:] == [("3", "4"), ("5", "6")]


@pytest.mark.parametrize(
    "name", ["lot[1].csv", "mois=3.csv", "tout*.csv", "export.csv.gz", "export.zip", "classeur.xlsx"]
)
def test_the_name_means_nothing(made, tmp_path, name):
    incoming = received(made(PLAIN.encode(), name), tmp_path / "travail")
    assert incoming.name == name and rows(incoming) == (READ, [])


def test_lines_cut_anywhere_by_the_reading(made, tmp_path):
    value = "é" * 1_000
    content = "a;b\r\n" + f'"{value}";"x\n""y"\r\n' * 1_500
    assert len(content.encode()) > 2 * CHUNK
    table, rejects = rows(received(made(content.encode()), tmp_path / "travail"))
    assert table == [(value, 'x "y')] * 1_500 and not rejects


def test_progress_is_rare_and_complete(made, tmp_path):
    seen = []
    receive(made(b"a;b\n" + b"1;2\n" * 3_000_000), tmp_path, lambda label, fraction: seen.append((label, fraction)))
    assert seen[-1] == ("Lecture du fichier", 1.0) and len(seen) < 30
    assert all(0 <= fraction <= 1 for _, fraction in seen)


LONG = b"1;" + b"x" * (MAX_ROW + 1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "est vide"),
        (b"   \n\n \n", "aucune ligne remplie"),
        (b"a;b\n", "aucune ligne de données"),
        (b"a;b\n\n \n", "aucune ligne de données"),
        (b"\x01\x02\x03\x9e\xff\x10" * 50, "pas un texte lisible"),
        (b"a\x02;b\n1;2\n", "pas un texte lisible"),
        (b"a;b\n1;2\n3;\x004\n", "octet nul (caractère 00) à la ligne 3"),
        (b"a;\0b\n1;2\n", "octet nul (caractère 00) à la ligne 1"),
        (PLAIN.encode("utf-16-le"), "octet nul"),
        (PLAIN.encode("utf-32"), "UTF-32"),
        (codecs.BOM_UTF16_LE + b"a\0;\0b\0\n\0\x001\0", "UTF-16 abîmé ou coupé"),
        (codecs.BOM_UTF16_LE + "a;b\n1;".encode("utf-16-le") + b"\x00\xd8\n\0", "UTF-16 abîmé"),
        (b"a;b\n1;\xe9t\xe9\n2;\x81\n", "octet 81 à la ligne 3"),
        (
            "a;b\n1;é\n".encode() + b"2;\xe9\n",
            "mélange deux encodages (UTF-8 et un autre) : octets invalides à la ligne 3",
        ),
        (
            b"a;b\n1;\xe9\n" + "2;é\n".encode(),
            "mélange deux encodages (UTF-8 et un autre) : octets invalides à la ligne 3",
        ),
        (codecs.BOM_UTF8 + b"a;b\n1;\xe9\n", "mélange deux encodages"),
        (b"mois commune\n1 2\n", "Aucun séparateur"),
        (b"a|b|c\n1|2|3\n", "Aucun séparateur"),
        (b"sep=|\na|b\n1|2\n", "séparateur inconnu, « | »"),
        (b"mois;Age; age \n1;2;3\n", "« age » apparaît deux fois (colonnes 2 et 3)"),
        (b"a;;b;\n1;2;3;4\n", "sans nom la colonne 2, 4 (sur 4)"),
        (b"a;" + b"x" * MAX_HEADER + b"\n1;2\n", "première ligne de « envoi.csv » dépasse 64 Kio"),
        (b"a;" * 100_000, "première ligne de « envoi.csv » dépasse 64 Kio"),
        (b"\n" * 131_000 + b"abcdef;" * 40 + b"z\n1;2\n", "première ligne"),
        (b";".join(b"c%d" % n for n in range(MAX_COLUMNS + 1)) + b"\n1\n", "201 colonnes ; la limite est de 200"),
        (b'a;b\n1;"2"x\n', "guillemet mal placé à la ligne 2, caractère 5"),
        (b'a;b\n1;2\n3;"4\n5;6\n', "guillemet ouvert à la ligne 3 n’est pas refermé"),
        (b'"a;b\n1;2\n', "guillemets mal placés"),
        (b'a;b\n1;"2\n' + b"3;4\n" * 1_000_000, "guillemet ouvert à la ligne 2 n’est pas refermé"),
        (b"a;b\n1;2\n" + LONG + b"\n3;4\n", "La ligne 3 de « envoi.csv » dépasse 256 Kio"),
        (b"a;b\n1;2\n1;" + b"x" * 10_000_000 + b"\n3;4\n", "La ligne 3 de « envoi.csv » dépasse 256 Kio"),
        (b'a;b\n1;"2"\n' + LONG + b"\n3;4\n", "La ligne 3 de « envoi.csv » dépasse 256 Kio"),
        (b'a;b\n1;"' + b"x\n" * MAX_ROW + b'"\n3;4\n', "a ligne 2"),
    ],
    ids=range(33),
)
def test_refused(made, refusal, content, expected):
    assert expected in refusal(made(content))


def test_longest_row_is_accepted(made, tmp_path):
    line = b"1;" + b"x" * (MAX_ROW - 2)
    table, rejects = rows(received(made(b"a;b\n" + (line + b"\n") * 9), tmp_path))
    assert len(table) == 9 and not rejects


def test_file_that_changes_while_it_is_read(made, tmp_path):
    path = made(PLAIN.encode())

    def grow(label, fraction):
        with path.open("ab") as file:
            file.write(b"2016-03;31555;x\n")

    with pytest.raises(FileRefused, match="a changé pendant sa lecture"):
        receive(path, tmp_path / "travail", grow)


@pytest.mark.parametrize("change", ["replace", "late", "rewrite", "remove"])
@pytest.mark.parametrize("content", [PLAIN.encode(), PLAIN.encode("cp1252")], ids=["in place", "copy"])
def test_file_that_changes_once_it_is_received(made, tmp_path, content, change):
    path = made(content)
    incoming = received(path, tmp_path / "travail")
    incoming.verify_unchanged()
    if change == "replace":
        (tmp_path / "autre").write_bytes(content)
        (tmp_path / "autre").replace(path)
    elif change == "late":
        with path.open("ab") as file:
            file.write(b"2016-03;31555;x\n")
    elif change == "rewrite":
        incoming.path.write_bytes(b"x" * len(incoming.path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(FileRefused, match="a changé pendant sa lecture"):
        incoming.verify_unchanged()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blank", [";;", " ; ;\t", '"";;""', ";"])
def test_rows_of_empty_cells_are_blank_lines(made, tmp_path, end, blank):
    content = end.join(["a;b;c", blank, "1;2;3", blank, ";5;", blank, '"x\n;;\ny";5;6', blank, blank])
    incoming = received(made(content.encode()), tmp_path / "travail")
    assert rows(incoming) == ([("1", "2", "3"), (None, "5", None), ("x ;; y", "5", "6")], [])
    lines = incoming.path.read_text().split("\n")
    assert [lines.index(line) for line in ("a;b;c", "1;2;3", ";5;", '"x ;; y";5;6')] == [0, 2, 4, 6]


def test_empty_rows_at_any_cut_of_the_reading(made, tmp_path):
    content = "a;b\n" + "1;2\n;\n" * 400_000 + '3;"\n' + ";\n" * 100_000 + '"\n;\n'
    assert len(content) > CHUNK
    incoming = received(made(content.encode()), tmp_path / "travail")
    assert incoming.path.read_bytes().count(b"\n") == content.count("\n")
    table, rejects = rows(incoming)
    assert len(table) == 400_001 and not rejects and table[-1] == ("3", " " + "; " * 100_000)


def test_empty_rows_of_other_delimiters(made, tmp_path):
    for delimiter in ",\t":
        content = "a;b\n1;2\n;\n".replace(";", delimiter).encode()
        assert rows(received(made(content), tmp_path / "travail")) == ([("1", "2")], [])


def test_nothing_but_empty_rows(made, refusal):
    assert "aucune ligne de données" in refusal(made(b"a;b;c\n;;\n;;\n"))


def test_a_name_that_moves_the_cursor(made, refusal):
    assert "« a\ufffd[2J\ufffdb.csv » n’a qu’une ligne" in refusal(made(b"a;b\n", "a\x1b[2J\u202eb.csv"))
