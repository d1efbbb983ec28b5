"""Own numbers and their difference with published ones: golden values and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.reconciliation import BOUND, DIFFERENT, FOUND, NOT_REBUILT, REASONS, compared, own_value

NOTHING = (math.nan, math.nan)


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator", "reference", "expected"),
    [
        ("entries", 12, math.nan, NOTHING, 12),
        ("sites", 98, math.nan, NOTHING, 98),
        ("share", 52, 100, NOTHING, 52),
        ("exit_share", 7, 100, NOTHING, 7),
        ("rate", 15, 100, NOTHING, 15),
        ("change", 120, 100, NOTHING, 20),
        ("change", 90, 100, NOTHING, -10),
        ("index", 30, 100, (25, 100), 1.2),
    ],
)
def test_own_value(measure, numerator, denominator, reference, expected):
    assert own_value(measure, numerator, denominator, reference) == pytest.approx(expected)


@pytest.mark.parametrize("denominator", [0, math.nan])
def test_nothing_divides_by_nothing(denominator):
    assert math.isnan(own_value("share", 1, denominator, NOTHING))


@pytest.mark.parametrize("reference", [(0, 1), (1, 0), NOTHING])
def test_an_index_needs_both_populations(reference):
    assert math.isnan(own_value("index", 1, 2, reference))


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="unknown measure"):
        own_value("guess", 1, 1, NOTHING)


@pytest.mark.parametrize(
    ("published", "unit", "own", "outcome"),
    [
        (52, "%", 51.6, FOUND),
        (52, "%", 52.6, DIFFERENT),
        (2.2, "%", 2.24, FOUND),
        (2.2, "%", 2.3, DIFFERENT),
        (5_791_059, "entrées", 5_791_047, FOUND),
        (5_791_059, "entrées", 5_700_000, DIFFERENT),
        (50, "% (plus de)", 52, BOUND),
        (50, "% (plus de)", 48, DIFFERENT),
        (1, "booléen", 1.12, FOUND),
        (1, "booléen", 0.98, DIFFERENT),
        (3, "%", math.nan, NOT_REBUILT),
    ],
)
def test_outcome(published, unit, own, outcome):
    assert compared(published, unit, own).outcome == outcome


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_the_difference_is_own_minus_published(published, own):
    found = compared(published, "entrées", own)
    assert found.own == own and found.difference == own - published


def test_reasons_are_whole_sentences():
    for reason in REASONS.values():
        assert reason.kind and reason.text[0].isupper() and reason.text.endswith(".")
