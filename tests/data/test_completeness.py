"""Completeness: what is expected of whom, and breaks that leave no missing month unsaid."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.completeness import SOURCE, Status, completeness, derived_breaks
from data.schema import breaks
from nomenclatures import OPERATORS, Operator

REGISTRY = Path(__file__).parent.parent.parent / "data" / "breaks.csv"
NO_BREAKS = pd.DataFrame(columns=breaks.columns.keys())
FIRST, LAST = date(2015, 1, 1), date(2018, 7, 1)


def months(first, last):
    return [d.date() for d in pd.date_range(first, last, freq="MS")]


def active(operator, first, last):
    return [m for m in months(first, last) if operator.opened <= m and (not operator.closed or m <= operator.closed)]


def everything(first, last, operators=OPERATORS):
    return {(o.code, m) for o in operators for m in active(o, first, last)}


def found(matrix, known=NO_BREAKS, operators=OPERATORS):
    rows = derived_breaks(matrix, known, operators)
    assert list(rows.columns) == breaks.columns.keys()
    return [(str(r.date), r.kind, r.family, r.doubtful_months or "") for r in rows.itertuples()]


def without(*gone, first=FIRST, last=LAST):
    """The breaks of complete data less some (operator, first month, last month)."""
    lost = {(code, m) for code, start, end in gone for m in months(start, end)}
    return found(completeness(everything(first, last) - lost, first, last))


def test_the_matrix_says_what_is_sent_missing_and_not_expected():
    matrix = completeness({("pole_emploi", date(2023, 12, 1)), ("apec", date(2024, 1, 1))}, date(2023, 11, 1), LATE)
    assert list(matrix.columns) == [date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1)]
    assert list(matrix.loc["pole_emploi"]) == [Status.MISSING, Status.RECEIVED, Status.NOT_ACTIVE]
    assert list(matrix.loc["france_travail"]) == [Status.NOT_ACTIVE, Status.NOT_ACTIVE, Status.MISSING]
    assert list(matrix.loc["apec"]) == [Status.MISSING, Status.MISSING, Status.RECEIVED]
    assert "fongecif_opacif" not in matrix.index


LATE = date(2024, 1, 1)


def test_what_was_sent_out_of_its_period_is_shown():
    matrix = completeness({("mon_cep", FIRST)}, FIRST, FIRST)
    assert matrix.at["mon_cep", FIRST] == Status.RECEIVED


def test_an_operator_that_comes_late_makes_a_break_of_perimeter():
    assert without(("pole_emploi", FIRST, date(2015, 12, 1))) == [("2016-01-01", "perimeter", "pe", "")]


def test_a_hole_makes_a_break_where_the_data_resume_and_doubtful_months():
    gone = ("cap_emploi", date(2016, 3, 1), date(2016, 4, 1))
    assert without(gone) == [("2016-05-01", "collection", "ce", "2016-03 2016-04")]


def test_an_operator_that_stops_makes_a_break_where_it_stops():
    assert without(("apec", date(2018, 6, 1), LAST)) == [("2018-06-01", "collection", "apec", "")]


def test_an_operator_that_never_sent_makes_none():
    assert without(("apec", FIRST, LAST)) == []


def test_a_successor_that_is_silent_makes_a_break_of_its_family():
    first, last = date(2023, 6, 1), date(2024, 6, 1)
    assert without(("france_travail", date(2024, 1, 1), last), first=first, last=last) == [
        ("2024-01-01", "collection", "pe", "")
    ]
    gone = (("pole_emploi", date(2023, 12, 1), date(2023, 12, 1)), ("france_travail", LATE, LATE))
    assert without(*gone, first=first, last=last) == [("2024-02-01", "collection", "pe", "2023-12 2024-01")]


def test_the_words_are_french_and_the_doubtful_months_have_their_reason():
    matrix = completeness(everything(FIRST, LAST) - {("cap_emploi", date(2016, 3, 1))}, FIRST, LAST)
    (row,) = derived_breaks(matrix, NO_BREAKS).itertuples()
    assert row.title == "Cap emploi\u00a0: reprise des données"
    assert row.text.split(";")[-1].strip() == "rien n’a été transmis pour Cap emploi."
    assert row.source == SOURCE == "journal des imports"
    assert row.bridge_factor is None


def test_the_registry_already_knows_the_demonstration():
    """Pôle emploi from 2016, missions locales from 2017: what the log shows, the registry says."""
    lost = {("pole_emploi", m) for m in months(FIRST, date(2015, 12, 1))}
    lost |= {("missions_locales", m) for m in months(FIRST, date(2016, 12, 1))}
    matrix = completeness(everything(FIRST, LAST) - lost, FIRST, LAST)
    known = pd.read_csv(REGISTRY, parse_dates=["date"])
    assert found(matrix, known) == []
    assert found(matrix) == [("2016-01-01", "perimeter", "pe", ""), ("2017-01-01", "perimeter", "ml", "")]


@pytest.mark.parametrize("change", [{"kind": "collection"}, {"family": "ml"}, {"date": date(2016, 2, 1)}])
def test_only_the_same_break_is_a_known_one(change):
    lost = {("pole_emploi", m) for m in months(FIRST, date(2015, 12, 1))}
    matrix = completeness(everything(FIRST, LAST) - lost, FIRST, LAST)
    known = derived_breaks(matrix, NO_BREAKS)
    assert found(matrix, known) == []
    assert len(found(matrix, known.assign(**change))) == 1


@st.composite
def services(draw):
    """Operators of two families, overlapping or not, a window, and what they sent."""
    month = st.integers(0, 30).map(lambda n: date(2015 + n // 12, n % 12 + 1, 1))
    operators = []
    for n in range(draw(st.integers(1, 5))):
        opened, closed = sorted([draw(month), draw(month)])
        operators.append(Operator(f"o{n}", f"O{n}", draw(st.sampled_from(["pe", "ml"])), opened, closed))
    first, last = sorted([draw(month), draw(month)])
    whole = sorted(everything(first, last, operators))
    sent = set(draw(st.lists(st.sampled_from(whole), unique=True))) if whole else set()
    return operators, first, last, sent


@settings(deadline=None)
@given(services())
def test_complete_data_have_no_break(service):
    operators, first, last, _ = service
    matrix = completeness(everything(first, last, operators), first, last, operators)
    assert found(matrix, operators=operators) == []
    assert not (matrix == Status.MISSING).any(axis=None)


@settings(deadline=None)
@given(services())
def test_the_matrix_holds_what_was_sent(service):
    operators, first, last, sent = service
    matrix = completeness(sent, first, last, operators)
    assert {(o, m) for o in matrix.index for m in matrix.columns if matrix.at[o, m] == Status.RECEIVED} == sent
    missing = {(o, m) for o in matrix.index for m in matrix.columns if matrix.at[o, m] == Status.MISSING}
    assert missing == everything(first, last, operators) - sent


@settings(deadline=None)
@given(services())
def test_every_missing_month_is_covered(service):
    """A break stands between a missing month and every month that the same operator sent, or the month is doubtful."""
    operators, first, last, sent = service
    matrix = completeness(sent, first, last, operators)
    rows = list(derived_breaks(matrix, NO_BREAKS, operators).itertuples())
    for operator in operators:
        own = [r for r in rows if r.family == operator.family]
        doubtful = {m for r in own for m in (r.doubtful_months or "").split()}
        received = {m for o, m in sent if o == operator.code}
        for month in set(active(operator, first, last)) - received:
            if f"{month:%Y-%m}" in doubtful:
                continue
            for other in received:
                low, high = sorted([month, other])
                assert any(low < r.date <= high for r in own), (operator, month, other)


@settings(deadline=None)
@given(services())
def test_a_break_is_inside_the_window_and_said_once(service):
    operators, first, last, sent = service
    matrix = completeness(sent, first, last, operators)
    rows = derived_breaks(matrix, NO_BREAKS, operators)
    assert all(first < day <= last for day in rows["date"])
    assert derived_breaks(matrix, rows, operators).empty
