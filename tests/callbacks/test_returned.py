"""A file that comes back: verified, reopened, compared; anything else is refused in French."""

import io
import zipfile
from dataclasses import replace

import pytest

from app import create_app
from data.build import publish
from data.inputs import demonstration_inputs
from tests.callbacks.visitor import client_of
from tests.conftest import silent

FILES = [
    ("/fichiers/acces-territoires.csv?t=R76&dialecte=tableur", "/?du=2017-01&amp;au=2017-12&amp;t=R76&amp;v="),
    ("/fichiers/acces-territoires.csv?lec=de&dialecte=recherche", "lec=de&amp;v="),
    ("/fichiers/acces-serie.csv?t=D31&niv=dep", "niv=dep&amp;t=D31&amp;v="),
    ("/fichiers/acces-serie.zip?dialecte=tableur", "&amp;v="),
]


def send(client, content):
    response = client.post("/fichiers/retour", data=form(content), content_type="multipart/form-data; boundary=bord")
    return response.status_code, response.get_data(as_text=True)


def form(content):
    """The body that a browser sends; the test client would leave a temporary file open."""
    head = b'--bord\r\nContent-Disposition: form-data; name="fichier"; filename="f.csv"\r\n\r\n'
    return head + content + b"\r\n--bord--\r\n"


@pytest.mark.parametrize(("path", "view"), FILES)
def test_a_file_is_recognised_and_its_view_reopened(client, current, path, view):
    status, said = send(client, client.get(path).get_data())
    assert status == 200
    for words in ("conforme à son empreinte", "gardée, courante", "identiques", "inchangée", "Rien n’a changé"):
        assert words in said
    assert view + current.id in said


@pytest.mark.parametrize("dialect", ["tableur", "recherche"])
def test_a_number_changed_by_hand_is_seen(client, dialect):
    content = client.get(f"/fichiers/acces-territoires.csv?dialecte={dialect}").get_data()
    lines = content.split(b"\n")
    delimiter = b";" if dialect == "tableur" else b","
    cells = lines[3].split(delimiter)
    cells[6] = b"123456"
    lines[3] = delimiter.join(cells)
    _, said = send(client, b"\n".join(lines))
    assert "modifié depuis son téléchargement" in said
    assert "différents" in said and "Alors et maintenant" in said and "123\u202f456" in said


def test_a_status_changed_by_hand_is_seen(client):
    content = client.get("/fichiers/acces-territoires.csv?dialecte=recherche").get_data()
    _, said = send(client, content.replace(b",ok,", b",secret,", 1))
    assert "modifié" in said and "Alors et maintenant" in said


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory, duckdb_settings):
    """A client of an older release, and one of both that serves the newer."""
    settings = replace(duckdb_settings, data_dir=tmp_path_factory.mktemp("returned"))
    publish(demonstration_inputs(30_000, silent).fill, settings, silent)
    before = client_of(create_app(settings)).get("/fichiers/acces-territoires.csv?t=R76").get_data()
    publish(demonstration_inputs(33_000, silent).fill, settings, silent)
    return before, client_of(create_app(settings))


def test_what_changed_since_is_listed(two_releases):
    before, client = two_releases
    status, said = send(client, before)
    assert status == 200
    for words in ("conforme à son empreinte", "gardée, ancienne", "identiques", "Alors et maintenant", "Occitanie"):
        assert words in said
    assert "19 lignes" in said


def test_a_file_of_a_release_that_is_gone_is_compared_all_the_same(two_releases, client):
    status, said = send(client, two_releases[0])
    assert status == 200
    assert "disparue" in said and "invérifiables" in said and "Rouvrir la vue" not in said and "aujourd’hui" in said


def archive(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "colonnes"),
        (b"a;b\r\n1;2\r\n", "colonnes"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"release,permalink,table,checksum\n", "lignes"),
        (b"release,permalink,table,checksum\nx,y\n", "lignes"),
        (b"release,permalink,table,checksum\na,b,c,d\na,b,c,e\n", "plusieurs"),
        (b"release,permalink,table,checksum\na,b,c,d\n", "n’existe plus"),
        (b"release,permalink,table,checksum\na,/?t=R999,acces-serie,d\n", "permalien"),
        (b"release,permalink,table,checksum\na,/?t=R76,acces-serie,d\n", "permalien"),
        (b'release,permalink,table,checksum\n"a,b\n', "bien formé"),
        (b"PK\x03\x04rien", "archive"),
        (archive(), "colonnes"),
        (archive(**{"a.csv": "x", "b.csv": "y"}), "archive"),
        (archive(**{"a.csv": "0" * 20_000_001}), "archive"),
        (b"x" * 5_000_001, "5\u00a0Mo"),
    ],
)
def test_anything_else_is_refused(client, content, said):
    status, text = send(client, content)
    assert status == 400
    assert said.replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert "<script" not in text


def test_a_request_too_long_or_without_a_file(client):
    assert client.post("/fichiers/retour").status_code == 400
    assert client.get("/fichiers/retour").status_code in (404, 405)
    assert send(client, b"x" * 6_000_000)[0] == 413


def test_what_a_file_says_is_never_markup(client):
    content = client.get("/fichiers/acces-territoires.csv?dialecte=recherche").get_data()
    _, said = send(client, content.replace(b"Occitanie", b"<script>alert(1)</script>"))
    assert "<script" not in said and "modifi" in said
