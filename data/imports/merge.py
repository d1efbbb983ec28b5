"""Réunion: the rows of the release served and those of new files, as one release.

A file replaces, whole, the slices that it holds: operator × month for the flows, operator for the sites, cell for the
populations. Simulated rows never stay beside real ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from data import schema
from data.imports.completion import complete_population, complete_sites
from data.imports.reception import Reception
from data.imports.sql import name
from data.inputs import GENERATOR, Inputs, Loading, incoming, offer
from data.population import load_population
from data.releases import CARRIED, ReleaseError

_FLOWS = ("entries", "exits")
_TITLE = "Données transmises par les opérateurs du CEP"
_CELL = ("source", "vintage", "area", "sex", "age", "qualification", "csp", "activity")


@dataclass(frozen=True)
class Carried:
    """Version reprise: what the release served holds, None of it when there is none.

    `simulated`: its tables that the generator made; `loadings`: its log; `held`: (table, sha256) of the files of which
    something is left, the log alone saying it for the sites.
    """

    kind: str = ""
    title: str = ""
    simulated: frozenset[str] = frozenset()
    loadings: tuple[Loading, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()
    held: frozenset[tuple[str, str]] = frozenset()


def read_carried(connection: duckdb.DuckDBPyConnection) -> Carried:
    """What the release attached as CARRIED is made of."""
    kind, title = connection.table(f"{CARRIED}.releases").select("kind", "title").fetchone()  # type: ignore[misc]
    rows = connection.execute(
        f"SELECT source, sha256, table_name, accepted, quarantined, note, loaded FROM {CARRIED}.import_log"  # noqa: S608
    ).fetchall()
    assumptions = connection.execute(f"SELECT subject, text FROM {CARRIED}.assumptions").fetchall()  # noqa: S608
    held = connection.execute(
        f"""
        SELECT table_name, sha256 FROM {CARRIED}.slices UNION SELECT 'population', origin FROM {CARRIED}.population
        UNION SELECT table_name, sha256 FROM {CARRIED}.import_log WHERE table_name = 'sites'
        """  # noqa: S608
    ).fetchall()
    return Carried(
        kind,
        title,
        frozenset(row[2] for row in rows if kind == "demonstration" and row[0] == GENERATOR),
        tuple(Loading(*row) for row in rows),
        tuple((subject, text) for subject, text in assumptions),
        frozenset((table, sha256) for table, sha256 in held),
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
            r.source.incoming.sha256,
            r.table.name,
            r.accepted,
            r.quarantined,
            " ".join(note.strip() for note in notes if r.table.name == "population"),
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


def _merge_flow(connection: duckdb.DuckDBPyConnection, table: str, is_kept: bool, new: list[Reception]) -> None:
    names = [c for c in schema.metadata.tables[table].columns.keys() if c != "key"]  # noqa: SIM118
    columns = ", ".join(name(c) for c in names)
    staged = [f"SELECT {columns} FROM {r.staged}" for r in new]  # noqa: S608
    parts = list(staged)
    if is_kept:
        replaced = " UNION ".join(f"SELECT operator, month FROM {r.staged}" for r in new)  # noqa: S608
        condition = f" WHERE (operator, month) NOT IN ({replaced})" if new else ""
        parts.append(f"SELECT {columns} FROM {CARRIED}.{table}{condition}")  # noqa: S608
    if not parts:
        parts.append(f"SELECT {columns} FROM {table} WHERE false")  # noqa: S608
    _view(connection, table, " UNION ALL ".join(parts))


def _merge_slices(connection: duckdb.DuckDBPyConnection, kept: set[str], new: dict[str, list[Reception]]) -> None:
    parts = [
        f"SELECT DISTINCT '{table}' AS table_name, operator, month, '{r.source.incoming.sha256}' AS sha256"  # noqa: S608
        f" FROM {r.staged}"
        for table in _FLOWS
        for r in new[table]
    ]
    for table in _FLOWS:
        if table in kept:
            replaced = " UNION ".join(f"SELECT operator, month FROM {r.staged}" for r in new[table])  # noqa: S608
            condition = f" AND (operator, month) NOT IN ({replaced})" if new[table] else ""
            parts.append(
                f"SELECT table_name, operator, month, sha256 FROM {CARRIED}.slices"  # noqa: S608
                f" WHERE table_name = '{table}'{condition}"
            )
    empty = "SELECT table_name, operator, month, sha256 FROM slices WHERE false"
    _view(connection, "slices", " UNION ALL ".join(parts) or empty)


def _merge_sites(connection: duckdb.DuckDBPyConnection, is_kept: bool, new: list[Reception]) -> None:
    columns = ", ".join(name(c.name) for c in schema.sites.columns)
    parts = []
    for number, reception in enumerate(new):
        rows = complete_sites(connection.execute(f"SELECT * FROM {reception.staged}").df())  # noqa: S608
        connection.register(f"sites_{number}", rows)
        parts.append(f"SELECT {columns} FROM sites_{number}")  # noqa: S608
    if is_kept:
        replaced = " UNION ".join(f"SELECT operator FROM {r.staged}" for r in new)  # noqa: S608
        condition = f" WHERE operator NOT IN ({replaced})" if new else ""
        parts.append(f"SELECT {columns} FROM {CARRIED}.sites{condition}")  # noqa: S608
    empty = f"SELECT {columns} FROM sites WHERE false"  # noqa: S608
    _view(connection, "sites", " UNION ALL ".join(parts) or empty)


def _merge_population(connection: duckdb.DuckDBPyConnection, is_carried: bool, new: list[Reception]) -> list[str]:
    """The shipped tables, then the vintages imported before, then the new ones: the last to give a cell wins."""
    frames, notes = [load_population().assign(origin="")], list[str]()
    if is_carried:
        frames.append(connection.execute(f"SELECT * FROM {CARRIED}.population WHERE origin <> ''").df())  # noqa: S608
    for reception in new:
        rows = connection.execute(f"SELECT * FROM {reception.staged}").df()  # noqa: S608
        frame, said = complete_population(rows, reception.source.incoming.sha256)
        frames.append(frame)
        notes += said
    columns = [c.name for c in schema.population.columns]
    everything = pd.concat([f[columns] for f in frames if len(f)], ignore_index=True)
    offer(connection, "population", everything.drop_duplicates(list(_CELL), keep="last"))
    return notes


def already_loaded(carried: Carried | None, sha256: str, table: str) -> bool:
    """Whether the release served already holds this file."""
    return carried is not None and (table, sha256) in carried.held


def changes(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception) -> pd.DataFrame:
    """Aperçu: operator, month, before (None: a new month) and after, the events of each slice that a file replaces."""
    table = reception.table.name
    of_release = (
        f"{CARRIED}.{table}" if is_carried else f"(SELECT operator, month, n FROM {reception.staged} LIMIT 0)"  # noqa: S608
    )
    before = f"SELECT operator, month, sum(n) AS before FROM {of_release} GROUP BY ALL"  # noqa: S608
    found = connection.execute(
        f"""
        SELECT operator, month, before::BIGINT AS before, after::BIGINT AS after
        FROM (SELECT operator, month, sum(n) AS after FROM {reception.staged} GROUP BY ALL)
        LEFT JOIN ({before}) USING (operator, month) ORDER BY operator, month
        """  # noqa: S608
    ).df()
    operators = schema.DIMENSIONS["operator"].categories
    return found.assign(operator=[operators[i].label for i in found["operator"]])
