"""A release as a folder: the same release again, on either engine, whatever was served meanwhile."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data import queries
from data.engine import Database, open_releases
from filters import Filters
from tests.data.imports.conftest import make
from tests.data.imports.files import SECRET, sample, written

FILES = (
    ("entrees.csv", written(sample(120, seed=11))),
    ("sorties.csv", written([row | {"nature_sortie": "plan", "services": "projet"} for row in sample(30, seed=12)])),
    ("lieux.csv", 'identifiant;nom;operateur;commune\nA1;Toulouse, l\'agence "du" centre;apec;31555\n'),
    ("actifs.csv", "source;millesime;territoire;age;activite;population\nrp;2021;D31;15-64;all;700000,5\n"),
)


@pytest.fixture
def filled(tmp_path, monkeypatch, capsys):
    """Embedded store with a release of entries, then one of every table."""
    desk = make(tmp_path, monkeypatch, capsys)
    first, *others = (desk.write(name, text) for name, text in FILES)
    for paths in ([first], others):
        assert desk.run("import", *paths, "--quiet") == 0, desk.err
    return desk


def test_round_trip_gives_the_same_release(filled, tmp_path, monkeypatch):
    folder = tmp_path / "l'export [1] *"
    assert filled.run("export", folder) == 0 and "confidentielles" in filled.out
    release = filled.current
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "l'autre"))
    assert filled.run("publish", folder, "--quiet") == 0, filled.err
    assert filled.out.strip() == f"Version courante : {release}"
    other = open_releases(replace(filled.settings, data_dir=tmp_path / "l'autre"))
    logs = []
    for releases in (filled.releases, other):
        with duckdb.connect(str(releases.path(release)), read_only=True) as connection:
            logs.append(connection.execute("SELECT * FROM import_log ORDER BY ALL").fetchall())
    assert logs[0] == logs[1] and len(logs[0]) == len(FILES)


def test_from_files_to_server_and_back(filled, tmp_path, monkeypatch, capsys, postgres_url):
    release = filled.current
    assert filled.run("export", tmp_path / "export") == 0
    server = make(tmp_path / "serveur", monkeypatch, capsys, postgres_url)
    assert server.run("publish", tmp_path / "export", "--quiet") == 0, server.err
    assert server.current == release
    assert server.run("export", tmp_path / "retour", "--release", release) == 0, server.err
    with closing(Database(server.releases)) as database:
        answer = queries.area_counts(database.release(), Filters(start="2017-01", end="2017-12"))["count"]
    if len(server.releases.history()) > 1:  # shared with other tests
        assert server.run("rollback") == 0
    make(tmp_path / "fichiers", monkeypatch, capsys)
    assert filled.run("publish", tmp_path / "retour", "--quiet") == 0, filled.err
    assert filled.out.strip() == f"Version courante : {release}"
    with closing(Database(filled.releases)) as database:
        local = queries.area_counts(database.release(), Filters(start="2017-01", end="2017-12"))["count"]
    assert (local == answer).all() and local.max() > 100


def test_an_old_version_comes_back_after_a_rollback(filled, tmp_path):
    newest, older, *_ = filled.releases.history()
    assert filled.run("rollback") == 0
    assert filled.current == older and newest not in filled.releases.history()
    assert filled.run("publish", newest) == 0
    assert filled.releases.history()[:2] == (newest, older)
    assert filled.run("publish", "inconnue") == 1 and "n’existe pas" in filled.err
    assert filled.run("export", tmp_path / "ancien", "--release", older) == 0
    assert filled.run("export", tmp_path / "x", "--release", "inconnue") == 1 and "n’existe pas" in filled.err


def test_another_secret_is_another_release(filled, tmp_path, monkeypatch):
    filled.run("export", tmp_path / "export")
    monkeypatch.setenv("CEP_DISCLOSURE_SECRET", SECRET + ", ni ne devine")
    monkeypatch.setenv("CEP_DATA_DIR", str(tmp_path / "ailleurs"))
    assert filled.run("publish", tmp_path / "export", "--quiet") == 0
    assert filled.current not in filled.out


DAMAGES = {
    "no card": ("version.json", lambda content: None, "dossier exporté"),
    "card of a list": ("version.json", lambda content: b"[]", "dossier exporté"),
    "another schema": ("version.json", lambda content: b'{"schema_version": 1}', "schéma"),
    "cut": ("entries.parquet", lambda content: content[:-50], "incomplet ou abîmé"),
    "holed": ("entries.parquet", lambda content: content[:4] + bytes(len(content) - 1000) + content[-996:], "abîmé"),
    "missing": ("import_log.parquet", lambda content: None, "incomplet ou abîmé"),
    "of sites": ("entries.parquet", lambda content: Path("sites.parquet"), "incomplet ou abîmé"),
}


def test_a_damaged_folder_changes_nothing(filled, tmp_path):
    folder = tmp_path / "export"
    filled.run("export", folder)
    before = filled.releases.history()
    for name, harm, said in DAMAGES.values():
        whole = (folder / name).read_bytes()
        content = harm(whole)
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes((folder / content).read_bytes() if isinstance(content, Path) else content)
        assert filled.run("publish", folder, "--quiet") == 1 and said in filled.err, name
        (folder / name).write_bytes(whole)
    more = "SELECT 'sex' AS dimension, 9 AS position, 'X' AS code, '' AS label"
    duckdb.sql(more).write_parquet(str(folder / "nomenclature.parquet"))
    assert filled.run("publish", folder, "--quiet") == 1 and "plus récente" in filled.err
    assert filled.releases.history() == before
