"""For every table of every page: the file's numbers are the API's and the screen's, and every column is explained."""

import csv
import io
import json
import zipfile

import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook

from callbacks.catalogue import CROSSING, published_tables
from callbacks.pages import FILTERED
from filters import Filters
from indicators.columns import COLUMNS

TABLES = published_tables(FILTERED)
PAGES = {f"{page.ids.page}-{name}": (page, rows) for page in FILTERED for name, rows in page.tables.items()}
QUERIES = ["", "t=R76&niv=dep", "lec=de&ope=ml-ce-apec-reg", "sexe=F&t=R11", "du=2015-01&au=2017-12"]
# What only some tables read.
OWN_QUERIES = {
    "profils-groupes": "cote=deux&t=R76",
    "profils-recours": "paire=inf-sup&niv=dep",
    "profils-dissemblance": "dis=sexe&t=R76",
    "recours-signal": "sig=short&sigope=ml",
    "comparer-ecart": "t=R76&t2=R93&axe=sexe",
    "comparer-standardisation": "t=R76&axe=qualif",
}
# Without a territory: communes are those of one, and no gap is explained across a break.
EMPTY = {"territoires-communes": "", "comparer-ecart": "du=2015-01&au=2017-12"}
CASES = [(name, query) for name in TABLES if name != CROSSING for query in QUERIES] + [*OWN_QUERIES.items()]
CROSSED = [(CROSSING, query) for query in QUERIES]


def asked(client, path, query=""):
    response = client.get(path + (f"{'&' if '?' in path else '?'}{query}" if query else ""))
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


def rows_of_api(client, name, query):
    """Every row of a table, page after page."""
    found, start, count = [], 0, 1
    while start < count:
        page = json.loads(asked(client, f"/api/v1/data/{name}?limite=10000&debut={start}", query).get_data())
        found, count = found + page["rows"], page["count"]
        start += 10_000
    return found


@pytest.fixture(scope="module")
def said(request, client):
    """A case, and what the API says of it: asked once, the tests of a case being run one after the other."""
    name, query = request.param
    return name, query, rows_of_api(client, name, query)


def on_cases(cases):
    return pytest.mark.parametrize("said", cases, indirect=True, ids="-".join)


def read_csv(content, dialect):
    delimiter, decimal = {"tableur": (";", ","), "recherche": (",", ".")}[dialect]
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    if dialect == "recherche":
        return rows
    stable = {c.label: c for c in COLUMNS.values()}
    return [
        {
            stable[head].name: cell.replace(decimal, ".") if stable[head].kind in ("number", "integer") else cell
            for head, cell in row.items()
        }
        for row in rows
    ]


def written(value):
    """A value of JSON, Parquet or a workbook as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


@on_cases([*CASES, *CROSSED])
def test_the_files_say_what_the_api_says(client, current, said):
    name, query, rows = said
    texts = [{n: written(v) for n, v in row.items()} for row in rows]
    assert bool(texts) == ("t=" in query or name not in EMPTY or EMPTY[name] not in query)
    for dialect in ("tableur", "recherche"):
        assert read_csv(asked(client, f"/fichiers/{name}.csv?dialecte={dialect}", query).get_data(), dialect) == texts
    table = parquet.read_table(io.BytesIO(asked(client, f"/fichiers/{name}.parquet", query).get_data()))
    assert [{n: written(v) for n, v in row.items()} for row in table.to_pylist()] == texts
    archive = zipfile.ZipFile(io.BytesIO(asked(client, f"/fichiers/{name}.zip?dialecte=recherche", query).get_data()))
    assert read_csv(archive.read(f"{name}.csv"), "recherche") == texts
    metadata = json.loads(archive.read(f"{name}.csv-metadata.json"))
    announced = [c.name for c in TABLES[name].columns(current)]
    assert [c["titles"] for c in metadata["tableSchema"]["columns"]] == announced
    assert all([*row] == announced for row in texts)
    readme = archive.read("lisez-moi.txt").decode("utf-8-sig")
    assert all(word in readme for word in ("Titre", "Définition", "Filtres", "Version", "Citation", "Permalien"))


@pytest.mark.parametrize("name", TABLES)
def test_a_workbook_holds_the_numbers_of_the_api(client, name):
    rows = json.loads(asked(client, f"/api/v1/data/{name}?limite=10000&t=R76").get_data())["rows"]
    content = asked(client, f"/fichiers/{name}.xlsx?t=R76").get_data()
    head, *body = load_workbook(io.BytesIO(content), read_only=True)["donnees"].iter_rows(values_only=True)
    assert list(head) == [COLUMNS[column].label for column in rows[0]]
    for line, row in zip(body, rows, strict=True):
        for cell, value in zip(line, row.values(), strict=True):
            # A workbook keeps sixteen digits of a number.
            assert (
                cell == pytest.approx(value, rel=1e-15) if isinstance(value, float) else written(cell) == written(value)
            )
    kinds = {c.label for c in COLUMNS.values() if c.kind == "number"}
    assert all(
        v is None or isinstance(v, (int, float)) for row in body for h, v in zip(head, row, strict=True) if h in kinds
    )


@on_cases(CASES)
def test_the_api_says_what_the_page_computed(current, said):
    name, query, rows = said
    page, rows_of = PAGES[name]
    filters = Filters.from_query(query, lambda _: page.default_period(current))[0]
    frame = rows_of(current, filters.only(page.fields))
    assert len(rows) == len(frame)
    for column in frame.columns:
        for row, value in zip(rows, frame[column], strict=True):
            missing = value is None or value != value
            assert row[column] in ("", None) if missing else row[column] == value, column


def test_crossed_rows_are_those_of_the_page_that_their_address_opens(client, current):
    path = f"/api/v1/data/{CROSSING}?dim=ope-lec-sexe&du=2017-01&au=2017-12&pas=an&t=R93&limite=10000"
    rows = json.loads(asked(client, path).get_data())["rows"]
    _, rows_of = PAGES["acces-territoires"]
    checked = 0
    for row in rows[:: len(rows) // 40]:
        query = row["permalink"].partition("?")[2]
        filters, problems = Filters.from_query(query)
        assert not problems and filters.release == current.id and filters.to_query(("start", "end")) == query
        if row["area"] == "FR":
            continue  # the page leaves Mayotte out of a national rate
        shown = rows_of(current, filters).set_index("area").loc[row["area"]]
        assert (row["value"] is None) == (row["cell_status"] != "ok")
        if row["value"] is not None:
            assert shown["numerator"] == row["value"]
            checked += 1
    assert checked > 20


def test_every_table_has_a_title_and_every_column_a_meaning(current):
    assert CROSSING in TABLES and {f"acces-{n}" for n in ("territoires", "serie")} <= set(TABLES)
    for table in TABLES.values():
        assert table.title and table.title[0].isupper(), table.name
        for column in table.columns(current):
            assert column.description and column.name in COLUMNS, f"{table.name}: {column.name}"
        assert all(text for _, text in table.definitions(current)) and table.definitions(current), table.name


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_announced_are_those_of_the_rows(client, current, name):
    row = json.loads(asked(client, f"/api/v1/data/{name}?limite=1&t=R76").get_data())["rows"][0]
    assert list(row) == [c.name for c in TABLES[name].columns(current)]
