"""Fiches des relevés: the manifest written beside what was fetched, `sha256` and `row_count` left to `keeping`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pandas as pd

from data.snapshots import Manifest
from data.sources import insee, sirene
from nomenclatures import OPERATOR

_OPEN_LICENCE = "Licence Ouverte 2.0"
_INSEE_LICENCE = (
    "Réutilisation libre, y compris commerciale, avec mention de la source (conditions d’utilisation d’insee.fr)"
)


def population_sheet(table: pd.DataFrame, datasets: Iterable[str], left_out: Iterable[str]) -> Manifest:
    """Fiche de la population relevée; `left_out`: the datasets that gave no row."""
    return Manifest(
        name="insee_population",
        title="Recensement, population active par territoire et profil",
        producer="Insee",
        dataset=", ".join(datasets),
        vintage="-".join(str(v) for v in sorted(set(table["vintage"]))),
        definition="Actifs, actifs occupés et chômeurs au sens du recensement, au lieu de résidence.",
        scope="France hors Mayotte ; l’âge est celui de chaque ligne",
        licence=_INSEE_LICENCE,
        source=f"{insee.API}/melodi (paquet pynsee)",
        retrieved=_today(),
        sha256="",
        row_count=0,
        notes=(
            "FR est la somme des 17 régions hors Mayotte, comme dans les dénominateurs livrés.",
            "Catégories socioprofessionnelles : les chômeurs qui n’ont jamais travaillé n’en ont pas ; leur somme est"
            " sous l’ensemble des actifs.",
            *(f"{dataset} : aucune ligne reprise, le jeu ne dit pas qui est actif." for dataset in left_out),
        ),
    )


def firms_sheet(operator: str, sirens: Iterable[str]) -> Manifest:
    """Fiche des établissements relevés dans Sirene."""
    return _sites_sheet(
        f"sites_sirene_{operator}",
        f"Établissements de {OPERATOR[operator].label}",
        "Insee",
        f"Base Sirene, établissements des SIREN {', '.join(sirens)}",
        f"{sirene.API} (paquet pyinsee)",
        "Un établissement n’est pas toujours un lieu d’accueil du public : à relire avant l’import.",
    )


def directory_sheet(directory: str, source: str) -> Manifest:
    """Fiche d’un annuaire, "dila" or "bpe", read from `source`."""
    if directory == "dila":
        words = (
            "Lieux des opérateurs",
            "Dila",
            "Annuaire de l’administration, services locaux",
            source,
            "Horaires repris seulement quand l’annuaire les donne sans commentaire.",
        )
    else:
        words = (
            "Agences de France Travail",
            "Insee",
            "Base permanente des équipements",
            source,
            "La BPE ne numérote pas les lieux : l’identifiant est fait du type, de la commune et d’un rang.",
        )
    return _sites_sheet(f"sites_{directory}", *words)


def _sites_sheet(name: str, title: str, producer: str, dataset: str, source: str, note: str) -> Manifest:
    return Manifest(
        name=name,
        title=title,
        producer=producer,
        dataset=dataset,
        vintage=_today()[:4],
        definition="Lieux d’accueil : nom, commune, position en degrés WGS 84, heures d’ouverture par semaine.",
        scope="France",
        licence=_OPEN_LICENCE,
        source=source,
        retrieved=_today(),
        sha256="",
        row_count=0,
        notes=(note,),
    )


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
