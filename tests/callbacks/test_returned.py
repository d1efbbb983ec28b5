"""A file that comes back: verified, reopened, compared; anything else is refused in French."""

import io
import itertools
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from openpyxl import load_workbook

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
    ("/fichiers/profils-recours.xlsx?t=R76&paire=c3-c6", "paire=c3-c6"),
    ("/fichiers/recours-sorties.parquet?t=R76", "volet=sorties"),
    ("/fichiers/comparer-profil.xlsx?t=R76&axe=sexe", "axe=sexe"),
    ("/fichiers/territoires-communes.parquet?t=R94&seuil=10", "seuil=10"),
]
# Of crossed groups: no fingerprint, a choice of the page Données for a view.
CROSSED = [
    ("dim=sexe-age&pas=an&niv=dep&t=R76", "pas=an&amp;dim=sexe-age&amp;du=2017-01&amp;au=2017-12&amp;niv=dep"),
    ("lec=de&ope=ml-ce-apec-reg&dim=nn", "pas=mois&amp;dim=nn&amp;du=2017-01&amp;au=2017-12&amp;lec=de&amp;ope=ml-ce"),
    ("dim=ope-lec&niv=dep&du=2017-03&au=2017-03&qua=sup&t=R94", "pas=mois&amp;dim=ope-lec&amp;du=2017-03"),
]
FORMS = ["csv?dialecte=tableur", "csv?dialecte=recherche", "zip?dialecte=tableur", "xlsx?dialecte=tableur", "parquet?"]


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
    assert view in said and f"v={current.id}" in said


@pytest.mark.parametrize("form_", FORMS)
@pytest.mark.parametrize(("query", "view"), CROSSED)
def test_crossed_groups_are_judged_row_by_row(client, current, query, view, form_):
    status, said = send(client, client.get(f"/fichiers/entrees-croisees.{form_}&{query}").get_data())
    assert status == 200
    for words in ("conforme, ligne à ligne, à sa version", "identiques", "inchangée", "Rien n’a changé"):
        assert words in said
    assert f"/donnees?table=entrees-croisees&amp;{view}" in said and f"v={current.id}" in said


def test_a_crossing_changed_or_cut_by_hand_is_seen(client):
    content = client.get("/fichiers/entrees-croisees.csv?dialecte=recherche&dim=sexe").get_data()
    _, said = send(client, content.replace(b"Guadeloupe", b"Guadeloup\xc3\xa9", 1))
    assert "modifié depuis" in said
    lines = content.split(b"\n")
    count = len(lines) - 2
    assert all(line.split(b",")[0] in (b"2017-01", b"2017-02") for line in lines[1:100])
    _, said = send(client, b"\n".join(lines[:60] + lines[61:]))
    assert "différents" in said and f"1 ligne sur {count - 1} diffère" in said
    _, said = send(client, content.replace(b",F,", b",Z,", 1))
    assert "modifié depuis" in said and "différents" in said
    _, said = send(client, content.replace(b",R76,76,", b",R999,76,"))
    assert "ne se lisent pas" in said


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


SEVERAL = "/fichiers/tableaux.zip?table=acces-serie&table=profils-recours&table=entrees-croisees&pas=an&dim=sexe&t=R76"


@pytest.mark.parametrize("dialect", ["tableur", "recherche"])
def test_an_archive_of_several_tables_is_verified_table_by_table(client, dialect):
    content = client.get(f"{SEVERAL}&dialecte={dialect}").get_data()
    status, said = send(client, content)
    assert status == 200 and "3 des 3 tableaux conformes" in said
    for name in ("acces-serie", "profils-recours", "entrees-croisees"):
        assert f"{name}.csv" in said
    assert said.count("rien n’a changé") == said.count("Rien n’a changé") == said.count("Rouvrir la vue") == 3
    changed = repacked(content, lambda name, text: text.replace("Occitanie", "Occitane") if "recours" in name else text)
    status, said = send(client, changed)
    assert status == 200 and "2 des 3 tableaux conformes" in said
    assert "profils-recours.csv\u00a0: modifié depuis son téléchargement" in said


def test_a_table_of_an_archive_that_is_not_ours_is_refused_alone(client):
    content = client.get(f"{SEVERAL}&dialecte=recherche&table=comparer-ecart").get_data()
    foreign = repacked(content, lambda name, text: "a,b\n1,2\n" if name == "acces-serie.csv" else text)
    status, said = send(client, foreign)
    assert status == 200 and "conformes" in said and "acces-serie.csv\u00a0: refusé" in said and "colonnes" in said
    status, said = send(client, repacked(content, lambda name, text: '"' if name == "acces-serie.csv" else text))
    assert status == 400 and "«\u00a0acces-serie.csv\u00a0» ne se lit pas" in said


