"""Question lue: the filters of an address, strictly: a file or an answer of the API is kept and cited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flask import request

from callbacks.catalogue import PublishedTable, Question
from callbacks.crossed import crossing_of, too_long
from callbacks.default_periods import default_periods
from callbacks.refusal import Refused
from data.engine import Database
from filters import KEYS, Filters
from typography import NBSP

TABLE, STEP, DIMENSIONS = "table", "pas", "dim"
# What an address says of the file alone.
OWN = ("dialecte",)


class Asked(NamedTuple):
    """Tableau demandé, and the question that is put to it."""

    table: PublishedTable
    question: Question


def asked_json() -> object:
    """Corps JSON of the request, None where there is none."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # 100,000 brackets
        return None


def asked_parts(left_out: Collection[str]) -> list[str]:
    """The parts of the address, but for these keys."""
    query = request.query_string.decode("utf-8", "replace")
    return [part for part in query.split("&") if part and part.split("=")[0] not in left_out]


def asked_tables(tables: Mapping[str, PublishedTable], database: Database, own: Collection[str] = ()) -> list[Asked]:
    """The tables that the address names, each with the question that it puts to it. Raises Refused."""
    names = [*dict.fromkeys(request.args.getlist(TABLE))]
    if not names or any(name not in tables for name in names):
        raise Refused("Ce tableau n’existe pas : choisissez-en un dans la liste.", 404)
    found = [tables[name] for name in names]
    crossed = (STEP, DIMENSIONS) if any(table.is_crossing for table in found) else ()
    return [Asked(table, asked_question(table, database, (TABLE, *own, *crossed))) for table in found]


def asked_question(table: PublishedTable, database: Database, own: Collection[str] = ()) -> Question:
    """The question that the address puts to a table; `own`: keys that are not filters. Raises Refused."""
    crossed = (STEP, DIMENSIONS) if table.is_crossing else ()
    kept = "&".join(asked_parts((*own, *crossed)))
    filters, problems = Filters.from_query(kept, default_periods(database, table.default_period))
    if problems:
        raise Refused(" ".join(f"{problem.split(NBSP + ':')[0]}." for problem in problems) + " Corrigez l’adresse.")
    if filters.release and filters.release not in database.history():
        raise Refused(f"La version « {filters.release} » n’existe plus : retirez « v » de l’adresse.", 410)
    filters = filters.only(table.fields)
    if not table.is_crossing:
        return Question(filters)
    names = {key: name for name, key in KEYS.items()}
    keys = [key for part in request.args.getlist(DIMENSIONS) for key in part.split("-") if key]
    step, dimensions = request.args.get(STEP, "mois"), tuple(names.get(key, key) for key in keys)
    try:
        crossing = crossing_of(filters, step, dimensions)
    except ValueError as error:
        raise Refused(str(error)) from error
    if reason := database.answer(filters.release, lambda release: too_long(crossing, release)):
        raise Refused(reason)
    return Question(filters, step, crossing.dimensions)
