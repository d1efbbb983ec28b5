"""Ligne de commande: python -m data demo | import | rebuild | fetch | status | check | publish | rollback | export."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from data.build import publish
from data.engine import PROGRESS_FILE, Database, DatabaseUnavailable, NoRelease, open_releases
from data.exchange import export_release, exported_inputs
from data.inputs import Inputs, demonstration_inputs
from data.outage import OUTAGES, explain
from data.releases import ReleaseError
from data.snapshots.checks import check_snapshots
from data.sources.command import register as register_fetch
from settings import Settings

if TYPE_CHECKING:
    import duckdb

    from data.imports.reception import Request


def _reporter(settings: Settings, quiet: bool) -> Callable[[str, float], None]:
    """A progress bar on the terminal, and a file that the « préparation » page reads."""
    bar = tqdm(total=100, disable=quiet, bar_format="{desc:<24} {percentage:3.0f} % |{bar:40}| {elapsed}")
    path = settings.data_dir / PROGRESS_FILE

    def report(label: str, fraction: float) -> None:
        bar.set_description_str(label)
        bar.update(round(100 * fraction) - bar.n)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps({"label": label, "fraction": fraction}), encoding="utf-8")
        temporary.replace(path)
        if fraction >= 1:
            bar.close()

    return report


def demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """Build and publish the demonstration; with --if-none, only when there is no release but demonstrations of another
    schema. Imported data of this schema are replaced with --replace only.
    """
    if arguments.if_none and _is_served(settings):
        return 0
    settings = replace(settings, demo_entries=arguments.entries or settings.demo_entries)
    report = _reporter(settings, arguments.quiet)

    def prepare(connection: duckdb.DuckDBPyConnection) -> Inputs:
        if not arguments.replace:
            _refuse_to_replace(settings)
        return demonstration_inputs(settings.demo_entries, report).fill(connection)

    release = publish(prepare, settings, report)
    (settings.data_dir / PROGRESS_FILE).unlink(missing_ok=True)
    print(f"Version {release} publiée : {settings.demo_entries} entrées simulées.")
    return 0


def _refuse_to_replace(settings: Settings) -> None:
    """Raise ReleaseError when what is served was imported; a release that does not open says it by itself elsewhere."""
    with closing(Database(open_releases(settings))) as database:
        try:
            card = database.release().card
        except (NoRelease, DatabaseUnavailable):
            return
    if not card.demonstration:
        raise ReleaseError(
            f"La version courante {card.id} contient des données importées : la démonstration ne les remplace pas. Pour"
            " que cette version suive les tables et le registre des ruptures de ce programme : « python -m data"
            " rebuild ». Pour servir la démonstration à sa place : « python -m data demo --replace », puis « python -m"
            " data rollback » pour revenir aux données importées. Rien n’a été publié."
        )


def _is_served(settings: Settings) -> bool:
    with closing(Database(open_releases(settings))) as database:
        try:
            database.release()
        except NoRelease:
            return False
    return True


def import_(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check operators' files and publish a release that holds them; with --dry-run, only say what would change."""
    # What only imports need (pandera) is not loaded for the other commands.
    from data.imports.reception import Request
    from data.imports.session import NothingNew, import_files, preview_files
    from data.intake import FileRefused

    requests = [_request(settings, path, arguments, Request) for path in arguments.files]
    report = _reporter(settings, arguments.quiet)
    try:
        if arguments.dry_run:
            preview_files(settings, requests, report, tqdm.write, arguments.again)
            print("Aperçu seulement : rien n’a été publié.")
        else:
            print(f"Version {import_files(settings, requests, report, tqdm.write, arguments.again)} publiée.")
    except NothingNew:
        print("Rien à publier.")
    except FileRefused as refused:
        print(f"\n{refused}\nLa version servie est inchangée.", file=sys.stderr)
        return 1
    finally:
        (settings.data_dir / PROGRESS_FILE).unlink(missing_ok=True)
    return 0


def rebuild(settings: Settings, arguments: argparse.Namespace) -> int:
    """Publish anew what the current release holds, with the tables and the registry of breaks of this program."""
    from data.imports.session import rebuild_release

    release = rebuild_release(settings, _reporter(settings, arguments.quiet))
    (settings.data_dir / PROGRESS_FILE).unlink(missing_ok=True)
    print(f"Version {release} publiée.")
    return 0


def _request(settings: Settings, path: Path, arguments: argparse.Namespace, request: type[Request]) -> Request:
    """The request for one file; an operator's own correspondences are used where it has left some."""
    usual = settings.data_dir / "correspondances" / f"{arguments.operator}-{arguments.table}.csv"
    correspondence = arguments.map or (usual if usual.is_file() else None)
    return request(path, arguments.table, arguments.operator, correspondence)


