"""French numbers and dates: golden values, and laws on any number."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numbers import (
    capitalised,
    in_letters,
    in_period,
    month_label,
    number,
    ordinal,
    percent,
    period_label,
    plural,
    signed,
    span,
    with_unit,
)
from tests.figures.results import fr

finite = st.floats(-1e12, 1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (85, 1, "85,0"),
        (222411, 0, "222~411"),
        (1234567.891, 2, "1~234~567,89"),
        (-0.6, 1, "−0,6"),
        (-0.04, 1, "0,0"),
        (56.25, 1, "56,2"),
        (78.75, 1, "78,8"),
        (-1000, 0, "−1~000"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == fr(text)


@given(finite, st.integers(0, 3))
def test_a_number_reads_back_as_itself(value, decimals):
    text = number(value, decimals)
    assert re.fullmatch(r"−?\d{1,3}(\u202f\d{3})*(,\d+)?", text)
    back = float(text.replace("\u202f", "").replace(",", ".").replace("−", "-"))
    assert back == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-3 * (abs(value) > 1e9) + 1e-9)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("write", [number, percent, signed, ordinal])
def test_a_missing_number_is_never_written(write, value):
    with pytest.raises(ValueError, match="finite"):
        write(value)


@given(finite, st.integers(0, 2))
def test_a_sign_is_the_sign_of_what_is_printed(value, decimals):
    text = signed(value, decimals)
    shown = round(value, decimals)
    assert text[0] == ("+" if shown > 0 else "−" if shown < 0 else "0")


def test_units():
    assert percent(13.4) == fr("13~%")
    assert percent(1.75, 1) == fr("1,8~%")
    assert with_unit(85.04, "‰", 1) == fr("85,0~‰")
    assert with_unit(1200, "entrées") == fr("1~200 entrées")


def test_ordinal_and_span():
    assert [ordinal(n) for n in (1, 2, 17)] == ["1ᵉʳ", "2ᵉ", "17ᵉ"]
    assert span(3, 7) == "3–7"
    assert span(3, 3) == "3"


@pytest.mark.parametrize(
    ("count", "word"), [(0, "région"), (1, "région"), (1.9, "région"), (2, "régions"), (-3, "régions")]
)
def test_plural(count, word):
    assert plural(count, "région") == word


def test_an_irregular_plural_is_given():
    assert plural(2, "est", "sont") == "sont"


def test_letters_stop_at_sixteen():
    assert [in_letters(n) for n in (0, 1, 2, 16, 17, 1200)] == ["aucune", "une", "deux", "seize", "17", fr("1~200")]
    assert [in_letters(n, feminine=False) for n in (0, 1, 2)] == ["aucun", "un", "deux"]


def test_capitalised_touches_one_letter():
    assert capitalised("élan de La Réunion") == "Élan de La Réunion"
    assert capitalised("") == ""


@pytest.mark.parametrize(
    ("start", "end", "label", "phrase"),
    [
        ("2017-01", "2017-12", "2017", "En 2017"),
        ("2016-01", "2017-12", "2016 et 2017", "En 2016 et 2017"),
        ("2015-01", "2017-12", "2015–2017", "De 2015 à 2017"),
        ("2017-03", "2017-03", "mars 2017", "En mars 2017"),
        ("2018-01", "2018-07", "janvier 2018 – juillet 2018", "De janvier à juillet 2018"),
        ("2016-08", "2017-02", "août 2016 – février 2017", "D’août 2016 à février 2017"),
        ("2017-04", "2017-10", "avril 2017 – octobre 2017", "D’avril à octobre 2017"),
        ("2017-10", "2017-12", "octobre 2017 – décembre 2017", "D’octobre à décembre 2017"),
        ("2017-01", "2017-11", "janvier 2017 – novembre 2017", "De janvier à novembre 2017"),
    ],
)
def test_periods(start, end, label, phrase):
    assert period_label(start, end) == label
    assert in_period(start, end) == phrase


def test_month_label():
    assert [month_label(f"2017-{m:02d}").split()[0] for m in (1, 2, 8, 12)] == [
        "janvier",
        "février",
        "août",
        "décembre",
    ]
