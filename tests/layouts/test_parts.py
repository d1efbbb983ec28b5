"""Legend, tiles, key figures, sentence, states, controls."""

import pytest

from figures.breaks import Break
from figures.cells import read as read_cells
from figures.classes import classes_for
from figures.sentence import Fragment, Sentence
from figures.tile_map import tiles
from geo.areas import AREAS, FRANCE
from indicators.catalogue import ACCESS_RATE
from layouts.controls import checkbox, choices, disclosure, segment, select, setter
from layouts.kpi import Kpi, kpi_strip
from layouts.legend import map_legend
from layouts.sentence import sentence_children
from layouts.states import break_state, empty_state, error_state
from layouts.tiles import tile_map
from tests.figures.results import department_rates, fr, region_rates
from tests.layouts.reading import read


def legend(unlocated, total, benchmark=75.0, whole=FRANCE):
    classes, result = classes_for(benchmark), region_rates()
    cells = read_cells(result if classes.bounds else result.assign(outcome=""))
    return read(
        map_legend(classes, classes.counts(cells), ACCESS_RATE, "Entrées", "régions", "Gris", unlocated, total, whole)
    )


def test_the_legend_goes_from_high_to_low_with_its_counts():
    node = legend(38_412, 2_310_000)
    ramp = node.one("ol").all("li")
    assert [row.one("", "range").text for row in ramp] == [
        "93,8 et plus",
        "86,2 à 93,8",
        "78,8 à 86,2",
        "71,2 à 78,8",
        "63,8 à 71,2",
        "56,2 à 63,8",
        "moins de 56,2",
    ]
    assert [row.one("", "count").text for row in ramp] == ["1", "3", "3", "5", "2", "2", "1"]
    assert ramp[0].one("", "swatch")["class"] == "swatch k6"
    assert ramp[3].has_class("reference")
    assert [row.one("", "edge").text for row in ramp[:6]] == ["94", "86", "79", "71", "64", "56"]


def test_the_legend_says_what_an_undecided_gap_looks_like():
    hints = [hint.text for hint in legend(0, 0).all("p", "hint")]
    assert hints == ["Gris", fr("◇ Écart à la France indécis_: 1 région.")]
    settled = region_rates()
    settled.loc[settled["outcome"] == "undecided", "outcome"] = "similar"
    cells, classes = read_cells(settled), classes_for(75.0)
    node = read(map_legend(classes, classes.counts(cells), ACCESS_RATE, "Entrées", "régions", "Gris", 0, 0, FRANCE))
    assert [hint.text for hint in node.all("p", "hint")] == ["Gris"]


def test_the_three_fills_are_always_there_and_the_unlocated_in_bold():
    node = legend(38_412, 2_310_000)
    assert node.one("ul").all("li")[0].one("", "range").text == "Dénominateur indisponible (n.d.)"
    assert [row.one("", "count").text for row in node.one("ul").all("li")] == ["1", "0", "0"]
    assert node.one("", "unlocated").all("strong")[0].text == fr("38~412 entrées non localisées")
    assert node.one("", "unlocated").text.endswith(fr(" (1,7~%), comptées pour la France seulement."))
    assert legend(1, 100).one("", "unlocated").text.startswith("1 entrée non localisée")
    assert legend(1, 100, whole=AREAS["R76"]).one("", "unlocated").text.endswith("comptée pour l’Occitanie seulement.")
    none = fr("Entrées non localisées_: aucune ou presque (effectif publié 0).")
    assert legend(0, 100).one("", "unlocated").text == none
    assert "(" not in legend(5, 0).one("", "unlocated").text


def test_without_a_benchmark_there_is_one_class():
    node = legend(0, 0, float("nan"))
    assert [row.one("", "range").text for row in node.one("ol").all("li")] == ["sans référence"]
    assert not node.all("p", "hint")
    assert legend(0, 0).all("p", "hint")[0].text == "Gris"


def test_tiles_are_buttons_in_their_place():
    cells = read_cells(region_rates())
    placed = tiles(cells, classes_for(75.0), ACCESS_RATE)
    node = read(tile_map(placed, "R76"))
    buttons = node.all("button")
    assert len(buttons) == 18
    chosen = node.one("button", aria_pressed="true")
    assert chosen["aria-label"] == fr("Occitanie_: 85,0~‰")
    assert (chosen.one("b").text, chosen["data-set"], chosen.has_class("k4")) == ("85", "t=R76", True)
    assert node.one("button", data_set="t=R06").has_class("f-no_data")
    assert len({b["style"] for b in buttons}) == 18


