"""Default period: the last year that every operator of the release filled, or the nearest thing to it."""

import pytest

from data.calendar import months_between
from data.default_period import choose, default_period
from filters import Period


def months(first, last):
    return sorted(months_between(first, last))


def year(number):
    return Period(f"{number}-01", f"{number}-12")


WINDOW = months("2015-01", "2018-07")


@pytest.mark.parametrize(
    ("covered", "sent", "expected"),
    [
        # The shape of the demonstration: one family enters in 2016, one in 2017.
        (WINDOW, {"ce": WINDOW, "pe": months("2016-01", "2018-07"), "ml": months("2017-01", "2018-07")}, year(2017)),
        # A month is missing in 2017.
        (WINDOW, {"ce": WINDOW, "pe": sorted(set(WINDOW) - {"2017-04"})}, year(2016)),
        # A family that sent nothing in the year does not spoil it.
        (WINDOW, {"ce": WINDOW, "pe": months("2015-01", "2016-12")}, year(2017)),
        # No year is full: the last whole one.
        (WINDOW, {"pe": ["2015-03", "2016-05", "2017-08", "2018-01"]}, year(2017)),
        # A whole year in which nobody sent anything is not full.
        (WINDOW, {"pe": months("2015-01", "2015-12")}, year(2015)),
        (WINDOW, {}, year(2017)),
        # No whole year: the last twelve months, or fewer.
        (months("2020-03", "2021-08"), {"pe": months("2020-03", "2021-08")}, Period("2020-09", "2021-08")),
        (months("2021-03", "2021-08"), {"pe": ["2021-03"]}, Period("2021-03", "2021-08")),
        (["2021-03"], {"pe": ["2021-03"]}, Period("2021-03", "2021-03")),
        (months("2021-01", "2021-12"), {"pe": months("2021-01", "2021-12")}, year(2021)),
    ],
)
def test_choice(covered, sent, expected):
    assert choose(covered, sent) == expected


def test_the_demonstration_opens_on_2017(release):
    assert default_period(release) == year(2017)


def test_the_question_is_put_once(release, monkeypatch):
    first = default_period(release)
    monkeypatch.setattr("data.default_period.choose", None)
    assert default_period(release) is first
