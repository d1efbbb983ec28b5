"""Labels of points: whatever the points, no name covers another, a mark, or the edge."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from figures.placement import LEADS, Mark, Spot, place

FRAME = (0.0, 0.0, 500.0, 300.0)
MARKS = st.lists(
    st.builds(
        Mark,
        x=st.floats(0, 500),
        y=st.floats(0, 300),
        name=st.text("abcdefgh -", min_size=1, max_size=24),
        bold=st.booleans(),
        half=st.sampled_from([5.0, 10.0]),
        gaps=st.sampled_from([(), LEADS[:1], LEADS]),
    ),
    max_size=25,
)


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(MARKS, st.lists(st.tuples(*[st.floats(0, 400)] * 2).map(lambda p: (*p, p[0] + 40, p[1] + 20)), max_size=3))
def test_no_name_covers_anything(marks, taken):
    spots = place(marks, FRAME, 12, taken)
    assert len(spots) == len(marks)
    assert all(spot.gap in mark.gaps for mark, spot in zip(marks, spots, strict=True) if spot.side)
    labels = [(mark, mark.label(spot, 12)) for mark, spot in zip(marks, spots, strict=True) if spot.side]
    for (_, one), (_, other) in combinations(labels, 2):
        assert not overlap(one, other)
    for mark, box in labels:
        assert FRAME[0] <= box[0] and FRAME[1] <= box[1] and box[2] <= FRAME[2] and box[3] <= FRAME[3]
        assert not any(overlap(box, other) for other in taken)
        assert not any(overlap(box, other.box) for other in marks if other.box != mark.box)


def test_the_first_side_is_the_right_and_a_point_at_the_edge_takes_another():
    assert place([Mark(250, 150, "Corse")], FRAME, 12) == [Spot("middle right", 2)]
    assert place([Mark(495, 150, "Corse")], FRAME, 12) == [Spot("middle left", 2)]


def test_the_first_marks_choose_first_and_a_name_without_room_is_dropped():
    crowd = [Mark(250 + i % 3, 150 + i // 3, f"Territoire {i}") for i in range(30)]
    spots = place(crowd, FRAME, 12)
    assert spots[0].side and not all(spot.side for spot in spots)


def test_a_name_that_must_be_read_goes_further_and_a_line_leads_to_it():
    wall = [(240.0, 140.0, 260.0, 160.0), (150.0, 139.0, 350.0, 161.0)]
    assert place([Mark(250, 150, "Corse")], FRAME, 12, wall) == [Spot("", 0)]
    (spot,) = place([Mark(250, 150, "Corse", gaps=LEADS)], FRAME, 12, wall)
    assert spot == Spot("top center", 14) and spot.is_led


def test_a_name_stands_off_a_curve_where_it_can():
    level = [150.0, 150.0]
    (spot,) = place([Mark(250, 150, "Corse")], FRAME, 12, curves=[level])
    assert spot == Spot("top center", 2)
    # Nowhere to go: the first side that is free.
    everywhere = [[float(y)] * 3 for y in range(0, 300, 4)]
    assert place([Mark(250, 150, "Corse")], FRAME, 12, curves=everywhere) == [Spot("middle right", 2)]


def test_a_line_leads_through_no_name_and_no_name_stands_on_a_line():
    """Two points whose names stand apart, the first right above the second: its line would strike the other name."""
    wall = [(100.0, 136.0, 400.0, 164.0)]
    marks = [Mark(250, 150, "Corse", gaps=LEADS), Mark(252, 150, "Guadeloupe", gaps=LEADS)]
    one, other = place(marks, FRAME, 12, wall)
    assert one == Spot("top center", 14)
    assert other.is_led and other.side.startswith("bottom")


def test_a_point_without_a_name_is_not_covered():
    alone, crowded = ([Mark(250, 150, "Corse"), *others] for others in ((), (Mark(270, 150, "", gaps=()),)))
    assert place(alone, FRAME, 12) == [Spot("middle right", 2)]
    assert place(crowded, FRAME, 12) == [Spot("middle left", 2), Spot("", 0)]


def test_a_label_begins_beside_its_mark():
    mark = Mark(100, 100, "Corse", half=5)
    assert mark.anchor(Spot("middle right", 2)) == (107, 100)
    left, _, right, _ = mark.label(Spot("middle right", 2), 12)
    assert left == 107 and right > left
    assert mark.label(Spot("bottom center", 2), 12)[3] == 93
    assert not Spot("bottom center", 2).is_led
