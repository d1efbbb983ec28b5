"""Aperçu: what a file changes in the release served, in words, before anything is published."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd

from data.additivity import PROFILE
from data.imports.completion import complete_population
from data.imports.merge import Carried
from data.imports.reception import Reception
from data.imports.slices import IS_BY_REGION, REGION, completed_sites, slice_words
from data.imports.sql import name
from data.imports.survey import examples
from data.releases import CARRIED
from geo.areas import regions
from typography import grouped

Say = Callable[[str], None]
_SHOWN = 24  # slices
_NAMES = 3  # regions


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
        say(f"  {row.slice}, {row.month:%Y-%m} : {before} → {grouped(int(row.after))}")
    if len(found) > len(shown):
        say(f"  … et {len(found) - len(shown)} autres mois.")
    _say_regions(connection, is_carried, reception, say)


def _changes(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception) -> pd.DataFrame:
    """Mois touchés: slice (in words), month, before (None: a new month) and after, the events of each one replaced."""
    table = reception.table
    of_release = f"{CARRIED}.{table.name}" if is_carried else f"(FROM {reception.staged} LIMIT 0)"

    def sums(rows: str, head: str) -> str:
        return f"SELECT operator, {REGION} AS region, month, sum(n)::BIGINT AS {head} FROM {rows} GROUP BY ALL"  # noqa: S608

    found = connection.execute(
        f"""
        SELECT operator, region, month, before, after FROM ({sums(reception.staged, "after")})
        LEFT JOIN ({sums(of_release, "before")}) USING (operator, region, month) ORDER BY operator, region, month
        """  # noqa: S608
    ).df()
    words = [slice_words(operator, region) for operator, region in zip(found["operator"], found["region"], strict=True)]
    return found.assign(slice=words)


def _say_regions(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception, say: Say) -> None:
    """The regions that an operator who reports by region has not sent yet, in the months of the file."""

    def sent(rows: str) -> str:
        return f"SELECT DISTINCT operator, {REGION} AS region, month FROM {rows} WHERE {IS_BY_REGION}"  # noqa: S608

    of_release = f" UNION {sent(f'{CARRIED}.{reception.table.name}')}" if is_carried else ""
    rows = connection.execute(
        f"""
        SELECT operator, month, list(region) FROM ({sent(reception.staged)}{of_release})
        SEMI JOIN {reception.staged} USING (operator, month) WHERE region <> '' GROUP BY ALL ORDER BY ALL
        """  # noqa: S608
    ).fetchall()
    lacking = [(o, month, [r.name for r in regions() if r.id not in there]) for o, month, there in rows]
    lacking = [found for found in lacking if found[2]]
    for operator, month, names in lacking[:_SHOWN]:
        shown = ", ".join(names[:_NAMES]) + (f" et {len(names) - _NAMES} autres" if len(names) > _NAMES else "")
        say(f"  {slice_words(operator, '', month)} : régions encore sans entrée : {shown}.")


def _say_sites(connection: duckdb.DuckDBPyConnection, is_carried: bool, reception: Reception, say: Say) -> None:
    """Each slice of the file, whose sites are replaced as a whole: before, after, and which come and go."""
    columns = f"operator, {REGION} AS region, site"
    served = f"SELECT {columns} FROM {CARRIED}.sites"  # noqa: S608
    before = connection.execute(served).fetchall() if is_carried else []
    given = f"SELECT {columns} FROM ({completed_sites(connection, reception)})"  # noqa: S608
    after = connection.execute(given).fetchall()
    for key in sorted({row[:2] for row in after}):
        old, new = ([row[2] for row in rows if row[:2] == key] for rows in (before, after))
        was = grouped(len(old)) if old else "aucun"
        say(f"  {slice_words(*key)} : {was} → {grouped(len(new))} lieux.")
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
