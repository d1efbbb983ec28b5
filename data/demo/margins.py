"""Marges publiées: the figures the demonstration is raked to, read from the published table and never retyped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.population import load_published_figures
from nomenclatures import UNKNOWN, Nomenclature


@dataclass(frozen=True, slots=True)
class Margin:
    """Marge publiée: a figure of the report and the cell of the demonstration that must show it.

    `table` is entries, exits or sites; `value` is in `unit`; `floor` says that the source gives a lower bound only
    (« plus de la moitié »). `dimension` and `code` are those of the schema; "" is the whole table.
    """

    table: str
    dimension: str
    code: str
    value: float
    unit: str
    floor: bool
    definition: str
    source: str


_ALL = "Tous opérateurs"
_SMALL = ("entries", "employer_size", "lt50")
_TRAINING = ("exits", "services", "formation")
_LOCAL_MISSIONS = ("sites", "operator", "missions_locales")
_AGENCIES = ("sites", "operator", "pole_emploi")
_REASONS = {
    "travail sur le projet": "projet",
    "faire le point sur sa situation professionnelle": "situation",
    "faire reconnaître ou adapter ses compétences": "competences",
}
# (indicator, operator, dimension, category, start of the definition) of the published row -> (table, dimension, code).
_CELLS: dict[tuple[str, str, str, str, str], tuple[str, str, str]] = {
    ("entrees_cep", _ALL, "total", "ensemble", "entrées CEP niveaux 2 et 3"): ("entries", "", ""),
    **{
        ("part_beneficiaires", _ALL, dimension, category, "bénéficiaires CEP niveaux 2-3"): ("entries", name, code)
        for dimension, name, categories in (
            ("sexe", "sex", {"femmes": "F", "hommes": "M"}),
            ("age", "age", {"15-25 ans": "a15", "26-44 ans": "a26"}),
            (
                "niveau_qualification",
                "qualification",
                {"infra V": "q6", "V et IV sans diplôme": "q5", "IV": "q4", "III": "q3", "I et II": "q1"},
            ),
            (
                "statut",
                "employment_status",
                {
                    "DE inscrit à Pôle emploi": "dei",
                    "DE non inscrit": "den",
                    "salarié CDI": "cdi",
                    "salarié CDD": "cdd",
                    "actif non salarié / indépendant": "ind",
                },
            ),
            ("handicap", "disability", {"RQTH": "o"}),
        )
        for category, code in categories.items()
    },
    **{
        ("part_sollicitations_borne_inf", _ALL, "motif", category, "motif de"): ("entries", "reason", code)
        for category, code in _REASONS.items()
    },
    ("part_beneficiaires_borne_inf", "Fongécif", "taille_entreprise", "moins de 50 salariés", "salariés reçus"): _SMALL,
    ("part_parcours_avec_formation", _ALL, "sortie", "a bénéficié d'une formation", "bénéficiaires"): _TRAINING,
    ("nb_sites", "Cap emploi", "implantation", "lieux", "lieux Cap emploi"): ("sites", "operator", "cap_emploi"),
    ("nb_sites", "Apec", "implantation", "centres", "centres Apec"): ("sites", "operator", "apec"),
    ("nb_sites", "Missions locales", "implantation", "structures", "structures, page non datée"): _LOCAL_MISSIONS,
    ("nb_sites", "Pôle emploi", "implantation", "agences et relais", "agences et relais"): _AGENCIES,
}
_OVER_REPRESENTED = "sur_representation_regionale"
# Dimensions whose published shares leave a remainder, and the category that takes it.
_REMAINDER = {"age": "a45", "employment_status": UNKNOWN, "disability": "n", "reason": "autre"}


def published_margins() -> tuple[Margin, ...]:
    """Marges publiées used by the demonstration, in the order of the table.

    Raises LookupError when the published table lacks one, or holds it twice.
    """
    figures = load_published_figures()
    # Two writings of the apostrophe live in the sources.
    text = figures.map(lambda v: v.replace("’", "'") if isinstance(v, str) else v)
    text = text[text["geo"].isin(["FR", "FRM"]) | (text["indicator"] == _OVER_REPRESENTED)]
    margins = [_margin(_only(text, key), *cell) for key, cell in _CELLS.items()]
    regions = text[text["indicator"] == _OVER_REPRESENTED]
    margins += [_margin(row, "entries", "territory", str(row["geo"])) for _, row in regions.iterrows()]
    return tuple(margins)


def _only(figures: pd.DataFrame, key: tuple[str, str, str, str, str]) -> pd.Series:
    indicator, operator, dimension, category, definition = key
    found = figures[
        (figures["indicator"] == indicator)
        & (figures["operator"] == operator)
        & (figures["dimension"] == dimension)
        & (figures["category"] == category)
        & figures["definition"].str.startswith(definition)
    ]
    if len(found) != 1:
        raise LookupError(f"{len(found)} published figures for {key}, expected one")
    return found.iloc[0]


def _margin(row: pd.Series, table: str, dimension: str, code: str) -> Margin:
    floor = "plus de" in row["unit"] or row["indicator"] == _OVER_REPRESENTED
    source = row["source_title"]
    return Margin(table, dimension, code, float(row["value"]), row["unit"], floor, row["definition"], source)


def published_shares(margins: tuple[Margin, ...], nomenclature: Nomenclature, unknown: float) -> NDArray[np.float64]:
    """Parts publiées, completed to 1 and in the order of `nomenclature`; see `fill_shares`."""
    published = {m.code: m.value / 100 for m in margins if m.dimension == nomenclature.name and m.table == "entries"}
    return fill_shares(published, nomenclature, unknown)


def fill_shares(known: dict[str, float], nomenclature: Nomenclature, unknown: float) -> NDArray[np.float64]:
    """Parts par modalité, summing to 1: `known` shares, the share `unknown`, and the remainder.

    The one category without a figure takes the remainder, out of which `unknown` comes; where every category has a
    figure, `unknown` is taken from all of them in proportion. Raises ValueError when no share is left for one.
    """
    remainder = _REMAINDER.get(nomenclature.name)
    if remainder is None:
        filled = {code: share * (1.0 - unknown) for code, share in known.items()} | {UNKNOWN: unknown}
    elif remainder == UNKNOWN:
        filled = known | {UNKNOWN: 1.0 - sum(known.values())}
    else:
        filled = known | {UNKNOWN: unknown, remainder: 1.0 - unknown - sum(known.values())}
    shares = np.array([filled[c.code] for c in nomenclature])
    if abs(shares.sum() - 1.0) > 1e-9 or shares.min() < 0.0:
        raise ValueError(f"the shares of {nomenclature.name} do not sum to 1")
    return shares
