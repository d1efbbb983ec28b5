"""The cloud of recourse and unemployment: names that never overlap, a line over the points' own range."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.link_chart import _CENTRE, Cloud, Point, _box, _Frame, _overlap, link_chart, placed_labels
from figures.theme import text_width

FRAME = _Frame((0.0, 25.0), (0.0, 100.0), 600.0, 280.0)
POINTS = [Point(f"R{i:02d}", f"Région {i}", f"R{i:02d}", 7 + i, 60 + (i % 4)) for i in range(12)]


def cloud(points=tuple(POINTS), slope=-0.5, said="r = −0,5, n = 12"):
    return Cloud("Avec", points, slope, 80.0, said)


points = st.lists(
    st.builds(lambda x, y: (x, y), st.floats(0, 25), st.floats(0, 100)), min_size=1, max_size=18, unique=True
).map(lambda pairs: [Point(f"R{i:02d}", f"R{i}", "ABC", x, y) for i, (x, y) in enumerate(pairs)])


@settings(max_examples=150, deadline=None)
@given(points)
def test_names_are_over_no_point_and_no_other_name(found):
    boxes = []
    for point, place in placed_labels(found, FRAME, "R00"):
        width = 1.3 * text_width(point.short, 11.5, bold=point.area == "R00")
        box = _box(*FRAME.at(point), width, 11.5 * 1.1, place)
        assert not any(_overlap(box, other) for other in boxes)
        dots = [_box(*FRAME.at(p), 11, 11, _CENTRE) for p in found if FRAME.at(p) != FRAME.at(point)]
        assert not any(_overlap(box, dot) for dot in dots)
        boxes.append(box)


def test_the_selected_area_is_named_first_and_drawn_larger():
    crowded = [Point("R01", "a", "AAA", 10, 50), Point("R76", "b", "BBB", 10.2, 50), Point("R02", "c", "CCC", 9.8, 50)]
    assert placed_labels(crowded, FRAME, "R76")[0][0].area == "R76"
    trace = link_chart([cloud(crowded)], "entrées", "R76")["data"][0]
    assert trace["marker"]["size"].index(max(trace["marker"]["size"])) == 1


@pytest.mark.parametrize("viewport", ["wide", "medium", "narrow"])
def test_two_clouds_share_their_horizontal_scale_and_no_room(viewport):
    layout = link_chart([cloud(), cloud(slope=math.nan)], "entrées", "", "dark", viewport)["layout"]
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]
    axis = "xaxis" if viewport == "wide" else "yaxis"
    one, other = sorted((layout[axis]["domain"], layout[f"{axis}2"]["domain"]))
    assert one[1] < other[0]


def test_a_line_is_drawn_over_the_points_only_and_not_without_one():
    drawn = link_chart([cloud()], "entrées", "")["layout"]["shapes"]
    assert [(s["x0"], s["x1"]) for s in drawn] == [(7, 18)]
    assert (drawn[0]["y0"], drawn[0]["y1"]) == (76.5, 71.0)
    assert link_chart([cloud(slope=math.nan)], "entrées", "")["layout"]["shapes"] == []


def test_a_cloud_without_points_is_a_figure_that_says_why():
    figure = link_chart([cloud((), math.nan, "pas de droite, n = 0")], "entrées", "")
    assert figure["data"] == []
    assert any("pas de droite" in note["text"] for note in figure["layout"]["annotations"])


# Regions of 2017, as crowded as they come: nine of them within three points of unemployment.
REGIONS = [
    ("ARA", 7.3, 69.0), ("BFC", 7.4, 68.0), ("BRE", 7.1, 68.5), ("CVL", 8.5, 84.0), ("COR", 9.8, 67.0),
    ("GES", 10.0, 67.2), ("HDF", 11.9, 76.0), ("IDF", 8.7, 66.0), ("NOR", 9.3, 67.5), ("NAQ", 9.1, 69.2),
    ("OCC", 9.6, 76.0), ("PDL", 7.0, 69.0), ("PAC", 10.3, 74.5), ("GUA", 22.4, 69.8), ("MTQ", 17.8, 69.5),
    ("GUY", 21.9, 69.4), ("REU", 22.7, 68.6),
]  # fmt: skip


@pytest.mark.parametrize("viewport", ["wide", "medium", "narrow"])
def test_every_region_is_named(viewport):
    crowd = [Point(f"R{i:02d}", name, name, x, y) for i, (name, x, y) in enumerate(REGIONS)]
    clouds = [cloud(crowd), cloud(crowd)]
    notes = link_chart(clouds, "entrées", "R02", viewport=viewport)["layout"]["annotations"]
    named = [note["text"].removeprefix("<b>").removesuffix("</b>") for note in notes]
    assert all(named.count(name) == 2 for name, _, _ in REGIONS), viewport
    assert all(("ax" in note) is note["showarrow"] for note in notes)


def test_a_name_keeps_off_the_line_where_it_can():
    on_line = [Point("R01", "a", "AAA", 10.0, 50.0), Point("R02", "b", "BBB", 20.0, 50.0)]
    line = {"x0": 10.0, "x1": 20.0, "y0": 50.0, "y1": 50.0}
    free, kept_off = (placed_labels(on_line, FRAME, "", ends)[0][1] for ends in (None, line))
    assert free.up == "middle" and free.across == "left"
    assert kept_off != free


def test_a_name_that_no_place_clears_of_the_line_keeps_the_place_of_least_fault():
    """A line as thick as the plot: it is crossed wherever the name stands."""
    point = Point("R01", "a", "AAA", 12.0, 50.0)
    low, wide = _Frame((0.0, 25.0), (49.9, 50.1), 600.0, 14.0), {"x0": 0.0, "x1": 25.0, "y0": 50.0, "y1": 50.0}
    ((named, place),) = placed_labels([point], low, "", wide)
    assert named == point and (place.across, place.up) == ("left", "middle")


def test_a_name_without_room_is_left_out():
    """A plot too low for a line of text."""
    low = _Frame((0.0, 25.0), (49.9, 50.1), 600.0, 2.0)
    assert placed_labels([Point("R01", "a", "AAA", 12.0, 50.0)], low, "") == []


def test_a_click_chooses_the_region():
    assert link_chart([cloud()], "entrées", "")["data"][0]["customdata"][0] == ["R00"]
