"""Page Données: tables to take away, what the version served holds and lacks, those before it, files to send."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from dash import html

from figures.numbers import number, period_label, plural
from figures.sentence import Fragment
from layouts.completeness_table import completeness_legend, completeness_table, expected_and_received
from layouts.contract_sections import ContractFacts, correspondences, file_formats, how_to_send, rule_list
from layouts.download_form import DownloadFacts
from layouts.downloads import column_dictionary, downloads, interface, permalink_keys
from layouts.kpi import Kpi, kpi_strip
from layouts.markup import Markup, icon, join, tag
from layouts.prose import Section, fold, paragraph, scrolling, text_page
from layouts.recours_answer import Match
from layouts.recours_figures import CAPTIONS, REPORT, figures_table, figures_title
from layouts.returned import returning
from layouts.sentence import fragments
from layouts.version_sections import TABLE_TITLES, ChangeFacts, VersionFacts, version_served, versions_kept
from typography import spaced

_NONE = "—"


@dataclass(frozen=True)
class DataFacts:
    """What the page says: `log`, the import log; `matrices`, completeness of "entries" and "exits"; `versions`, the
    current one first; `change`, None when there is no earlier version to compare with; `current`, the version served
    to who asks for none; `columns`, (name, French head, kind, meaning); `matches`, the published figures beside ours;
    `root`, the address of the site; `returned`, the most bytes of a file that comes back, and what is said of more."""

    version: VersionFacts
    current: str
    log: pd.DataFrame
    matrices: dict[str, pd.DataFrame]
    versions: Sequence[VersionFacts]
    change: ChangeFacts | None
    contract: ContractFacts
    downloads: DownloadFacts
    columns: Sequence[tuple[str, str, str, str]]
    keys: Sequence[tuple[str, str]]
    matches: Sequence[Match]
    root: str
    returned: tuple[int, str]


def page(facts: DataFacts) -> html.Div:
    """Page entière; every table comes from `facts` or from the contract."""
    sections = [
        Section("telecharger", "Télécharger", downloads(facts.downloads), "Prendre"),
        Section("dictionnaire", "Lire un fichier", column_dictionary(facts.columns)),
        Section("api", "Interroger par programme", interface(facts.root)),
        Section("adresse", "Citer une vue", permalink_keys(facts.keys)),
        Section("retour", "Faire revenir un fichier", returning(*facts.returned)),
        Section("version", "Version servie", version_served(facts.version, facts.current, facts.log), "Juger"),
        Section("completude", "Mois transmis et manquants", _completeness(facts.matrices)),
        Section("versions", "Versions comparées", versions_kept(facts.versions, facts.current, facts.change)),
        Section("rapprochement", "Chiffres publiés", _reconciliation(facts)),
        Section("fichiers", "Format des fichiers", file_formats(facts.contract), "Transmettre"),
        Section("erreurs", "Erreurs et remèdes", rule_list(facts.contract)),
        Section("correspondances", "Correspondances", correspondences(facts.contract)),
        Section("transmettre", "Transmettre un fichier", how_to_send()),
    ]
    head = join([tag("p", fragments(_sentence(facts)), cls="lead"), kpi_strip(_kpis(facts))])
    return text_page("Données", "data", sections, head, "data")


def _sentence(facts: DataFacts) -> list[Fragment]:
    version = facts.version
    expected, received = expected_and_received(facts.matrices["entries"])
    months = period_label(version.first_month, version.last_month)
    start = [Fragment("La version "), Fragment(version.id, True), Fragment(" couvre "), Fragment(months, True)]
    missing = expected - received
    if not missing:
        return [*start, Fragment(spaced(" : tous les mois attendus des opérateurs y sont."))]
    return [
        *start,
        Fragment(spaced(" : ")),
        Fragment(f"{number(received)} des {number(expected)} mois attendus", True),
        Fragment(" des opérateurs y sont, "),
        Fragment(f"{number(missing)} {plural(missing, 'manque', 'manquent')}."),
    ]


def _kpis(facts: DataFacts) -> list[Kpi]:
    matrix = facts.matrices["entries"]
    expected, received = expected_and_received(matrix)
    sending = int((matrix == "received").any(axis=1).sum()) if len(matrix) else 0
    share = Kpi("Mois transmis, entrées", _NONE)
    if expected:
        of = Fragment(f"{number(received)} sur {number(expected)}")
        share = Kpi("Mois transmis, entrées", number(math.floor(100 * received / expected)), "%", ((of,),))
    months = period_label(facts.version.first_month, facts.version.last_month)
    sources = facts.log["sha256"].nunique()
    latest = max(facts.log["loaded"], default=None)
    loaded = ((Fragment(f"dernière le {latest:%d/%m/%Y}"),),) if latest else ()
    return [
        Kpi("Mois couverts", number(matrix.shape[1]), notes=((Fragment(months),),)),
        share,
        Kpi("Opérateurs, qui ont transmis des entrées", number(sending), notes=((Fragment(f"sur {len(matrix)}"),),)),
        Kpi("Sources chargées", number(sources), notes=loaded),
    ]


def _completeness(matrices: dict[str, pd.DataFrame]) -> Markup:
    return join(
        [
            paragraph(
                "Un mois est attendu d’un opérateur tant que celui-ci existe. Un mois manquant n’est pas un zéro : il"
                " coupe la série, et la rupture est au registre, déduite du journal quand personne ne l’a écrite."
            ),
            completeness_legend(),
            *(
                completeness_table(matrix, f"{TABLE_TITLES[name]}, mois transmis par chaque opérateur")
                for name, matrix in matrices.items()
            ),
            paragraph(
                "La matrice dit qu’un fichier du mois est là, non qu’il est complet. Voir aussi le ",
                tag("a", "registre des ruptures", href="/methode#ruptures"),
                ".",
            ),
        ]
    )


def _reconciliation(facts: DataFacts) -> Markup:
    """What was published elsewhere, beside what the version counts under the same definition."""
    report, others = (scrolling(figures_table(facts.matches, view), CAPTIONS[view]) for view in CAPTIONS)
    simulated = " Les données simulées sont calées sur une partie d’entre eux : les retrouver ne prouve rien."
    return join(
        [
            paragraph(
                "Chaque chiffre publié est recompté dans la version, pour sa définition, son périmètre et sa période."
                + (simulated if facts.version.demonstration else "")
            ),
            fold(f"{REPORT}\u00a0: {figures_title(facts.matches, 'rapport')}", report),
            fold(f"Autres sources\u00a0: {figures_title(facts.matches, 'autres')}", others),
            tag(
                "p",
                tag("a", "Voir la page Recours", href="/recours?volet=chiffres", cls="control"),
                tag(
                    "a",
                    icon("download"),
                    "Rapprochement, ZIP documenté",
                    href=f"/fichiers/recours-chiffres.zip?dialecte=recherche&v={facts.version.id}",
                    cls="control",
                    download=True,
                ),
                cls="actions",
            ),
        ]
    )