def test_an_archive_counts_for_as_many_files_as_it_has_tables(client, duckdb_settings):
    content = client.get(SEVERAL).get_data()
    hurried = client_of(create_app(replace(duckdb_settings, files_per_hour=4)))
    assert [send(hurried, content)[0] for _ in range(2)] == [200, 429]
    slow = client_of(create_app(replace(duckdb_settings, files_per_hour=2)))
    status, said = send(slow, content)
    assert status == 400 and "comptent pour 3 fichiers" in said


def repacked(content, change):
    """An archive whose tables were changed by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return archive(**{name: change(name, packed.read(name).decode()) for name in packed.namelist()})


def written(frame, kind):
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False) if kind == "parquet" else frame.to_excel(buffer, index=False)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["csv", "zip", "xlsx", "parquet"])
def test_a_file_that_was_cut_is_refused(client, kind):
    content = client.get(f"/fichiers/acces-territoires.{kind}?t=R76").get_data()
    for share in (0.3, 0.9, 0.999):
        status, said = send(client, content[: int(len(content) * share)])
        assert status == 400 and ("coupé" in said or "colonnes" in said), (share, said)


def test_a_workbook_saved_again_is_read(client):
    content = client.get("/fichiers/acces-territoires.xlsx?t=R76").get_data()
    book = load_workbook(io.BytesIO(content))
    again = io.BytesIO()
    book.save(again)
    status, said = send(client, again.getvalue())
    assert status == 200 and "conforme à son empreinte" in said
    book["donnees"]["G3"] = 12
    again = io.BytesIO()
    book.save(again)
    _, said = send(client, again.getvalue())
    assert "modifié depuis" in said and "différents" in said


def test_a_table_without_rows_has_nothing_to_verify(client):
    for kind in ("csv", "xlsx", "parquet"):
        empty = client.get(f"/fichiers/comparer-ecart.{kind}?du=2012-01&au=2012-12").get_data()
        assert "aucune ligne" in send(client, empty)[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "colonnes"),
        (b"a;b\r\n1;2\r\n", "colonnes"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"release,permalink,table,checksum\n", "aucune ligne"),
        (b"release,permalink,table,checksum\nx,y\n", "lignes"),
        (b"release,permalink,table,checksum\na,b,c,d\na,b,c,e\n", "plusieurs"),
        (b"release,permalink,table,checksum\na,b,c,d\n", "n’existe plus"),
        (b"release,permalink,table,checksum\na,/?t=R999,acces-serie,d\n", "permalien"),
        (b"release,permalink,table,checksum\na,/?t=R76,acces-serie,d\n", "permalien"),
        (b'release,permalink,table,checksum\n"a,b\n', "bien formé"),
        (b"PK\x03\x04rien", "archive"),
        (archive(), "colonnes"),
        (archive(**{"lisez-moi.txt": "x"}), "archive"),
        (archive(**{f"{n}.csv": "x" for n in range(51)}), "archive"),
        (archive(**{f"{n}.csv": "x\n" * 10_002 for n in range(2)}), "20 000 lignes"),
        (archive(**{"a.csv": "0" * 40_000_001}), "archive"),
        (archive(**{"[Content_Types].xml": "<"}), "classeur est abîmé"),
        (archive(**{"a.csv": "x"})[:60], "coupée"),
        (b"PAR1rienPAR1", "Parquet est abîmé"),
        (written(pd.DataFrame({"a": [1]}), "parquet"), "colonnes"),
        (written(pd.DataFrame({"a": range(20_001)}), "parquet"), "20 000 lignes"),
        (written(pd.DataFrame({"a": [1]}), "xlsx"), "feuille"),
        (b"release,permalink,table,checksum\n" + b"a,b,c,d\n" * 20_001, "20 000 lignes"),
        (b"x" * 5_000_001, "5\u00a0Mo"),
    ],
    # An archive holds the hour it was written at: a name made of it would differ between the workers of pytest-xdist.
    ids=itertools.count(),
)
def test_anything_else_is_refused(client, content, said):
    status, text = send(client, content)
    assert status == 400
    assert said.replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert "<script" not in text


def test_a_request_too_long_or_without_a_file(client):
    assert client.post("/fichiers/retour").status_code == 400
    assert client.get("/fichiers/retour").status_code in (404, 405)
    status, said = send(client, b"x" * 6_000_000)
    assert status == 413 and "dépasse 5" in said


def test_what_a_file_says_is_never_markup(client):
    content = client.get("/fichiers/acces-territoires.csv?dialecte=recherche").get_data()
    _, said = send(client, content.replace(b"Occitanie", b"<script>alert(1)</script>"))
    assert "<script" not in said and "modifi" in said
