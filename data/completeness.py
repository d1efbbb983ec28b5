"""Complétude: which operator sent which month, and the breaks that what is missing makes in the series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

import pandas as pd

from data.schema import breaks
from nomenclatures import OPERATORS, Operator
from typography import spaced

SOURCE = "journal des imports"
_COLUMNS = list(breaks.columns.keys())


class Status(StrEnum):
    """État d’un mois d’un opérateur: sent, expected and not sent, or outside the operator's period."""

    RECEIVED = "received"
    MISSING = "missing"
    NOT_ACTIVE = "not_active"


def completeness(
    received: Collection[tuple[str, date]],
    first: date,
    last: date,
    operators: Sequence[Operator] = OPERATORS,
) -> pd.DataFrame:
    """Matrice de complétude: a Status for each operator (index, code) and month (columns, first days).

    `received`: (operator, month) pairs; `first`, `last`: the window, both months included. Operators that are active in
    no month of the window and sent none are left out.
    """
    months = [d.date() for d in pd.date_range(first, last, freq="MS")]
    sent = set(received)
    rows = {
        operator.code: [
            Status.RECEIVED
            if (operator.code, month) in sent
            else Status.MISSING
            if operator.opened <= month and (operator.closed is None or month <= operator.closed)
            else Status.NOT_ACTIVE
            for month in months
        ]
        for operator in operators
    }
    kept = {code: row for code, row in rows.items() if set(row) - {Status.NOT_ACTIVE}}
    return pd.DataFrame.from_dict(kept, orient="index", columns=pd.Index(months, dtype=object), dtype=object)


def derived_breaks(
    matrix: pd.DataFrame, known_breaks: pd.DataFrame, operators: Sequence[Operator] = OPERATORS
) -> pd.DataFrame:
    """Ruptures déduites du journal: rows of data.schema.breaks that `known_breaks` does not have.

    Operators of a family that succeed one another make one chain. In a chain that sent something, months missing before
    the first one sent give a `perimeter` break there; months missing in between, a `collection` break where the data
    resume, these months being doubtful; months missing up to the end, a `collection` break where they start. No break
    is bridged. One with the family, date and kind of a known break is left out.
    """
    known = {
        (_day(b.date), b.kind, b.family if isinstance(b.family, str) else "")
        for b in known_breaks.itertuples(index=False)
    }
    found = [row for chain in _chains(operators, matrix.index) for row in _breaks_of(chain, matrix)]
    rows = [row for row in found if (row["date"], row["kind"], row["family"]) not in known]
    rows.sort(key=lambda row: (row["date"], row["family"], row["kind"]))
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def _chains(operators: Sequence[Operator], codes: Collection[str]) -> list[list[Operator]]:
    """Operators of each family, in chains of which no two are active in the same month."""
    chains: list[list[Operator]] = []
    for operator in sorted((o for o in operators if o.code in codes), key=lambda o: (o.family, o.opened)):
        for chain in chains:
            last = chain[-1]
            if last.family == operator.family and last.closed is not None and last.closed < operator.opened:
                chain.append(operator)
                break
        else:
            chains.append([operator])
    return chains


def _breaks_of(chain: Sequence[Operator], matrix: pd.DataFrame) -> list[dict[str, object]]:
    """Breaks of one chain of operators, in time order."""
    states = [
        (month, operator, matrix.at[operator.code, month])
        for month in matrix.columns
        for operator in chain
        if matrix.at[operator.code, month] != Status.NOT_ACTIVE
    ]
    runs = [(state, list(run)) for state, run in groupby(states, key=lambda s: s[2])]
    rows = []
    for place, (state, run) in enumerate(runs):
        if state == Status.RECEIVED or len(runs) == 1:
            continue
        names = " et ".join(dict.fromkeys(operator.label for _, operator, _ in run))
        months = [month for month, _, _ in run]
        if place == 0:
            rows.append(_first_sent(chain, names, runs[1][1][0][0]))
        elif place == len(runs) - 1:
            rows.append(_last_sent(chain, names, months[0]))
        else:
            rows.append(_resumed(chain, names, months, runs[place + 1][1][0][0]))
    return rows


def _first_sent(chain: Sequence[Operator], names: str, month: date) -> dict[str, object]:
    text = f"{names} : aucune entrée transmise avant {month:%m/%Y}."
    return _row(chain, month, "perimeter", f"{names} : premières données", text, ())


def _last_sent(chain: Sequence[Operator], names: str, month: date) -> dict[str, object]:
    text = f"{names} : aucune entrée transmise à partir de {month:%m/%Y}."
    return _row(chain, month, "collection", f"{names} : plus de données", text, ())


def _resumed(chain: Sequence[Operator], names: str, months: Sequence[date], month: date) -> dict[str, object]:
    span = f"en {months[0]:%m/%Y}" if len(months) == 1 else f"de {months[0]:%m/%Y} à {months[-1]:%m/%Y}"
    text = f"{names} : aucune entrée transmise {span}, reprise en {month:%m/%Y} ; rien n’a été transmis pour {names}."
    return _row(chain, month, "collection", f"{names} : reprise des données", text, months)


def _row(
    chain: Sequence[Operator], month: date, kind: str, title: str, text: str, doubtful: Iterable[date]
) -> dict[str, object]:
    values = (
        month,
        kind,
        "france",
        chain[0].family,
        spaced(title),
        spaced(text),
        SOURCE,
        None,
        " ".join(f"{m:%Y-%m}" for m in doubtful) or None,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
