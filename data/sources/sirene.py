"""Sirene: an operator's establishments, open or closed since the service exists, as sites.

`fetch` asks pyinsee in an isolated process; `parse` is pure. Insee's key is the one of a free account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.sources.fetching import Deadline, FetchError, probe
from data.sources.isolation import Step, run
from data.sources.sites import COLUMNS, lambert_to_degrees

API = "https://api.insee.fr/api-sirene/3.11/"
KEY_VARIABLE = "CEP_SIRENE_KEY"
_FIRST_DAY = "2015-01-01"
_WITHHELD = "[ND]"  # written by Sirene in place of what an establishment does not publish
_FIELDS = ("denominationUsuelleEtablissement", "enseigne1Etablissement")


def fetch(sirens: Iterable[str], key: str, folder: Path, deadline: Deadline, step: Step) -> list[dict[str, Any]]:
    """Demander les établissements de chaque SIREN, as Sirene describes them. Raises FetchError.

    `folder` is the child's own: its log, and what pyinsee writes. The key passes by the environment, which a list of
    the machine's processes does not show.
    """
    wrong = [siren for siren in sirens if not _is_siren(siren)]
    if wrong:
        raise FetchError(f"Ce n’est pas un SIREN (neuf chiffres, clé comprise) : {', '.join(wrong)}.")
    if not key:
        raise FetchError(f"Il faut la clé de l’API Sirene dans {KEY_VARIABLE} (compte gratuit : portail-api.insee.fr).")
    probe(API)
    blank = folder / "pyinsee.env"
    blank.touch()
    request = {"siren": list(sirens), "seconds": deadline.remaining()}
    environment = {
        "PYINSEE_ENV_FILE_PATH": str(blank),
        "DATA_DIR": str(folder),
        "API_KEY": key,
        "CLIENT_KEY": "",
        "CLIENT_SECRET": "",
        "INSEE_DATA_URL": API,
    }
    found: list[dict[str, Any]] = run("data.sources.sirene_process", request, folder, deadline, step, **environment)
    return found


def parse(establishments: Iterable[Mapping[str, Any]], operator: str) -> pd.DataFrame:
    """Conformer: one site an establishment, `COLUMNS` of the sites; those closed before the service are left out.

    `lat` and `lon` (degrees) from Sirene's own coordinates, empty where it has none. Raises FetchError.
    """
    try:
        rows = [_site(establishment, operator) for establishment in establishments]
    except (KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__} : {error}"
        raise FetchError(f"La réponse de Sirene n’a pas la forme attendue ({reason}).") from None
    table = pd.DataFrame(rows, columns=[*COLUMNS, "x", "y"])
    table["lon"], table["lat"] = lambert_to_degrees(table["x"], table["y"], table["commune"])
    table = table[(table["closed"] == "") | (table["closed"] >= _FIRST_DAY)]
    return table[list(COLUMNS)].sort_values("site", ignore_index=True)


def _site(establishment: Mapping[str, Any], operator: str) -> dict[str, Any]:
    address = establishment["adresseEtablissement"]
    current = next(p for p in (*establishment["periodesEtablissement"], {}) if not p.get("dateFin"))
    open_now = current["etatAdministratifEtablissement"] == "A"
    names = [*(current.get(f) for f in _FIELDS), establishment["uniteLegale"].get("denominationUniteLegale")]
    return {
        "site": establishment["siret"],
        "operator": operator,
        "name": next((n for n in names if n and n != _WITHHELD), establishment["siret"]),
        "site_kind": "permanent",
        "commune": _published(address.get("codeCommuneEtablissement")),
        "opened": _published(establishment.get("dateCreationEtablissement")),
        "closed": "" if open_now else current["dateDebut"],
        "postal_code": _published(address.get("codePostalEtablissement")),
        "x": _published(address.get("coordonneeLambertAbscisseEtablissement")),
        "y": _published(address.get("coordonneeLambertOrdonneeEtablissement")),
    }


def _published(value: str | None) -> str:
    return "" if value in (None, _WITHHELD) else str(value)


def _is_siren(text: str) -> bool:
    """Neuf chiffres, and Luhn's key."""
    if len(text) != 9 or not text.isdigit():
        return False
    doubled = [int(c) * (2 if i % 2 else 1) for i, c in enumerate(text)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
