"""Sirene by pyinsee in its process: pages, keys, retries, nothing left behind, conforming, refusals."""

import copy
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from data.contract.reading import judge
from data.contract.tables import SITES
from data.sources import sirene, sites
from data.sources.fetching import FetchError
from tests.data.sources.conftest import Answer

SIREN = "732829320"  # the documentation's example: its key is right
TOULOUSE = {
    "siret": "73282932000074",
    "dateCreationEtablissement": "2012-05-01",
    "uniteLegale": {"denominationUniteLegale": "OPÉRATEUR D’ESSAI"},
    "adresseEtablissement": {
        "codePostalEtablissement": "31000",
        "codeCommuneEtablissement": "31555",
        "coordonneeLambertAbscisseEtablissement": "574357.82",
        "coordonneeLambertOrdonneeEtablissement": "6279642.97",
    },
    "periodesEtablissement": [
        {
            "dateFin": None,
            "dateDebut": "2020-01-01",
            "etatAdministratifEtablissement": "A",
            "enseigne1Etablissement": "AGENCE DU CAPITOLE",
            "denominationUsuelleEtablissement": None,
        },
        {"dateFin": "2019-12-31", "dateDebut": "2012-05-01", "etatAdministratifEtablissement": "F"},
    ],
}


def establishment(number, **period):
    found = copy.deepcopy(TOULOUSE)
    found["siret"] = f"{SIREN}{number:05}"
    found["periodesEtablissement"][0] |= period
    return found


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv(sirene.KEY_VARIABLE, "cle-d-essai")


def test_an_establishment_becomes_a_site():
    (row,) = sirene.parse([TOULOUSE], "apec").to_dict("records")
    assert row["site"] == "73282932000074" and row["operator"] == "apec" and row["name"] == "AGENCE DU CAPITOLE"
    assert (row["commune"], row["postal_code"], row["opened"], row["closed"]) == ("31555", "31000", "2012-05-01", "")
    assert (row["lat"], row["lon"]) == (pytest.approx(43.604, abs=0.002), pytest.approx(1.444, abs=0.002))


def test_overseas_coordinates_are_in_their_own_zone():
    lon, lat = sites.lambert_to_degrees(
        pd.Series(["338854.0", "", "1"]), pd.Series(["7690961.0", "2", ""]), pd.Series(["97411", "31555", "31555"])
    )
    assert (lat[0], lon[0]) == (pytest.approx(-20.88, abs=0.01), pytest.approx(55.45, abs=0.01)), "Saint-Denis"
    assert lat[1:].isna().all() and lon[1:].isna().all()


def test_closed_since_the_service_exists_is_kept_with_its_date_and_before_is_not():
    rows = sirene.parse(
        [
            establishment(1, etatAdministratifEtablissement="F", dateDebut="2018-03-01"),
            establishment(2, etatAdministratifEtablissement="F", dateDebut="2014-12-31"),
        ],
        "apec",
    )
    assert rows["closed"].tolist() == ["2018-03-01"]


def test_what_an_establishment_withholds_stays_empty():
    secret = establishment(3, enseigne1Etablissement="[ND]")
    secret["adresseEtablissement"] = dict.fromkeys(secret["adresseEtablissement"], "[ND]")
    (row,) = sirene.parse([secret], "apec").to_dict("records")
    assert row["name"] == "OPÉRATEUR D’ESSAI" and row["commune"] == "" and pd.isna(row["lat"])


def test_every_text_written_passes_the_contract():
    table = sirene.parse([TOULOUSE], "apec").astype(object)
    texts = table.where(table.notna(), "").astype(str)
    for field in SITES.fields:
        assert judge(field, list(texts[field.name])).failures == {}
    assert {f.name for f in SITES.fields} == set(sites.COLUMNS)


def test_fetch_follows_the_pages_with_the_key_and_leaves_nothing(serve, fetch, monkeypatch, settings, key):
    asked, before = [], set(Path.cwd().iterdir())

    def answer(path, query, headers):
        if not path.endswith("/siret"):
            return Answer(b"")
        asked.append((query, headers["X-INSEE-Api-Key-Integration"]))
        rows = [establishment(n) for n in ((1, 2) if query["curseur"] == "*" else (3,))]
        # The last page gives the cursor it was asked for.
        return Answer({"header": {"curseurSuivant": "suite"}, "etablissements": rows}, cut=20 if len(asked) == 1 else 0)

    monkeypatch.setattr(sirene, "API", serve(answer) + "/")
    code, out, err = fetch("sites", "sirene", "--siren", SIREN, "--operator", "apec")
    assert (code, err) == (0, "")
    assert [query["curseur"] for query, _ in asked] == ["*", "*", "suite"]
    assert {k for _, k in asked} == {os.environ[sirene.KEY_VARIABLE]} and asked[0][0]["q"] == f"siren:{SIREN}"
    path = settings.data_dir / "fetched" / "sites_sirene_apec.csv"
    assert len(pd.read_csv(path)) == 3 and str(path) in out
    sheet = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert sheet["row_count"] == 3 and SIREN in sheet["dataset"]
    assert os.environ[sirene.KEY_VARIABLE] not in path.read_text(encoding="utf-8") + json.dumps(sheet)
    assert set(Path.cwd().iterdir()) == before


@pytest.mark.parametrize(("status", "message"), [(401, "refuse la clé"), (404, "aucun établissement")])
def test_a_refusal_is_explained_and_replaces_nothing(serve, fetch, monkeypatch, settings, key, status, message):
    folder = settings.data_dir / "fetched"
    folder.mkdir(parents=True)
    (folder / "sites_sirene_apec.csv").write_bytes(b"avant\n")
    monkeypatch.setattr(sirene, "API", serve(lambda *_: Answer({"header": {}}, status)) + "/")
    code, _, err = fetch("sites", "sirene", "--siren", SIREN, "--operator", "apec")
    assert code == 1 and message in err and "Traceback" not in err
    assert [f.read_bytes() for f in folder.iterdir()] == [b"avant\n"]


def test_a_wrong_siren_a_missing_key_and_a_cut_network_are_said_before_anything(fetch, monkeypatch, no_network):
    monkeypatch.delenv(sirene.KEY_VARIABLE, raising=False)
    monkeypatch.setattr(sirene, "API", no_network + "/")
    assert "pas un SIREN" in fetch("sites", "sirene", "--siren", "732829321", "--operator", "apec")[2]
    assert sirene.KEY_VARIABLE in fetch("sites", "sirene", "--siren", SIREN, "--operator", "apec")[2]
    monkeypatch.setenv(sirene.KEY_VARIABLE, "x")
    code, _, err = fetch("sites", "sirene", "--siren", SIREN, "--operator", "apec")
    assert code == 1 and "Réseau coupé" in err


def test_another_shape_is_refused():
    with pytest.raises(FetchError, match="forme attendue"):
        sirene.parse([{"siret": "1"}], "apec")
