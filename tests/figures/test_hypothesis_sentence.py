"""The sentence of a hypothesis: golden texts, and for any numbers a French sentence that says them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.hypothesis_sentence import Counts, Persons, hours_text, hypothesis_sentence, points_text
from figures.numbers import number
from geo.areas import AREAS

COUNTS = st.builds(Counts, *(st.integers(0, 20) for _ in Counts._fields))
PEOPLE = st.sampled_from(["actifs", "habitants"])


@st.composite
def persons(draw):
    total = draw(st.integers(1, 5_000_000))
    before = draw(st.integers(0, total))
    losing, gaining = draw(st.integers(0, before)), draw(st.integers(0, total - before))
    others = [draw(st.sampled_from([0, 1, 2, total])) for _ in range(4)]
    return Persons(total, before, before - losing + gaining, losing, gaining, *others)


def said(counts, persons, area="R76", threshold="20 km", people="actifs"):
    return hypothesis_sentence(Counts(*counts), Persons(*persons), AREAS[area], threshold, people).plain


@given(COUNTS, persons(), st.sampled_from(sorted(AREAS)), st.sampled_from(["10 km", "20 min"]), PEOPLE)
def test_any_numbers_give_one_french_sentence_that_says_them(counts, persons, area, threshold, people):
    sentence = hypothesis_sentence(counts, persons, AREAS[area], threshold, people)
    text = sentence.plain
    assert text.endswith(".") and text.count(".") == 1 and text[0].isupper()
    assert not re.search(r" [;:?!%]|  |\(|nan|inf|,,|et et", text)
    assert len([part for part in sentence.fragments if part.strong]) == 1
    assert ("si " in text) == any(counts)
    if any(counts) and (persons.losing or persons.gaining):
        assert threshold in text
        assert all(number(count) in text for count in (persons.losing, persons.gaining) if count)
        assert re.search(r"passerait de|resterait de", text)
    elif any(counts) and (persons.farther or persons.nearer):
        assert all(number(count) in text for count in (persons.farther, persons.nearer) if count)
    assert not re.search(r"\b(1 (actifs|habitants)|un (lieux|permanence)|une (lieu|permanences))\b", text)


@pytest.mark.parametrize(
    ("counts", "persons", "expected"),
    [
        (
            (0, 0, 0, 0),
            (100, 80, 80, 0, 0, 0, 0, 0, 0),
            "Aucun changement n’est proposé : fermez, déplacez ou renforcez un lieu, ouvrez une permanence.",
        ),
        (
            (2, 0, 0, 1),
            (10_000, 8800, 8500, 400, 100, 0, 0, 0, 0),
            "En Occitanie, si deux lieux fermaient et une permanence ouvrait, 400 actifs ne seraient plus à 20 km ou"
            " moins d’un lieu et 100 le deviendraient ; la part des actifs couverts passerait de 88 % à 85 %.",
        ),
        (
            (1, 0, 0, 0),
            (1_000_000, 880_000, 879_999, 1, 0, 0, 0, 0, 0),
            "En Occitanie, si un lieu fermait, 1 actif ne serait plus à 20 km ou moins d’un lieu ; la part des actifs"
            " couverts resterait de 88,0 %.",
        ),
        (
            (0, 0, 0, 3),
            (10_000, 8800, 8840, 0, 40, 0, 0, 0, 0),
            "En Occitanie, si trois permanences ouvraient, 40 actifs de plus seraient à 20 km ou moins d’un lieu ; la"
            " part des actifs couverts passerait de 88,0 % à 88,4 %.",
        ),
        (
            (0, 1, 0, 0),
            (10_000, 8800, 8800, 0, 0, 1200, 1, 0, 0),
            "En Occitanie, si un lieu était déplacé, aucun actif ne passerait le seuil de 20 km, mais 1 200 actifs"
            " seraient plus loin du lieu le plus proche et 1 actif serait plus près d’un lieu.",
        ),
        (
            (0, 0, 2, 0),
            (10_000, 8800, 8800, 0, 0, 0, 0, 0, 350),
            "En Occitanie, si deux lieux changeaient d’horaires, aucun actif ne passerait le seuil de 20 km, mais le"
            " score d’accès monterait pour 350 actifs.",
        ),
        (
            (0, 0, 1, 0),
            (10_000, 8800, 8800, 0, 0, 0, 0, 0, 0),
            "En Occitanie, si un lieu changeait d’horaires, rien ne changerait pour les actifs du territoire.",
        ),
    ],
)
def test_golden_sentences(counts, persons, expected):
    narrow, wide = "\u202f", "\u00a0"
    shown = re.sub(r"(\d) (\d{3})", rf"\1{narrow}\2", expected).replace(" ;", f"{narrow};").replace(" %", f"{narrow}%")
    assert said(counts, persons) == shown.replace(" :", f"{wide}:")


def test_hours_and_points():
    assert (hours_text(7.0), hours_text(3.5)) == ("7 h par semaine", "3,5 h par semaine")
    assert points_text(0.88, 0.868) == "−1,2 point"
    assert points_text(0.5, 0.53) == "+3,0 points"
    assert points_text(0.5, 0.5001) == "inchangé"
