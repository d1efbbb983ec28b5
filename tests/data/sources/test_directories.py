"""Public directories: both publications of the DILA's, the BPE, archives, checks, downloads, refusals."""

import bz2
import gzip
import io
import json
import tarfile
import zipfile

import pandas as pd
import pytest

from data.contract.reading import judge
from data.contract.tables import SITES
from data.sources import archives, directories, fetching, sites
from data.sources.fetching import FetchError
from tests.data.sources.conftest import Answer

HOURS = {
    "nom_jour_debut": "Lundi",
    "nom_jour_fin": "Vendredi",
    "valeur_heure_debut_1": "08:30:00",
    "valeur_heure_fin_1": "12:30:00",
    "valeur_heure_debut_2": "13:30:00",
    "valeur_heure_fin_2": "17:00:00",
    "commentaire": "",
}


def service(number, kind="mission_locale", **more):
    return {
        "id": f"0000-{number}",
        "nom": f"Mission locale  de Toulouse {number}",
        "pivot": [{"type_service_local": kind, "code_insee_commune": ["31555", "31149"]}],
        "adresse": [
            {"type_adresse": "Adresse postale", "code_postal": "31999"},
            {
                "type_adresse": "Adresse",
                "code_postal": "31000",
                "latitude": "43.6045",
                "longitude": "1.444",
                "accessibilite": "ACC",
            },
        ],
        "plage_ouverture": [HOURS],
        "code_insee_commune": "31555",
        **more,
    }


def dila(*records, shape=lambda r: {"service": r}):
    return directories.parse_dila(io.BufferedReader(io.BytesIO(json.dumps(shape(list(records))).encode())))


def test_a_service_of_the_directory_becomes_a_site():
    (row,) = dila(service(1), service(2, "mairie")).to_dict("records")
    assert row["site"] == "0000-1" and row["operator"] == "missions_locales"
    assert row["name"] == "Mission locale de Toulouse 1" and row["site_kind"] == "permanent"
    assert (row["commune"], row["postal_code"], row["lat"], row["lon"]) == ("31555", "31000", 43.6045, 1.444)
    assert row["weekly_hours"] == 5 * 7.5 and row["accessible"] == "o"


def test_both_publications_read_alike():
    nested = ("pivot", "adresse", "plage_ouverture")
    flat = [{k: json.dumps(v) if k in nested else v for k, v in service(1).items()}]
    assert dila(*flat, shape=lambda r: r).equals(dila(service(1)))
    assert dila(*flat, shape=lambda r: {"results": r}).equals(dila(service(1)))


@pytest.mark.parametrize(
    ("change", "hours"),
    [
        ({"commentaire": "un mardi sur deux"}, None),
        ({"nom_jour_fin": "Lundi", "valeur_heure_debut_2": "", "valeur_heure_fin_2": ""}, 4.0),
        ({"valeur_heure_fin_1": "08:00:00"}, None),
        ({"nom_jour_debut": "Samedi", "nom_jour_fin": "Lundi"}, None),
        ({"valeur_heure_debut_1": "", "valeur_heure_debut_2": ""}, None),
    ],
)
def test_hours_are_kept_only_when_they_are_plain(change, hours):
    assert directories._weekly_hours([HOURS | change]) == hours


def test_a_doubtful_commune_stays_empty_and_a_permanence_is_a_session():
    (row,) = dila(service(1, code_insee_commune="", nom="Permanence de Muret")).to_dict("records")
    assert row["commune"] == "" and row["site_kind"] == "outreach"


def test_unknown_types_are_named():
    with pytest.raises(FetchError, match=r"mairie.*site_types\.csv"):
        dila(service(1, "mairie"))


BPE = (
    "AN;DEPCOM;TYPEQU;LAMBERT_X;LAMBERT_Y;QUALITE_XY\n"
    "2020;31555;A122;574357.82;6279642.97;Bonne\n"
    "2020;31555;B101;574357.82;6279642.97;Bonne\n"
    "2020;31555;A122;575357.82;6279642.97;Bonne\n"
    "2020;97411;A122;338854;7690961;Bonne\n"
)


def bpe(text):
    return directories.parse_bpe(io.BufferedReader(io.BytesIO(text.encode())))


def test_agencies_of_the_bpe_become_sites(tmp_path):
    table = bpe(BPE)
    assert table["site"].tolist() == ["BPE-A122-31555-1", "BPE-A122-31555-2", "BPE-A122-97411-1"]
    assert set(table["operator"]) == {"france_travail"}
    assert table["lat"].tolist() == pytest.approx([43.604, 43.604, -20.88], abs=0.01)
    rows = pd.read_csv(io.StringIO(BPE), sep=";", dtype=str)
    rows.to_parquet(tmp_path / "bpe.parquet")
    assert directories.read("bpe", tmp_path / "bpe.parquet").equals(table)
    degrees = "DEPCOM,TYPEQU,LONGITUDE,LATITUDE,NOMRS\n31555,A122,1.444,43.604,AGENCE A\n"
    assert bpe(degrees)[["name", "lat", "lon"]].values.tolist() == [["AGENCE A", 43.604, 1.444]]


