"""The columns of the published tables: one name, one French head and one meaning each."""

from indicators.columns import BOOLEAN, COLUMNS, INTEGER, NUMBER, TEXT, column
from indicators.frame import RESULT_COLUMNS


def test_every_column_has_a_head_of_its_own_a_kind_and_a_meaning():
    heads = [c.label for c in COLUMNS.values()]
    assert len(set(heads)) == len(heads) and all(head == head.lower() and " " not in head for head in heads)
    assert {c.kind for c in COLUMNS.values()} == {TEXT, NUMBER, INTEGER, BOOLEAN}
    assert all(c.description.endswith((".", "…")) for c in COLUMNS.values())
    assert all(name == c.name == column(name).name for name, c in COLUMNS.items())


def test_the_columns_of_every_result_are_described():
    assert set(RESULT_COLUMNS) <= COLUMNS.keys()


def test_a_column_not_yet_described_keeps_its_name():
    assert column("nouvelle") == ("nouvelle", "nouvelle", TEXT, "")
