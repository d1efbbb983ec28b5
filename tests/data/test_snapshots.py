"""The shipped tables: whole, described, small, and checks that see every kind of damage."""

import json
import re
import shutil
from dataclasses import astuple
from datetime import date
from hashlib import sha256

import pytest

from data.population import check_snapshots, load_population
from data.snapshots import FOLDER, NAMES, SnapshotError, load_manifests, read_rows


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "snapshots"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def rewrite(folder, name, old, new, *, sign=True):
    """Replace text once in a table; `sign` brings the manifest into agreement, so that only content checks speak."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if sign:
        manifest = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        manifest |= {"sha256": sha256(path.read_bytes()).hexdigest(), "row_count": len(read_rows(name, folder))}
        (folder / f"{name}.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_the_shipped_snapshots_hold():
    assert check_snapshots() == []


def test_every_file_is_a_known_snapshot_and_small():
    tables = {path.stem: path.stat().st_size for path in FOLDER.glob("*.csv")}
    assert set(tables) == {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)
    assert max(tables.values()) < 130_000


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_describes_its_file(name):
    manifest = load_manifests()[name]
    content = (FOLDER / f"{name}.csv").read_bytes()
    assert manifest.name == name
    assert manifest.sha256 == sha256(content).hexdigest()
    assert manifest.row_count == len(read_rows(name))
    assert all(astuple(manifest)) and date.fromisoformat(manifest.retrieved) == date(2026, 11, 23)
    shown = [manifest.title, manifest.dataset, manifest.definition, manifest.scope, *manifest.notes]
    assert [text for text in shown if re.search(r"[ \w][;?!%‰]| :|« | »|\d \d{3}|'", text)] == []


def test_row_counts_of_the_compiled_tables():
    counts = {name: manifest.row_count for name, manifest in load_manifests().items()}
    assert counts == {
        "rp2018_regions": 17,
        "rp2018_departments": 100,
        "rp2021_regions": 17,
        "rp2021_departments": 100,
        "lfs2016_region_sex_diploma": 569,
        "csp2011_25_54_regions": 204,
        "csp2014_25_54_regions": 156,
        "unemployment_rates": 627,
        "national_ages_2016": 4,
        "published_figures": 316,
    }


def test_codes_stay_text():
    assert read_rows("rp2018_regions")[0]["region"] == "01"
    assert {"01", "2A", "974"} <= {row["department"] for row in read_rows("rp2018_departments")}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("rp2018_regions", "2616597,383154,2233443", "2616598,383154,2233443", "actifs − chômeurs"),
        ("rp2018_regions", "2616597,383154,2233443", "2616598,383154,2233444", "la région 76"),
        ("rp2021_departments", "2021,01,Ain", "2021,02,Ain", "99 départements"),
        ("rp2021_departments", "410987,323338,29109,294229", "320000,323338,29109,294229", "plus grand que"),
        ("rp2018_regions", "2018,01,Guadeloupe", "2018,02,Guadeloupe", "16 régions"),
        ("rp2018_regions", "2018,01,", "2021,01,", "millésime"),
        ("lfs2016_region_sex_diploma", "F,15+,T,14282.2", "F,15+,T,14382.2", "F + M ≠ T (FR, 15+, T)"),
        ("lfs2016_region_sex_diploma", "F,15+,T,14282.2", "F,15+,T,14382.2", "régions n’est pas la France"),
        ("lfs2016_region_sex_diploma", "T,15+,ed5-8,11171.6", "T,15+,ed5-8,11181.6", "somme des diplômes"),
        ("lfs2016_region_sex_diploma", "25-64,ed0-2,22.5", "25-64,ed0-2,", "aucune case vide"),
        ("csp2014_25_54_regions", "c6,", "c5,", "six catégories"),
        ("csp2014_25_54_regions", "c6,", "c5,", "en double"),
        ("csp2011_25_54_regions", ",2083", ",0", "effectif nul"),
        ("unemployment_rates", ",10.3,", ",103,", "hors de 0-100"),
        ("unemployment_rates", "2014,FR", "2015,FR", "en double"),
        ("national_ages_2016", "15-24,9", "15-24,8", "ne font pas 100"),
        ("published_figures", ",52,%,", ",52,,", "une unité"),
        ("published_figures", "indicator,definition", "quote,definition", "forme attendue|sans citation"),
        ("published_figures", ",52,%,", ",environ 52,%,", "forme attendue"),
    ],
)
def test_a_wrong_number_is_seen(folder, name, old, new, message):
    rewrite(folder, name, old, new)
    problems = check_snapshots(folder)
    assert any(re.search(message if "|" in message else re.escape(message), problem) for problem in problems), problems


def test_an_edited_file_is_seen(folder):
    rewrite(folder, "national_ages_2016", "2016,15-24,9\n", "", sign=False)
    problems = check_snapshots(folder)
    assert any("sha256" in problem for problem in problems)
    assert any("3 lignes au lieu de 4" in problem for problem in problems)


def test_a_manifest_under_another_name_is_seen(folder):
    shutil.copy(folder / "rp2018_regions.json", folder / "rp2021_regions.json")
    assert any("porte le nom" in problem for problem in check_snapshots(folder))


def test_a_missing_file_is_named_in_french(folder):
    (folder / "rp2018_regions.csv").unlink()
    assert check_snapshots(folder)[0].startswith("Le fichier rp2018_regions.csv manque")
    with pytest.raises(SnapshotError, match="restaurez le fichier livré"):
        load_population(folder)


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "rp2018_regions", "notes": []}', '{"name": 1}'])
def test_an_unreadable_manifest_is_named_in_french(folder, content):
    (folder / "rp2018_regions.json").write_text(content, encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"rp2018_regions\.json est illisible"):
        load_manifests(folder)


def test_a_ragged_table_is_refused(folder):
    rewrite(folder, "rp2018_regions", "2018,01,Guadeloupe,", "2018,01,", sign=False)
    with pytest.raises(SnapshotError, match="longueurs différentes"):
        read_rows("rp2018_regions", folder)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_an_empty_or_foreign_table_is_refused(folder, content):
    (folder / "rp2018_regions.csv").write_bytes(content)
    with pytest.raises(SnapshotError, match="vide ou illisible"):
        load_population(folder)


def test_a_cell_that_is_not_a_number_is_refused_in_french(folder):
    rewrite(folder, "rp2018_regions", "2616597", "2 616 597")
    with pytest.raises(SnapshotError, match="forme attendue"):
        load_population(folder)
