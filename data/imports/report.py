"""Rapport: which rows were set aside and why, for the person who will mend the file.

Two files beside the source: `<name>.rapport.csv`, one line for each fault (line, column, value, rule, remedy), and
`<name>.resume.txt`. Where the folder cannot be written, they go to `rapports` in the releases' folder.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TextIO

import duckdb

from data.contract.field import Crossing, Field, accepted
from data.contract.rules import RULES
from data.imports.conform import faults
from data.imports.identifiers import masked
from data.imports.source import Source
from data.imports.sql import name
from data.imports.survey import Survey, condition_of, examples

HEADS = ("ligne", "colonne", "valeur", "regle", "explication", "que_faire")
# A file that is refused as a whole is explained by its first faults; a file that is taken has all of them listed.
EXPLAINED = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CELL = 200
_BLANK_LINES = (b"\n", b"\r\n")
_NAME = 40  # characters of a source's name that a report keeps in the folder of the releases


@dataclass(frozen=True)
class Fault:
    """Faute: line of the file (the head is 1), head of the column, text of the cell as shown, rule, remedy."""

    line: int
    column: str
    value: str
    rule: str
    explanation: str
    remedy: str


@dataclass(frozen=True)
class Place:
    """Où écrire un rapport: beside `source`, else in `spare`, under a name that `sha256` makes unique."""

    source: Path
    sha256: str
    spare: Path


def faults_of(connection: duckdb.DuckDBPyConnection, source: Source, found: Survey) -> Iterator[Fault]:
    """Every fault of the file, in the order of its lines; a row with two faults gives two."""
    bad = iter(found.bad_lines)
    waiting = next(bad, None)
    for line, faults_here in _faulty_rows(connection, source, found):
        while waiting and waiting.line < line:
            yield _fault(waiting.line, "", shown(source, waiting.text), waiting.rule, None)
            waiting = next(bad, None)
        yield from faults_here
    while waiting:
        yield _fault(waiting.line, "", shown(source, waiting.text), waiting.rule, None)
        waiting = next(bad, None)


def _faulty_rows(
    connection: duckdb.DuckDBPyConnection, source: Source, found: Survey
) -> Iterator[tuple[int, list[Fault]]]:
    condition = faults(source, found)
    if condition == "false":
        return
    fields = source.fields
    columns = ", ".join(name(f) for f in fields)
    result = connection.cursor().execute(
        f"SELECT place, measured, {columns} FROM ({source.relation(numbered=True)}) WHERE {condition}"  # noqa: S608
    )
    lines, at, line = _lines_of_rows(source, found), 0, 0
    while rows := result.fetchmany(10_000):
        for place, measured, *texts in rows:
            if place > at:
                line, at = next(islice(lines, place - at - 1, None), line), place
            yield line, _row_faults(line, measured, source, found, dict(zip(fields, texts, strict=True)))


def _lines_of_rows(source: Source, found: Survey) -> Iterator[int]:
    """The line of the file on which each row that can be read stands, in order."""
    if source.incoming.form == "parquet":
        yield from count(2)
    unreadable = {bad.line for bad in found.bad_lines}
    with source.incoming.path.open("rb") as file:
        for number, text in enumerate(file, start=1):
            if number > 1 and text not in _BLANK_LINES and number not in unreadable:
                yield number


def _row_faults(line: int, measured: int | None, source: Source, found: Survey, texts: dict[str, str]) -> list[Fault]:
    written = []
    for field_name, text in texts.items():
        rule = found.verdicts[field_name].failures.get(text)
        if rule:
            head = _head(source, field_name, measured)
            written.append(_fault(line, head, shown(source, text), rule, source.table[field_name]))
    for crossing, combinations in found.broken.items():
        here = tuple(texts[f] for f in crossing.fields if f in source.fields)
        if here in combinations:
            written.append(_fault(line, _joined_heads(source, crossing), " ; ".join(here), crossing.rule, None))
    return written


def shown(source: Source, text: str) -> str:
    """A text of the file as a report may repeat it: where rows are persons, no direct identifier."""
    return masked(text) if source.table.personal else text


def _head(source: Source, field_name: str, measured: int | None = None) -> str:
    """Head of the file under which a field is read: the contract's, where the file has no such column."""
    position = source.columns.get(field_name, measured if field_name == source.measure else None)
    return source.table[field_name].header if position is None else source.incoming.headers[position]


