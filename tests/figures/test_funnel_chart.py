"""The drawn funnel: its curves are the limits that the areas are judged by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.cells import Cells, rows_of
from figures.funnel_chart import Spread, funnel_chart, limits
from figures.theme import LIGHT, THEMES, text_width
from geo.areas import FRANCE, departments
from indicators.catalogue import ACCESS_RATE
from tests.figures.comparisons import funnelled, spread_regions
from tests.figures.results import check


def read(frame):
    cells = rows_of(frame)
    compared = tuple(cell for cell in cells if cell.area != FRANCE)
    return Cells(next((cell for cell in cells if cell.area == FRANCE), None), compared, ())


def drawn(frame, noise=0.0, selected="R76", second="", unit="actifs", **options):
    phi = frame["phi"].max()
    places = dict(zip(frame["area"], frame["position_998"], strict=True))
    spread = Spread(0.001, phi, noise)
    return funnel_chart(read(frame), places, ACCESS_RATE, spread, selected, second, unit, **options)


@pytest.mark.parametrize("noise", [0.0, 3.0, 12.0])
def test_the_curves_pass_by_the_limits_of_each_area(noise):
    frame = funnelled(spread_regions(), noise_variance=noise)
    areas = frame[frame["area"] != FRANCE.id]
    spread = Spread(0.001, areas["phi"].iloc[0], noise)
    for name, level in (("95", 0.95), ("998", 0.998)):
        lower, upper = limits(areas["denominator"].to_numpy(), areas["benchmark"].to_numpy(), spread, level)
        np.testing.assert_allclose(lower, areas[f"limit_lower_{name}"], rtol=1e-9)
        np.testing.assert_allclose(upper, areas[f"limit_upper_{name}"], rtol=1e-9)


def test_the_rate_of_france_is_drawn_over_the_ground_of_the_limits():
    """A shape below the traces is under the ground that is filled between the curves."""
    figure = drawn(funnelled(spread_regions()))
    filled = max(at for at, trace in enumerate(figure["data"]) if trace.get("fill"))
    (at,) = [
        at
        for at, trace in enumerate(figure["data"])
        if trace["mode"] == "lines" and len(trace["x"]) == 2 and len(set(trace["y"])) == 1
    ]
    assert filled < at and not figure["layout"].get("shapes")


def test_marks_say_who_is_outside():
    rows = [*spread_regions()[:-2], ("R94", 500.0, 1e6), ("R11", 5.0, 5e6)]
    rows = [row for at, row in enumerate(rows) if row[0] not in {r[0] for r in rows[at + 1 :]}]
    frame = funnelled(rows)
    places = dict(zip(frame["area"], frame["position_998"], strict=True))
    assert places["R94"] == "above" and places["R11"] == "below" and "inside" in places.values()
    figure = drawn(frame, second="R53")
    check(figure)
    points = next(trace for trace in figure["data"] if trace["mode"] == "markers" and "customdata" in trace)
    assert points["meta"] == "R" and points["customdata"] == []
    in_order = sorted(area for area in frame["area"] if area != FRANCE.id)
    marks = dict(zip(in_order, zip(points["marker"]["symbol"], points["marker"]["color"], strict=True), strict=True))
    assert marks["R94"] == ("triangle-up", LIGHT.higher)
    assert marks["R11"] == ("triangle-down", LIGHT.lower)
    assert marks["R24"] == ("circle", LIGHT.similar)
    ring = next(trace for trace in figure["data"] if trace["mode"] == "markers" and "customdata" not in trace)
    assert sorted(ring["marker"]["symbol"]) == ["circle-open", "diamond-open"]


def test_the_territories_chosen_are_named_in_bold():
    names = next(t for t in drawn(funnelled(spread_regions()), second="R84")["data"] if t["mode"] == "text")["text"]
    assert "<b>Occitanie</b>" in names and "<b>Auvergne-Rhône-Alpes</b>" in names


def test_of_a_hundred_departments_those_that_matter_are_named():
    rows = [(a.id, 70.0 + (i % 7), 1e5 + 3e3 * i) for i, a in enumerate(departments())]
    rows[10] = (rows[10][0], 700.0, 2e5)
    figure = drawn(funnelled(rows), selected="D31", width=340)
    check(figure)
    names = next(t for t in figure["data"] if t["mode"] == "text")["text"]
    assert "<b>Haute-Garonne</b>" in names and len(names) <= 3


def test_every_area_outside_the_limits_is_named_even_in_a_crowd():
    rows = [(a.id, 70.0 + (i % 7), 2e5 + 1e3 * i) for i, a in enumerate(departments())]
    for at in range(40, 46):
        rows[at] = (rows[at][0], 130.0 + at / 10, rows[at][2])
    frame = funnelled(rows)
    outside = set(frame.loc[frame["position_998"].isin(["above", "below"]), "area"])
    assert {rows[at][0] for at in range(40, 46)} <= outside
    figure = drawn(frame, selected="FR")
    assert check(figure)
    names = next(t for t in figure["data"] if t["mode"] == "text")["text"]
    assert set(names) == {area.name for area in departments() if area.id in outside}
    leads = [t for t in figure["data"] if t["mode"] == "lines" and t["x"][-1] is None]
    assert len(leads) == 1 and len(leads[0]["x"]) % 3 == 0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.5, 400), st.floats(50, 1e7)), min_size=1, max_size=17),
    st.sampled_from(THEMES),
    st.sampled_from([340, 430, 610]),
)
def test_any_funnel_is_drawn_and_holds_its_areas(values, theme, width):
    areas = [row[0] for row in spread_regions()]
    frame = funnelled([(a, rate, round(size)) for a, (rate, size) in zip(areas, values, strict=False)])
    figure = drawn(frame, theme=theme, width=width)
    assert check(figure) < 3000
    if not figure["data"]:
        return
    bottom, top = figure["layout"]["yaxis"]["range"]
    points = next(t for t in figure["data"] if "customdata" in t)
    assert all(bottom <= value <= top for value in points["y"] if value is not None)


def test_an_area_without_a_rate_keeps_its_place_in_the_order_without_a_point():
    figure = drawn(funnelled([("R94", 80.0, 1e5), ("R76", 70.0, 2e6), ("R11", 0.0, 0.0)]))
    points = next(t for t in figure["data"] if "customdata" in t)
    assert points["x"] == [None, 2_000_000, 100_000] and points["y"] == [None, 70.0, 80.0]


@pytest.mark.parametrize("france", [None, (0.0, 3e7)])
def test_without_a_benchmark_or_an_area_nothing_is_drawn(france):
    assert drawn(funnelled(spread_regions(), france=france))["data"] == []
    assert drawn(funnelled([]))["data"] == []


def test_the_left_margin_has_room_for_the_longest_graduation():
    few, many = (drawn(funnelled([("R76", rate, 2e4), ("R11", 75.0, 9e6)]))["layout"] for rate in (70.0, 900.0))
    for layout in (few, many):
        widest = max(text_width(text, 12) for text in layout["yaxis"]["ticktext"])
        assert layout["margin"]["l"] >= widest
    assert many["margin"]["l"] > few["margin"]["l"] == 40


def test_a_long_name_of_the_sizes_takes_two_lines_on_a_phone():
    frame = funnelled(spread_regions())
    unit = "chômeurs au sens du recensement de 15 à 64 ans"
    for width, text in ((340, f"{unit},<br>échelle logarithmique"), (610, f"{unit}, échelle logarithmique")):
        layout = drawn(frame, width=width, unit=unit)["layout"]
        assert layout["annotations"][-1]["text"] == text
        assert layout["margin"]["b"] == (61 if "<br>" in text else 46)


@pytest.mark.parametrize(
    ("crowd", "anchors"),
    [(9e6, ("left", "bottom")), (1e4, ("right", "bottom"))],
    ids=["the large ones near France", "the small ones near France"],
)
def test_on_a_phone_the_rate_of_france_is_written_where_it_covers_fewest_areas(crowd, anchors):
    ids = [row[0] for row in spread_regions()]
    rows = [(ids[0], 10.0, 1e4), (ids[1], 140.0, 9e6)]
    rows += [(area, 69.0 + i % 4, crowd * (1 - i / 40)) for i, area in enumerate(ids[2:12])]
    notes = drawn(funnelled(rows), selected="FR", width=340)["layout"]["annotations"]
    (name,) = [note for note in notes if note["text"].startswith("<b>France")]
    assert (name["xanchor"], name["yanchor"]) == anchors
    assert name["x"] == (0 if anchors[0] == "left" else 1)


def test_sizes_are_written_in_words_from_a_million_on():
    ticks = drawn(funnelled([("R76", 70.0, 2e4), ("R11", 75.0, 9e6)]))["layout"]["xaxis"]["ticktext"]
    assert ticks == ["30\u202f000", "100\u202f000", "300\u202f000", "1 million", "3 millions", "10 millions"]