def test_departments_have_no_tile_and_the_view_says_so():
    cells = read_cells(department_rates("76"))
    node = read(tile_map(tiles(cells, classes_for(75.0), ACCESS_RATE), "D31"))
    assert node.one("button")["data-set"] == "niv=reg"


def test_key_figures():
    kpis = [
        Kpi("Taux d’accès, pour 1 000 actifs", "85,0", "‰", ((Fragment("France "), Fragment("75,0", True)),)),
        Kpi("Part", "n.d."),
    ]
    node = read(kpi_strip(kpis))
    first, second = node.all("div", "kpi")
    assert first.one("dt").text == "Taux d’accès, pour 1 000 actifs"
    assert first.one("", "more").text == ", pour 1 000 actifs"
    assert first.one("dd", "value").text == fr("85,0~‰")
    assert first.one("dd", "notes").one("strong").text == "75,0"
    assert second.one("dd").text == "n.d."


def test_the_sentence_is_cut_after_its_first_statement_and_nothing_is_lost():
    sentence = Sentence(
        (
            Fragment("En 2017, l’"),
            Fragment("Occitanie", True),
            Fragment(" compte "),
            Fragment("85,0 entrées", True),
            Fragment(", 13 % de plus."),
            Fragment(" Elle se situe au 3ᵉ rang. Fin."),
        )
    )
    node = read(sentence_children(sentence))
    assert node.text == sentence.plain
    assert node.one("", "first").text == "En 2017, l’Occitanie compte 85,0 entrées, 13 % de plus. "
    assert [s.text for s in node.all("strong")] == ["Occitanie", "85,0 entrées"]


def test_a_statement_may_start_with_a_figure():
    node = read(sentence_children(Sentence((Fragment("La France compte 71,2. 15 départements la dépassent."),))))
    assert node.one("", "rest").text == "15 départements la dépassent."


def test_a_sentence_of_one_statement_has_no_rest():
    node = read(sentence_children(Sentence((Fragment("Rien. à dire <b>"),))))
    assert node.one("", "first").text == "Rien. à dire <b>"
    assert not node.all("", "rest")


@pytest.mark.parametrize(("length", "is_long"), [(110, False), (111, True)])
def test_a_long_statement_is_marked(length, is_long):
    node = read(sentence_children(Sentence((Fragment("x" * 60), Fragment("x" * (length - 60), True)))))
    assert node.one("", "first").has_class("long") == is_long


def test_an_empty_selection_says_why_and_how_to_widen():
    node = read(empty_state("Parce que <x>.", [("Tous", "ope=pe-ml")]))
    assert "Parce que <x>." in node.text
    assert node.one("button")["data-set"] == "ope=pe-ml"


def test_a_refused_rate_names_the_break_and_offers_periods():
    breaks = [Break(1, "2017-01", "Titre", "Les missions locales entrent.")]
    node = read(break_state(breaks, [("2017-01", "2017-12"), ("2016-01", "2016-12")]))
    assert fr("Janvier 2017_: Les missions locales entrent.") in node.text
    assert [b["data-set"] for b in node.all("button")] == ["du=2017-01&au=2017-12", "du=2016-01&au=2016-12"]
    assert node.all("button")[0].text == "Voir 2017"


def test_an_error_is_an_alert_with_a_way_out():
    node = read(error_state("La base ne répond pas.", "Rechargez."))
    assert node.one(role="alert").one("a")["href"] == ""


@pytest.mark.parametrize("make", [segment, choices])
def test_a_choice_is_a_group_of_radios_with_one_checked(make):
    node = read(make("lec", "Lecture", (("ens", "Ensemble"), ("de", "DE")), "de"))
    radios = node.all("input", type="radio", name="lec", form="filters")
    assert [("checked" in r.attributes, r["value"]) for r in radios] == [(False, "ens"), (True, "de")]
    assert node.one(role="radiogroup")


def test_select_checkbox_setter_and_disclosure():
    node = read(select("qua", "Niveau", [("", [("", "Tous")]), ("Deux", [("sup", "I à III")])], "sup"))
    assert node.one("optgroup")["label"] == "Deux"
    assert [o.get("value") for o in node.all("option") if "selected" in o.attributes] == ["sup"]
    assert "checked" not in read(checkbox("ope", "pe", "Pôle emploi", False)).one("input").attributes
    plain = read(setter("t=R76", "Occitanie", "go")).one("button")
    assert plain.get("aria-pressed") is None
    assert plain.get("data-mark") is None
    pop = read(disclosure("period", "Période", "2017", "panneau"))
    assert pop.one("summary").text == "Période 2017"
    assert pop.one(data_label="period").text == "2017"