def _joined_heads(source: Source, crossing: Crossing) -> str:
    return ", ".join(_head(source, f) for f in crossing.fields if f in source.fields)


def _fault(line: int, column: str, value: str, rule: str, field: Field | None) -> Fault:
    known = RULES[rule]
    words = {"title": field.title, "accepted": accepted(field)} if field else {}
    return Fault(line, column, value, rule, known.text.format(**words), known.remedy.format(**words))


def count_faults(connection: duckdb.DuckDBPyConnection, source: Source, found: Survey) -> Counter[tuple[str, str]]:
    """Nombre de fautes by (head of the column, rule), however many the report lists."""
    counts: Counter[tuple[str, str]] = Counter()
    for field_name, texts in found.unknown().items():
        for text, rows in texts.items():
            counts[_head(source, field_name), found.verdicts[field_name].failures[text]] += rows
    for bad in found.bad_lines:
        counts["", bad.rule] += 1
    for crossing, combinations in found.broken.items():
        condition = condition_of(crossing, source, combinations)
        found_rows = connection.execute(f"SELECT count(*) FROM ({source.relation()}) WHERE {condition}").fetchall()  # noqa: S608
        counts[_joined_heads(source, crossing), crossing.rule] += found_rows[0][0]
    return counts


def write_report(place: Place, listed: Iterable[Fault], resume: list[str]) -> Path:
    """Write the faults and the summary (see the module); returns the path of the faults."""
    report = _beside(place)
    with _replaced(report, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADS)
        for fault in listed:
            # What the file says is cut and disarmed; what the contract says is written whole.
            said = (fault.rule, fault.explanation, fault.remedy)
            writer.writerow([fault.line, _cell(fault.column), _cell(fault.value), *said])
    text = report.with_name(report.name.removesuffix(".rapport.csv") + ".resume.txt")
    with _replaced(text, "utf-8") as file:
        file.write("\n".join(resume) + "\n")
    return report


@contextmanager
def _replaced(path: Path, encoding: str) -> Iterator[TextIO]:
    """A new file put in the place of `path`, of which a link there is not followed. Raises OSError."""
    temporary = _fresh(path)
    with temporary.open("x", encoding=encoding, newline="") as file:
        yield file
    temporary.replace(path)


def _fresh(path: Path) -> Path:
    """Path, where nothing lies, of the file that will take the place of `path`. Raises OSError."""
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    return temporary


def _beside(place: Place) -> Path:
    """Path of the report: beside the source if a file can be written there."""
    report = place.source.with_name(f"{place.source.name}.rapport.csv")
    try:
        with _fresh(report).open("x"):
            return report
    except OSError:
        place.spare.mkdir(parents=True, exist_ok=True)
        return place.spare / f"{place.sha256[:12]}-{place.source.name[:_NAME]}.rapport.csv"


def summary(source: Source, found: Survey, counts: Counter[tuple[str, str]]) -> list[str]:
    """Résumé des fautes: one line for each column and rule, then the values refused most often."""
    lines = []
    for (column, rule), number in counts.most_common():
        where = f"colonne {column}" if column else "ligne entière"
        lines.append(f"  {number:>8}  {where} : {RULES[rule].text.format(title=column, accepted='')}")
    for field_name, texts in found.unknown().items():
        counted: Counter[str] = Counter()
        for text, rows in texts.items():
            counted[shown(source, text)] += rows
        lines.append(f"  Valeurs refusées, {source.table[field_name].header} : {examples(counted)}")
    return lines


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, cut where it is long."""
    short = text if len(text) <= _CELL else f"{text[:_CELL]}…"
    return f"'{short}" if short.startswith(_FORMULA_STARTS) else short
