"""Relevé d’un fichier: one pass that lists what each column holds, and what the contract says of it.

A column of millions of rows holds few distinct texts, so they are judged one by one and the rows never are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from data.contract.field import Crossing
from data.contract.reading import Verdict, judge
from data.imports.source import MOST_REJECTS, Source
from data.imports.sql import literal, name
from data.intake import FileRefused

# What DuckDB says of a line that it cannot read → rule.
_LINES = {
    "MISSING COLUMNS": "too_few_cells",
    "TOO MANY COLUMNS": "too_many_cells",
    "UNQUOTED VALUE": "open_quote",
    "LINE SIZE OVER MAXIMUM": "line_too_long",
}
_SHOWN = 5
# Different texts of one column, or of columns that a rule joins, held in memory: far above the 35,000 communes.
_MOST_TEXTS = 300_000


@dataclass(frozen=True)
class BadLine:
    """Ligne illisible: its number in the file (the head is 1), the rule, and its beginning."""

    line: int
    rule: str
    text: str


@dataclass(frozen=True)
class Survey:
    """Relevé: rows read, lines that could not be, verdict on each field, and combinations that break a crossing."""

    rows: int
    bad_lines: tuple[BadLine, ...]
    texts: dict[str, dict[str, int]]
    verdicts: dict[str, Verdict]
    broken: dict[Crossing, frozenset[tuple[str, ...]]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.bad_lines or self.broken or any(v.failures for v in self.verdicts.values()))

    def unknown(self) -> dict[str, dict[str, int]]:
        """Textes refusés: field → text → rows."""
        return {f: {t: self.texts[f][t] for t in v.failures} for f, v in self.verdicts.items() if v.failures}


def survey(connection: duckdb.DuckDBPyConnection, source: Source, latest: date | None = None) -> Survey:
    """Relever a source. Raises FileRefused when a column holds too many different texts to be what it says."""
    crossings = [c for c in source.table.crossings if set(c.fields) & set(source.fields)]
    listed = [(f"histogram({name(f)})", "cardinality") for f in source.fields]
    for crossing in crossings:
        present = [f for f in crossing.fields if f in source.fields]
        # A structure, not a list: half the time on millions of rows.
        listed.append(("list(DISTINCT {" + ", ".join(f"'{f}': {name(f)}" for f in present) + "})", "len"))
    asked = ["count(*)"] + [f"CASE WHEN {size}({found}) <= {_MOST_TEXTS} THEN {found} END" for found, size in listed]
    try:
        rows, *found = connection.execute(
            f"SELECT {', '.join(asked)} FROM ({source.relation(rejects='rejected')})"  # noqa: S608
        ).fetchall()[0]  # the rejects appear once the last row is fetched
    except duckdb.OutOfMemoryException:
        raise _too_many_texts(source, "") from None
    if rows and None in found:
        over = (*source.fields, *("" for _ in crossings))[found.index(None)]
        raise _too_many_texts(source, source.table[over].header if over else "")
    texts = {f: dict(counts or {}) for f, counts in zip(source.fields, found, strict=False)}
    verdicts = {f: _judge(source, f, list(counts), latest) for f, counts in texts.items()}
    combinations = dict(zip(crossings, found[len(source.fields) :], strict=True))
    broken = {c: _broken(source, c, [tuple(t.values()) for t in u or ()], verdicts) for c, u in combinations.items()}
    return Survey(rows, _bad_lines(connection, source), texts, verdicts, {c: b for c, b in broken.items() if b})


def _too_many_texts(source: Source, header: str) -> FileRefused:
    where = f"la colonne {header}" if header else "une colonne"
    return FileRefused(
        f"{source.incoming.name} : {where} contient trop de valeurs différentes pour ce qu’elle annonce. Vérifiez que"
        " les têtes sont au-dessus de leurs colonnes, et donnez les dates sans heure."
    )


def _judge(source: Source, field_name: str, texts: list[str], latest: date | None) -> Verdict:
    """Verdict on the texts as the file writes them, the correspondence being read first."""
    said = {text: source.correspondence.text(field_name, text) for text in texts}
    given = source.operator if field_name == "operator" else ""
    if given:
        said |= {raw: given for raw, text in said.items() if not text.strip()}
    verdict = judge(source.table[field_name], list(dict.fromkeys(said.values())), latest)
    values = {raw: verdict.values[text] for raw, text in said.items() if text in verdict.values}
    failures = {raw: verdict.failures[text] for raw, text in said.items() if text in verdict.failures}
    if given:
        failures |= {raw: "operator_conflict" for raw, value in values.items() if value != given}
        values = {raw: value for raw, value in values.items() if value == given}
    return Verdict(values, failures)


def _broken(
    source: Source, crossing: Crossing, combinations: Iterable[tuple[str, ...]], verdicts: dict[str, Verdict]
) -> frozenset[tuple[str, ...]]:
    """Combinations of texts, each text being right, that break the crossing."""
    present = [f for f in crossing.fields if f in source.fields]
    right = [c for c in combinations if all(t in verdicts[f].values for f, t in zip(present, c, strict=True))]
    values: dict[str, list[Any]] = {f: [None] * len(right) for f in crossing.fields}
    for position, field_name in enumerate(present):
        values[field_name] = [verdicts[field_name].values[c[position]] for c in right]
    frame = pd.DataFrame({f: pd.Series(column, dtype=object) for f, column in values.items()})
    if frame.empty:
        return frozenset()
    # A row of unknown values is a row like another: it may be what the rule is about.
    schema = pa.DataFrameSchema(checks=[pa.Check(crossing.holds, error=crossing.rule, ignore_na=False)])
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        return frozenset(right[int(index)] for index in error.failure_cases["index"])
    return frozenset()


def _bad_lines(connection: duckdb.DuckDBPyConnection, source: Source) -> tuple[BadLine, ...]:
    if source.incoming.form == "parquet":
        return ()
    rows = connection.execute(
        "SELECT line, min(error_type), min(left(ltrim(csv_line, chr(10) || chr(13)), 200))"
        " FROM rejected GROUP BY line ORDER BY line"
    ).fetchall()
    kept = connection.execute("SELECT count(*) FROM rejected").fetchall()[0][0]
    connection.execute("DROP TABLE rejected; DROP TABLE rejected_scans")
    if kept >= MOST_REJECTS:
        raise FileRefused(
            f"{source.incoming.name} est refusé en entier : au moins {len(rows)} lignes n’ont pas autant de cellules"
            f" que la tête de colonnes, la première à la ligne {rows[0][0]}. Refaites l’export ; rien n’a été chargé."
        )
    return tuple(BadLine(line, _LINES.get(kind, "unreadable_line"), text or "") for line, kind, text in rows)


def examples(counts: dict[str, int]) -> str:
    """Les valeurs les plus fréquentes, with their rows, for a person."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    shown = ", ".join(f"« {_printable(text[:40])} » ({rows})" for text, rows in ordered[:_SHOWN])
    return shown + (f" et {len(ordered) - _SHOWN} autres" if len(ordered) > _SHOWN else "")


def _printable(text: str) -> str:
    """A text that gives no order to a terminal."""
    return "".join(c if c.isprintable() else "·" for c in text)


def condition_of(crossing: Crossing, source: Source, combinations: frozenset[tuple[str, ...]]) -> str:
    """SQL condition: the row holds one of the combinations."""
    present = [f for f in crossing.fields if f in source.fields]
    listed = ", ".join("[" + ", ".join(literal(t) for t in combination) + "]" for combination in sorted(combinations))
    return f"[{', '.join(name(f) for f in present)}] IN ({listed})"
