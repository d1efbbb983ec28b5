"""Réunion: the rows of the release served and those of new files, as one release.

A file replaces, whole, the slices that it holds: operator × month for the flows, operator for the sites, by region
where the operator reports by region, cell for the populations. Simulated rows never stay beside real ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from data import schema
from data.additivity import PROFILE, NotAdditive, problems, rebuilt, shown
from data.imports.completion import complete_population
from data.imports.reception import Reception
from data.imports.slices import completed_sites, is_of_slices, replaced_by, slice_columns
from data.imports.sql import name
from data.inputs import GENERATOR, Inputs, Loading, incoming, offer
from data.population import load_population
from data.releases import CARRIED, ReleaseError

_FLOWS = ("entries", "exits")
_TITLE = "Données transmises par les opérateurs du CEP"


@dataclass(frozen=True)
class Carried:
    """Version reprise: what the release served holds, None of it when there is none.

    `simulated`: its tables that the generator made; `loadings`: its log.
    """

    kind: str = ""
    title: str = ""
    simulated: frozenset[str] = frozenset()
    loadings: tuple[Loading, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()


def read_carried(connection: duckdb.DuckDBPyConnection) -> Carried:
    """What the release attached as CARRIED is made of."""
    kind, title = connection.table(f"{CARRIED}.releases").select("kind", "title").fetchone()  # type: ignore[misc]
    rows = connection.execute(
        f"SELECT source, sha256, table_name, accepted, quarantined, note, loaded FROM {CARRIED}.import_log"  # noqa: S608
    ).fetchall()
    assumptions = connection.execute(f"SELECT subject, text FROM {CARRIED}.assumptions").fetchall()  # noqa: S608
    return Carried(
        kind,
        title,
        frozenset(row[2] for row in rows if kind == "demonstration" and row[0] == GENERATOR),
        tuple(Loading(*row) for row in rows),
        tuple((subject, text) for subject, text in assumptions),
    )


def merge(connection: duckdb.DuckDBPyConnection, carried: Carried | None, receptions: list[Reception]) -> Inputs:
    """Fill the incoming relations from the release attached and the files received.

    Raises ReleaseError when nothing would be served, or real exits beside simulated entries. Its notes on populations
    go to the log.
    """
    was = carried or Carried()
    new = {
        table: [r for r in receptions if r.table.name == table] for table in ("entries", "exits", "sites", "population")
    }
    # Real entries end the demonstration: all that was simulated goes with it.
    ended = was.kind == "demonstration" and bool(new["entries"])
    if was.kind == "demonstration" and new["exits"] and not ended:
        raise ReleaseError(
            "Des sorties réelles ne peuvent pas être publiées à côté d’entrées simulées : importez d’abord un fichier"
            " d’entrées, ou les deux dans la même commande."
        )
    dropped = was.simulated if ended else frozenset(t for t in was.simulated if new.get(t))
    kept = {t for t in ("entries", "exits", "sites") if carried and t not in dropped}
    for table in _FLOWS:
        _merge_flow(connection, table, table in kept, new[table])
    _merge_slices(connection, kept, new)
    _merge_sites(connection, "sites" in kept, new["sites"])
    notes = _merge_population(connection, bool(carried), new["population"])
    if not (new["entries"] or "entries" in kept):
        raise ReleaseError(
            "Aucune version n’est servie et aucun fichier d’entrées n’est donné : importez d’abord des entrées, ou"
            " fabriquez la démonstration (python -m data demo)."
        )
    simulated = was.kind == "demonstration" and not ended
    loadings = [g for g in was.loadings if not (g.name == GENERATOR and g.table in dropped)]
    loadings += [
        Loading(
            r.source.incoming.name,
            r.identity,
            r.table.name,
            r.accepted,
            r.quarantined,
            notes.get(r.staged, ""),
        )
        for r in receptions
    ]
    return Inputs(
        "demonstration" if simulated else "import",
        was.title if simulated else _TITLE,
        tuple(loadings),
        was.assumptions if simulated else (),
    )


def _view(connection: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {incoming(table)} AS {select}")


def _not_replaced(connection: duckdb.DuckDBPyConnection, new: list[Reception]) -> str:
    """Condition: no file of `new`, all of one table, replaces the slice of the row."""
    return f"NOT ({is_of_slices(connection, new)})" if new else "true"


def _merge_flow(connection: duckdb.DuckDBPyConnection, table: str, is_kept: bool, new: list[Reception]) -> None:
    names = [c for c in schema.metadata.tables[table].columns.keys() if c != "key"]  # noqa: SIM118
    columns = ", ".join(name(c) for c in names)
    staged = [f"SELECT {columns} FROM {r.staged}" for r in new]  # noqa: S608
    parts = list(staged)
    if is_kept:
        parts.append(f"SELECT {columns} FROM {CARRIED}.{table} WHERE {_not_replaced(connection, new)}")  # noqa: S608
    if not parts:
        parts.append(f"SELECT {columns} FROM {table} WHERE false")  # noqa: S608
    _view(connection, table, " UNION ALL ".join(parts))


def _merge_slices(connection: duckdb.DuckDBPyConnection, kept: set[str], new: dict[str, list[Reception]]) -> None:
    parts = [
        f"SELECT DISTINCT '{table}' AS table_name, *, '{r.identity}' AS sha256"  # noqa: S608
        f" FROM ({replaced_by(connection, [r])})"
        for table in _FLOWS
        for r in new[table]
    ]
    for table in _FLOWS:
        if table in kept:
            parts.append(
                f"SELECT table_name, operator, region, month, sha256 FROM {CARRIED}.slices"  # noqa: S608
                f" WHERE table_name = '{table}' AND {_not_in_log(connection, new[table])}"
            )
    empty = "SELECT table_name, operator, region, month, sha256 FROM slices WHERE false"
    _view(connection, "slices", " UNION ALL ".join(parts) or empty)


def _not_in_log(connection: duckdb.DuckDBPyConnection, new: list[Reception]) -> str:
    """Condition: no file of `new`, all of one table, replaces the slice of the log."""
    return f"({slice_columns(new[0].table)}) NOT IN ({replaced_by(connection, new)})" if new else "true"


def _merge_sites(connection: duckdb.DuckDBPyConnection, is_kept: bool, new: list[Reception]) -> None:
    columns = ", ".join(name(c.name) for c in schema.sites.columns)
    parts = [completed_sites(connection, reception) for reception in new]
    if is_kept:
        parts.append(f"SELECT {columns} FROM {CARRIED}.sites WHERE {_not_replaced(connection, new)}")  # noqa: S608
    empty = f"SELECT {columns} FROM sites WHERE false"  # noqa: S608
    _view(connection, "sites", " UNION ALL ".join(parts) or empty)


def _merge_population(connection: duckdb.DuckDBPyConnection, is_carried: bool, new: list[Reception]) -> dict[str, str]:
    """The shipped tables, then the vintages imported before, then the new ones: the last to give a cell wins.

    Returns the notes of each file. Raises ReleaseError where parts no longer make their whole.
    """
    columns = [c.name for c in schema.population.columns]
    rows = load_population().assign(origin="")[columns]
    if is_carried:
        imported = connection.execute(f"SELECT * FROM {CARRIED}.population WHERE origin <> ''").df()  # noqa: S608
        rows = _over(rows, imported[columns])
    notes = {}
    for reception in new:
        staged = connection.execute(f"SELECT * FROM {reception.staged}").df()  # noqa: S608
        frame, said = complete_population(staged, reception.identity)
        try:
            rows = rebuilt(_over(rows, frame), frame[frame["level"] != "commune"])
        except NotAdditive as error:
            raise ReleaseError(f"{reception.source.incoming.name} : {error}") from None
        notes[reception.staged] = " ".join(note.strip() for note in said)
    wrong = problems(rows[rows["level"] != "commune"]) if new else []
    if wrong:
        raise ReleaseError(
            f"Population refusée : {shown(wrong)}. Donnez ensemble la France, les régions et les départements qui"
            " changent, pour les femmes, les hommes et l’ensemble. Rien n’a été publié."
        )
    offer(connection, "population", rows)
    return notes


def _over(rows: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """`newer` laid over `rows`, cell by cell."""
    frames = [frame for frame in (rows, newer) if len(frame)]
    return pd.concat(frames, ignore_index=True).drop_duplicates([*PROFILE, "area"], keep="last")
