"""Fichier revenu: verified against its fingerprint, its release and the method, and what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from callbacks.catalogue import CROSSING, PublishedTable, Question
from callbacks.crossed import crossed_columns, crossing_said
from callbacks.default_periods import default_periods
from callbacks.files import table_content
from callbacks.pace import Limit, charge
from callbacks.refusal import Refused
from data.engine import Database, Release
from data.files.batch import text_rows
from data.files.returned import MOST_BYTES, TOO_HEAVY, NotOurs, ReturnedFile, Table, returned_file, returned_tables
from filters import KEYS, Filters
from indicators.columns import COLUMNS, INTEGER, NUMBER
from layouts.returned import Change, ReturnedFacts, archive_markup, refused_markup, returned_markup
from layouts.shell import DATA
from settings import Settings

RETURN = "/fichiers/retour"
_KEY = ("area", "period", "group", "family", "reading", "sex", "age", "qualification", "level")
_EXPLICIT = ("start", "end")
# What says how a number was made.
_METHOD = ("method", "definition", "vintage", "denominator_definition", "unit", "indicator", "statistic", "confidence")
# What a change is looked for in, the first that differs being named: a number that only places a row among others, or
# that a whole file shares, is none.
_PLACED = ("confidence", "benchmark", "rank_low", "rank_high")
_FIRST = ("value", "numerator", "denominator", "lower", "upper", "cell_status")
_MEASURES = tuple(
    dict.fromkeys((*_FIRST, *(c.name for c in COLUMNS.values() if c.kind == NUMBER and c.name not in _PLACED)))
)
_LABELS = {c.label: c.name for c in COLUMNS.values()}
_NUMBERS = frozenset(c.name for c in COLUMNS.values() if c.kind in (NUMBER, INTEGER))


def register(
    app: Dash, database: Database, tables: Mapping[str, PublishedTable], limit: Limit, settings: Settings
) -> None:
    @app.server.post(RETURN)
    @limit
    def returned_file() -> Response:
        # The form's own frame is a few hundred bytes.
        request.max_content_length = MOST_BYTES + 10_000
        try:
            sent = request.files.get("fichier")
            if sent is None:
                raise NotOurs("Aucun fichier reçu : choisissez-en un.")
            with closing(sent):
                found = returned_tables(sent.read())
            if len(found) == 1:
                (table,) = found.values()
                markup = returned_markup(_facts(table, database, tables, settings))
            else:
                charge([len(table.lines) for table in found.values()], settings)
                markup = archive_markup([(name, _said(found[name], database, tables, settings)) for name in found])
        except RequestEntityTooLarge:
            return Response(refused_markup(TOO_HEAVY), status=413, mimetype="text/html")
        except (NotOurs, Refused) as error:
            return Response(refused_markup(str(error)), status=400, mimetype="text/html")
        return Response(markup, mimetype="text/html")


def _said(
    returned: Table, database: Database, tables: Mapping[str, PublishedTable], settings: Settings
) -> ReturnedFacts | str:
    """What is said of one table of an archive, or why it is refused."""
    try:
        return _facts(returned, database, tables, settings)
    except NotOurs as error:
        return str(error)


def _facts(
    returned: Table, database: Database, tables: Mapping[str, PublishedTable], settings: Settings
) -> ReturnedFacts:
    file = returned_file(returned, _LABELS, _NUMBERS, crossed_columns())
    table, question = _asked(file, database, tables)
    release = question.filters.release
    kept = release in database.history()
    today = question._replace(filters=replace(question.filters, release=""))
    now = _keyed(database.answer("", lambda current: _rows(table, current, today, settings)))
    current = database.release()
    then = _keyed(file.rows)
    answered = _rows(table, database.release(release), question, settings) if kept else []
    reread = _keyed(answered)
    intact = file.is_intact if file.is_sealed else _are_among(file.rows, answered) if kept else None
    return ReturnedFacts(
        title=table.title,
        release=release,
        current=current.id,
        kept=kept,
        sealed=file.is_sealed,
        intact=intact,
        same=kept and not any(_changes(then, reread)),
        method=_method(then) == _method(now),
        rows=len(file.rows),
        changes=tuple(_changes(then, now)),
        view=_address(table, question) if kept else "",
        today=_address(table, today),
    )


def _asked(
    file: ReturnedFile, database: Database, tables: Mapping[str, PublishedTable]
) -> tuple[PublishedTable, Question]:
    """The table of a file and the question that it answers. Raises NotOurs."""
    place = file.place
    if not file.is_sealed:
        try:
            crossing = crossing_said(file.rows)
        except (KeyError, ValueError, IndexError):
            raise NotOurs("Les groupes de ce fichier ne se lisent pas : il a été modifié.") from None
        return tables[CROSSING], Question(crossing.filters, crossing.step, crossing.dimensions)
    if place["table"] not in tables or tables[place["table"]].is_crossing:
        raise NotOurs("Le tableau de ce fichier n’existe plus : l’Observatoire ne peut pas le relire.")
    table = tables[place["table"]]
    default_of = default_periods(database, table.default_period)
    filters, problems = Filters.from_query(urlsplit(place["permalink"]).query, default_of)
    if problems or filters.release != place["release"]:
        raise NotOurs("Le permalien de ce fichier ne se lit plus : sa vue ne peut pas être rouverte.")
    return table, Question(filters.only(table.fields))


def _address(table: PublishedTable, question: Question) -> str:
    """Where the answer to a question is shown: a view of its page, or the choice of a table on the page Données."""
    if not table.is_crossing:
        return f"{table.path}?{table.view_of(question.filters).to_query(_EXPLICIT)}"
    own = [f"table={table.name}", f"pas={question.step}"]
    own += [f"dim={'-'.join(KEYS[name] for name in question.dimensions)}"] if question.dimensions else []
    return f"{DATA}?{'&'.join([*own, question.filters.to_query(_EXPLICIT)])}"


def _rows(table: PublishedTable, release: Release, question: Question, settings: Settings) -> list[dict[str, str]]:
    content = table_content(table, release, question, settings)
    return [dict(zip(batch, cells, strict=True)) for batch in content.batches for cells in text_rows(batch)]


def _are_among(rows: Sequence[Mapping[str, str]], answered: Sequence[Mapping[str, str]]) -> bool:
    """Whether a release answers each of the rows, whatever the address of the site."""
    known, given = ({tuple(_without_site(row).values()) for row in of} for of in (answered, rows))
    return given <= known


def _without_site(row: Mapping[str, str]) -> dict[str, str]:
    return {**row, "permalink": row["permalink"].partition("?")[2]}


def _keyed(rows: object) -> dict[tuple[str, ...], Mapping[str, str]]:
    """Rows by area, period and groups, and by their order among those that share them."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:  # type: ignore[attr-defined]
        key = tuple(row.get(name, "") for name in _KEY)
        seen[key] += 1
        found[(*key, str(seen[key]))] = row
    return found


def _method(rows: Mapping[tuple[str, ...], Mapping[str, str]]) -> set[tuple[str, ...]]:
    """The ways in which the numbers were made; whether a count is small decides between two of one way."""
    return {
        tuple(row.get(name, "").replace("exact", "byar") if name == "method" else row.get(name, "") for name in _METHOD)
        for row in rows.values()
        if row.get("method")
    }


def _changes(
    then: Mapping[tuple[str, ...], Mapping[str, str]], now: Mapping[tuple[str, ...], Mapping[str, str]]
) -> list[Change]:
    """The rows whose numbers or status differ, in the order of the file, then the new ones."""
    found = []
    for key in dict.fromkeys((*then, *now)):
        before, after = then.get(key, {}), now.get(key, {})
        names = [n for n in _MEASURES if before.get(n) != after.get(n)]
        if names:
            row = before or after
            name = names[0]
            found.append(
                Change(
                    row.get("area_name", ""),
                    row.get("period", ""),
                    COLUMNS[name].label,
                    before.get(name, "") or before.get("cell_status", ""),
                    after.get(name, "") or after.get("cell_status", ""),
                )
            )
    return found
