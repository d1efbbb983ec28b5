"""Labels of points: whatever the points, no name covers another, a mark, or the edge."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from figures.placement import Mark, place

FRAME = (0.0, 0.0, 500.0, 300.0)
MARKS = st.lists(
    st.builds(
        Mark,
        x=st.floats(0, 500),
        y=st.floats(0, 300),
        name=st.text("abcdefgh -", min_size=1, max_size=24),
        bold=st.booleans(),
        half=st.sampled_from([5.0, 10.0]),
    ),
    max_size=25,
)


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(MARKS, st.lists(st.tuples(*[st.floats(0, 400)] * 2).map(lambda p: (*p, p[0] + 40, p[1] + 20)), max_size=3))
def test_no_name_covers_anything(marks, taken):
    sides = place(marks, FRAME, 12, taken)
    assert len(sides) == len(marks)
    labels = [(mark, mark.label(side, 12)) for mark, side in zip(marks, sides, strict=True) if side]
    for (_, one), (_, other) in combinations(labels, 2):
        assert not overlap(one, other)
    for mark, box in labels:
        assert FRAME[0] <= box[0] and FRAME[1] <= box[1] and box[2] <= FRAME[2] and box[3] <= FRAME[3]
        assert not any(overlap(box, other) for other in taken)
        assert not any(overlap(box, other.box) for other in marks if other.box != mark.box)


def test_the_first_side_is_the_right_and_a_point_at_the_edge_takes_another():
    assert place([Mark(250, 150, "Corse")], FRAME, 12) == ["middle right"]
    assert place([Mark(495, 150, "Corse")], FRAME, 12) == ["middle left"]


def test_the_first_marks_choose_first_and_a_name_without_room_is_dropped():
    crowd = [Mark(250 + i % 3, 150 + i // 3, f"Territoire {i}") for i in range(30)]
    sides = place(crowd, FRAME, 12)
    assert sides[0] and not all(sides)


def test_a_label_begins_beside_its_mark():
    mark = Mark(100, 100, "Corse", half=5)
    assert mark.anchor("middle right") == (107, 100)
    left, _, right, _ = mark.label("middle right", 12)
    assert left == 107 and right > left
    assert mark.label("bottom center", 12)[3] == 93