def test_every_text_written_passes_the_contract():
    for table in (dila(service(1)), bpe(BPE)):
        texts = table.astype(object).where(table.notna(), "").astype(str)
        for field in SITES.fields:
            assert judge(field, list(texts[field.name])).failures == {}, field.name


def test_a_table_that_is_not_the_bpe_is_refused(tmp_path):
    with pytest.raises(FetchError, match="Ce n’est pas la BPE"):
        bpe("a;b\n1;2\n")
    with pytest.raises(FetchError, match="Aucun équipement"):
        bpe(BPE.replace("A122", "A101"))
    (tmp_path / "faux.parquet").write_bytes(b"PAR1 rien")
    with pytest.raises(FetchError, match="Parquet"):
        directories.read("bpe", tmp_path / "faux.parquet")


def packed(kind, content):
    target = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("lisez-moi.txt", "x" * 10**6)
            archive.writestr("data.json", content)
    elif kind == "tar.bz2":
        with tarfile.open(fileobj=target, mode="w:bz2") as archive:
            entry = tarfile.TarInfo("dossier/data.json")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    else:
        return {"gz": gzip.compress, "bz2": bz2.compress, "json": bytes}[kind](content)
    return target.getvalue()


CONTENT = json.dumps({"service": [service(n) for n in range(40)]}).encode()
KINDS = ("json", "gz", "bz2", "zip", "tar.bz2")


@pytest.mark.parametrize("kind", KINDS)
def test_compressed_or_not_the_content_is_the_same(tmp_path, kind):
    path = tmp_path / f"annuaire.{kind}"
    path.write_bytes(packed(kind, CONTENT))
    assert len(directories.read("dila", path)) == 40


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_refused_in_french(tmp_path, fetch, kind):
    path = tmp_path / f"annuaire.{kind}"
    content = packed(kind, CONTENT)
    path.write_bytes(content[: len(content) // 2])
    code, _, err = fetch("sites", "dila", path)
    assert code == 1 and "Rien n’a été remplacé" in err and "Traceback" not in err


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LIMIT", 10_000)
    path = tmp_path / "bombe.gz"
    path.write_bytes(gzip.compress(b" " * 10**6))
    with pytest.raises(FetchError, match="décompressé dépasse"):
        directories.read("dila", path)


def test_fetch_from_an_address_insists_and_keeps(serve, fetch, settings, monkeypatch):
    monkeypatch.setattr(fetching.time, "sleep", lambda _: None)
    asked = []

    def answer(path, query, headers):
        asked.append(path)
        return {2: Answer(b"", 503), 3: Answer(CONTENT, cut=50)}.get(len(asked), Answer(CONTENT))

    code, out, err = fetch("sites", "dila", serve(answer) + "/annuaire.json?version=1")
    assert (code, err) == (0, "") and len(asked) == 4
    assert len(pd.read_csv(settings.data_dir / "fetched" / "sites_dila.csv")) == 40
    assert "python -m data import" in out


def test_an_endless_download_is_refused(serve, fetch, monkeypatch):
    monkeypatch.setattr(archives, "LIMIT", 1000)
    code, _, err = fetch("sites", "dila", serve(lambda *_: Answer(CONTENT)) + "/annuaire.json")
    assert code == 1 and "dépasse" in err


def test_a_cut_network_and_a_missing_file_are_said(fetch, no_network, tmp_path):
    assert "Réseau coupé" in fetch("sites", "dila", no_network + "/annuaire.json")[2]
    code, _, err = fetch("sites", "bpe", tmp_path / "absent.csv")
    assert code == 1 and "absent.csv" in err and "Rien n’a été remplacé" in err


def test_an_operator_that_loses_half_its_places_keeps_the_old_list(fetch, tmp_path, settings):
    path = tmp_path / "annuaire.json"
    path.write_bytes(CONTENT)
    assert fetch("sites", "dila", path)[0] == 0
    kept = settings.data_dir / "fetched" / "sites_dila.csv"
    before = kept.read_bytes()
    path.write_text(json.dumps({"service": [service(n) for n in range(10)]}))
    code, _, err = fetch("sites", "dila", path)
    assert code == 1 and "10 lieux au lieu de 40" in err
    assert kept.read_bytes() == before


def test_damaged_lists_are_seen():
    table = dila(*(service(n) for n in range(5)))
    assert sites.check(table, None) == []
    assert "en double" in sites.check(pd.concat([table, table]), None)[0]
    assert "ni commune ni coordonnées" in sites.check(table.assign(commune="", lat=float("nan")), None)[0]
    assert "communes inconnues" in sites.check(table.assign(commune="99999"), None)[0]
    assert "Aucun lieu" in sites.check(table.iloc[:0], None)[0]


ODD = ("[1, 2]", '{"service": [{"pivot": "x"}]}', '{"service": 3}', "null", "[]", '[{"pivot": [3]}]')


@pytest.mark.parametrize("content", ODD)
def test_whatever_the_json_no_stack_trace(fetch, tmp_path, content):
    path = tmp_path / "annuaire.json"
    path.write_text(content)
    code, _, err = fetch("sites", "dila", path)
    assert code == 1 and "Rien n’a été remplacé" in err and "Traceback" not in err
