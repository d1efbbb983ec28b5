"""Operators that sent nothing, or not all: no result pretends to be complete."""

import csv
import io
import json

import pytest

from app import create_app
from callbacks.acces import page_parts, picture
from callbacks.acces_numbers import acces_numbers
from callbacks.page import Look
from filters import Filters
from layouts import ids
from layouts.markup import HTML
from tests.callbacks.partial import opened, published, sent
from tests.callbacks.visitor import client_of

MONTHS = [f"{year}-{month:02d}" for year in (2015, 2016, 2017, 2018) for month in range(1, 13)][:43]
EVERYONE = {
    "pole_emploi": "2016-01",
    "missions_locales": "2017-01",
    "cap_emploi": "",
    "apec": "",
    "fongecif_opacif": "",
}

LOOK = Look("light", "wide")


def pairs(operators, without=()):
    return {(o, m) for o in operators for m in MONTHS if m >= EVERYONE[o] and (o, m) not in without}


def release_of(tmp_path_factory, name, found):
    return opened(published(tmp_path_factory.mktemp(name), sent(found))[0])


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Apec has sent its files, nobody else has, and none of April to July 2018."""
    return release_of(tmp_path_factory, "alone", pairs(["apec"]) - {("apec", m) for m in MONTHS[39:]})


@pytest.fixture(scope="module")
def holed(tmp_path_factory):
    """Fongécif and Opacif never sent; Cap emploi sent neither October to December 2017 nor May to July 2018."""
    lost = {("cap_emploi", m) for m in (*MONTHS[33:36], *MONTHS[40:43])}
    return release_of(tmp_path_factory, "holed", pairs(set(EVERYONE) - {"fongecif_opacif"}, lost))


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def is_partial(parts):
    return "résultat partiel" in "".join(parts.values()).lower()


def page_of(release, **changes):
    filters = Filters().change(**changes)
    parts = page_parts(release, filters, LOOK)
    return {part: plain(str(value)) for part, value in parts.items()}, acces_numbers(release, filters)


def test_one_operator_alone_is_a_partial_result(alone):
    parts, numbers = page_of(alone)
    assert numbers.absences.silent == ("pe", "ml", "ce", "reg") and numbers.absences.counted == ("apec",)
    assert numbers.france.cell_status == "ok"
    assert "En 2017, résultat partiel avec l’Apec seulement, la <strong>France" in parts[ids.ACCES.sentence, HTML]
    said = "rien de transmis par Pôle emploi, Missions locales, Cap emploi et Fongécif et Opacif"
    for part in (
        (ids.ACCES.notice, HTML),
        (ids.MAP.alt, "children"),
        *((c.foot, HTML) for c in (ids.MAP, ids.COMPARE)),
    ):
        assert said in parts[part], part
    assert "L’effectif ne compte que Apec." in parts[ids.ACCES.notice, HTML]
    assert said in parts[ids.MAP.info, HTML] and "Opérateurs absents" in parts[ids.MAP.info, HTML]
    for card in (ids.MAP, ids.COMPARE):
        assert parts[card.title, "children"].endswith(" (résultat partiel)")
    assert (
        "Missions locales" in parts[ids.SERIES.foot, HTML] and "Résultat partiel" in parts[ids.SERIES.alt, "children"]
    )
    assert parts[ids.KPI, HTML].count("résultat partiel") == 2
    for card in (ids.MAP, ids.COMPARE, ids.SERIES):
        drawn = json.dumps(picture(card, alone, Filters(), "light"), ensure_ascii=False).replace("<br>", " ")
        assert "Résultat partiel" in plain(drawn)


def test_the_operator_that_sent_all_is_a_whole_result(alone):
    parts, numbers = page_of(alone, families=("apec",))
    assert not numbers.absences.partial and numbers.restriction == "avec l’Apec seulement"
    assert not is_partial(parts)


def test_operators_that_sent_nothing_have_no_data(alone):
    parts, numbers = page_of(alone, families=("ml", "ce"))
    assert set(numbers.result["cell_status"]) <= {"no_data", "no_denominator"} and numbers.result["value"].isna().all()
    assert "Rien de transmis par Missions locales et Cap emploi pour 2017." in parts[ids.ACCES.notice, HTML]
    assert "ne couvre pas" not in parts[ids.ACCES.notice, HTML]


def test_a_release_ends_with_the_last_month_sent(alone):
    """Months after it are not missing: they are not of the release."""
    numbers = acces_numbers(alone, Filters(start="2018-01", end="2018-12", families=("apec",)))
    assert numbers.filters.end == "2018-03" and numbers.clipped and not numbers.absences.partial


def test_an_operator_that_never_sent_is_named(holed):
    parts, numbers = page_of(holed, start="2016-01", end="2016-12")
    assert numbers.absences.silent == ("reg",) and numbers.absences.outside == ("ml",)
    assert "résultat partiel sans les Fongécif et Opacif" in parts[ids.ACCES.sentence, HTML]
    assert "Hors du champ pour 2016 : Missions locales." in parts[ids.ACCES.notice, HTML]
    assert numbers.france.value > 0


@pytest.mark.parametrize(
    ("start", "end", "lost"),
    [
        ("2017-01", "2017-12", "Cap emploi sans octobre 2017 – décembre 2017"),
        ("2018-01", "2018-07", "Cap emploi sans mai 2018 – juillet 2018"),
        ("2017-08", "2017-11", "Cap emploi sans octobre 2017 – novembre 2017"),
    ],
)
def test_a_period_that_an_operator_sent_in_part_has_no_rate(holed, start, end, lost):
    """Whether its months resume in the period, after it (no break of the registry is inside) or never."""
    parts, numbers = page_of(holed, start=start, end=end)
    assert set(numbers.result["cell_status"]) == {"break"} and numbers.result["value"].isna().all()
    assert "La période contient une rupture de série" in parts[ids.ACCES.notice, HTML]
    assert "Cap emploi" in parts[ids.ACCES.notice, HTML] and "Cap emploi" in parts[ids.ACCES.sentence, HTML]
    assert lost in parts[ids.MAP.foot, HTML]
    assert (start, end) not in numbers.comparable and ("2016-01", "2016-12") in numbers.comparable


def test_shares_of_a_period_sent_in_part_are_partial(holed):
    parts, numbers = page_of(holed, age="a15")
    assert numbers.is_share and numbers.france.value > 0
    assert "résultat partiel" in parts[ids.ACCES.sentence, HTML]
    assert "sans octobre 2017" in parts[ids.ACCES.notice, HTML] and "les parts mêlent" in parts[ids.ACCES.notice, HTML]


def test_months_that_an_operator_did_not_send_at_all_have_one_perimeter(holed):
    parts, numbers = page_of(holed, start="2017-10", end="2017-12")
    assert numbers.absences.silent == ("ce", "reg") and numbers.france.value > 0
    assert "résultat partiel sans Cap emploi ni les Fongécif et Opacif" in parts[ids.ACCES.sentence, HTML]


def test_a_file_names_the_operators_that_sent_nothing(tmp_path):
    lost = {("cap_emploi", m) for m in MONTHS[33:36]}
    settings, _ = published(tmp_path, sent(pairs(EVERYONE, lost)))
    client = client_of(create_app(settings))

    def rows(address):
        text = client.get(address).get_data(as_text=True)
        return list(csv.DictReader(io.StringIO(text)))[:-1]

    series = rows("/fichiers/acces-serie.csv?dialecte=recherche")
    named = {row["period"]: plain(row["operators_missing"]) for row in series}
    assert {m for m in named if named[m]} == set(MONTHS[33:36])
    assert named["2017-10"] == "rien de transmis par Cap emploi"
    outside = {row["period"]: row["operators_outside"] for row in series}
    assert outside["2015-06"] == "Pôle emploi et Missions locales" and outside["2017-01"] == ""
    whole = rows("/fichiers/acces-territoires.csv?dialecte=recherche&du=2017-10&au=2017-12")
    assert {plain(row["operators_missing"]) for row in whole} == {"rien de transmis par Cap emploi"}


def test_operators_outside_the_field_are_said_and_the_result_is_not_partial(current):
    parts, numbers = page_of(current, start="2015-01", end="2015-12")
    assert numbers.absences.outside == ("pe", "ml") and not numbers.absences.partial
    notice = parts[ids.ACCES.notice, HTML]
    assert "Hors du champ pour 2015 : Pôle emploi et Missions locales." in notice
    assert "L’effectif ne compte que Cap emploi, Apec et Fongécif et Opacif." in notice
    assert not is_partial(parts)
    assert numbers.france.value > 0


def test_the_first_page_of_the_demonstration_says_nothing_of_it(current):
    parts, numbers = page_of(current)
    assert (numbers.absences.silent, dict(numbers.absences.partly), numbers.absences.outside) == ((), {}, ())
    assert parts[ids.ACCES.notice, HTML] == "" and not is_partial(parts)
    assert "Opérateurs absents" not in parts[ids.MAP.info, HTML]
