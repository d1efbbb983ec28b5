"""Formats: the same numbers whatever the format, no formula, memory that does not grow."""

import csv
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook

from data.files.batch import Joined, Texts, batch_of, text_rows
from data.files.formats import csv_bytes, json_rows, parquet_bytes
from data.files.package import csvw, zip_bytes
from data.files.workbook import WORKBOOK_ROWS, TooManyRows, workbook_bytes

FRAME = pd.DataFrame(
    {
        "area": ["FR", "R76", "R94"],
        "value": [1.5, float("nan"), 1234567.25],
        "n": [1, 2, 3],
        "doubtful": [True, False, True],
        "text": ["=1+1", 'a;b,"c"', None],
    }
)
HOSTILE = ["=1+1", "+33 1", "-2+3", "@SUM(A1)", "\tx", "\r=1", '=HYPERLINK("http://x";"y")']


def batches():
    return [batch_of(FRAME.iloc[:2]), batch_of(FRAME.iloc[2:])]


def test_both_dialects_and_parquet_hold_the_same_rows():
    french = b"".join(csv_bytes(batches(), {"value": "valeur"}, "tableur")).decode("utf-8-sig")
    plain = b"".join(csv_bytes(batches(), {}, "recherche")).decode()
    rows = list(csv.reader(io.StringIO(french, newline=""), delimiter=";"))
    assert rows[0] == ["area", "valeur", "n", "doubtful", "text"]
    assert [row[1] for row in rows[1:]] == ["1,5", "", "1234567,25"]
    assert [row[4] for row in rows[1:]] == ["'=1+1", 'a;b,"c"', ""]
    assert list(csv.reader(io.StringIO(plain, newline="")))[3] == ["R94", "1234567.25", "3", "1", ""]
    table = parquet.read_table(io.BytesIO(b"".join(parquet_bytes(batches(), {"release": "abc"}))))
    assert table["value"].to_pylist() == [1.5, None, 1234567.25]
    assert table.schema.metadata[b"release"] == b"abc"
    assert [tuple(row.values()) for row in json_rows(batches())][1][:3] == ("R76", None, 2)


def test_a_workbook_holds_numbers_as_numbers_and_no_formula():
    content = b"".join(workbook_bytes(batches(), {"area": "territoire"}, [("Titre", "=2+2")], 3))
    book = load_workbook(io.BytesIO(content))
    rows = list(book["donnees"].iter_rows(values_only=True))
    assert rows[0][0] == "territoire"
    assert [row[1] for row in rows[1:]] == [1.5, None, 1234567.25]
    assert [row[3] for row in rows[1:]] == [True, False, True]
    assert [row[4] for row in rows[1:]] == ["'=1+1", 'a;b,"c"', None]
    assert [cell.coordinate for cell in book["donnees"][4]] == ["A4", "B4", "C4", "D4", "E4"]
    assert {cell.data_type for row in book["donnees"].iter_rows() for cell in row} <= {"s", "inlineStr", "n", "b"}
    assert {cell.data_type for row in book["lisez-moi"].iter_rows() for cell in row} <= {"s", "inlineStr"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_format_makes_a_formula_of_a_text(text):
    batch = {"title": Texts((text,), np.zeros(1, dtype=np.int32)), "n": np.array([-1])}
    for rows in (list(text_rows(batch)), [tuple(r.values()) for r in json_rows([batch])]):
        assert rows[0][0].startswith("'") and not rows[0][0].splitlines()[1:]
    sheet = load_workbook(io.BytesIO(b"".join(workbook_bytes([batch], {}, [], 1))))["donnees"]
    assert sheet["A2"].data_type in ("s", "inlineStr") and sheet["A2"].value.startswith("'") and sheet["B2"].value == -1


def test_a_workbook_takes_any_text_and_no_number_that_is_none():
    texts = Texts(("a<b> & c", "\x00d\x1b", ""), np.arange(3, dtype=np.int32))
    batch = {"<n>": np.array([np.inf, -0.5, np.nan]), "text": texts}
    sheet = load_workbook(io.BytesIO(b"".join(workbook_bytes([batch], {}, [("&", "<")], 3))))["donnees"]
    assert [*sheet.iter_rows(values_only=True)] == [("<n>", "text"), (None, "a<b> & c"), (-0.5, "d"), (None, None)]


def test_a_workbook_too_long_is_refused_before_any_row():
    def never():
        raise AssertionError("read")
        yield {}

    with pytest.raises(TooManyRows, match="CSV, ZIP ou Parquet"):
        list(workbook_bytes(never(), {}, [], WORKBOOK_ROWS + 1))


def test_a_workbook_is_sent_as_it_is_made():
    taken = []

    def parts():
        for i in range(100):
            taken.append(i)
            numbers = np.random.default_rng(i).random(2_000)
            yield {"value": numbers, "text": Texts(("a",), np.zeros(2_000, dtype=np.int32))}

    sent = workbook_bytes(parts(), {}, [], 200_000)
    first = [next(sent) for _ in range(8)]
    assert len(taken) < 10
    archive = zipfile.ZipFile(io.BytesIO(b"".join([*first, *sent])))
    assert archive.testzip() is None
    assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == 200_001


def test_the_archive_is_sent_as_it_is_made():
    seen = []

    def parts():
        for i in range(200):
            seen.append(i)
            yield np.random.default_rng(i).bytes(50_000)

    sent = zip_bytes([("a.csv", parts())])
    first = next(sent)
    assert first and len(seen) < 10
    archive = zipfile.ZipFile(io.BytesIO(first + b"".join(sent)))
    assert archive.testzip() is None and len(archive.read("a.csv")) == 200 * 50_000


def test_joined_texts_and_masked_numbers():
    codes = np.array([0, 1], dtype=np.int32)
    batch = {
        "address": Joined((Texts(("a", "b"), codes), Texts(("?x", "?y"), codes[::-1]))),
        "value": np.ma.masked_array([5, 0], [False, True]),
    }
    assert list(text_rows(batch)) == [("a?y", "5"), ("b?x", "")]
    assert b"".join(csv_bytes([batch], {}, "recherche")) == b"address,value\na?y,5\nb?x,\n"


def test_the_metadata_describes_the_file():
    columns = [{"name": "value", "head": "valeur", "kind": "number", "description": "d"}]
    found = csvw("a.csv", "tableur", columns, {"dc:title": "T"})
    assert json.loads(json.dumps(found))["dialect"]["delimiter"] == ";"
    assert found["tableSchema"]["columns"][0]["datatype"]["format"] == {"decimalChar": ","}
