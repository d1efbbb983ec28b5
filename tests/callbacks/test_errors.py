"""Errors: a status that fits, one French sentence, never what the machine saw."""

import logging
import re

import pytest

from app import create_app
from data.engine import DatabaseUnavailable, NoRelease
from tests.callbacks.visitor import client_of

LEAKS = re.compile(r"Traceback|File \"|werkzeug|flask|sqlalchemy|duckdb|/work|site-packages|Exception|\bline \d", re.I)
ASCII_BEFORE_MARK = re.compile(r" [:;?!»]|« ")


@pytest.fixture
def fragile(duckdb_settings):
    """An application of its own: a release that failed is left alone for a while."""
    return client_of(create_app(duckdb_settings))


def said(response, status):
    """The French sentence of an error answer."""
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    assert response.mimetype == "text/plain"
    assert not LEAKS.search(text)
    assert text.strip().endswith((".", "…"))
    return text


def test_the_kind_of_text_is_said_once(client):
    for address in ("/assets/rien.js", "/fichiers/acces-serie.csv?dialecte=x"):
        assert client.get(address).headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "address", ["/assets/rien.js", "/fichiers/acces-rien.csv", "/_dash-component-suites/rien/x.js"]
)
def test_an_unknown_address(client, address):
    assert "n’existe pas" in said(client.get(address), 404)


