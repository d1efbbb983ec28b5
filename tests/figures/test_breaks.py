"""Breaks: which are shown, where their titles fit, and why a month is doubtful."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.breaks import break_marks, doubtful_reasons, months_between, next_month, shown_breaks, titles_fit
from figures.theme import LIGHT
from tests.figures.results import fr, months, registry

PE = (date(2016, 1, 1), "Pôle emploi entre", "Pôle emploi transmet ; ce mois contient 2015.", np.nan, "2016-01")
REGIONS = (date(2016, 1, 1), "Nouvelles régions", "De 22 à 13.", 1.0, None)
ML = (date(2017, 1, 1), "Les missions locales entrent", "Absentes avant 2017.", np.nan, None)
LATER = (date(2017, 1, 1), "Autre", "Autre texte.", np.nan, "")


def test_only_breaks_that_cut_the_window_are_shown():
    shown = shown_breaks(registry(ML, REGIONS, PE), "2015-01", "2018-07")
    assert [(b.number, b.month, b.title) for b in shown] == [
        (1, "2016-01", "Pôle emploi entre"),
        (2, "2017-01", "Les missions locales entrent"),
    ]
    assert shown_breaks(registry(PE, ML), "2016-01", "2016-12") == ()
    assert [b.number for b in shown_breaks(registry(PE, ML), "2016-01", "2017-01")] == [1]
    assert shown_breaks(registry(), "2015-01", "2018-07") == ()


def test_breaks_of_one_month_share_a_number():
    (only,) = shown_breaks(registry(ML, LATER), "2016-01", "2018-01")
    assert only.title == fr("Les missions locales entrent~; Autre")
    assert only.text == "Absentes avant 2017. Autre texte."


def test_the_reason_of_a_doubtful_month_is_the_last_clause():
    assert doubtful_reasons(registry(PE, REGIONS, LATER)) == {"2016-01": fr("janvier 2016_: ce mois contient 2015")}


def test_titles_fit_only_when_all_do():
    shown = shown_breaks(registry(PE, ML), "2015-01", "2018-07")
    assert titles_fit(shown, 25, "2018-08")
    assert not titles_fit(shown, 8, "2018-08")
    last = shown_breaks(registry(ML), "2015-01", "2018-07")
    assert not titles_fit(last, 25, "2017-03")
    assert titles_fit(last, 25, "2017-03", spare=200)
    assert titles_fit((), 1, "2018-08")


@pytest.mark.parametrize(("titled", "texts"), [(True, 4), (False, 2)])
def test_each_break_has_a_line_a_disc_and_a_number(titled, texts):
    shown = shown_breaks(registry(PE, ML), "2015-01", "2018-07")
    shapes, annotations = break_marks(shown, titled, LIGHT)
    assert [(s["type"], s.get("x0") if s["type"] == "line" else s["xanchor"]) for s in shapes] == [
        ("line", "2016-01-01"),
        ("circle", "2016-01-01"),
        ("line", "2017-01-01"),
        ("circle", "2017-01-01"),
    ]
    assert shapes[0]["line"]["dash"] == "4px,3px"
    assert len(annotations) == texts
    assert {a["text"] for a in annotations} >= {"<b>1</b>", "<b>2</b>"}


@given(st.integers(0, 400))
def test_months_count(n):
    run = months("1999-11", n + 2)
    assert months_between(run[0], run[n]) == n
    assert next_month(run[n]) == run[n + 1]
