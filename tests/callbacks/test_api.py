"""The API: pages of rows, ETags, refusals in French, a document that describes it whole."""

import json
from dataclasses import replace

import pytest

from app import create_app
from tests.callbacks.visitor import client_of

ROOT = "/api/v1"
LISTS = ("catalogue", "indicators", "territories", "releases", "dictionary")


def body(client, path):
    response = client.get(ROOT + path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return json.loads(response.get_data())


def test_the_index_leads_to_every_list(client, current):
    index = body(client, "/")
    assert index["release"] == current.id
    for name in LISTS:
        assert index["links"][name].endswith(f"{ROOT}/{name}")
        assert body(client, f"/{name}")[name]


def test_pages_of_rows_are_the_whole_once(client):
    whole = body(client, "/data/entrees-croisees?dim=sexe&limite=10000")["rows"]
    found, path = [], "/data/entrees-croisees?dim=sexe&limite=100"
    while path:
        page = body(client, path)
        assert page["count"] == len(whole) and page["start"] == len(found)
        found += page["rows"]
        path = page["next"] and page["next"].partition(ROOT)[2]
    assert found == whole


@pytest.mark.parametrize("path", ["/catalogue", "/data/acces-serie?t=R76", "/data/acces-serie?format=csv"])
def test_an_answer_that_did_not_change_is_not_sent_again(client, path):
    first = client.get(ROOT + path)
    tag = first.headers["ETag"]
    again = client.get(ROOT + path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    other = client.get(f"{ROOT}/data/acces-serie?t=R11", headers={"If-None-Match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/data/rien", 404, "rien"),
        ("/rien", 404, "n’existe pas"),
        ("/catalogue?t=R76", 400, "«\u00a0t\u00a0»"),
        ("/data/acces-serie?t=R999", 400, "R999"),
        ("/data/acces-serie?dim=sexe", 400, "dim"),
        ("/data/acces-serie?limite=0", 400, "limite"),
        ("/data/acces-serie?limite=10001", 400, "10000"),
        ("/data/acces-serie?debut=-1", 400, "debut"),
        ("/data/acces-serie?format=xml", 400, "json"),
        ("/data/acces-serie?v=000000000000", 410, "000000000000"),
        ("/data/entrees-croisees?dim=couleur", 400, "couleur"),
        ("/data/entrees-croisees?pas=jour", 400, "jour"),
        ("/data/entrees-croisees?niv=dep&du=2015-01&au=2018-07&dim=ope-lec-sexe-age-qua-nn", 400, "2000000"),
    ],
)
def test_a_refusal_is_a_problem_in_french(client, path, status, said):
    response = client.get(ROOT + path)
    problem = json.loads(response.get_data())
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert problem["status"] == status and said in problem["detail"] and problem["title"]
    assert "par défaut" not in problem["detail"]


def test_another_method_is_a_problem_too(client):
    response = client.post(f"{ROOT}/catalogue")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")


def test_files_and_api_share_one_limit(duckdb_settings):
    hurried = client_of(create_app(replace(duckdb_settings, files_per_hour=3)))
    assert hurried.get("/fichiers/acces-serie.csv").status_code == 200
    assert hurried.get("/fichiers/acces-serie.parquet").status_code == 200
    assert hurried.get(f"{ROOT}/data/acces-serie").status_code == 200
    refused = hurried.get(f"{ROOT}/data/acces-serie")
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert hurried.get("/fichiers/acces-serie.csv").status_code == 429


def test_the_document_names_every_table_and_every_key(client):
    found = body(client, "/openapi.json")
    assert found["openapi"].startswith("3.1")
    for table in body(client, "/catalogue")["catalogue"]:
        parameters = {p["name"] for p in found["paths"][f"/data/{table['table']}"]["get"]["parameters"]}
        assert parameters >= {*table["filters"], *table["dimensions"], "format", "limite", "debut"}


def test_the_documentation_is_made_of_the_document(visitor, client):
    text, warnings = visitor.open("/donnees/api")
    assert warnings == '{"children": []}'
    for path in body(client, "/openapi.json")["paths"]:
        assert f"{ROOT}{path}" in text
    assert client.get("/donnees/api").status_code == 200
