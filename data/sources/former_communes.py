"""Anciennes communes: the codes that the Code officiel géographique has dropped, with the commune that they joined.

`python -m data.sources.former_communes [--package PATH]` writes `data/contract/former_communes.csv` and its manifest.
`geo/successors.csv` knows the delegated and associated communes, which still have a part of a commune to their name;
this table has the others, merged without a trace.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from data.contract.places import FORMER_COMMUNES, communes, listed_parts

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
PACKAGE_SHA256 = "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
_MEMBER = "package/data/communes.json"
_TODAY = "commune-actuelle"


class PackageError(Exception):
    """Paquet amont absent ou différent de celui attendu. The message is in French."""


def fetch(folder: Path) -> Path:
    """Télécharger le paquet: its path inside `folder`; npm decides where it comes from. Raises PackageError."""
    command = ["npm", "pack", PACKAGE, "--silent"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)  # noqa: S603  (fixed, no shell)
    found = sorted(folder.glob("*.tgz"))
    if done.returncode or not found:
        raise PackageError(f"Le téléchargement de {PACKAGE} a échoué ; indiquez le fichier avec --package.")
    return found[0]


def parse(package: bytes) -> list[dict[str, Any]]:
    """Communes of the package, as it has them. Raises PackageError when the bytes are not the expected package."""
    if sha256(package).hexdigest() != PACKAGE_SHA256:
        raise PackageError(f"Ce fichier n’est pas celui de {PACKAGE} (empreinte différente).")
    with tarfile.open(fileobj=BytesIO(package)) as archive:
        member = archive.extractfile(_MEMBER)
        assert member
        found: list[dict[str, Any]] = json.load(member)
    return found


def former_communes(rows: list[dict[str, Any]], alive: set[str], parts: set[str]) -> dict[str, str]:
    """Ancien code → commune d’aujourd’hui, in order of code: none that is `alive` or one of the `parts` of a commune.

    A code whose land went to several communes has no successor and is left out; so is one of another department than
    its successor: most are of before 1968, and somebody who writes 75004 today means a postal code of Paris.
    """
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["type"] == _TODAY and row["code"] in alive:
            for code in row.get("anciensCodes", ()):
                found.setdefault(code, set()).add(row["code"])
    sole = {code: next(iter(codes)) for code, codes in sorted(found.items()) if len(codes) == 1}
    return {
        code: commune
        for code, commune in sole.items()
        if code not in alive | parts and _department(code) == _department(commune)
    }


def _department(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def build(package: bytes, retrieved: str) -> None:
    """Tout réécrire from the bytes of the package, `retrieved` being the day it was taken (ISO)."""
    found = former_communes(parse(package), set(communes().index), set(listed_parts()))
    with FORMER_COMMUNES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("code", "successor"), *found.items()])
    manifest = {
        "title": "Communes disparues du Code officiel géographique, avec la commune qui les a reprises",
        "producer": "Insee (Code officiel géographique, mouvements de communes depuis 1943)",
        "vintage": "communes au 1er janvier 2025",
        "licence": "Licence Ouverte 2.0",
        "source": f"champ anciensCodes du fichier communes.json du paquet {PACKAGE} (index des paquets npm)",
        "source_sha256": PACKAGE_SHA256,
        "retrieved": retrieved,
        "notes": [
            "Sans les communes déléguées, associées et les arrondissements, qui sont dans geo/successors.csv.",
            "Sans les codes dont le territoire a été partagé entre plusieurs communes, ni ceux d’un autre département.",
        ],
        "rows": len(found),
        "sha256": sha256(FORMER_COMMUNES.read_bytes()).hexdigest(),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    FORMER_COMMUNES.with_suffix(".json").write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Commande: rebuild from the package at --package, or from the one npm downloads."""
    parser = argparse.ArgumentParser(prog="python -m data.sources.former_communes", description="Anciennes communes")
    parser.add_argument("--package", type=Path, help=f"fichier tgz de {PACKAGE} déjà téléchargé")
    package = parser.parse_args(arguments).package
    with tempfile.TemporaryDirectory() as folder:
        path = package or fetch(Path(folder))
        build(path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat())


if __name__ == "__main__":
    main()
