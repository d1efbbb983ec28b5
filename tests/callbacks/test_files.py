"""CSV files: exactly what the page shows, in two dialects, citable, and never a formula."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from app import create_app
from callbacks.acces import ACCES
from callbacks.citation import card_table
from data.files.batch import batch_of
from data.files.formats import csv_bytes
from filters import Filters
from indicators.columns import COLUMNS
from tests.callbacks.visitor import client_of

DIALECTS = {"tableur": (";", ",", "\r\n"), "recherche": (",", ".", "\n")}
QUERIES = [
    "",
    "t=R76&niv=dep",
    "t=D31&niv=dep&lec=de",
    "lec=ao&ope=ml-ce-apec-reg",
    "t=R94&sexe=F&qua=sup",
    "t=R06&age=a15&eq=10",
    "t=D48&niv=dep&age=a45&nn=3&lec=ao",
    "du=2015-01&au=2017-12",
    "du=2015-01&au=2015-12&ope=ml",
    "du=2012-01&au=2012-12",
    "du=2018-01&au=2019-03&t=D2A&niv=dep",
]
CASES = [(card, query) for card in ("territoires", "serie") for query in QUERIES]
CITED = ("release", "permalink", "definition", "vintage", "denominator_definition", "unit", "indicator", "data")


def download(client, card, query, dialect):
    link = f"/fichiers/acces-{card}.csv?dialecte={dialect}" + (f"&{query}" if query else "")
    response = client.get(link)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


def expected(current, card, query):
    filters, problems = Filters.from_query(query)
    assert not problems
    return card_table(ACCES.tables[card](current, filters), filters, current.card, "")


def same(written, value):
    if value is None or value != value:
        return written == ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return written == str(int(value))
    if isinstance(value, float):
        return float(written) == value
    return written == str(value)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("card", "query"), CASES)
def test_the_file_holds_every_number_of_the_view(client, current, card, query, dialect):
    delimiter, decimal, end = DIALECTS[dialect]
    text = download(client, card, query, dialect).get_data().decode("utf-8")
    assert text.startswith("\ufeff") == (dialect == "tableur")
    assert text.endswith(end)
    assert text.count("\n") == text.count(end)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    head, body = rows[0], rows[1:]
    table = expected(current, card, query)
    names = [*table.columns, "table", "checksum"]
    assert head == ([COLUMNS[name].label for name in names] if dialect == "tableur" else names)
    assert len(body) == len(table)
    for line, row in zip(body, table.itertuples(index=False), strict=True):
        assert line[-3].startswith("Observatoire CEP")
        for name, cell, value in zip(names, line, row, strict=False):
            if name in ("permalink", "citation"):
                continue
            plain = cell.replace(decimal, ".") if isinstance(value, float) else cell
            assert same(plain, value), (name, cell, value)
            assert not isinstance(value, float) or decimal == "." or "." not in cell


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("card", ["territoires", "serie"])
def test_pandas_reads_the_same_numbers(client, current, card, dialect):
    delimiter, decimal, _ = DIALECTS[dialect]
    content = download(client, card, "t=R76&niv=dep", dialect).get_data()
    known = ("area_code", "area", "period", "release", "group")
    text = {head: str for name in known for head in (name, COLUMNS[name].label)}
    read = pd.read_csv(
        io.BytesIO(content),
        sep=delimiter,
        decimal=decimal,
        encoding="utf-8-sig" if dialect == "tableur" else "utf-8",
        dtype=text,
        keep_default_na=False,
        na_values=[""],
    )
    table = expected(current, card, "t=R76&niv=dep")
    read.columns = [*table.columns, "table", "checksum"]
    assert read["area_code"].tolist() == table["area_code"].tolist()
    for name in ("numerator", "denominator", "value", "lower", "upper", "confidence", "benchmark", "rank_low"):
        pd.testing.assert_series_equal(read[name].astype(float), table[name].astype(float), check_exact=True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_both_dialects_say_the_same(client, dialect):
    delimiter, decimal, _ = DIALECTS[dialect]
    text = download(client, "territoires", "t=R93&lec=de", dialect).get_data().decode("utf-8").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    if dialect == "tableur":
        stable = {c.label: c.name for c in COLUMNS.values()}
        rows = [{stable[head]: cell for head, cell in row.items()} for row in rows]
    by_area = {row["area"]: row for row in rows}
    assert by_area["FR"]["outcome"] == "benchmark"
    assert float(by_area["R93"]["value"].replace(decimal, ".")) > 0
    assert by_area["R01"]["area_code"] == "01"


@pytest.mark.parametrize(("card", "query"), CASES)
def test_each_row_says_what_it_is_and_how_to_cite_it(client, current, card, query):
    text = download(client, card, query, "recherche").get_data().decode("utf-8")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    columns = dict(zip(lines[0], zip(*lines[1:], strict=True), strict=True))
    assert set(CITED) <= columns.keys()
    assert "cell_status" in columns
    assert ("rupture" in columns) == (card == "serie")
    for name in CITED:
        assert len(set(columns[name])) == 1, name
        assert columns[name][0] or name == "denominator_definition"
    assert columns["release"][0] == current.id
    assert "simulées" in columns["data"][0]
    citation = columns["citation"][0]
    assert current.id in citation
    assert columns["permalink"][0] in citation
    said = next(word.rstrip(",") for word in citation.split() if word.count("/") == 2 and not word.startswith("http"))
    assert (date.today() - datetime.strptime(said, "%d/%m/%Y").date()).days in (0, 1)


@pytest.mark.parametrize(("card", "query"), CASES)
def test_the_permalink_reopens_the_same_view(client, visitor, current, card, query):
    text = download(client, card, query, "recherche").get_data().decode("utf-8")
    address = urlsplit(next(csv.DictReader(io.StringIO(text, newline="")))["permalink"])
    assert address.path == "/"
    assert parse_qs(address.query)["v"] == [current.id]
    asked, problems = Filters.from_query(address.query)
    assert not problems
    assert asked == replace(Filters.from_query(query)[0], release=current.id)
    again = download(client, card, address.query, "recherche").get_data().decode("utf-8")
    assert again == text
    _, warnings = visitor.open(address.path, f"?{address.query}")
    assert warnings == '{"children": []}'
    seen, reseen = visitor.look(query), visitor.look(address.query)
    for slot in ("acces-sentence", "kpi", "compare-table", "map-legend"):
        assert seen[slot] == reseen[slot]


def test_the_permalink_leaves_the_projector_and_takes_the_public_address(duckdb_settings):
    public = client_of(create_app(replace(duckdb_settings, public_url="https://cep.example.fr/")))
    text = public.get("/fichiers/acces-territoires.csv?t=R76&projection=1").get_data(as_text=True)
    assert "https://cep.example.fr/?du=2017-01&au=2017-12&t=R76&v=" in text
    assert "projection=1" not in text
    assert "localhost" not in text


@pytest.mark.parametrize(
    ("host", "root"),
    [
        ("cep.example.fr", "http://cep.example.fr/?du="),
        ("cep.example.fr:8050", "http://cep.example.fr:8050/?du="),
        ("127.0.0.1:8050", "http://127.0.0.1:8050/?du="),
        ("[::1]:8050", "http://[::1]:8050/?du="),
        *(
            (host, "/?du=")
            for host in (
                "evil.fr/page",
                "evil.fr?x=",
                "evil.fr#",
                "a@evil.fr",
                "evil fr",
                "evil.fr:80:81",
                "evil.fr:port",
                "=cmd()",
                '"><script>alert(1)</script>',
                "évil.fr".encode().decode("latin-1"),
            )
        ),
    ],
)
def test_only_a_plain_host_is_printed(client, host, root):
    response = client.get("/fichiers/acces-territoires.csv?dialecte=recherche", headers={"Host": host})
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["permalink"].startswith(root)
    assert f", {root}" in text.splitlines()[-1]
    if root == "/?du=":
        assert "evil" not in text and "cmd" not in text and "script" not in text
        assert "evil" not in client.get("/", headers={"Host": host}).get_data(as_text=True)


HOSTILE = ["=1+1", "+33 1", "-2+3", "@SUM(A1)", "\tx", "\r=1", '=HYPERLINK("http://x";"y")']


def written(texts, dialect):
    """The rows of a file whose first column is `texts`."""
    table = pd.DataFrame({"title": texts, "value": [-0.5] * len(texts)})
    content = b"".join(csv_bytes([batch_of(table)], {}, dialect)).decode("utf-8").removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=DIALECTS[dialect][0]))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text, dialect):
    rows = written([text, "Hauts-de-France"], dialect)
    assert len(rows) == 3
    assert rows[1][0].startswith("'")
    assert rows[1][0].removeprefix("'").split() == text.split()
    assert rows[2][0] == "Hauts-de-France"
    assert float(rows[1][1].replace(",", ".")) == -0.5


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_end_inside_a_text_starts_no_row(end, dialect):
    rows = written([f"un{end}=2+3", "deux"], dialect)
    assert len(rows) == 3
    assert all(len(row) == 2 for row in rows[:3])
    assert rows[1][0].split() == ["un", "=2+3"]


@pytest.mark.parametrize(("card", "query"), CASES)
def test_no_cell_of_a_real_file_is_a_formula(client, card, query):
    text = download(client, card, query, "tableur").get_data().decode("utf-8").removeprefix("\ufeff")
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for cell in line:
            number = cell.replace(",", ".").removeprefix("-").replace(".", "", 1).replace("e-", "", 1)
            assert not cell.startswith(("=", "+", "@", "\t", "\r", "-")) or number.isdigit(), cell


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_file_is_an_attachment_named_by_its_content(client, current, dialect):
    response = download(client, "serie", "t=R76", dialect)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"cep-acces-serie-{current.id}-{dialect}.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_spreadsheet_is_the_dialect_by_default(client):
    assert client.get("/fichiers/acces-serie.csv").get_data().startswith("\ufeff".encode())


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("dialecte=excel", "Le dialecte « excel » n’existe pas"),
        ("dialecte=", "n’existe pas"),
        ("t=R999", "R999"),
        ("lec=tout", "tout"),
        ("couleur=bleu", "couleur"),
        ("du=2018-01&au=2017-01", "finit avant de commencer"),
    ],
)
def test_a_file_of_something_else_is_refused(client, link, said):
    """A page shows its default with a warning; a file would be kept and cited, so it is refused."""
    response = client.get(f"/fichiers/acces-territoires.csv?{link}")
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    assert said in text
    assert response.mimetype == "text/plain"


def test_a_file_of_a_deleted_release_is_gone(client):
    response = client.get("/fichiers/acces-territoires.csv?v=000000000000")
    assert response.status_code == 410
    assert "000000000000" in response.get_data(as_text=True)


def test_a_refusal_does_not_announce_a_default(client):
    text = client.get("/fichiers/acces-territoires.csv?t=R999").get_data(as_text=True)
    assert "par défaut est utilisée" not in text
    assert "ignoré" not in client.get("/fichiers/acces-territoires.csv?couleur=bleu").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/fichiers/acces-rien.csv", "/fichiers/acces-.csv", "/fichiers/"])
def test_a_file_that_does_not_exist(client, address):
    assert client.get(address).status_code == 404
