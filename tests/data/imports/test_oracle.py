"""The SQL that conforms rows, against a slow reading in plain Python, on files that Hypothesis makes."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract import places
from data.contract.reading import judge
from data.contract.tables import TABLES
from data.imports.reception import Request, admit
from data.intake import FileRefused
from data.schema import DIMENSIONS, metadata
from geo.areas import AREAS

HEADS = {
    "month": "mois",
    "commune": "commune",
    "department": "departement",
    "region": "region",
    "operator": "operateur",
    "level": "niveau",
    "sex": "sexe",
    "age": "age",
    "qualification": "qualification",
    "n": "nombre",
    "entry_month": "mois_entree",
    "exit_kind": "nature_sortie",
    "services": "services",
}
TEXTS = {
    "month": ["2017-03", "03/2017", "2017-04-15", "2014-12", "2017-13", "", "2018-05"],
    "commune": ["31555", "75118", "01091", "1004", "99999", "", "", "2a004"],
    "department": ["31", "D75", "", "", "99", "Rhône"],
    "region": ["76", "73", "", "", "11", "zz"],
    "operator": ["apec", "Pôle  emploi", "mon_cep", "?", "missions_locales"],
    "level": ["2", "N3", "1", "3"],
    "sex": ["F", "homme", "", "X", " f "],
    "age": ["15", "44 ans", "45+", "", "14", "a26", "99"],
    "qualification": ["IV", "4", "q6", "v bis", "", "9"],
    "n": ["1", "12", "", "0", "-1", "1000001", "3,0", "x"],
    "entry_month": ["2017-01", "", "2018-01", "hier"],
    "exit_kind": ["plan", "Autre", "", "early"],
    "services": ["", "projet", "suivi|Projet", "projet,suivi", "|"],
}
OPERATORS_OPEN = {"mon_cep": (date(2020, 1, 1), date(2023, 12, 31))}
LATEST = date.today()
WRONG = object()


def read_cell(table, name, text):
    """Value of one cell, or WRONG."""
    verdict = judge(TABLES[table][name], [text], LATEST)
    return verdict.values.get(text, WRONG)


def breaks_a_crossing(values):
    """The rules across columns, written again for one row."""
    operator, month = values["operator"], values["month"]
    opened, closed = OPERATORS_OPEN.get(operator, (date(2015, 1, 1), date(2023, 12, 31)))
    if not opened <= month <= closed:
        return True
    entry = values.get("entry_month")
    if entry is not None and entry > month:
        return True
    commune, department, region = (values.get(f) for f in ("commune", "department", "region"))
    own = places.department_of(commune) if commune else None
    if own and department and own != department:
        return True
    finest = own or department
    return bool(finest and region and region != f"R{AREAS[finest].region}")


def slow_rows(table, text, delimiter):
    """Sound rows of the file as tuples in the order of the release's columns, and how many are not."""
    heads = {f.header: f.name for f in TABLES[table].fields}
    columns = [c.name for c in metadata.tables[table].columns if c.name != "key"]
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    sound, wrong = Counter(), 0
    for cells in lines[1:]:
        values = {f.name: f.blank for f in TABLES[table].fields}
        values |= {heads[h]: read_cell(table, heads[h], t) for h, t in zip(lines[0], cells, strict=True)}
        if WRONG in values.values() or breaks_a_crossing(values):
            wrong += 1
            continue
        commune = values["commune"]
        place = places.department_of(commune) if commune else values["department"] or values["region"] or "FR"
        values["territory"] = place
        row = []
        for name in columns:
            value = values[name]
            row.append(DIMENSIONS[name].position(value) if name in DIMENSIONS else value)
        sound[tuple(row)] += 1
    return sound, wrong


@st.composite
def tables(draw):
    """Table, delimiter and text of a file."""
    table = draw(st.sampled_from(["entries", "exits"]))
    optional = ["commune", "region", "sex", "age", "qualification", "n"] + ["entry_month", "services"] * (
        table == "exits"
    )
    kept = ["month", "department", "operator", "level"] + ["exit_kind"] * (table == "exits")
    kept += draw(st.lists(st.sampled_from(optional), unique=True))
    kept = draw(st.permutations(kept))
    right = draw(st.booleans())
    cells = {f: [t for t in TEXTS[f] if not right or judge(TABLES[table][f], [t], LATEST).values] for f in kept}
    rows = draw(st.lists(st.tuples(*(st.sampled_from(cells[f]) for f in kept)), min_size=1, max_size=25))
    delimiter = draw(st.sampled_from(";,\t"))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerows([[HEADS[f] for f in kept], *rows])
    return table, delimiter, buffer.getvalue()


@settings(deadline=None, derandomize=True, database=None, max_examples=80)
@given(tables())
def test_sql_reads_as_plain_python_does(made):
    table, delimiter, text = made
    sound, wrong = slow_rows(table, text, delimiter)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.setattr("data.imports.reception.THRESHOLD", 1.0)
        path = Path(folder) / "envoi.csv"
        path.write_bytes(text.encode())
        request = Request(path, table)
        try:
            found = admit(connection, request, 0, Path(folder) / "travail", Path(folder) / "rapports", lambda *_: None)
        except FileRefused:
            assert not sound
            return
        rows = Counter(connection.execute("SELECT * FROM staged_0").fetchall())
        assert rows == sound
        assert (found.accepted, found.quarantined) == (sound.total(), wrong)
        if wrong:
            with found.report.open(encoding="utf-8-sig", newline="") as file:
                lines = {int(fault["ligne"]) for fault in csv.DictReader(file, delimiter=";")}
            assert len(lines) == wrong
