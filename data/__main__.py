"""Ligne de commande: python -m data demo | status | check | rollback."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from data.build import publish
from data.engine import PROGRESS_FILE, Database, DatabaseUnavailable, NoRelease, open_releases
from data.inputs import demonstration_inputs
from data.releases import ReleaseError
from data.snapshots.checks import check_snapshots
from settings import Settings


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
    """Build and publish the demonstration release; with --if-none, only when there is no release."""
    with closing(open_releases(settings)) as releases:
        if arguments.if_none and releases.history():
            return 0
    settings = replace(settings, demo_entries=arguments.entries or settings.demo_entries)
    report = _reporter(settings, arguments.quiet)
    release = publish(lambda: demonstration_inputs(settings.demo_entries, report), settings, report)
    (settings.data_dir / PROGRESS_FILE).unlink(missing_ok=True)
    print(f"Version {release} publiée : {settings.demo_entries} entrées simulées.")
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
            if database.release(release).id != release:
                problems.append(f"la version {release} ne s’ouvre pas")
    print("\n".join(problems) or "Tables de référence et versions : aucun défaut.")
    return 1 if problems else 0


def rollback(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the release published before the current one current."""
    with closing(open_releases(settings)) as releases:
        print(f"Version courante : {releases.rollback()}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m data", description="Données de l’Observatoire CEP")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, text in (
        (demo, "fabrique la version de démonstration"),
        (status, "dit quelle version est servie"),
        (check, "contrôle les tables de référence et les versions"),
        (rollback, "revient à la version précédente"),
    ):
        sub = commands.add_parser(command.__name__, help=text)
        sub.set_defaults(run=command)
        if command is demo:
            sub.add_argument("--entries", type=int, default=0, help="nombre d’entrées (défaut : 5 791 059)")
            sub.add_argument("--if-none", action="store_true", help="seulement s’il n’y a aucune version")
            sub.add_argument("--quiet", action="store_true", help="sans barre de progression")
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(Settings.from_environment(), chosen))
    except (ReleaseError, NoRelease, DatabaseUnavailable) as error:
        print(error, file=sys.stderr)
    except (OSError, SQLAlchemyError, ValueError) as error:
        print(f"Commande abandonnée : {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
