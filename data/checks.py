"""Contrôles of a finished release, before it may be published. Each failure is a French sentence."""

from __future__ import annotations

import duckdb

from data.disclosure import KEY_MODULUS
from data.schema import CUBES

_RULES: tuple[tuple[str, str], ...] = (
    ("SELECT count(*) = 0 FROM entries WHERE n < 1", "une ligne d’entrées a un nombre inférieur à 1"),
    (
        f'SELECT count(*) = 0 FROM entries WHERE "key" NOT BETWEEN 0 AND {KEY_MODULUS - 1}',  # noqa: S608
        "une clé d’enregistrement est hors bornes",
    ),
    ("SELECT count(*) > 0 FROM entries", "la version ne contient aucune entrée"),
    ("SELECT count(*) > 0 FROM population", "la version ne contient aucun dénominateur"),
    ("SELECT count(*) = 0 FROM population WHERE population < 0", "un dénominateur est négatif"),
    ("SELECT count(*) = 1 FROM releases", "la carte d’identité de la version manque"),
    (
        "SELECT count(*) = 0 FROM sites WHERE lat NOT BETWEEN -90 AND 90 OR lon NOT BETWEEN -180 AND 180",
        "un lieu a des coordonnées impossibles",
    ),
)


def check_release(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every rule that the release open on `connection` breaks; an empty list when it is sound."""
    problems = [text for query, text in _RULES if not connection.execute(query).fetchone()[0]]  # type: ignore[index]
    total = _digest(connection, "entries")
    problems += [f"le cube {c.name} ne totalise pas les entrées" for c in CUBES if _digest(connection, c.name) != total]
    return problems


def _digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[object, ...] | None:
    """Entries and key sum: equal for the rows and for every cube made from them."""
    return connection.execute(f'SELECT sum(n), sum("key") % {KEY_MODULUS} FROM {table}').fetchone()  # noqa: S608
