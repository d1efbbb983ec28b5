"""Former communes: the table shipped, what it is made from, and how the import reads it."""

import csv
import io
import json
import tarfile
from hashlib import sha256

import pytest

from data.contract import places
from data.sources import former_communes

COMMUNES = [
    {"code": "71566", "type": "commune-actuelle", "anciensCodes": ["71131", "71999", "71001", "39001"]},
    {"code": "71001", "type": "commune-actuelle"},
    {"code": "71002", "type": "commune-actuelle", "anciensCodes": ["71999", "71003"]},
    {"code": "71003", "type": "commune-deleguee", "anciensCodes": ["71004"]},
    {"code": "98801", "type": "commune-actuelle", "anciensCodes": ["98800"]},
]


def package(rows):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        text = json.dumps(rows).encode()
        member = tarfile.TarInfo("package/data/communes.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    return buffer.getvalue()


def test_what_is_alive_shared_elsewhere_or_a_part_is_left_out():
    found = former_communes.former_communes(COMMUNES, alive={"71566", "71001", "71002"}, parts={"71003"})
    assert found == {"71131": "71566"}


def test_the_files_are_written_from_the_package(monkeypatch, tmp_path):
    content = package([{"code": "31555", "type": "commune-actuelle", "anciensCodes": ["31999"]}])
    monkeypatch.setattr(former_communes, "FORMER_COMMUNES", tmp_path / "anciennes.csv")
    with pytest.raises(former_communes.PackageError, match="empreinte différente"):
        former_communes.build(content, "2026-01-01")
    monkeypatch.setattr(former_communes, "PACKAGE_SHA256", sha256(content).hexdigest())
    path = tmp_path / "paquet.tgz"
    path.write_bytes(content)
    former_communes.main(["--package", str(path)])
    assert (tmp_path / "anciennes.csv").read_text() == "code,successor\n31999,31555\n"
    manifest = json.loads((tmp_path / "anciennes.json").read_text())
    assert manifest["rows"] == 1 and manifest["source_sha256"] == sha256(content).hexdigest()


def test_the_manifest_vouches_for_the_table_shipped():
    manifest = json.loads(places.FORMER_COMMUNES.with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == sha256(places.FORMER_COMMUNES.read_bytes()).hexdigest()
    assert manifest["source_sha256"] == former_communes.PACKAGE_SHA256
    with places.FORMER_COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == manifest["rows"] > 1_000
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert not set(codes) & (set(places.communes().index) | set(places.listed_parts()))
    assert {row["successor"] for row in rows} <= set(places.communes().index)


@pytest.mark.parametrize(
    ("code", "successor"),
    [("71131", "71566"), ("72287", "72155"), ("25297", "25364"), ("02311", "02589"), ("42072", "42217")],
)
def test_a_commune_merged_without_a_trace_reads_as_its_successor(code, successor):
    assert places.read_commune(code) == places.read_territory(code).removeprefix("C") == successor


@pytest.mark.parametrize("code", ["75004", "78500", "20000"])
def test_a_postal_code_is_no_commune_of_before_1968(code):
    assert places.read_commune(code) is None


def test_the_geography_in_place_decides(monkeypatch):
    monkeypatch.setattr(places, "listed_parts", lambda: {"71131": "71001"})
    places.successors.cache_clear()
    assert places.read_commune("71131") == "71001"
    places.successors.cache_clear()
