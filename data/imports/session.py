"""Import: files in, a new release out, or nothing changed."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.build import WORK_PREFIX, create_tables, publish, refuse_public_secret
from data.contract.field import Table
from data.engine import open_releases
from data.imports.merge import Carried, merge, read_carried
from data.imports.preview import Say, say_changes
from data.imports.reception import Reception, Request, admit
from data.imports.slices import is_held, lost_regions, shared, unplaced
from data.inputs import Inputs, Progress
from data.intake import FileRefused
from data.postgres import SchemaReleases
from data.releases import FileReleases
from settings import Settings
from typography import grouped

_FLOWS = ("entries", "exits")
# Folder, beside the releases, of the reports that cannot lie beside their source.
_REPORTS = "rapports"


class NothingNew(Exception):
    """Tous les fichiers sont déjà dans la version servie: nothing to publish."""


def import_files(settings: Settings, requests: list[Request], progress: Progress, say: Say, again: bool = False) -> str:
    """Importer des fichiers: publish a release that holds them; returns its id. `again`: even those already loaded.

    `say` gets the preview and the faults, line by line, in French. Raises FileRefused, ReleaseError, NothingNew; the
    release served is then unchanged.
    """
    with closing(open_releases(settings)) as releases:

        def prepare(connection: duckdb.DuckDBPyConnection) -> Inputs:
            folder = _folder(settings)
            carried = _attach(connection, releases, folder)
            return _Desk(connection, settings, carried, progress, say).merge(requests, folder, again)

        return publish(prepare, settings, progress)


def rebuild_release(settings: Settings, progress: Progress) -> str:
    """Refaire la version courante: what it holds, in a release of this program; returns its id. Raises ReleaseError."""
    with closing(open_releases(settings)) as releases:

        def prepare(connection: duckdb.DuckDBPyConnection) -> Inputs:
            return merge(connection, _attach(connection, releases, _folder(settings)), [])

        return publish(prepare, settings, progress)


def preview_files(
    settings: Settings, requests: list[Request], progress: Progress, say: Say, again: bool = False
) -> None:
    """Aperçu (--dry-run): everything that an import would say or refuse, nothing that it would write but the reports.

    Raises as import_files.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    # Under the lock: whoever holds it removes the folders that a killed command left.
    with (
        closing(open_releases(settings)) as releases,
        releases.lock(),
        tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.data_dir) as folder,
    ):
        with duckdb.connect(str(Path(folder) / "preview.duckdb")) as connection:
            create_tables(connection)
            carried = _attach(connection, releases, Path(folder))
            desk = _Desk(connection, settings, carried, progress, say)
            refuse_public_secret(desk.merge(requests, Path(folder), again).kind, settings.secret)
        progress("Terminé", 1.0)


def _folder(settings: Settings) -> Path:
    """A folder for the copies of one build, which reads them to its end and then removes it (data.build.publish)."""
    return Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=settings.data_dir))


def _attach(
    connection: duckdb.DuckDBPyConnection, releases: FileReleases | SchemaReleases, folder: Path
) -> Carried | None:
    history = releases.history()
    if not history:
        return None
    releases.attach(connection, history[0], folder)
    return read_carried(connection)


@dataclass(frozen=True)
class _Desk:
    """Guichet: where the files of one command are received, over the release attached."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    carried: Carried | None
    progress: Progress
    say: Say

    def merge(self, requests: list[Request], folder: Path, again: bool) -> Inputs:
        """Receive the files and fill the incoming relations. Raises FileRefused, ReleaseError, NothingNew."""
        receptions = self._receive(requests, folder, again)
        inputs = merge(self.connection, self.carried, receptions)
        for loading in inputs.loadings[-len(receptions) :]:
            if loading.note:
                self.say(f"{loading.name} : {loading.note}")
        return inputs

    def _receive(self, requests: list[Request], folder: Path, again: bool) -> list[Reception]:
        receptions: list[Reception] = []
        held: list[Reception] = []

        def welcome(table: Table, identity: str) -> bool:
            if table.personal:
                # Before a long reading, not after: rows of persons are never of a demonstration.
                refuse_public_secret("import", self.settings.secret)
            return all((r.table.name, r.identity) != (table.name, identity) for r in (*receptions, *held))

        for number, request in enumerate(requests):
            step = _step(self.progress, number, len(requests))
            reception = admit(self.connection, request, number, folder, folder.parent / _REPORTS, step, welcome)
            if reception is None:
                self.say(f"{request.path.name} : donné deux fois, lu une seule.")
                continue
            if self.carried and not again and is_held(self.connection, reception):
                self.say(f"{request.path.name} : déjà dans la version, rien à faire (--again pour le reprendre).")
                held.append(reception)
                continue
            self._present(request, reception)
            self._refuse_unplaced(reception)
            self._refuse_lost_regions(reception)
            receptions.append(reception)
        if not receptions:
            raise NothingNew
        self._refuse_shared(receptions, held)
        return receptions

    def _present(self, request: Request, reception: Reception) -> None:
        self.say(
            f"{request.path.name} : {reception.table.title}, {grouped(reception.accepted)} lignes acceptées,"
            f" {grouped(reception.quarantined)} écartées."
        )
        for note in reception.notes:
            self.say(note)
        say_changes(self.connection, self.carried, reception, self.say)

    def _refuse_unplaced(self, reception: Reception) -> None:
        """Refuse rows that belong to no region of an operator that reports by region."""
        rows = unplaced(self.connection, reception) if reception.table.name in _FLOWS else 0
        if rows:
            raise FileRefused(
                f"{reception.source.incoming.name} : {grouped(rows)} ligne{'s' if rows > 1 else ''} sans territoire"
                " d’un opérateur qui transmet par région : rien ne dit de quelle région.",
                "Sur les lignes dont le territoire est vide, donnez la région de l’opérateur. Rien n’a été chargé.",
            )

    def _refuse_lost_regions(self, reception: Reception) -> None:
        """Refuse a file of Fongécif or Opacif that would empty the regions of the others."""
        table = reception.table.name
        if self.carried is None or table not in _FLOWS or table in self.carried.simulated:
            return
        lost = lost_regions(self.connection, reception)
        if lost:
            more = f" et {len(lost) - 1} autre{'s' if len(lost) > 2 else ''}" if len(lost) > 1 else ""
            raise FileRefused(
                f"{reception.source.incoming.name} remplacerait des mois entiers sans toutes leurs régions."
                f" Disparaîtrait : {lost[0]}{more}.",
                "Les Fongécif et Opacif partagent un code : réunissez en un seul fichier toutes les régions de ces"
                " mois.",
            )

    def _refuse_shared(self, receptions: list[Reception], held: list[Reception]) -> None:
        """Refuse two files that give the same slice: nothing says whether they add or one corrects the other."""
        for position, reception in enumerate(receptions):
            for other in (*receptions[:position], *held):
                both = shared(self.connection, other, reception)
                if both:
                    more = f" et {len(both) - 1} autre{'s' if len(both) > 2 else ''}" if len(both) > 1 else ""
                    raise FileRefused(
                        f"{other.source.incoming.name} et {reception.source.incoming.name} donnent tous deux, dans la"
                        f" table {reception.table.title} : {both[0]}{more}.",
                        "S’ils se complètent, joignez-les en un seul fichier ; si l’un corrige l’autre, importez-les"
                        " l’un après l’autre : le dernier remplace.",
                    )


def _step(progress: Progress, number: int, total: int) -> Progress:
    """The part of the bar that one file has: the first third of the whole, shared."""
    return lambda label, fraction: progress(label, 0.35 * (number + fraction) / total)
