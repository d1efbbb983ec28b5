"""Réception: one file, from its bytes to staged rows and a report. Nothing is published here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from data.contract.field import Table
from data.contract.spelling import spellings
from data.contract.tables import TABLES
from data.imports.conform import repeated, stage
from data.imports.correspondence import Correspondence, read_correspondence
from data.imports.report import EXPLAINED, Place, count_faults, faults_of, summary, write_report
from data.imports.source import Source, bind, recognise
from data.imports.survey import Survey, examples, survey
from data.imports.totals import refuse_sums
from data.inputs import Progress
from data.intake import FileRefused, receive
from data.schema import TERRITORY
from nomenclatures import OPERATOR
from typography import grouped

# A file with more faulty rows than this is refused whole: something is wrong with the file, not with its rows.
THRESHOLD = 0.05
# A cell of a release's cubes is an integer of 32 bits.
MOST_EVENTS = 2**31 - 1
_SHOWN = 5


@dataclass(frozen=True)
class Request:
    """Demande d’import of one file: the table ("" to recognise it), the operator ("" if the file says it), the map."""

    path: Path
    table: str = ""
    operator: str = ""
    correspondence: Path | None = None


@dataclass(frozen=True)
class Reception:
    """Fichier reçu: its rows staged in the temporary table `staged`, and what was set aside.

    `identity`: what names the source in a release (see the function); `notes`: French sentences for the person who
    imports (columns ignored, faults by rule).
    """

    source: Source
    identity: str
    found: Survey
    staged: str
    accepted: int
    quarantined: int
    report: Path | None
    notes: tuple[str, ...]

    @property
    def table(self) -> Table:
        return self.source.table


def admit(
    connection: duckdb.DuckDBPyConnection,
    request: Request,
    number: int,
    folder: Path,
    spare: Path,
    progress: Progress,
    welcome: Callable[[Table, str], bool] = lambda table, identity: True,
) -> Reception | None:
    """Recevoir, contrôler et conformer one file. `folder`: where readable copies may lie; `spare`: where the report
    goes when it cannot lie beside the file.

    `welcome` is asked as soon as the table and the identity of the file are known, before its rows are: None when it
    says no. Raises FileRefused, in French; when its rows are the reason, the report is already written and named in it.
    """
    _refuse_name(request.path)
    operator = _operator(request.operator)
    table = _table(request.table)
    incoming = receive(request.path, folder, progress)
    if table is None and request.correspondence is None:
        table = recognise(incoming)
    if table is None:
        raise FileRefused("Une table de correspondance demande de dire la table : ajoutez --table.")
    correspondence = read_correspondence(request.correspondence, table) if request.correspondence else Correspondence()
    named = identity(incoming.sha256, operator, correspondence.sha256)
    if not welcome(table, named):
        return None
    source = bind(incoming, table, correspondence, operator)
    progress(f"Contrôle de {incoming.name}", 0.3)
    found = survey(connection, source)
    target = f"staged_{number}"
    progress(f"Lecture de {incoming.name}", 0.6)
    accepted = stage(connection, source, found, target)
    # What was judged must be what was read: a file may be replaced between the passes.
    incoming.verify_unchanged()
    _refuse_excess(connection, source, target)
    _refuse_repeated(connection, source, found)
    if table.personal and "n" in source.fields:
        refuse_sums(connection, table, target, incoming.name)
    # Where a line is read once for each column of measures, an unreadable line is as many rows that are not read.
    unread = len(found.bad_lines) * max(1, len(correspondence.measures))
    total = found.rows + unread
    quarantined = total - accepted
    notes = (*_notes(source), *_unplaced(connection, source, target), *_repeated_sites(connection, source, target))
    if not quarantined:
        if not accepted:
            raise FileRefused(f"{incoming.name} ne contient aucune ligne sous sa tête de colonnes. Rien n’a été lu.")
        return Reception(source, named, found, target, accepted, 0, None, notes)
    refused = not accepted or quarantined > THRESHOLD * total
    counts = count_faults(connection, source, found)
    listed = islice(faults_of(connection, source, found), EXPLAINED if refused else None)
    headline = f"{incoming.name} : {quarantined} lignes écartées sur {total}"
    report = write_report(
        Place(request.path, incoming.sha256, spare), listed, [headline, *notes, *summary(source, found, counts)]
    )
    notes = (*notes, *summary(source, found, counts), f"  Détail : {report}")
    if refused:
        raise FileRefused(
            f"{incoming.name} est refusé en entier : {quarantined} lignes fautives sur {total}, au-delà de"
            f" {THRESHOLD:.0%}. Rien n’a été chargé ; corrigez le fichier puis recommencez.\n" + "\n".join(notes)
        )
    return Reception(source, named, found, target, accepted, quarantined, report, notes)


def identity(content: str, operator: str, correspondence: str) -> str:
    """Identité d’une source: the sha256 of its content, of the operator given and of the map, as they decide its rows.

    That of the content alone where there is neither operator nor map.
    """
    if not (operator or correspondence):
        return content
    return hashlib.sha256(f"{content}|{operator}|{correspondence}".encode()).hexdigest()


def _refuse_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = path.name.encode("utf-8", "replace").decode()
        raise FileRefused(f"Le nom du fichier « {shown} » n’est pas en UTF-8 : renommez-le.") from None


def _refuse_excess(connection: duckdb.DuckDBPyConnection, source: Source, staged: str) -> None:
    if "n" not in source.fields:
        return
    events = connection.execute(f"SELECT sum(n) FROM {staged}").fetchall()[0][0] or 0  # noqa: S608
    if events > MOST_EVENTS:
        raise FileRefused(
            f"{source.incoming.name} compte {events} événements, plus qu’une version n’en peut contenir. Vérifiez la"
            f" colonne {source.table['n'].header}."
        )


def _refuse_repeated(connection: duckdb.DuckDBPyConnection, source: Source, found: Survey) -> None:
    if source.table.name != "population":
        return
    texts = repeated(connection, source, found)
    if texts:
        more = " …" if len(texts) > _SHOWN else ""
        raise FileRefused(
            f"{source.incoming.name} donne plusieurs chiffres au même territoire et au même profil :"
            f" {', '.join(f'« {text[:40]} »' for text in texts[:_SHOWN])}{more}.",
            "Gardez une ligne pour chacun. Rien n’a été chargé.",
        )


def _notes(source: Source) -> tuple[str, ...]:
    if not source.ignored:
        return ()
    heads = ", ".join(f"« {head[:40]} »" for head in source.ignored[:10])
    return (f"  Colonnes ignorées, hors du contrat : {heads}.",)


def _unplaced(connection: duckdb.DuckDBPyConnection, source: Source, staged: str) -> tuple[str, ...]:
    """A note on the rows of persons that say no territory: they count for France and for none of its regions."""
    if not source.table.personal:
        return ()
    nowhere = TERRITORY.position("FR")
    rows, events = connection.execute(
        f"SELECT count(*), sum(n) FROM {staged} WHERE territory = {nowhere}"  # noqa: S608
    ).fetchall()[0]
    if not rows:
        return ()
    counted = "" if rows == events else f" ({grouped(events)} événements)"
    return (f"  Lignes sans territoire : {grouped(rows)}{counted}, comptées en France et dans aucune région.",)


def _repeated_sites(connection: duckdb.DuckDBPyConnection, source: Source, staged: str) -> tuple[str, ...]:
    """A note on the sites that share an identifier: all are kept, since nothing says which one is right."""
    if source.table.name != "sites":
        return ()
    rows = connection.execute(
        f"SELECT site, count(*) FROM {staged} GROUP BY operator, site HAVING count(*) > 1 ORDER BY 2 DESC, 1"  # noqa: S608
    ).fetchall()
    if not rows:
        return ()
    return (f"  Identifiants donnés à plusieurs lieux, tous gardés : {examples(dict(rows))}.",)


def _operator(text: str) -> str:
    known = spellings(OPERATOR)
    if text and text not in known.values():
        raise FileRefused(f"Opérateur inconnu : « {text} ». Codes : {', '.join(OPERATOR.codes)}.")
    return text


def _table(text: str) -> Table | None:
    if text and text not in TABLES:
        raise FileRefused(f"Table inconnue : « {text} ». Tables : {', '.join(TABLES)}.")
    return TABLES[text] if text else None
