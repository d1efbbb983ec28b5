"""The list of assumptions is generated from the values that the code uses, and only the published is left out."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from data.demo import ASSUMPTIONS, assumption_sentences, exit_assumptions, flow_assumptions, profile_assumptions
from data.demo.assumption import Assumption, Axis, write_number
from data.demo.margins import fill_shares, published_margins, published_shares
from nomenclatures import AGE, EMPLOYMENT_STATUS, REASON, SEX

LETTERS = Axis(("a", "b"), ("Alpha", "Bêta"))
YEARS = Axis(("x", "y"), ("An un", "An deux"))


def leaves(value):
    if isinstance(value, Mapping):
        return [leaf for part in value.values() for leaf in leaves(part)]
    return [value] if isinstance(value, int | float) else list(value)


def changed(value):
    if isinstance(value, Mapping):
        first, *rest = value.items()
        return {first[0]: changed(first[1])} | dict(rest)
    return value + 0.011 if isinstance(value, int | float) else (value[0] + 0.011, *value[1:])


def test_every_assumption_of_the_package_is_listed():
    declared = [
        v
        for module in (flow_assumptions, profile_assumptions, exit_assumptions)
        for v in vars(module).values()
        if isinstance(v, Assumption)
    ]
    assert len(declared) > 40
    assert [subject for subject, _ in assumption_sentences()] == [a.subject for a in declared]
    assert len({a.subject for a in declared}) == len(declared)


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda a: a.subject)
def test_the_sentence_holds_every_number(assumption):
    for number in leaves(assumption.value):
        assert write_number(number, assumption.unit) in assumption.text
    assert replace(assumption, value=changed(assumption.value)).text != assumption.text
    assert assumption.text.endswith(".")
    assert "{" not in assumption.text


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda a: a.subject)
def test_the_sentence_is_set_in_french(assumption):
    for sign, space in ((";", "\u202f"), ("%", "\u202f"), (":", "\u00a0"), ("»", "\u00a0")):
        parts = assumption.text.split(sign)[:-1]
        assert all(part.endswith(space) for part in parts), sign
    assert "'" not in assumption.text


def test_complete_distributions_sum_to_one():
    for assumption in (
        profile_assumptions.OPERATOR_SHARE,
        profile_assumptions.STATUS_BY_OPERATOR,
        profile_assumptions.AGE_BY_OPERATOR,
        profile_assumptions.QUALIFICATION_BY_OPERATOR,
        profile_assumptions.CSP_BY_QUALIFICATION,
        profile_assumptions.CSP_OF_INDEPENDENTS,
        profile_assumptions.REASON_BY_OPERATOR,
        profile_assumptions.SECTOR_BY_CSP,
        exit_assumptions.EXIT_KIND_BY_OPERATOR,
    ):
        assert assumption.array().sum(axis=-1) == pytest.approx(1.0), assumption.subject


def test_array_places_codes_and_fills_with_the_default():
    assumption = Assumption("s", "{}.", {"b": {"x": 2.0}}, (LETTERS, YEARS), "×", default=1.0)
    assert assumption.array().tolist() == [[1.0, 1.0], [2.0, 1.0]]
    assert assumption.text == "Bêta (An un ×\u00a02)."
    with pytest.raises(KeyError):
        Assumption("s", "{}.", {"z": 1.0}, (LETTERS,)).array()
    with pytest.raises(TypeError):
        _ = assumption.number


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.805, "%", "80,5\u202f%"), (1.2, "×", "×\u00a01,2"), (9, "mois", "9\u00a0mois"), (-0.2, "", "−0,2")],
)
def test_numbers_are_written_in_french(value, unit, text):
    assert write_number(value, unit) == text


def test_shares_take_the_remainder_then_the_unknown():
    margins = published_margins()
    age = published_shares(margins, AGE, 0.002)
    assert age[AGE.position("a15")] == pytest.approx(0.23)
    assert age[AGE.position("a45")] == pytest.approx(0.288)
    status = published_shares(margins, EMPLOYMENT_STATUS, 0.0)
    assert status[EMPLOYMENT_STATUS.position("nr")] == pytest.approx(0.016)
    sex = published_shares(margins, SEX, 0.001)
    assert sex[SEX.position("F")] == pytest.approx(0.52 * 0.999)
    assert np.sum(sex) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="sum to 1"):
        fill_shares({"projet": 0.9, "situation": 0.2, "competences": 0.1}, REASON, 0.01)


def test_published_values_are_read_not_retyped(monkeypatch):
    from data.demo import margins

    figures = margins.load_published_figures()
    is_women = (figures["dimension"] == "sexe") & (figures["indicator"] == "part_beneficiaires")
    monkeypatch.setattr(
        margins, "load_published_figures", lambda: figures.assign(value=figures["value"].where(~is_women, 40.0))
    )
    assert {m.value for m in margins.published_margins() if m.dimension == "sex"} == {40.0}
    monkeypatch.setattr(margins, "load_published_figures", lambda: figures[~is_women])
    with pytest.raises(LookupError):
        margins.published_margins()
