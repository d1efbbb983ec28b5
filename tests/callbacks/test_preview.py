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
