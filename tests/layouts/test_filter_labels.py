"""What the bar says of its filters, and how a chip gives one back its default."""

from urllib.parse import parse_qsl

import pytest

from filters import Filters, Period
from layouts.filter_labels import bar_state, chips, raw_values, reset
from tests.layouts.reading import read


def state(**values):
    return bar_state(Filters().change(**values))


def test_the_default_filters_have_no_chip():
    assert state() == {
        "period": "2017",
        "territory": "France",
        "benchmark": "France",
        "second": "aucun",
        "equivalence": "± 5\u202f%",
        "operators": "tous",
        "profile": "tous",
        "reach": "20\u00a0km",
        "site_kind": "tous",
        "count": "",
        "chips": "",
    }


@pytest.mark.parametrize(
    ("families", "label", "chip"),
    [
        (("pe", "ml", "ce", "reg"), "tous sauf un", "Sans l’Apec"),
        (("ml", "ce", "apec", "reg"), "tous sauf un", "Sans Pôle emploi"),
        (("pe", "ml"), "2 sur 5", "2 opérateurs sur 5"),
        (("apec",), "Apec", "Apec"),
    ],
)
def test_operators(families, label, chip):
    made = state(families=families)
    assert made["operators"] == label
    assert read(made["chips"]).all("button")[0].text == chip


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"sex": "F"}, "Femmes"),
        ({"level": "2"}, "Niveau 2"),
        ({"qualification": "sup"}, "Niveaux I à III"),
        ({"sex": "F", "age": "a15"}, "2 critères"),
    ],
)
def test_profile(values, label):
    assert state(**values)["profile"] == label


def test_every_active_filter_has_its_chip_and_the_count_agrees():
    filters = Filters().change(
        start="2018-01",
        end="2018-07",
        area="R76",
        reading="ao",
        families=("apec",),
        sex="F",
        age="a45",
        qualification="q6",
        level="3",
    )
    removals = read(chips(filters)).all("button", "chip")
    assert len(removals) == filters.active_count() == 8
    assert bar_state(filters)["count"] == " (8)"
    assert removals[0].text == "Janvier 2018 – juillet 2018"
    assert removals[1]["aria-label"] == "Retirer le filtre\u00a0: Occitanie"


def patched(filters, patch):
    """What assets/filters.js makes of a button's patch: fields replaced, then the query without the defaults."""
    defaults = raw_values(filters.initial)
    values = raw_values(filters) | dict(parse_qsl(patch, keep_blank_values=True))
    query = "&".join(f"{key}={value}" for key, value in values.items() if value != defaults[key])
    changed, problems = Filters.from_query(query, lambda _: filters.default)
    assert problems == ()
    return changed


def test_removing_the_chips_one_by_one_gives_the_default():
    filters = Filters().change(start="2016-01", end="2016-12", area="D31", families=("ml",), sex="M", level="2")
    counts = []
    while removals := read(chips(filters)).all("button", "chip"):
        counts.append(filters.active_count())
        filters = patched(filters, removals[-1]["data-set"])
    assert counts == [5, 4, 3, 2, 1]
    assert filters == Filters(area_level="dep")


def test_clearing_everything_is_one_patch():
    filters = Filters().change(area="R76", sex="F", reading="de")
    patch = read(chips(filters)).one("button", "link")["data-set"]
    assert patch == "t=FR&lec=ens&sexe="
    assert patched(filters, patch) == Filters()


def test_the_territories_compared_are_chips():
    filters = Filters().change(area="R76", benchmark="R93", second="R84")
    assert [chip.text for chip in read(chips(filters)).all("button", "chip")] == [
        "Occitanie",
        "Comparé à\u00a0: Provence-Alpes-Côte d’Azur",
        "Auvergne-Rhône-Alpes",
    ]
    assert filters.active_count() == 3
    assert bar_state(filters)["benchmark"] == "Provence-Alpes-Côte d’Azur"
    assert bar_state(filters)["second"] == "Auvergne-Rhône-Alpes"
    assert patched(filters, reset(filters, "benchmark", "second")) == Filters(area="R76")


def test_the_default_period_of_the_release_is_no_filter():
    year = Period("2021-01", "2021-12")
    initial = Filters(default=year).initial
    assert bar_state(initial)["period"] == "2021"
    assert chips(initial) == ""
    asked = initial.change(start="2017-01", end="2017-12")
    chip = read(chips(asked)).one("button", "chip")
    assert chip.text == "2017"
    assert patched(asked, chip["data-set"]) == initial
