"""Headers: a strict policy on every answer, addresses that change with the content, compression."""

import base64
import gzip
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.headers import ASSETS, asset_url, asset_urls, plain_markup
from tests.callbacks.visitor import Visitor

KINDS = [
    "/",
    "/methode",
    "/nulle-part",
    "/healthz",
    "/_dash-layout",
    "/_dash-dependencies",
    "/fichiers/acces-territoires.csv",
    "/fichiers/acces-rien.csv",
    "/fichiers/acces-serie.csv?dialecte=x",
    "/assets/rien.js",
    asset_url("theme.css"),
    asset_url("geo/regions.geojson"),
]


# flask-compress leaves the file of a streamed answer to the garbage collector.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")


class Document(HTMLParser):
    """Scripts, links and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.inline, self.handlers, self._script = [], [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.handlers += [name for name in given if name.startswith("on")]
        if tag in ("script", "link", "img", "iframe"):
            self.addresses += [given[name] for name in ("src", "href") if given.get(name)]
        if tag == "script" and "src" not in given and given.get("type", "") != "application/json":
            self._script = ""

    def handle_data(self, data):
        if self._script is not None:
            self._script += data

    def handle_endtag(self, tag):
        if tag == "script" and self._script is not None:
            self.inline.append(self._script)
            self._script = None


def directives(response):
    policy = response.headers["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.fixture(scope="module")
def document(client):
    return Document(client.get("/").get_data(as_text=True))


@pytest.mark.parametrize("address", KINDS)
def test_every_answer_carries_the_policy(client, address):
    response = client.get(address)
    policy = directives(response)
    assert policy["default-src"] == ["'none'"]
    scripts = policy["script-src"]
    assert scripts[0] == "'self'"
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", source) for source in scripts[1:])
    for name, sources in policy.items():
        assert not {"'unsafe-eval'", "'strict-dynamic'", "*", "http:", "https:"} & set(sources), name
        assert not any("." in source for source in sources), f"{name} names a host"
        assert name == "style-src" or "'unsafe-inline'" not in sources, name
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'self'"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Server" not in response.headers or "Werkzeug" not in response.headers["Server"]


def test_the_page_holds_no_script_that_the_policy_refuses(client, document):
    allowed = directives(client.get("/"))["script-src"]
    assert document.handlers == []
    for script in document.inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_the_page_names_no_host(document):
    assert document.addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in document.addresses)


def test_every_asset_of_the_page_is_named_by_its_content_and_kept(client, document):
    assets = [a for a in document.addresses if a.startswith("/assets/")]
    assert {urlsplit(a).path for a in assets} == {
        f"/assets/{f.relative_to(ASSETS).as_posix()}"
        for f in (*ASSETS.glob("*.js"), *ASSETS.glob("*.css"), ASSETS / "plotly/plotly.min.js")
    }
    for address in assets:
        response = client.get(address)
        assert response.status_code == 200
        digest = hashlib.sha256(response.get_data()).hexdigest()
        assert digest.startswith(parse_qs(urlsplit(address).query)["h"][0])
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_bundles_of_the_page_are_kept(client, document):
    bundles = [a for a in document.addresses if a.startswith("/_dash-component-suites/")]
    assert bundles
    for address in bundles:
        assert re.search(r"v\d+_\d+_\d+m\d+", address), f"{address} has no version"
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/healthz", "/_dash-layout", "/fichiers/acces-serie.csv", "/assets/theme.css"),
        # Dash asks some bundles by a name that stays the same from one version to the next.
        "/_dash-component-suites/dash/dcc/async-graph.js",
    ],
)
def test_nothing_else_is_kept_for_ever(client, address):
    assert "immutable" not in client.get(address).headers.get("Cache-Control", "")


def test_what_is_missing_is_not_kept(client):
    assert "immutable" not in client.get("/assets/rien.js?h=123456789012").headers.get("Cache-Control", "")


def test_an_address_changes_with_its_content(tmp_path, monkeypatch):
    monkeypatch.setattr("callbacks.headers.ASSETS", tmp_path)
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    before = asset_url("a.css")
    (tmp_path / "a.css").write_text("b{}", encoding="utf-8")
    assert asset_url("a.css") != before
    (tmp_path / "b.js").write_text("", encoding="utf-8")
    assert [urlsplit(a).path for a in asset_urls("*.css")] == ["/assets/a.css"]


def unpack(response):
    """The body as the browser reads it."""
    packed = response.get_data()
    return {"gzip": gzip.decompress, "deflate": zlib.decompress, "br": brotli.decompress}[
        response.headers["Content-Encoding"]
    ](packed)


# What a browser accepts over HTTP and over HTTPS, without zstd, which Python cannot read.
@pytest.mark.parametrize("accepted", ["gzip, deflate", "gzip, deflate, br"])
@pytest.mark.parametrize(
    "address",
    [asset_url("theme.css"), asset_url("geo/departements.geojson"), "/_dash-layout", "/fichiers/acces-serie.csv"],
)
@LEFT_OPEN
def test_text_is_compressed_for_those_who_ask(client, address, accepted):
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(address, headers={"Accept-Encoding": accepted})
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert unpack(packed) == plain.get_data()
    assert len(packed.get_data()) < len(plain.get_data()) * 0.7


@LEFT_OPEN
def test_a_compressed_asset_follows_its_address(client):
    """Compressed files are kept in memory by address: the same one twice, then another, never mixed."""
    addresses = [asset_url("theme.css"), asset_url("page.css"), asset_url("theme.css")]
    texts = [unpack(client.get(a, headers={"Accept-Encoding": "gzip, deflate"})) for a in addresses]
    assert texts[0] == texts[2] == (ASSETS / "theme.css").read_bytes()
    assert texts[1] == (ASSETS / "page.css").read_bytes()


@pytest.mark.parametrize(
    "view", ["", "t=R76", "t=R76&niv=dep", "niv=dep", "niv=dep&vue=tableau", "vue=tuiles&serie=tableau"]
)
def test_a_compressed_answer_is_small(visitor, current, view):
    """At most 8 kB for one interaction, of a browser that holds nothing of it."""
    answer = visitor.send("acces-answer.", view, "light", "wide", state=(current.id,)).get_data()
    size = len(gzip.compress(answer, 6))
    assert size <= 8_000, size


@pytest.mark.parametrize(
    "address", ["/assets/../app.py", "/assets/..%2fapp.py", "/assets/%2e%2e/settings.py", "/assets//etc/passwd"]
)
def test_nothing_outside_the_assets_is_served(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "import" not in response.get_data(as_text=True)


TEXTS = st.text() | st.text(alphabet="\\</>u03cef2")


@given(st.recursive(TEXTS | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_plain_markup_is_the_same_json(value):
    escaped = json.dumps(value)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("/", "\\u002f")):
        escaped = escaped.replace(sign, code)
    plain = plain_markup(escaped.encode())
    assert json.loads(plain) == value
    assert len(plain) <= len(json.dumps(value).encode())


def test_an_answer_travels_without_escapes(client):
    answer = Visitor(client).send("acces-answer.", "t=R76", "light", "wide").get_data()
    assert b"<strong>" in answer and b"\\u" not in answer
