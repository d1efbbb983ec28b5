"""Relevés gardés: what was fetched, as a plain CSV and its manifest, replaced together or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd

from data.snapshots import Manifest
from settings import Settings


def fetched_folder(settings: Settings) -> Path:
    """Dossier des relevés, beside the releases; not created."""
    return settings.data_dir / "fetched"


def keep(table: pd.DataFrame, manifest: Manifest, folder: Path) -> Path:
    """Remplacer le relevé `manifest.name` de `folder`: the path of its CSV (UTF-8, comma).

    `sha256` and `row_count` of the manifest are filled here. Both files are whole on the disk before either is
    renamed; a stop between the two renames is seen by the manifest's sha256. Raises OSError, the old files kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = table.to_csv(index=False, lineterminator="\n").encode()
    full = replace(manifest, sha256=sha256(content).hexdigest(), row_count=len(table))
    sheet = json.dumps(asdict(full), ensure_ascii=False, indent=2) + "\n"
    path = folder / f"{manifest.name}.csv"
    staged = {_temporary(final): final for final in (path, path.with_suffix(".json"))}
    try:
        for temporary, part in zip(staged, (content, sheet.encode()), strict=True):
            with temporary.open("wb") as file:
                file.write(part)
                file.flush()
                os.fsync(file.fileno())
        for temporary, final in staged.items():
            temporary.replace(final)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)
    return path


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")
