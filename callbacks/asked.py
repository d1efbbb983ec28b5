"""Question lue: the filters of an address, strictly: a file or an answer of the API is kept and cited."""

from __future__ import annotations

from collections.abc import Collection

from flask import request

from callbacks.catalogue import PublishedTable, Question
from callbacks.crossed import crossing_of, too_long
from callbacks.default_periods import default_periods
from callbacks.refusal import Refused
from data.engine import Database
from filters import KEYS, Filters
from typography import NBSP

STEP, DIMENSIONS = "pas", "dim"


def asked_json() -> object:
    """Corps JSON of the request, None where there is none."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # 100,000 brackets
        return None


def asked_question(table: PublishedTable, database: Database, own: Collection[str] = ()) -> Question:
    """The question that the address puts to a table; `own`: keys that are not filters. Raises Refused."""
    crossed = (STEP, DIMENSIONS) if table.is_crossing else ()
    query = request.query_string.decode("utf-8", "replace")
    kept = "&".join(p for p in query.split("&") if p and p.split("=")[0] not in (*own, *crossed))
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
