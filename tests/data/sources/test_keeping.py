"""What was fetched is kept with its manifest, or the former files stay byte for byte."""

import json
import os
from hashlib import sha256

import pandas as pd
import pytest

from data.snapshots import Manifest
from data.sources import keeping, sheets


@pytest.fixture
def sheet():
    return sheets.directory_sheet("bpe", "bpe.csv")


def test_the_manifest_has_the_fields_of_the_shipped_ones(sheet, tmp_path):
    path = keeping.keep(pd.DataFrame({"site": ["1"], "lat": [float("nan")]}), sheet, tmp_path / "new")
    assert path.read_text(encoding="utf-8") == "site,lat\n1,\n"
    found = Manifest(**json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    assert (found.name, found.row_count) == ("sites_bpe", 1)
    assert found.sha256 == sha256(path.read_bytes()).hexdigest()
    assert all(getattr(found, name) for name in ("title", "producer", "dataset", "definition", "licence", "retrieved"))


@pytest.mark.parametrize("failing", [1, 2])
def test_a_full_disk_leaves_both_former_files(sheet, tmp_path, monkeypatch, failing):
    keeping.keep(pd.DataFrame({"site": ["avant"]}), sheet, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    calls = []

    def full(_):
        calls.append(1)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        keeping.keep(pd.DataFrame({"site": ["après"]}), sheet, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