@pytest.mark.parametrize("address", ["/", "/healthz", "/fichiers/acces-territoires.csv"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_method_that_is_not_served(client, address, method):
    response = getattr(client, method)(address)
    assert "que la méthode GET." in said(response, 405)
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("address", "taken"),
    [("/seance/contenu", "POST"), ("/fichiers/retour", "POST"), ("/seance.pptx", "GET ou POST")],
)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_the_methods_that_an_address_takes_are_named(client, address, taken, method):
    response = getattr(client, method)(address)
    assert f"que la méthode {taken}." in said(response, 405)
    assert {*response.headers["Allow"].split(", ")} - {"HEAD", "OPTIONS"} == {*taken.split(" ou ")}


SENT = ["/_dash-update-component", "/fichiers/retour", "/seance/contenu", "/seance.pdf", "/territoires/recherche"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("address", SENT)
def test_what_another_site_sends_is_refused(client, address, site):
    for method in (client.post, client.delete):
        assert "autre site" in said(method(address, headers={"Sec-Fetch-Site": site}), 403)


@pytest.mark.parametrize("site", ["same-origin", "none", ""])
@pytest.mark.parametrize("address", SENT)
def test_what_our_pages_and_programs_send_is_read(client, address, site):
    assert client.post(address, headers={"Sec-Fetch-Site": site} if site else {}).status_code == 400


@pytest.mark.parametrize("address", ["/", "/api/v1/catalogue", "/fichiers/acces-serie.csv"])
def test_another_site_may_lead_to_a_page_and_read_the_api(client, address):
    assert client.get(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_api_refuses_another_site_by_a_problem(client):
    response = client.post("/api/v1/catalogue", headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")
    assert response.get_json(force=True)["title"] == "Demande refusée"


def test_a_callback_that_is_not_json(client):
    response = client.post("/_dash-update-component", data="{", content_type="application/json")
    assert "mal formée" in said(response, 400)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"output": "rien.data", "outputs": {"id": "rien", "property": "data"}, "inputs": [], "changedPropIds": []},
    ],
)
def test_a_callback_that_does_not_exist(client, body, caplog):
    """The page of an older version may ask for it: the visitor is told, and the log is not filled with traces."""
    with caplog.at_level(logging.ERROR):
        response = client.post("/_dash-update-component", json=body)
    assert said(response, response.status_code)
    assert 400 <= response.status_code < 500
    assert not caplog.records


def hostile(visitor):
    """Questions that name a callback of ours, each with one thing wrong."""
    asked = next(c for c in visitor.callbacks if c["output"].strip(".").startswith("page."))
    outputs = [dict(zip(("id", "property"), pair, strict=True)) for pair in visitor.outputs("page.")]
    good = {
        "output": asked["output"],
        "outputs": outputs,
        "inputs": [{**i, "value": "/"} for i in asked["inputs"]],
        "state": [{**s, "value": ""} for s in asked["state"]],
        "changedPropIds": ["url.pathname"],
    }
    wrong = [
        None,
        [],
        {},
        "zz",
        3,
        [[]],
        [outputs],
        outputs[:-1],
        outputs[::-1],
        [{**outputs[0], "id": "x"}, *outputs[1:]],
    ]
    yield from ({**good, "outputs": one} for one in wrong)
    yield from (
        {**good, "inputs": one} for one in [None, [], [[]], "zz", [{"id": "x", "property": "y"}], good["inputs"] * 2]
    )
    yield from ({**good, "inputs": [{**good["inputs"][0], "id": one}]} for one in ["x", None, {"a": 1}, []])
    yield from ({**good, "changedPropIds": one} for one in [None, [[]], [{}], "zz"])
    yield from ({**good, "output": one} for one in [None, [], {}, [[asked["output"]]], asked["output"] + "."])


def test_a_hostile_question_is_refused_without_a_trace(client, visitor, caplog):
    with caplog.at_level(logging.ERROR):
        for body in hostile(visitor):
            assert "mal formée" in said(client.post("/_dash-update-component", json=body), 400), body
    assert not caplog.records


@pytest.mark.parametrize("text", ["[" * 100_000, '{"output":' * 20_000, "[" * 100_000 + "]" * 100_000])
def test_endless_brackets(client, caplog, text):
    with caplog.at_level(logging.ERROR):
        response = client.post("/_dash-update-component", data=text, content_type="application/json")
    assert "mal formée" in said(response, 400)
    assert not caplog.records


@pytest.mark.parametrize("address", ["/fichiers/acces-territoires.csv?t=R76&dialecte=%ff", "/?t=%ff%fe", "/%ff"])
def test_an_address_that_is_not_text(client, address):
    assert client.get(address).status_code < 500


@pytest.mark.parametrize("query", ["a=1&" * 2000, "t=" + "R" * 20000, "&" * 5000, "=", "t", "%00=%00"])
def test_an_endless_address(client, visitor, query):
    """A file is refused, a page says what it left out; neither is slow, neither repeats the address without end."""
    response = client.get(f"/fichiers/acces-territoires.csv?{query}")
    assert response.status_code in (200, 400)
    plain = client.get("/fichiers/acces-territoires.csv").get_data()
    assert len(plain) <= 40_000
    assert len(response.get_data()) <= (len(plain) if response.status_code == 200 else 2_000)
    page, warnings = visitor.open("/", f"?{query}")
    assert "map-graph" in page
    assert len(warnings) < 20_000


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("mot de passe secret"), 500),
        (ValueError("chemin secret"), 500),
        (DatabaseUnavailable("La base de données ne répond pas."), 503),
        (NoRelease("Aucune version des données n’est encore publiée."), 503),
    ],
)
def test_a_failure_inside_says_what_to_do(fragile, monkeypatch, caplog, error, status):
    def fail(*arguments):
        raise error

    monkeypatch.setattr("callbacks.acces_tables.acces_numbers", fail)
    with caplog.at_level(logging.CRITICAL):
        text = said(fragile.get("/fichiers/acces-territoires.csv"), status)
    assert "secret" not in text
    assert text.strip()


def test_a_failure_inside_is_logged_with_its_trace(fragile, monkeypatch, caplog):
    def fail(*arguments):
        raise RuntimeError("cause")

    monkeypatch.setattr("callbacks.acces_tables.acces_numbers", fail)
    fragile.get("/fichiers/acces-territoires.csv")
    assert [r.exc_info[0] for r in caplog.records] == [RuntimeError]


@pytest.mark.parametrize(
    "address",
    [
        "/assets/rien.js",
        "/fichiers/acces-rien.csv",
        "/fichiers/acces-serie.csv?dialecte=x",
        "/fichiers/acces-serie.csv?t=x",
    ],
)
def test_french_spacing(client, address):
    text = client.get(address).get_data(as_text=True)
    assert not ASCII_BEFORE_MARK.search(text), text
