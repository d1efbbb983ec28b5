"""The cascade: from one rate to the other by effects alone, whatever the decomposition."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.strata import AXIS_WITHOUT
from figures.theme import LIGHT, THEMES, text_width
from figures.waterfall import axis_start, steps, waterfall
from geo.areas import AREAS, FRANCE
from indicators.catalogue import ACCESS_RATE
from tests.figures.comparisons import decomposed, decompositions
from tests.figures.results import check

HERE = [(47_000, 100_000), (2_900, 570_000)]
THERE = [(2_030_000, 4_130_000), (130_000, 26_600_000)]


WITHOUT = "hors statut inconnu"


def drawn(found, **options):
    return waterfall(found, AREAS["R76"], FRANCE, ACCESS_RATE, WITHOUT, **options)


@settings(max_examples=60, deadline=None)
@given(decompositions(), st.sampled_from(THEMES), st.booleans())
def test_effects_lead_from_one_rate_to_the_other(case, theme, narrow):
    _, found = case
    effects = [step for step in steps(found) if not step.total]
    assert effects[0].start == found.value_against
    for before, after in pairwise(effects):
        assert after.start == before.end
    assert effects[-1].end == pytest.approx(found.value, abs=1e-9)
    heads = [step.effect for step in steps(found) if step.total]
    assert heads == [found.composition, found.behaviour]
    figure = drawn(found, theme=theme, narrow=narrow)
    assert check(figure) < 2500
    low, high = figure["layout"]["xaxis"]["range"]
    assert low == axis_start(found)
    assert all(low <= level <= high for step in effects for level in (step.start, step.end))


def test_bars_are_effects_alone_blue_up_and_orange_down():
    figure = drawn(decomposed(HERE, THERE))
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert len(bars) == 1 and len(bars[0]["x"]) == 4
    for effect, colour in zip(bars[0]["x"], bars[0]["marker"]["color"], strict=True):
        assert colour == (LIGHT.higher if effect > 0 else LIGHT.lower)
    texts = [text for trace in figure["data"] for text in trace.get("text", ())]
    ends = [text for text in texts if WITHOUT in text]
    assert [text.partition("<br>")[0] for text in ends] == ["<b>France</b>", "<b>Occitanie</b>"]
    assert {"Demandeurs d’emploi", "Actifs occupés"} <= set(texts)


def test_the_axis_begins_below_every_level_and_never_below_zero_without_cause():
    found = decomposed(HERE, THERE)
    start = axis_start(found)
    assert drawn(found)["layout"]["xaxis"]["range"][0] == start
    assert 0 < start < min(step.end for step in steps(found) if not step.total)


def test_the_figures_stand_away_from_the_effects():
    up, down = (
        next(t for t in drawn(decomposed(*sides))["data"] if t.get("mode") == "markers+text")
        for sides in ((HERE, THERE), (THERE, HERE))
    )
    assert up["textposition"] != down["textposition"]


def test_a_long_name_is_cut_on_a_phone():
    found = decomposed(HERE, THERE, area="R93")
    figure = waterfall(found, AREAS["R93"], AREAS["FR"], ACCESS_RATE, WITHOUT, narrow=True)
    names = [text for trace in figure["data"] for text in trace.get("text", ())]
    assert any(name.startswith("<b>Provence-Alpes-Côte d…</b>") for name in names)


@pytest.mark.parametrize(("narrow", "width", "names"), [(False, 430, 0.31), (True, 332, 0.44)])
def test_the_figure_of_every_effect_has_room_at_the_right_of_its_bar(narrow, width, names):
    """Two large effects that cancel out: the longest bar ends near the edge."""
    figure = drawn(
        decomposed([(10_000, 100_000), (2_900, 300_000)], [(47_000, 100_000), (2_900, 570_000)]), narrow=narrow
    )
    low, high = figure["layout"]["xaxis"]["range"]
    assert figure["layout"]["xaxis"]["domain"] == [names, 1]
    effects = figure["data"][-1]
    px = width * (1 - names) / (high - low)
    for x, text in zip(effects["x"], effects["text"], strict=True):
        shown = text.replace("<b>", "").replace("</b>", "")
        assert (high - x) * px >= text_width(shown, effects["textfont"]["size"], bold=True) - 0.5


def test_what_the_rates_leave_out_never_reaches_the_marks():
    found = decomposed(HERE, THERE)
    for axis, said in (("qualif", "hors qualification inconnue"), ("croise", "hors inconnus")):
        figure = waterfall(found, AREAS["R76"], FRANCE, ACCESS_RATE, AXIS_WITHOUT[axis])
        ends = [t for trace in figure["data"] for t in trace.get("text", ()) if "hors " in t]
        assert len(ends) == 2 and all(f">{said}<" in text for text in ends)


def test_two_alike_territories_still_have_an_axis():
    figure = drawn(decomposed(THERE, THERE))
    check(figure)
    assert figure["layout"]["xaxis"]["range"][0] < figure["layout"]["xaxis"]["range"][1]


def test_the_name_of_the_territory_stands_under_the_rule_over_its_row():
    found = decomposed([(100, 1_000)] * 4, [(90, 1_000)] * 4, axis="croise")
    figure = waterfall(found, AREAS["R76"], FRANCE, ACCESS_RATE, AXIS_WITHOUT["croise"])
    names = next(trace for trace in figure["data"] if any("hors " in text for text in trace.get("text", ())))
    # Half a row is 15 px where ten rows stand in 300: the two lines need nearly all of it.
    assert names["y"][0] == 11 and -0.25 < names["y"][1] < -0.1
