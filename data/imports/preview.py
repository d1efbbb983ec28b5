"""Aperçu: what a file changes in the release served, in words, before anything is published."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd

from data import schema
from data.additivity import PROFILE
from data.imports.completion import complete_population
from data.imports.merge import Carried
from data.imports.reception import Reception
from data.imports.sql import name
from data.imports.survey import examples
from data.releases import CARRIED
from typography import grouped

Say = Callable[[str], None]
_SHOWN = 24  # slices


def say_changes(connection: duckdb.DuckDBPyConnection, carried: Carried | None, reception: Reception, say: Say) -> None:
    """Dire ce qu’un fichier change: months, sites or cells, new and replaced, before and after."""
    table = reception.table.name
    ends_demonstration = carried is not None and table in carried.simulated
    if ends_demonstration:
        say("  Les données de démonstration sont remplacées en entier.")
    is_carried = carried is not None and not ends_demonstration
    if table == "sites":
        _say_sites(connection, is_carried, reception, say)
    elif table == "population":
        _say_cells(connection, is_carried, reception, say)
    else:
        _say_months(connection, is_carried, reception, say)


def _say_months(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception, say: Say) -> None:
    found = _changes(connection, is_carried, reception)
    new, replaced = found[found["before"].isna()], found[found["before"].notna()]
    say(f"  {len(new)} mois nouveaux, {len(replaced)} mois remplacés (opérateur × mois).")
    shown = pd.concat([replaced, new]).head(_SHOWN)
    for row in shown.itertuples():
        before = "nouveau" if pd.isna(row.before) else grouped(int(row.before))
        say(f"  {row.operator}, {row.month:%Y-%m} : {before} → {grouped(int(row.after))}")
    if len(found) > len(shown):
        say(f"  … et {len(found) - len(shown)} autres mois.")


def _changes(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception) -> pd.DataFrame:
    """Mois touchés: operator, month, before (None: a new month) and after, the events of each slice replaced."""
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


def _say_sites(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception, say: Say) -> None:
    """Each operator of the file, whose sites are replaced as a whole: before, after, and which come and go."""
    before = connection.execute(f"SELECT operator, site FROM {CARRIED}.sites").fetchall() if is_carried else []  # noqa: S608
    after = connection.execute(f"SELECT operator, site FROM {reception.staged}").fetchall()  # noqa: S608
    labels = {c.code: c.label for c in schema.DIMENSIONS["operator"].categories}
    codes = schema.DIMENSIONS["operator"].codes
    for operator in sorted({o for o, _ in after}):
        old, new = ([site for o, site in rows if o == operator] for rows in (before, after))
        was = grouped(len(old)) if old else "aucun"
        say(f"  {labels[codes[operator]]} : {was} → {grouped(len(new))} lieux.")
        for words, sites in (("Ajoutés", set(new) - set(old)), ("Retirés", set(old) - set(new))):
            if old and sites:
                say(f"  {words} : {examples(dict.fromkeys(sorted(sites), 1))}.")


def _say_cells(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception, say: Say) -> None:
    """The cells that the file gives, and those of them that the release has with another figure."""
    given = connection.execute(f"SELECT * FROM {reception.staged}").df()  # noqa: S608
    connection.register("previewed_cells", complete_population(given, reception.identity)[0])
    if not is_carried:
        return
    cell = ", ".join(name(column) for column in (*PROFILE, "area"))
    new, changed = connection.execute(
        f"""
        SELECT count(*) FILTER (served.level IS NULL),
            count(*) FILTER (served.level IS NOT NULL AND served.population IS DISTINCT FROM given.population)
        FROM previewed_cells AS given LEFT JOIN {CARRIED}.population AS served USING ({cell})
        """  # noqa: S608
    ).fetchall()[0]
    say(f"  {grouped(new)} cellules nouvelles, {grouped(changed)} cellules dont le chiffre change.")
