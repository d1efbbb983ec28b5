"""What is published of the contract: dictionary, templates and Table Schema, against the contract and frictionless."""

import csv
import io
import json
from datetime import date

import pandas as pd
import pytest
from frictionless import Dialect, Resource, Schema, formats

from data.contract.field import REFUSED, Kind
from data.contract.publication import COLUMNS, dictionary, dictionary_file, rules, table_schema, template
from data.contract.reading import judge
from data.contract.rules import RULES
from data.contract.tables import TABLES

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(text, separator=";"):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True))


def checked(table, text, folder):
    """The report of frictionless on a CSV text against the table's own description."""
    schema = Schema.from_descriptor(json.loads(json.dumps(table_schema(table))))
    (folder / "file.csv").write_text(text, encoding="utf-8", newline="")
    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    resource = Resource(path="file.csv", basepath=str(folder), encoding="utf-8-sig", schema=schema, dialect=dialect)
    return resource.validate()


@each_table
def test_the_dictionary_has_every_field_of_the_contract_in_order(table):
    rows = dictionary(table)
    assert list(rows.columns) == list(COLUMNS)
    assert list(rows["column"]) == [f.name for f in table.fields]
    for field, row in zip(table.fields, rows.itertuples(index=False), strict=True):
        assert {row.header, row.column, *row.aliases} == set(field.heads)
        assert row.title == field.title and row.description == field.description and row.example == field.example
        assert row.type and row.required and row.blank
        if field.kind is Kind.CODE:
            assert [code for code, _ in row.values] == list(field.nomenclature.codes)
            assert all(label for _, label in row.values)


@each_table
def test_what_an_empty_cell_means_is_what_the_import_reads(table):
    for field, row in zip(table.fields, dictionary(table).itertuples(index=False), strict=True):
        refused = "" in judge(field, [""]).failures
        assert (row.blank == "refusée") == refused == (field.blank is REFUSED)


def test_a_column_that_another_replaces_says_which():
    presence = dictionary(TABLES["entries"]).set_index("column")["required"]
    assert presence["month"] == "obligatoire" and presence["sex"] == "facultative"
    assert presence["commune"] == presence["territory"] == "une au moins de commune, departement, region, territoire"


@each_table
def test_the_template_is_accepted_by_the_import(table):
    for separator in (";", ","):
        head, *rows = lines(template(table, separator), separator)
        assert head == [f.header for f in table.fields]
        assert 1 <= len(rows) <= 2
        read = []
        for row in rows:
            values = {}
            for field, text in zip(table.fields, row, strict=True):
                verdict = judge(field, [text], date(2026, 1, 1))
                assert verdict.failures == {}, (field.name, text)
                values[field.name] = verdict.values[text]
            read.append(values)
        frame = pd.DataFrame(read, dtype=object)
        assert all(any(frame[name].notna() & (frame[name] != "")) for name in table.one_of[:1])
        for crossing in table.crossings:
            combination = frame[list(crossing.fields)].map(lambda v: None if v is REFUSED else v)
            assert crossing.holds(combination).all(), crossing.rule


@each_table
def test_the_template_is_a_file_of_the_french_spreadsheet(table):
    text = template(table)
    assert text.startswith("\ufeff") and text.count("\r\n") == text.count("\n")
    assert "." not in "".join(
        cell
        for row in lines(text)[1:]
        for field, cell in zip(table.fields, row, strict=True)
        if field.kind is Kind.NUMBER
    )
    assert not template(table, ",").startswith("\ufeff") and "\r" not in template(table, ",")


def test_the_second_line_of_persons_leaves_empty_what_may_be():
    head, full, least = lines(template(TABLES["entries"]))
    filled = {name for name, cell in zip(head, least, strict=True) if cell}
    assert filled == {"mois", "commune", "operateur", "niveau"}
    assert filled < {name for name, cell in zip(head, full, strict=True) if cell}


@each_table
def test_the_description_is_valid_and_validates_the_template(table, tmp_path):
    assert list(Schema.metadata_validate(table_schema(table))) == []
    report = checked(table, template(table), tmp_path)
    assert report.valid, report.flatten(["type", "message"])


@pytest.mark.parametrize(
    ("name", "header", "cell", "error"),
    [
        ("entries", "sexe", "X", "constraint-error"),
        ("entries", "mois", "mars", "type-error"),
        ("entries", "mois", "2014-12", "constraint-error"),
        ("entries", "nombre", "0", "constraint-error"),
        ("entries", "niveau", "", "constraint-error"),
        ("entries", "age", "7", "constraint-error"),
        ("exits", "services", "diagnostic,projet", "constraint-error"),
        ("exits", "departement", "977", "constraint-error"),
        ("sites", "latitude", "nord", "type-error"),
        ("sites", "latitude", "95,2", "constraint-error"),
        ("population", "territoire", "R7", "constraint-error"),
    ],
)
def test_the_description_refuses_what_the_import_refuses(name, header, cell, error, tmp_path):
    table = TABLES[name]
    head, row, *_ = lines(template(table))
    row[head.index(header)] = cell
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([head, row])
    assert checked(table, buffer.getvalue(), tmp_path).flatten(["type", "fieldName"]) == [[error, header]]
    field = next(f for f in table.fields if f.header == header)
    assert judge(field, [cell], date(2026, 1, 1)).failures


@each_table
def test_the_description_of_a_code_gives_its_codes(table):
    described = {f["name"]: f for f in table_schema(table)["fields"]}
    for field in table.fields:
        constraints = described[field.header]["constraints"]
        assert constraints.get("required", False) == (field.blank is REFUSED)
        if field.kind is Kind.CODE:
            assert judge(field, constraints["enum"]).failures == {}


def test_the_file_of_the_dictionary_has_every_column_and_no_formula():
    head, *rows = lines(dictionary_file())
    assert len(rows) == sum(len(t.fields) for t in TABLES.values())
    assert all(len(row) == len(head) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def test_every_rule_is_published_without_a_hole():
    published = rules()
    assert list(published["code"]) == list(RULES)
    assert not [text for text in (*published["text"], *published["remedy"]) if "{" in text or not text.strip()]
