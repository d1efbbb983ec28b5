"""The preview of a download: its rows, its size, links that give what it says."""

import csv
import io
import re
from html import unescape

import pytest


@pytest.mark.parametrize(
    "query",
    [
        "table=acces-serie&t=R76&niv=reg&lec=ens",
        "table=acces-territoires&sexe=F",
        "table=entrees-croisees&dim=sexe&dim=age&pas=an&niv=reg",
    ],
)
def test_the_links_give_the_rows_announced(client, query):
    text = unescape(client.get(f"/fichiers/apercu?{query}").get_data(as_text=True))
    count = int(re.search(r"<strong>([\d\u202f]+) ligne", text)[1].replace("\u202f", ""))
    links = re.findall(r'href="(/fichiers/[^"]+)"', text)
    assert len(links) == 5
    found = client.get(next(link for link in links if ".csv?dialecte=recherche" in link)).get_data().decode()
    rows = list(csv.reader(io.StringIO(found, newline="")))
    assert len(rows) == count + 1
    assert rows[1][0] in text
    assert all(client.get(link).status_code == 200 for link in links)


@pytest.mark.parametrize(("query", "status"), [("", 404), ("table=rien", 404), ("table=acces-serie&t=R999", 400)])
def test_a_wrong_form_is_refused(client, query, status):
    response = client.get(f"/fichiers/apercu?{query}")
    assert response.status_code == status and "refused" in response.get_data(as_text=True)


def test_the_preview_cites_explains_and_says_how_a_program_asks(client, current):
    text = unescape(client.get("/fichiers/apercu?table=profils-recours&paire=c3-c6&t=R76").get_data(as_text=True))
    for words in ("Définition", "Citation", "Permalien", current.id, "pandas", "read.csv"):
        assert words in text
    address = re.search(r'read_csv\("http://[^/]+(/api/v1/data/[^"]+)"', text)[1]
    assert address.endswith(f"&v={current.id}") and "paire=c3-c6" in address
    rows = list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True), newline="")))
    assert f"<strong>{len(rows)} lignes" in text
    first = next(row for row in rows if row["value"])
    assert first["value"].replace(".", ",") in text
    plain = client.get(address.replace("format=csv&", ""))
    assert plain.status_code == 200 and plain.json["count"] == len(rows)


def test_a_long_file_is_followed_by_the_page(client):
    for query, is_long in (("table=acces-serie", False), ("table=entrees-croisees&dim=ope-lec-sexe&niv=dep", True)):
        text = client.get(f"/fichiers/apercu?{query}").get_data(as_text=True)
        sizes = [int(size) for size in re.findall(r'data-long="(\d+)"', text)]
        assert bool(sizes) == is_long
    content = client.get("/fichiers/entrees-croisees.csv?dialecte=tableur&dim=ope-lec-sexe&niv=dep").get_data()
    assert sizes[0] == sizes[1] and abs(sizes[0] / len(content) - 1) < 0.1 and sizes[2:] == [0, 0, 0]