def publish_(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make a kept release current, or publish a folder written by export."""
    if Path(arguments.release).is_dir():
        report = _reporter(settings, arguments.quiet)
        release = publish(lambda c: exported_inputs(c, Path(arguments.release)), settings, report)
        (settings.data_dir / PROGRESS_FILE).unlink(missing_ok=True)
    else:
        release = arguments.release
        with closing(open_releases(settings)) as releases, releases.lock():
            releases.adopt(release)
    print(f"Version courante : {release}")
    return 0


def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a release as Parquet files, to keep it or to publish it on the other engine."""
    release = export_release(settings, arguments.folder, arguments.release)
    print(f"Version {release} écrite dans {arguments.folder} : données exactes, à garder confidentielles.")
    return 0


def status(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say which release is current, and which could be served."""
    with closing(Database(open_releases(settings))) as database:
        card, history = database.release().card, database.history()
    print(f"Version courante : {card.id} ({card.title}), du {card.first_month:%m/%Y} au {card.last_month:%m/%Y}")
    print(f"Lignes : {card.entries} entrées, {card.exits} sorties, {card.sites} lieux ; fabriquée le {card.created}")
    print("Versions gardées : " + ", ".join(history))
    return 0


def check(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check the reference tables, and open every release that could be served."""
    problems = check_snapshots()
    with closing(Database(open_releases(settings))) as database:
        for release in database.history():
            opens, other = database.release(release).id == release, database.other_schema(release)
            # A demonstration of another schema has been built anew: it is no defect.
            if not opens and not (other and other.demonstration):
                problems.append(str(other or f"la version {release} ne s’ouvre pas"))
    print("\n".join(problems) or "Tables de référence et versions : aucun défaut.")
    return 1 if problems else 0


def rollback(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the release published before the current one current."""
    with closing(open_releases(settings)) as releases, releases.lock():
        print(f"Version courante : {releases.rollback()}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Données de l’Observatoire CEP")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text)
        sub.set_defaults(run=run)
        return sub

    quiet: dict[str, Any] = {"action": "store_true", "help": "sans barre de progression"}
    sub = command("demo", demo, "fabrique la version de démonstration")
    sub.add_argument("--entries", type=int, default=0, help="nombre d’entrées (défaut : 5 791 059)")
    sub.add_argument("--if-none", action="store_true", help="seulement s’il n’y a aucune version")
    sub.add_argument("--replace", action="store_true", help="même à la place de données importées")
    sub.add_argument("--quiet", **quiet)
    sub = command("import", import_, "contrôle des fichiers d’opérateurs et publie une version qui les contient")
    sub.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="CSV, XLSX ou Parquet, au besoin gz ou zip")
    sub.add_argument("--operator", default="", metavar="CODE", help="opérateur de toutes les lignes")
    sub.add_argument("--table", default="", help="entries, exits, sites ou population (défaut : reconnue)")
    sub.add_argument("--map", type=Path, metavar="FICHIER", help="table de correspondance des colonnes et des codes")
    sub.add_argument("--dry-run", action="store_true", help="dit ce qui changerait, ne publie rien")
    sub.add_argument("--again", action="store_true", help="reprend un fichier déjà importé")
    sub.add_argument("--quiet", **quiet)
    sub = command("rebuild", rebuild, "refait la version courante avec les tables et les ruptures de ce programme")
    sub.add_argument("--quiet", **quiet)
    register_fetch(commands)
    command("status", status, "dit quelle version est servie")
    command("check", check, "contrôle les tables de référence et les versions")
    sub = command("publish", publish_, "rend courante une version gardée, ou un dossier exporté")
    sub.add_argument("release", metavar="VERSION", help="identifiant d’une version gardée, ou dossier exporté")
    sub.add_argument("--quiet", **quiet)
    command("rollback", rollback, "revient à la version précédente")
    sub = command("export", export, "écrit une version en fichiers Parquet")
    sub.add_argument("folder", type=Path, metavar="DOSSIER")
    sub.add_argument("--release", default="", metavar="VERSION", help="défaut : la version courante")
    return parser


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(Settings.from_environment(), chosen))
    except (ReleaseError, NoRelease, DatabaseUnavailable) as error:
        print(error, file=sys.stderr)
    except OUTAGES as error:
        print(explain(error), file=sys.stderr)
    return 1


if __name__ == "__main__":
    # A command says itself what failed, in one line: the log is the server's.
    logging.getLogger("data").addHandler(logging.NullHandler())
    sys.exit(main())
