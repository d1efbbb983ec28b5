"""Several tables in one ZIP: the CSV of each, one readme, one dictionary, metadata of the group, one citation."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from app import create_app
from callbacks.pace import files_of
from callbacks.packages import Packed, package_of_several
from data.files.batch import Texts
from indicators.columns import COLUMNS
from tests.callbacks.visitor import client_of

NAMES = ("acces-territoires", "profils-recours", "entrees-croisees")
TABLES = "&".join(f"table={name}" for name in NAMES)
QUERY = "t=R76&niv=dep&paire=c3-c6&lec=de&pas=an"
CROSSED = "dim=sexe-age"


def archive_of(client, query):
    response = client.get(f"/fichiers/tableaux.zip?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return zipfile.ZipFile(io.BytesIO(response.get_data()))


def plain(query, name):
    """What the address of one table says of it."""
    return f"/fichiers/{name}.csv?{query}" + (f"&pas=an&{CROSSED}" if name == "entrees-croisees" else "")


@pytest.mark.parametrize("dialect", ["tableur", "recherche"])
def test_each_file_is_that_of_its_table(client, current, dialect):
    query = f"dialecte={dialect}&{QUERY}"
    with archive_of(client, f"{TABLES}&{query}&{CROSSED}") as archive:
        assert archive.namelist() == [
            *(f"{name}.csv" for name in NAMES),
            *("csv-metadata.json", "lisez-moi.txt", "dictionnaire.csv", "dictionnaire-transmission.csv"),
        ]
        group = json.loads(archive.read("csv-metadata.json"))
        heads = set()
        for name, described in zip(NAMES, group["tables"], strict=True):
            content = archive.read(f"{name}.csv")
            assert content == client.get(plain(query.replace("&pas=an", ""), name)).get_data()
            delimiter = described["dialect"]["delimiter"]
            head = next(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
            assert described["url"] == f"{name}.csv" and "@context" not in described
            assert [c["titles"] for c in described["tableSchema"]["columns"]] == head
            heads |= {c["name"] for c in described["tableSchema"]["columns"]}
        dictionary = list(
            csv.DictReader(io.StringIO(archive.read("dictionnaire.csv").decode("utf-8-sig")), delimiter=";")
        )
        assert [row["colonne"] for row in dictionary] == list(dict.fromkeys(row["colonne"] for row in dictionary))
        assert {row["colonne"] for row in dictionary} == heads <= set(COLUMNS)
        readme = archive.read("lisez-moi.txt").decode("utf-8-sig")
    assert readme.count("Citation\u00a0:") == readme.count("Version\u00a0:") == 1
    assert readme.count("Vue\u00a0:") == readme.count("Filtres\u00a0:") == 3
    assert group["dc:identifier"] == current.id and "simulées" in group["dc:bibliographicCitation"]
    address = group["dc:source"].partition("/donnees?")[2]
    assert address == f"{TABLES}&{QUERY}&{CROSSED}&v={current.id}" and address in group["dc:bibliographicCitation"]


def test_what_the_group_cites_gives_the_same_files(client):
    with archive_of(client, f"{TABLES}&{QUERY}&{CROSSED}") as archive:
        address = json.loads(archive.read("csv-metadata.json"))["dc:source"].partition("?")[2]
        with archive_of(client, address) as again:
            assert all(again.read(f"{name}.csv") == archive.read(f"{name}.csv") for name in NAMES)


def test_the_preview_announces_the_sum_and_shows_each_table(client):
    text = unescape(client.get(f"/fichiers/apercu?{TABLES}&{QUERY}&{CROSSED}").get_data(as_text=True))
    assert "de 3 tableaux" in text and "Compte pour 3 fichiers" in text
    links = re.findall(r'href="(/fichiers/[^"]+)"', text)
    assert [link.partition("&")[0] for link in links] == [
        f"/fichiers/tableaux.zip?dialecte={dialect}" for dialect in ("tableur", "recherche")
    ]
    with archive_of(client, links[0].partition("?")[2]) as archive:
        contents = [archive.read(f"{name}.csv") for name in NAMES]
        readme = archive.read("lisez-moi.txt").decode()
    lines = [content.count(b"\n") - 1 for content in contents]
    assert f"<strong>{sum(lines)} lignes" in text.replace("\u202f", "")
    size = float(re.search(r"environ ([\d\u202f]+) ko", text)[1].replace("\u202f", ""))
    assert size == pytest.approx(sum(map(len, contents)) / 1_000, rel=0.02)
    assert re.search(r"Citation\u00a0: (.*)\r", readme)[1] in text
    for name, count in zip(NAMES, lines, strict=True):
        assert f", {count} lignes de" in text.replace("\u202f", "") and f"/api/v1/data/{name}?format=csv" in text
    for address in re.findall(r'read_csv\("http://[^/]+(/api/v1/data/[^"]+)"', text):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 404, "n’existe pas"),
        ("table=acces-serie&table=rien", 404, "n’existe pas"),
        ("table=acces-serie&table=recours-flux&dim=sexe", 400, "dim"),
        ("table=acces-serie&table=recours-flux&t=R999", 400, "R999"),
        ("table=acces-serie&table=recours-flux&v=000000000000", 410, "000000000000"),
        ("table=acces-serie&table=entrees-croisees&dim=zz", 400, "dimension"),
    ],
)
@pytest.mark.parametrize("path", ["/fichiers/tableaux.zip", "/fichiers/apercu"])
def test_another_choice_is_refused(client, path, query, status, said):
    response = client.get(f"{path}?{query}")
    assert response.status_code == status and said in response.get_data(as_text=True)


def test_a_dialect_that_does_not_exist_is_refused(client):
    assert client.get(f"/fichiers/tableaux.zip?{TABLES}&dialecte=excel").status_code == 400


def test_a_table_named_twice_is_there_once(client):
    with archive_of(client, "table=acces-serie&table=acces-serie") as archive:
        assert archive.namelist()[:2] == ["acces-serie.csv", "csv-metadata.json"]


def test_several_tables_count_for_as_many_files_as_one_by_one(duckdb_settings):
    long = "table=acces-serie&table=recours-flux&table=entrees-croisees&pas=an&niv=dep&dim=ope-lec-sexe-age-qua"
    client = client_of(create_app(replace(duckdb_settings, files_per_hour=25)))
    announced = client.get(f"/fichiers/apercu?{long}").get_data(as_text=True)
    rows = int(re.search(r"<strong>([\d\u202f]+) ", announced)[1].replace("\u202f", ""))
    files = int(re.search(r"Compte pour (\d+) fichiers", announced)[1])
    assert files_of(rows) + 1 <= files <= files_of(rows) + 2
    # The preview has counted for its three tables.
    assert client.get(f"/fichiers/tableaux.zip?{long}", buffered=False).status_code == 200
    left = 25 - 3 - files
    assert 0 < left < files
    refused = client.get(f"/fichiers/tableaux.zip?{long}")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1
    said = refused.get_data(as_text=True)
    assert (
        "3 tableaux" in said and f"comptent pour {files} fichiers" in said and f"il en reste {left} cette heure" in said
    )
    slow = client_of(create_app(replace(duckdb_settings, files_per_hour=2)))
    never = slow.get(f"/fichiers/apercu?{TABLES}")
    assert never.status_code == 400 and "demandez moins de tableaux" in never.get_data(as_text=True)


def test_a_table_is_written_before_the_next_is_begun():
    """Whoever leaves stops the work there, and no table waits in memory for those before it."""
    begun = []

    def batches(name):
        for part in range(40):
            begun.append((name, part))
            codes = np.random.default_rng(part).integers(0, 1_000, 20_000).astype(np.int32)
            yield {"area": Texts(tuple(map(str, range(1_000))), codes)}

    columns = (COLUMNS["area"],)
    packed = [Packed(name, columns, {"area": "area"}, batches(name), [("Titre", name)]) for name in ("un", "deux")]
    sent = package_of_several(packed, "recherche", [("Titre", "deux tableaux")])
    pieces = [next(sent) for _ in range(4)]
    assert max(map(len, pieces)) < 100_000
    assert begun and len(begun) < 6 and {name for name, _ in begun} == {"un"}
    sent.close()
    assert len(begun) < 6
