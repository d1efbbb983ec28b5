"""Import: files in, a new release out, or nothing changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from data.build import WORK_PREFIX, publish
from data.engine import open_releases
from data.imports.merge import Carried, already_loaded, changes, merge, read_carried
from data.imports.reception import Reception, Request, admit
from data.inputs import Inputs, Progress
from data.postgres import SchemaReleases
from data.releases import FileReleases
from settings import Settings
from typography import NNBSP

_SHOWN_SLICES = 24
# Folder, beside the releases, of the reports that cannot lie beside their source.
_REPORTS = "rapports"

Say = Callable[[str], None]


class NothingNew(Exception):
    """Tous les fichiers sont déjà dans la version servie: nothing to publish."""


def import_files(settings: Settings, requests: list[Request], progress: Progress, say: Say, again: bool = False) -> str:
    """Importer des fichiers: publish a release that holds them; returns its id. `again`: even those already loaded.

    `say` gets the preview and the faults, line by line, in French. Raises FileRefused, ReleaseError, NothingNew; the
    release served is then unchanged.
    """
    with closing(open_releases(settings)) as releases:

        def prepare(connection: duckdb.DuckDBPyConnection) -> Inputs:
            with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.data_dir) as folder:
                carried = _attach(connection, releases, Path(folder))
                receptions = _admit(connection, carried, requests, Path(folder), progress, say, again)
                return merge(connection, carried, receptions)

        return publish(prepare, settings, progress)


def preview_files(
    settings: Settings, requests: list[Request], progress: Progress, say: Say, again: bool = False
) -> None:
    """Aperçu (--dry-run): everything that an import would say, nothing that it would write but the reports."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    # Under the lock: whoever holds it removes the folders that a killed command left.
    with (
        closing(open_releases(settings)) as releases,
        releases.lock(),
        tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.data_dir) as folder,
        duckdb.connect(str(Path(folder) / "preview.duckdb")) as connection,
    ):
        carried = _attach(connection, releases, Path(folder))
        _admit(connection, carried, requests, Path(folder), progress, say, again)
        progress("Terminé", 1.0)


def _attach(
    connection: duckdb.DuckDBPyConnection, releases: FileReleases | SchemaReleases, folder: Path
) -> Carried | None:
    history = releases.history()
    if not history:
        return None
    releases.attach(connection, history[0], folder)
    return read_carried(connection)


def _admit(
    connection: duckdb.DuckDBPyConnection,
    carried: Carried | None,
    requests: list[Request],
    folder: Path,
    progress: Progress,
    say: Say,
    again: bool,
) -> list[Reception]:
    receptions: list[Reception] = []

    def is_known(sha256: str, table: str) -> bool:
        twice = any((r.source.incoming.sha256, r.table.name) == (sha256, table) for r in receptions)
        return twice or (not again and already_loaded(carried, sha256, table))

    for number, request in enumerate(requests):
        step = _step(progress, number, len(requests))
        reception = admit(connection, request, number, folder, folder.parent / _REPORTS, step, is_known)
        if reception is None:
            say(f"{request.path.name} : déjà dans la version, rien à faire (--again pour le reprendre).")
            continue
        say(
            f"{request.path.name} : {reception.table.title}, {_count(reception.accepted)} lignes acceptées,"
            f" {_count(reception.quarantined)} écartées."
        )
        for note in reception.notes:
            say(note)
        _say_changes(connection, carried, reception, say)
        receptions.append(reception)
    if not receptions:
        raise NothingNew
    return receptions


def _step(progress: Progress, number: int, total: int) -> Progress:
    """The part of the bar that one file has: the first third of the whole, shared."""
    return lambda label, fraction: progress(label, 0.35 * (number + fraction) / total)


def _say_changes(
    connection: duckdb.DuckDBPyConnection, carried: Carried | None, reception: Reception, say: Say
) -> None:
    if reception.table.name not in ("entries", "exits"):
        return
    ends_demonstration = carried is not None and reception.table.name in carried.simulated
    if ends_demonstration:
        say("  Les données de démonstration sont remplacées en entier.")
    found = changes(connection, carried is not None and not ends_demonstration, reception)
    new, replaced = found[found["before"].isna()], found[found["before"].notna()]
    say(f"  {len(new)} mois nouveaux, {len(replaced)} mois remplacés (opérateur × mois).")
    shown = pd.concat([replaced, new]).head(_SHOWN_SLICES)
    for row in shown.itertuples():
        before = "nouveau" if pd.isna(row.before) else _count(int(row.before))
        say(f"  {row.operator}, {row.month:%Y-%m} : {before} → {_count(int(row.after))}")
    if len(found) > len(shown):
        say(f"  … et {len(found) - len(shown)} autres mois.")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", NNBSP)
